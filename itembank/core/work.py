"""One unit of work per request, command or job: commits at the end, rolls back on any error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, event
from sqlmodel import Session

from itembank.core.clock import Clock, NewId, new_id, utc_now
from itembank.core.crypto import Vault
from itembank.core.db import WRITING
from itembank.core.ports import DomainNames, NoDomains, NoSources, SourceDesk
from itembank.core.settings import Settings


@dataclass(slots=True)
class Environment:
    """What the composition root makes once and everything else is handed."""

    settings: Settings
    engine: Engine
    vault: Vault
    sources: SourceDesk = field(default_factory=NoSources)
    domains: DomainNames = field(default_factory=NoDomains)
    clock: Clock = utc_now
    new_id: NewId = new_id
    notify_worker: Callable[[int], None] = lambda _job_id: None


@dataclass(slots=True)
class Work:
    """A transaction under way, with the time, ids and vault that operations need. Operations never commit."""

    session: Session
    env: Environment
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The configuration of this installation."""
        return self.env.settings

    @property
    def vault(self) -> Vault:
        """Seals and opens texts."""
        return self.env.vault

    def now(self) -> datetime:
        """The present moment in UTC, from the clock that was passed in."""
        return self.env.clock()

    def commit(self) -> None:
        """Commit, then run what waited for it: hints to the worker, mail, anchors."""
        self.session.commit()
        hooks, self.after_commit = self.after_commit, []
        for hook in hooks:
            hook()


def begin(env: Environment, *, writing: bool) -> Work:
    """Open a unit of work; a reading one refuses to write anything."""
    engine = env.engine.execution_options(**WRITING) if writing else env.engine
    session = Session(engine, expire_on_commit=False)
    if not writing:
        event.listen(session, "before_flush", _refuse_to_write)
    return Work(session=session, env=env)


@contextmanager
def unit_of_work(env: Environment, *, writing: bool = True) -> Iterator[Work]:
    """Run a block as one transaction: all of it, or nothing."""
    work = begin(env, writing=writing)
    try:
        yield work
        if writing:
            work.commit()
    except BaseException:
        work.session.rollback()
        raise
    finally:
        work.session.close()


def _refuse_to_write(_session: Session, _context: object, _instances: object) -> None:
    msg = "a reading unit of work tried to write: mark the endpoint as writing"
    raise RuntimeError(msg)
