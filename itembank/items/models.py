"""Tables of items. Revisions, sign-offs, reviews and steps are only appended; the state follows from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from itembank.core.db import Json, UtcDateTime


class Item(SQLModel, table=True):
    """An item under its identifier; everything else about it is in rows that point here."""

    __tablename__ = "item"
    __table_args__ = (CheckConstraint("origin IN ('written', 'imported')", name="origin_is_known"),)

    id: int | None = Field(default=None, primary_key=True)
    identifier: str = Field(max_length=64, unique=True)
    origin: str = Field(default="written", max_length=20)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, foreign_key="person.id")


class ItemRevision(SQLModel, table=True):
    """One immutable text of an item, with a hash per field class and the domains to cover. Append-only."""

    __tablename__ = "item_revision"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    number: int
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    title: str = Field(max_length=200)
    language: str = Field(max_length=40)
    type: str = Field(max_length=40)
    content: dict[str, Any] = Field(sa_type=Json)
    domains: list[list[str]] = Field(sa_type=Json)
    hashes: dict[str, str] = Field(sa_type=Json)
    content_hash: str = Field(max_length=64)
    note: str = Field(default="", max_length=600)


class RevisionTag(SQLModel, table=True):
    """A tag of a revision, copied out of its content so that lists can search. Append-only."""

    __tablename__ = "revision_tag"

    id: int | None = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="item_revision.id", index=True)
    framework: str = Field(max_length=40)
    version: str = Field(max_length=40)
    domain: str = Field(max_length=40, index=True)
    competency: str | None = Field(default=None, max_length=60)
    is_primary: bool = False


class ItemSource(SQLModel, table=True):
    """The opaque token of a source that an item is grounded in. Append-only."""

    __tablename__ = "item_source"
    __table_args__ = (UniqueConstraint("item_id", "token"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    token: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="person.id")


class ItemEditor(SQLModel, table=True):
    """A person who may edit an item beside its authors. Append-only."""

    __tablename__ = "item_editor"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="person.id")


class ItemRelation(SQLModel, table=True):
    """Two items that must not meet on a form; the smaller id first, so a pair exists once. Append-only."""

    __tablename__ = "item_relation"
    __table_args__ = (
        UniqueConstraint("kind", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="pair_is_ordered"),
        CheckConstraint("kind IN ('enemy')", name="kind_is_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default="enemy", max_length=20)
    a_id: int = Field(foreign_key="item.id", index=True)
    b_id: int = Field(foreign_key="item.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="person.id")


class ItemStep(SQLModel, table=True):
    """A move that is neither review nor sign-off: submitted, withdrawn or rejected. Append-only."""

    __tablename__ = "item_step"
    __table_args__ = (
        UniqueConstraint("revision_id", "kind"),
        CheckConstraint("kind IN ('submitted', 'withdrawn', 'rejected')", name="kind_is_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    revision_id: int = Field(foreign_key="item_revision.id", index=True)
    kind: str = Field(max_length=20)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason_code: str = Field(default="", max_length=40)
    comment: str = Field(default="", max_length=2_000)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class BlindAnswer(SQLModel, table=True):
    """What a reviewer chose before the key was shown. Append-only, once per revision and person."""

    __tablename__ = "blind_answer"
    __table_args__ = (UniqueConstraint("revision_id", "reviewer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="item_revision.id", index=True)
    reviewer_id: int = Field(foreign_key="person.id", index=True)
    chosen: str = Field(max_length=32)
    no_interest: bool
    at: datetime = Field(sa_type=UtcDateTime)


class Review(SQLModel, table=True):
    """A verdict on a revision with the answers it rests on. Append-only, once per revision and person."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("revision_id", "reviewer_id"),
        CheckConstraint("verdict IN ('approve', 'return')", name="verdict_is_known"),
        CheckConstraint(
            "verdict = 'approve' OR (reason_code <> '' AND comment <> '')", name="return_has_reasons"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="item_revision.id", index=True)
    reviewer_id: int = Field(foreign_key="person.id", index=True)
    verdict: str = Field(max_length=20)
    checklist: dict[str, str] = Field(sa_type=Json)
    reason_code: str = Field(default="", max_length=40)
    comment: str = Field(default="", max_length=4_000)
    at: datetime = Field(sa_type=UtcDateTime)


class SignOff(SQLModel, table=True):
    """An electronic signature on a revision: it counts only while the hashes it covers are the current ones.

    `evidence` holds what it rests on: domains, experience statements, framework hash, policy in force, lint
    report. Append-only.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("revision_id", "code", "signer_id"),
        CheckConstraint("code IN ('AU', 'D', 'AP')", name="code_is_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    revision_id: int = Field(foreign_key="item_revision.id", index=True)
    code: str = Field(max_length=4)
    signer_id: int = Field(foreign_key="person.id", index=True)
    printed_name: str = Field(max_length=120)
    role: str = Field(max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
    meaning: str = Field(max_length=120)
    statement: str = Field(max_length=1_000)
    hashes: dict[str, str] = Field(sa_type=Json)
    evidence: dict[str, Any] = Field(sa_type=Json)
