"""Work in the background. The row is the truth and carries a lease; the queue message is a hint with an id.

Huey loses a task whose worker is killed, so a sweeper hands out again what no living worker holds, and every
handler may run twice without harm.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from huey import SqliteHuey
from huey.serializer import SignedSerializer
from sqlmodel import Field, Session, SQLModel, col, or_, select

from itembank.core.db import UtcDateTime
from itembank.core.logging import describe, get_logger
from itembank.core.work import Environment, Work, unit_of_work

Handler = Callable[[Environment, str], None]
Handlers = Mapping[str, Handler]
MAX_ATTEMPTS = 5


class Job(SQLModel, table=True):
    """One piece of background work: its kind and the id of what it is about, never a text."""

    __tablename__ = "job"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=60)
    subject: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = Field(default="", max_length=80)


def enqueue(work: Work, kind: str, subject: str) -> Job:
    """Record a job in this transaction, and tell the worker once it is committed."""
    job = Job(kind=kind, subject=subject, created_at=work.now())
    work.session.add(job)
    work.session.flush()
    job_id = _id(job)
    work.after_commit.append(lambda: work.env.notify_worker(job_id))
    return job


def run_job(env: Environment, handlers: Handlers, job_id: int) -> bool:
    """Take the lease of a job and run it; return whether it is done now.

    A job that is held or done is left alone.
    """
    taken = _take(env, job_id)
    if taken is None:
        return False
    kind, subject = taken
    try:
        handlers[kind](env, subject)
    except Exception as error:  # noqa: BLE001 - a worker outlives any one job; the row keeps the failure
        _fail(env, job_id, error)
        return False
    _finish(env, job_id)
    return True


def waiting(session: Session, now: datetime) -> list[int]:
    """Return ids of jobs that nobody holds and that are neither done nor given up, oldest first."""
    query = (
        select(Job.id)
        .where(col(Job.finished_at).is_(None), col(Job.failed_at).is_(None))
        .where(or_(col(Job.lease_until).is_(None), col(Job.lease_until) < now))
        .order_by(col(Job.id))
    )
    return [job_id for job_id in session.exec(query) if job_id is not None]


def run_waiting(env: Environment, handlers: Handlers) -> int:
    """Run every job that waits, one after another; return how many were done."""
    with unit_of_work(env, writing=False) as work:
        ids = waiting(work.session, work.now())
    return sum(run_job(env, handlers, job_id) for job_id in ids)


def make_queue(env: Environment, *, immediate: bool = False) -> SqliteHuey:
    """Return the queue of hints; messages are signed, so that writing the file is not running code."""
    env.settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(
        "itembank",
        filename=str(env.settings.jobs_path),
        serializer=SignedSerializer(secret=env.vault.secret("jobs"), salt="itembank"),
        immediate=immediate,
        results=False,
        fsync=True,
    )


def _take(env: Environment, job_id: int) -> tuple[str, str] | None:
    with unit_of_work(env) as work:
        job = work.session.exec(select(Job).where(Job.id == job_id).with_for_update()).first()
        if job is None or not _is_free(job, work.now()):
            return None
        job.attempts += 1
        job.lease_until = work.now() + timedelta(seconds=env.settings.lease_seconds)
        return job.kind, job.subject


def _is_free(job: Job, now: datetime) -> bool:
    over = job.finished_at is not None or job.failed_at is not None
    return not over and (job.lease_until is None or job.lease_until < now)


def _finish(env: Environment, job_id: int) -> None:
    with unit_of_work(env) as work:
        job = work.session.get_one(Job, job_id)
        job.finished_at, job.lease_until = work.now(), None


def _fail(env: Environment, job_id: int, error: Exception) -> None:
    details: dict[str, Any] = describe(error)
    with unit_of_work(env) as work:
        job = work.session.get_one(Job, job_id)
        job.error, job.lease_until = details["error"], None
        if job.attempts >= MAX_ATTEMPTS:
            job.failed_at = work.now()
    get_logger().error("job.failed", job=job_id, **details)


def _id(job: Job) -> int:
    if job.id is None:
        msg = "the job has not been flushed"
        raise ValueError(msg)
    return job.id
