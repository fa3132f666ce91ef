"""The one migration tree, and the commands that walk it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database of *engine* to *revision*, as one transaction."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database of *engine* back to *revision*."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_heads()
    return set(now) == set(ScriptDirectory(str(_FOLDER)).get_heads())


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
