"""Tables of submissions and their clearance.

What people decided is appended, never updated; where a scenario stands is derived from the rows. Texts are
sealed in tables of their own, so that they can be erased while the record of them stays.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from itembank.core.db import Json, UtcDateTime


class Submission(SQLModel, table=True):
    """Something a practitioner sent in. Holds no text, no name and no network address.

    The raw text is sealed under the key of *token*; *raw_digest* proves later what it was, and nothing else.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("kind IN ('scenario')", name="submission_kind"),
        CheckConstraint("lived IN ('production', 'near_miss')", name="submission_was_lived"),
    )

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(max_length=32, unique=True)
    kind: str = Field(max_length=20)
    lived: str = Field(max_length=20)
    domain_hint: list[str] | None = Field(default=None, sa_type=Json)
    language: str = Field(max_length=10)
    characters: int
    received_at: datetime = Field(sa_type=UtcDateTime)
    purge_on: datetime = Field(sa_type=UtcDateTime, index=True)
    submission_key: str = Field(max_length=64, unique=True)
    receipt_digest: str = Field(max_length=64, unique=True)
    raw_digest: str = Field(max_length=64)


class RawText(SQLModel, table=True):
    """The sealed text of a submission as it was typed."""

    __tablename__ = "raw_text"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    sealed: bytes


class ConsentRecord(SQLModel, table=True):
    """What a contributor attested or allowed, with the words they saw; it outlives the text."""

    __tablename__ = "consent_record"
    __table_args__ = (UniqueConstraint("submission_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    purpose: str = Field(max_length=20, index=True)
    given: bool
    wording_version: str = Field(max_length=20)
    wording: str = Field(max_length=600)
    at: datetime = Field(sa_type=UtcDateTime)


class ContributorLink(SQLModel, table=True):
    """Who sent a submission, for those who were logged in; the only place that knows."""

    __tablename__ = "contributor_link"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """Everything typed into an unsent page, sealed for a few days under a key of its own."""

    __tablename__ = "scenario_draft"

    id: int | None = Field(default=None, primary_key=True)
    token_digest: str = Field(max_length=64, unique=True)
    key_id: str = Field(max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    sealed: bytes
    saved_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class DetectionRun(SQLModel, table=True):
    """One look of the sanitiser at one text, which *text_digest* names."""

    __tablename__ = "detection_run"
    __table_args__ = (
        CheckConstraint("stage IN ('raw', 'cleared')", name="detection_run_stage"),
        CheckConstraint("state IN ('complete', 'needs_attention')", name="detection_run_state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    stage: str = Field(max_length=10)
    text_digest: str = Field(max_length=64, index=True)
    state: str = Field(max_length=20)
    notes: list[str] = Field(sa_type=Json)
    versions: dict[str, Any] = Field(sa_type=Json)
    findings: int
    at: datetime = Field(sa_type=UtcDateTime)


class DetectedSpan(SQLModel, table=True):
    """A stretch of text that a run marked: positions in code points, kind and reason, never the text."""

    __tablename__ = "detected_span"
    __table_args__ = (
        CheckConstraint('0 <= "start" AND "start" < "end"', name="detected_span_is_a_stretch"),
        UniqueConstraint("run_id", "start", "end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="detection_run.id", index=True)
    start: int
    end: int
    kind: str = Field(max_length=20)
    identifies: str = Field(max_length=10)
    score: float
    recogniser: str = Field(max_length=80)
    reason: str = Field(max_length=300)


class SpanDecision(SQLModel, table=True):
    """What a person decided about a stretch of the raw text. Rows of one action share its *batch* number.

    An undo appends rows with the verdict `withdraw` that name the batch they undo. A justification is sealed
    under the raw key, because it may quote the text.
    """

    __tablename__ = "span_decision"
    __table_args__ = (
        CheckConstraint('0 <= "start" AND "start" < "end"', name="span_decision_is_a_stretch"),
        CheckConstraint("verdict IN ('accept', 'reject', 'add', 'withdraw')", name="span_decision_verdict"),
        CheckConstraint("(verdict = 'withdraw') = (undoes IS NOT NULL)", name="span_decision_undoes"),
        UniqueConstraint("submission_id", "batch", "start", "end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    batch: int
    start: int
    end: int
    kind: str = Field(max_length=20)
    verdict: str = Field(max_length=10)
    undoes: int | None = None
    justification: bytes | None = None
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ClearedText(SQLModel, table=True):
    """A text that somebody signed as cleared, sealed under a key of its own."""

    __tablename__ = "cleared_text"
    __table_args__ = (UniqueConstraint("submission_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    digest: str = Field(max_length=64)
    sealed: bytes
    at: datetime = Field(sa_type=UtcDateTime)


class Clearance(SQLModel, table=True):
    """A person's signature under a cleared text. It counts only while no later decision changes the text.

    *required* is how many people the policy of that day asked for, shown for ever; *raw_purge_on* is set on
    the signature that completes the clearance.
    """

    __tablename__ = "clearance"
    __table_args__ = (UniqueConstraint("submission_id", "batch", "by_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    batch: int
    text_digest: str = Field(max_length=64)
    run_id: int = Field(foreign_key="detection_run.id")
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    statement_version: str = Field(max_length=20)
    statement: str = Field(max_length=600)
    checklist: dict[str, bool | int] = Field(sa_type=Json)
    notes: bytes | None = None
    required: int
    raw_purge_on: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class Recall(SQLModel, table=True):
    """A clearer took a clearance back. It counts as a newer action, so no signature before it counts."""

    __tablename__ = "clearance_recall"
    __table_args__ = (UniqueConstraint("submission_id", "batch"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    batch: int
    reason: str = Field(max_length=40)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Source(SQLModel, table=True):
    """The opaque token under which the bank knows a cleared submission; elsewhere it says nothing."""

    __tablename__ = "source"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(max_length=32, unique=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Closing(SQLModel, table=True):
    """A submission was closed without being cleared, with a reason code."""

    __tablename__ = "scenario_closing"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    reason: str = Field(max_length=40)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Withdrawal(SQLModel, table=True):
    """The contributor took the submission back; *by_id* is empty when they used the receipt code."""

    __tablename__ = "scenario_withdrawal"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Erasure(SQLModel, table=True):
    """A text was erased: which, why and when. Its key is destroyed once this row is safe."""

    __tablename__ = "scenario_erasure"
    __table_args__ = (
        UniqueConstraint("submission_id", "part"),
        CheckConstraint("part IN ('raw', 'cleared')", name="scenario_erasure_part"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    part: str = Field(max_length=10)
    reason: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
