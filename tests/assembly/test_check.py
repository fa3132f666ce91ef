"""The checker finds each broken limit by itself and recomputes what a form is worth."""

from typing import Any

import pytest

from itembank.assembly.check import objective_value, tallies, verify
from tests.assembly.problems import limit, problem

IRT = {"a": [1.0, 2.0, 1.0, 1.0], "b": [0.0] * 4, "c": [0.0] * 4}


class TestVerify:
    """Every limit that a form breaks is a sentence; a form that keeps them all has none."""

    def test_form_that_keeps_every_limit_passes(self) -> None:
        """No fault is invented."""
        task = problem(
            enemy_pairs=[["a", "b"]], constraints=[limit("x", {"domain": "X"}, 1, 1)], max_exposure=0
        )

        assert verify(task, [("a", "c")]) == []

    @pytest.mark.parametrize(
        ("items", "changes", "form", "fault"),
        [
            ({}, {}, "a", "Form 1: it has 1 items, not 2."),
            ({}, {}, "aa", "Form 1: a is there more than once."),
            ({}, {}, "az", "Form 1: z is not in the pool."),
            (
                {"status": ["approved", "draft", "approved", "approved"]},
                {},
                "ab",
                "Form 1: b may not be used: its status is draft.",
            ),
            (
                {"exposure": [0, 3, 0, 0]},
                {"max_exposure": 2},
                "ab",
                "Form 1: b was used more often than 2 times.",
            ),
            ({}, {"enemy_pairs": [["a", "b"]]}, "ab", "Form 1: a and b are enemies and may not meet."),
            ({}, {"enemy_groups": [["d", "b", "a"]]}, "ab", "Form 1: b and a are enemies and may not meet."),
            (
                {"set": ["s", None, "s", None]},
                {"sets": "all_or_none"},
                "ab",
                "Form 1: the stimulus set s is used in part: 1 of 2 items.",
            ),
            (
                {},
                {"constraints": [limit("x", {"domain": "Y"}, 1)]},
                "ab",
                "Form 1: Limit x has 0, but at least 1 needed.",
            ),
            (
                {},
                {"constraints": [limit("x", {"domain": "X"}, 1, 1)]},
                "ab",
                "Form 1: Limit x has 2, but exactly 1 needed.",
            ),
            (
                {},
                {"constraints": [limit("x", {}, high=1.0, attr="p")]},
                "ab",
                "Form 1: Limit x has 1.1, but at most 1 allowed.",
            ),
        ],
    )
    def test_broken_limit_is_told(
        self, items: dict[str, list[Any]], changes: dict[str, Any], form: str, fault: str
    ) -> None:
        """The sentence names the form, the limit and the items."""
        assert fault in verify(problem(items, **changes), [tuple(form)])

    def test_enemies_may_meet_where_the_specification_lets_them(self) -> None:
        """The rule is the specification's to set."""
        assert verify(problem(enemies=False, enemy_pairs=[["a", "b"]]), [("a", "b")]) == []

    def test_wrong_number_of_forms_is_told(self) -> None:
        """No form at all is not a form."""
        assert verify(problem(), []) == ["There are 0 forms, not 1."]

    def test_limits_between_forms_are_checked(self) -> None:
        """Uses and overlap are counted over all forms."""
        task = problem(n_forms=2, max_use_per_item=1, max_pair_overlap=0)

        assert verify(task, [("a", "b"), ("a", "c")]) == [
            "a is on 2 forms; at most 1 allowed.",
            "Forms 1 and 2 share 1 items; at most 0 allowed.",
        ]


class TestValue:
    """The objective is recomputed from the items alone."""

    @pytest.mark.parametrize(
        ("objective", "expected"),
        [
            ({"kind": "none"}, None),
            ({"kind": "mean_p", "target": 0.5}, 0.1),
            ({"kind": "minimax_tif", "theta": [0.0], "target": [2.0]}, 0.75),
            ({"kind": "maximin_tif", "theta": [0.0, 0.0], "weights": [1.0, 2.0]}, 0.625),
        ],
    )
    def test_objective_of_a_form(self, objective: dict[str, Any], expected: float | None) -> None:
        """Two items with 0.5 and 0.6 expected and 0.25 and 1 information."""
        assert objective_value(problem(IRT, objective=objective), [("a", "b")]) == expected

    def test_tallies_say_what_a_form_holds(self) -> None:
        """Counts and sums stand in the order of the specification."""
        task = problem(constraints=[limit("x", {"domain": ["X"]}, 1), limit("p", {}, 1, attr="p")])

        assert [tally.value for tally in tallies(task, ("a", "d"))] == [1, 1.3]
