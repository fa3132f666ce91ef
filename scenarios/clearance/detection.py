"""How the sanitiser is asked, and what is kept of its answer: positions, kinds and reasons, never text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from itembank.core import audit
from itembank.core.actor import SYSTEM
from itembank.core.logging import describe, get_logger
from itembank.core.work import Work
from scenarios import records
from scenarios.clearance.rules import Found
from scenarios.models import DetectedSpan, DetectionRun, Submission

COMPLETE = "complete"
NEEDS_ATTENTION = "needs_attention"
_MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a text gave. A look that failed needs attention; it never counts as clean."""

    state: str
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    versions: dict[str, Any] = field(default_factory=dict)


Looker = Callable[[str], Look]


def look(text: str) -> Look:
    """Look at *text* with the sanitiser; whatever breaks, a person reads the text instead."""
    try:
        return _ask_sanitiser(text)
    except Exception as error:  # noqa: BLE001 - fail closed: any failure sends the text to a person, never past one
        details = describe(error)
        get_logger().error("detection.failed", **details)
        return Look(
            NEEDS_ATTENTION, notes=(f"The machine could not look at this text ({details['error']}).",)
        )


def keep(work: Work, submission: Submission, stage: str, digest: str, seen: Look) -> DetectionRun:
    """Record a look at the text that *digest* names."""
    run = DetectionRun(
        submission_id=records.id_of(submission),
        stage=stage,
        text_digest=digest,
        state=seen.state,
        notes=list(seen.notes),
        versions=seen.versions,
        findings=len(seen.found),
        at=work.now(),
    )
    work.session.add(run)
    work.session.flush()  # The spans need the number of the run.
    work.session.add_all(_span(records.id_of(run), one) for one in seen.found)
    audit.record(
        work,
        SYSTEM,
        "submission.detect",
        f"submission:{submission.id}",
        stage=stage,
        state=seen.state,
        findings=len(seen.found),
    )
    return run


def newest_run(session: Session, submission: Submission, stage: str, digest: str) -> DetectionRun | None:
    """Return the newest look at the text that *digest* names, or None."""
    query = select(DetectionRun).where(
        DetectionRun.submission_id == records.id_of(submission),
        DetectionRun.stage == stage,
        DetectionRun.text_digest == digest,
    )
    return session.exec(query.order_by(col(DetectionRun.id).desc())).first()


def found_in(session: Session, run: DetectionRun | None) -> tuple[Found, ...]:
    """Return what a run found, in reading order."""
    if run is None:
        return ()
    query = (
        select(DetectedSpan)
        .where(DetectedSpan.run_id == records.id_of(run))
        .order_by(col(DetectedSpan.start))
    )
    return tuple(
        Found(row.start, row.end, row.kind, row.identifies, row.score, row.recogniser, row.reason)
        for row in session.exec(query)
    )


def _ask_sanitiser(text: str) -> Look:
    import sanitiser

    answer = sanitiser.load().detect(text)
    found = tuple(
        Found(
            one.start,
            one.end,
            one.kind.value,
            one.identifies.value,
            one.score,
            one.recogniser,
            one.reason[:_MAX_REASON],
        )
        for one in answer.findings
    )
    return Look(answer.state, found, answer.notes, answer.versions.as_dict())


def _span(run_id: int, one: Found) -> DetectedSpan:
    return DetectedSpan(
        run_id=run_id,
        start=one.start,
        end=one.end,
        kind=one.kind,
        identifies=one.identifies,
        score=one.score,
        recogniser=one.recogniser[:80],
        reason=one.reason,
    )
