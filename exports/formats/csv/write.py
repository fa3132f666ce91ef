"""Write a form as two tables for spreadsheets.

Texts stay the Markdown that was signed off, character for character, so nothing of an item is lost.
Cells that a spreadsheet could take for a formula are marked with an apostrophe; `original` takes it off.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from exports.document import ExportItem, FormDocument, letter
from exports.loss import Loss, unreadable_in_texts
from exports.markup import readable
from exports.names import ncname

NAME = "CSV"
_MARK = "'"
# What spreadsheets read as the start of a formula, and our own mark, so that it can be undone.
_DANGEROUS = tuple(
    "=+-@\t\r\n"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
    f"{_MARK}"
)


def write(document: FormDocument) -> dict[str, bytes]:
    """Return `<form>-items.csv` without any key, and `<form>-key.csv`; UTF-8 with a byte-order mark."""
    stem = ncname(document.identifier)
    return {
        f"{stem}-items.csv": _table(_candidate_rows(document)),
        f"{stem}-key.csv": _table(_key_rows(document)),
    }


def losses(document: FormDocument) -> tuple[Loss, ...]:
    """Return what the two tables do not hold of *document*."""
    found = [Loss(NAME, None, "rationales, keys and tags stand in the key file only.", deliberate=True)]
    if document.instructions.strip():
        found.append(Loss(NAME, None, "the instructions have no place in a table of questions."))
    if document.time_limit_minutes is not None or document.pass_mark is not None:
        found.append(Loss(NAME, None, "time limit and pass mark have no place in a table of questions."))
    found += unreadable_in_texts(NAME, document)
    return tuple(found)


def neutralise(cell: str) -> str:
    """Return *cell* so that no spreadsheet runs it: a leading apostrophe makes it text."""
    return f"{_MARK}{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell


def original(cell: str) -> str:
    """Return the text that `neutralise` made *cell* from."""
    return cell.removeprefix(_MARK)


def _table(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([neutralise(readable(str(cell))) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _candidate_rows(document: FormDocument) -> Iterable[Sequence[object]]:
    letters = _letters(document)
    yield ["position", "item", "language", "stimulus", "lead_in", *_columns(letters, "id", "text")]
    for position, item in enumerate(document.items, start=1):
        cells = [cell for option in item.options for cell in (option.identifier, option.text)]
        start = [position, item.identifier, item.language, item.stimulus, item.lead_in]
        yield _filled([*start, *cells], 5 + 2 * len(letters))


def _key_rows(document: FormDocument) -> Iterable[Sequence[object]]:
    letters = _letters(document)
    yield [
        *("position", "item", "revision", "type", "title", "key_letter", "key_id", "learning_point"),
        *("cognitive_level", "tags", "content_hash", *_columns(letters, "id", "rationale")),
    ]
    for position, item in enumerate(document.items, start=1):
        cells = [cell for option in item.options for cell in (option.identifier, option.rationale)]
        yield _filled([position, *_key_cells(item), *cells], 11 + 2 * len(letters))


def _key_cells(item: ExportItem) -> Sequence[object]:
    keys = [(letter(place), option) for place, option in enumerate(item.options) if option.correct]
    return [
        *(item.identifier, item.revision, item.type.value, item.title),
        "; ".join(name for name, _ in keys),
        "; ".join(option.identifier for _, option in keys),
        *(item.learning_point, item.cognitive_level, "; ".join(tag.label for tag in item.tags)),
        item.content_hash,
    ]


def _letters(document: FormDocument) -> list[str]:
    return [letter(place) for place in range(max((len(item.options) for item in document.items), default=0))]


def _columns(letters: Sequence[str], *parts: str) -> list[str]:
    return [f"option_{name}_{part}" for name in letters for part in parts]


def _filled(cells: list[object], width: int) -> list[object]:
    return cells + [""] * (width - len(cells))
