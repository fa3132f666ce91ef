"""Markdown of items as safe HTML: CommonMark with tables, raw HTML shown as text, then cleaned once more."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset(
    "p br em strong code pre blockquote ul ol li hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split()  # noqa: SIM905 - a sentence of tags is easier to read than a list
)
_ATTRIBUTES: dict[str, set[str]] = {"ol": {"start"}}


def render_markdown(text: str) -> Markup:
    """Return *text* as HTML that is safe to show; it holds no link, no image, no script and no style."""
    html = nh3.clean(_parser().render(text), tags=set(_TAGS), attributes=_ATTRIBUTES, link_rel=None)
    return Markup(html)  # noqa: S704 - nh3 has just removed everything that is not in the list above


@cache
def _parser() -> MarkdownIt:
    """Make the parser once; headings are turned off, because a page has its own."""
    return (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["heading", "lheading", "image", "link"])
    )
