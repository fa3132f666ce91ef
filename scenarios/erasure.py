"""Destroying texts: on request, on their date, and again should a key ever come back.

A text is erased by destroying its sealing key. The row that says so is written first, and the key is
destroyed once that row is safe; a crash in between is made good by `finish`, which may run at any time.
"""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from itembank.core import audit
from itembank.core.actor import SYSTEM, Actor
from itembank.core.work import Work
from scenarios import records
from scenarios.models import Clearance, Draft, Erasure, Submission


def erase(work: Work, actor: Actor, submission: Submission, part: str, *, reason: str) -> bool:
    """Erase one part (raw or cleared) of a submission; return whether it was still there."""
    number = records.id_of(submission)
    if records.is_erased(work.session, number, part):
        return False
    work.session.add(Erasure(submission_id=number, part=part, reason=reason, at=work.now()))
    work.session.flush()
    body = {
        "part": part,
        "reason": reason,
        "raw_digest": submission.raw_digest,
        "characters": submission.characters,
    }
    who = Actor(id=None, name="contributor") if reason == "withdrawn" else actor
    audit.record(work, who, "submission.erase", f"submission:{number}", **body)
    key_id = records.key_of(part, submission.token)
    work.after_commit.append(lambda: _destroy(work, key_id))
    return True


def purge_due(work: Work) -> int:
    """Erase every raw text that reached its date, and old drafts; return how many raw texts went."""
    due = _due(work.session, work.now())
    for submission in due:
        erase(work, SYSTEM, submission, records.RAW, reason="retention")
    for draft in work.session.exec(select(Draft).where(col(Draft.expires_at) <= work.now())).all():
        erase_draft(work, draft)
    return len(due)


def erase_draft(work: Work, draft: Draft) -> None:
    """Erase a draft: its row now, its key once that is safe."""
    key_id = draft.key_id
    work.session.delete(draft)
    work.after_commit.append(lambda: _destroy(work, key_id))


def finish(work: Work) -> int:
    """Destroy the keys of what is on record as erased and still has one; return how many there were."""
    query = select(Submission.token, Erasure.part).where(Erasure.submission_id == Submission.id)
    keys = [records.key_of(part, token) for token, part in work.session.exec(query)]
    return sum(work.vault.destroy(key_id) for key_id in keys)


def _due(session: Session, now: datetime) -> list[Submission]:
    """Find what is past its date: some time after arrival or after clearance, whichever comes first."""
    gone = select(Erasure.submission_id).where(Erasure.part == records.RAW)
    cleared = select(Clearance.submission_id).where(col(Clearance.raw_purge_on) <= now)
    query = (
        select(Submission)
        .where(col(Submission.id).not_in(gone))
        .where(or_(col(Submission.purge_on) <= now, col(Submission.id).in_(cleared)))
        .order_by(col(Submission.id))
    )
    return list(session.exec(query))


def _destroy(work: Work, key_id: str) -> None:
    work.vault.destroy(key_id)
