"""The audit log: append-only, chained by hash in the transaction of the change itself.

A chain alone does not show that its end was cut off, or that all of it was rebuilt. So anchors, the
number and hash of the last row, are written to a folder that is copied elsewhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel, col, select

from itembank.core.actor import Actor
from itembank.core.db import Json, UtcDateTime
from itembank.core.errors import Invalid
from itembank.core.hashing import canonical_json, sha256_text
from itembank.core.work import Work

GENESIS = "0" * 64
_LOCK_NUMBER = 7_218_041  # Any number of our own: it names the chain among PostgreSQL's advisory locks.
_CHUNK = 5_000


class AuditEvent(SQLModel, table=True):
    """One thing that happened. The body holds ids, hashes and counts, never a text or a name."""

    __tablename__ = "audit_event"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = None
    action: str = Field(max_length=80, index=True)
    subject: str = Field(max_length=120, index=True)
    body: dict[str, Any] = Field(sa_type=Json)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain stood: the number and hash of its last row, and when."""

    seq: int
    hash: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a verification; *bad_seq* is the first row that does not hold."""

    rows: int
    bad_seq: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether every row and every anchor agrees."""
        return not self.reason


def record(work: Work, actor: Actor, action: str, subject: str, **body: Any) -> AuditEvent:
    """Append one event to the chain, in the transaction of the change it tells of."""
    _lock(work.session)
    last = _last(work.session)
    event = AuditEvent(
        seq=last.seq + 1 if last else 1,
        at=work.now(),
        actor_id=actor.id,
        action=action,
        subject=subject,
        body=body,
        prev=last.hash if last else GENESIS,
        hash="",
    )
    event.hash = _hash(event)
    work.session.add(event)
    work.session.flush()
    return event


def verify(session: Session, anchors: tuple[Anchor, ...] = ()) -> Verdict:
    """Recompute the whole chain and compare it with *anchors*; say which row is the first bad one."""
    wanted = {anchor.seq: anchor.hash for anchor in anchors}
    prev, rows = GENESIS, 0
    for event in _stream(session):
        rows += 1
        if event.seq != rows:
            return Verdict(rows, rows, f"row {rows} is missing")
        if event.prev != prev or event.hash != _hash(event):
            return Verdict(rows, event.seq, f"row {event.seq} was changed after it was written")
        if wanted.get(event.seq, event.hash) != event.hash:
            return Verdict(rows, event.seq, f"row {event.seq} differs from its anchor: the log was rebuilt")
        prev = event.hash
    return _check_end(rows, wanted)


def newest(session: Session, *, before: int | None = None, limit: int = 100) -> list[AuditEvent]:
    """Return the newest events, or those older than row *before*, newest first."""
    query = select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AuditEvent.seq) < before)
    return list(session.exec(query))


def head(session: Session) -> Anchor | None:
    """Return where the chain stands now, or None while it is empty."""
    last = _last(session)
    return Anchor(last.seq, last.hash, last.at.isoformat()) if last else None


def write_anchor(session: Session, folder: Path) -> Path | None:
    """Append the present end of the chain to this day's anchor file in *folder*; return the file."""
    anchor = head(session)
    if anchor is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{anchor.at[:10]}.jsonl"
    line = canonical_json({"seq": anchor.seq, "hash": anchor.hash, "at": anchor.at})
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return path


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """Return the anchors of a file, or of all `.jsonl` files of a folder.

    Raises:
        Invalid: when a line is not an anchor, naming the file and the line.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return tuple(anchor for file in files for anchor in _read_file(file))


def _read_file(file: Path) -> Iterator[Anchor]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield Anchor(**json.loads(line))
        except (ValueError, TypeError):
            msg = f"{file.name}, line {number} is not an anchor of the audit log."
            raise Invalid(msg, place=f"{file.name}:{number}") from None


def _check_end(rows: int, wanted: dict[int, str]) -> Verdict:
    missing = sorted(seq for seq in wanted if seq > rows)
    if missing:
        return Verdict(
            rows,
            rows + 1,
            f"the log ends at row {rows}, but an anchor knows row {missing[-1]}: rows were cut off",
        )
    return Verdict(rows)


def _stream(session: Session) -> Iterator[AuditEvent]:
    seq = 0
    while rows := session.exec(
        select(AuditEvent).where(col(AuditEvent.seq) > seq).order_by(col(AuditEvent.seq)).limit(_CHUNK)
    ).all():
        yield from rows
        seq = rows[-1].seq
        session.expunge_all()


def _last(session: Session) -> AuditEvent | None:
    return session.exec(select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(1)).first()


def _lock(session: Session) -> None:
    """Let one writer at a time extend the chain; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})


def _hash(event: AuditEvent) -> str:
    return sha256_text(event.prev + canonical_json(_content(event)))


def _content(event: AuditEvent) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor_id,
        "action": event.action,
        "subject": event.subject,
        "body": event.body,
    }
