"""Write a form to a folder, whole or not at all, and check such a folder later.

The folder holds the files of each format, `loss-report.json` and `loss-report.txt`, and `manifest.json`
with the digest of everything else. Only the owner of the process may read it: it holds the key.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path

from exports.document import ExportRefused, FormDocument, ensure_exportable
from exports.formats import FORMATS, Audience, Format
from exports.loss import Loss

MANIFEST = "manifest.json"
LOSS_REPORT = "loss-report.json"
LOSS_REPORT_TEXT = "loss-report.txt"

_SCHEMA = "itembank-export/1"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export: its digest, its size in bytes, and whom it is for."""

    name: str
    sha256: str
    size: int
    audience: Audience

    @property
    def secret(self) -> bool:
        """Tell whether the file must never reach a candidate."""
        return self.audience is not Audience.CANDIDATE


@dataclass(frozen=True, slots=True)
class ExportResult:
    """An export on disk. Keep *manifest_sha256* elsewhere: with it, `verify_export` finds every change."""

    folder: Path
    files: tuple[ExportedFile, ...]
    losses: tuple[Loss, ...]
    manifest_sha256: str


def write_export(
    document: FormDocument, formats: Sequence[str], folder: Path, *, export_id: str
) -> ExportResult:
    """Write *document* in each of *formats* into the new folder *folder*.

    The same call again changes nothing. Raises `ExportRefused` where the document is not fit to be exported,
    where a format is unknown, or where *folder* holds anything else already.
    """
    ensure_exportable(document)
    chosen = [_format(name) for name in dict.fromkeys(formats)]
    files, losses = _contents(document, chosen)
    entries = tuple(_described(name, content, chosen) for name, content in sorted(files.items()))
    manifest = _json(_manifest(document, chosen, entries, export_id))
    _place(folder, {**files, MANIFEST: manifest})
    return ExportResult(folder, entries, losses, _digest(manifest))


def verify_export(folder: Path, manifest_sha256: str | None = None) -> list[str]:
    """Say in sentences what is wrong with the export in *folder*; an empty list means that it is as written.

    Give *manifest_sha256*, as it was recorded, to find a manifest that was changed together with its files.
    """
    try:
        manifest = (folder / MANIFEST).read_bytes()
        expected = _expected(manifest)
    except OSError:
        return [f"{MANIFEST} cannot be read in {folder.name}: this is not a whole export."]
    except (ValueError, KeyError, TypeError):
        return [f"{MANIFEST} is damaged: fetch the export again."]
    problems = _differences(folder, expected)
    if manifest_sha256 is not None and _digest(manifest) != manifest_sha256:
        problems.append(f"{MANIFEST} is not the one that was recorded for this export.")
    return problems


def _format(name: str) -> Format:
    if name not in FORMATS:
        message = f"There is no format called {name!r}: choose from {', '.join(FORMATS)}."
        raise ExportRefused(message)
    return FORMATS[name]


def _contents(document: FormDocument, formats: Sequence[Format]) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    for entry in formats:
        files |= entry.write(document)
        losses += entry.losses(document)
    files[LOSS_REPORT] = _json(
        {"schema": "itembank-loss-report/1", "losses": [asdict(loss) for loss in losses]}
    )
    files[LOSS_REPORT_TEXT] = _loss_text(losses).encode()
    return files, tuple(losses)


def _loss_text(losses: Sequence[Loss]) -> str:
    lost = [loss.sentence() for loss in losses if not loss.deliberate] or ["Nothing was lost."]
    withheld = [loss.sentence() for loss in losses if loss.deliberate] or ["Nothing was held back."]
    lines = ["What the formats could not carry", *lost, "", "What was left out on purpose", *withheld]
    return "\n".join(lines) + "\n"


def _described(name: str, content: bytes, formats: Sequence[Format]) -> ExportedFile:
    audiences = [entry.audience(name) for entry in formats]
    audience = next((one for one in audiences if one is not Audience.STAFF), Audience.STAFF)
    return ExportedFile(name, _digest(content), len(content), audience)


def _manifest(
    document: FormDocument, formats: Sequence[Format], files: Sequence[ExportedFile], export_id: str
) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "export": export_id,
        "form": document.identifier,
        "form_manifest_sha256": document.manifest_hash,
        "locked_at": document.locked_at.astimezone(UTC).isoformat(),
        "framework": {"label": document.framework_label, "sha256": document.framework_hash},
        "credit": document.credit,
        "formats": [entry.identifier for entry in formats],
        "files": [{**asdict(file), "secret": file.secret} for file in files],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put *files* into *folder* in one step: a crash leaves the folder whole, or not there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder.parent):
        _discard_leftovers(folder.parent)
        if os.path.lexists(folder):
            _ensure_same(folder, files)
            return
        try:
            partial = folder.with_name(f".{folder.name}{_PARTIAL}")
            _write_all(partial, files)
            partial.rename(folder)
        finally:
            _discard_leftovers(folder.parent)
        _flush(folder.parent)


def _discard_leftovers(parent: Path) -> None:
    """Remove what a crash left half-written below *parent*, for it may hold a key."""
    for leftover in parent.glob(f".*{_PARTIAL}"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Let one export at a time write below *parent*, so that whatever is half-written there is left over."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _ensure_same(folder: Path, files: Mapping[str, bytes]) -> None:
    if _differences(folder, {name: _digest(content) for name, content in files.items()}):
        message = f"{folder.name} holds something else, and no export is written over: name a new folder."
        raise ExportRefused(message)


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _flush(folder)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _expected(manifest: bytes) -> dict[str, str]:
    """Return the digest of each file by its name, as *manifest* says it."""
    content = json.loads(manifest)
    if content["schema"] != _SCHEMA:
        raise ValueError
    files = {str(file["name"]): str(file["sha256"]) for file in content["files"]}
    return {**files, MANIFEST: _digest(manifest)}


def _differences(folder: Path, expected: Mapping[str, str]) -> list[str]:
    present = {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}
    missing = [f"{name} is missing." for name in sorted(expected) if name not in present]
    unknown = [f"{name} does not belong to the export." for name in present if name not in expected]
    altered = [
        f"{name} was altered."
        for name, path in present.items()
        if name in expected and not _is_unaltered(path, expected[name])
    ]
    return [*missing, *altered, *unknown]


def _is_unaltered(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and _digest(path.read_bytes()) == digest
