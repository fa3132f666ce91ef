"""What contributors can do: keep a draft, send, follow with a receipt code, withdraw."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import false
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from itembank.core import audit, jobs
from itembank.core.actor import Actor
from itembank.core.errors import NotFound
from itembank.core.hashing import canonical_json
from itembank.core.work import Work
from scenarios import erasure, records
from scenarios.intake import rules
from scenarios.models import ConsentRecord, ContributorLink, Draft, RawText, Submission, Withdrawal
from scenarios.wording import ATTESTATION, ATTESTATIONS, CONSENTS, VERSION, Purpose

_DRAFT_FIELD = "draft"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a contributor gets: the code and the date on which the raw text is erased."""

    submission: Submission
    code: str


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft that was opened again: what was typed, since when and until when it is kept.

    *reference* names it in pages; it opens nothing without the token, or the account, that it belongs to.
    """

    values: Mapping[str, str]
    saved_at: datetime
    expires_at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something a person sent: where it stands, and when its raw text is erased at the latest."""

    submission: Submission
    state: rules.State
    erased_on: datetime


def submit(work: Work, actor: Actor, scenario: rules.Scenario, key: str = "") -> Receipt:
    """Take a scenario: seal its text, keep what was attested and allowed, and ask the machine to look at it.

    The same *key* with the same content makes one submission, however often it is sent.

    Raises:
        Invalid: naming the field that needs a change.
    """
    rules.check_scenario(scenario, work.settings.max_submission_characters)
    text = rules.document(scenario)
    once = work.vault.digest("submission-key", f"{key or work.env.new_id()}|{actor.id}|{text}")
    known = _find_by_key(work.session, once)
    if known is not None:
        return receipt_of(work, known)
    try:
        with work.session.begin_nested():
            submission = _add(work, scenario, text, once)
    except IntegrityError:  # The other half of a double click was faster; it holds the same text.
        return receipt_of(work, _the_same(work.session, once))
    _keep_consents(work, submission, scenario)
    _link(work, actor, submission)
    audit.record(
        work, actor_of_record(actor), "submission.receive", _subject(submission), characters=len(text)
    )
    jobs.enqueue(work, "detect", submission.token)
    return receipt_of(work, submission)


def receipt_of(work: Work, submission: Submission) -> Receipt:
    """Return the receipt of a submission. Its code is derived again; only its digest is stored."""
    return Receipt(submission, rules.receipt_code(work.vault.digest("receipt", submission.token)))


def find_by_code(work: Work, code: str) -> Submission:
    """Return the submission of a receipt code.

    Raises:
        NotFound: when the code is not known.
    """
    digest = work.vault.digest("receipt-lookup", rules.plain_code(code))
    found = work.session.exec(select(Submission).where(Submission.receipt_digest == digest)).first()
    if found is None:
        msg = "This code is not known. Check it letter by letter; it has sixteen letters and digits."
        raise NotFound(msg)
    return found


def state_of(work: Work, submission: Submission) -> rules.State:
    """Return where a submission stands."""
    return rules.state(records.standing(work.session, submission))


def sent_by(work: Work, actor: Actor) -> list[Sent]:
    """Return what a logged-in person sent, newest first."""
    query = (
        select(Submission)
        .where(ContributorLink.submission_id == Submission.id, ContributorLink.person_id == actor.known_id)
        .order_by(col(Submission.id).desc())
    )
    rows = list(work.session.exec(query))
    stands = records.standings(work.session, [records.id_of(row) for row in rows])
    dates = records.erasure_dates(work.session, rows)
    return [Sent(row, rules.state(stands[number]), dates[number]) for number, row in _numbered(rows)]


def erased_on(work: Work, submission: Submission) -> datetime:
    """Return when the raw text of a submission is erased at the latest."""
    return records.erasure_dates(work.session, [submission])[records.id_of(submission)]


def own(work: Work, actor: Actor, token: str) -> Submission:
    """Return a submission of the person's own.

    Raises:
        NotFound: when it is not theirs.
    """
    submission = records.get_submission(work.session, token)
    link = work.session.get(ContributorLink, records.id_of(submission))
    if link is None or link.person_id != actor.id:
        msg = "There is no such submission, or it is not for you."
        raise NotFound(msg)
    return submission


def withdraw(work: Work, actor: Actor, submission: Submission) -> None:
    """Take a submission back: its texts are erased for ever and no new use of it is possible.

    Raises:
        Refused: when it was withdrawn already.
    """
    rules.check_may_withdraw(records.standing(work.session, submission))
    number = records.id_of(submission)
    work.session.add(Withdrawal(submission_id=number, by_id=actor.id, at=work.now()))
    audit.record(work, actor_of_record(actor), "submission.withdraw", _subject(submission))
    for part in (records.RAW, records.CLEARED):
        erasure.erase(work, actor, submission, part, reason="withdrawn")


def save_draft(
    work: Work, actor: Actor, tokens: Sequence[str], values: Mapping[str, str], reference: str = ""
) -> tuple[str, str]:
    """Keep everything typed, sealed, for a few days; return its token and its reference.

    The draft that *reference* names is kept anew, and its token comes back empty; without one, or when it is
    not theirs or gone, a new draft is made. No other draft is touched.
    """
    draft, token, now = _find_draft(work, actor, tokens, reference), "", work.now()
    if draft is None:
        token = work.env.new_id()
        draft = Draft(
            token_digest=_reference(work, token),
            key_id=f"draft:{work.env.new_id()}",
            sealed=b"",
            saved_at=now,
            expires_at=now,
        )
    draft.sealed = work.vault.seal(draft.key_id, _DRAFT_FIELD, canonical_json(dict(values)), now)
    draft.person_id = actor.id if actor.is_known else draft.person_id
    draft.saved_at, draft.expires_at = now, now + timedelta(days=work.settings.draft_days)
    work.session.add(draft)
    return token, draft.token_digest


def kept_drafts(work: Work, actor: Actor, tokens: Sequence[str]) -> list[KeptDraft]:
    """Return the drafts of some tokens and of a logged-in person, the one that was saved last first."""
    drafts = [draft for draft in _drafts(work, actor, tokens) if work.vault.exists(draft.key_id)]
    return [_open_draft(work, draft) for draft in drafts]


def forget_draft(work: Work, actor: Actor, tokens: Sequence[str], reference: str) -> None:
    """Erase the draft that *reference* names, if it belongs to one of the tokens or to the person."""
    draft = _find_draft(work, actor, tokens, reference)
    if draft is not None:
        erasure.erase_draft(work, draft)


def actor_of_record(actor: Actor) -> Actor:
    """Return who the audit log names for a contributor: nobody, because one table alone knows who that is."""
    return Actor(id=None, name="contributor") if actor.is_known else actor


def _add(work: Work, scenario: rules.Scenario, text: str, once: str) -> Submission:
    token, now = work.env.new_id(), work.now()
    code = rules.receipt_code(work.vault.digest("receipt", token))
    submission = Submission(
        token=token,
        kind="scenario",
        lived=scenario.lived.value,
        domain_hint=list(scenario.domain) if scenario.domain else None,
        language="en",
        characters=len(text),
        received_at=now,
        purge_on=rules.purge_date(now, work.settings.raw_days_after_arrival),
        submission_key=once,
        receipt_digest=work.vault.digest("receipt-lookup", rules.plain_code(code)),
        raw_digest=work.vault.digest(records.key_of(records.RAW, token), text),
    )
    work.session.add(submission)
    work.session.flush()  # The number is needed now, and a double click shows here.
    key_id = records.key_of(records.RAW, token)
    work.session.add(
        RawText(
            submission_id=records.id_of(submission),
            sealed=work.vault.seal(key_id, records.RAW, text, work.now()),
        )
    )
    return submission


def _keep_consents(work: Work, submission: Submission, scenario: rules.Scenario) -> None:
    said = [(ATTESTATION, True, ATTESTATIONS[scenario.lived])]
    said += [(purpose.value, purpose in scenario.consents, CONSENTS[purpose]) for purpose in Purpose]
    for purpose, given, wording in said:
        work.session.add(
            ConsentRecord(
                submission_id=records.id_of(submission),
                purpose=purpose,
                given=given,
                wording_version=VERSION,
                wording=wording,
                at=work.now(),
            )
        )


def _link(work: Work, actor: Actor, submission: Submission) -> None:
    if actor.is_known:
        work.session.add(
            ContributorLink(submission_id=records.id_of(submission), person_id=actor.known_id, at=work.now())
        )


def _find_by_key(session: Session, once: str) -> Submission | None:
    return session.exec(select(Submission).where(Submission.submission_key == once)).first()


def _the_same(session: Session, once: str) -> Submission:
    found = _find_by_key(session, once)
    if found is None:
        msg = "Your text could not be kept just now. Send it again."
        raise NotFound(msg)
    return found


def _drafts(work: Work, actor: Actor, tokens: Sequence[str]) -> list[Draft]:
    saved_here = col(Draft.token_digest).in_([_reference(work, token) for token in tokens])
    saved_as = col(Draft.person_id) == actor.known_id if actor.is_known else false()
    query = select(Draft).where(or_(saved_here, saved_as), col(Draft.expires_at) > work.now())
    return list(work.session.exec(query.order_by(col(Draft.saved_at).desc(), col(Draft.id).desc())))


def _find_draft(work: Work, actor: Actor, tokens: Sequence[str], reference: str) -> Draft | None:
    found = (draft for draft in _drafts(work, actor, tokens) if draft.token_digest == reference)
    return next(found, None)


def _open_draft(work: Work, draft: Draft) -> KeptDraft:
    values = json.loads(work.vault.open(draft.key_id, _DRAFT_FIELD, draft.sealed))
    return KeptDraft(values, draft.saved_at, draft.expires_at, draft.token_digest)


def _reference(work: Work, token: str) -> str:
    return work.vault.digest("draft", token)


def _numbered(rows: Sequence[Submission]) -> list[tuple[int, Submission]]:
    return [(records.id_of(row), row) for row in rows]


def _subject(submission: Submission) -> str:
    return f"submission:{submission.id}"
