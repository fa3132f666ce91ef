"""What the bank may ask of the parts above it, without knowing them.

An item knows its source only as an opaque token. The people behind a source, and the check of an item's text
against it, are answered by `scenarios`; the composition root connects the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from itembank.core.work import Work


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """A stretch of an *item* that repeats its source; never a stretch of the source."""

    field: str
    start: int
    end: int
    reason: str
    blocks: bool


class SourceDesk(Protocol):
    """Answers about sources by token only."""

    def is_live(self, work: "Work", token: str) -> bool:
        """Whether a cleared, attested source stands behind *token*."""

    def barred_people(self, work: "Work", token: str) -> frozenset[int]:
        """Ids of people who may not review an item from this source: whoever contributed it."""

    def check(self, work: "Work", token: str, fields: Mapping[str, str]) -> tuple[SourceFinding, ...]:
        """Compare an item's fields with the sealed source and say where they repeat it."""

    def label(self, work: "Work", token: str) -> str:
        """A label for editors that says nothing about the contributor."""

    def link(self, work: "Work", token: str) -> str:
        """The address of the page of a live source, or nothing; the page asks again who may read it."""


class DomainNames(Protocol):
    """Names of the domains that people can have experience in."""

    def titles(self, work: "Work") -> dict[tuple[str, str, str], str]:
        """Return the title of every (framework, version, domain)."""


class NoDomains:
    """The null catalogue of a bank without a framework."""

    def titles(self, work: "Work") -> dict[tuple[str, str, str], str]:  # noqa: ARG002 - the signature is the protocol's
        """No domain has a name here."""
        return {}


class NoSources:
    """The null desk of a bank without submissions: no token is live."""

    def is_live(self, work: "Work", token: str) -> bool:  # noqa: ARG002 - the signature is the protocol's
        """No source is known here."""
        return False

    def barred_people(self, work: "Work", token: str) -> frozenset[int]:  # noqa: ARG002 - the signature is the protocol's
        """Nobody is barred, as nobody contributed."""
        return frozenset()

    def check(self, work: "Work", token: str, fields: Mapping[str, str]) -> tuple[SourceFinding, ...]:  # noqa: ARG002 - the signature is the protocol's
        """There is nothing to compare with."""
        return ()

    def label(self, work: "Work", token: str) -> str:  # noqa: ARG002 - the signature is the protocol's
        """Say that the source is unknown."""
        return "unknown source"

    def link(self, work: "Work", token: str) -> str:  # noqa: ARG002 - the signature is the protocol's
        """No source has a page here."""
        return ""
