"""What editors can do with cleared texts: list them, read them, see what came of them. Never the raw text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from itembank.accounts.permissions import Permission
from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.errors import NotFound, Refused
from itembank.core.work import Work
from itembank.items.models import Item, ItemSource
from scenarios import records
from scenarios.models import Clearance, ClearedText, ConsentRecord, Source, Submission, Withdrawal
from scenarios.wording import Purpose


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A cleared text as editors see it in a list: where it may belong, and how many items came from it."""

    token: str
    label: str
    lived: str
    domain: tuple[str, ...]
    characters: int
    items: int
    cleared_at: datetime


@dataclass(frozen=True, slots=True)
class SourceText:
    """A cleared text, opened for an editor."""

    entry: SourceEntry
    text: str = field(repr=False)
    items: tuple[str, ...] = ()


def live_sources(work: Work, *, offset: int = 0, limit: int = 50) -> list[SourceEntry]:
    """Return what editors may write from, newest first: cleared, with consent for exams, not taken back."""
    rows = work.session.exec(_live().order_by(col(Source.id).desc()).offset(offset).limit(limit)).all()
    counts = _item_counts(work.session, [source.token for source, _ in rows])
    return [_entry(source, submission, counts) for source, submission in rows]


def count_live(session: Session) -> int:
    """Return how many cleared texts there are to write from."""
    return session.exec(select(func.count()).select_from(_live().subquery())).one()


def count_unused(session: Session) -> int:
    """Return how many of them nobody wrote from yet."""
    query = _live().where(col(Source.token).not_in(select(ItemSource.token)))
    return session.exec(select(func.count()).select_from(query.subquery())).one()


def read_source(work: Work, actor: Actor, token: str) -> SourceText:
    """Open a cleared text for an editor, and record that.

    Raises:
        Refused: to anybody else.
        NotFound: when there is no live source behind the token.
    """
    if not actor.may(Permission.SCENARIO_DRAFT_FROM):
        msg = "Cleared texts are for editors."
        raise Refused(msg)
    source, submission = _get_live(work.session, token)
    audit.record(work, actor, "source.open", f"source:{source.id}")
    counts = _item_counts(work.session, [token])
    items = work.session.exec(
        select(Item.identifier)
        .where(ItemSource.item_id == Item.id, ItemSource.token == token)
        .order_by(col(Item.id))
    )
    return SourceText(_entry(source, submission, counts), cleared_text(work, submission), tuple(items))


def source_token_of(session: Session, submission: Submission) -> str | None:
    """Return the opaque token of a cleared submission, or None while it is not cleared."""
    query = select(Source.token).where(
        Source.submission_id == records.id_of(submission),
        col(Source.submission_id).in_(records.cleared_now()),
    )
    return session.exec(query).first()


def is_live(session: Session, token: str) -> bool:
    """Whether a cleared, attested text with consent for exams stands behind *token*."""
    return session.exec(_live().where(Source.token == token)).first() is not None


def label_of(source: Source) -> str:
    """Return what editors may call a source; it says nothing about its contributor."""
    return f"cleared source of {source.at.day} {source.at:%B %Y}"


def cleared_text(work: Work, submission: Submission) -> str:
    """Return the cleared text that was signed last.

    Raises:
        Erased: when it was erased.
    """
    query = select(ClearedText).where(
        ClearedText.submission_id == Clearance.submission_id,
        ClearedText.digest == Clearance.text_digest,
        Clearance.submission_id == records.id_of(submission),
    )
    row = work.session.exec(query.order_by(col(Clearance.id).desc())).first()
    if row is None:
        msg = "There is no cleared text here."
        raise NotFound(msg)
    return work.vault.open(records.key_of(records.CLEARED, submission.token), records.CLEARED, row.sealed)


def _live() -> Select[Source, Submission]:
    taken_back = select(Withdrawal.submission_id)
    allowed = select(ConsentRecord.submission_id).where(
        ConsentRecord.purpose == Purpose.EXAM.value, col(ConsentRecord.given).is_(True)
    )
    return (
        select(Source, Submission)
        .where(Source.submission_id == Submission.id)
        .where(col(Submission.id).not_in(taken_back), col(Submission.id).in_(allowed))
        .where(col(Submission.id).in_(records.cleared_now()))
    )


def _get_live(session: Session, token: str) -> tuple[Source, Submission]:
    found = session.exec(_live().where(Source.token == token)).first()
    if found is None:
        msg = "There is no such source, or it was taken back by its contributor or a clearer."
        raise NotFound(msg)
    return found


def _item_counts(session: Session, tokens: list[str]) -> Mapping[str, int]:
    query = select(ItemSource.token, func.count()).where(col(ItemSource.token).in_(tokens))
    return dict(session.exec(query.group_by(col(ItemSource.token))).all())


def _entry(source: Source, submission: Submission, counts: Mapping[str, int]) -> SourceEntry:
    return SourceEntry(
        token=source.token,
        label=label_of(source),
        lived=submission.lived,
        domain=tuple(submission.domain_hint or ()),
        characters=submission.characters,
        items=counts.get(source.token, 0),
        cleared_at=source.at,
    )
