"""Tables of outlines and exam forms. Everything but the name of a form is appended and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from itembank.core.db import Json, UtcDateTime


class ContentOutline(SQLModel, table=True):
    """One version of a content outline: what a form must hold, with the reason for it."""

    __tablename__ = "content_outline"
    __table_args__ = (
        UniqueConstraint("name", "number"),
        CheckConstraint("number >= 1", name="content_outline_number"),
        CheckConstraint("pass_mark >= 0", name="content_outline_pass_mark"),
        CheckConstraint("time_limit_minutes >= 1", name="content_outline_time_limit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    number: int
    framework: str = Field(max_length=40)
    framework_version: str = Field(max_length=40)
    body: dict[str, Any] = Field(sa_type=Json)
    content_hash: str = Field(max_length=64)
    pass_mark: int | None = None
    time_limit_minutes: int | None = None
    reason: str = Field(max_length=600)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ExamForm(SQLModel, table=True):
    """A form: its name and the outline it follows. What it holds, and its lock, are rows of their own."""

    __tablename__ = "exam_form"

    id: int | None = Field(default=None, primary_key=True)
    identifier: str = Field(max_length=32, unique=True)
    outline_id: int = Field(foreign_key="content_outline.id", index=True)
    title: str = Field(max_length=200)
    created_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class AssemblyProblem(SQLModel, table=True):
    """A problem that was given to the solver, kept once under its hash so that anybody can solve it again."""

    __tablename__ = "assembly_problem"

    hash: str = Field(max_length=64, primary_key=True)
    body: dict[str, Any] = Field(sa_type=Json)


class FormAssembly(SQLModel, table=True):
    """One run of the solver: who, on what problem, with what result. *size* 0: there was no form."""

    __tablename__ = "form_assembly"
    __table_args__ = (
        UniqueConstraint("form_id", "number"),
        CheckConstraint("number >= 1", name="form_assembly_number"),
        CheckConstraint("size >= 0", name="form_assembly_size"),
    )

    id: int | None = Field(default=None, primary_key=True)
    form_id: int = Field(foreign_key="exam_form.id", index=True)
    number: int
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    problem_hash: str = Field(max_length=64, foreign_key="assembly_problem.hash")
    size: int
    items: list[dict[str, Any]] = Field(sa_type=Json)
    result: dict[str, Any] = Field(sa_type=Json)


class FormLock(SQLModel, table=True):
    """The signature that fixes a form for ever. There is at most one for each form."""

    __tablename__ = "form_lock"

    id: int | None = Field(default=None, primary_key=True)
    form_id: int = Field(foreign_key="exam_form.id", unique=True)
    assembly_id: int = Field(foreign_key="form_assembly.id", unique=True)
    by_id: int = Field(foreign_key="person.id")
    printed_name: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)
    statement: str = Field(max_length=600)
    manifest: dict[str, Any] = Field(sa_type=Json)
    manifest_hash: str = Field(max_length=64)


class FormGivenUp(SQLModel, table=True):
    """Somebody gave a form up, and why; it stays readable, and nothing more is done with it."""

    __tablename__ = "form_given_up"

    id: int | None = Field(default=None, primary_key=True)
    form_id: int = Field(foreign_key="exam_form.id", unique=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(max_length=600)


class LockedItem(SQLModel, table=True):
    """An item revision on a locked form: the database itself keeps what a form holds from going away."""

    __tablename__ = "locked_item"
    __table_args__ = (
        UniqueConstraint("lock_id", "position"),
        UniqueConstraint("lock_id", "item_id"),
        CheckConstraint("position >= 1", name="locked_item_position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    lock_id: int = Field(foreign_key="form_lock.id", index=True)
    position: int
    item_id: int = Field(foreign_key="item.id", index=True)
    revision_id: int = Field(foreign_key="item_revision.id")
