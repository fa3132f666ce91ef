"""A scenario goes from a stranger's browser to an item's draft, and anybody can use every page on the way."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from itembank.core import jobs
from itembank.core.actor import STRANGER
from itembank.core.work import Environment, Work
from scenarios import operations
from scenarios.clearance_jobs import HANDLERS
from tests.conftest import Cast
from tests.journeys.conftest import OpenAs
from tests.scenarios.stories import STORY, cleared, looker, scenario, sent
from tests.support.browser import Watch, assert_accessible

pytestmark = pytest.mark.browser
Unit = Callable[[], AbstractContextManager[Work]]
NARROW: ViewportSize = {"width": 390, "height": 800}
PRODUCTION = "This happened in a system that was in production. I was involved, and I may share it."


def _progress(page: Page, words: str) -> None:
    expect(page.locator("#progress")).to_have_text(words)


def test_a_stranger_shares_a_scenario_and_looks_it_up(open_as: OpenAs, watch: Watch) -> None:
    """Three inputs, a mistake on the way, a receipt; nothing typed is lost."""
    watch.expect("422")
    page = open_as("")
    page.get_by_role("link", name="Share a scenario").first.click()
    assert_accessible(page)
    page.get_by_label("What happened?").fill(STORY)
    page.get_by_role("button", name="Send").click()
    assert_accessible(page)
    expect(page.get_by_label("What happened?")).to_have_value(STORY)

    page.get_by_label(PRODUCTION).check()
    page.get_by_label("The cleared text may be rewritten into exam questions.").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your scenario is sealed.")
    assert_accessible(page)
    code = page.locator(".ib-code").inner_text()

    page.get_by_role("link", name="the receipt page").click()
    assert_accessible(page)
    page.get_by_label("Receipt code").fill(code.lower())
    page.get_by_role("button", name="Show where it stands").click()
    expect(page.get_by_text("Received", exact=True).first).to_be_visible()
    assert_accessible(page)

    page.get_by_text("Withdraw it").click()
    page.get_by_label("Erase my texts for good.").check()
    page.get_by_role("button", name="Withdraw this scenario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    assert_accessible(page)


def test_a_draft_survives_a_closed_page(open_as: OpenAs) -> None:
    """Saved, left, and taken up again, with the share page narrow as on a phone."""
    page = open_as("petra")
    page.set_viewport_size(NARROW)
    page.goto(page.url + "share")
    page.get_by_label("What happened?").fill("Half a story.")
    page.get_by_role("button", name="Save a draft").click()
    expect(page.get_by_label("What happened?")).to_have_value("Half a story.")
    page.goto(page.url.partition("/share")[0] + "/my/scenarios")
    assert_accessible(page)
    page.get_by_role("link", name="Go on with it").click()

    expect(page.get_by_label("What happened?")).to_have_value("Half a story.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_clearer_clears_with_the_keyboard_and_an_editor_writes(
    open_as: OpenAs, unit: Unit, env: Environment
) -> None:
    """From the machine's findings, through the checklist, to a draft beside the cleared text."""
    with unit() as work:
        operations.submit(work, STRANGER, scenario())
    jobs.run_waiting(env, HANDLERS)
    clara = open_as("clara")
    clara.get_by_role("link", name="scenarios to clear").click()
    assert_accessible(clara)
    clara.get_by_role("link", name="Open").click()
    assert_accessible(clara)
    total = int(clara.locator("[data-total]").inner_text())
    clara.keyboard.press("+")
    clara.keyboard.type("queue")
    clara.get_by_label("Kind", exact=True).select_option(label="internal name")
    clara.get_by_role("button", name="Mark every occurrence").click()
    _progress(clara, f"1 of {total + 1} decided")
    for _ in range(total):
        clara.keyboard.press("a")
    _progress(clara, f"{total + 1} of {total + 1} decided")
    clara.get_by_role("link", name="Read the result").click()
    assert_accessible(clara)
    for answer in clara.get_by_label("No", exact=True).all():
        answer.check()
    clara.get_by_role("button", name="Sign: this text is cleared").click()
    expect(clara.get_by_text("Cleared. Editors can work from it now.")).to_be_visible()
    assert_accessible(clara)

    ed = open_as("ed")
    ed.get_by_role("link", name="cleared texts to write from").click()
    assert_accessible(ed)
    ed.get_by_role("link", name="Cleared source of").click()
    assert_accessible(ed)
    expect(ed.get_by_text("[CODENAME_1]")).to_be_visible()
    ed.get_by_role("link", name="Write a question from it").click()
    assert_accessible(ed)
    ed.get_by_label("Working title").fill("Restarts that make it worse")
    ed.get_by_role("button", name="Save as a draft").click()
    expect(ed.get_by_text("is saved as a draft")).to_be_visible()


def test_decisions_are_taken_back_changed_and_added_with_the_mouse(
    open_as: OpenAs, unit: Unit, cast: Cast, site: str
) -> None:
    """Undo, another kind, all alike, and a selection after an emoji land where they should."""
    with unit() as work:
        token = sent(work, cast.petra, scenario(f"🦉🦉 {STORY}"), looker("Fjordbank")).token
    page = open_as("clara")
    page.goto(f"{site}/clearance/{token}")
    page.keyboard.press("Shift+A")
    _progress(page, "2 of 2 decided")
    page.keyboard.press("u")
    _progress(page, "0 of 2 decided")
    page.locator("[data-row]").first.click()
    page.keyboard.press("k")
    page.keyboard.type("organ")
    page.keyboard.press("Enter")
    _progress(page, "1 of 2 decided")
    expect(page.locator("[data-row] [data-kind]").first).to_have_text("organisation")

    page.evaluate(
        """() => {
          const text = document.getElementById("raw-text").firstChild, at = text.data.indexOf("Odalys");
          getSelection().setBaseAndExtent(text, at, text, at + "Odalys Brandvoll".length);
        }"""
    )
    page.keyboard.press("+")
    page.get_by_label("Kind", exact=True).select_option(label="person")
    page.get_by_role("button", name="Mark only the selected place").click()
    _progress(page, "2 of 3 decided")

    expect(page.locator("mark.accepted").first).to_have_text("Odalys Brandvoll")
    assert_accessible(page)


def test_a_decision_from_a_second_window_is_not_written_over(
    open_as: OpenAs, unit: Unit, cast: Cast, site: str, watch: Watch
) -> None:
    """The older page is told, and leads back to the newest state."""
    watch.expect("409")
    with unit() as work:
        token = sent(work, cast.petra).token
    first, second = open_as("clara"), open_as("clara")
    for page in (first, second):
        page.goto(f"{site}/clearance/{token}")
    first.keyboard.press("a")
    _progress(first, "1 of 4 decided")
    expect(first.locator("#decide [name=seen]")).to_have_value("1")
    second.keyboard.press("r")

    expect(second.get_by_text("Your last step was not saved.")).to_be_visible()
    expect(second.locator("[data-row]").first).to_have_class(re.compile("accepted"))
    _progress(second, "1 of 4 decided")
    second.keyboard.press("r")
    _progress(second, "2 of 4 decided")
    expect(second.locator("#decide [name=seen]")).to_have_value("2")


def test_what_the_mouse_selects_fills_the_panel_and_asks_for_a_kind(
    open_as: OpenAs, unit: Unit, cast: Cast, site: str
) -> None:
    """Opening the panel keeps the selection; without a kind nothing is marked."""
    with unit() as work:
        token = sent(work, cast.petra, look=looker("Fjordbank")).token
    page = open_as("clara")
    page.goto(f"{site}/clearance/{token}")
    box = page.evaluate(
        """() => {
          const range = document.createRange(), text = document.getElementById("raw-text").firstChild;
          range.setStart(text, text.data.indexOf("Odalys"));
          range.setEnd(text, text.data.indexOf("Odalys") + "Odalys".length);
          const { left, top, width, height } = range.getBoundingClientRect();
          return [left + width / 2, top + height / 2];
        }"""
    )
    page.mouse.dblclick(*box)
    page.get_by_text("Mark something that was missed").click()
    expect(page.get_by_label("Text to mark")).to_have_value("Odalys")
    expect(page.get_by_text("Selected in the text: characters 11 to 16.")).to_be_visible()
    page.get_by_role("button", name="Mark only the selected place").click()
    _progress(page, "0 of 2 decided")
    page.get_by_label("Kind", exact=True).select_option(label="person")
    page.get_by_role("button", name="Mark only the selected place").click()

    _progress(page, "1 of 3 decided")


def test_everything_works_without_scripts(open_as: OpenAs, unit: Unit, cast: Cast, site: str) -> None:
    """Accept, reject, undo and mark are plain forms."""
    with unit() as work:
        token = sent(work, cast.petra, look=looker("Fjordbank")).token
    page = open_as("clara")
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{site}/clearance/{token}")
    page.get_by_role("button", name="Accept Fjordbank").first.click()
    _progress(page, "1 of 2 decided")
    page.get_by_role("button", name="Reject Fjordbank").last.click()
    _progress(page, "2 of 2 decided")
    page.get_by_role("button", name="Undo").click()

    _progress(page, "1 of 2 decided")


def test_a_large_text_stays_quick(open_as: OpenAs, unit: Unit, cast: Cast, site: str) -> None:
    """20,000 characters and 500 findings: under half a second from key to paint, on a busy machine."""
    words = [f"Name{number:03}" for number in range(500)]
    story = " ".join(f"{word} told somebody about the queue." for word in words)[:20_000]
    with unit() as work:
        token = sent(work, cast.petra, scenario(story), looker(*words)).token
    page = open_as("clara")
    page.goto(f"{site}/clearance/{token}")
    page.keyboard.press("n")
    took = page.evaluate(
        """() => new Promise((done) => {
          const start = performance.now();
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
        })"""
    )

    assert took < 500, f"{took:.0f} ms"


def test_a_withdrawn_source_leaves_the_editors_list(
    open_as: OpenAs, unit: Unit, cast: Cast, site: str, watch: Watch
) -> None:
    """The page that was open says so kindly."""
    watch.expect("404")
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
        token = operations.source_token_of(work.session, submission)
    page = open_as("ed")
    page.goto(f"{site}/sources/{token}")
    with unit() as work:
        operations.withdraw(work, cast.petra, submission)
    page.reload()

    expect(page.get_by_text("taken back by its contributor")).to_be_visible()
    assert_accessible(page)
