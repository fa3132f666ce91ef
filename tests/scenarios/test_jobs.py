"""The worker looks at each text once, whatever happens to it on the way."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlmodel import select

from itembank.core import jobs
from itembank.core.actor import STRANGER
from itembank.core.jobs import Job
from itembank.core.work import Environment, Work
from scenarios import operations
from scenarios.clearance_jobs import HANDLERS, detect, purge
from scenarios.models import DetectionRun
from tests.conftest import Cast, MovingClock
from tests.scenarios.stories import scenario, sent

Unit = Callable[[], AbstractContextManager[Work]]


def test_the_worker_finds_names_in_what_was_sent(unit: Unit, env: Environment) -> None:
    """With the real sanitiser, from the job that the submission left."""
    with unit() as work:
        operations.submit(work, STRANGER, scenario("Call Odalys Brandvoll at odalys@fjordbank.example."))

    assert jobs.run_waiting(env, HANDLERS) == 1
    with unit() as work:
        (run,) = work.session.exec(select(DetectionRun))
        assert (run.state, run.stage) == ("complete", "raw")
        assert run.findings >= 2
        assert run.versions["policy"]


def test_a_job_that_runs_twice_changes_nothing(unit: Unit, env: Environment) -> None:
    """A killed worker's task may be handed out again."""
    with unit() as work:
        token = operations.submit(work, STRANGER, scenario()).submission.token
    detect(env, token)
    detect(env, token)

    with unit() as work:
        assert len(work.session.exec(select(DetectionRun)).all()) == 1


def test_a_text_that_was_withdrawn_meanwhile_is_left_alone(unit: Unit, env: Environment) -> None:
    """The job is done, and nothing was opened."""
    with unit() as work:
        submission = operations.submit(work, STRANGER, scenario()).submission
        operations.withdraw(work, STRANGER, submission)

    assert jobs.run_waiting(env, HANDLERS) == 1
    with unit() as work:
        (job,) = work.session.exec(select(Job))
        assert job.error == ""
        assert work.session.exec(select(DetectionRun)).all() == []


def test_the_daily_purge_is_a_job(unit: Unit, env: Environment, cast: Cast, clock: MovingClock) -> None:
    """It erases what is due and destroys the keys."""
    with unit() as work:
        submission = sent(work, cast.petra)
    clock.advance(days=400)

    purge(env)

    assert not env.vault.exists(f"raw:{submission.token}")
