"""Solving an assembly problem with HiGHS: one thread, a fixed seed, no answer believed unchecked.

The same problem gives the same form. Ties are broken by past uses and then by a draw from the seed; the
search stops at a proof, a gap or a number of nodes, and by the clock only as a last resort, which the
certificate names.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from typing import Literal

from itembank.assembly import check
from itembank.assembly.engine import Answer, Engine, Incumbent, Options
from itembank.assembly.model import SLACK, Model, build, tie_costs, with_costs, with_limit, with_objective
from itembank.assembly.problem import MalformedProblem, Problem, pool_hash, problem_hash, spec_hash
from itembank.core.hashing import sha256_json

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Ties = Literal["proved", "best found", "not broken"]

# The share of the target at which a search for a deviation stops: closer makes no difference to anyone.
_DEVIATION_GAP = 0.001
# A form this close to the bound is called optimal; it is the accuracy of the solver's arithmetic.
_PROOF = 1e-6
# Ties are broken within this many nodes, so that a hard search for the last of them cannot take the evening.
_TIE_NODES = 2_000
_TIE_GAP = 0.5
_LEAST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """The best form so far: its objective, the proven bound (None while there is none) and seconds gone."""

    objective: float
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is needed to check the answer or to get it again.

    `gap` is a share: of the target, or for maximin of the bound. `stopped_by` is proof, gap, nodes, time or
    killed. `verdict` is the checker's: empty when every limit holds. `infeasible_confirmed` says whether
    a second solve without presolve agreed that there is no form.
    """

    problem_hash: str
    pool_hash: str
    spec_hash: str
    forms_hash: str | None
    code_version: str
    solver: str
    solver_version: str
    seed: int
    threads: int
    options: dict[str, float | int | str]
    stopped_by: str
    objective: float | None
    bound: float | None
    bound_from: str
    gap: float | None
    ties: Ties
    verdict: tuple[str, ...]
    infeasible_confirmed: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a problem of one form; `items` are ids in pool order, empty when there is no form."""

    status: Status
    items: tuple[str, ...]
    objective: float | None
    bound: float | None
    gap: float | None
    certificate: Certificate
    seconds: float

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The forms as the checker takes them."""
        return (self.items,) if self.items else ()

    def to_dict(self) -> dict[str, object]:
        """Return the result in the file format."""
        return {
            "status": self.status,
            "forms": [list(form) for form in self.forms],
            "objective": self.objective,
            "bound": self.bound,
            "certificate": asdict(self.certificate) | {"time_s": self.seconds},
        }


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    gap: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    engine: Engine | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Result:
    """Assemble the problem's one form within *time_limit* seconds.

    *gap* is the share of the target (for maximin, of the bound) at which to stop; by default 0.001 for
    deviations and 0 otherwise. *engine* lends a solver process that is already running. Raises
    `MalformedProblem` when more than one form is asked for, `Unavailable` when the solver cannot run.
    """
    if problem.spec.n_forms != 1:
        raise MalformedProblem("spec.n_forms", "only one form can be assembled at a time; set it to 1")
    started = clock()
    run = _Run(problem, _options(problem, max(_LEAST_SECONDS, time_limit), gap), started + time_limit, clock)
    with _borrowed(engine) as process:
        answer, confirmed = _first_answer(run, process, _hear(problem, progress))
        answer, ties = _break_ties(run, process, answer)
    return _result(run, answer, confirmed, ties, round(clock() - started, 3))


@dataclass(frozen=True, slots=True)
class _Run:
    """One call of `solve`: what was asked and until when."""

    problem: Problem
    options: Options
    deadline: float
    clock: Callable[[], float]

    def left(self) -> float:
        """Return the seconds that are left, never none: HiGHS takes that for no limit."""
        return max(_LEAST_SECONDS, self.deadline - self.clock())


@contextlib.contextmanager
def _borrowed(engine: Engine | None) -> Iterator[Engine]:
    if engine is not None:
        yield engine
        return
    with Engine() as own:
        yield own


def _options(problem: Problem, seconds: float, gap: float | None) -> Options:
    if problem.spec.objective.kind == "maximin_tif":
        return Options(seconds, problem.seed, relative_gap=gap or 0.0)
    share = _DEVIATION_GAP if gap is None else gap
    return Options(seconds, problem.seed, absolute_gap=max(_PROOF, share * _scale(problem)))


def _scale(problem: Problem) -> float:
    """Return what a deviation is a share of: the smallest target."""
    objective, length = problem.spec.objective, problem.spec.form_length
    if objective.kind == "minimax_tif":
        return min(objective.target)
    if objective.kind == "mean_p":
        return length * objective.target[0] or float(length)
    return 1.0


def _hear(
    problem: Problem, progress: Callable[[Progress], None] | None
) -> Callable[[Incumbent], None] | None:
    if progress is None:
        return None
    sign = _sign(problem)

    def hear(found: Incumbent) -> None:
        bound = None if found.bound is None else sign * found.bound
        progress(Progress(sign * found.objective, bound, found.seconds))

    return hear


def _sign(problem: Problem) -> int:
    """Return -1 where the solver minimises the negative of the objective."""
    return -1 if problem.spec.objective.kind == "maximin_tif" else 1


def _first_answer(
    run: _Run, engine: Engine, hear: Callable[[Incumbent], None] | None
) -> tuple[Answer, bool | None]:
    """Solve for the objective. "No form" is believed when a second solve without presolve says so too.

    HiGHS has called problems infeasible that were not; what it does before the search was at fault.
    """
    model = _model(run.problem)
    answer = engine.run(model, run.options, hear)
    if answer.status != "infeasible":
        return answer, None
    second = engine.run(model, replace(run.options, seconds=run.left(), presolve=False), hear)
    return second, second.status == "infeasible"


def _model(problem: Problem) -> Model:
    return with_objective(problem, build(problem))


def _break_ties(run: _Run, engine: Engine, answer: Answer) -> tuple[Answer, Ties]:
    """Among forms as good as the one found, take the one used least, then the one the seed draws.

    Forms compared by information are not tied: no two sums of such numbers are the same.
    """
    if answer.items is None or answer.status not in {"optimal", "nodes"} or run.problem.spec.objective.theta:
        return answer, "not broken"
    model, items, proved = _model(run.problem), answer.items, True
    keep = _objective_of(run.problem, items)
    for costs in tie_costs(run.problem, model):
        options = replace(
            run.options, seconds=run.left(), nodes=_TIE_NODES, absolute_gap=_TIE_GAP, relative_gap=0.0
        )
        better = engine.run(with_costs(model, costs, keep=keep), options)
        items = _better(run.problem, model, costs, better.items, items)
        least = _cost(model, costs, items)
        proved = proved and better.bound is not None and least - better.bound <= _TIE_GAP
        model = with_limit(model, costs, least)
    return replace(answer, items=items), "proved" if proved else "best found"


def _objective_of(problem: Problem, items: Sequence[int]) -> float | None:
    """Return the most that a form as good as this one may deviate; None when nothing is optimised."""
    value = check.objective_value(problem, [_ids(problem, items)])
    return None if value is None else value + SLACK


def _better(
    problem: Problem,
    model: Model,
    costs: Sequence[float],
    found: tuple[int, ...] | None,
    items: tuple[int, ...],
) -> tuple[int, ...]:
    """Take the form that was found when it keeps every limit and costs less; otherwise stay with *items*."""
    if found is None or check.verify(problem, [_ids(problem, found)]):
        return items
    return min(items, found, key=lambda form: _cost(model, costs, form))


def _cost(model: Model, costs: Sequence[float], items: Sequence[int]) -> float:
    taken = frozenset(items)
    return sum(cost for item, cost in zip(model.items, costs, strict=True) if item in taken)


def _ids(problem: Problem, items: Sequence[int]) -> tuple[str, ...]:
    return tuple(problem.ids[item] for item in sorted(items))


def _result(run: _Run, answer: Answer, confirmed: bool | None, ties: Ties, seconds: float) -> Result:  # noqa: FBT001 - a fact, not a switch
    problem = run.problem
    items = () if answer.items is None else _ids(problem, answer.items)
    verdict = tuple(check.verify(problem, [items])) if items else ()
    items = () if verdict else items
    objective = check.objective_value(problem, [items]) if items else None
    bound = _bound(problem, answer, objective)
    gap = _gap(problem, objective, bound) if items else None
    status = _status(answer, items, objective, bound)
    certificate = Certificate(
        problem_hash=problem_hash(problem),
        pool_hash=pool_hash(problem),
        spec_hash=spec_hash(problem),
        forms_hash=sha256_json([list(items)]) if items else None,
        code_version=_code_version(),
        solver="HiGHS",
        solver_version=answer.version,
        seed=problem.seed,
        threads=1,
        options=run.options.for_highs(),
        stopped_by=_stopped_by(answer, status),
        objective=objective,
        bound=bound,
        bound_from="branch and bound",
        gap=gap,
        ties=ties,
        verdict=verdict,
        infeasible_confirmed=confirmed,
    )
    return Result(status, items, objective, bound, gap, certificate, seconds)


def _bound(problem: Problem, answer: Answer, objective: float | None) -> float | None:
    """Return the proven bound; the form's own value where only the last digits of arithmetic differ."""
    if problem.spec.objective.kind == "none" or answer.bound is None:
        return None
    bound = _sign(problem) * answer.bound
    return objective if objective is not None and _agree(objective, bound) else max(0.0, bound)


def _agree(objective: float, bound: float) -> bool:
    return abs(objective - bound) <= _PROOF * max(1.0, abs(objective))


def _gap(problem: Problem, objective: float | None, bound: float | None) -> float | None:
    if objective is None:
        return 0.0
    if bound is None:
        return None
    scale = abs(bound) or 1.0 if problem.spec.objective.kind == "maximin_tif" else _scale(problem)
    return abs(objective - bound) / scale


def _status(answer: Answer, items: Sequence[str], objective: float | None, bound: float | None) -> Status:
    if not items:
        return "infeasible" if answer.status == "infeasible" else "unknown"
    if objective is None:
        return "optimal"
    return "optimal" if bound is not None and _agree(objective, bound) else "feasible"


def _stopped_by(answer: Answer, status: Status) -> str:
    if answer.status == "optimal":
        return "proof" if status == "optimal" else "gap"
    return "proof" if answer.status == "infeasible" else answer.status


def _code_version() -> str:
    try:
        return metadata.version("itembank")
    except metadata.PackageNotFoundError:
        return "not installed"
