"""Texts go on their date, for good, and a crash in between is made good."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from itembank.core import audit
from itembank.core.actor import STRANGER
from itembank.core.crypto import Erased
from itembank.core.errors import Refused
from itembank.core.work import Environment, Work
from scenarios import erasure, operations, records
from scenarios.intake import operations as intake
from scenarios.intake.rules import State
from scenarios.models import ConsentRecord, Draft, Erasure, RawText
from tests.conftest import Cast, MovingClock
from tests.scenarios.stories import cleared, scenario, sent

Unit = Callable[[], AbstractContextManager[Work]]


def _purge(unit: Unit) -> int:
    with unit() as work:
        return erasure.purge_due(work)


@pytest.mark.parametrize(("days", "gone"), [(364, 0), (366, 1)])
def test_raw_text_goes_a_year_after_it_arrived(
    unit: Unit, cast: Cast, clock: MovingClock, days: int, gone: int
) -> None:
    """Not earlier, and no later than the next run."""
    with unit() as work:
        sent(work, cast.petra)
    clock.advance(days=days)

    assert _purge(unit) == gone


@pytest.mark.parametrize(("days", "gone"), [(179, 0), (181, 1)])
def test_raw_text_goes_half_a_year_after_clearance(
    unit: Unit, cast: Cast, clock: MovingClock, days: int, gone: int
) -> None:
    """When that is earlier than a year after arrival."""
    with unit() as work:
        cleared(work, cast.petra, cast.clara)
    clock.advance(days=days)

    assert _purge(unit) == gone


def test_a_second_run_has_nothing_to_do(unit: Unit, cast: Cast, clock: MovingClock) -> None:
    """The job may run as often as it likes."""
    with unit() as work:
        sent(work, cast.petra)
    clock.advance(days=400)

    assert (_purge(unit), _purge(unit)) == (1, 0)


def test_purged_text_cannot_be_opened(unit: Unit, cast: Cast, clock: MovingClock, env: Environment) -> None:
    """Its sealed bytes are still there, and nobody can read them."""
    with unit() as work:
        submission = sent(work, cast.petra)
        sealed = work.session.get_one(RawText, submission.id).sealed
    clock.advance(days=400)
    _purge(unit)

    with pytest.raises(Erased):
        env.vault.open(f"raw:{submission.token}", "raw", sealed)


def test_the_cleared_text_outlives_the_raw_one(unit: Unit, cast: Cast, clock: MovingClock) -> None:
    """Editors go on working."""
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
    clock.advance(days=200)
    _purge(unit)

    with unit() as work:
        token = operations.source_token_of(work.session, submission) or ""
        assert "[PERSON_1]" in operations.read_source(work, cast.ed, token).text
        assert intake.state_of(work, submission) is State.CLEARED


def test_an_uncleared_text_that_was_purged_is_closed(unit: Unit, cast: Cast, clock: MovingClock) -> None:
    """The clearer is told, the contributor sees that it is not used."""
    with unit() as work:
        submission = sent(work, cast.petra)
    clock.advance(days=400)
    _purge(unit)

    with unit() as work:
        assert intake.state_of(work, submission) is State.CLOSED
        with pytest.raises(Refused, match="reached its date"):
            operations.open_bench(work, cast.clara, submission)


def test_consents_and_a_certificate_outlive_the_text(unit: Unit, cast: Cast, clock: MovingClock) -> None:
    """What was allowed, and that it was erased, by which rule."""
    with unit() as work:
        submission = sent(work, cast.petra)
    clock.advance(days=400)
    _purge(unit)

    with unit() as work:
        (row,) = work.session.exec(select(Erasure))
        query = select(audit.AuditEvent).where(audit.AuditEvent.action == "submission.erase")
        (event,) = work.session.exec(query)
        assert (row.part, row.reason) == ("raw", "retention")
        assert event.body["raw_digest"] == submission.raw_digest
        assert len(work.session.exec(select(ConsentRecord)).all()) == 4


def test_the_digest_proves_what_the_text_was(work: Work) -> None:
    """To whoever holds the text and the key, and to nobody else."""
    submission = operations.submit(work, STRANGER, scenario("It broke.")).submission

    assert submission.raw_digest == work.vault.digest(f"raw:{submission.token}", "It broke.")
    assert submission.raw_digest != work.vault.digest(f"raw:{submission.token}", "It did not.")


def test_a_crash_between_record_and_key_is_made_good(unit: Unit, cast: Cast, env: Environment) -> None:
    """The record is there; the key follows whenever somebody looks."""
    with unit() as work:
        submission = sent(work, cast.petra)
    with unit() as work:
        erasure.erase(work, cast.clara, submission, records.RAW, reason="closed")
        work.after_commit.clear()  # The machine stopped right after the commit.
    assert env.vault.exists(f"raw:{submission.token}")

    with unit() as work:
        assert erasure.finish(work) == 1

    assert not env.vault.exists(f"raw:{submission.token}")


def test_what_is_on_record_as_erased_is_locked_even_before_its_key_is_gone(unit: Unit, cast: Cast) -> None:
    """The lock is at once."""
    with unit() as work:
        submission = sent(work, cast.petra)
        erasure.erase(work, cast.clara, submission, records.RAW, reason="closed")

        with pytest.raises(Refused):
            operations.open_bench(work, cast.clara, submission)


def test_old_drafts_go_with_their_keys(unit: Unit, env: Environment, clock: MovingClock) -> None:
    """A draft that nobody sent is nobody's to keep."""
    with unit() as work:
        intake.save_draft(work, STRANGER, (), {"text": "half a story"})
        (key_id,) = work.session.exec(select(Draft.key_id))
    clock.advance(days=8)
    _purge(unit)

    with unit() as work:
        assert work.session.exec(select(Draft)).all() == []
    assert not env.vault.exists(key_id)
