"""The form as data for the templates. What candidates may not know is not in the booklet's data at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from exports import markup
from exports.document import ExportItem, FormDocument, Option, letter
from exports.formats.pdf.glyphs import missing_glyphs, printable
from exports.formats.pdf.typeset import FONTS
from exports.markup import readable

Data = dict[str, object]

_FINGERPRINT_LENGTH = 12
_REGION_LENGTH = 2


def form_texts(document: FormDocument) -> tuple[str, ...]:
    """Return every text about the form as a whole that a page can show."""
    framework = (document.framework_label, document.framework_hash, document.manifest_hash)
    return (document.identifier, document.title, document.instructions, document.credit, *framework)


def item_texts(item: ExportItem) -> tuple[str, ...]:
    """Return every text of *item* that a page can show."""
    tags = tuple(tag.label for tag in item.tags)
    named = (item.identifier, item.title, item.cognitive_level, item.content_hash)
    return (*named, *tags, *item.candidate_texts, *item.staff_texts)


def booklet(document: FormDocument) -> Data:
    """Return the data of the candidates' booklet: no key, no rationale, no title of an item."""
    pen = _pen(document)
    items = [pen.question(number, item) for number, item in enumerate(document.items, start=1)]
    return {**pen.form(document), "items": items}


def key(document: FormDocument) -> Data:
    """Return the data of the staff's key."""
    pen = _pen(document)
    items = [pen.answer(number, item) for number, item in enumerate(document.items, start=1)]
    return {**pen.form(document), "items": items}


def _pen(document: FormDocument) -> "_Pen":
    texts = [*form_texts(document), *(text for item in document.items for text in item_texts(item))]
    return _Pen(missing_glyphs(texts))


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes texts with the characters that can be printed."""

    missing: frozenset[str]

    def form(self, document: FormDocument) -> Data:
        locked = document.locked_at.astimezone(UTC)
        return {
            "fonts": FONTS,
            "identifier": self.line(document.identifier),
            "title": self.line(document.title),
            "language": _language(document.language),
            "date": {"year": locked.year, "month": locked.month, "day": locked.day},
            "locked": f"{locked.day} {locked:%B %Y}",
            "fingerprint": self.line(document.manifest_hash)[:_FINGERPRINT_LENGTH],
            "fingerprint_whole": self.line(document.manifest_hash),
            "framework": self.line(document.framework_label),
            "framework_hash": self.line(document.framework_hash),
            "credit": self.line(document.credit),
            "time_limit": document.time_limit_minutes,
            "pass_mark": None if document.pass_mark is None else f"{document.pass_mark:g}",
            "instructions": self.text(document.instructions),
        }

    def question(self, number: int, item: ExportItem) -> Data:
        return {
            "number": number,
            "language": _language(item.language),
            "stimulus": self.text(item.stimulus),
            "lead_in": self.text(item.lead_in),
            "options": [{"text": self.text(option.text)} for option in item.options],
        }

    def answer(self, number: int, item: ExportItem) -> Data:
        keys = [letter(place) for place, option in enumerate(item.options) if option.correct]
        return {
            "number": number,
            "language": _language(item.language),
            "identifier": self.line(item.identifier),
            "revision": item.revision,
            "title": self.line(item.title),
            "level": self.line(item.cognitive_level),
            "key": ", ".join(keys),
            "lead_in": self.text(item.lead_in),
            "options": [self.option(place, option) for place, option in enumerate(item.options)],
            "learning_point": self.text(item.learning_point),
            "tags": [self.line(tag.label) for tag in item.tags],
            "hash": self.line(item.content_hash),
        }

    def option(self, place: int, option: Option) -> Data:
        return {
            "letter": letter(place),
            "text": self.text(option.text),
            "rationale": self.text(option.rationale),
            "correct": option.correct,
        }

    def line(self, text: str) -> str:
        return printable(" ".join(readable(text).split()), self.missing)

    def text(self, markdown: str) -> list[Data]:
        return [self.node(block) for block in markup.parse(markdown)]

    def nodes(self, nodes: Sequence[markup.Node]) -> list[Data]:
        return [self.node(node) for node in nodes]

    def node(self, node: markup.Node) -> Data:  # noqa: PLR0911 - one return for each kind
        match node:
            case markup.Text(text):
                return self.words("text", text)
            case markup.Code(text):
                return self.words("code", text)
            case markup.Break():
                return {"kind": "break"}
            case markup.Link():
                words = self.nodes(node.children)
                return {"kind": "span", "children": [*words, self.words("text", markup.address_note(node))]}
            case markup.Picture():
                return self.words("text", markup.picture_note(node))
            case markup.CodeBlock(text, _):
                return self.words("code_block", text)
            case markup.Listing():
                return self.listing(node)
            case markup.Table():
                return self.table(node)
            case markup.Rule():
                return {"kind": "rule"}
            case _:
                return {"kind": type(node).__name__.lower(), "children": self.nodes(node.children)}

    def words(self, kind: str, text: str) -> Data:
        return {"kind": kind, "text": printable(text, self.missing)}

    def listing(self, listing: markup.Listing) -> Data:
        kind = "bullets" if listing.start is None else "numbers"
        return {
            "kind": kind,
            "start": listing.start,
            "entries": [self.nodes(entry) for entry in listing.entries],
        }

    def table(self, table: markup.Table) -> Data:
        return {
            "kind": "table",
            "alignments": list(table.alignments),
            "header": [self.nodes(cell) for cell in table.header],
            "rows": [[self.nodes(cell) for cell in row] for row in table.rows],
        }


def _language(tag: str) -> dict[str, str | None]:
    """Return *tag* as the language and region that Typst asks for."""
    language, *subtags = tag.split("-")
    regions = [subtag.upper() for subtag in subtags if len(subtag) == _REGION_LENGTH]
    return {"lang": language.lower(), "region": regions[0] if regions else None}
