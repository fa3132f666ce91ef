"""What waits for clearance: the list that clearers work from, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from itembank.core.actor import Actor
from itembank.core.audit import AuditEvent
from itembank.items.models import ItemSource
from scenarios import records
from scenarios.clearance import rules
from scenarios.models import (
    Clearance,
    Closing,
    ContributorLink,
    DetectedSpan,
    DetectionRun,
    Erasure,
    Source,
    SpanDecision,
    Submission,
    Withdrawal,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission in the queue: how old, how long, what the machine said, and how far people are."""

    token: str
    received_at: datetime
    characters: int
    lived: str
    domain: str
    run_state: str
    total: int
    decided: int
    signatures: int
    is_own: bool
    is_signed_by_me: bool

    @property
    def is_ready(self) -> bool:
        """Whether everything is decided and the text can be read and signed."""
        return self.run_state != "" and self.decided == self.total


def entries(session: Session, actor: Actor, *, offset: int = 0) -> list[Entry]:
    """Return one page of the queue, oldest first."""
    rows = session.exec(_open().order_by(col(Submission.id)).offset(offset).limit(PAGE)).all()
    ids = [records.id_of(row) for row in rows]
    runs = _newest_runs(session, ids)
    marks = _marks(session, runs, ids)
    own = _own(session, actor, ids)
    signers = _current_signers(session, ids)
    return [
        Entry(
            token=row.token,
            received_at=row.received_at,
            characters=row.characters,
            lived=row.lived,
            domain=row.domain_hint[2] if row.domain_hint else "",
            run_state=runs[number].state if number in runs else "",
            total=len(marks[number]),
            decided=len(marks[number]) - len(rules.undecided(marks[number])),
            signatures=len(signers.get(number, ())),
            is_own=number in own,
            is_signed_by_me=actor.id in signers.get(number, ()),
        )
        for number, row in zip(ids, rows, strict=True)
    ]


def count_open(session: Session) -> int:
    """Return how many submissions are neither cleared, closed, withdrawn nor erased."""
    return session.exec(select(func.count()).select_from(_open().subquery())).one()


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many of them this person may work on."""
    mine = select(ContributorLink.submission_id).where(ContributorLink.person_id == actor.known_id)
    query = _open().where(col(Submission.id).not_in(mine))
    return session.exec(select(func.count()).select_from(query.subquery())).one()


def _open() -> Any:
    done = (
        select(Closing.submission_id),
        select(Withdrawal.submission_id),
        records.cleared_now(),
        select(Erasure.submission_id).where(Erasure.part == records.RAW),
    )
    return select(Submission).where(*(col(Submission.id).not_in(query) for query in done))


def _newest_runs(session: Session, ids: Collection[int]) -> dict[int, DetectionRun]:
    query = select(DetectionRun).where(
        col(DetectionRun.submission_id).in_(ids), DetectionRun.stage == records.RAW
    )
    return {run.submission_id: run for run in session.exec(query.order_by(col(DetectionRun.id)))}


def _marks(
    session: Session, runs: dict[int, DetectionRun], ids: Collection[int]
) -> dict[int, tuple[rules.Mark, ...]]:
    found: dict[int, list[rules.Found]] = defaultdict(list)
    owner = {records.id_of(run): number for number, run in runs.items()}
    for span in session.exec(select(DetectedSpan).where(col(DetectedSpan.run_id).in_(owner))):
        found[owner[span.run_id]].append(
            rules.Found(span.start, span.end, span.kind, span.identifies, span.score, "", "")
        )
    decided: dict[int, list[rules.Decided]] = defaultdict(list)
    for row in session.exec(select(SpanDecision).where(col(SpanDecision.submission_id).in_(ids))):
        decided[row.submission_id].append(
            rules.Decided(row.batch, row.start, row.end, row.kind, rules.Verdict(row.verdict), row.undoes)
        )
    return {number: rules.marks(found[number], decided[number]) for number in ids}


def _own(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    query = select(ContributorLink.submission_id).where(
        ContributorLink.person_id == actor.known_id, col(ContributorLink.submission_id).in_(ids)
    )
    return frozenset(session.exec(query))


def _current_signers(session: Session, ids: Collection[int]) -> dict[int, set[int]]:
    """Return who signed each text as it stands now."""
    newest = records.newest_batches(session, ids)
    query = select(Clearance.submission_id, Clearance.batch, Clearance.by_id)
    signers: dict[int, set[int]] = defaultdict(set)
    for number, batch, person in session.exec(query.where(col(Clearance.submission_id).in_(ids))):
        if batch == newest.get(number, 0):
            signers[number].add(person)
    return signers


@dataclass(frozen=True, slots=True)
class ClearedEntry:
    """A cleared text: who could find it, for whoever may have to take it back."""

    token: str
    received_at: datetime
    cleared_at: datetime
    characters: int
    domain: str
    readers: int
    items: int


def cleared_entries(session: Session, actor: Actor, *, offset: int = 0) -> list[ClearedEntry]:
    """Return one page of what is cleared and was not sent by this person, newest first."""
    query = _cleared(actor).order_by(col(Source.id).desc()).offset(offset).limit(PAGE)
    rows = session.exec(query).all()
    readers = _readers(session, [source for source, _ in rows])
    uses = _uses(session, [source.token for source, _ in rows])
    return [
        ClearedEntry(
            token=row.token,
            received_at=row.received_at,
            cleared_at=source.at,
            characters=row.characters,
            domain=row.domain_hint[2] if row.domain_hint else "",
            readers=readers.get(records.id_of(source), 0),
            items=uses.get(source.token, 0),
        )
        for source, row in rows
    ]


def count_cleared(session: Session, actor: Actor) -> int:
    """Return how many texts are cleared and were not sent by this person."""
    return session.exec(select(func.count()).select_from(_cleared(actor).subquery())).one()


def reach(session: Session, submission: Submission) -> tuple[int, int]:
    """Return how many editors opened a cleared text, and how many items were written from it."""
    query = select(Source).where(Source.submission_id == records.id_of(submission))
    source = session.exec(query).first()
    if source is None:
        return 0, 0
    readers = _readers(session, [source]).get(records.id_of(source), 0)
    return readers, _uses(session, [source.token]).get(source.token, 0)


def _cleared(actor: Actor) -> Any:
    gone = (select(Withdrawal.submission_id), _mine(actor))
    return (
        select(Source, Submission)
        .where(Source.submission_id == Submission.id, col(Submission.id).in_(records.cleared_now()))
        .where(*(col(Submission.id).not_in(query) for query in gone))
    )


def _mine(actor: Actor) -> Any:
    return select(ContributorLink.submission_id).where(ContributorLink.person_id == actor.known_id)


def _readers(session: Session, sources: Collection[Source]) -> dict[int, int]:
    """Count the people who opened each source, from the audit log."""
    subjects = {f"source:{source.id}": records.id_of(source) for source in sources}
    query = (
        select(AuditEvent.subject, func.count(func.distinct(AuditEvent.actor_id)))
        .where(AuditEvent.action == "source.open", col(AuditEvent.subject).in_(subjects))
        .group_by(col(AuditEvent.subject))
    )
    return {subjects[subject]: count for subject, count in session.exec(query)}


def _uses(session: Session, tokens: Collection[str]) -> dict[str, int]:
    query = select(ItemSource.token, func.count()).where(col(ItemSource.token).in_(tokens))
    return dict(session.exec(query.group_by(col(ItemSource.token))).all())
