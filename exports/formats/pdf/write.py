"""Write a form as two PDF files: the booklet for candidates, and the key with rationales for the staff."""

from exports.document import ExportItem, FormDocument
from exports.formats.pdf import paper
from exports.formats.pdf.glyphs import missing_glyphs
from exports.formats.pdf.typeset import typeset
from exports.loss import Loss, shown_as_text, unreadable_in_texts
from exports.names import ncname

NAME = "PDF"


def write(document: FormDocument) -> dict[str, bytes]:
    """Return `<form>-booklet.pdf` and `<form>-key.pdf`, both PDF/UA-1; the same bytes each time."""
    stem = ncname(document.identifier)
    return {
        f"{stem}-booklet.pdf": typeset("booklet.typ", paper.booklet(document), document.locked_at),
        f"{stem}-key.pdf": typeset("key.typ", paper.key(document), document.locked_at),
    }


def losses(document: FormDocument) -> tuple[Loss, ...]:
    """Return what the two files do not show of *document*."""
    withheld = "rationales, keys, titles and tags stand in the key file only."
    return (
        Loss(NAME, None, withheld, deliberate=True),
        *shown_as_text(NAME, document, _shown),
        *unreadable_in_texts(NAME, document),
        *_unprintable(document),
    )


def _shown(item: ExportItem) -> tuple[str, ...]:
    return (*item.candidate_texts, *item.staff_texts)


def _unprintable(document: FormDocument) -> tuple[Loss, ...]:
    places: list[tuple[str | None, tuple[str, ...]]] = [(None, paper.form_texts(document))]
    places += [(item.identifier, paper.item_texts(item)) for item in document.items]
    missing = missing_glyphs([text for _, texts in places for text in texts])
    return tuple(
        Loss(NAME, place, f"{times} character(s) have no glyph in the fonts and are printed as numbers.")
        for place, texts in places
        if (times := sum(character in missing for text in texts for character in text))
    )
