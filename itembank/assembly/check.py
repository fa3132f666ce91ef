"""The checker: whether forms keep every limit of a problem, and what they are worth, without the solver.

It needs the standard library alone and shares nothing with the model the solver was given, so that a fault
in one cannot hide in the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from itembank.assembly.problem import (
    Constraint,
    Problem,
    attribute,
    enemies_of,
    has_eligible_status,
    has_low_exposure,
    matches,
    number_at,
    set_members,
)

# Sums of decimal fractions are off by less than this share; counts are exact.
_TOLERANCE = 1e-6

Forms = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a form holds of one constraint: its value and the limits on it (None: open)."""

    constraint: Constraint
    value: float

    @property
    def holds(self) -> bool:
        """Whether the value lies within the limits."""
        low, high = self.constraint.minimum, self.constraint.maximum
        return (low is None or self.value >= low - _room(low)) and (
            high is None or self.value <= high + _room(high)
        )


def _room(limit: float) -> float:
    return _TOLERANCE * max(1.0, abs(limit))


def verify(problem: Problem, forms: Forms) -> list[str]:
    """Return a sentence for each limit that the forms break; empty when they keep them all."""
    faults = (
        []
        if len(forms) == problem.spec.n_forms
        else [f"There are {len(forms)} forms, not {problem.spec.n_forms}."]
    )
    for number, form in enumerate(forms, start=1):
        faults += [f"Form {number}: {fault}" for fault in _form_faults(problem, form)]
    return [*faults, *_use_faults(problem, forms), *_overlap_faults(problem, forms)]


def _form_faults(problem: Problem, form: Sequence[str]) -> Iterator[str]:
    position = {name: item for item, name in enumerate(problem.ids)}
    unknown = [name for name in form if name not in position]
    if unknown:
        yield f"{_names(unknown)} not in the pool."
    items = [position[name] for name in dict.fromkeys(form) if name in position]
    if len(form) != problem.spec.form_length:
        yield f"it has {len(form)} items, not {problem.spec.form_length}."
    if len(set(form)) != len(form):
        yield f"{_names([name for name, times in Counter(form).items() if times > 1])} there more than once."
    yield from _item_faults(problem, items)
    if problem.spec.enemies:
        yield from _enemy_faults(problem, frozenset(form))
    if problem.spec.sets:
        yield from _set_faults(problem, frozenset(items))
    yield from (_tally_fault(tally) for tally in _tallies(problem, items) if not tally.holds)


def _names(names: Sequence[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _item_faults(problem: Problem, items: Sequence[int]) -> Iterator[str]:
    for item in items:
        if not has_eligible_status(problem, item):
            yield f"{problem.ids[item]} may not be used: its status is {problem.columns['status'][item]}."
        if not has_low_exposure(problem, item):
            yield f"{problem.ids[item]} was used more often than {problem.spec.max_exposure} times."


def _enemy_faults(problem: Problem, form: frozenset[str]) -> Iterator[str]:
    for group in enemies_of(problem):
        present = [name for name in group if name in form]
        if len(present) > 1:
            yield f"{' and '.join(present)} are enemies and may not meet."


def _set_faults(problem: Problem, items: frozenset[int]) -> Iterator[str]:
    for name, members in set_members(problem).items():
        used = items.intersection(members)
        if used and len(used) < len(members):
            yield f"the stimulus set {name} is used in part: {len(used)} of {len(members)} items."


def _tally_fault(tally: Tally) -> str:
    constraint = tally.constraint
    return (
        f"{constraint.name} has {tally.value:g}, but {limit_words(constraint.minimum, constraint.maximum)}."
    )


def limit_words(low: float | None, high: float | None) -> str:
    """Return the limits in words, such as "exactly 2 needed" or "at most 3 allowed"."""
    if low is not None and low == high:
        return f"exactly {low:g} needed"
    parts = [f"at least {low:g} needed"] if low is not None else []
    parts += [f"at most {high:g} allowed"] if high is not None else []
    return ", ".join(parts) or "nothing is asked"


def _use_faults(problem: Problem, forms: Forms) -> Iterator[str]:
    most = problem.spec.max_use_per_item
    for name, times in Counter(name for form in forms for name in set(form)).items():
        if most is not None and times > most:
            yield f"{name} is on {times} forms; at most {most} allowed."


def _overlap_faults(problem: Problem, forms: Forms) -> Iterator[str]:
    most = problem.spec.max_pair_overlap
    if most is None:
        return
    for (one, first), (other, second) in combinations(enumerate(forms, start=1), 2):
        shared = len(set(first) & set(second))
        if shared > most:
            yield f"Forms {one} and {other} share {shared} items; at most {most} allowed."


def tallies(problem: Problem, form: Sequence[str]) -> tuple[Tally, ...]:
    """Return what *form* holds of each constraint, in the order of the specification."""
    position = {name: item for item, name in enumerate(problem.ids)}
    return tuple(_tallies(problem, [position[name] for name in form]))


def _tallies(problem: Problem, items: Sequence[int]) -> Iterator[Tally]:
    for constraint in problem.spec.constraints:
        matching = [item for item in items if matches(problem, constraint.where, item)]
        attr = constraint.attr
        yield Tally(
            constraint, len(matching) if attr is None else sum(attribute(problem, attr, i) for i in matching)
        )


def objective_value(problem: Problem, forms: Forms) -> float | None:
    """Return the objective recomputed from the forms' items; None when nothing is optimised.

    minimax_tif and mean_p: the largest absolute deviation, smaller is better (in units of information, or of
    summed expected scores). maximin_tif: the least weighted information, larger is better.
    """
    position = {name: item for item, name in enumerate(problem.ids)}
    values = [_form_value(problem, [position[name] for name in form]) for form in forms]
    if problem.spec.objective.kind == "none" or not values:
        return None
    return round(min(values) if problem.spec.objective.kind == "maximin_tif" else max(values), 12)


def _form_value(problem: Problem, items: Sequence[int]) -> float:
    objective = problem.spec.objective
    if objective.kind == "mean_p":
        expected = sum(number_at(problem, "p", item) for item in items)
        return abs(expected - problem.spec.form_length * objective.target[0])
    sums = [sum(attribute(problem, f"info@{theta}", item) for item in items) for theta in objective.theta]
    if objective.kind == "minimax_tif":
        return max(abs(total - target) for total, target in zip(sums, objective.target, strict=True))
    if objective.kind == "maximin_tif":
        return min(total / weight for total, weight in zip(sums, objective.weights, strict=True))
    return 0.0
