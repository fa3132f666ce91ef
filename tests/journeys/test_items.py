"""An item on its way: two editors at once, a return, two reviews that see nothing of each other, approval."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, ViewportSize

from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Role
from itembank.core.work import Work
from itembank.items.rules import CHECKLIST
from tests.conftest import Cast
from tests.itembank.items.examples import SOUND
from tests.journeys.conftest import OpenAs
from tests.support.browser import Watch, assert_accessible

pytestmark = pytest.mark.browser
Unit = Callable[[], AbstractContextManager[Work]]

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 800}
#: Walks through a form as the tabulator does, and names the fields that the bar with the button covers.
COVERED = """() => [...document.querySelectorAll(
    ".ib-item-form :is(input:not([type=hidden]), textarea, select)"
  )].filter((field) => field.checkVisibility()).filter((field) => {
    field.focus();
    const bar = document.querySelector(".ib-save").getBoundingClientRect();
    return field.getBoundingClientRect().bottom > bar.top + 1;
  }).map((field) => field.id)"""


def assert_sound(page: Page) -> None:
    """Fail when a page is not accessible, or wider than the window of a telephone."""
    assert_accessible(page)
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    assert width <= NARROW["width"], f"{page.url} is {width} pixels wide"


@pytest.fixture
def _second_editor(unit: Unit, cast: Cast) -> None:
    """Nils becomes an editor."""
    with unit() as work:
        accounts.grant_role(work, cast.ada, work.session.get_one(User, cast.ids["nils"]), Role.EDITOR)


def open_items(page: Page) -> None:
    """Go to the list by the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Items").click()


def write(page: Page) -> None:
    """Write an item; the first save has no title and keeps every word."""
    open_items(page)
    page.get_by_text("There are no items yet.").wait_for()
    page.get_by_role("link", name="Write an item").click()
    page.get_by_label("Situation").fill(SOUND.stimulus)
    page.get_by_label("Question", exact=True).fill(SOUND.lead_in)
    for option in SOUND.options:
        row = page.get_by_role("group", name=f"Option {option.identifier}", exact=True)
        row.get_by_label("Text").fill(option.text)
        row.get_by_label("Why it is right or wrong").fill(option.rationale)
    page.get_by_label("A is the key").check()
    page.get_by_label("Learning point").fill(SOUND.learning_point)
    page.get_by_label("Cognitive level").select_option("apply")
    page.get_by_label("Domain it belongs to").select_option("PSF|1.1|PSF-2")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_text("Give the item a working title").wait_for()
    assert_sound(page)
    page.emulate_media(reduced_motion="reduce")  # Without it pages glide, and the script does not wait.
    assert page.evaluate(COVERED) == []
    page.get_by_label("Working title").fill(SOUND.title)
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("heading", name="I0001").wait_for()
    assert_sound(page)


def edit_at_once(first: Page, second: Page) -> None:
    """Both open the same draft; who saves second sees both texts and saves on top."""
    first.get_by_label("Editor").select_option(label="Nils Newcomer")
    first.get_by_role("button", name="Let this editor work on it").click()
    for page in (first, second):
        open_items(page)
        assert_sound(page)
        page.get_by_role("link", name="I0001").click()
        page.get_by_role("link", name="Edit", exact=True).click()
        assert_sound(page)
    first.get_by_label("Topic").fill("figures in summaries")
    first.get_by_role("button", name="Save").click()
    second.get_by_label("Topic").fill("summaries of reports")
    second.get_by_role("button", name="Save").click()
    second.get_by_role("heading", name="Somebody else saved first").wait_for()
    second.get_by_text("figures in summaries").wait_for()
    assert_sound(second)
    second.get_by_role("button", name="Save mine on top of theirs").click()
    second.get_by_text("Saved as revision 3.").wait_for()


def send(page: Page) -> None:
    """Read it once more, sign, and send it to review."""
    open_items(page)
    page.get_by_role("link", name="I0001").click()
    page.get_by_role("link", name="Send to review").click()
    assert_sound(page)
    page.get_by_label("I sign this statement").check()
    page.get_by_role("button", name="Sign and send to review").click()
    page.get_by_text("PSF-2: 0 of 2 domain reviews.").wait_for()


def answer(page: Page) -> None:
    """Choose an answer before the key is shown."""
    page.get_by_role("link", name="items to review").click()
    assert_sound(page)
    page.get_by_role("link", name=re.compile("Review I0001")).click()
    assert not page.get_by_text("Best: it finds").is_visible()
    assert_sound(page)
    page.get_by_label("Compare each figure").check()
    page.get_by_label("I have no interest to declare").check()
    page.get_by_role("button", name="Record my answer").click()
    page.get_by_text("is the key.").wait_for()
    assert_sound(page)


def judge(page: Page, *, approve: bool) -> None:
    """Answer the checklist and give a verdict."""
    for statement in CHECKLIST.values():
        page.get_by_role("group", name=statement).get_by_label("Yes").check()
    if approve:
        page.get_by_label("Approve: I sign").check()
    else:
        page.get_by_label("Return it").check()
        page.get_by_label("Main reason").select_option("unclear-stem")
        page.get_by_label("Comment for the author").fill("Say who reads the summary.")
    page.get_by_role("button", name="Record my review").click()
    page.get_by_text("Your review is recorded.").wait_for()


def change(page: Page) -> None:
    """Read what the reviewer wrote, and answer it with a new revision."""
    page.get_by_role("link", name="itembank").click()
    page.get_by_role("link", name="items to change").click()
    page.get_by_role("link", name="I0001").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_text("Say who reads the summary.").wait_for()
    page.get_by_label("Situation").fill(SOUND.stimulus.replace("A reader", "A manager"))
    page.get_by_role("button", name="Save").click()


def decide(page: Page) -> None:
    """Approve it as somebody who neither wrote nor reviewed it."""
    page.get_by_role("link", name="items to approve").click()
    assert_sound(page)
    page.get_by_role("link", name=re.compile("Decide")).click()
    assert_sound(page)
    page.get_by_label("Approve it for use").check()
    page.get_by_role("button", name="Record my decision").click()
    page.get_by_text("It can stand on a form now.").wait_for()


@pytest.mark.usefixtures("_second_editor")
def test_an_item_goes_from_a_draft_to_its_approval(open_as: OpenAs, watch: Watch) -> None:
    """Six people, each in a browser of their own; the record tells who did what."""
    watch.expect("422|409")  # The browser reports the two answers that this journey asks for.
    ed, nils = open_as("ed"), open_as("nils")
    write(ed)
    edit_at_once(ed, nils)
    send(ed)
    rita = open_as("rita")
    answer(rita)
    judge(rita, approve=False)
    change(ed)
    send(ed)
    for name in ("rita", "ravi"):
        reviewer = open_as(name)
        answer(reviewer)
        judge(reviewer, approve=True)
    decide(open_as("rosa"))

    stan = open_as("stan")
    open_items(stan)
    stan.get_by_role("link", name="I0001").click()

    assert_sound(stan)
    signed = stan.get_by_role("region", name="Signatures").get_by_role("listitem")
    counted = [one.split(",")[0] for one in signed.all_inner_texts() if "does not count" not in one]
    assert counted == ["Ed Editor", "Rita Reviewer", "Ravi Reviewer", "Rosa Reviewer"]
