"""Markdown as a small neutral tree, read the same way by every writer.

CommonMark with tables. Raw HTML is not markup here: it is shown as the text that it is.
Link definitions are not read either, so that no line of an item can vanish from its exports.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The parser drops what is nested deeper than its limit without a word. A text that comes near the limit
# (nine lists, each within the other) is shown as it was typed instead.
_MAX_LEVEL = 18
_PARSER_LIMIT = 2 * _MAX_LEVEL

# A bar that is not escaped stands between two cells.
_CELL_ENDS = re.compile(r"(?<!\\)\|")

_READABLE_CONTROLS = frozenset("\t\n\r")
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_LAST_OF_PLANE = 0xFFFE


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A few characters of code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author asked for."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that point to an address. Players run offline, so writers print the address."""

    children: tuple["Inline", ...]
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is not in the bank; writers show its alternative text."""

    alternative: str
    address: str


Inline = Text | Code | Break | Emphasis | Strong | Link | Picture


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a text, level 1 to 6."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code; the language is the author's word for it, or empty."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    children: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; *start* is the number of its first entry, or None where entries are not numbered."""

    start: int | None
    entries: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; *alignments* are "left", "right", "center" or "" per column."""

    alignments: tuple[str, ...]
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the text."""


Block = Paragraph | Heading | CodeBlock | Quote | Listing | Table | Rule
Node = Inline | Block


def parse(markdown: str) -> tuple[Block, ...]:
    """Read *markdown* into blocks. Characters that no document format may hold become U+FFFD."""
    text = readable(markdown)
    tokens = _parser().parse(text)
    if any(part.level > _MAX_LEVEL for token in tokens for part in (token, *(token.children or ()))):
        return (Paragraph((Text(" ".join(text.split())),)),)
    return _blocks(_with_overfull_tables_as_typed(tokens, text.split("\n")))


def readable(text: str) -> str:
    """Return *text* with every character that documents cannot hold replaced by U+FFFD."""
    return "".join(_UNREADABLE if is_unreadable(character) else character for character in text)


def is_unreadable(character: str) -> bool:
    """Tell whether *character* is a control, a lone surrogate or a place that Unicode keeps empty."""
    if unicodedata.category(character) in {"Cc", "Cs"}:
        return character not in _READABLE_CONTROLS
    return ord(character) & _LAST_OF_PLANE == _LAST_OF_PLANE


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield *nodes* and everything within them, in reading order."""
    for node in nodes:
        yield node
        yield from walk(_within(node))


def plain_text(nodes: Sequence[Node]) -> str:
    """Return the characters of *nodes* without any markup; every run of white space becomes one space."""
    return " ".join("".join(_characters(node) for node in walk(nodes)).split())


def as_inline(blocks: Sequence[Block]) -> tuple[Inline, ...] | None:
    """Return the content of *blocks* where it is at most one paragraph, else None."""
    match blocks:
        case []:
            return ()
        case [Paragraph(children)]:
            return children
        case _:
            return None


def address_note(link: Link) -> str:
    """Return what is printed after the words of *link*: its address, unless the words are the address."""
    return "" if plain_text(link.children) == link.address else f" ({link.address})"


def picture_note(picture: Picture) -> str:
    """Return what is printed in place of *picture*: its alternative text, or else its address."""
    return f"[{picture.alternative or picture.address}]"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _PARSER_LIMIT})
    return parser.enable("table").disable("reference")


def _with_overfull_tables_as_typed(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Token]:
    """Yield *tokens*, but each table that has a row with too many cells as its lines.

    The parser would drop the cells for which there is no column in silence.
    """
    rest = iter(tokens)
    for token in rest:
        table = lines[slice(*token.map)] if token.type == "table_open" and token.map else ()
        if _is_overfull(table):
            yield Token("code_block", "code", 0, content="\n".join(table))
            for skipped in rest:
                if skipped.type == "table_close":
                    break
        else:
            yield token


def _is_overfull(table: Sequence[str]) -> bool:
    cells = [len(_CELL_ENDS.findall(line.strip().strip("|"))) for line in table]
    return any(count > cells[0] for count in cells[2:])


def _within(node: Node) -> tuple[Node, ...]:
    match node:
        case Paragraph() | Heading() | Quote() | Emphasis() | Strong() | Link():
            return node.children
        case Listing():
            return tuple(block for entry in node.entries for block in (*entry, Break()))
        case Table():
            rows = (node.header, *node.rows)
            return tuple(part for row in rows for cell in row for part in (*cell, Break()))
        case _:
            return ()


def _characters(node: Node) -> str:
    match node:
        case Text(text) | Code(text):
            return text
        case CodeBlock(text, _):
            return f" {text} "
        case Picture(alternative, _):
            return alternative
        case Emphasis() | Strong() | Link():
            return ""
        case _:
            return " "


def _blocks(tokens: Iterator[Token]) -> tuple[Block, ...]:
    """Read blocks up to the end of the one that holds them."""
    return tuple(_block(token, tokens) for token in _until_closed(tokens))


def _until_closed(tokens: Iterator[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.nesting == -1:
            return
        yield token


def _block(token: Token, tokens: Iterator[Token]) -> Block:  # noqa: PLR0911 - one for each kind
    match token.type:
        case "paragraph_open":
            return Paragraph(_content(tokens))
        case "heading_open":
            return _heading(token, tokens)
        case "fence" | "code_block":
            return CodeBlock(token.content.removesuffix("\n"), token.info.strip())
        case "blockquote_open":
            return Quote(_blocks(tokens))
        case "bullet_list_open":
            return Listing(None, _entries(tokens))
        case "ordered_list_open":
            return Listing(int(token.attrs.get("start", 1)), _entries(tokens))
        case "table_open":
            return _table(tokens)
        case "hr":
            return Rule()
        case unknown:
            message = f"The Markdown parser answered with a block that is not read here: {unknown}."
            raise AssertionError(message)


def _heading(token: Token, tokens: Iterator[Token]) -> Block:
    """Read a heading. One without words is no heading in any format, so its mark is shown as it was typed."""
    children = _content(tokens)
    if not children:
        return Paragraph((Text(token.markup),))
    return Heading(int(token.tag.removeprefix("h")), children)


def _content(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    return tuple(span for token in _until_closed(tokens) for span in _line(token))


def _entries(tokens: Iterator[Token]) -> tuple[tuple[Block, ...], ...]:
    return tuple(_blocks(tokens) for _ in _until_closed(tokens))


def _table(tokens: Iterator[Token]) -> Table:
    """Read a table; its sections are opened and closed around the rows, which is all that matters."""
    alignments: list[str] = []
    rows: list[tuple[tuple[Inline, ...], ...]] = []
    for section in _until_closed(tokens):
        for _ in _until_closed(tokens):
            cells = [(cell, _content(tokens)) for cell in _until_closed(tokens)]
            rows.append(tuple(content for _, content in cells))
            if section.type == "thead_open":
                alignments += [_alignment(cell) for cell, _ in cells]
    return Table(tuple(alignments), rows[0], tuple(rows[1:]))


def _alignment(cell: Token) -> str:
    return str(cell.attrs.get("style", "")).removeprefix("text-align:")


def _line(token: Token) -> tuple[Inline, ...]:
    return _spans(iter(token.children or ()))


def _spans(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """Read the spans of a line up to the end of the one that holds them; neighbouring texts become one."""
    found: list[Inline] = []
    for token in _until_closed(tokens):
        span = _span(token, tokens)
        match (found[-1:], span):
            case ([Text(before)], Text(after)):
                found[-1] = Text(before + after)
            case (_, Text("")):
                continue
            case _:
                found.append(span)
    return tuple(found)


def _span(token: Token, tokens: Iterator[Token]) -> Inline:  # noqa: PLR0911 - one for each kind
    match token.type:
        case "text":
            return Text(token.content)
        case "softbreak":
            return Text(" ")
        case "hardbreak":
            return Break()
        case "code_inline":
            return Code(token.content)
        case "em_open":
            return Emphasis(_spans(tokens))
        case "strong_open":
            return Strong(_spans(tokens))
        case "link_open":
            return Link(_spans(tokens), _address(token, "href"))
        case "image":
            return Picture(plain_text(_line(token)), _address(token, "src"))
        case unknown:
            message = f"The Markdown parser answered with a span that is not read here: {unknown}."
            raise AssertionError(message)


def _address(token: Token, attribute: str) -> str:
    """Return where *token* points, with the title that the author gave it."""
    title = token.attrs.get("title")
    return f'{token.attrs[attribute]} "{title}"' if title else str(token.attrs[attribute])
