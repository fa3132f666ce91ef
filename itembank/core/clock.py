"""Time and identifiers, passed in so that tests can choose them."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
NewId = Callable[[], str]


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an unguessable identifier: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)
