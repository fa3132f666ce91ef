"""Tables of people. Roles and verifications are appended, never updated; the latest row counts."""

from datetime import datetime

from flask_security import AsaList, UserMixin
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlmodel import Field, SQLModel

from itembank.core.db import UtcDateTime


class User(UserMixin, SQLModel, table=True):
    """An account. The columns from `password` to `mf_recovery_codes` are what Flask-Security keeps."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)  # type: ignore[assignment]  # None until it is saved.
    email: str = Field(max_length=255, unique=True)
    name: str = Field(max_length=120)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    is_demo: bool = False
    password: str | None = Field(default=None, max_length=255)
    fs_uniquifier: str = Field(max_length=64, unique=True)
    tf_primary_method: str | None = Field(default=None, max_length=64)
    tf_totp_secret: str | None = Field(default=None, max_length=255)
    tf_last_counter: int | None = None
    mf_recovery_codes: list[str] | None = Field(default=None, sa_type=MutableList.as_mutable(AsaList()))


class RoleChange(SQLModel, table=True):
    """A role given or taken away, by whom and when."""

    __tablename__ = "role_change"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str = Field(max_length=40)
    granted: bool
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A link that sets a first password, once. Only a keyed digest of its token is kept."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_digest: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ExperienceStatement(SQLModel, table=True):
    """A person's own statement that they have run systems in a domain of a framework version."""

    __tablename__ = "experience_statement"
    __table_args__ = (UniqueConstraint("person_id", "framework", "version", "domain"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    framework: str = Field(max_length=40)
    version: str = Field(max_length=40)
    domain: str = Field(max_length=40)
    statement: str = Field(max_length=600)
    at: datetime = Field(sa_type=UtcDateTime)


class ExperienceDecision(SQLModel, table=True):
    """Staff verified a statement, or took the verification back."""

    __tablename__ = "experience_decision"

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="experience_statement.id", index=True)
    verified: bool
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
