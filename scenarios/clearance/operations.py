"""What clearers can do: open a text, decide over findings, read the result, sign, close.

Only these functions open a raw text for a person, and each opening is in the audit log.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlmodel import Session, col, select

from itembank.accounts.permissions import Permission
from itembank.core import audit
from itembank.core.actor import SYSTEM, Actor
from itembank.core.errors import Difference, Invalid, Refused, Stale
from itembank.core.work import Work
from scenarios import erasure, records
from scenarios.clearance import detection, rules
from scenarios.models import (
    Clearance,
    ClearedText,
    Closing,
    DetectionRun,
    RawText,
    Recall,
    Source,
    SpanDecision,
    Submission,
)
from scenarios.wording import CLEARANCE_STATEMENT, CLOSING_REASONS, KINDS, RECALL_REASONS, VERSION

_STANDING_WORDS = {
    rules.Standing.UNDECIDED: "undecided",
    rules.Standing.ACCEPTED: "accepted",
    rules.Standing.REJECTED: "rejected",
    rules.Standing.COVERED: "inside a longer one",
}


@dataclass(frozen=True, slots=True)
class Bench:
    """A text on the workbench: its marks, and the number of the newest action."""

    submission: Submission
    text: str = field(repr=False)
    marks: tuple[rules.Mark, ...]
    seen: int
    run: DetectionRun | None
    can_undo: bool

    @property
    def decided(self) -> int:
        """How many marks are decided."""
        return len(self.marks) - len(rules.undecided(self.marks))


@dataclass(frozen=True, slots=True)
class Preview:
    """The text exactly as editors will read it, and what the second look found in it."""

    submission: Submission
    text: str = field(repr=False)
    digest: str
    seen: int
    run: DetectionRun
    second_look: tuple[rules.Carried, ...]
    kept: tuple[rules.Carried, ...]

    @property
    def kept_direct(self) -> int:
        """How many places stay that were found to identify somebody on their own."""
        return sum(one.mark.is_direct for one in self.kept)

    @property
    def waiting(self) -> tuple[rules.Mark, ...]:
        """What the second look found and nobody decided yet."""
        return rules.undecided(one.mark for one in self.second_look)

    @property
    def machine_read_all(self) -> bool:
        """Whether the second look read the whole text."""
        return self.run.state == detection.COMPLETE


def detect(work: Work, submission: Submission, look: detection.Looker = detection.look) -> DetectionRun:
    """Let the machine look at the raw text, unless it did; nothing is kept of the text."""
    known = detection.newest_run(work.session, submission, records.RAW, submission.raw_digest)
    if known is not None:
        return known
    return keep_look(work, submission, look(open_for_machine(work, submission)))


def open_for_machine(work: Work, submission: Submission) -> str:
    """Open the raw text for a detection.

    Raises:
        Refused: when it was erased.
    """
    audit.record(work, SYSTEM, "raw.open", _subject(submission), purpose="detection")
    return _raw(work, submission)


def is_to_detect(work: Work, submission: Submission) -> bool:
    """Whether the machine still has to look at a raw text that is there."""
    if records.is_erased(work.session, records.id_of(submission), records.RAW):
        return False
    return detection.newest_run(work.session, submission, records.RAW, submission.raw_digest) is None


def keep_look(work: Work, submission: Submission, seen: detection.Look) -> DetectionRun:
    """Record the first look at a raw text; a second answer for the same text changes nothing."""
    known = detection.newest_run(work.session, submission, records.RAW, submission.raw_digest)
    return known or detection.keep(work, submission, records.RAW, submission.raw_digest, seen)


def open_bench(work: Work, actor: Actor, submission: Submission) -> Bench:
    """Open the raw text for a clearer.

    Raises:
        Refused: to anybody else, to its own contributor, and when it is gone.
    """
    return _open(work, actor, submission, "clearance")


def peek(work: Work, actor: Actor, submission: Submission) -> Bench:
    """Return the workbench around an action; the action itself is what the audit log tells.

    Raises:
        Refused: to anybody who may not open it.
    """
    check_may_read_raw(actor)
    rules.check_may_open(records.case_of(work.session, submission), actor.known_id)
    return _bench(work, submission)


def check_may_work(work: Work, actor: Actor, submission: Submission) -> None:
    """Refuse somebody who may not decide over a submission.

    Raises:
        Refused: with the reason.
    """
    check_may_read_raw(actor)
    rules.check_may_decide(records.case_of(work.session, submission), actor.known_id)


def open_findings(work: Work, actor: Actor, submission: Submission) -> tuple[rules.Mark, ...]:
    """Return the findings that wait for a decision."""
    return rules.undecided(open_bench(work, actor, submission).marks)


def decide(
    work: Work, actor: Actor, submission: Submission, choice: rules.Choice, *, seen: int | None = None
) -> int:
    """Record one decision; return the number of the action."""
    return decide_many(work, actor, submission, [choice], seen=seen)


def decide_many(
    work: Work,
    actor: Actor,
    submission: Submission,
    choices: Sequence[rules.Choice],
    *,
    seen: int | None = None,
) -> int:
    """Record decisions as one action, which one undo takes back; return its number.

    *seen* is the number of the newest action when the page was made; None when there was no page.

    Raises:
        Refused: when the person may not decide here.
        Stale: when somebody else decided since.
        Invalid: when a choice names nothing.
    """
    bench = _begin(work, actor, submission, choices, seen)
    _check_choices(bench, choices)
    return _append(work, actor, submission, bench.seen + 1, choices)


def decide_same(
    work: Work, actor: Actor, submission: Submission, choice: rules.Choice, *, seen: int | None = None
) -> int:
    """Say the same about a mark and every mark with the same text; return the number of the action."""
    bench = _begin(work, actor, submission, [choice], seen)
    _check_choices(bench, [choice])
    same = rules.same_as(bench.text, choice.start, choice.end, bench.marks)
    choices = [replace(choice, start=mark.start, end=mark.end) for mark in same]
    return _append(work, actor, submission, bench.seen + 1, choices)


def mark_every(
    work: Work, actor: Actor, submission: Submission, needle: rules.Needle, *, seen: int | None = None
) -> int:
    """Mark every occurrence of what was typed that is not replaced yet; return how many there were.

    Raises:
        Invalid: when it is nowhere in the text.
    """
    bench = _begin(work, actor, submission, [], seen)
    spots = rules.occurrences(bench.text, needle)
    done = rules.replacements(bench.marks)
    fresh = [
        spot for spot in spots if not any(mark.start <= spot[0] and spot[1] <= mark.end for mark in done)
    ]
    if not fresh:
        msg = (
            "All of these are marked already."
            if spots
            else "This is nowhere in the text. Check the spelling."
        )
        raise Invalid(msg, place="needle")
    choices = [rules.Choice(start, end, rules.Verdict.ADD, needle.kind) for start, end in fresh]
    _check_choices(bench, choices)
    _append(work, actor, submission, bench.seen + 1, choices)
    return len(choices)


def undo(work: Work, actor: Actor, submission: Submission, *, seen: int | None = None) -> int:
    """Take the newest action back; return the number of this one.

    Raises:
        Refused: when there is nothing to undo.
    """
    bench = _begin(work, actor, submission, [], seen)
    rows = rules.undoable(_decisions(work.session, submission))
    if not rows:
        msg = "There is nothing to undo."
        raise Refused(msg)
    for row in rows:
        work.session.add(_withdrawal_of(work, actor, submission, row, bench.seen + 1))
    work.session.flush()
    audit.record(
        work, actor, "clearance.undo", _subject(submission), batch=bench.seen + 1, undoes=rows[0].batch
    )
    return bench.seen + 1


def open_preview(
    work: Work, actor: Actor, submission: Submission, look: detection.Looker = detection.look
) -> Preview:
    """Make the cleared text and let the machine look at it once.

    Raises:
        Refused: while a finding of the raw text is undecided, and to anybody who may not open it.
    """
    return _preview(work, _open(work, actor, submission, "preview"), look)


def decide_second_look(
    work: Work,
    actor: Actor,
    submission: Submission,
    choice: rules.Choice,
    *,
    seen: int | None = None,
    look: detection.Looker = detection.look,
) -> int:
    """Decide over something that the second look found; keeping it needs a justification.

    Raises:
        Invalid: without a justification, or about something that was not found.
    """
    bench = _begin(work, actor, submission, [choice], seen)
    preview = _preview(work, bench, look)
    if (choice.start, choice.end) not in {one.mark.spot for one in preview.second_look}:
        msg = "The second look did not find this. Read the text again; it may have changed."
        raise Invalid(msg, place="start")
    rules.check_decision(choice, len(bench.text), KINDS)
    rules.check_justified(choice)
    return _append(work, actor, submission, bench.seen + 1, [choice])


def clear(
    work: Work,
    actor: Actor,
    submission: Submission,
    answers: rules.Answers,
    *,
    seen: int | None = None,
    look: detection.Looker = detection.look,
) -> Clearance:
    """Sign that nothing identifying is left. The last signature that the policy asks for makes it a source.

    Raises:
        Refused: while anything is undecided, and to anybody who may not sign.
        Invalid: when the checklist is not answered.
        Stale: when a decision changed the text since it was read.
    """
    bench = _begin(work, actor, submission, [], seen)
    rules.check_may_sign(records.case_of(work.session, submission), actor.known_id)
    preview = _preview(work, bench, look)
    rules.check_nothing_undecided(one.mark for one in preview.second_look)
    rules.check_answers(answers, machine_read_all=preview.machine_read_all, kept_direct=preview.kept_direct)
    _keep_cleared(work, preview)
    signature = _sign(work, actor, preview, answers)
    audit.record(
        work,
        actor,
        "clearance.sign",
        _subject(submission),
        text_digest=preview.digest,
        run=preview.run.id,
        required=signature.required,
        replaced=len(rules.replacements(bench.marks)),
        kept_direct=preview.kept_direct,
    )
    _release(work, submission, signature)
    return signature


def close(work: Work, actor: Actor, submission: Submission, reason: str) -> None:
    """Close a submission that cannot be used, and erase its texts.

    Raises:
        Invalid: when the reason is not one of the list.
    """
    _hold(work, submission)
    check_may_work(work, actor, submission)
    if reason not in CLOSING_REASONS:
        msg = "Choose why this one is closed."
        raise Invalid(msg, place="reason")
    number = records.id_of(submission)
    work.session.add(Closing(submission_id=number, reason=reason, by_id=actor.known_id, at=work.now()))
    audit.record(work, actor, "submission.close", _subject(submission), reason=reason)
    for part in (records.RAW, records.CLEARED):
        erasure.erase(work, actor, submission, part, reason="closed")


def recall(work: Work, actor: Actor, submission: Submission, reason: str) -> None:
    """Take a clearance back: editors lose the source at once, and the text waits for clearance again.

    Raises:
        Invalid: when the reason is not one of the list.
        Refused: when it is not cleared, or to anybody who may not clear it.
    """
    _hold(work, submission)
    check_may_read_raw(actor)
    rules.check_may_recall(records.case_of(work.session, submission), actor.known_id)
    if reason not in RECALL_REASONS:
        msg = "Choose why the clearance is taken back."
        raise Invalid(msg, place="reason")
    number = records.id_of(submission)
    batch = records.newest_batches(work.session, [number]).get(number, 0) + 1
    work.session.add(
        Recall(submission_id=number, batch=batch, reason=reason, by_id=actor.known_id, at=work.now())
    )
    audit.record(work, actor, "clearance.recall", _subject(submission), reason=reason, batch=batch)
    work.session.flush()


def check_may_read_raw(actor: Actor) -> None:
    """Refuse raw text to everybody who does not clear.

    Raises:
        Refused: to anybody else.
    """
    if not actor.may(Permission.SCENARIO_CLEAR):
        msg = "Raw text is for clearers only. Editors work from the cleared text. This request was recorded."
        raise Refused(msg)


def note_refusal(work: Work, actor: Actor, submission: Submission) -> None:
    """Record that somebody who may not read a raw text asked for it."""
    audit.record(work, actor, "raw.refused", _subject(submission))


def replaced_marks(work: Work, submission: Submission) -> tuple[rules.Mark, ...]:
    """Return what was replaced in a submission, as positions and kinds; for the leak check."""
    run = detection.newest_run(work.session, submission, records.RAW, submission.raw_digest)
    found = detection.found_in(work.session, run)
    return rules.replacements(rules.marks(found, _decisions(work.session, submission)))


def placeholders(text: str, marks: Sequence[rules.Mark]) -> tuple[str, ...]:
    """Return what would replace each mark if every undecided one were accepted; "" for rejected ones."""
    from sanitiser import Kind, Span, propose

    hoped = [replace(mark, standing=rules.Standing.ACCEPTED) if mark.is_undecided else mark for mark in marks]
    union = rules.replacements(hoped)
    written = propose(text, [Span(mark.start, mark.end, Kind(mark.kind)) for mark in union])
    starts = [mark.start for mark in union]
    return tuple(
        "" if mark.standing is rules.Standing.REJECTED else written[bisect_right(starts, mark.start) - 1]
        for mark in marks
    )


def groups(text: str, marks: Sequence[rules.Mark]) -> tuple[int, ...]:
    """Number the marks so that those with the same text have the same number."""
    folded = [rules.fold(text[mark.start : mark.end]) for mark in marks]
    numbers = {value: number for number, value in enumerate(dict.fromkeys(folded))}
    return tuple(numbers[value] for value in folded)


def _open(work: Work, actor: Actor, submission: Submission, purpose: str) -> Bench:
    bench = peek(work, actor, submission)
    audit.record(work, actor, "raw.open", _subject(submission), purpose=purpose)
    return bench


def _begin(
    work: Work, actor: Actor, submission: Submission, choices: Sequence[rules.Choice], seen: int | None
) -> Bench:
    """Take hold of a submission for one action, and make sure that the page was up to date."""
    _hold(work, submission)
    check_may_work(work, actor, submission)
    bench = _bench(work, submission)
    if seen is not None and seen != bench.seen:
        _refuse_stale(bench, choices)
    return bench


def _hold(work: Work, submission: Submission) -> None:
    """Let one action at a time number itself; SQLite has one writer anyway."""
    work.session.exec(select(Submission.id).where(Submission.id == submission.id).with_for_update()).one()


def _bench(work: Work, submission: Submission) -> Bench:
    text = _raw(work, submission)
    run = detection.newest_run(work.session, submission, records.RAW, submission.raw_digest)
    decisions = _decisions(work.session, submission)
    found = rules.marks(detection.found_in(work.session, run), decisions)
    number = records.id_of(submission)
    return Bench(
        submission=submission,
        text=text,
        marks=found,
        seen=records.newest_batches(work.session, [number]).get(number, 0),
        run=run,
        can_undo=bool(rules.standing_decisions(decisions)),
    )


def _preview(work: Work, bench: Bench, look: detection.Looker) -> Preview:
    from sanitiser import Kind, Span
    from sanitiser import replace as replace_spans

    rules.check_looked_at(has_run=bench.run is not None)
    rules.check_nothing_undecided(bench.marks)
    spans = [Span(mark.start, mark.end, Kind(mark.kind)) for mark in rules.replacements(bench.marks)]
    safe = replace_spans(bench.text, spans)
    moved = [rules.Moved(one.source_start, one.source_end, one.start, one.end) for one in safe.placements]
    digest = work.vault.digest(records.key_of(records.CLEARED, bench.submission.token), safe.text)
    run = detection.newest_run(work.session, bench.submission, records.CLEARED, digest)
    if run is None:
        run = detection.keep(work, bench.submission, records.CLEARED, digest, look(safe.text))
    found = detection.found_in(work.session, run)
    second = rules.second_look(found, moved, bench.marks, _decisions(work.session, bench.submission))
    kept = rules.kept(bench.marks, moved)
    return Preview(bench.submission, safe.text, digest, bench.seen, run, second, kept)


def _check_choices(bench: Bench, choices: Sequence[rules.Choice]) -> None:
    known = {mark.spot for mark in bench.marks}
    for choice in choices:
        rules.check_decision(choice, len(bench.text), KINDS)
        if choice.verdict is not rules.Verdict.ADD and (choice.start, choice.end) not in known:
            msg = "This finding is not there any more. Load the page again."
            raise Invalid(msg, place="start")


def _append(
    work: Work, actor: Actor, submission: Submission, batch: int, choices: Sequence[rules.Choice]
) -> int:
    now = work.now()
    unique = {(choice.start, choice.end): choice for choice in choices}
    for choice in unique.values():
        work.session.add(
            SpanDecision(
                submission_id=records.id_of(submission),
                batch=batch,
                start=choice.start,
                end=choice.end,
                kind=choice.kind,
                verdict=choice.verdict.value,
                justification=_seal_words(work, submission, choice.justification),
                by_id=actor.known_id,
                at=now,
            )
        )
    work.session.flush()
    counts = Counter(choice.verdict.value for choice in unique.values())
    audit.record(work, actor, "clearance.decide", _subject(submission), batch=batch, **counts)
    return batch


def _withdrawal_of(
    work: Work, actor: Actor, submission: Submission, row: rules.Decided, batch: int
) -> SpanDecision:
    return SpanDecision(
        submission_id=records.id_of(submission),
        batch=batch,
        start=row.start,
        end=row.end,
        kind=row.kind,
        verdict=rules.Verdict.WITHDRAW.value,
        undoes=row.batch,
        by_id=actor.known_id,
        at=work.now(),
    )


def _decisions(session: Session, submission: Submission) -> list[rules.Decided]:
    query = select(SpanDecision).where(SpanDecision.submission_id == records.id_of(submission))
    return [
        rules.Decided(
            batch=row.batch,
            start=row.start,
            end=row.end,
            kind=row.kind,
            verdict=rules.Verdict(row.verdict),
            undoes=row.undoes,
            is_justified=row.justification is not None,
        )
        for row in session.exec(query.order_by(col(SpanDecision.id)))
    ]


def _refuse_stale(bench: Bench, choices: Sequence[rules.Choice]) -> None:
    now = {mark.spot: mark for mark in bench.marks}
    differences = tuple(
        Difference(
            label=f"Characters {choice.start + 1} to {choice.end}",
            theirs=_words(now.get((choice.start, choice.end))),
            yours=f"{choice.verdict.value} as {KINDS.get(choice.kind, choice.kind)}",
        )
        for choice in choices
    )
    msg = "Decisions were made on this text since you opened the page, perhaps in another window of your own."
    raise Stale(msg, differences)


def _words(mark: rules.Mark | None) -> str:
    return (
        "no mark"
        if mark is None
        else f"{_STANDING_WORDS[mark.standing]} as {KINDS.get(mark.kind, mark.kind)}"
    )


def _raw(work: Work, submission: Submission) -> str:
    number = records.id_of(submission)
    if records.is_erased(work.session, number, records.RAW):
        msg = "The raw text was erased. Nobody can read it again."
        raise Refused(msg)
    sealed = work.session.get_one(RawText, number).sealed
    return work.vault.open(records.key_of(records.RAW, submission.token), records.RAW, sealed)


def _seal_words(work: Work, submission: Submission, words: str) -> bytes | None:
    if not words.strip():
        return None
    key_id = records.key_of(records.RAW, submission.token)
    return work.vault.seal(key_id, "justification", words.strip(), work.now())


def _keep_cleared(work: Work, preview: Preview) -> None:
    number = records.id_of(preview.submission)
    query = select(ClearedText.id).where(
        ClearedText.submission_id == number, ClearedText.digest == preview.digest
    )
    if work.session.exec(query).first() is not None:
        return
    key_id = records.key_of(records.CLEARED, preview.submission.token)
    sealed = work.vault.seal(key_id, records.CLEARED, preview.text, work.now())
    work.session.add(ClearedText(submission_id=number, digest=preview.digest, sealed=sealed, at=work.now()))


def _sign(work: Work, actor: Actor, preview: Preview, answers: rules.Answers) -> Clearance:
    now = work.now()
    signed = records.case_of(work.session, preview.submission).signers
    required = _required(work, preview)
    completes = len(signed | {actor.known_id}) >= required
    signature = Clearance(
        submission_id=records.id_of(preview.submission),
        batch=preview.seen,
        text_digest=preview.digest,
        run_id=records.id_of(preview.run),
        by_id=actor.known_id,
        at=now,
        statement_version=VERSION,
        statement=CLEARANCE_STATEMENT,
        checklist={
            **answers.clues,
            "read_by_hand": answers.read_by_hand,
            "kept_read_again": answers.kept_read_again,
            "kept_direct": preview.kept_direct,
        },
        notes=_seal_words(work, preview.submission, answers.notes),
        required=required,
        raw_purge_on=now + timedelta(days=work.settings.raw_days_after_clearance) if completes else None,
    )
    work.session.add(signature)
    work.session.flush()
    return signature


def _required(work: Work, preview: Preview) -> int:
    """Return how many signatures this text needs: as many as when it was first signed."""
    query = select(Clearance.required).where(
        Clearance.submission_id == records.id_of(preview.submission), Clearance.batch == preview.seen
    )
    return work.session.exec(query).first() or work.settings.clearers


def _release(work: Work, submission: Submission, signature: Clearance) -> None:
    known = select(Source.id).where(Source.submission_id == records.id_of(submission))
    if signature.raw_purge_on is not None and work.session.exec(known).first() is None:
        work.session.add(
            Source(token=work.env.new_id(), submission_id=records.id_of(submission), at=signature.at)
        )
        work.session.flush()


def _subject(submission: Submission) -> str:
    return f"submission:{submission.id}"
