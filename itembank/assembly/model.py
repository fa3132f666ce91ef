"""The mixed-integer programme of one form: a yes-or-no column for each item, a row for each named limit.

Pure: nothing here knows a solver. A model can be built from some of the lines only, which is how a conflict
among them is found.
"""

import hashlib
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from itembank.assembly.problem import (
    Constraint,
    MalformedProblem,
    Problem,
    attribute,
    has_eligible_status,
    has_low_exposure,
    matches,
    number_at,
    set_members,
)

LENGTH = "length"
STATUS = "rule:status"
EXPOSURE = "rule:exposure"
SETS = "rule:sets"
ENEMIES = "rule:enemies"

# Room for the solver's rounding when a value that was reached is made a limit; far below any item's share.
SLACK = 1e-7
# Difficulties are taken to lie on a grid of this many steps when they do; see `least_deviation`.
_GRID = 10_000
# How far a draw for breaking ties can reach: whole numbers, so that the solver can prove the least sum.
_DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A linear limit: the `values` of chosen `columns` sum to between `lower` and `upper` (None: open)."""

    line: str
    columns: tuple[int, ...]
    values: tuple[float, ...]
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Model:
    """A programme to minimise: the sum of `costs` over the columns, within the rows.

    There is a yes-or-no column for each of `items` (positions in the pool), then, when the objective needs
    it, a continuous one with the bounds `rest`.
    """

    items: tuple[int, ...]
    rows: tuple[Row, ...]
    costs: tuple[float, ...]
    rest: tuple[float, float | None] | None = None


def lines(problem: Problem) -> tuple[str, ...]:
    """Return the names of all limits and rules: what staff set first, the rules they cannot change last."""
    spec = problem.spec
    rules = {
        SETS: spec.sets is not None,
        EXPOSURE: spec.max_exposure is not None,
        ENEMIES: spec.enemies,
        STATUS: True,
    }
    named = tuple(constraint.id for constraint in spec.constraints)
    return (*named, LENGTH, *(rule for rule, holds in rules.items() if holds))


def build(problem: Problem, active: Collection[str] | None = None) -> Model:
    """Return the model with the problem's objective; *active* names the lines to keep, None keeps all."""
    kept = frozenset(lines(problem) if active is None else active)
    items = tuple(item for item in range(len(problem.ids)) if _enters(problem, item, kept))
    rows = tuple(_rows(problem, items, kept))
    return Model(items, rows, (0.0,) * len(items))


def _enters(problem: Problem, item: int, kept: frozenset[str]) -> bool:
    """Whether the item gets a column: the kept rules allow it, and it has the numbers kept limits sum."""
    if STATUS in kept and not has_eligible_status(problem, item):
        return False
    if EXPOSURE in kept and not has_low_exposure(problem, item):
        return False
    sums = (
        c for c in problem.spec.constraints if c.attr and c.id in kept and matches(problem, c.where, item)
    )
    return all(_has_number(problem, c, item) for c in sums)


def _has_number(problem: Problem, constraint: Constraint, item: int) -> bool:
    try:
        attribute(problem, constraint.attr or "", item)
    except MalformedProblem:
        return False
    return True


def _rows(problem: Problem, items: tuple[int, ...], kept: frozenset[str]) -> Iterator[Row]:
    column = {item: place for place, item in enumerate(items)}
    for constraint in problem.spec.constraints:
        if constraint.id in kept:
            yield line_row(problem, items, constraint.id)
    if LENGTH in kept:
        yield line_row(problem, items, LENGTH)
    if ENEMIES in kept and problem.spec.enemies:
        yield from _enemy_rows(problem, column)
    if SETS in kept and problem.spec.sets:
        yield from _set_rows(problem, column)


def line_row(problem: Problem, items: Sequence[int], line: str) -> Row:
    """Return the row of the length or of a constraint over *items*."""
    if line == LENGTH:
        length = problem.spec.form_length
        return Row(LENGTH, tuple(range(len(items))), (1.0,) * len(items), length, length)
    constraint = next(c for c in problem.spec.constraints if c.id == line)
    places = tuple(place for place, item in enumerate(items) if matches(problem, constraint.where, item))
    values = tuple(attribute(problem, constraint.attr, items[p]) if constraint.attr else 1.0 for p in places)
    return Row(line, places, values, constraint.minimum, constraint.maximum)


def _enemy_rows(problem: Problem, column: dict[int, int]) -> Iterator[Row]:
    place = {name: column[item] for item, name in enumerate(problem.ids) if item in column}
    groups = [tuple(sorted(place[name] for name in group if name in place)) for group in problem.enemy_groups]
    pairs = [
        (place[one], place[other]) for one, other in problem.enemy_pairs if one in place and other in place
    ]
    for clique in (*groups, *_cliques(pairs)):
        if len(clique) > 1:
            yield Row(ENEMIES, clique, (1.0,) * len(clique), None, 1)


def _cliques(pairs: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Cover the pairs by sets that are enemies throughout: fewer and tighter rows than one for each pair."""
    foes: dict[int, set[int]] = {}
    for one, other in pairs:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    covered: set[tuple[int, int]] = set()
    cliques: list[tuple[int, ...]] = []
    for one, other in sorted((min(pair), max(pair)) for pair in pairs):
        if (one, other) not in covered:
            clique = _grown(one, other, foes)
            covered.update((a, b) for a in clique for b in clique if a < b)
            cliques.append(clique)
    return cliques


def _grown(one: int, other: int, foes: dict[int, set[int]]) -> tuple[int, ...]:
    clique = [one, other]
    for third in sorted(foes[one] & foes[other]):
        if foes[third].issuperset(clique):
            clique.append(third)
    return tuple(sorted(clique))


def _set_rows(problem: Problem, column: dict[int, int]) -> Iterator[Row]:
    """Keep each stimulus set whole or out; one with a member that may not be used is out."""
    for members in set_members(problem).values():
        places = tuple(column[item] for item in members if item in column)
        if len(places) < len(members) and places:
            yield Row(SETS, places, (1.0,) * len(places), 0, 0)
        elif places:
            yield from (Row(SETS, (places[0], place), (1.0, -1.0), 0, 0) for place in places[1:])


def with_objective(problem: Problem, model: Model) -> Model:
    """Return *model* with the problem's objective: a continuous column and the rows that tie it to the items.

    Maximin is minimised as its negative.
    """
    objective = problem.spec.objective
    if objective.kind == "mean_p":
        values = [number_at(problem, "p", item) for item in model.items]
        target = problem.spec.form_length * objective.target[0]
        rows = _deviation_rows(values, target)
        return _extended(model, rows, 1.0, max(0.0, least_deviation(problem, values) - SLACK))
    informations = [
        [attribute(problem, f"info@{theta}", item) for item in model.items] for theta in objective.theta
    ]
    if objective.kind == "minimax_tif":
        rows = [
            row
            for values, target in zip(informations, objective.target, strict=True)
            for row in _deviation_rows(values, target)
        ]
        return _extended(model, rows, 1.0, 0.0)
    if objective.kind == "maximin_tif":
        rows = [
            _least_row(values, weight) for values, weight in zip(informations, objective.weights, strict=True)
        ]
        return _extended(model, rows, -1.0, 0.0)
    return model


def _deviation_rows(values: Sequence[float], target: float) -> list[Row]:
    """Keep the sum within the last column's value of *target*, on both sides."""
    columns = tuple(range(len(values) + 1))
    return [
        Row("objective", columns, (*values, -1.0), None, target),
        Row("objective", columns, (*values, 1.0), target, None),
    ]


def _least_row(values: Sequence[float], weight: float) -> Row:
    """Keep the last column, times *weight*, at or below the sum."""
    return Row("objective", tuple(range(len(values) + 1)), (*values, -weight), 0, None)


def _extended(model: Model, rows: Sequence[Row], cost: float, least: float) -> Model:
    return replace(model, rows=(*model.rows, *rows), costs=(*model.costs, cost), rest=(least, None))


def least_deviation(problem: Problem, values: Sequence[float]) -> float:
    """Return a deviation from the target sum that no form can beat, because the difficulties lie on a grid.

    If all are multiples of 0.05, so is every sum, and a target of 13.01 is missed by at least 0.01. Without
    this the solver would search for a better form to the end of its time. 0 when they lie on no grid.
    """
    steps = [round(value * _GRID) for value in values]
    if not values or any(
        abs(value * _GRID - step) > SLACK for value, step in zip(values, steps, strict=True)
    ):
        return 0.0
    length = problem.spec.form_length
    target = length * problem.spec.objective.target[0] * _GRID
    offset, stride = length * steps[0], math.gcd(*(step - steps[0] for step in steps))
    if stride == 0:
        return abs(target - offset) / _GRID
    rest = (target - offset) % stride
    return min(rest, stride - rest) / _GRID


def tie_costs(problem: Problem, model: Model) -> list[tuple[float, ...]]:
    """Return what to minimise, in turn, among equally good forms: past uses, then a draw from the seed.

    The draw makes the answer the problem's and not the solver's: another path through the same problem ends
    at the same form, and another seed at another one that is just as good.
    """
    uses = tuple(_uses(problem, item) for item in model.items)
    draws = tuple(_draw(problem.seed, problem.ids[item]) for item in model.items)
    return [draws] if len(set(uses)) < 2 else [uses, draws]  # noqa: PLR2004 - equal uses decide nothing


def _uses(problem: Problem, item: int) -> float:
    value = problem.columns["exposure"][item] if "exposure" in problem.columns else 0
    return float(value) if isinstance(value, int | float) else 0.0


def _draw(seed: int, name: str) -> float:
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return float(int.from_bytes(digest[:8], "big") % _DRAWS)


def with_costs(model: Model, costs: Sequence[float], *, keep: float | None = None) -> Model:
    """Return *model* minimising *costs* over its items, the objective's column held at or below *keep*."""
    rest = None if model.rest is None else (model.rest[0], keep)
    return replace(model, costs=(*costs, *(() if rest is None else (0.0,))), rest=rest)


def with_limit(model: Model, costs: Sequence[float], most: float) -> Model:
    """Return *model* with a row that holds the sum of *costs* over the chosen items at or below *most*."""
    row = Row("ties", tuple(range(len(model.items))), tuple(costs), None, most)
    return replace(model, rows=(*model.rows, row))
