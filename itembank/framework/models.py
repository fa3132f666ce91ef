"""Tables of framework packs. A pack that was imported never changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from itembank.core.db import Json, UtcDateTime


class FrameworkPack(SQLModel, table=True):
    """One version of a framework, with the hash of its content."""

    __tablename__ = "framework_pack"
    __table_args__ = (UniqueConstraint("framework", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    framework: str = Field(max_length=40)
    version: str = Field(max_length=40)
    title: str = Field(max_length=200)
    content_hash: str = Field(max_length=64)
    body: dict[str, Any] = Field(sa_type=Json)
    imported_by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
