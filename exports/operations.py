"""What can be done with exports: make one, fetch its files, put it into a folder. Each leaves a trace."""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from sqlmodel import Session, col, select

from exports.build import document_for
from exports.document import ExportRefused, FormDocument
from exports.formats import FORMATS
from exports.models import ExportRecord
from exports.package import ExportResult, write_export
from itembank.assembly.models import ExamForm
from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.errors import DomainError, Invalid, NotFound
from itembank.core.http import get_or_404
from itembank.core.work import Work

MAX_REASON = 600


class NotTheSame(DomainError):
    """Files that were built again differ from those that were recorded; nothing is handed out."""

    status = HTTPStatus.CONFLICT
    title = "The files would not be the same"


@dataclass(frozen=True, slots=True)
class Made:
    """An export in memory: its files by name, and what the register keeps of them."""

    export_id: str
    formats: tuple[str, ...]
    files: dict[str, bytes]
    audiences: dict[str, str]


def export(work: Work, actor: Actor, form: ExamForm, formats: Sequence[str], reason: str) -> ExportRecord:
    """Build the files of a locked form and enter the export in the register; no file stays anywhere.

    Raises:
        Refused: when the form is not locked, or a text is not the one that was locked.
        Invalid: without a format or a reason, or where a format cannot hold the form.
    """
    check_request(formats, reason)
    made = make_files(document_for(work, form), formats, work.env.new_id())
    return record_export(work, actor, form, made, reason)


def export_to(
    work: Work, actor: Actor, form: ExamForm, formats: Sequence[str], folder: Path, reason: str
) -> ExportResult:
    """Export into the new folder *folder*, whole or not at all, and enter the export in the register.

    Raises:
        Refused: when the form is not locked, or a text is not the one that was locked.
        Invalid: without a format or a reason, where a format cannot hold it, or where *folder* is in use.
    """
    check_request(formats, reason)
    export_id = work.env.new_id()
    result = _write(document_for(work, form), formats, folder, export_id)
    record_export(work, actor, form, _made(result, formats, export_id), reason)
    return result


def check_request(formats: Sequence[str], reason: str) -> None:
    """Refuse a request that names no format, or no reason.

    Raises:
        Invalid: naming the field.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if not formats or unknown:
        raise Invalid(f"Choose at least one format of: {', '.join(FORMATS)}.", place="formats")
    if not reason.strip() or len(reason) > MAX_REASON:
        raise Invalid(f"Say in at most {MAX_REASON} characters what the export is for.", "reason")


def make_files(document: FormDocument, formats: Sequence[str], export_id: str) -> Made:
    """Build the files in a folder that is gone when this returns; it touches no database.

    Raises:
        Invalid: where a format cannot hold the form.
    """
    with tempfile.TemporaryDirectory(prefix="itembank-") as folder:
        result = _write(document, formats, Path(folder) / "export", export_id)
        return _made(result, formats, export_id)


def record_export(work: Work, actor: Actor, form: ExamForm, made: Made, reason: str) -> ExportRecord:
    """Enter an export in the register, with the digest of each file."""
    row = ExportRecord(
        export_id=made.export_id,
        form_id=form.id or 0,
        formats=list(made.formats),
        files=[_registered(made, name) for name in sorted(made.files)],
        reason=reason.strip(),
        by_id=actor.known_id,
        at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        actor,
        "form.export",
        f"form:{form.id}",
        export=row.export_id,
        formats=row.formats,
        files={file["name"]: file["sha256"] for file in row.files},
    )
    return row


def hand_out(work: Work, actor: Actor, record: ExportRecord, made: Made, name: str = "") -> bytes:
    """Return one file of an export, or all as an archive, when they are the recorded ones; note who took it.

    Raises:
        NotTheSame: when a file that was built again differs.
        NotFound: when the export has no such file.
    """
    refuse_difference(record, made)
    if name and name not in made.files:
        raise NotFound("This export has no such file.")
    audit.record(
        work, actor, "export.fetch", f"form:{record.form_id}", export=record.export_id, file=name or "all"
    )
    return made.files[name] if name else archive(record, made)


def refuse_difference(record: ExportRecord, made: Made) -> None:
    """Refuse files that are not, byte for byte, those of the register.

    Raises:
        NotTheSame: naming them.
    """
    recorded = {file["name"]: file["sha256"] for file in record.files}
    built = {name: _digest(content) for name, content in made.files.items()}
    differing = sorted(
        name for name in recorded.keys() | built.keys() if recorded.get(name) != built.get(name)
    )
    if differing:
        raise NotTheSame(
            f"Built again, {', '.join(differing)} would differ from what was recorded for this export, "
            "so nothing was handed out. The program may have changed since: "
            "make a new export, and tell the administrator."
        )


def archive(record: ExportRecord, made: Made) -> bytes:
    """Return all files in one ZIP archive, the same bytes each time."""
    buffer = io.BytesIO()
    moment = record.at.timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(made.files):
            entry = zipfile.ZipInfo(f"export-{record.export_id[:8]}/{name}", moment)
            entry.external_attr = 0o600 << 16
            target.writestr(entry, made.files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def find(session: Session, export_id: str) -> ExportRecord:
    """Return an export from the register.

    Raises:
        NotFound: when there is none.
    """
    query = select(ExportRecord).where(ExportRecord.export_id == export_id)
    found: ExportRecord = get_or_404(session.exec(query).first(), "export")
    return found


def exports_of(session: Session, form: ExamForm) -> list[ExportRecord]:
    """Return the exports of a form, newest first."""
    query = select(ExportRecord).where(ExportRecord.form_id == form.id)
    return list(session.exec(query.order_by(col(ExportRecord.id).desc())))


def counts(session: Session) -> dict[int, int]:
    """Return how many exports each form has, by the form's id; forms without one are left out."""
    found: dict[int, int] = {}
    for form_id in session.exec(select(ExportRecord.form_id)):
        found[form_id] = found.get(form_id, 0) + 1
    return found


def _write(document: FormDocument, formats: Sequence[str], folder: Path, export_id: str) -> ExportResult:
    try:
        return write_export(document, formats, folder, export_id=export_id)
    except ExportRefused as error:
        raise Invalid(str(error), place="formats") from None


def _made(result: ExportResult, formats: Sequence[str], export_id: str) -> Made:
    files = {path.name: path.read_bytes() for path in sorted(result.folder.iterdir())}
    audiences = {file.name: file.audience.value for file in result.files}
    return Made(export_id, tuple(dict.fromkeys(formats)), files, audiences)


def _registered(made: Made, name: str) -> dict[str, str | int]:
    content = made.files[name]
    audience = made.audiences.get(name, "staff")
    return {"name": name, "sha256": _digest(content), "size": len(content), "audience": audience}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
