"""Write a form as one QTI 3.0 package: the test, an item file for each item, and the manifest."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from exports.document import ExportItem, FormDocument
from exports.formats.qti30.assessment import write_assessment
from exports.formats.qti30.items import write_item
from exports.formats.qti30.manifest import write_manifest
from exports.loss import Loss, shown_as_text, unreadable_in_texts
from exports.names import distinct, ncname

NAME = "QTI 3.0"
_MANIFEST = "imsmanifest.xml"
_UNIX = 3
_READ_WRITE = 0o100644 << 16


def write(document: FormDocument) -> dict[str, bytes]:
    """Return `<form>-qti30.zip`. The key is in it, because the player scores with it."""
    return {f"{ncname(document.identifier)}-qti30.zip": _zip(entries(document), document.locked_at)}


def entries(document: FormDocument) -> dict[str, bytes]:
    """Return the files of the package by their paths in it."""
    items = distinct([item.identifier for item in document.items])
    test = _test_name(document.identifier, items.values())
    return {
        _MANIFEST: write_manifest(document, test, items),
        f"{test}.xml": write_assessment(document, test, items),
        **{
            f"items/{items[item.identifier]}.xml": write_item(item, items[item.identifier])
            for item in document.items
        },
    }


def _test_name(form: str, items: Iterable[str]) -> str:
    """Return the name of the test. A form and an item may share one in the bank, but not within a package."""
    taken = {name.casefold() for name in items}
    name = ncname(form)
    return ncname(f"form:{form}") if name.casefold() in taken else name


def losses(document: FormDocument) -> tuple[Loss, ...]:
    """Return what the package does not hold of *document*."""
    withheld = "rationales and learning points are left out, and item titles stand in the manifest only."
    return (
        Loss(NAME, None, withheld, deliberate=True),
        *shown_as_text(NAME, document, _shown),
        *unreadable_in_texts(NAME, document),
    )


def _shown(item: ExportItem) -> tuple[str, ...]:
    return item.candidate_texts


def _zip(files: Mapping[str, bytes], locked_at: datetime) -> bytes:
    """Pack without compression: compressors differ between machines, and these bytes must not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files, key=lambda path: (path != _MANIFEST, path)):
            archive.writestr(_entry(path, locked_at), files[path])
    return packed.getvalue()


def _entry(path: str, locked_at: datetime) -> zipfile.ZipInfo:
    moment = locked_at.astimezone(UTC)
    entry = zipfile.ZipInfo(
        path, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    )
    entry.create_system = _UNIX
    entry.external_attr = _READ_WRITE
    return entry
