"""The main job, end to end in a real browser, with planted words that must turn up nowhere."""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select, text

from itembank.app import HANDLERS
from itembank.core import jobs
from itembank.core.settings import Settings
from itembank.core.work import Environment
from itembank.migrations.tables import metadata
from tests.journeys.conftest import OpenAs
from tests.support.browser import OpenPage, Watch, assert_accessible

pytestmark = pytest.mark.browser

PERSON = "Quillan Zephyrine"
FIRM = "Brackwater Tidal Ltd"
CODENAME = "zorblax-ranker"
ALL_DECIDED = re.compile(r"\b(\d+) of \1 decided")
CANARIES = ("Quillan", "Zephyrine", "Brackwater", "zorblax", "plumbeous")
STORY = (
    f"On 3 March 2025 our assistant at {FIRM} began to answer letters that nobody had asked it to answer. "
    f"{PERSON} saw it first, because the plumbeous queue of {CODENAME} had grown to twice its size. "
    "The assistant had read an instruction that was hidden in an attached file, and it obeyed. "
    f"We stopped it by hand. {PERSON} wrote to quillan@brackwater.example and the rest is known."
)
ANSWER = "Keep text from attached files apart from the instructions of the system."
OPTIONS = (
    ANSWER,
    "Ask senders to promise that their files hold no hidden instructions.",
    "Refuse every attached file that is longer than a couple of pages.",
    "Write into the prompt that instructions in files are to be ignored.",
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where words could be left behind: the data folder, temporary files, and what was exported."""

    data: Path
    temporary: Path
    exported: Path


@pytest.fixture
def places(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Folders that can be searched afterwards; temporary files go to one of them."""
    found_here = Places(settings.data_dir, tmp_path / "temporary", tmp_path / "exported")
    found_here.temporary.mkdir()
    found_here.exported.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found_here.temporary))
    return found_here


@pytest.fixture
def crowd(open_as: OpenAs, open_page: OpenPage) -> dict[str, Page]:
    """Everybody of the main job in a browser of their own; Petra has no account."""
    names = ("clara", "ed", "rita", "ravi", "rosa", "stan", "mona")
    return {"petra": open_page(), **{name: open_as(name) for name in names}}


def share(page: Page) -> None:
    """Send the story without an account."""
    page.get_by_role("navigation").get_by_role("link", name="Share a scenario").click()
    page.get_by_label("What happened?").fill(STORY)
    page.get_by_label("This happened in a system that was in production.").check()
    page.get_by_label("The cleared text may be rewritten into exam questions.").check()
    assert_accessible(page)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/share/received*")
    assert_accessible(page)


def clear(page: Page) -> None:
    """Take out what identifies: accept all that was found, add what was not, read the result, sign."""
    page.get_by_role("link", name="scenarios to clear").click()
    page.get_by_role("link", name="Open").click()
    assert_accessible(page)
    for missed in ("plumbeous", CODENAME):
        mark_missed(page, missed)
    decide_all(page)
    page.get_by_role("link", name="Read the result").click()
    while (keep := page.get_by_role("button", name="Replace", exact=True)).count():
        with page.expect_navigation():
            keep.first.click()
    assert_accessible(page)
    for answer in page.get_by_role("radio", name="No", exact=True).all():
        answer.check()
    assert not [word for word in CANARIES if word in page.locator("#main").inner_text()]
    page.get_by_role("button", name="Sign: this text is cleared").click()


def mark_missed(page: Page, words: str) -> None:
    """Mark something by typing it."""
    page.locator("summary", has_text="Mark something that was missed").click()
    page.get_by_label("Text to mark").fill(words)
    page.get_by_label("Kind", exact=True).select_option(label="internal name")
    with page.expect_navigation():
        page.get_by_role("button", name="Mark").click()


def decide_all(page: Page) -> None:
    """Accept every finding with the keyboard alone."""
    while not ALL_DECIDED.search(page.locator("#main").inner_text()):
        page.keyboard.press("a")
        page.wait_for_timeout(150)


def write(page: Page) -> None:
    """Write an item beside the cleared text."""
    page.get_by_role("link", name="cleared texts").click()
    page.get_by_role("link", name="Write").first.click()
    page.get_by_label("Working title").fill("Instructions in a file")
    page.get_by_label("Situation").fill("A team uses an assistant that reads files which customers attach.")
    page.get_by_label("Question").fill("Which change should the team make first?")
    for number, option in enumerate(OPTIONS):
        page.locator(f"#options-{number}-text").fill(option)
        page.locator(f"#options-{number}-rationale").fill("It follows from where the text came from.")
    page.locator("input[name=key][value=A]").check()
    page.get_by_label("Learning point").fill("Everything that a model reads is input.")
    page.get_by_label("Cognitive level").select_option("apply")
    page.get_by_label("Expected share of right answers").fill("0.7")
    page.get_by_label("Domain it belongs to").select_option("PSF|1.1|PSF-1")
    assert_accessible(page)
    page.get_by_role("button", name="Save as a draft").click()
    assert_accessible(page)
    page.get_by_role("link", name="Send to review").click()
    page.get_by_label("I sign this statement").check()
    assert_accessible(page)
    page.get_by_role("button", name="Sign and send to review").click()


def review(page: Page) -> None:
    """Answer blind, then sign."""
    page.get_by_role("link", name="items to review").click()
    page.get_by_role("link", name="Review I0001").click()
    assert page.get_by_text("It follows from where the text came from.").count() == 0
    page.locator("input[name=chosen][value=A]").check()
    page.get_by_label("I have no interest to declare").check()
    assert_accessible(page)
    page.get_by_role("button", name="Record my answer and show the key").click()
    for answer in page.get_by_role("radio", name="Yes", exact=True).all():
        answer.check()
    page.locator("input[name=verdict][value=approve]").check()
    assert_accessible(page)
    page.get_by_role("button", name="Record my review").click()


def approve(page: Page) -> None:
    """Approve as the third."""
    page.get_by_role("link", name="items to approve").click()
    assert_accessible(page)
    page.get_by_role("link", name="I0001").first.click()
    assert_accessible(page)
    page.get_by_label("Approve it for use").check()
    page.get_by_role("button", name="Record my decision").click()


def assemble(page: Page) -> None:
    """Ask for a form of one item, and let the solver find it."""
    page.get_by_role("link", name="Outlines").click()
    page.get_by_role("link", name="New outline").first.click()
    page.get_by_label("Name").fill("One")
    for number in range(2, 9):
        page.get_by_label(f"PSF-{number} ").fill("0")
    page.get_by_label("PSF-1 ").fill("1")
    page.get_by_label("Free places").fill("0")
    page.get_by_label("Length of the form").fill("1")
    page.get_by_label("Pass mark").fill("1")
    page.get_by_label("Reason").fill("One item, to see the whole way.")
    page.get_by_role("button", name="Save the outline").click()
    page.get_by_role("link", name="Make a form").click()
    page.get_by_label("Title").fill("The whole way")
    page.get_by_role("button", name="Make the form").click()
    page.get_by_role("button", name="Assemble").click()
    page.get_by_text("A form was found that keeps every limit").wait_for()


def lock(page: Page) -> None:
    """Lock what somebody else assembled."""
    page.get_by_role("link", name="form to lock").click()
    page.get_by_role("link", name="Look at it and lock it").click()
    page.get_by_label("I have read this and sign it").check()
    page.get_by_role("button", name="for ever").click()
    page.get_by_text("It can be exported now").wait_for()


def export(page: Page, site: str, target: Path) -> None:
    """Take the form in every format."""
    page.goto(f"{site}/forms/F0001")
    page.get_by_role("link", name="Export it").click()
    for label in ("QTI 3.0 package", "PDF booklet and key", "CSV tables"):
        page.get_by_label(label).check()
    page.get_by_label("Reason").fill("The whole way.")
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()
    download.value.save_as(target)


def fail(page: Page, env: Environment, site: str) -> None:
    """Open a raw text on the workbench, and break the database under it."""
    page.goto(f"{site}/clearance")
    page.get_by_role("link", name="Open").click()
    rename(env, "span_decision", "span_decision_away")
    page.reload()
    page.get_by_text("Something broke on our side").wait_for()
    rename(env, "span_decision_away", "span_decision")


def rename(env: Environment, table: str, name: str) -> None:
    """Give a table another name."""
    with env.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


STEPS: tuple[tuple[str, Callable[[Page], None]], ...] = (
    ("petra", share),
    ("clara", clear),
    ("ed", write),
    ("rita", review),
    ("ravi", review),
    ("rosa", approve),
    ("stan", assemble),
    ("mona", lock),
)


def everything_stored(env: Environment) -> Iterator[str]:
    """Return every row of every table as text."""
    with env.engine.connect() as connection:
        for table in metadata.sorted_tables:
            yield from (repr(tuple(row)) for row in connection.execute(select(table)))


def everything_in(folder: Path) -> Iterator[bytes]:
    """Return the bytes of every file below a folder, and of every file in an archive there."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name) for name in archive.namelist())


def found(texts: Iterator[str] | list[str]) -> list[str]:
    """Return the planted words that are in any of the texts."""
    return [word for word in CANARIES for content in texts if word.casefold() in content.casefold()]


def test_a_scenario_becomes_an_exported_form_and_leaves_no_trace_of_its_words(
    site: str,
    env: Environment,
    places: Places,
    crowd: dict[str, Page],
    watch: Watch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Eight people, one text, one form; and the planted words are in no place but the sealed one."""
    watch.expect("status of 500")
    seen: list[str] = []
    for page in crowd.values():
        page.on("framenavigated", lambda frame: seen.append(frame.url))
        page.on("load", lambda loaded: seen.append(loaded.title()))
    for name, step in STEPS:
        crowd[name].goto(site)
        step(crowd[name])
        jobs.run_waiting(env, HANDLERS)
    export(crowd["stan"], site, places.exported / "all.zip")
    share(crowd["petra"])
    jobs.run_waiting(env, HANDLERS)
    fail(crowd["clara"], env, site)

    fault = crowd["clara"].content()
    logged = "".join(capfd.readouterr())
    assert "fault" in logged  # The log was really read.
    assert found([*seen, fault, logged]) == []
    assert found(everything_stored(env)) == []
    for folder in (places.data, places.temporary, places.exported):
        assert found([content.decode("latin-1") for content in everything_in(folder)]) == []
