"""Why there is no form: which limit is short by how many, and a smallest set of limits in conflict."""

import contextlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from itembank.assembly import model
from itembank.assembly.check import limit_words
from itembank.assembly.engine import Engine, Options
from itembank.assembly.problem import (
    Constraint,
    Problem,
    has_eligible_status,
    has_low_exposure,
    matches,
    may_be_used,
)

_NAMES = {
    model.LENGTH: "Form length",
    model.STATUS: "Item status",
    model.EXPOSURE: "Past uses",
    model.ENEMIES: "Enemies",
    model.SETS: "Stimulus sets",
}
# Shortages of sums are told in thousandths, rounded up.
_STEPS = 1000
# Short lines that each get an order of their own in the search for a small conflict.
_LEADS = 4


@dataclass(frozen=True, slots=True)
class Shortage:
    """A limit for which the pool holds too few items: how many are `needed` and how many `fit`."""

    line: str
    name: str
    needed: int
    fit: int
    sentence: str

    @property
    def short_by(self) -> int:
        """How many items are missing."""
        return self.needed - self.fit


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A limit of the conflict. `short_by` is how far it must give way when the others of the conflict stay.

    It is None for rules, which hold or do not.
    """

    line: str
    name: str
    short_by: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no form. `conflict` is empty when `proved` is false: the time ran out first.

    `oracle_calls` counts the solver runs it took.
    """

    shortages: tuple[Shortage, ...]
    conflict: tuple[ConflictLine, ...]
    proved: bool
    oracle_calls: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The ids of the limits in conflict, as the file format lists them."""
        return tuple(part.line for part in self.conflict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything to tell people, in reading order."""
        told = tuple(shortage.sentence for shortage in self.shortages)
        if not self.proved:
            return (*told, "The limits in conflict could not be found in the time given: allow more time.")
        if not self.conflict or self._is_told_by_shortages():
            return told
        heading = (
            "This limit cannot be kept with this pool:"
            if len(self.conflict) == 1
            else "These limits cannot hold together; giving way on any one of them settles this conflict:"
        )
        return (*told, heading, *(part.sentence for part in self.conflict))

    def _is_told_by_shortages(self) -> bool:
        """Whether the conflict is a shortage and what bars items, so that telling it adds nothing."""
        short = {shortage.line for shortage in self.shortages}
        return bool(short) and {*self.lines} <= {*short, model.STATUS, model.EXPOSURE}


def supply(problem: Problem) -> tuple[Shortage, ...]:
    """Return the limits that ask for more items than fit, in the specification's order; needs no solver."""
    return tuple(_shortages(problem))


def _shortages(problem: Problem) -> Iterator[Shortage]:
    for constraint in problem.spec.constraints:
        if constraint.kind == "count" and constraint.minimum is not None:
            found = [item for item in range(len(problem.ids)) if matches(problem, constraint.where, item)]
            yield from _shortage(problem, constraint.id, math.ceil(constraint.minimum), found)
    yield from _shortage(problem, model.LENGTH, problem.spec.form_length, range(len(problem.ids)))


def _shortage(problem: Problem, line: str, needed: int, found: Sequence[int]) -> Iterator[Shortage]:
    fit = sum(may_be_used(problem, item) for item in found)
    if fit >= needed:
        return
    name = name_of(problem, line)
    fitting = f"{fit} {_statuses(problem)} {'item fits' if fit == 1 else 'items fit'}"
    sentence = f"{name}: {needed} needed, {fitting}: short by {needed - fit}."
    yield Shortage(line, name, needed, fit, " ".join([sentence, *_barred(problem, found)]))


def _statuses(problem: Problem) -> str:
    return " or ".join(_words(status) for status in problem.spec.eligible_status)


def _words(status: object) -> str:
    return str(status).replace("_", " ")


def _barred(problem: Problem, found: Sequence[int]) -> Iterator[str]:
    """Say how many more items there would be, and what bars them."""
    statuses = Counter(problem.columns["status"][i] for i in found if not has_eligible_status(problem, i))
    for status, count in sorted(statuses.items(), key=lambda pair: str(pair[0])):
        yield f"{count} more {'is' if count == 1 else 'are'} {_words(status)}."
    worn = sum(has_eligible_status(problem, i) and not has_low_exposure(problem, i) for i in found)
    if worn:
        were = "was" if worn == 1 else "were"
        yield f"{worn} more {were} used more than {problem.spec.max_exposure} times."


def name_of(problem: Problem, line: str) -> str:
    """Return what people call a line."""
    if line in _NAMES:
        return _NAMES[line]
    return _constraint(problem, line).name


def _constraint(problem: Problem, line: str) -> Constraint:
    return next(constraint for constraint in problem.spec.constraints if constraint.id == line)


class _OutOfTime(Exception):
    """The oracle could not answer in the time that is left."""


@dataclass(slots=True)
class _Oracle:
    """Answers whether lines can hold together; counts its calls."""

    problem: Problem
    engine: Engine
    deadline: float
    clock: Callable[[], float]
    calls: int = 0

    def allows(self, lines: Sequence[str]) -> bool:
        """Whether some selection of items keeps all of *lines*."""
        return self._run(model.build(self.problem, lines)) is not None

    def nearest(self, lines: Sequence[str], line: str, limit: float, side: int) -> float | None:
        """Return the value of *line* nearest to *limit*, above (side 1) or below (-1), while *lines* hold.

        None when there is no value on that side.
        """
        programme = model.build(self.problem, lines)
        row = model.line_row(self.problem, programme.items, line)
        beyond = replace(row, lower=limit, upper=None) if side > 0 else replace(row, lower=None, upper=limit)
        worth = dict(zip(row.columns, row.values, strict=True))
        costs = tuple(side * worth.get(place, 0.0) for place in range(len(programme.items)))
        taken = self._run(replace(programme, rows=(*programme.rows, beyond), costs=costs))
        if taken is None:
            return None
        return sum(worth.get(place, 0.0) for place, item in enumerate(programme.items) if item in taken)

    def _run(self, programme: model.Model) -> frozenset[int] | None:
        left = self.deadline - self.clock()
        if left <= 0:
            raise _OutOfTime
        self.calls += 1
        answer = self.engine.run(programme, Options(left, self.problem.seed))
        if answer.status not in {"optimal", "infeasible"}:
            raise _OutOfTime
        return None if answer.items is None else frozenset(answer.items)


def explain(
    problem: Problem,
    *,
    time_limit: float = 30.0,
    engine: Engine | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Explanation:
    """Explain why the problem has no form, within *time_limit* seconds.

    For a problem that has one, the explanation is empty and proved. Raises `Unavailable` when the solver
    cannot run.
    """
    with contextlib.nullcontext(engine) if engine is not None else Engine() as process:
        oracle = _Oracle(problem, process, clock() + time_limit, clock)
        try:
            conflict = _smallest_conflict(oracle)
            told = tuple(_told(oracle, conflict, line) for line in conflict)
        except _OutOfTime:
            return Explanation(supply(problem), (), proved=False, oracle_calls=oracle.calls)
    return Explanation(supply(problem), told, proved=True, oracle_calls=oracle.calls)


def _smallest_conflict(oracle: _Oracle) -> tuple[str, ...]:
    """Return the smallest of several minimal conflicts, and of equals the one with the fewest rules.

    Which minimal conflict is found depends on the order of the lines, so several orders are tried.
    """
    lines = model.lines(oracle.problem)
    if oracle.allows(lines):
        return ()
    rules = frozenset(_NAMES)
    found = [_quick_xplain(oracle, order) for order in _orders(oracle.problem, lines)]
    best = min(found, key=lambda conflict: (len(conflict), len(rules.intersection(conflict))))
    return tuple(line for line in lines if line in best)


def _orders(problem: Problem, lines: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the orders to try: a conflict is drawn from as few of the leading lines as hold one.

    First what staff set, then the other way round, then each line that is short of items with what bars them.
    """
    short = [shortage.line for shortage in supply(problem)][:_LEADS]
    return [lines, lines[::-1], *(_led(lines, {line, model.STATUS, model.EXPOSURE}) for line in short)]


def _led(lines: tuple[str, ...], lead: set[str]) -> tuple[str, ...]:
    return (*(line for line in lines if line in lead), *(line for line in lines if line not in lead))


def _quick_xplain(oracle: _Oracle, lines: Sequence[str]) -> tuple[str, ...]:
    """Return a minimal conflict among *lines*, which together allow nothing (Junker's QuickXplain).

    It is minimal: leave any one line out and the others can hold together.
    """

    def search(background: tuple[str, ...], added: bool, candidates: tuple[str, ...]) -> tuple[str, ...]:  # noqa: FBT001 - the algorithm's own parameter
        if added and not oracle.allows(background):
            return ()
        if len(candidates) == 1:
            return candidates
        middle = len(candidates) // 2
        first, second = candidates[:middle], candidates[middle:]
        from_second = search((*background, *first), bool(first), second)
        from_first = search((*background, *from_second), bool(from_second), first)
        return (*from_first, *from_second)

    return search((), added=False, candidates=tuple(lines))


def _told(oracle: _Oracle, conflict: Sequence[str], line: str) -> ConflictLine:
    name = name_of(oracle.problem, line)
    if line.startswith("rule:"):
        return ConflictLine(line, name, None, f"{name}: {_rule_words(oracle.problem, line)}.")
    low, high = _bounds(oracle.problem, line)
    others = tuple(other for other in conflict if other != line)
    below = None if low is None else oracle.nearest(others, line, low, -1)
    above = None if high is None else oracle.nearest(others, line, high, 1)
    short = math.inf if low is None or below is None else _rounded_up(low - below)
    over = math.inf if high is None or above is None else _rounded_up(above - high)
    gap = min(short, over)
    reached, side = (below, "short") if short <= over else (above, "over")
    words = f"{name}: {limit_words(low, high)}, {reached:g} possible: {side} by {gap:g}."
    return ConflictLine(line, name, gap, words)


def _bounds(problem: Problem, line: str) -> tuple[float | None, float | None]:
    if line == model.LENGTH:
        return problem.spec.form_length, problem.spec.form_length
    constraint = _constraint(problem, line)
    return constraint.minimum, constraint.maximum


def _rounded_up(gap: float) -> float:
    """Round up, so that giving way by the number told is always enough."""
    return math.ceil(round(gap * _STEPS, 3)) / _STEPS


def _rule_words(problem: Problem, line: str) -> str:
    return {
        model.STATUS: f"only {_statuses(problem)} items may be used",
        model.EXPOSURE: f"an item used more than {problem.spec.max_exposure} times may not be used",
        model.ENEMIES: "of each group or pair of enemies at most one item may be used",
        model.SETS: "a stimulus set is used whole or not at all",
    }[line]
