"""The demonstration is the main job, run for real: from submissions to exported forms."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from itembank.demo import stories

STAGES = ("submit", "detect", "clear", "write", "review", "assemble and lock", "export")


def start(data: Path, out: Path) -> subprocess.Popen[str]:
    """Start the demonstration in a bank of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ITEMBANK_")}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "itembank.cli", "demo", "--out", str(out)],
        env={**kept, "ITEMBANK_DATA_DIR": str(data), "ITEMBANK_MODE": "demo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(data: Path, out: Path) -> dict[str, Any]:
    """Run the demonstration to its end and return the summary."""
    with start(data, out) as process:
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


def kill_at(data: Path, out: Path, stage: str) -> None:
    """Start the demonstration and kill it without mercy once *stage* began."""
    with start(data, out) as process:
        assert process.stdout is not None
        read = ""
        while stage not in read and (letter := process.stdout.read(1)):
            read += letter
        process.kill()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """A demonstration that ran through: its data, its output, its summary."""
    folder = tmp_path_factory.mktemp("demo")
    data, out = folder / "data", folder / "out"
    return data, out, finish(data, out)


Done = tuple[Path, Path, dict[str, Any]]


def test_the_main_job_ends_with_a_form_that_is_proved_best(done: Done) -> None:
    """Twenty approved items, and no better form exists."""
    form = done[2]["form"]
    assert (form["items"], form["status"], form["gap"]) == (20, "optimal", 0)


def test_every_finished_story_and_sample_item_is_approved(done: Done) -> None:
    """Nothing is left behind on the way."""
    assert done[2]["items_approved"] == len(stories.finished()) + len(stories.sample_items()["items"])


def test_the_form_is_exported_in_every_format(done: Done) -> None:
    """A package for players, a booklet and its key, and tables."""
    names = {path.name for path in (done[1] / "F0001").iterdir()}
    assert names >= {
        "F0001-qti30.zip",
        "F0001-booklet.pdf",
        "F0001-key.pdf",
        "F0001-items.csv",
        "F0001-key.csv",
    }


def test_no_direct_identifier_of_a_story_reaches_an_export(done: Done) -> None:
    """What the annotators marked as identifying is in no package and no table."""
    folder = done[1] / "F0001"
    with zipfile.ZipFile(folder / "F0001-qti30.zip") as package:
        exported = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    exported += [path.read_text(encoding="utf-8-sig") for path in folder.glob("*.csv")]
    values = {story.text[span.start : span.end] for story in stories.finished() for span in story.gold}
    long_values = [value for value in values if len(value) > 4]
    assert [value for value in long_values if any(value in content for content in exported)] == []


def test_no_story_is_readable_in_the_data_folder(done: Done) -> None:
    """Raw and cleared texts are sealed; the database, its journal and the queue hold no sentence of them."""
    sentences = [story.text[20:80].encode() for story in (*stories.finished(), *stories.waiting())]
    files = [path for path in done[0].rglob("*") if path.is_file()]
    found = [path.name for path in files for sentence in sentences if sentence in path.read_bytes()]
    assert found == []


def test_every_role_finds_work_when_the_demonstration_opens(done: Done) -> None:
    """Texts to clear and a text to write from are left on purpose."""
    with create_engine(f"sqlite:///{done[0] / 'itembank.sqlite3'}").connect() as connection:
        sent = connection.execute(text("SELECT count(*) FROM submission")).scalar_one()
        cleared = connection.execute(text("SELECT count(*) FROM source")).scalar_one()
        used = connection.execute(text("SELECT count(DISTINCT token) FROM item_source")).scalar_one()
    assert (sent - cleared, cleared - used) == (2, 1)


def test_running_it_again_changes_nothing(done: Done) -> None:
    """The same bank, the same form, the same items."""
    data, out, before = done
    again = finish(data, out)
    assert (again["form"], again["items_approved"]) == (before["form"], before["items_approved"])


def test_killed_at_any_stage_it_is_finished_by_the_next_run(done: Done, tmp_path: Path) -> None:
    """Kill -9 in the middle of every stage: what was done stays done, and nothing is done twice."""
    data, out = tmp_path / "data", tmp_path / "out"
    for stage in STAGES:
        kill_at(data, out, stage)

    summary = finish(data, out)
    for name in ("submissions", "findings", "items_approved", "form"):
        assert summary[name] == done[2][name]
