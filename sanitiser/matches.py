"""What a recogniser returns, and the small engine that runs tables of patterns."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sanitiser.kinds import Identifies, Kind


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the folded text. Offsets are into that text; the engine maps them back."""

    start: int
    end: int
    kind: Kind
    score: float
    recogniser: str
    reason: str
    identifies: Identifies | None = None

    @property
    def length(self) -> int:
        """Characters covered."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its hits mean. Group ``it`` is the identifier, or the whole hit where there is none.

    *check* sees the identifier and may refuse it. *score* runs from 0 to 1.
    """

    kind: Kind
    pattern: re.Pattern[str]
    score: float
    reason: str
    check: Callable[[str], bool] | None = None
    identifies: Identifies | None = None


def rule(
    kind: Kind,
    pattern: str,
    score: float,
    reason: str,
    *,
    check: Callable[[str], bool] | None = None,
    identifies: Identifies | None = None,
    flags: int = 0,
) -> Rule:
    """Compile one row of a recogniser's table."""
    return Rule(kind, re.compile(pattern, flags), score, reason, check, identifies)


def apply(rules: Iterable[Rule], text: str, recogniser: str) -> Iterator[Match]:
    """Run every rule over *text*."""
    for each in rules:
        group = "it" if "it" in each.pattern.groupindex else 0
        for hit in each.pattern.finditer(text):
            start, end = hit.span(group)
            if start < end and (each.check is None or each.check(text[start:end])):
                yield Match(start, end, each.kind, each.score, recogniser, each.reason, each.identifies)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A family of identifiers and the function that finds them.

    A *soft* recogniser guesses names from shape and neighbourhood: where a hard one sees structure in the
    same place, the soft one gives way.
    """

    name: str
    find: Callable[[str], Iterable[Match]]
    soft: bool = False
