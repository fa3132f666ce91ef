"""What pages say about a form: its items, its cells, and the solver's answer in words. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itembank.assembly import check
from itembank.assembly.check import Tally
from itembank.assembly.manifest import Entry, key_balance
from itembank.assembly.outline import CONSTRUCTED, GROUNDING
from itembank.assembly.problem import Problem
from itembank.assembly.rules import DOMAIN
from itembank.items import content as contents
from itembank.items.content import ItemContent

WORDS_A_MINUTE = 200
_STOPPED = {
    "gap": "The search stopped there, because closer makes no difference to anyone.",
    "nodes": "The search stopped at its limit of steps.",
    "time": "The time was up.",
    "killed": "The time was up.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a form as the page lists it. The key is not among it."""

    entry: Entry
    title: str
    domain: str
    level: str
    expected_p: float | None
    words: int
    grounding: str


@dataclass(frozen=True, slots=True)
class Report:
    """A form at a glance: its lines, what it holds of each limit, and how it is spread."""

    lines: tuple[Line, ...]
    tallies: tuple[Tally, ...]
    levels: tuple[tuple[str, int], ...]
    groundings: tuple[tuple[str, int], ...]
    keys: tuple[tuple[str, int], ...]
    expected: float | None
    words: int

    @property
    def minutes(self) -> int:
        """How long reading alone takes, in minutes."""
        return max(1, round(self.words / WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The solver's answer for people: a sentence that counts, more that explain it, and bare figures."""

    kind: str
    headline: str
    details: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]


def report(problem: Problem, entries: Sequence[Entry], content: Mapping[int, ItemContent]) -> Report:
    """Return the report of a form; *content* holds each revision's content by its id."""
    position = {name: place for place, name in enumerate(problem.ids)}
    lines = tuple(_line(problem, position[one.item], one, content[one.revision_id]) for one in entries)
    guesses = [line.expected_p for line in lines if line.expected_p is not None]
    return Report(
        lines=lines,
        tallies=check.tallies(problem, [entry.item for entry in entries]),
        levels=_counted(line.level for line in lines),
        groundings=_counted(line.grounding for line in lines),
        keys=key_balance(entries),
        expected=sum(guesses) / len(guesses) if guesses else None,
        words=sum(line.words for line in lines),
    )


def _line(problem: Problem, place: int, entry: Entry, content: ItemContent) -> Line:
    return Line(
        entry=entry,
        title=content.title,
        domain=_cell(problem, DOMAIN, place),
        level=content.cognitive_level or "not set",
        expected_p=content.expected_p,
        words=contents.words(content),
        grounding=_cell(problem, GROUNDING, place) or CONSTRUCTED,
    )


def _cell(problem: Problem, column: str, place: int) -> str:
    values = problem.columns.get(column)
    value = values[place] if values else None
    return "" if value is None else str(value)


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items()))


def outcome(problem: Problem, result: Mapping[str, Any]) -> Outcome:
    """Return the solver's stored answer in words."""
    status = str(result["status"])
    kind, headline, details = _told(problem, result, status)
    return Outcome(kind, headline, details, tuple(_figures(problem, result)))


def short_domains(problem: Problem, result: Mapping[str, Any]) -> list[str]:
    """Return the domains for which the solver found too few items."""
    lines = {short["line"] for short in result.get("explanation", {}).get("shortages", ())}
    wheres = [limit.where for limit in problem.spec.constraints if limit.id in lines]
    return [str(domain) for where in wheres for domain in where.get(DOMAIN, ())]


def _told(problem: Problem, result: Mapping[str, Any], status: str) -> tuple[str, str, tuple[str, ...]]:
    if status == "infeasible":
        sentences = tuple(result.get("explanation", {}).get("sentences", ()))
        return "danger", "There is no form: the approved items cannot fill this outline.", sentences
    if status == "unknown":
        return "warning", "No form was found in the time given. There may be one: assemble again.", ()
    details = tuple(_quality(problem, result, status))
    return "success", "A form was found that keeps every limit. A second program checked it.", details


def _quality(problem: Problem, result: Mapping[str, Any], status: str) -> Iterable[str]:
    objective, certificate = result["objective"], result["certificate"]
    if objective is None:
        yield "The outline sets no target, so every form that keeps the limits is as good as this one."
        return
    if problem.spec.objective.kind == "mean_p":
        yield _difficulty(problem, objective)
    if status == "optimal":
        yield "No form from these items is nearer to the target: this is proved."
    elif certificate["gap"] is not None:
        share = _percent(certificate["gap"])
        yield f"No form can be nearer by more than {share} of the target: this is proved."
        yield _STOPPED.get(certificate["stopped_by"], "")
    else:
        yield "How much nearer another form could be is not known."


def _difficulty(problem: Problem, objective: float) -> str:
    length, target = problem.spec.form_length, problem.spec.objective.target[0]
    return (
        f"The target is {length * target:g} right answers of {length}, going by the authors' estimates; "
        f"this form is {objective:.2f} away from it."
    )


def _figures(problem: Problem, result: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    certificate = result["certificate"]
    unit = " right answers" if problem.spec.objective.kind == "mean_p" else ""
    if result["objective"] is not None:
        yield "Distance from the target (objective)", f"{result['objective']:.4f}{unit}"
    if result["bound"] is not None:
        yield "Least distance possible (bound)", f"{result['bound']:.4f}{unit}"
    if certificate["gap"] is not None and result["objective"] is not None:
        yield "Gap, as a share of the target", _percent(certificate["gap"])
    yield "Status", str(result["status"])
    yield "Stopped by", str(certificate["stopped_by"])
    yield "Seconds", f"{certificate['time_s']:.2f}"
    yield "Solver", f"{certificate['solver']} {certificate['solver_version']}"
    yield "Seed", str(certificate["seed"])
    yield "Hash of the problem", str(certificate["problem_hash"])


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %".replace(".00 %", " %")
