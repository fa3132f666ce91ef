"""A bank for every test, on SQLite and on PostgreSQL, with the same cast of people in it.

The bank is migrated and peopled once per database and process, then copied for each test in milliseconds.
"""

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from itembank import migrations
from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Role
from itembank.app import create_app, make_environment
from itembank.core.actor import SYSTEM, Actor
from itembank.core.crypto import create_master_key
from itembank.core.settings import Mode, Settings
from itembank.core.work import Environment, Work, unit_of_work
from itembank.framework import operations as framework
from tests.support import postgres

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a long sentence for the tests"
FRAMEWORK = ("PSF", "1.1")
DOMAINS = tuple((*FRAMEWORK, f"PSF-{number}") for number in range(1, 9))

CAST: dict[str, tuple[str, tuple[Role, ...]]] = {
    "petra": ("Petra Practitioner", (Role.CONTRIBUTOR,)),
    "clara": ("Clara Clearer", (Role.CLEARER,)),
    "ed": ("Ed Editor", (Role.EDITOR,)),
    "rita": ("Rita Reviewer", (Role.REVIEWER,)),
    "ravi": ("Ravi Reviewer", (Role.REVIEWER,)),
    "rosa": ("Rosa Reviewer", (Role.REVIEWER, Role.DOMAIN_LEAD)),
    "stan": ("Stan Staff", (Role.EXAM_STAFF,)),
    "mona": ("Mona Manager", (Role.EXAM_STAFF, Role.EXAM_MANAGER)),
    "ada": ("Ada Administrator", (Role.ADMINISTRATOR,)),
    "nils": ("Nils Newcomer", ()),
}
REVIEWERS = ("rita", "ravi", "rosa")


@dataclass(slots=True)
class MovingClock:
    """A clock that the test moves; each reading is a second later, so that order shows."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment and let a second pass."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def advance(self, **amount: float) -> None:
        """Let time pass: `clock.advance(days=8)`."""
        self.moment += timedelta(**amount)


@dataclass(slots=True)
class Cast:
    """The people of the tests, by first name: `cast.ed` is the editor as an actor."""

    ids: dict[str, int]
    env: Environment
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """Return the actor of that first name, with the permissions they hold now."""
        if name not in self.ids:
            raise AttributeError(name)
        with unit_of_work(self.env, writing=False) as work:
            return accounts.actor_for(work.session, work.session.get_one(User, self.ids[name]))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, str]:
    """A migrated bank with the cast in it, and the server it lives on ("" for SQLite)."""
    folder = tmp_path_factory.mktemp("template")
    server = ""
    url = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = postgres.create_database(server, f"template_{secrets.token_hex(4)}")
    settings = Settings(data_dir=folder, mode=Mode.TEST, database_url=url)
    _fill(settings)
    return settings, server


@pytest.fixture
def clock() -> MovingClock:
    """The time of the test."""
    return MovingClock()


@pytest.fixture
def settings(template: tuple[Settings, str], tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh copy of the bank."""
    original, server = template
    data = tmp_path / "data"
    shutil.copytree(original.data_dir, data)
    if not server:
        yield original.model_copy(update={"data_dir": data})
        return
    name = f"bank_{secrets.token_hex(6)}"
    url = postgres.clone(server, str(make_url(original.database_url).database), name)
    yield original.model_copy(update={"data_dir": data, "database_url": url})
    postgres.drop(server, name)


@pytest.fixture
def env(settings: Settings, clock: MovingClock) -> Iterator[Environment]:
    """The bank under test; jobs wait until the test runs them."""
    made = make_environment(settings)
    made.clock = clock
    yield made
    made.engine.dispose()
    made.vault.close()


@pytest.fixture
def app(env: Environment) -> Flask:
    """The web application of the bank under test."""
    made = create_app(env)
    made.testing = False  # Errors become pages, as for people.
    return made


@pytest.fixture
def cast(env: Environment) -> Cast:
    """The people of the bank under test."""
    return _cast(env)


@pytest.fixture
def work(env: Environment, app: Flask) -> Iterator[Work]:
    """One unit of work, committed at the end of the test; `unit` gives more."""
    with app.app_context(), unit_of_work(env) as opened:
        yield opened


@pytest.fixture
def unit(env: Environment) -> Callable[[], AbstractContextManager[Work]]:
    """Open a unit of work and commit it at the end, as often as the test likes."""
    return lambda: unit_of_work(env)


@pytest.fixture
def client_for(app: Flask, cast: Cast) -> Callable[..., FlaskClient]:
    """Give a browser logged in as somebody, such as `client_for("ed")`; without a name, a stranger's."""

    def make(name: str = "") -> FlaskClient:
        client = app.test_client()
        if name:
            log_in(client, cast, name)
        return client

    return make


def log_in(client: FlaskClient, cast: Cast, name: str) -> None:
    """Log a test client in without the cost of a password hash; the log-in page has tests of its own."""
    with unit_of_work(cast.env, writing=False) as work:
        uniquifier = work.session.get_one(User, cast.ids[name]).fs_uniquifier
    with client.session_transaction() as session:
        session.update(
            {"_user_id": uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time(), "identity": ""}
        )


def _fill(settings: Settings) -> None:
    create_master_key(settings.master_key_path)
    env = make_environment(settings)
    env.clock = MovingClock(NOW - timedelta(days=1))
    env.vault.prepare()
    migrations.upgrade(env.engine)
    with create_app(env).app_context(), unit_of_work(env) as work:
        for pack in framework.shipped_packs():
            framework.import_pack(work, SYSTEM, pack)
        _add_cast(work)
    env.engine.dispose()
    env.vault.close()


def _add_cast(work: Work) -> None:
    people = {}
    for key, (name, roles) in CAST.items():
        people[key] = accounts.add_person(
            work, SYSTEM, name=name, email=f"{key}@cast.example.org", roles=roles, is_demo=True
        )
    accounts.set_password(people["petra"], PASSWORD)
    for person in people.values():
        person.password = people["petra"].password
    ada = accounts.actor_for(work.session, people["ada"])
    for key in REVIEWERS:
        for domain in DOMAINS:
            row = accounts.state_experience(
                work,
                ada,
                person_id=people[key].id or 0,
                domain=domain,
                statement="Ran such systems for years.",
            )
            accounts.decide_experience(work, ada, row.id or 0, verified=True)


def _cast(env: Environment) -> Cast:
    with unit_of_work(env, writing=False) as work:
        ids = {key: accounts.find_person(work.session, f"{key}@cast.example.org").id or 0 for key in CAST}
    return Cast(ids=ids, env=env)
