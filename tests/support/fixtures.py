"""Fixtures for what tests lean on. The conftest names this module in `pytest_plugins`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support import browser as chromium
from tests.support import postgres
from tests.support.needs import need


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the URL of a running server's maintenance database."""
    need("PostgreSQL", present=postgres.available())
    with postgres.start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all journeys of this process."""
    need("Chromium", present=chromium.find_chromium() is not None)
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def watch() -> Iterator[chromium.Watch]:
    """Collect complaints of all pages of a test, and fail it at the end when one was not expected."""
    watched = chromium.Watch()
    yield watched
    assert watched.unexpected() == []


@pytest.fixture
def open_page(browser: Browser, watch: chromium.Watch) -> Iterator[chromium.OpenPage]:
    """Give a function that opens one more person's browser, with cookies of its own."""
    contexts: list[BrowserContext] = []

    def open_one() -> Page:
        context = browser.new_context(locale="en-GB", timezone_id="UTC")
        contexts.append(context)
        return chromium.watched_page(context, watch)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: chromium.OpenPage) -> Page:
    """Open one person's browser."""
    return open_page()
