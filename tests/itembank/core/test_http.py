"""What every page promises."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from itembank.core import audit
from itembank.core.http import declared
from itembank.core.work import Environment, unit_of_work

ClientFor = Callable[..., FlaskClient]
WEEDS = {"state": "approved", "role": "administrator", "is_demo": "0", "active": "1"}


def _plain_pages(app: Flask) -> list[str]:
    return [
        str(rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.endpoint.endswith("static")
    ]


def test_every_endpoint_declares_its_permission(app: Flask) -> None:
    """An endpoint that somebody forgot to protect is on this list, which must be empty."""
    assert [rule.endpoint for rule in app.url_map.iter_rules() if not declared(app, rule.endpoint)] == []


def test_an_endpoint_without_a_declaration_is_closed(app: Flask, client_for: ClientFor) -> None:
    """Deny by default, even for an administrator."""
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")

    assert client_for("ada").get("/forgotten").status_code == 403


def test_a_stranger_reaches_only_open_pages(app: Flask, client_for: ClientFor) -> None:
    """Everything else asks for a log-in."""
    stranger = client_for()
    reached = {page for page in _plain_pages(app) if stranger.get(page).status_code == 200}

    assert reached <= {"/", "/health", "/login", "/share", "/receipt"}


def test_a_person_without_roles_reaches_no_work(app: Flask, client_for: ClientFor) -> None:
    """An account alone opens nothing but itself."""
    nils = client_for("nils")
    reached = {page for page in _plain_pages(app) if nils.get(page).status_code == 200}

    assert reached <= {
        "/",
        "/health",
        "/share",
        "/receipt",
        "/me",
        "/change",
        "/tf-setup",
        "/mf-recovery-codes",
        "/verify",
        "/my/scenarios",
    }


def test_every_page_has_the_security_headers(app: Flask, client_for: ClientFor) -> None:
    """No page without a policy, and none that a cache keeps."""
    client = client_for("ada")
    for page in _plain_pages(app):
        headers = client.get(page).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"], page
        assert headers["Cache-Control"] == "no-store", page
        assert headers["X-Content-Type-Options"] == "nosniff", page


def test_no_page_has_inline_code(app: Flask, client_for: ClientFor) -> None:
    """The policy forbids it, so a page with it would be broken."""
    for name in ("ada", "stan", "ed", "clara", "rita", "petra"):
        client = client_for(name)
        for page in _plain_pages(app):
            html = client.get(page).text
            assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"", html), page


def test_a_change_without_a_token_is_refused(app: Flask, client_for: ClientFor) -> None:
    """Another site cannot make a logged-in person do something."""
    client = client_for("ada")
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.arguments:
            continue
        assert client.post(str(rule.rule)).status_code in {400, 403, 422}, rule.rule


def test_looking_changes_nothing(app: Flask, client_for: ClientFor, env: Environment) -> None:
    """Opening every page leaves the log as it was, because nothing was done."""
    with unit_of_work(env, writing=False) as work:
        before = audit.head(work.session)
    client = client_for("stan")
    for page in _plain_pages(app):
        client.get(page)

    with unit_of_work(env, writing=False) as work:
        assert audit.head(work.session) == before


def test_a_fault_shows_a_reference_and_no_message(
    app: Flask, client_for: ClientFor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the page nor the log repeats what the error said."""

    def break_down() -> str:
        message = "canary-7731 was in the text"
        raise RuntimeError(message)

    app.add_url_rule("/break", "break", break_down)
    app.extensions["itembank.declared"]["break"] = next(iter(declared(app, "home.show")))
    response = client_for("ada").get("/break")

    assert (response.status_code, "canary-7731" in response.text) == (500, False)
    assert "canary-7731" not in "".join(capsys.readouterr())


def test_an_expired_page_gives_the_text_back(client_for: ClientFor) -> None:
    """A form sent after the session ended is not lost."""
    response = client_for("ada").post("/people/new", data={"name": "Zed Zebra", "email": "zed@example.org"})

    assert (response.status_code, "Zed Zebra" in response.text) == (400, True)


def test_extra_fields_change_nothing(client_for: ClientFor) -> None:
    """`role=administrator` posted along with a form is ignored."""
    client = client_for("rita")
    page = client.get("/me").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    client.post("/me/experience", data={"csrf_token": found.group(1), **WEEDS})

    assert client.get("/people").status_code == 403


def test_a_page_that_is_not_there_still_knows_who_asks(client_for: ClientFor) -> None:
    """The menu stays, so that nobody thinks they were logged out."""
    response = client_for("ada").get("/nothing-here")
    assert (response.status_code, "Log out" in response.text) == (404, True)
