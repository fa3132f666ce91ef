"""Small invented problems, and a brute force that tries every selection of items."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from itembank.assembly.problem import Problem, attribute
from itembank.assembly.problem_reader import from_dict


def spec(**changes: Any) -> dict[str, Any]:
    """Return the specification of one form of two items without any limit, but for *changes*."""
    plain = {
        "n_forms": 1,
        "form_length": 2,
        "eligible_status": ["approved"],
        "enemies": True,
        "constraints": [],
        "objective": {"kind": "none"},
    }
    return plain | changes


def data(items: dict[str, list[Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a problem file: four approved items in two domains unless *items* adds or replaces columns."""
    columns: dict[str, list[Any]] = {
        "id": ["a", "b", "c", "d"],
        "domain": ["X", "X", "Y", "Y"],
        "p": [0.5, 0.6, 0.7, 0.8],
        "exposure": [0, 0, 0, 0],
    }
    columns |= items or {}
    columns.setdefault("status", ["approved"] * len(columns["id"]))
    return {
        "format": "assembly-problem/1",
        "name": "invented",
        "seed": 7,
        "D": 1.0,
        "items": columns,
        "enemy_pairs": changes.pop("enemy_pairs", []),
        "enemy_groups": changes.pop("enemy_groups", []),
        "spec": spec(**changes),
    }


def problem(items: dict[str, list[Any]] | None = None, **changes: Any) -> Problem:
    """Return the problem of `data`."""
    return from_dict(data(items, **changes))


def limit(
    name: str, where: dict[str, Any], low: float | None = None, high: float | None = None, attr: str = ""
) -> dict[str, Any]:
    """Return a constraint of a problem file: a count, or a sum of *attr*."""
    kind = {"kind": "sum", "attr": attr} if attr else {"kind": "count"}
    return {"id": name, "label": f"Limit {name}", "where": where, "min": low, "max": high} | kind


def selections(task: Problem, size: int | None = None) -> Iterator[tuple[str, ...]]:
    """Yield every selection of items, of one size or of all."""
    for count in range(len(task.ids) + 1) if size is None else (size,):
        yield from combinations(task.ids, count)


def value_of(task: Problem, line: str, chosen: Sequence[str]) -> float:
    """Return what a selection holds of the length or of a constraint, written anew for the tests."""
    if line == "length":
        return len(chosen)
    constraint = next(c for c in task.spec.constraints if c.id == line)
    total = 0.0
    for name in chosen:
        item = task.ids.index(name)
        if all(task.columns[column][item] in values for column, values in constraint.where.items()):
            total += 1 if constraint.attr is None else attribute(task, constraint.attr, item)
    return total


def keeps(task: Problem, line: str, chosen: Sequence[str]) -> bool:
    """Whether a selection keeps one line, written anew for the tests."""
    if line.startswith("rule:"):
        return _keeps_rule(task, line, chosen)
    low: float | None = task.spec.form_length
    high: float | None = low
    if line != "length":
        constraint = next(c for c in task.spec.constraints if c.id == line)
        low, high = constraint.minimum, constraint.maximum
    value = value_of(task, line, chosen)
    return (low is None or value >= low - 1e-6) and (high is None or value <= high + 1e-6)


def _keeps_rule(task: Problem, line: str, chosen: Sequence[str]) -> bool:
    items = [task.ids.index(name) for name in chosen]
    if line == "rule:status":
        return all(task.columns["status"][item] in task.spec.eligible_status for item in items)
    if line == "rule:exposure":
        return all(
            int(str(task.columns["exposure"][item])) <= (task.spec.max_exposure or 0) for item in items
        )
    if line == "rule:enemies":
        return all(len(set(group) & set(chosen)) < 2 for group in (*task.enemy_pairs, *task.enemy_groups))
    names = {task.columns["set"][item] for item in items} - {None}
    whole = {name for name, group in zip(task.ids, task.columns["set"], strict=True) if group in names}
    return whole <= set(chosen)


OBJECTIVES: tuple[dict[str, Any], ...] = (
    {"kind": "none"},
    {"kind": "mean_p", "target": 0.6},
    {"kind": "mean_p", "target": 0.4321},
    {"kind": "minimax_tif", "theta": [-1.0, 1.0], "target": [0.5, 0.7]},
    {"kind": "maximin_tif", "theta": [0.0, 0.5], "weights": [1.0, 2.0]},
)


@st.composite
def small_problems(
    draw: st.DrawFn, *, tight: bool = True, objective: dict[str, Any] | None = None
) -> Problem:
    """Draw a problem small enough to try every selection; most tight ones have no form."""
    size = draw(st.integers(3 if tight else 5, 8))
    items = draw(_items(size, tight=tight))
    groups = st.lists(st.sampled_from(items["id"]), min_size=2, max_size=3, unique=True)
    return problem(
        items,
        enemy_pairs=draw(st.lists(groups.map(lambda group: group[:2]), max_size=3)),
        enemy_groups=draw(st.lists(groups, max_size=1)),
        form_length=draw(st.integers(1 if tight else 2, min(4, size) if tight else 3)),
        max_exposure=draw(st.sampled_from([None, 1, 2])) if tight else None,
        sets=draw(st.sampled_from([None, "all_or_none"])),
        constraints=draw(
            st.lists(_limits(), max_size=3 if tight else 1, unique_by=lambda entry: entry["id"])
        ),
        objective=draw(st.sampled_from(OBJECTIVES)) if objective is None else objective,
    )


@st.composite
def _items(draw: st.DrawFn, size: int, *, tight: bool) -> dict[str, list[Any]]:
    def column(*values: Any) -> list[Any]:
        return draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))

    return {
        "id": [f"i{number}" for number in range(size)],
        "status": column("approved", "approved", "in_review") if tight else ["approved"] * size,
        "domain": column("X", "Y"),
        "cog": column("apply", "analyse"),
        "time_s": column(20, 35, 50, 90),
        "p": column(0.3, 0.45, 0.5, 0.613, 0.7, 0.85),
        "a": column(0.7, 1.0, 1.45),
        "b": column(-1.2, 0.0, 0.35, 1.1),
        "c": column(0.0, 0.2),
        "exposure": column(0, 1, 2, 3),
        "set": column(None, None, "s", "t"),
    }


@st.composite
def _limits(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(["one", "two", "three", "four"]))
    where: dict[str, Any] = draw(
        st.sampled_from([{}, {"domain": "X"}, {"domain": ["X", "Y"]}, {"domain": "Y", "cog": "apply"}])
    )
    attr = draw(st.sampled_from(["", "", "time_s", "info@0.5"]))
    scale = {"": 1, "time_s": 55, "info@0.5": 0.3}[attr]
    low = draw(st.sampled_from([None, 1, 2]))
    high = draw(st.sampled_from([None, 2, 3]))
    return limit(
        name, where, None if low is None else low * scale, None if high is None else high * scale, attr
    )
