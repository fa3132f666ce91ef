"""People get in the way they should, and no other."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from itembank.accounts import operations, rules
from itembank.accounts.models import User
from itembank.accounts.permissions import ROLE_PERMISSIONS, Permission, Role, permissions_of
from itembank.app import create_app
from itembank.core.actor import SYSTEM
from itembank.core.errors import Invalid, NotFound, Refused
from itembank.core.http import limiter
from itembank.core.settings import Mode, Settings
from itembank.core.work import Environment, Work
from tests.conftest import PASSWORD, Cast, MovingClock

ClientFor = Callable[..., FlaskClient]
Unit = Callable[[], AbstractContextManager[Work]]
NEW_PASSWORD = "another long sentence of mine"


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def _log_in(client: FlaskClient, email: str, password: str) -> int:
    page = client.get("/login").text
    return client.post(
        "/login", data={"csrf_token": _token(page), "email": email, "password": password}
    ).status_code


def test_every_role_has_a_row_in_the_table() -> None:
    """A new role cannot be forgotten."""
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_every_permission_belongs_to_some_role() -> None:
    """No permission that nobody can ever have."""
    assert permissions_of(frozenset(Role)) == set(Permission)


def test_an_administrator_sees_no_items_and_no_raw_text() -> None:
    """Running the place is not a reason to read it."""
    allowed = ROLE_PERMISSIONS[Role.ADMINISTRATOR]
    assert not allowed & {Permission.ITEM_SEE_ALL, Permission.SCENARIO_CLEAR, Permission.FORM_EXPORT}


def test_a_person_logs_in_with_the_right_password_only(app: Flask) -> None:
    """The right one goes on, the wrong one stays."""
    assert _log_in(app.test_client(), "ed@cast.example.org", "not my password at all") == 200
    assert _log_in(app.test_client(), "ed@cast.example.org", PASSWORD) == 302


def test_passwords_are_kept_as_argon2id(work: Work, cast: Cast) -> None:
    """A stolen table of hashes is expensive to search."""
    assert (work.session.get_one(User, cast.ids["ed"]).password or "").startswith("$argon2id$")


def test_an_invitation_sets_a_password_once(app: Flask, unit: Unit) -> None:
    """The link works, and then never again."""
    with app.app_context(), unit() as work:
        token = operations.invite(work, SYSTEM, operations.find_person(work.session, "nils@cast.example.org"))
    client = app.test_client()
    page = client.get(f"/invitation/{token}").text
    sent = {"csrf_token": _token(page), "password": NEW_PASSWORD, "again": NEW_PASSWORD}

    assert client.post(f"/invitation/{token}", data=sent).status_code == 302
    assert client.post(f"/invitation/{token}", data=sent).status_code == 403
    assert _log_in(client, "nils@cast.example.org", NEW_PASSWORD) == 302


def test_an_old_invitation_is_refused(work: Work, cast: Cast, clock: MovingClock) -> None:
    """A link in an old mail opens nothing."""
    token = operations.invite(work, cast.ada, work.session.get_one(User, cast.ids["nils"]))
    clock.advance(days=operations.INVITATION_DAYS)

    with pytest.raises(Refused, match="too old"):
        operations.accept_invitation(work, token, NEW_PASSWORD)


def test_a_guessed_invitation_is_unknown(work: Work) -> None:
    """Only the keyed digest is stored; a wrong token finds nothing."""
    with pytest.raises(NotFound):
        operations.accept_invitation(work, "0" * 32, NEW_PASSWORD)


def test_an_invitation_ends_sessions_that_were_open(app: Flask, client_for: ClientFor, unit: Unit) -> None:
    """Whoever still sits in the old session is out."""
    client = client_for("nils")
    assert client.get("/me").status_code == 200
    with app.app_context(), unit() as work:
        token = operations.invite(work, SYSTEM, operations.find_person(work.session, "nils@cast.example.org"))
    with app.test_request_context(), unit() as work:
        operations.accept_invitation(work, token, NEW_PASSWORD)

    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("password", ["", "short", "fourteen chars", "x" * 257])
def test_a_password_too_short_or_too_long_is_refused(password: str) -> None:
    """Length is the rule, and the sentence says so."""
    with pytest.raises(Invalid, match="characters"):
        rules.check_password(password)


def test_a_role_taken_away_is_gone_at_once(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """The next request already lacks it."""
    client = client_for("mona")
    assert client.get("/framework/").status_code == 200
    with unit() as work:
        mona = work.session.get_one(User, cast.ids["mona"])
        for role in (Role.EXAM_STAFF, Role.EXAM_MANAGER):
            operations.revoke_role(work, cast.ada, mona, role)

    assert client.get("/framework/").status_code == 403


def test_the_last_administrator_cannot_be_removed(work: Work, cast: Cast) -> None:
    """Nobody can lock everybody out."""
    with pytest.raises(Refused, match="only administrator"):
        operations.revoke_role(
            work, cast.ada, work.session.get_one(User, cast.ids["ada"]), Role.ADMINISTRATOR
        )


def test_nobody_verifies_their_own_experience(work: Work, cast: Cast) -> None:
    """Not even an administrator."""
    row = operations.state_experience(
        work, cast.ada, person_id=cast.ids["ada"], domain=("PSF", "1.1", "PSF-1"), statement="Ran it."
    )
    with pytest.raises(Invalid, match="Somebody else"):
        operations.decide_experience(work, cast.ada, row.id or 0, verified=True)


def test_experience_in_one_version_says_nothing_about_another(work: Work, cast: Cast) -> None:
    """The same id has meant other things in other versions."""
    domains = operations.verified_domains_of(work.session, cast.ids["rita"])
    assert (("PSF", "1.1", "PSF-4") in domains, ("PSF", "1.0", "PSF-4") in domains) == (True, False)


def test_a_verification_that_was_taken_back_does_not_count(work: Work, cast: Cast) -> None:
    """The newest decision counts."""
    row, _ = operations.statements_with_decisions(work.session, cast.ids["rita"])[0]
    operations.decide_experience(work, cast.ada, row.id or 0, verified=False)

    assert (row.framework, row.version, row.domain) not in operations.verified_domains_of(
        work.session, cast.ids["rita"]
    )


@pytest.mark.parametrize("page", ["/people", "/people/new", "/people/1"])
@pytest.mark.parametrize("name", ["petra", "clara", "ed", "rita", "stan"])
def test_only_administrators_see_people(client_for: ClientFor, page: str, name: str) -> None:
    """Who is who is nobody else's business."""
    assert client_for(name).get(page).status_code == 403


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_guessing_passwords_is_slowed_down(
    settings: Settings, env: Environment, proxies: int, last: int
) -> None:
    """After the limit of a minute a page says so; a made-up address does not start it anew."""
    changes = {"mode": Mode.DEMO, "logins_per_minute": 3, "trusted_proxies": proxies}
    env.settings = settings.model_copy(update=changes)
    app = create_app(env)
    app.testing = False
    limiter.reset()
    client = app.test_client()
    page = client.get("/login").text
    sent = {
        "csrf_token": _token(page),
        "email": "ed@cast.example.org",
        "password": "a wrong guess, once more",
    }
    addresses = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(4)]
    statuses = [client.post("/login", data=sent, headers=told).status_code for told in addresses]

    assert statuses == [200, 200, 200, last]


def test_a_newer_invitation_voids_the_older(work: Work, cast: Cast) -> None:
    """A link that lies in an old mail cannot change a password that was set since."""
    nils = work.session.get_one(User, cast.ids["nils"])
    old = operations.invite(work, cast.ada, nils)
    operations.invite(work, cast.ada, nils)

    with pytest.raises(Refused, match="newer link"):
        operations.accept_invitation(work, old, NEW_PASSWORD)


def test_a_taken_address_is_told_beside_its_field(client_for: ClientFor) -> None:
    """The form comes back with everything that was typed."""
    client = client_for("ada")
    sent = {
        "csrf_token": _token(client.get("/people/new").text),
        "name": "Edda",
        "email": "ED@cast.example.org",
    }
    response = client.post("/people/new", data=sent)

    assert response.status_code == 422
    assert "There is an account with this e-mail address already." in response.text
    assert "Edda" in response.text


def test_a_closed_account_is_out_at_once(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Open sessions end, roles are gone, and the log-in is refused."""
    client = client_for("ed")
    with unit() as work:
        operations.close_account(work, cast.ada, work.session.get_one(User, cast.ids["ed"]))

    assert client.get("/me").status_code == 302
    assert _log_in(client, "ed@cast.example.org", PASSWORD) == 200


def test_nobody_closes_their_own_account(work: Work, cast: Cast) -> None:
    """And so the last administrator stays."""
    with pytest.raises(Refused, match="Somebody else"):
        operations.close_account(work, cast.ada, work.session.get_one(User, cast.ids["ada"]))


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("ed", 403), ("stan", 403), ("", 302)])
def test_the_audit_log_is_read_by_those_who_may(client_for: ClientFor, name: str, status: int) -> None:
    """Administrators and data-protection officers, and nobody else."""
    assert client_for(name).get("/audit").status_code == status


def test_the_audit_page_goes_back_in_time(client_for: ClientFor) -> None:
    """Older rows are a page further."""
    page = client_for("ada").get("/audit?before=2").text
    assert "<td>1</td>" in page
    assert "<td>2</td>" not in page


def test_no_code_is_sent_by_mail(client_for: ClientFor) -> None:
    """A mailbox in wrong hands is not a way around the second factor."""
    assert client_for().post("/tf-rescue").status_code in {400, 403}
