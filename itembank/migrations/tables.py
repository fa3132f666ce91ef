"""Every table, imported so that the metadata is whole; and the tables that are append-only by trigger."""

from sqlmodel import SQLModel

import scenarios.models  # noqa: F401 - imported for its tables

metadata = SQLModel.metadata
