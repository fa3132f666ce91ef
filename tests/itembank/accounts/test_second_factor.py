"""Where a second factor is demanded, a password alone opens nothing."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from itembank.core.settings import Settings
from tests.conftest import PASSWORD, Cast, log_in

ClientFor = Callable[..., FlaskClient]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation as in production: the second factor is demanded of staff."""
    return settings.model_copy(update={"second_factor": True})


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def _totp(key: str, *, steps: int = 0) -> str:
    """RFC 6238 with its usual parameters, written out so that the test does not trust the library."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    padded = key.replace(" ", "").replace("-", "").upper()
    secret = base64.b32decode(padded + "=" * (-len(padded) % 8))
    digest = hmac.new(secret, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _set_up(client: FlaskClient) -> str:
    """Set up an authenticator app and return its key."""
    page = client.get("/tf-setup").text
    page = client.post("/tf-setup", data={"csrf_token": _token(page), "setup": "authenticator"}).text
    found = re.search(r'<b class="ib-mono">([^<]+)</b>', page)
    action = re.search(r'action="(/tf-(?:validate|setup)[^"]*)"', page)
    assert found is not None
    assert action is not None
    client.post(action.group(1), data={"csrf_token": _token(page), "code": _totp(found.group(1))})
    return found.group(1)


def _send_password(client: FlaskClient, email: str) -> str:
    page = client.get("/login").text
    sent = {"csrf_token": _token(page), "email": email, "password": PASSWORD}
    return client.post("/login", data=sent, follow_redirects=True).text


def test_staff_without_a_second_factor_reach_nothing(client_for: ClientFor) -> None:
    """The page says what to set up; the work stays closed."""
    client = client_for("ada")

    assert client.get("/people").status_code == 403
    assert "Set it up now" in client.get("/").text


def test_contributors_need_no_second_factor(client_for: ClientFor) -> None:
    """Sharing stays easy."""
    assert "second factor" not in client_for("petra").get("/").text


def test_a_second_factor_opens_the_work(client_for: ClientFor) -> None:
    """Once set up, the pages open."""
    client = client_for("ada")

    _set_up(client)

    assert client.get("/people").status_code == 200


def test_a_password_alone_does_not_log_in(app: Flask, cast: Cast) -> None:
    """The code is asked for, and nothing opens before it is given."""
    first = app.test_client()
    log_in(first, cast, "ada")
    _set_up(first)
    thief = app.test_client()

    _send_password(thief, "ada@cast.example.org")

    assert thief.get("/people").status_code == 302


def test_a_code_logs_in_once(app: Flask, cast: Cast) -> None:
    """Whoever reads a code over a shoulder cannot use it again."""
    first = app.test_client()
    log_in(first, cast, "ada")
    key = _set_up(first)
    code = _totp(key, steps=1)
    reached = []
    for _ in range(2):
        client = app.test_client()
        page = _send_password(client, "ada@cast.example.org")
        client.post("/tf-validate", data={"csrf_token": _token(page), "code": code})
        reached.append(client.get("/people").status_code)

    assert reached == [200, 302]
