"""Each export is registered with a reason, and fetched again as the same bytes or not at all."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from exports import operations
from exports.build import document_for
from exports.formats import FORMATS
from exports.models import ExportRecord
from exports.operations import Made, NotTheSame
from exports.package import verify_export
from itembank.assembly.models import ExamForm
from itembank.core import audit
from itembank.core.errors import Invalid, NotFound, Refused
from itembank.core.work import Work
from itembank.items.models import Item, ItemSource
from tests.conftest import CAST, Cast, MovingClock
from tests.itembank.assembly import bank
from tests.itembank.items.examples import SOUND

Unit = Callable[[], AbstractContextManager[Work]]
TOKEN = "quollsourcetoken"


@pytest.fixture
def form(work: Work, cast: Cast) -> ExamForm:
    """A locked form of three items, one of which has a source."""
    form = bank.locked(work, cast)
    item = work.session.exec(select(Item).order_by(Item.identifier)).first()
    assert item is not None
    work.session.add(ItemSource(item_id=item.id or 0, token=TOKEN, at=work.now()))
    work.session.flush()
    return form


def rebuilt(work: Work, form: ExamForm, record: ExportRecord) -> Made:
    """Build the files of an export again."""
    return operations.make_files(document_for(work, form), record.formats, record.export_id)


def said(content: bytes) -> str:
    """Return what a file says, with every member of an archive."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return "".join(said(opened.read(name)) for name in opened.namelist())


def test_an_export_is_in_the_register(work: Work, cast: Cast, form: ExamForm) -> None:
    """Who, why, and the digest of every file."""
    record = operations.export(work, cast.stan, form, ["csv"], " Autumn sitting. ")

    assert (record.by_id, record.reason) == (cast.ids["stan"], "Autumn sitting.")
    assert [file["name"] for file in record.files] == [
        "F0001-items.csv",
        "F0001-key.csv",
        "loss-report.json",
        "loss-report.txt",
        "manifest.json",
    ]


def test_every_format_has_the_same_bytes_each_time(
    work: Work, cast: Cast, form: ExamForm, clock: MovingClock
) -> None:
    """A year later, too."""
    record = operations.export(work, cast.stan, form, list(FORMATS), "Autumn sitting.")
    clock.advance(days=365)

    assert rebuilt(work, form, record).files == rebuilt(work, form, record).files
    operations.refuse_difference(record, rebuilt(work, form, record))


def test_two_exports_of_one_form_differ_only_in_their_number(work: Work, cast: Cast, form: ExamForm) -> None:
    """The manifest of the export names it; everything else is the same."""
    first, second = (operations.export(work, cast.stan, form, ["csv", "qti30"], "Twice.") for _ in range(2))
    digests = [{file["name"]: file["sha256"] for file in record.files} for record in (first, second)]

    assert {name for name in digests[0] if digests[0][name] != digests[1][name]} == {"manifest.json"}


def test_files_that_would_differ_are_not_handed_out(work: Work, cast: Cast, form: ExamForm) -> None:
    """The person is told which, and the log has no fetch of it."""
    record = operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")
    made = rebuilt(work, form, record)
    altered = replace(made, files=made.files | {"F0001-key.csv": b"another key"})

    with pytest.raises(NotTheSame, match=r"F0001-key\.csv would differ"):
        operations.hand_out(work, cast.stan, record, altered)

    fetched = select(audit.AuditEvent).where(audit.AuditEvent.action == "export.fetch")
    assert work.session.exec(fetched).all() == []


@pytest.mark.parametrize("name", ["", "F0001-items.csv"])
def test_each_fetch_is_in_the_log(work: Work, cast: Cast, form: ExamForm, name: str) -> None:
    """With the number of the export, the file, and who took it."""
    record = operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")
    operations.hand_out(work, cast.mona, record, rebuilt(work, form, record), name)

    query = select(audit.AuditEvent).where(audit.AuditEvent.action == "export.fetch")
    event = work.session.exec(query).first()
    assert event is not None
    assert (event.action, event.actor_id, event.body) == (
        "export.fetch",
        cast.ids["mona"],
        {"export": record.export_id, "file": name or "all"},
    )


def test_a_file_that_the_export_does_not_have_is_not_found(work: Work, cast: Cast, form: ExamForm) -> None:
    """Whatever stands in the address."""
    record = operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")

    with pytest.raises(NotFound):
        operations.hand_out(work, cast.stan, record, rebuilt(work, form, record), "../keys/master.key")


def test_the_archive_is_the_same_each_time(work: Work, cast: Cast, form: ExamForm) -> None:
    """Even the archive around the files."""
    record = operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")
    made = rebuilt(work, form, record)

    assert operations.archive(record, made) == operations.archive(record, made)


@pytest.mark.parametrize(
    ("formats", "reason", "place"),
    [
        ([], "Autumn", "formats"),
        (["docx"], "Autumn", "formats"),
        (["csv"], " ", "reason"),
        (["csv"], "x" * 601, "reason"),
    ],
)
def test_an_export_needs_a_format_and_a_reason(
    work: Work, cast: Cast, formats: list[str], reason: str, place: str
) -> None:
    """The field is named."""
    with pytest.raises(Invalid) as caught:
        operations.export(work, cast.stan, bank.empty_form(work, cast), formats, reason)

    assert caught.value.place == place


def test_an_open_form_is_not_exported(work: Work, cast: Cast) -> None:
    """And nothing of it is registered."""
    form = bank.assembled(work)

    with pytest.raises(Refused):
        operations.export(work, cast.stan, form, ["csv"], "Too early.")
    assert operations.exports_of(work.session, form) == []


def test_an_export_to_a_folder_can_be_checked_there(
    work: Work, cast: Cast, form: ExamForm, tmp_path: Path
) -> None:
    """It is whole, and it is registered like any other."""
    result = operations.export_to(work, cast.stan, form, ["csv"], tmp_path / "out", "Autumn sitting.")

    assert verify_export(result.folder, result.manifest_sha256) == []
    assert len(operations.exports_of(work.session, form)) == 1


def test_a_folder_that_is_in_use_is_left_alone(
    work: Work, cast: Cast, form: ExamForm, tmp_path: Path
) -> None:
    """Nothing is written over, and nothing registered."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    with pytest.raises(Invalid, match="no export is written over"):
        operations.export_to(work, cast.stan, form, ["csv"], tmp_path / "out", "Autumn sitting.")
    assert operations.exports_of(work.session, form) == []


def test_no_file_of_an_export_stays_in_the_temporary_folder(
    work: Work, cast: Cast, form: ExamForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys do not lie around."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    operations.export(work, cast.stan, form, ["csv", "qti30"], "Autumn sitting.")

    assert list(folder.iterdir()) == []


def test_no_file_names_a_person_or_a_source(work: Work, cast: Cast, form: ExamForm) -> None:
    """Neither whoever wrote, reviewed, locked or exported, nor where an item comes from."""
    record = operations.export(work, cast.stan, form, ["csv", "qti30"], "Quollreason.")
    everything = "".join(said(content) for content in rebuilt(work, form, record).files.values())

    hidden = [name for name, _ in CAST.values()] + [TOKEN, "Quollreason", "@cast.example.org"]
    assert [word for word in hidden if word in everything] == []


def test_candidates_files_hold_no_key_and_no_rationale(work: Work, cast: Cast, form: ExamForm) -> None:
    """Only files for staff and for the delivery system say what is right."""
    record = operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")
    made = rebuilt(work, form, record)
    names = [file["name"] for file in record.files if file["audience"] == "candidate"]

    assert names == ["F0001-items.csv"]
    assert [one.rationale for one in SOUND.options if one.rationale in said(made.files[names[0]])] == []


@pytest.mark.parametrize("statement", ["UPDATE export_record SET reason = 'x'", "DELETE FROM export_record"])
def test_the_database_refuses_to_change_the_register(
    work: Work, cast: Cast, form: ExamForm, statement: str
) -> None:
    """What left the bank stays on record."""
    operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")

    with pytest.raises(DBAPIError), work.session.begin_nested():
        work.session.execute(text(statement))
