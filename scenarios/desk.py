"""What the bank may ask about sources."""

from itembank.core.ports import NoSources


class Desk(NoSources):
    """Answers by token only."""
