"""Every table, imported so that the metadata is whole; and the tables that are append-only by trigger."""

from sqlmodel import SQLModel

import itembank.accounts.models
import itembank.assembly.models
import itembank.core.audit
import itembank.core.jobs
import itembank.framework.models
import itembank.items.models
import scenarios.models  # noqa: F401 - imported for its tables


metadata = SQLModel.metadata
