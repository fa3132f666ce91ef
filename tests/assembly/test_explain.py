"""Why there is no form: the limits named are in conflict, none too many, each short by what is said."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings

from itembank.assembly.engine import Engine
from itembank.assembly.explain import Explanation, explain, supply
from itembank.assembly.model import lines
from itembank.assembly.outline import Cell, Outline, Pool, PoolItem, from_outline
from itembank.assembly.problem import Problem
from tests.assembly.problems import keeps, limit, problem, selections, small_problems, value_of

ONE_EACH = [limit("x", {"domain": "X"}, 1, 1), limit("y", {"domain": "Y"}, 1, 1)]


def possible(task: Problem, names: list[str]) -> bool:
    """Whether any selection of items keeps all the named lines."""
    return any(all(keeps(task, name, chosen) for name in names) for chosen in selections(task))


@given(small_problems())
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_conflict_is_real_and_minimal(engine: Engine, task: Problem) -> None:
    """Its limits cannot hold together; leave any one out and the rest can. Every selection is tried."""
    assume(not possible(task, list(lines(task))))

    conflict = list(explain(task, engine=engine).lines)

    rests = [[name for name in conflict if name != left_out] for left_out in conflict]
    assert (possible(task, conflict), all(possible(task, rest) for rest in rests)) == (False, True)


@given(small_problems())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_each_limit_is_short_by_what_is_said(engine: Engine, task: Problem) -> None:
    """Giving way by that much, and by no less, settles the conflict."""
    assume(not possible(task, list(lines(task))))

    told = explain(task, engine=engine)
    for part in told.conflict:
        if part.short_by is not None:
            others = [other for other in told.lines if other != part.line]
            assert part.short_by == pytest.approx(distance(task, part.line, others), abs=2e-3)


def distance(task: Problem, line: str, others: list[str]) -> float:
    """Return how far from its limits *line* comes at the nearest, over all selections that keep *others*."""
    constraint = next((c for c in task.spec.constraints if c.id == line), None)
    low = task.spec.form_length if constraint is None else constraint.minimum
    high = task.spec.form_length if constraint is None else constraint.maximum
    values = [
        value_of(task, line, chosen)
        for chosen in selections(task)
        if all(keeps(task, other, chosen) for other in others)
    ]
    below = (
        math.inf if low is None else min((low - value for value in values if value <= low), default=math.inf)
    )
    above = (
        math.inf
        if high is None
        else min((value - high for value in values if value >= high), default=math.inf)
    )
    return min(below, above)


class TestWords:
    """Staff read which cell is short, by how many, and what else there is."""

    def test_short_cell_is_told_with_items_in_other_states(self, engine: Engine) -> None:
        """Items in review are what staff can wait for."""
        cells = tuple(Cell(name, name, {"domain": name}, 2) for name in ("PSF-1", "PSF-7"))
        states = {
            "PSF-1": ["approved"] * 3,
            "PSF-7": ["approved", "in_review", "in_review", "in_review", "draft"],
        }
        items = tuple(
            PoolItem(f"{domain}/{number}", state, {"domain": domain})
            for domain, column in states.items()
            for number, state in enumerate(column)
        )
        told = explain(from_outline(Outline("Invented", 4, cells), Pool(items)), engine=engine)

        assert told.sentences[0] == (
            "PSF-7: 2 needed, 1 approved item fits: short by 1. 1 more is draft. 3 more are in review."
        )

    def test_conflict_that_is_a_shortage_is_told_once(self, engine: Engine) -> None:
        """The same thing is not said in two ways."""
        told = explain(problem(constraints=[limit("x", {"domain": "X"}, 3)], form_length=3), engine=engine)

        assert told.sentences == ("Limit x: 3 needed, 2 approved items fit: short by 1.",)

    def test_over_used_items_are_counted(self) -> None:
        """The exposure limit is named as what bars them."""
        task = problem(
            {"exposure": [5, 0, 0, 0]}, max_exposure=4, constraints=[limit("x", {"domain": "X"}, 2)]
        )

        assert supply(task)[0].sentence.endswith("short by 1. 1 more was used more than 4 times.")

    def test_short_pool_is_told_by_the_length(self) -> None:
        """When there are too few items altogether, the length is short."""
        assert [(short.line, short.short_by) for short in supply(problem(form_length=6))] == [("length", 2)]

    def test_conflict_among_enemies_is_told(self, engine: Engine) -> None:
        """No cell is short of items, but those there are may not meet."""
        told = explain(
            problem(
                constraints=ONE_EACH, enemy_groups=[["a", "c", "d"]], enemy_pairs=[["b", "c"], ["b", "d"]]
            ),
            engine=engine,
        )

        assert told.sentences == (
            "These limits cannot hold together; giving way on any one of them settles this conflict:",
            "Limit x: exactly 1 needed, 0 possible: short by 1.",
            "Limit y: exactly 1 needed, 0 possible: short by 1.",
            "Enemies: of each group or pair of enemies at most one item may be used.",
        )

    def test_limits_that_contradict_the_length_are_told(self, engine: Engine) -> None:
        """At most one of each of the only two domains does not make three."""
        told = explain(problem(constraints=ONE_EACH, form_length=3), engine=engine)

        assert [(part.line, part.short_by) for part in told.conflict] == [("x", 1), ("y", 1), ("length", 1)]

    def test_smallest_of_two_conflicts_is_told(self, engine: Engine) -> None:
        """A cell that no item fits is a simpler story than four limits at odds."""
        task = problem(constraints=[*ONE_EACH, limit("z", {"domain": "Z"}, 1)], form_length=3)

        assert explain(task, engine=engine).lines == ("z",)


class TestHonesty:
    """An explanation says when it is none."""

    def test_problem_with_a_form_needs_no_explanation(self, engine: Engine) -> None:
        """Nothing is in conflict."""
        assert explain(problem(), engine=engine) == Explanation((), (), proved=True, oracle_calls=1)

    def test_explanation_that_ran_out_of_time_says_so(self, engine: Engine) -> None:
        """The shortages stand, as they need no solver; the conflict is not guessed."""
        told = explain(problem(form_length=5), time_limit=0.0, engine=engine)

        assert (told.proved, told.conflict, len(told.sentences)) == (False, (), 2)
