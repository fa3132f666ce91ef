"""People come in, say what they have run, and are trusted with it by somebody else."""

import pytest

from tests.journeys.conftest import OpenAs
from tests.support.browser import OpenPage, assert_accessible

pytestmark = pytest.mark.browser
NEW_PASSWORD = "a sentence that nobody guesses"


def test_a_reviewer_is_invited_and_becomes_competent(site: str, open_as: OpenAs, open_page: OpenPage) -> None:
    """From the invitation to verified experience, with a hand-over of one link in between."""
    ada = open_as("ada")
    ada.get_by_role("link", name="People").click()
    ada.get_by_role("link", name="Invite a person").click()
    ada.get_by_label("Name").fill("Runa Reviewer")
    ada.get_by_label("E-mail address").fill("runa@cast.example.org")
    ada.get_by_label("Reviewer").check()
    assert_accessible(ada)
    ada.get_by_role("button", name="Invite").click()
    link = ada.locator("#invitation-link").inner_text()
    assert_accessible(ada)

    runa = open_page()
    runa.goto(link)
    runa.get_by_label("Password").fill(NEW_PASSWORD)
    runa.get_by_label("The same again").fill(NEW_PASSWORD)
    assert_accessible(runa)
    runa.get_by_role("button", name="Set password").click()
    assert_accessible(runa)
    runa.get_by_label("Email Address").fill("runa@cast.example.org")
    runa.get_by_label("Password").fill(NEW_PASSWORD)
    runa.get_by_role("button", name="Log in").click()
    runa.get_by_role("link", name="Runa Reviewer").click()
    runa.get_by_label("Domain").select_option(label="PSF 1.1 · PSF-6 Human Oversight")
    runa.get_by_label("What you ran, and for how long").fill("Ran an approval desk for two years.")
    runa.get_by_role("button", name="State experience").click()
    assert_accessible(runa)

    ada.goto(site)
    ada.get_by_role("link", name="experience statement to verify").click()
    assert_accessible(ada)
    ada.get_by_role("button", name="Verify").click()
    runa.reload()

    assert runa.locator(".list-group").get_by_text("verified", exact=True).is_visible()


def test_a_wrong_password_is_told_kindly(open_as: OpenAs) -> None:
    """The page says so, stays, and keeps the address that was typed."""
    page = open_as("")
    page.get_by_role("navigation").get_by_role("link", name="Log in").click()
    page.get_by_label("Email Address").fill("ada@cast.example.org")
    page.get_by_label("Password").fill("not the right sentence")
    page.get_by_role("button", name="Log in").click()

    assert page.get_by_label("Email Address").input_value() == "ada@cast.example.org"
    assert page.locator(".alert-danger").is_visible()
    assert_accessible(page)


def test_the_framework_is_read_by_everybody_who_works_with_it(open_as: OpenAs) -> None:
    """Its domains, its credit, and what is missing."""
    page = open_as("ed")
    page.get_by_role("link", name="Framework").click()
    assert_accessible(page)
    page.get_by_role("link", name="Production Safety Framework").first.click()

    assert page.get_by_text("Incomplete: 10 of 40 statements.").is_visible()
    assert_accessible(page)
