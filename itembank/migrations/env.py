"""Alembic's entry: always on a connection that was handed over, never on an address in a file."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from itembank.core.db import Json, UtcDateTime
from itembank.migrations.tables import metadata


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write plain types into migrations, so that old ones do not depend on our code of today."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
