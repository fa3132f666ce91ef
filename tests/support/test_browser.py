"""The watched pages that the journeys lean on."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import OpenPage, Watch, accessibility_problems

pytestmark = pytest.mark.browser

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"


def test_watch_notes_a_console_error(page: Page, watch: Watch) -> None:
    """A script that reports an error fails its journey."""
    watch.expect("printer on fire")

    page.evaluate("console.error('printer on fire')")

    assert len(watch.complaints) == 1


def test_watch_notes_a_policy_violation(page: Page, watch: Watch) -> None:
    """Inline script on a page whose policy forbids it is noticed."""
    watch.expect("[Cc]ontent.[Ss]ecurity.[Pp]olicy")

    page.set_content(f"{POLICY}<title>A page</title><script>window.ran = true</script>")

    assert watch.complaints


def test_watch_lets_only_expected_complaints_pass() -> None:
    """What a test did not announce stays a complaint."""
    watch = Watch(complaints=["console: status of 409", "exception: no such field"])

    watch.expect("409")

    assert watch.unexpected() == ["exception: no such field"]


def test_each_opened_page_has_cookies_of_its_own(open_page: OpenPage) -> None:
    """Two people in one journey do not share a session."""
    first, second = open_page(), open_page()
    first.context.add_cookies([{"name": "who", "value": "petra", "url": "http://127.0.0.1:9"}])

    assert second.context.cookies() == []


def test_axe_names_a_picture_without_a_description(page: Page) -> None:
    """The accessibility check finds what it should."""
    page.set_content("<title>A page</title><main><h1>Hello</h1><img src='data:,'></main>")

    assert any(problem.startswith("image-alt:") for problem in accessibility_problems(page))
