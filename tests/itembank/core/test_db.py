"""What the database promises underneath everything."""

from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from itembank import migrations
from itembank.accounts.operations import count_people
from itembank.core.actor import SYSTEM
from itembank.core.audit import record
from itembank.core.db import UtcDateTime
from itembank.core.settings import Settings
from itembank.core.work import Environment, unit_of_work
from itembank.migrations.tables import metadata


def test_the_migrations_make_the_tables_of_the_models(env: Environment) -> None:
    """Nobody can change a model and forget the migration."""
    with env.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_first_migration_goes_down_and_up_again(env: Environment) -> None:
    """The way back exists."""
    migrations.downgrade(env.engine, "base")
    migrations.upgrade(env.engine)

    assert migrations.is_current(env.engine)


def test_rows_survive_a_repeated_upgrade(env: Environment) -> None:
    """Setting up again keeps what is there."""
    with unit_of_work(env, writing=False) as work:
        before = count_people(work.session)

    migrations.upgrade(env.engine)

    with unit_of_work(env, writing=False) as work:
        assert count_people(work.session) == before > 0


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """All times are UTC, and say so."""
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001 - the point


def test_a_reading_unit_of_work_cannot_write(env: Environment) -> None:
    """A page that only shows something cannot change anything by accident."""
    with pytest.raises(RuntimeError, match="reading unit"), unit_of_work(env, writing=False) as work:
        record(work, SYSTEM, "test.event", "thing:1")


def test_sqlite_is_set_up_for_durability(env: Environment) -> None:
    """Every pragma is ours, on each connection, whatever the build's defaults are."""
    if env.engine.dialect.name != "sqlite":
        return
    with env.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_production_refuses_debug() -> None:
    """A debugger in production would show everything to everybody."""
    with pytest.raises(ValueError, match="DEBUG"):
        Settings(debug=True)
