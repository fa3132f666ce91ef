"""Who is acting: what operations and rules may know about a person."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the system itself, at the moment of an action."""

    id: int | None
    name: str
    permissions: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether the person is logged in."""
        return self.id is not None

    def may(self, permission: StrEnum) -> bool:
        """Whether the person holds *permission* through any role."""
        return permission in self.permissions

    def may_any(self, permissions: Collection[StrEnum]) -> bool:
        """Whether the person holds at least one of *permissions*."""
        return not self.permissions.isdisjoint(permissions)

    @property
    def known_id(self) -> int:
        """The id of a logged-in person.

        Raises:
            ValueError: for a stranger or the system.
        """
        if self.id is None:
            msg = "this action needs a logged-in person"
            raise ValueError(msg)
        return self.id


SYSTEM = Actor(id=None, name="system")
STRANGER = Actor(id=None, name="visitor")
