"""The problem format: what is refused and where, what survives a round trip, what the hash covers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from itembank.assembly.problem import (
    MalformedProblem,
    Problem,
    information,
    pool_hash,
    problem_hash,
    spec_hash,
    to_dict,
)
from itembank.assembly.problem_reader import from_dict
from tests.assembly.problems import data, limit, problem, small_problems

Change = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Change:
    """Return a change that sets the key at *path*."""
    *parents, last = path.split(".")

    def change(file: dict[str, Any]) -> None:
        for key in parents:
            file = file[key]
        file[last] = value

    return change


def drop(path: str) -> Change:
    """Return a change that removes the key at *path*."""
    *parents, last = path.split(".")

    def change(file: dict[str, Any]) -> None:
        for key in parents:
            file = file[key]
        del file[last]

    return change


MALFORMED: list[tuple[Change, str]] = [
    (drop("format"), "format"),
    (put("format", "assembly-problem/2"), "format"),
    (drop("items"), "items"),
    (put("items", []), "items"),
    (drop("items.id"), "items.id"),
    (drop("items.status"), "items.status"),
    (put("items.id", ["a", "b", "c", "a"]), "items.id[3]"),
    (put("items.id", ["a", "b", "c", 4]), "items.id[3]"),
    (put("items.id", ["a", "", "c", "d"]), "items.id[1]"),
    (put("items.domain", ["X"]), "items.domain"),
    (put("items.domain", ["X", "X", "Y", ["Z"]]), "items.domain[3]"),
    (put("items.p", [0.1, 0.2, 0.3, float("nan")]), "items.p[3]"),
    (put("items.status", ["approved", None, "approved", "approved"]), "items.status[1]"),
    (drop("name"), "name"),
    (put("seed", 1.5), "seed"),
    (put("seed", None), "seed"),
    (put("D", 0), "D"),
    (drop("enemy_pairs"), "enemy_pairs"),
    (put("enemy_pairs", [["a", "b"], ["a", "z"]]), "enemy_pairs[1][1]"),
    (put("enemy_pairs", [["a", "b", "c"]]), "enemy_pairs[0]"),
    (put("enemy_groups", [["a", "a"]]), "enemy_groups[0]"),
    (drop("spec"), "spec"),
    (drop("spec.form_length"), "spec.form_length"),
    (put("spec.form_length", 0), "spec.form_length"),
    (put("spec.form_length", "20"), "spec.form_length"),
    (put("spec.n_forms", 0), "spec.n_forms"),
    (put("spec.eligible_status", "approved"), "spec.eligible_status"),
    (put("spec.enemies", "yes"), "spec.enemies"),
    (put("spec.max_exposures", 3), "spec.max_exposures"),
    (put("spec.max_exposure", -1), "spec.max_exposure"),
    (put("spec.sets", "some"), "spec.sets"),
    (put("spec.sets", "all_or_none"), "items.set"),
    (put("spec.constraints", {}), "spec.constraints"),
    (put("spec.constraints", [{"id": "x"}]), "spec.constraints[0].kind"),
    (put("spec.constraints", [limit("x", {}, 1) | {"kind": "mean"}]), "spec.constraints[0].kind"),
    (put("spec.constraints", [limit("x", {}, 1) | {"minimum": 1}]), "spec.constraints[0].minimum"),
    (put("spec.constraints", [limit("x", {}, 1), limit("x", {}, 2)]), "spec.constraints[1].id"),
    (put("spec.constraints", [limit("rule:enemies", {}, 1)]), "spec.constraints[0].id"),
    (put("spec.constraints", [limit("x", {"topic": "T"}, 1)]), "spec.constraints[0].where.topic"),
    (put("spec.constraints", [limit("x", {}, 3, 2)]), "spec.constraints[0].min"),
    (put("spec.constraints", [limit("x", {}, 1.5)]), "spec.constraints[0].min"),
    (put("spec.constraints", [limit("x", {}, 1) | {"max": "two"}]), "spec.constraints[0].max"),
    (put("spec.constraints", [limit("x", {}, 1) | {"kind": "sum"}]), "spec.constraints[0].attr"),
    (put("spec.constraints", [limit("x", {}, 1, attr="words")]), "spec.constraints[0].attr"),
    (put("spec.constraints", [limit("x", {}, 1, attr="info@high")]), "spec.constraints[0].attr"),
    (put("spec.constraints", [limit("x", {}, 1, attr="info@0.5")]), "spec.constraints[0].attr"),
    (put("spec.constraints", [limit("x", {}, 1, attr="domain")]), "items.domain[0]"),
    (put("spec.objective", {}), "spec.objective.kind"),
    (put("spec.objective", {"kind": "best"}), "spec.objective.kind"),
    (put("spec.objective", {"kind": "mean_p"}), "spec.objective.target"),
    (put("spec.objective", {"kind": "mean_p", "target": 70}), "spec.objective.target"),
    (put("spec.objective", {"kind": "none", "theta": [0]}), "spec.objective.theta"),
    (put("spec.objective", {"kind": "minimax_tif", "theta": [0], "target": []}), "spec.objective.target"),
    (put("spec.objective", {"kind": "minimax_tif", "theta": [], "target": []}), "spec.objective.theta"),
    (
        put("spec.objective", {"kind": "maximin_tif", "theta": [0], "weights": [0]}),
        "spec.objective.weights[0]",
    ),
    (put("spec.objective", {"kind": "maximin_tif", "theta": [0], "weights": [1]}), "items.a"),
]


class TestReading:
    """A malformed problem is refused with the path of the offending key."""

    @pytest.mark.parametrize(("change", "place"), MALFORMED, ids=[place for _, place in MALFORMED])
    def test_malformed_problem_names_the_key(self, change: Change, place: str) -> None:
        """The path leads to the key that is wrong or missing."""
        file = data()
        change(file)

        with pytest.raises(MalformedProblem) as refusal:
            from_dict(file)

        assert (refusal.value.place, refusal.value.message.startswith(f"{place}: ")) == (place, True)

    def test_missing_number_of_an_item_that_may_be_used_is_refused(self) -> None:
        """The objective cannot be computed without it."""
        with pytest.raises(MalformedProblem, match=r"items\.p\[1\]"):
            problem({"p": [0.5, None, 0.5, 0.5]}, objective={"kind": "mean_p", "target": 0.5})

    def test_missing_number_of_an_item_that_may_not_be_used_is_taken(self) -> None:
        """Drafts need no difficulty yet."""
        task = problem(
            {"p": [0.5, None, 0.5, 0.5], "status": ["approved", "draft", "approved", "approved"]},
            objective={"kind": "mean_p", "target": 0.5},
        )

        assert task.columns["p"][1] is None

    def test_notes_beside_the_format_are_passed_over(self) -> None:
        """A file may say where it comes from."""
        assert from_dict(data() | {"comment": "made by hand"}) == problem()

    @given(small_problems())
    def test_problem_survives_writing_and_reading(self, task: Problem) -> None:
        """Nothing is lost in the file."""
        assert from_dict(json.loads(json.dumps(to_dict(task)))) == task


class TestHash:
    """The hashes say whether two problems, pools or specifications are the same."""

    def test_key_order_does_not_matter(self) -> None:
        """The same content has the same hash, however it is written."""
        file = data()
        turned = dict(reversed(file.items())) | {"items": dict(reversed(file["items"].items()))}

        assert problem_hash(from_dict(turned)) == problem_hash(from_dict(file))

    def test_another_seed_is_another_problem(self) -> None:
        """The seed decides ties, so it belongs to the problem."""
        assert problem_hash(from_dict(data() | {"seed": 8})) != problem_hash(problem())

    def test_pool_hash_ignores_the_specification(self) -> None:
        """The same pool is recognised under another outline."""
        assert pool_hash(problem(form_length=1)) == pool_hash(problem())

    def test_specification_hash_ignores_the_pool(self) -> None:
        """The same outline is recognised over another pool."""
        assert spec_hash(problem({"domain": ["Y", "Y", "Y", "Y"]})) == spec_hash(problem())


class TestInformation:
    """Fisher information is that of the format's formula, worked out by hand."""

    @pytest.mark.parametrize(
        ("a", "c", "theta", "expected"),
        [
            (1.0, 0.0, 0.0, 0.25),  # P = 1/2, P(1 - P)
            (2.0, 0.0, 0.0, 1.0),  # four times as much at twice the slope
            (1.0, 0.2, 0.0, 1 / 6),  # P = 0.6, (0.4/0.8)² · 0.4/0.6
            (1.0, 0.0, -2000.0, 0.0),  # nothing is learnt so far from the item
            (1.0, 0.0, 2000.0, 0.0),
        ],
    )
    def test_information_of_an_item(self, a: float, c: float, theta: float, expected: float) -> None:
        """The value agrees to nine decimals."""
        task = problem({"a": [a] * 4, "b": [0.0] * 4, "c": [c] * 4})

        assert information(task, theta, 0) == pytest.approx(expected, abs=1e-9)
