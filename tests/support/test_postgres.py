"""The PostgreSQL server that the other tests lean on."""

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.support import postgres

pytestmark = pytest.mark.postgres


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run *statement* on the database *url* and return its rows."""
    with postgres.connect(make_url(url)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_clone_holds_what_its_template_held(postgres_server: str) -> None:
    """A test's database starts as a copy of the template."""
    template = postgres.create_database(postgres_server, "a template")
    query(template, "CREATE TABLE note AS SELECT 'kept' AS text")

    copy = postgres.clone(postgres_server, "a template", "a copy")

    assert query(copy, "SELECT text FROM note") == [("kept",)]
    postgres.drop(postgres_server, "a copy")
    postgres.drop(postgres_server, "a template")


def test_dropped_database_is_gone(postgres_server: str) -> None:
    """Dropping removes the database, so that names can be used again."""
    postgres.create_database(postgres_server, "short-lived")

    postgres.drop(postgres_server, "short-lived")

    assert query(postgres_server, "SELECT 1 FROM pg_database WHERE datname = 'short-lived'") == []


def test_server_refuses_a_wrong_password(postgres_server: str) -> None:
    """Other users of the machine cannot read a test database."""
    wrong = make_url(postgres_server).set(password="wrong").render_as_string(hide_password=False)

    with pytest.raises(psycopg.OperationalError, match="password"):
        query(wrong, "SELECT 1")
