"""An assembly problem: a pool of items in columns and the limits a form must keep.

This is the format `assembly-problem/1` as frozen data. What the format defines (which items may be used, what
a `where` matches, Fisher information) stands here once; solver and checker each do the rest on their own.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from itembank.core.errors import Invalid
from itembank.core.hashing import sha256_json

FORMAT = "assembly-problem/1"
INFORMATION = "info@"

Value = str | int | float | bool | None
Json = Mapping[str, object]
ConstraintKind = Literal["count", "sum"]
ObjectiveKind = Literal["none", "minimax_tif", "maximin_tif", "mean_p"]


class MalformedProblem(Invalid):
    """The problem breaks the format; `place` is the key's path, such as `spec.constraints[2].kind`."""

    def __init__(self, place: str, reason: str) -> None:
        """Keep the path and put it before the reason."""
        super().__init__(f"{place}: {reason}", place)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A named limit on each form: how many items match `where`, or the sum of `attr` over them."""

    id: str
    label: str
    kind: ConstraintKind
    where: Mapping[str, tuple[Value, ...]]
    attr: str | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def name(self) -> str:
        """What people call this limit."""
        return self.label or self.id


@dataclass(frozen=True, slots=True)
class Objective:
    """What makes one allowed form better than another.

    `mean_p` is ours: the expected scores `p` of a form's items should sum to its length times `target[0]`.
    """

    kind: ObjectiveKind = "none"
    theta: tuple[float, ...] = ()
    target: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """The rules and limits that the forms must keep."""

    n_forms: int
    form_length: int
    eligible_status: tuple[str, ...]
    enemies: bool
    constraints: tuple[Constraint, ...]
    objective: Objective
    max_exposure: int | None = None
    sets: Literal["all_or_none"] | None = None
    max_use_per_item: int | None = None
    max_pair_overlap: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A pool and what to make of it. `d` is the IRT scaling constant; `columns` all have the same length."""

    name: str
    seed: int
    d: float
    columns: Mapping[str, tuple[Value, ...]]
    enemy_pairs: tuple[tuple[str, str], ...]
    enemy_groups: tuple[tuple[str, ...], ...]
    spec: Spec

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the items, in pool order; ids are always text."""
        return cast("tuple[str, ...]", self.columns["id"])


def may_be_used(problem: Problem, item: int) -> bool:
    """Whether the item at this position has an eligible status and few enough past uses."""
    return has_eligible_status(problem, item) and has_low_exposure(problem, item)


def has_eligible_status(problem: Problem, item: int) -> bool:
    """Whether the item's status is one of those that may be used."""
    return problem.columns["status"][item] in problem.spec.eligible_status


def has_low_exposure(problem: Problem, item: int) -> bool:
    """Whether the item was used no more often than allowed."""
    limit = problem.spec.max_exposure
    return limit is None or number_at(problem, "exposure", item) <= limit


def matches(problem: Problem, where: Mapping[str, tuple[Value, ...]], item: int) -> bool:
    """Whether every column named in *where* holds one of its values; an empty *where* matches every item."""
    return all(problem.columns[column][item] in wanted for column, wanted in where.items())


def number_at(problem: Problem, column: str, item: int) -> float:
    """Return a number of a column; raise `MalformedProblem` naming the place when there is none."""
    value = problem.columns[column][item]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedProblem(
            f"items.{column}[{item}]", "this must be a number, because the problem counts with it"
        )
    return value


def attribute(problem: Problem, attr: str, item: int) -> float:
    """Return the number an item adds to a sum: a column, or `info@THETA`, its information at that ability."""
    if not attr.startswith(INFORMATION):
        return number_at(problem, attr, item)
    return information(problem, float(attr.removeprefix(INFORMATION)), item)


def information(problem: Problem, theta: float, item: int) -> float:
    """Return the item's Fisher information at *theta* under the 3PL model, to twelve decimals.

    It is rounded once, so that two machines whose exponentials differ in the last bit pose the same problem.
    """
    a, b, c = (number_at(problem, column, item) for column in ("a", "b", "c"))
    logit = problem.d * a * (theta - b)
    chance = c + (1 - c) * _logistic(logit)
    if chance in (0.0, 1.0):
        return 0.0
    return round((problem.d * a) ** 2 * ((chance - c) / (1 - c)) ** 2 * (1 - chance) / chance, 12)


def _logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)) without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


def needed_columns(spec: Spec) -> tuple[str, ...]:
    """Return the columns that must hold numbers for the rules and the objective, whatever the item."""
    columns: tuple[str, ...] = () if spec.max_exposure is None else ("exposure",)
    if spec.objective.kind == "mean_p":
        columns += ("p",)
    if spec.objective.theta:
        columns += ("a", "b", "c")
    return columns


def attr_columns(attr: str) -> tuple[str, ...]:
    """Return the columns behind an `attr`."""
    return ("a", "b", "c") if attr.startswith(INFORMATION) else (attr,)


def enemies_of(problem: Problem) -> Iterator[tuple[str, ...]]:
    """Yield each set of items of which a form may hold at most one."""
    yield from problem.enemy_pairs
    yield from problem.enemy_groups


def set_members(problem: Problem) -> dict[str, tuple[int, ...]]:
    """Return the positions of the items of each stimulus set, in pool order."""
    members: dict[str, tuple[int, ...]] = {}
    for item, name in enumerate(problem.columns.get("set", ())):
        if name is not None:
            members[str(name)] = (*members.get(str(name), ()), item)
    return members


def to_dict(problem: Problem) -> dict[str, object]:
    """Return the problem in the file format, ready for JSON."""
    return {
        "format": FORMAT,
        "name": problem.name,
        "seed": problem.seed,
        "D": problem.d,
        "items": {column: list(values) for column, values in problem.columns.items()},
        "enemy_pairs": [list(pair) for pair in problem.enemy_pairs],
        "enemy_groups": [list(group) for group in problem.enemy_groups],
        "spec": _spec_dict(problem.spec),
    }


def _spec_dict(spec: Spec) -> dict[str, object]:
    return {
        "n_forms": spec.n_forms,
        "form_length": spec.form_length,
        "eligible_status": list(spec.eligible_status),
        "max_exposure": spec.max_exposure,
        "enemies": spec.enemies,
        "sets": spec.sets,
        "max_use_per_item": spec.max_use_per_item,
        "max_pair_overlap": spec.max_pair_overlap,
        "constraints": [_constraint_dict(constraint) for constraint in spec.constraints],
        "objective": _objective_dict(spec.objective),
    }


def _constraint_dict(constraint: Constraint) -> dict[str, object]:
    return {
        "id": constraint.id,
        "label": constraint.label,
        "kind": constraint.kind,
        "where": {column: list(values) for column, values in constraint.where.items()},
        "attr": constraint.attr,
        "min": constraint.minimum,
        "max": constraint.maximum,
    }


def _objective_dict(objective: Objective) -> dict[str, object]:
    if objective.kind == "mean_p":
        return {"kind": "mean_p", "target": objective.target[0]}
    parts = {"theta": objective.theta, "target": objective.target, "weights": objective.weights}
    return {"kind": objective.kind} | {key: list(values) for key, values in parts.items() if values}


def problem_hash(problem: Problem) -> str:
    """Return the SHA-256 of the whole problem in canonical JSON."""
    return sha256_json(to_dict(problem))


def pool_hash(problem: Problem) -> str:
    """Return the SHA-256 of the items and their enemies, whatever is asked of them."""
    whole = to_dict(problem)
    return sha256_json({key: whole[key] for key in ("items", "enemy_pairs", "enemy_groups")})


def spec_hash(problem: Problem) -> str:
    """Return the SHA-256 of the specification, whatever the pool."""
    return sha256_json(_spec_dict(problem.spec))
