"""The bank under test, served for real, and browsers logged in as its people."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from waitress import create_server

from tests.conftest import PASSWORD
from tests.support.browser import OpenPage

OpenAs = Callable[[str], Page]


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the bank under test, served by the server that people get."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture
def open_as(site: str, open_page: OpenPage) -> OpenAs:
    """Open a browser in which somebody has logged in; without a name, a stranger's on the start page."""

    def open_one(name: str = "") -> Page:
        page = open_page()
        page.goto(f"{site}/login" if name else site)
        if name:
            page.get_by_label("Email Address").fill(f"{name}@cast.example.org")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            page.wait_for_url(f"{site}/")
        return page

    return open_one
