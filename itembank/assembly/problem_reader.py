"""Reading `assembly-problem/1`: a fault is refused with the path of the offending key; nothing is guessed."""

import math
from collections.abc import Mapping, Sequence
from typing import get_args

from itembank.assembly.problem import (
    FORMAT,
    INFORMATION,
    Constraint,
    ConstraintKind,
    MalformedProblem,
    Objective,
    ObjectiveKind,
    Problem,
    Spec,
    Value,
    attr_columns,
    matches,
    may_be_used,
    needed_columns,
    number_at,
)

_SPEC_KEYS = frozenset(
    {
        "n_forms",
        "form_length",
        "eligible_status",
        "max_exposure",
        "enemies",
        "sets",
        "max_use_per_item",
        "max_pair_overlap",
        "constraints",
        "objective",
    }
)
_CONSTRAINT_KEYS = frozenset({"id", "label", "kind", "where", "attr", "min", "max"})
_OBJECTIVE_KEYS: Mapping[str, frozenset[str]] = {
    "none": frozenset({"kind"}),
    "minimax_tif": frozenset({"kind", "theta", "target"}),
    "maximin_tif": frozenset({"kind", "theta", "weights"}),
    "mean_p": frozenset({"kind", "target"}),
}
_RESERVED = ("length", "rule:")


def from_dict(data: object) -> Problem:
    """Return the problem that *data*, parsed JSON, holds.

    Raises `MalformedProblem` naming the offending key. Keys beside those of the format are passed over at the
    top, where notes may stand, and refused inside `spec`, where a misspelt limit would hold nothing.
    """
    top = _mapping(data, "problem")
    _one_of(_get(top, "format", ""), (FORMAT,), "format")
    columns = _columns(_get(top, "items", ""))
    spec = _spec(_mapping(_get(top, "spec", ""), "spec"), columns)
    ids = frozenset(columns["id"])
    problem = Problem(
        name=_text(_get(top, "name", ""), "name"),
        seed=_integer(_get(top, "seed", ""), "seed", 0),
        d=_positive(top.get("D", 1.0), "D"),
        columns=columns,
        enemy_pairs=tuple((pair[0], pair[1]) for pair in _enemies(top, "enemy_pairs", spec, ids)),
        enemy_groups=_enemies(top, "enemy_groups", spec, ids),
        spec=spec,
    )
    _check_numbers(problem)
    return problem


def _columns(data: object) -> dict[str, tuple[Value, ...]]:
    raw = _mapping(data, "items")
    for required in ("id", "status"):
        _get(raw, required, "items")
    columns = {name: _column(values, f"items.{name}") for name, values in raw.items()}
    for name, values in columns.items():
        if len(values) != len(columns["id"]):
            raise MalformedProblem(
                f"items.{name}",
                f"this column has {len(values)} values, but there are {len(columns['id'])} ids",
            )
    _check_ids(columns["id"])
    for item, status in enumerate(columns["status"]):
        _text(status, f"items.status[{item}]")
    return columns


def _column(data: object, path: str) -> tuple[Value, ...]:
    return tuple(_value(value, f"{path}[{item}]") for item, value in enumerate(_list(data, path)))


def _check_ids(ids: Sequence[Value]) -> None:
    seen: set[Value] = set()
    for item, name in enumerate(ids):
        if not _text(name, f"items.id[{item}]"):
            raise MalformedProblem(f"items.id[{item}]", "an id cannot be empty")
        if name in seen:
            raise MalformedProblem(
                f"items.id[{item}]", f"the id {name} stands twice; each item needs its own"
            )
        seen.add(name)


def _enemies(
    top: Mapping[str, object], key: str, spec: Spec, ids: frozenset[Value]
) -> tuple[tuple[str, ...], ...]:
    if key not in top and not spec.enemies:
        return ()
    groups = _list(_get(top, key, ""), key)
    return tuple(_enemy_group(group, f"{key}[{place}]", ids) for place, group in enumerate(groups))


def _enemy_group(data: object, path: str, ids: frozenset[Value]) -> tuple[str, ...]:
    group = tuple(_text(name, f"{path}[{place}]") for place, name in enumerate(_list(data, path)))
    for place, name in enumerate(group):
        if name not in ids:
            raise MalformedProblem(f"{path}[{place}]", f"no item has the id {name}")
    if path.startswith("enemy_pairs") and len(group) != 2:  # noqa: PLR2004 - a pair is two
        raise MalformedProblem(path, "a pair names exactly two ids")
    if len(set(group)) != len(group):
        raise MalformedProblem(path, "an item cannot be its own enemy; name each id once")
    return group


def _spec(data: Mapping[str, object], columns: Mapping[str, tuple[Value, ...]]) -> Spec:
    _only(data, _SPEC_KEYS, "spec")
    sets = data.get("sets")
    if sets is not None:
        _one_of(sets, ("all_or_none",), "spec.sets")
    statuses = _list(_get(data, "eligible_status", "spec"), "spec.eligible_status")
    spec = Spec(
        n_forms=_integer(_get(data, "n_forms", "spec"), "spec.n_forms", 1),
        form_length=_integer(_get(data, "form_length", "spec"), "spec.form_length", 1),
        eligible_status=tuple(_text(name, f"spec.eligible_status[{at}]") for at, name in enumerate(statuses)),
        enemies=_truth(_get(data, "enemies", "spec"), "spec.enemies"),
        constraints=_constraints(_list(_get(data, "constraints", "spec"), "spec.constraints"), columns),
        objective=_objective(_mapping(_get(data, "objective", "spec"), "spec.objective")),
        max_exposure=_integer_or_none(data, "max_exposure", 0),
        sets="all_or_none" if sets else None,
        max_use_per_item=_integer_or_none(data, "max_use_per_item", 1),
        max_pair_overlap=_integer_or_none(data, "max_pair_overlap", 0),
    )
    _require_columns(spec, columns)
    return spec


def _require_columns(spec: Spec, columns: Mapping[str, tuple[Value, ...]]) -> None:
    for column in (*needed_columns(spec), *(("set",) if spec.sets else ())):
        if column not in columns:
            raise MalformedProblem(
                f"items.{column}", "this column is missing, and the specification needs it"
            )


def _constraints(data: Sequence[object], columns: Mapping[str, tuple[Value, ...]]) -> tuple[Constraint, ...]:
    constraints: list[Constraint] = []
    seen: set[str] = set()
    for place, entry in enumerate(data):
        path = f"spec.constraints[{place}]"
        constraint = _constraint(_mapping(entry, path), path, columns)
        if constraint.id in seen or constraint.id.startswith(_RESERVED):
            raise MalformedProblem(f"{path}.id", f"the id {constraint.id} is taken; choose another")
        seen.add(constraint.id)
        constraints.append(constraint)
    return tuple(constraints)


def _constraint(
    data: Mapping[str, object], path: str, columns: Mapping[str, tuple[Value, ...]]
) -> Constraint:
    _only(data, _CONSTRAINT_KEYS, path)
    kind = _constraint_kind(_get(data, "kind", path), f"{path}.kind")
    minimum, maximum = (_number_or_none(data, key, path) for key in ("min", "max"))
    if minimum is not None and maximum is not None and minimum > maximum:
        raise MalformedProblem(f"{path}.min", f"the least, {minimum:g}, is above the most, {maximum:g}")
    return Constraint(
        id=_text(_get(data, "id", path), f"{path}.id"),
        label=_text(data.get("label") or "", f"{path}.label"),
        kind=kind,
        where=_where(_mapping(data.get("where") or {}, f"{path}.where"), f"{path}.where", columns),
        attr=_attr(_get(data, "attr", path), f"{path}.attr", columns) if kind == "sum" else None,
        minimum=minimum,
        maximum=maximum,
    )


def _constraint_kind(value: object, path: str) -> ConstraintKind:
    return "sum" if _one_of(value, get_args(ConstraintKind), path) == "sum" else "count"


def _where(
    data: Mapping[str, object], path: str, columns: Mapping[str, tuple[Value, ...]]
) -> dict[str, tuple[Value, ...]]:
    where: dict[str, tuple[Value, ...]] = {}
    for column, wanted in data.items():
        if column not in columns:
            raise MalformedProblem(f"{path}.{column}", "the items have no such column")
        values = wanted if isinstance(wanted, list) else [wanted]
        where[column] = tuple(_value(value, f"{path}.{column}") for value in values)
    return where


def _attr(value: object, path: str, columns: Mapping[str, tuple[Value, ...]]) -> str:
    attr = _text(value, path)
    if attr.startswith(INFORMATION):
        _theta_of(attr, path)
    for column in attr_columns(attr):
        if column not in columns:
            raise MalformedProblem(path, f"the items have no column {column}")
    return attr


def _theta_of(attr: str, path: str) -> float:
    try:
        theta = float(attr.removeprefix(INFORMATION))
    except ValueError:
        theta = math.nan
    if not math.isfinite(theta):
        raise MalformedProblem(path, "after info@ comes an ability, a number such as info@0.5")
    return theta


def _objective(data: Mapping[str, object]) -> Objective:
    path = "spec.objective"
    kind = _objective_kind(_get(data, "kind", path))
    _only(data, _OBJECTIVE_KEYS[kind], path)
    for key in _OBJECTIVE_KEYS[kind]:
        _get(data, key, path)
    if kind == "mean_p":
        return Objective(kind, target=(_share(data["target"], f"{path}.target"),))
    objective = Objective(
        kind, *(_numbers(data.get(key, []), f"{path}.{key}") for key in ("theta", "target", "weights"))
    )
    _check_objective(objective, path)
    return objective


def _objective_kind(value: object) -> ObjectiveKind:
    name = _one_of(value, get_args(ObjectiveKind), "spec.objective.kind")
    kinds: tuple[ObjectiveKind, ...] = get_args(ObjectiveKind)
    return next(kind for kind in kinds if kind == name)


def _check_objective(objective: Objective, path: str) -> None:
    if objective.kind == "none":
        return
    if not objective.theta:
        raise MalformedProblem(f"{path}.theta", "name at least one ability")
    key, values = (
        ("target", objective.target) if objective.kind == "minimax_tif" else ("weights", objective.weights)
    )
    if len(values) != len(objective.theta):
        raise MalformedProblem(
            f"{path}.{key}", f"give one number for each of the {len(objective.theta)} abilities"
        )
    for place, value in enumerate(values):
        _positive(value, f"{path}.{key}[{place}]")


def _check_numbers(problem: Problem) -> None:
    """Refuse a missing number where an item that may be used needs one."""
    if problem.spec.max_exposure is not None:
        for item in range(len(problem.ids)):
            number_at(problem, "exposure", item)
    usable = [item for item in range(len(problem.ids)) if may_be_used(problem, item)]
    for item in usable:
        for column in _number_columns(problem, item):
            _check_number(column, number_at(problem, column, item), item)
    for constraint in problem.spec.constraints:
        _check_fractions(problem, constraint)


def _number_columns(problem: Problem, item: int) -> list[str]:
    columns = list(needed_columns(problem.spec))
    for constraint in problem.spec.constraints:
        if constraint.attr and matches(problem, constraint.where, item):
            columns += attr_columns(constraint.attr)
    return columns


def _check_number(column: str, number: float, item: int) -> None:
    if column == "c" and not 0 <= number < 1:
        raise MalformedProblem(f"items.c[{item}]", "the guessing parameter is at least 0 and below 1")
    if column == "p" and not 0 <= number <= 1:
        raise MalformedProblem(f"items.p[{item}]", "a classical difficulty is a share from 0 to 1")


def _check_fractions(problem: Problem, constraint: Constraint) -> None:
    place = problem.spec.constraints.index(constraint)
    if constraint.kind == "count":
        for key, limit in (("min", constraint.minimum), ("max", constraint.maximum)):
            if limit is not None and not float(limit).is_integer():
                raise MalformedProblem(
                    f"spec.constraints[{place}].{key}", "items are counted in whole numbers"
                )


def _mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MalformedProblem(path, "this must be an object with named keys")
    return value


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise MalformedProblem(path, "this must be a list")
    return value


def _get(data: Mapping[str, object], key: str, path: str) -> object:
    if key not in data:
        raise MalformedProblem(f"{path}.{key}" if path else key, "this key is missing")
    return data[key]


def _only(data: Mapping[str, object], known: frozenset[str], path: str) -> None:
    for key in data:
        if key not in known:
            raise MalformedProblem(
                f"{path}.{key}", f"this key is not known here; known are {', '.join(sorted(known))}"
            )


def _one_of(value: object, known: Sequence[str], path: str) -> str:
    text = _text(value, path)
    if text not in known:
        raise MalformedProblem(path, f"{text} is not known here; use {' or '.join(known)}")
    return text


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise MalformedProblem(path, "this must be text")
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedProblem(path, "this must be true or false")
    return value


def _integer(value: object, path: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise MalformedProblem(path, f"this must be a whole number of at least {least}")
    return value


def _integer_or_none(data: Mapping[str, object], key: str, least: int) -> int | None:
    value = data.get(key)
    return None if value is None else _integer(value, f"spec.{key}", least)


def _number(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise MalformedProblem(path, "this must be a number")
    return int(value) if float(value).is_integer() else value


def _number_or_none(data: Mapping[str, object], key: str, path: str) -> float | None:
    value = data.get(key)
    return None if value is None else _number(value, f"{path}.{key}")


def _numbers(value: object, path: str) -> tuple[float, ...]:
    return tuple(_number(entry, f"{path}[{place}]") for place, entry in enumerate(_list(value, path)))


def _positive(value: object, path: str) -> float:
    number = _number(value, path)
    if number <= 0:
        raise MalformedProblem(path, "this must be above 0")
    return number


def _share(value: object, path: str) -> float:
    number = _number(value, path)
    if not 0 <= number <= 1:
        raise MalformedProblem(path, "this must be a share from 0 to 1")
    return number


def _value(value: object, path: str) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        raise MalformedProblem(path, "this must be a number that is finite")
    if value is None or isinstance(value, str | int | float):
        return value
    raise MalformedProblem(path, "this must be text, a number, true, false or null")
