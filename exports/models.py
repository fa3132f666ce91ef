"""The register of exports: one row for each, never changed."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from itembank.core.db import Json, UtcDateTime


class ExportRecord(SQLModel, table=True):
    """One export of a locked form: who asked for it and why, and the digest of each of its files.

    The files themselves are not kept; they are built again when somebody fetches them, and must be the same.
    """

    __tablename__ = "export_record"

    id: int | None = Field(default=None, primary_key=True)
    export_id: str = Field(max_length=32, unique=True)
    form_id: int = Field(foreign_key="exam_form.id", index=True)
    formats: list[str] = Field(sa_type=Json)
    files: list[dict[str, Any]] = Field(sa_type=Json)
    reason: str = Field(max_length=600)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
