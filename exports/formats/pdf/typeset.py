"""Run Typst, the same way each time: its own fonts, a fixed date, PDF/UA-1, and no network."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from exports.document import ExportRefused

# The fonts that come with Typst, so that a form looks the same on every machine.
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")

if TYPE_CHECKING:
    from typst import PDFStandard

_FOLDER = Path(__file__).parent
_STANDARD: list["PDFStandard"] = ["ua-1"]
_NO_GLYPH = ("could not be displayed", "disallowed codepoint")

_PROBE = b"""
#set document(title: "Probe")
#set text(lang: "en", font: json(bytes(sys.inputs.fonts)))
#sys.inputs.text
"""


def typeset(template: str, data: Mapping[str, object], moment: datetime) -> bytes:
    """Return the PDF that *template*, a file of this folder, makes of *data*, dated *moment*.

    Raises `ExportRefused` where Typst refuses; its own message is not passed on, for it repeats texts.
    """
    import typst

    try:
        pdf = typst.compile(
            _FOLDER / template,
            root=_FOLDER,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=_STANDARD,
            timestamp=moment.astimezone(UTC),
        )
    except typst.TypstError:
        message = "The PDF could not be typeset: look for unusual characters in the form, or leave PDF out."
        raise ExportRefused(message) from None
    return _single(pdf)


def prints(text: str) -> bool:
    """Tell whether our fonts hold a glyph for every character of *text*."""
    import typst

    inputs = {"text": text, "fonts": json.dumps(FONTS)}
    try:
        typst.compile(
            _PROBE, format="pdf", ignore_system_fonts=True, sys_inputs=inputs, pdf_standards=_STANDARD
        )
    except typst.TypstError as error:
        if any(phrase in error.message for phrase in _NO_GLYPH):
            return False
        message = "The fonts could not be asked for their characters: reinstall the typst package."
        raise ExportRefused(message) from None
    return True


def _single(pdf: bytes | list[bytes] | None) -> bytes:
    if not isinstance(pdf, bytes):
        message = "The typesetter answered with no document: reinstall the typst package."
        raise ExportRefused(message)
    return pdf
