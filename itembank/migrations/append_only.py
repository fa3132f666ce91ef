"""Triggers that refuse to change or delete rows of append-only tables, for SQLite and PostgreSQL."""

from alembic import op

_SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION itembank_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION itembank_append_only()
"""


def protect(*tables: str) -> None:
    """Make *tables* append-only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for table in tables:
            op.execute(_POSTGRESQL.format(table=table))
        return
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(table=table, verb=verb, lower=verb.lower()))


def release(*tables: str) -> None:
    """Take the protection away, for a migration that has to rebuild a table."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    for table in tables:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
