"""An export on disk: whole or not there, and checkable by anyone."""

import hashlib
import json
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exports.document import ExportRefused
from exports.formats import FORMATS, Audience
from exports.package import ExportResult, verify_export, write_export
from tests.exports.samples import AWKWARD, STAFF_WORDS, a_form, an_item, restaffed

# The tables are quick to write, and stand for every format where the format does not matter.
QUICK = ("csv",)

FULL_DISK = """
import resource
import sys
from pathlib import Path

from exports.document import ExportRefused
from exports.package import write_export
from tests.exports.samples import a_form

resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))
try:
    write_export(a_form(), ["csv"], Path(sys.argv[1]), export_id="E1")
except OSError:
    print("disk full")
"""


@pytest.fixture
def export(tmp_path: Path) -> ExportResult:
    """Return an export of a plain form as tables."""
    return write_export(a_form(), QUICK, tmp_path / "export", export_id="E1")


def manifest(result: ExportResult) -> dict[str, object]:
    """Return what the manifest of *result* says."""
    content: dict[str, object] = json.loads((result.folder / "manifest.json").read_bytes())
    return content


class TestWrite:
    """One folder with everything, written in one step."""

    def test_every_format_is_written(self, tmp_path: Path) -> None:
        """Three formats make five files, beside reports and manifest."""
        result = write_export(a_form(), list(FORMATS), tmp_path / "x", export_id="E1")

        assert sorted(path.name for path in result.folder.iterdir()) == [
            *(
                "FORM-A-booklet.pdf",
                "FORM-A-items.csv",
                "FORM-A-key.csv",
                "FORM-A-key.pdf",
                "FORM-A-qti30.zip",
            ),
            *("loss-report.json", "loss-report.txt", "manifest.json"),
        ]

    def test_the_manifest_holds_the_digest_of_every_file(self, export: ExportResult) -> None:
        """Anyone can check with common tools."""
        digests = {file.name: file.sha256 for file in export.files}

        assert digests == {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in export.folder.iterdir()
            if path.name != "manifest.json"
        }

    def test_the_manifest_names_form_and_export(self, export: ExportResult) -> None:
        """A copy found later can be traced."""
        found = manifest(export)

        assert (found["form"], found["export"], found["form_manifest_sha256"]) == ("FORM-A", "E1", "cd" * 32)

    def test_the_manifest_says_which_files_are_secret(self, tmp_path: Path) -> None:
        """Only booklet and question table may reach a candidate."""
        result = write_export(a_form(), list(FORMATS), tmp_path / "x", export_id="E1")

        assert [file.name for file in result.files if not file.secret] == [
            "FORM-A-booklet.pdf",
            "FORM-A-items.csv",
        ]

    def test_two_exports_hold_the_same_bytes(self, tmp_path: Path) -> None:
        """Same form, same export id, same files."""
        first = write_export(a_form(), list(FORMATS), tmp_path / "x", export_id="E1")
        second = write_export(a_form(), list(FORMATS), tmp_path / "y", export_id="E1")

        assert first.manifest_sha256 == second.manifest_sha256

    def test_the_same_call_again_changes_nothing(self, export: ExportResult) -> None:
        """A job that runs twice does no harm."""
        before = (export.folder / "manifest.json").stat().st_mtime_ns

        write_export(a_form(), QUICK, export.folder, export_id="E1")

        assert (export.folder / "manifest.json").stat().st_mtime_ns == before

    def test_another_export_is_never_written_over(self, export: ExportResult) -> None:
        """Not even by the same form under another id."""
        with pytest.raises(ExportRefused, match="holds something else"):
            write_export(a_form(), QUICK, export.folder, export_id="E2")

        assert manifest(export)["export"] == "E1"

    def test_an_unknown_format_is_refused(self, tmp_path: Path) -> None:
        """The known ones are named."""
        with pytest.raises(ExportRefused, match="choose from qti30, pdf, csv"):
            write_export(a_form(), ["docx"], tmp_path / "x", export_id="E1")

        assert list(tmp_path.iterdir()) == []

    def test_a_faulty_form_leaves_nothing_behind(self, tmp_path: Path) -> None:
        """Refused before the first byte."""
        with pytest.raises(ExportRefused, match="no items"):
            write_export(replace(a_form(), items=()), QUICK, tmp_path / "x", export_id="E1")

        assert list(tmp_path.iterdir()) == []

    def test_only_the_owner_may_read_it(self, export: ExportResult) -> None:
        """The folder holds the key."""
        modes = {stat.S_IMODE(path.stat().st_mode) for path in export.folder.iterdir()}

        assert (stat.S_IMODE(export.folder.stat().st_mode), modes) == (0o700, {0o600})


class TestCrash:
    """Half an export is worse than none."""

    def test_a_full_disk_leaves_nothing_behind(self, tmp_path: Path) -> None:
        """Writing stops half-way, and what was written goes."""
        run = subprocess.run(
            [sys.executable, "-c", FULL_DISK, str(tmp_path / "x")], capture_output=True, text=True, check=True
        )

        assert run.stdout == "disk full\n"
        assert list(tmp_path.iterdir()) == []

    def test_what_a_crash_left_is_removed(self, tmp_path: Path) -> None:
        """The next export beside it clears up, for it may hold a key."""
        leftover = tmp_path / ".x.partial"
        leftover.mkdir()
        (leftover / "FORM-A-key.csv").write_text("half a key")

        write_export(a_form(), QUICK, tmp_path / "y", export_id="E1")

        assert [path.name for path in tmp_path.iterdir()] == ["y"]


class TestVerify:
    """Every change is found and named."""

    def test_a_fresh_export_is_as_written(self, export: ExportResult) -> None:
        """No problem, with or without the recorded digest."""
        assert verify_export(export.folder, export.manifest_sha256) == []

    def test_an_altered_file_is_named(self, export: ExportResult) -> None:
        """One character is enough."""
        path = export.folder / "FORM-A-key.csv"
        path.write_bytes(path.read_bytes().replace(b"opt-b", b"opt-c", 1))

        assert verify_export(export.folder) == ["FORM-A-key.csv was altered."]

    def test_a_missing_file_is_named(self, export: ExportResult) -> None:
        """A file that was taken away."""
        (export.folder / "loss-report.txt").unlink()

        assert verify_export(export.folder) == ["loss-report.txt is missing."]

    def test_a_file_that_was_added_is_named(self, export: ExportResult) -> None:
        """A file that nobody exported."""
        (export.folder / "notes.txt").write_text("x")

        assert verify_export(export.folder) == ["notes.txt does not belong to the export."]

    def test_a_link_in_place_of_a_file_is_an_alteration(self, export: ExportResult, tmp_path: Path) -> None:
        """Even where the content is the same."""
        path = export.folder / "FORM-A-key.csv"
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")

        assert verify_export(export.folder) == ["FORM-A-key.csv was altered."]

    def test_a_manifest_that_was_rewritten_is_found_by_its_digest(self, export: ExportResult) -> None:
        """Who changes files and manifest alike is caught by the record elsewhere."""
        path = export.folder / "manifest.json"
        path.write_bytes(path.read_bytes().replace(b'"E1"', b'"E9"'))

        assert verify_export(export.folder) == []
        assert verify_export(export.folder, export.manifest_sha256) == [
            "manifest.json is not the one that was recorded for this export."
        ]

    @pytest.mark.parametrize(
        "content", [b"", b"[]", b"{}", b'{"schema": "other"}', b"\xff", b'{"schema": 1}']
    )
    def test_a_damaged_manifest_is_told(self, export: ExportResult, content: bytes) -> None:
        """Told in a sentence, whatever is in it."""
        (export.folder / "manifest.json").write_bytes(content)

        assert verify_export(export.folder) == ["manifest.json is damaged: fetch the export again."]

    def test_a_folder_without_manifest_is_no_export(self, tmp_path: Path) -> None:
        """Nothing to check against."""
        assert verify_export(tmp_path) == [
            f"manifest.json cannot be read in {tmp_path.name}: this is not a whole export."
        ]


class TestLossReport:
    """What was lost, in one place, for people and for programs."""

    def test_a_form_that_lost_nothing_says_so(self, tmp_path: Path) -> None:
        """Silence could mean that nobody looked."""
        result = write_export(a_form(), ["qti30"], tmp_path / "x", export_id="E1")

        assert "Nothing was lost." in (result.folder / "loss-report.txt").read_text()

    def test_losses_are_named_in_both_reports(self, tmp_path: Path) -> None:
        """The same sentences in each."""
        form = a_form(an_item(stimulus=AWKWARD))

        result = write_export(form, list(FORMATS), tmp_path / "x", export_id="E1")

        text = (result.folder / "loss-report.txt").read_text()
        listed = json.loads((result.folder / "loss-report.json").read_bytes())["losses"]
        assert [loss["what"] for loss in listed if loss["what"] not in text] == []
        assert len(listed) == len(result.losses) > 3

    def test_no_report_repeats_a_text(self, tmp_path: Path) -> None:
        """Reports travel further than items."""
        form = a_form(an_item(stimulus=AWKWARD))

        result = write_export(form, list(FORMATS), tmp_path / "x", export_id="E1")

        reports = "".join(path.read_text() for path in result.folder.glob("loss-report.*"))
        assert [word for word in (*STAFF_WORDS, "seventh", "chart", "example.org") if word in reports] == []


class TestSecrecy:
    """No candidate file tells what only the staff may know."""

    def test_candidate_files_do_not_depend_on_the_key(self, tmp_path: Path) -> None:
        """Change every key, rationale, title, learning point and tag: they stay the same to the byte."""
        form = a_form()
        other = replace(form, items=tuple(restaffed(item) for item in form.items))

        first = write_export(form, list(FORMATS), tmp_path / "x", export_id="E1")
        second = write_export(other, list(FORMATS), tmp_path / "y", export_id="E1")

        names = [file.name for file in first.files if file.audience is Audience.CANDIDATE]
        assert len(names) == 2
        assert [n for n in names if (first.folder / n).read_bytes() != (second.folder / n).read_bytes()] == []
