"""Where submissions stand, read from the rows in as many queries for fifty as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from itembank.core.errors import NotFound
from itembank.items.models import ItemSource
from scenarios.clearance import rules as clearing
from scenarios.intake.rules import Standing
from scenarios.models import (
    Clearance,
    Closing,
    ContributorLink,
    Erasure,
    Recall,
    Source,
    SpanDecision,
    Submission,
    Withdrawal,
)

RAW = "raw"
CLEARED = "cleared"


def key_of(part: str, token: str) -> str:
    """Return the id of the sealing key of a part (raw or cleared) of a submission."""
    return f"{part}:{token}"


def get_submission(session: Session, token: str) -> Submission:
    """Return the submission with a token.

    Raises:
        NotFound: when there is none.
    """
    found = session.exec(select(Submission).where(Submission.token == token)).first()
    if found is None:
        msg = "There is no such submission, or it is not for you."
        raise NotFound(msg)
    return found


def id_of(row: Any) -> int:
    """Return the number of a saved row."""
    if row.id is None:
        msg = "the row has not been saved"
        raise ValueError(msg)
    return int(row.id)


def standings(session: Session, ids: Collection[int]) -> dict[int, Standing]:
    """Return what happened to each of the submissions *ids*."""
    signed = cleared_ids(session, ids)
    decided = _having(session, SpanDecision, ids) | _having(session, Clearance, ids)
    closed, withdrawn = _having(session, Closing, ids), _having(session, Withdrawal, ids)
    erased = _having(session, Erasure, ids)
    used = _used(session, ids)
    return {
        one: Standing(
            looked_at=one in decided,
            cleared=one in signed,
            drafted_from=one in used,
            closed=one in closed,
            erased=one in erased,
            withdrawn=one in withdrawn,
        )
        for one in ids
    }


def standing(session: Session, submission: Submission) -> Standing:
    """Return what happened to one submission."""
    return standings(session, [id_of(submission)])[id_of(submission)]


def case_of(session: Session, submission: Submission) -> clearing.Case:
    """Return what decides who may work on a submission."""
    number = id_of(submission)
    stands = standing(session, submission)
    link = session.get(ContributorLink, number)
    newest = newest_batches(session, [number]).get(number, 0)
    return clearing.Case(
        contributor=link.person_id if link else None,
        signers=_signers(session, [number]).get(number, {}).get(newest, frozenset()),
        is_cleared=stands.cleared,
        is_closed=stands.closed,
        is_withdrawn=stands.withdrawn,
        is_erased=is_erased(session, number, RAW),
    )


def cleared_ids(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Return which of *ids* are cleared: signed by enough people as the text stands now."""
    newest, signers = newest_batches(session, ids), _signers(session, ids)
    query = select(Clearance.submission_id, func.max(Clearance.required)).where(
        col(Clearance.submission_id).in_(ids)
    )
    required = dict(session.exec(query.group_by(col(Clearance.submission_id))).all())
    return frozenset(
        one
        for one, needed in required.items()
        if clearing.is_cleared(signers[one], needed, newest.get(one, 0))
    )


def erasure_dates(session: Session, rows: Collection[Submission]) -> dict[int, datetime]:
    """Return when each raw text is erased: some time after arrival, or after clearance if that is earlier."""
    query = (
        select(Clearance.submission_id, func.min(Clearance.raw_purge_on))
        .where(col(Clearance.submission_id).in_([id_of(row) for row in rows]))
        .where(col(Clearance.raw_purge_on).is_not(None))
        .group_by(col(Clearance.submission_id))
    )
    after_clearance = dict(session.exec(query).all())
    return {id_of(row): min(row.purge_on, after_clearance.get(id_of(row)) or row.purge_on) for row in rows}


def newest_batches(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return the number of the newest action on each submission that has one, decision or recall."""
    newest: dict[int, int] = {}
    for table in (SpanDecision, Recall):
        query = select(table.submission_id, func.max(table.batch)).where(col(table.submission_id).in_(ids))
        for number, batch in session.exec(query.group_by(col(table.submission_id))):
            newest[number] = max(batch, newest.get(number, 0))
    return newest


def cleared_now() -> Any:
    """Return a query for the ids of what is cleared: signed completely, and not taken back since."""
    recalled = (
        select(func.max(Recall.batch))
        .where(Recall.submission_id == Clearance.submission_id)
        .correlate(Clearance)
        .scalar_subquery()
    )
    return select(Clearance.submission_id).where(
        col(Clearance.raw_purge_on).is_not(None), Clearance.batch >= func.coalesce(recalled, 0)
    )


def is_erased(session: Session, submission_id: int, part: str) -> bool:
    """Whether a part of a submission was erased, or is about to be."""
    query = select(Erasure.id).where(Erasure.submission_id == submission_id, Erasure.part == part)
    return session.exec(query).first() is not None


def find_source(session: Session, token: str) -> tuple[Source, Submission] | None:
    """Return the source of an opaque token with its submission, or None."""
    query = select(Source, Submission).where(Source.submission_id == Submission.id, Source.token == token)
    return session.exec(query).first()


def _signers(session: Session, ids: Collection[int]) -> dict[int, dict[int, frozenset[int]]]:
    rows = session.exec(
        select(Clearance.submission_id, Clearance.batch, Clearance.by_id).where(
            col(Clearance.submission_id).in_(ids)
        )
    )
    found: dict[int, dict[int, frozenset[int]]] = defaultdict(dict)
    for submission_id, batch, person in rows:
        found[submission_id][batch] = found[submission_id].get(batch, frozenset()) | {person}
    return found


def _having(session: Session, table: type[SQLModel], ids: Iterable[int]) -> frozenset[int]:
    column = col(getattr(table, "submission_id"))  # noqa: B009 - the tables share the column, not a base class
    return frozenset(session.exec(select(column).where(column.in_(ids)).distinct()))


def _used(session: Session, ids: Iterable[int]) -> frozenset[int]:
    query = select(Source.submission_id).where(
        Source.token == ItemSource.token, col(Source.submission_id).in_(ids)
    )
    return frozenset(session.exec(query.distinct()))
