"""From an outline to files in hand: exam staff assemble, a manager locks, exam staff export."""

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from exports import operations as exports
from itembank.assembly import operations
from itembank.core.work import Work
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.journeys.conftest import OpenAs
from tests.support.browser import Watch, assert_accessible

pytestmark = pytest.mark.browser
TALLEST_ROW = 180  # pixels: name, audience and size, the digest in two or three lines, the button
Unit = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def _stock(app: Flask, unit: Unit, cast: Cast) -> None:
    """A bank with five approved items."""
    with app.app_context(), unit() as work:
        bank.stock(work, cast)


def make_outline(page: Page) -> None:
    """Ask for two items of the first domain and one of the second, with a mistake in the sum at first."""
    page.get_by_role("link", name="Outlines").click()
    page.get_by_role("link", name="New outline").click()
    page.get_by_label("Name").fill("Short")
    for number in range(3, 9):
        page.get_by_label(f"PSF-{number} ").fill("0")
    page.get_by_label("PSF-2 ").fill("1")
    page.get_by_label("Free places").fill("0")
    page.get_by_label("Length of the form").fill("4")
    page.get_by_label("Reason").fill("A short form for a first sitting.")
    assert page.get_by_text("Sum: 3 of 4: 1 missing.").is_visible()
    page.get_by_role("button", name="Save the outline").click()
    assert page.get_by_role("alert").get_by_text("2 + 1 = 3, not 4").is_visible()
    assert_accessible(page)
    page.get_by_label("Length of the form").fill("3")
    assert page.get_by_text("It matches the length.").is_visible()
    page.get_by_role("button", name="Save the outline").click()


def assemble(page: Page) -> None:
    """Make a form from the outline and let the solver fill it."""
    page.get_by_role("link", name="Make a form").click()
    page.get_by_label("Title").fill("Autumn sitting")
    assert_accessible(page)
    page.get_by_role("button", name="Make the form").click()
    assert_accessible(page)
    page.get_by_role("button", name="Assemble").click()
    page.get_by_text("A form was found that keeps every limit").wait_for()


def lock(page: Page) -> None:
    """Look at the list and sign."""
    page.get_by_role("link", name="form to lock").click()
    page.get_by_role("link", name="Look at it and lock it").click()
    assert_accessible(page)
    page.get_by_label("I have read this and sign it").check()
    page.get_by_role("button", name="for ever").click()
    page.get_by_text("It can be exported now").wait_for()


def export(page: Page) -> None:
    """Ask for tables and a package, with a reason."""
    page.get_by_role("link", name="Export it").click()
    page.get_by_label("QTI 3.0 package").check()
    page.get_by_label("CSV tables").check()
    page.get_by_label("Reason").fill("Autumn sitting, on paper.")
    assert_accessible(page)
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("button", name="Download everything").wait_for()


@pytest.mark.usefixtures("_stock")
def test_a_form_is_assembled_locked_and_exported(
    site: str, open_as: OpenAs, watch: Watch, tmp_path: Path
) -> None:
    """Two people, each doing what the other may not, and the files at the end."""
    watch.expect("status of 422")
    stan, mona = open_as("stan"), open_as("mona")
    make_outline(stan)
    assert_accessible(stan)
    assemble(stan)
    assert_accessible(stan)
    assert stan.get_by_text("Somebody who did not assemble this form locks it").is_visible()

    mona.goto(site)
    lock(mona)
    assert_accessible(mona)

    stan.goto(f"{site}/forms/F0001")
    export(stan)
    assert_accessible(stan)
    with stan.expect_download() as download:
        stan.get_by_role("button", name="Download everything").click()
    download.value.save_as(tmp_path / "all.zip")
    names = {Path(name).name for name in zipfile.ZipFile(tmp_path / "all.zip").namelist()}
    assert {"F0001-qti30.zip", "F0001-items.csv", "F0001-key.csv", "manifest.json"} <= names


def test_an_empty_bank_says_what_to_do(site: str, open_as: OpenAs) -> None:
    """Each list that is empty names the next step, and its words fit a narrow window."""
    page = open_as("stan")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.get_by_role("link", name="outline to make").is_visible()
    for path, words in (
        ("/outlines", "There is no outline yet."),
        ("/forms", "There is no form yet."),
        ("/forms/new", "A form follows an outline, and there is none yet."),
        ("/exports", "No form is locked yet."),
    ):
        page.goto(f"{site}{path}")
        assert page.get_by_text(words).is_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.usefixtures("_stock")
def test_without_a_form_the_page_says_which_cell_is_short(site: str, open_as: OpenAs) -> None:
    """And leads to the items of that domain."""
    page = open_as("stan")
    page.goto(f"{site}/outlines/new")
    page.get_by_label("Name").fill("Too much")
    page.get_by_label("Reason").fill("To see what happens.")
    page.get_by_role("button", name="Save the outline").click()
    assemble_in_vain(page)
    assert_accessible(page)

    assert page.get_by_text("PSF-3 Data Protection: 2 needed, 0 approved items fit: short by 2.").is_visible()
    page.get_by_role("link", name="Items of PSF-3").click()
    page.wait_for_url("**/items?*")


def assemble_in_vain(page: Page) -> None:
    """Try to fill a form from a bank that lacks items."""
    page.get_by_role("link", name="Make a form").click()
    page.get_by_label("Title").fill("Never")
    assert page.get_by_text("The bank cannot fill Too much, version 1 now").is_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Make the form all the same").click()
    page.get_by_role("button", name="Assemble").click()
    page.get_by_text("There is no form: the approved items cannot fill this outline.").wait_for()


@pytest.mark.usefixtures("_stock")
def test_a_form_that_comes_to_nothing_is_given_up(site: str, open_as: OpenAs) -> None:
    """With a reason; then it waits for nobody, and can still be read."""
    page = open_as("stan")
    page.goto(f"{site}/outlines/new")
    page.get_by_label("Name").fill("Too much")
    page.get_by_label("Reason").fill("To see what happens.")
    page.get_by_role("button", name="Save the outline").click()
    assemble_in_vain(page)
    page.get_by_role("link", name="Give this form up").click()
    assert_accessible(page)
    page.get_by_label("Reason").fill("The outline asks for too much.")
    page.get_by_role("button", name="Give this form up").click()
    page.get_by_text("Nothing more is done with it").wait_for()
    assert_accessible(page)

    page.goto(site)
    assert page.get_by_role("link", name="0 forms to assemble").is_visible()


def test_an_export_fits_a_narrow_window(
    app: Flask, unit: Unit, cast: Cast, site: str, open_as: OpenAs
) -> None:
    """Its register and its files, digests and all; no row is taller than a few lines."""
    with app.app_context(), unit() as work:
        bank.stock(work, cast)
        operations.save_outline(work, cast.stan, bank.draft())
        form = bank.empty_form(work, cast)
        operations.assemble(work, cast.stan, form)
        operations.lock(work, cast.mona, form, seen_assembly=1)
        exports.export(work, cast.stan, form, ["csv"], "Autumn sitting, on paper.")
    page = open_as("stan")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/forms/F0001/exports")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="Export of ").click()
    page.get_by_role("heading", name="Files").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    heights = [row.bounding_box() for row in page.get_by_role("listitem").filter(has_text="bytes").all()]
    assert max(box["height"] for box in heights if box) < TALLEST_ROW
