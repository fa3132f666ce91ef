"""Background work is done once it was promised, whatever dies in between."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from itembank.core import jobs
from itembank.core.jobs import Job
from itembank.core.work import Environment, Work, unit_of_work
from tests.conftest import MovingClock

Unit = Callable[[], AbstractContextManager[Work]]


def _enqueue(unit: Unit) -> int:
    with unit() as work:
        return jobs.enqueue(work, "count", "subject-1").id or 0


def _job(env: Environment, job_id: int) -> Job:
    with unit_of_work(env, writing=False) as work:
        return work.session.get_one(Job, job_id)


def _fail(_env: Environment, _subject: str) -> None:
    message = "a message that may hold a text"
    raise LookupError(message)


def test_a_waiting_job_is_run_once(env: Environment, unit: Unit) -> None:
    """Running the queue twice does the work once."""
    seen: list[str] = []
    handlers: jobs.Handlers = {"count": lambda _env, subject: seen.append(subject)}
    _enqueue(unit)

    assert (jobs.run_waiting(env, handlers), jobs.run_waiting(env, handlers)) == (1, 0)
    assert seen == ["subject-1"]


def test_a_job_of_a_killed_worker_is_handed_out_again(
    env: Environment, unit: Unit, clock: MovingClock
) -> None:
    """A lease that nobody renews runs out."""
    job_id = _enqueue(unit)
    with unit() as work:  # A worker took it, and died.
        job = work.session.get_one(Job, job_id)
        job.lease_until = clock()
    clock.advance(seconds=1)

    assert jobs.run_waiting(env, {"count": lambda _env, _subject: None}) == 1


def test_a_job_that_is_held_is_left_alone(env: Environment, unit: Unit, clock: MovingClock) -> None:
    """Two workers never do the same job at once."""
    job_id = _enqueue(unit)
    with unit() as work:
        work.session.get_one(Job, job_id).lease_until = clock.moment.replace(year=2027)

    assert not jobs.run_job(env, {}, job_id)


def test_a_failing_job_is_tried_again_and_then_given_up(env: Environment, unit: Unit) -> None:
    """A job that always fails ends on the list of failures, not in a loop."""
    job_id = _enqueue(unit)

    for _ in range(jobs.MAX_ATTEMPTS + 2):
        jobs.run_waiting(env, {"count": _fail})

    job = _job(env, job_id)
    assert (job.attempts, job.failed_at is not None) == (jobs.MAX_ATTEMPTS, True)


def test_a_failed_job_keeps_the_kind_of_error_and_no_message(
    env: Environment, unit: Unit, capsys: pytest.CaptureFixture[str]
) -> None:
    """Messages of errors can hold texts; neither the row nor the log has them."""
    job_id = _enqueue(unit)
    jobs.run_waiting(env, {"count": _fail})

    assert _job(env, job_id).error == "LookupError"
    assert "may hold a text" not in "".join(capsys.readouterr())


def test_no_hint_is_sent_for_work_that_was_rolled_back(env: Environment) -> None:
    """A job exists if and only if its cause does."""
    hints: list[int] = []
    env.notify_worker = hints.append

    with contextlib.suppress(RuntimeError), unit_of_work(env) as work:
        jobs.enqueue(work, "count", "subject-1")
        raise RuntimeError

    assert hints == []


def test_an_altered_message_is_refused(env: Environment) -> None:
    """Whoever can write the queue's file cannot make the worker run something."""
    queue = jobs.make_queue(env)
    message = queue.serializer.serialize({"id": 1})

    with pytest.raises(ValueError, match=r"[Ss]ignature"):
        queue.serializer.deserialize(message[:-1] + b"0")
