"""The audit log cannot be changed without it showing."""

import contextlib
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from itembank.core import audit
from itembank.core.actor import SYSTEM
from itembank.core.work import Environment, Work, unit_of_work


def _append(env: Environment, count: int) -> None:
    for number in range(count):
        with unit_of_work(env) as work:
            audit.record(work, SYSTEM, "test.event", f"thing:{number}", number=number)


def _drop_triggers(work: Work) -> None:
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("DROP TRIGGER audit_event_append_only ON audit_event"))
    else:
        work.session.execute(text("DROP TRIGGER audit_event_no_update"))
        work.session.execute(text("DROP TRIGGER audit_event_no_delete"))


def test_an_untouched_log_verifies(env: Environment) -> None:
    """Many events, one unbroken chain."""
    _append(env, 5)

    with unit_of_work(env, writing=False) as work:
        assert audit.verify(work.session).holds


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_the_log(env: Environment, statement: str) -> None:
    """Even the application's own connection may only append."""
    _append(env, 1)

    with pytest.raises(DBAPIError), unit_of_work(env) as work:
        work.session.execute(text(statement))


def test_a_changed_row_is_named(env: Environment) -> None:
    """Whoever drops the trigger and edits a row is found out, with the row."""
    _append(env, 3)
    with unit_of_work(env) as work:
        _drop_triggers(work)
        work.session.execute(text("UPDATE audit_event SET subject = 'other' WHERE seq = 2"))

    with unit_of_work(env, writing=False) as work:
        assert audit.verify(work.session).bad_seq == 2


def test_a_cut_end_is_found_by_an_anchor(env: Environment, tmp_path: Path) -> None:
    """The chain alone cannot see that its end is gone; an anchor can."""
    _append(env, 3)
    with unit_of_work(env) as work:
        path = audit.write_anchor(work.session, tmp_path)
        _drop_triggers(work)
        work.session.execute(text("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)"))
    assert path is not None

    with unit_of_work(env, writing=False) as work:
        assert audit.verify(work.session).holds
        assert not audit.verify(work.session, audit.read_anchors(path)).holds


def test_a_rebuilt_chain_is_found_by_an_anchor(env: Environment, tmp_path: Path) -> None:
    """Somebody who rewrites the whole chain cannot rewrite the anchor kept elsewhere."""
    with unit_of_work(env) as work:
        audit.record(work, SYSTEM, "test.event", "thing:1")
        path = audit.write_anchor(work.session, tmp_path)
        _drop_triggers(work)
        rows = work.session.execute(text("SELECT count(*) FROM audit_event")).scalar_one()
        work.session.execute(text("DELETE FROM audit_event"))
    assert path is not None
    _append(env, rows)

    with unit_of_work(env, writing=False) as work:
        assert audit.verify(work.session).holds
        assert not audit.verify(work.session, audit.read_anchors(path)).holds


def test_a_failed_unit_of_work_leaves_no_event(env: Environment) -> None:
    """The event and the change it tells of stand or fall together."""
    with unit_of_work(env, writing=False) as work:
        before = audit.head(work.session)

    with contextlib.suppress(RuntimeError), unit_of_work(env) as work:
        audit.record(work, SYSTEM, "test.event", "thing:1")
        raise RuntimeError

    with unit_of_work(env, writing=False) as work:
        assert audit.head(work.session) == before
