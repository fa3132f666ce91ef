"""The solver finds the best form there is, or rightly says that there is none, and the same one each time."""

import json
import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itembank.assembly.check import objective_value, verify
from itembank.assembly.engine import Engine
from itembank.assembly.problem import MalformedProblem, Problem, problem_hash, to_dict
from itembank.assembly.problem_reader import from_dict
from itembank.assembly.solver import Progress, solve
from tests.assembly.problems import OBJECTIVES, data, limit, problem, selections, small_problems

DIFFICULTY = {"kind": "mean_p", "target": 0.7}


def large(size: int, objective: dict[str, Any], seed: int = 3) -> Problem:
    """Return an invented pool in eight domains, with enemies, for a form of twenty."""
    dice = random.Random(seed)  # noqa: S311 - invented numbers, no secrets
    items: dict[str, list[Any]] = {
        "id": [f"i{number}" for number in range(size)],
        "domain": [f"D{dice.randrange(8)}" for _ in range(size)],
        "a": [round(dice.lognormvariate(0, 0.3), 3) for _ in range(size)],
        "b": [round(dice.gauss(0, 1), 3) for _ in range(size)],
        "c": [0.0] * size,
        "p": [dice.choice([0.5, 0.6, 0.65, 0.7, 0.8]) for _ in range(size)],
        "exposure": [dice.randrange(4) for _ in range(size)],
    }
    return problem(
        items,
        form_length=20,
        enemy_pairs=[[f"i{number}", f"i{number + 1}"] for number in range(0, size // 10, 2)],
        constraints=[limit(f"D{number}", {"domain": f"D{number}"}, 2, 3) for number in range(8)],
        objective=objective,
    )


@pytest.mark.parametrize("tight", [False, True], ids=["loose", "tight"])
@pytest.mark.parametrize(
    "objective", OBJECTIVES, ids=lambda objective: "-".join(map(str, objective.values()))
)
@given(draw=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_answer_is_the_best_of_all_selections(
    engine: Engine, draw: st.DataObject, *, objective: dict[str, Any], tight: bool
) -> None:
    """On small problems every selection is tried, and none is better than the solver's."""
    task = draw.draw(small_problems(tight=tight, objective=objective))
    result = solve(task, gap=0.0, engine=engine)

    allowed = [form for form in selections(task, task.spec.form_length) if not verify(task, [form])]
    values = [objective_value(task, [form]) or 0.0 for form in allowed]
    best = max if task.spec.objective.kind == "maximin_tif" else min
    assert (result.status, result.objective or 0.0) == (
        ("optimal", pytest.approx(best(values), abs=2e-6)) if allowed else ("infeasible", 0.0)
    )


@given(small_problems(tight=False, objective={"kind": "none"}))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_equally_good_forms_the_least_used_is_taken(engine: Engine, task: Problem) -> None:
    """Past uses break ties: every other form that is allowed was used as much or more."""
    result = solve(task, engine=engine)

    uses = {name: int(str(count)) for name, count in zip(task.ids, task.columns["exposure"], strict=True)}
    others = [form for form in selections(task, task.spec.form_length) if not verify(task, [form])]
    least = min((sum(uses[name] for name in form) for form in others), default=0)
    assert sum(uses[name] for name in result.items) == least


class TestAnswer:
    """What an answer holds, and what it says about itself."""

    def test_ties_never_cost_difficulty(self, engine: Engine) -> None:
        """The least used items are taken among forms that meet the target, and only among those."""
        task = problem(
            {"p": [0.7, 0.7, 0.7, 0.1], "exposure": [3, 1, 2, 0]}, objective={"kind": "mean_p", "target": 0.7}
        )

        assert solve(task, engine=engine).items == ("b", "c")

    def test_items_with_the_same_enemies_may_meet(self, engine: Engine) -> None:
        """Two items are not enemies because a third is the enemy of both."""
        pairs = [["a", "b"], ["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]

        assert solve(problem(enemy_pairs=pairs), engine=engine).items == ("c", "d")

    def test_enemies_are_kept_apart(self, engine: Engine) -> None:
        """Of three enemies and one other, the other and one enemy make the form."""
        result = solve(problem(enemy_pairs=[["a", "b"], ["b", "c"], ["a", "c"]]), engine=engine)

        assert (len(result.items), "d" in result.items) == (2, True)

    def test_empty_pool_has_no_form(self, engine: Engine) -> None:
        """Nothing breaks when there is nothing to choose from."""
        assert solve(problem({"status": ["draft"] * 4}), engine=engine).status == "infeasible"

    def test_infeasible_is_confirmed_by_a_second_solve(self, engine: Engine) -> None:
        """That there is no form is believed when it is found in two ways."""
        assert solve(problem(form_length=5), engine=engine).certificate.infeasible_confirmed is True

    def test_items_stand_in_pool_order(self, engine: Engine) -> None:
        """The form's order is the pool's, whatever the solver's was."""
        result = solve(problem(form_length=3), engine=engine)

        assert list(result.items) == sorted(result.items)

    def test_difficulty_that_cannot_be_met_exactly_is_proved_the_nearest(self, engine: Engine) -> None:
        """Difficulties in steps of a tenth miss 1.43 by 0.03, and the bound says so."""
        result = solve(problem(objective={"kind": "mean_p", "target": 0.715}), gap=0.0, engine=engine)

        assert (result.status, round(result.objective or 0.0, 6)) == ("optimal", 0.03)

    def test_result_has_the_shape_of_the_file_format(self, engine: Engine) -> None:
        """Other tools read status, forms, objective, bound and certificate."""
        result = solve(problem(), engine=engine).to_dict()

        assert set(json.loads(json.dumps(result))) == {"status", "forms", "objective", "bound", "certificate"}

    def test_certificate_names_problem_and_solver(self, engine: Engine) -> None:
        """An answer can be traced to what was asked and who answered."""
        certificate = solve(problem(), engine=engine).certificate

        assert (certificate.problem_hash, certificate.solver, certificate.seed, certificate.verdict) == (
            problem_hash(problem()),
            "HiGHS",
            7,
            (),
        )

    def test_many_forms_are_refused_by_their_key(self, engine: Engine) -> None:
        """A problem that cannot be solved yet is not answered in part."""
        with pytest.raises(MalformedProblem, match=r"spec\.n_forms"):
            solve(problem(n_forms=2), engine=engine)


class TestSeed:
    """The seed decides among equals, and nothing else does."""

    def test_other_seeds_give_other_forms(self, engine: Engine) -> None:
        """Without an objective all forms are equal, so the seeds spread over them."""
        forms = {solve(from_dict(data() | {"seed": seed}), engine=engine).items for seed in range(12)}

        assert len(forms) > 2

    def test_same_problem_gives_same_answer_in_another_process(self) -> None:
        """Nothing depends on hash seeds, memory or what was solved before."""
        program = (
            "import json, sys; from itembank.assembly.problem_reader import from_dict;"
            "from itembank.assembly.solver import solve;"
            "print(json.dumps(solve(from_dict(json.load(sys.stdin))).to_dict(), sort_keys=True))"
        )
        file = json.dumps(to_dict(large(200, DIFFICULTY)))
        answers = []
        for hash_seed in ("1", "2"):
            done = subprocess.run(
                [sys.executable, "-c", program],
                input=file,
                capture_output=True,
                check=True,
                text=True,
                env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            )
            answer = json.loads(done.stdout)
            answer["certificate"].pop("time_s")
            answers.append(answer)

        assert answers[0] == answers[1]

    def test_same_answer_from_a_process_that_solved_others(self, engine: Engine) -> None:
        """A solver process carries nothing over from one problem to the next."""
        task = large(200, DIFFICULTY)
        with Engine() as fresh:
            first = solve(task, engine=fresh)

        assert solve(task, engine=engine).certificate == first.certificate


class TestTime:
    """A person who waits hears of progress, and never waits for ever."""

    def test_progress_is_told(self, engine: Engine) -> None:
        """Each better form is told, and the last is as good as the answer."""
        told: list[Progress] = []
        task = large(200, {"kind": "minimax_tif", "theta": [-1.0, 1.0], "target": [4.0, 4.0]})
        result = solve(task, progress=told.append, engine=engine)

        assert told[-1].objective == pytest.approx(result.objective, abs=1e-6)

    def test_solver_that_overruns_its_time_is_killed(self) -> None:
        """The answer says so, and what it holds was checked."""
        task = large(400, {"kind": "minimax_tif", "theta": [-1.0, 0.0, 1.0], "target": [4.0, 5.0, 4.0]})
        with Engine(grace=-58.0) as impatient:
            result = solve(task, gap=0.0, engine=impatient)

        assert (result.certificate.stopped_by, result.status in {"feasible", "unknown"}) == ("killed", True)

    def test_engine_works_again_after_a_kill(self) -> None:
        """One problem too hard does not take the next with it."""
        hard = large(400, {"kind": "minimax_tif", "theta": [-1.0, 0.0, 1.0], "target": [4.0, 5.0, 4.0]})
        with Engine(grace=-59.0) as impatient:
            solve(hard, gap=0.0, engine=impatient)

            assert solve(problem(), engine=impatient).status == "optimal"
