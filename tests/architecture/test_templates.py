"""Pages are safe by the way they are written."""

import re

from tests.architecture.tree import lines, package_files, templates

# At most two macros may mark text as safe, each of text that was cleaned before.
MAY_MARK_SAFE: frozenset[str] = frozenset()
SAFE = re.compile(r"\|\s*safe\b|autoescape\s+false")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=[\"']|href=[\"']\s*javascript:", re.IGNORECASE
)
FAR = re.compile(
    r"(?:src|href)=[\"'](?:https?:)?//(?![^\"']*\{\{)[^\"']*\.(?:js|css|woff2?|png|svg)", re.IGNORECASE
)


def test_no_template_switches_escaping_off() -> None:
    """Whatever people type is shown as text."""
    found = [place for place, line in lines(templates()) if SAFE.search(line)]

    assert [place for place in found if place.split(":")[0] not in MAY_MARK_SAFE] == []


def test_no_template_has_inline_code() -> None:
    """The content security policy forbids inline script and style, so a page with them is broken."""
    assert [place for place, line in lines(templates()) if INLINE.search(line)] == []


def test_no_template_loads_anything_from_elsewhere() -> None:
    """The application works with no outside connection."""
    assert [place for place, line in lines(templates()) if FAR.search(line)] == []


def test_no_code_makes_templates_from_text() -> None:
    """What people type is never run as a template."""
    code = tuple(path for path in package_files() if path.suffix == ".py")
    forbidden = re.compile(r"render_template_string|\.from_string\(")

    assert [place for place, line in lines(code) if forbidden.search(line)] == []
