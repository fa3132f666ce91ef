"""The demonstration (being written)."""

from pathlib import Path

from itembank.core.work import Environment


def fill(env: Environment, *, out: Path | None) -> None:
    """Fill the bank."""
