"""Runs the main job on the demonstration's submissions, stage by stage, with progress and a summary.

Every step is its own transaction and looks first at what is there, so a killed run is finished by the next.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlmodel import select

from exports import operations as exports
from exports.formats import FORMATS
from itembank.accounts import demo_cast
from itembank.app import HANDLERS, create_app
from itembank.assembly import records as forms
from itembank.core import jobs
from itembank.core.work import Environment, Work, unit_of_work
from itembank.demo import people, steps, stories
from itembank.demo.stories import Story
from itembank.items import operations as items
from scenarios.models import DetectedSpan, DetectionRun

T = TypeVar("T")

_REASON = "Demonstration of the exports."
_REVIEWERS = ("rita", "ravi")


@dataclass(slots=True)
class Summary:
    """What a run did: counts, the form with its proof, the files, and seconds by stage."""

    submissions: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    cleared: int = 0
    items_approved: int = 0
    form: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """One run of the demonstration: the bank, the stories and how far they are."""

    env: Environment
    console: Console
    summary: Summary = field(default_factory=Summary)
    tokens: dict[str, str] = field(default_factory=dict)

    def unit(self) -> Any:
        """Open a unit of work."""
        return unit_of_work(self.env)

    @property
    def finished(self) -> tuple[Story, ...]:
        """The stories that go the whole way."""
        return stories.finished()

    @property
    def waiting(self) -> tuple[Story, ...]:
        """The stories that wait somewhere."""
        return stories.waiting()


def fill(env: Environment, *, out: Path | None, console: Console | None = None) -> Summary:
    """Fill the bank of *env*, and leave the exported form and the summary in *out* where one is given.

    Raises:
        Refused: when the bank has real people in it.
    """
    run = Run(env, console or Console())
    with create_app(env).app_context():
        _stage(run, "people", ["the cast"], _add_people)
        _stage(run, "submit", (*run.finished, *run.waiting), _submit)
        _stage(run, "detect", _waiting_jobs(run), _detect)
        _stage(run, "clear", (*run.finished, *run.waiting[2:]), _clear)
        _stage(run, "write", (*run.finished, *run.waiting[3:]), _write)
        _stage(run, "import", ["sample items"], _import)
        _stage(run, "review", _item_identifiers(run), _review)
        _stage(run, "assemble and lock", [steps.FORM], _assemble)
        _stage(run, "leave work waiting", ["an item in review, a form to assemble"], _leave_waiting)
        _stage(run, "export", [steps.FORM], lambda run, _form: _export(run, out))
        _count(run)
    _report(run, out)
    return run.summary


def _stage(run: Run, name: str, parts: Iterable[T], do: Callable[[Run, T], None]) -> None:
    """Do one stage, part by part, with a bar where somebody watches and a line where nobody does."""
    listed = list(parts)
    started = time.perf_counter()
    with _progress(run.console, name, len(listed)) as advance:
        for part in listed:
            do(run, part)
            advance()
    run.summary.seconds[name] = round(time.perf_counter() - started, 2)


@contextmanager
def _progress(console: Console, name: str, total: int) -> Iterator[Callable[[], None]]:
    if not console.is_terminal:
        console.print(f"{name} ({total}) ...", end=" ", highlight=False)
        yield lambda: None
        console.print("done", highlight=False)
        return
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(name, total=total)
        yield lambda: bar.advance(task)


def _add_people(run: Run, _part: str) -> None:
    with run.unit() as work:
        people.refuse_real_people(work)
        people.add_cast(work)


def _submit(run: Run, story: Story) -> None:
    with run.unit() as work:
        run.tokens[story.id] = steps.submit(work, story)


def _waiting_jobs(run: Run) -> list[int]:
    with unit_of_work(run.env, writing=False) as work:
        return jobs.waiting(work.session, work.now())


def _detect(run: Run, job_id: int) -> None:
    jobs.run_job(run.env, HANDLERS, job_id)


def _clear(run: Run, story: Story) -> None:
    with run.unit() as work:
        steps.clear(work, story, run.tokens[story.id])


def _write(run: Run, story: Story) -> None:
    with run.unit() as work:
        steps.write(work, story, run.tokens[story.id])


def _import(run: Run, _part: str) -> None:
    everything = (*run.finished, *run.waiting)
    names = {story.id: story.item_identifier for story in everything}
    with run.unit() as work:
        items.import_items(work, people.actor(work, "ed"), stories.sample_items())
        for story in everything:
            steps.keep_apart(work, story, names)


def _item_identifiers(run: Run) -> list[str]:
    return [story.item_identifier for story in run.finished] + [
        entry["id"] for entry in stories.sample_items()["items"]
    ]


def _review(run: Run, identifier: str) -> None:
    with run.unit() as work:
        steps.send_to_review(work, identifier)
    for reviewer in _REVIEWERS:
        with run.unit() as work:
            steps.review(work, identifier, reviewer)
    with run.unit() as work:
        steps.approve(work, identifier)


def _leave_waiting(run: Run, _part: str) -> None:
    in_review = run.waiting[3].item_identifier
    with run.unit() as work:
        steps.send_to_review(work, in_review)
        steps.begin_next_form(work)


def _assemble(run: Run, _form: str) -> None:
    with run.unit() as work:
        row = steps.assemble(work)
        run.summary.form = {"form": steps.FORM, **_proof(row.result), "items": row.size}
    with run.unit() as work:
        steps.lock(work)


def _proof(result: dict[str, Any]) -> dict[str, Any]:
    objective, bound = result.get("objective"), result.get("bound")
    gap = abs(objective - bound) if objective is not None and bound is not None else None
    return {"status": result.get("status"), "objective": objective, "bound": bound, "gap": gap}


def _export(run: Run, out: Path | None) -> None:
    with run.unit() as work:
        stan, form = people.actor(work, "stan"), forms.form(work.session, steps.FORM)
        if out is None:
            if not exports.exports_of(work.session, form):
                exports.export(work, stan, form, tuple(FORMATS), _REASON)
            return
        folder = out / steps.FORM
        if not folder.exists():
            out.mkdir(parents=True, exist_ok=True)
            exports.export_to(work, stan, form, tuple(FORMATS), folder, _REASON)
        run.summary.files = {path.name: str(path) for path in sorted(folder.iterdir())}


def _count(run: Run) -> None:
    with unit_of_work(run.env, writing=False) as work:
        run.summary.submissions = len(run.tokens)
        run.summary.findings = _findings(work)
        run.summary.cleared = len(run.finished) + len(run.waiting[2:])
        run.summary.items_approved = sum(one.status == "approved" for one in items.approved_pool(work))


def _findings(work: Work) -> dict[str, int]:
    query = select(DetectedSpan.kind).where(
        DetectedSpan.run_id == DetectionRun.id, DetectionRun.stage == "raw"
    )
    return dict(Counter(work.session.exec(query)).most_common())


def _report(run: Run, out: Path | None) -> None:
    lines = list(_lines(run.summary))
    run.console.print("\n" + "\n".join(lines), highlight=False, markup=False, soft_wrap=True)
    if out is None:
        run.console.print("\n" + "\n".join(_log_ins()), highlight=False, markup=False, soft_wrap=True)
        return
    out.mkdir(parents=True, exist_ok=True)
    (out / "summary.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    body = {name: getattr(run.summary, name) for name in Summary.__dataclass_fields__}
    (out / "summary.json").write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _lines(summary: Summary) -> Iterator[str]:
    yield f"Submissions in     {summary.submissions}, of which {summary.cleared} cleared"
    found = ", ".join(f"{kind} {count}" for kind, count in summary.findings.items())
    yield f"Findings           {sum(summary.findings.values())}: {found}"
    yield f"Items approved     {summary.items_approved}"
    form = summary.form
    proof = f"objective {form['objective']}, bound {form['bound']}, gap {form['gap']}"
    yield f"Form assembled     {form['form']}: {form['items']} items, {form['status']}, {proof}"
    for path in summary.files.values():
        yield f"File written       {path}"
    for stage, seconds in summary.seconds.items():
        yield f"Seconds            {stage}: {seconds}"


def _log_ins() -> Iterator[str]:
    yield f"Log in as one of these; everybody's password is: {demo_cast.PASSWORD}"
    for person in demo_cast.CAST:
        yield f"  {person.email:<28} {person.name}: {person.purpose}"
