"""Pure decisions about people."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from itembank.accounts.permissions import Role
from itembank.core.errors import Invalid, Refused

MIN_PASSWORD = 15
MAX_PASSWORD = 256

#: A domain of one version of one framework. The same id means other things elsewhere, so all three travel
#: together.
Domain = tuple[str, str, str]


def current_roles(changes: Iterable[tuple[str, bool]]) -> frozenset[Role]:
    """Return the roles that stand after *changes*, (role, granted) from oldest to newest."""
    latest = dict(changes)
    return frozenset(Role(role) for role, granted in latest.items() if granted)


def verified_domains(statements: Iterable[tuple[Domain, Sequence[bool]]]) -> frozenset[Domain]:
    """Return the domains whose newest decision says verified; decisions come from oldest to newest."""
    return frozenset(domain for domain, decisions in statements if decisions and decisions[-1])


def check_password(password: str) -> None:
    """Refuse a password that is too short or too long (ASVS 5.0, 6.2.1: length, no composition rules).

    Raises:
        Invalid: with what to do.
    """
    if len(password) < MIN_PASSWORD:
        msg = (
            f"Choose a password of at least {MIN_PASSWORD} characters; a sentence of your own is a good one."
        )
        raise Invalid(msg, place="password")
    if len(password) > MAX_PASSWORD:
        msg = f"Choose a password of at most {MAX_PASSWORD} characters."
        raise Invalid(msg, place="password")


def check_invitation(
    *, expires_at: datetime, used_at: datetime | None, is_newest: bool, now: datetime
) -> None:
    """Refuse an invitation that was used, replaced by a newer one, or is too old.

    Raises:
        Refused: with what to do.
    """
    if used_at is not None:
        msg = "This link was used already. Log in with your password, or ask an administrator for a new link."
        raise Refused(msg)
    if not is_newest:
        msg = "A newer link was made for you, and only that one works. Ask an administrator if you lack it."
        raise Refused(msg)
    if now >= expires_at:
        msg = "This link is too old. Ask an administrator for a new one."
        raise Refused(msg)


def check_not_last_administrator(*, role: Role, others: int) -> None:
    """Refuse to take the last administrator's role away, because nobody could give it back.

    Raises:
        Refused: with what to do.
    """
    if role is Role.ADMINISTRATOR and others == 0:
        msg = "This is the only administrator. Make somebody else an administrator first."
        raise Refused(msg)
