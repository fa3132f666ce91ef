"""The server is killed without mercy, and everything that was acknowledged is there when it starts again."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.itembank.test_cli import run, serving
from tests.support.browser import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A bank that was set up."""
    folder = tmp_path / "bank"
    assert run(folder, "init").returncode == 0
    return folder


def share(page: Page, address: str) -> str:
    """Send a scenario and return its receipt code."""
    page.goto(f"{address}/share")
    page.get_by_label("What happened?").fill("A job ran twice overnight, and nobody had asked it to.")
    page.get_by_label("This happened in a system that was in production.").check()
    page.get_by_label("The cleared text may be rewritten into exam questions.").check()
    page.get_by_role("button", name="Send").click()
    return page.locator(".ib-code").inner_text()


def state(page: Page, address: str, code: str) -> str:
    """Look a receipt code up and return what the page says."""
    page.goto(f"{address}/receipt")
    page.get_by_label("Receipt code").fill(code)
    page.get_by_role("button", name="Show where it stands").click()
    return page.locator(".ib-state").inner_text()


def test_a_receipt_survives_the_death_of_the_server(data: Path, page: Page, watch: Watch) -> None:
    """Killed right after the receipt was shown: the text is there, and its job waits for a worker."""
    watch.expect("ERR_")
    with serving(data, "--no-worker") as (process, address):
        code = share(page, address)
        process.kill()
    with serving(data, "--no-worker") as (_, address):
        assert state(page, address, code) == "Received"
    assert "1 jobs done" in run(data, "worker", "--once").stdout


def test_a_backup_of_the_bank_alone_opens_no_text(data: Path, page: Page) -> None:
    """Whoever takes the database without the keys reads nothing, and the worker says what is missing."""
    with serving(data, "--no-worker") as (_, address):
        share(page, address)
    shutil.rmtree(data / "keys")

    done = run(data, "worker", "--once")
    assert (done.returncode, "master key" in done.stderr) == (2, True)
