"""Markdown trees as the part of HTML that QTI allows."""

from collections.abc import Sequence

from lxml import etree

from exports import markup
from exports.formats.qti30.xml import add

# Headings within a question stand below the player's own.
_HEADINGS_BELOW = 2
_LOWEST_HEADING = 6

# Languages written from right to left, by their primary subtag.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})


def add_blocks(parent: etree._Element, blocks: Sequence[markup.Block]) -> None:
    """Append *blocks* to *parent*."""
    for block in blocks:
        _add_block(parent, block)


def add_flow(parent: etree._Element, blocks: Sequence[markup.Block]) -> None:
    """Append *blocks* to *parent*, a single paragraph as bare text."""
    content = markup.as_inline(blocks)
    if content is None:
        add_blocks(parent, blocks)
    else:
        add_spans(parent, content)


def add_spans(parent: etree._Element, spans: Sequence[markup.Inline]) -> None:
    """Append *spans* to *parent*."""
    for span in spans:
        _add_span(parent, span)


def add_line(parent: etree._Element, spans: Sequence[markup.Inline], language: str) -> None:
    """Append *spans*, written in *language*, to *parent*, which takes no blocks."""
    turned = direction(language)
    add_spans(add(parent, "span", **turned) if turned else parent, spans)


def add_choice(parent: etree._Element, blocks: Sequence[markup.Block], language: str) -> None:
    """Append what a choice says, written in *language*, to *parent*.

    Anything but bare text goes into one division: players set the parts of a choice side by side.
    """
    turned = direction(language)
    match blocks:
        case [markup.Paragraph((markup.Text(text),))] if not turned:
            _add_text(parent, text)
        case _:
            add_flow(add(parent, "div", **turned), blocks)


def direction(language: str) -> dict[str, str]:
    """Return the attribute that texts in *language* need to be laid out rightly, or none."""
    return {"dir": "rtl"} if language.split("-", 1)[0].lower() in _RIGHT_TO_LEFT else {}


def _add_block(parent: etree._Element, block: markup.Block) -> None:
    match block:
        case markup.Paragraph(children):
            add_spans(add(parent, "p"), children)
        case markup.Heading(level, children):
            add_spans(add(parent, f"h{min(level + _HEADINGS_BELOW, _LOWEST_HEADING)}"), children)
        case markup.CodeBlock(text, _):
            # No code element within it: a player in wide use joins the lines of every code element.
            add(parent, "pre", text)
        case markup.Quote(children):
            add_blocks(add(parent, "blockquote"), children)
        case markup.Listing():
            _add_listing(parent, block)
        case markup.Table():
            _add_table(parent, block)
        case markup.Rule():
            add(parent, "hr")


def _add_listing(parent: etree._Element, listing: markup.Listing) -> None:
    """QTI lists count from one, so a list that starts elsewhere carries its numbers as text."""
    if listing.start in {None, 1}:
        element = add(parent, "ul" if listing.start is None else "ol")
        for entry in listing.entries:
            add_flow(add(element, "li"), entry)
        return
    element = add(parent, "ul", **{"class": "qti-list-style-type-none"})
    for number, entry in enumerate(listing.entries, start=listing.start or 0):
        line = add(element, "li", f"{number}. ")
        add_flow(line, entry)


def _add_table(parent: etree._Element, table: markup.Table) -> None:
    """Add a table. It must have a body, so one of headings only has its headings there."""
    element = add(parent, "table")
    if table.rows:
        _add_row(add(element, "thead"), table.header, table.alignments, "th")
    body = add(element, "tbody")
    for row in table.rows:
        _add_row(body, row, table.alignments, "td")
    if not table.rows:
        _add_row(body, table.header, table.alignments, "th")


def _add_row(
    parent: etree._Element, cells: Sequence[Sequence[markup.Inline]], alignments: Sequence[str], tag: str
) -> None:
    row = add(parent, "tr")
    for cell, alignment in zip(cells, alignments, strict=True):
        element = add(row, tag, **({"scope": "col"} if tag == "th" else {}))
        if alignment:
            element.set("class", f"qti-align-{alignment}")
        add_spans(element, cell)


def _add_span(parent: etree._Element, span: markup.Inline) -> None:
    match span:
        case markup.Text(text):
            _add_text(parent, text)
        case markup.Code(text):
            add(parent, "code", text)
        case markup.Break():
            add(parent, "br")
        case markup.Emphasis(children):
            add_spans(add(parent, "em"), children)
        case markup.Strong(children):
            add_spans(add(parent, "strong"), children)
        case markup.Link(children, _):
            add_spans(parent, children)
            _add_text(parent, markup.address_note(span))
        case markup.Picture():
            _add_text(parent, markup.picture_note(span))


def _add_text(parent: etree._Element, text: str) -> None:
    if len(parent):
        last = parent[-1]
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
