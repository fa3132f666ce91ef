"""What can be done with outlines and exam forms. One verb, one function; none of them commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from itembank.assembly import check, records, rules
from itembank.assembly.explain import Explanation, Shortage, explain, supply
from itembank.assembly.manifest import (
    Entry,
    approval_faults,
    manifest,
    manifest_hash,
    read_entries,
)
from itembank.assembly.models import (
    AssemblyProblem,
    ContentOutline,
    ExamForm,
    FormAssembly,
    FormGivenUp,
    FormLock,
    LockedItem,
)
from itembank.assembly.outline import from_outline
from itembank.assembly.pool import current, in_form_order, pool_of
from itembank.assembly.problem import Problem, problem_hash, to_dict
from itembank.assembly.problem_reader import from_dict
from itembank.assembly.rules import OutlineDraft
from itembank.assembly.solver import Result, solve
from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, Refused, RefusedInput, Stale
from itembank.core.errors import Problem as Fault
from itembank.core.http import get_or_404
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.framework import rules as framework_rules
from itembank.items import operations as items
from itembank.items.models import ItemRevision

#: Seconds that the solver gets for one form, and again for saying why there is none.
SOLVER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be solved, read from the bank at one moment; solving it touches no database.

    *revisions* are the ids of the revisions that would go on the form, *order* how its items would stand.
    """

    form_id: int
    problem: Problem
    revisions: dict[str, int]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said; the explanation is there when it found no form."""

    result: Result
    explanation: Explanation | None


def save_outline(
    work: Work, actor: Actor, draft: OutlineDraft, *, base_number: int | None = None
) -> ContentOutline:
    """Save a new outline, or with *base_number* the version that follows the one the person read.

    Raises:
        RefusedInput: with every fault and its field; the sum of the cells is one of them.
        Stale: when somebody saved another version meanwhile.
        Invalid: when nothing changed.
    """
    _refuse_bad_outline(work.session, draft)
    newest = _newest_held(work.session, draft.outline.name)
    _refuse_stale_outline(newest, draft, base_number)
    row = ContentOutline(
        name=draft.outline.name,
        number=newest.number + 1 if newest else 1,
        framework=draft.framework,
        framework_version=draft.version,
        body=rules.outline_body(draft.outline),
        content_hash=rules.outline_hash(draft),
        pass_mark=draft.pass_mark,
        time_limit_minutes=draft.time_limit_minutes,
        reason=draft.reason,
        by_id=actor.known_id,
        at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work, actor, "outline.save", f"outline:{row.id}", number=row.number, content_hash=row.content_hash
    )
    return row


def create_form(
    work: Work, actor: Actor, outline: ContentOutline, *, title: str, identifier: str = ""
) -> ExamForm:
    """Make an empty form that follows *outline*; without an identifier it gets the next number.

    Raises:
        Invalid: when the identifier is taken or cannot be one, or the title is missing.
    """
    taken = frozenset(work.session.exec(select(ExamForm.identifier)))
    chosen = identifier or rules.next_identifier(taken)
    _refuse_bad_name(chosen, title, taken)
    form = ExamForm(
        identifier=chosen,
        outline_id=outline.id or 0,
        title=title.strip(),
        created_by=actor.known_id,
        at=work.now(),
    )
    work.session.add(form)
    work.session.flush()
    audit.record(work, actor, "form.create", f"form:{form.id}", outline=outline.id)
    return form


def assemble(
    work: Work, actor: Actor, form: ExamForm, *, seed: int = 0, seconds: float = SOLVER_SECONDS
) -> FormAssembly:
    """Plan, solve and record in one go, for callers who keep nobody waiting.

    Raises:
        Refused: when the form is locked.
    """
    plan = plan_assembly(work, form, seed=seed)
    return record_assembly(work, actor, form, plan, solve_plan(plan, seconds=seconds))


def plan_assembly(work: Work, form: ExamForm, *, seed: int = 0) -> Plan:
    """Read the outline and the bank, and return the problem they pose.

    Raises:
        Refused: when the form is locked.
    """
    _refuse_assembly(work.session, form)
    outline = records.outline_of(work.session, form)
    pool = items.approved_pool(work)
    problem = present_problem(work, outline, pool, seed=seed)
    return Plan(
        form_id=form.id or 0,
        problem=problem,
        revisions={item.identifier: item.revision_id for item in pool},
        order=in_form_order(records.wanted(outline), problem, problem.ids),
    )


def solve_plan(plan: Plan, *, seconds: float = SOLVER_SECONDS) -> Answer:
    """Solve the problem, and where there is no form find out why; each takes at most *seconds*.

    Raises:
        Unavailable: when the solver cannot run.
    """
    result = solve(plan.problem, time_limit=seconds)
    if result.status != "infeasible":
        return Answer(result, None)
    return Answer(result, explain(plan.problem, time_limit=seconds))


def record_assembly(work: Work, actor: Actor, form: ExamForm, plan: Plan, answer: Answer) -> FormAssembly:
    """Keep the problem and the answer, whether or not there is a form.

    Raises:
        Refused: when the form was locked meanwhile.
    """
    hold(work.session, form)
    _refuse_assembly(work.session, form)
    newest = records.newest_assembly(work.session, form)
    entries = _entries(work.session, plan, answer.result)
    row = FormAssembly(
        form_id=plan.form_id,
        number=newest.number + 1 if newest else 1,
        by_id=actor.known_id,
        at=work.now(),
        problem_hash=_keep_problem(work.session, plan.problem),
        size=len(entries),
        items=[entry.to_json() for entry in entries],
        result=_result_json(answer),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        actor,
        "form.assemble",
        f"form:{form.id}",
        number=row.number,
        status=answer.result.status,
        size=row.size,
        problem_hash=row.problem_hash,
    )
    return row


def lock(work: Work, actor: Actor, form: ExamForm, *, seen_assembly: int) -> FormLock:
    """Fix the form as the person saw it, for ever; an anchor of the audit log is written after the commit.

    Raises:
        Refused: when the person assembled it, or there is nothing to lock.
        Stale: when it was assembled again since the person looked.
        RefusedInput: naming each item that is not approved on this very revision, and each broken limit.
    """
    hold(work.session, form)
    refusal = lock_refusal(work.session, form, actor)
    if refusal:
        raise Refused(refusal)
    assembly = _seen(work.session, form, seen_assembly)
    _refuse_faults(form, lock_faults(work, form, assembly))
    row = _write_lock(work, actor, form, assembly)
    audit.record(
        work, actor, "form.lock", f"form:{form.id}", assembly=assembly.number, manifest_hash=row.manifest_hash
    )
    work.after_commit.append(lambda: _anchor(work))
    return row


def give_up(work: Work, actor: Actor, form: ExamForm, *, reason: str) -> FormGivenUp:
    """Note that nothing more is done with this form, and why; it stays readable.

    Raises:
        Refused: when the form is locked, or was given up already.
        Invalid: when the reason is missing or too long.
    """
    hold(work.session, form)
    refusal = rules.give_up_refusal(records.state(work.session, form))
    if refusal:
        raise Refused(refusal)
    problem = rules.give_up_problem(reason)
    if problem:
        raise Invalid(problem, place="reason")
    row = FormGivenUp(form_id=form.id or 0, by_id=actor.known_id, at=work.now(), reason=reason.strip())
    work.session.add(row)
    work.session.flush()
    audit.record(work, actor, "form.give-up", f"form:{form.id}")
    return row


def hand_out_manifest(work: Work, actor: Actor, form: ExamForm) -> FormLock:
    """Return the lock of a form with its manifest, and note who took it, as the manifest holds the keys.

    Raises:
        NotFound: when the form is not locked.
    """
    row: FormLock = get_or_404(records.lock_of(work.session, form), "manifest")
    audit.record(work, actor, "form.manifest", f"form:{form.id}", manifest_hash=row.manifest_hash)
    return row


def lock_refusal(session: Session, form: ExamForm, actor: Actor) -> str:
    """Return why *actor* may not lock this form, as a sentence; empty when they may."""
    return rules.lock_refusal(
        state=records.state(session, form), assemblers=records.assemblers(session, form), person_id=actor.id
    )


def lock_faults(work: Work, form: ExamForm, assembly: FormAssembly) -> tuple[str, ...]:
    """Return a sentence for each reason why these items could not be locked now, by the bank as it is now."""
    entries = read_entries(assembly.items)
    pool = items.approved_pool(work)
    faults = approval_faults(entries, current(pool))
    if faults:
        return faults
    outline = records.outline_of(work.session, form)
    problem = present_problem(work, outline, pool)
    broken = check.verify(problem, [[entry.item for entry in entries]])
    return tuple(fault.removeprefix("Form 1: ") for fault in broken)


def present_problem(
    work: Work, outline: ContentOutline, pool: Sequence[items.PoolItem], *, seed: int = 0
) -> Problem:
    """Return the problem that *outline* poses to the bank as it is now."""
    uses = records.past_uses(work.session)
    seen = pool_of(pool, outline.framework, outline.framework_version, uses)
    # Written and read again, so that whoever reads the file gets the very same hash.
    return from_dict(to_dict(from_outline(records.wanted(outline), seen, seed=seed)))


def supply_of(work: Work, outline: ContentOutline) -> tuple[Shortage, ...]:
    """Return the cells for which the bank has too few approved items: a quick count, no solver."""
    return supply(present_problem(work, outline, items.approved_pool(work)))


def hold(session: Session, form: ExamForm) -> None:
    """Let one person at a time assemble or lock this form; SQLite has one writer anyway."""
    session.exec(select(ExamForm.id).where(col(ExamForm.id) == form.id).with_for_update()).one()


def _refuse_bad_outline(session: Session, draft: OutlineDraft) -> None:
    pack = framework.get(session, draft.framework, draft.version)
    domains = [domain.id for domain in framework_rules.domains(pack.body)]
    problems = rules.outline_problems(draft, domains)
    if problems:
        raise RefusedInput(" ".join(problem.message for problem in problems), problems)


def _newest_held(session: Session, name: str) -> ContentOutline | None:
    """Return the newest version; one person at a time saves the next."""
    first = select(ContentOutline.id).where(ContentOutline.name == name, ContentOutline.number == 1)
    session.exec(first.with_for_update()).first()
    return next(iter(records.versions(session, name)), None)


def _refuse_stale_outline(
    newest: ContentOutline | None, draft: OutlineDraft, base_number: int | None
) -> None:
    if newest is None:
        return
    if base_number is None:
        raise Invalid(
            f"There is an outline called {newest.name} already. Open it and save a new version, "
            "or choose another name.",
            place="name",
        )
    if base_number != newest.number:
        theirs = records.draft_of(newest)
        raise Stale(
            f"Version {newest.number} of this outline was saved after you opened version {base_number}.",
            rules.outline_differences(theirs, draft),
        )
    if newest.content_hash == rules.outline_hash(draft):
        raise Invalid(
            f"Nothing differs from version {newest.number}, so there is nothing to save.", place="name"
        )


def _refuse_bad_name(identifier: str, title: str, taken: frozenset[str]) -> None:
    if not rules.IDENTIFIER.fullmatch(identifier):
        raise Invalid(
            "A form's number begins with a letter and holds letters, digits, points, hyphens, underscores; "
            "at most 32 of them.",
            place="identifier",
        )
    if identifier.casefold() in {name.casefold() for name in taken}:
        raise Invalid(f"There is a form {identifier} already: choose another number.", "identifier")
    if not title.strip():
        raise Invalid("Give the form a title; candidates read it on the booklet.", place="title")


def _refuse_assembly(session: Session, form: ExamForm) -> None:
    refusal = rules.assembly_refusal(records.state(session, form))
    if refusal:
        raise Refused(refusal)


def _entries(session: Session, plan: Plan, result: Result) -> tuple[Entry, ...]:
    chosen = [name for name in plan.order if name in frozenset(result.items)]
    ids = [plan.revisions[name] for name in chosen]
    rows = {row.id: row for row in session.exec(select(ItemRevision).where(col(ItemRevision.id).in_(ids)))}
    return tuple(_entry(name, rows[plan.revisions[name]]) for name in chosen)


def _entry(name: str, revision: ItemRevision) -> Entry:
    return Entry(
        item=name,
        item_id=revision.item_id,
        revision_id=revision.id or 0,
        revision=revision.number,
        content_hash=revision.content_hash,
        options=tuple(option["identifier"] for option in revision.content["options"]),
        key=tuple(revision.content["key"]),
    )


def _keep_problem(session: Session, problem: Problem) -> str:
    digest = problem_hash(problem)
    if session.get(AssemblyProblem, digest) is None:
        session.add(AssemblyProblem(hash=digest, body=to_dict(problem)))
        session.flush()  # The run that follows refers to it.
    return digest


def _result_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain data; why there is no form is kept in words, as it was told."""
    body = answer.result.to_dict()
    if answer.explanation is None:
        return body
    shortages = [
        {"line": one.line, "name": one.name, "needed": one.needed, "fit": one.fit, "sentence": one.sentence}
        for one in answer.explanation.shortages
    ]
    return body | {"explanation": {"sentences": list(answer.explanation.sentences), "shortages": shortages}}


def _seen(session: Session, form: ExamForm, number: int) -> FormAssembly:
    newest = records.newest_assembly(session, form)
    if newest is None or newest.number != number:
        raise Stale(
            "The form was assembled again after you opened this page. Look at the new list before you lock."
        )
    return newest


def _refuse_faults(form: ExamForm, faults: Sequence[str]) -> None:
    if faults:
        problems = tuple(Fault(form.identifier, fault) for fault in faults)
        raise RefusedInput(f"{form.identifier} cannot be locked as it stands: {faults[0]}", problems)


def _write_lock(work: Work, actor: Actor, form: ExamForm, assembly: FormAssembly) -> FormLock:
    entries = read_entries(assembly.items)
    body = manifest(_facts(work.session, form, assembly), entries)
    row = FormLock(
        form_id=form.id or 0,
        assembly_id=assembly.id or 0,
        by_id=actor.known_id,
        printed_name=actor.name,
        at=work.now(),
        statement=rules.LOCK_STATEMENT,
        manifest=body,
        manifest_hash=manifest_hash(body),
    )
    work.session.add(row)
    work.session.flush()
    for position, entry in enumerate(entries, start=1):
        work.session.add(
            LockedItem(
                lock_id=row.id or 0, position=position, item_id=entry.item_id, revision_id=entry.revision_id
            )
        )
    work.session.flush()
    return row


def _facts(session: Session, form: ExamForm, assembly: FormAssembly) -> dict[str, Any]:
    outline = records.outline_of(session, form)
    pack = framework.get(session, outline.framework, outline.framework_version)
    return {
        "form": form.identifier,
        "title": form.title,
        "instructions": rules.INSTRUCTIONS,
        "outline": {"name": outline.name, "version": outline.number, "sha256": outline.content_hash},
        "framework": {
            "name": outline.framework,
            "version": outline.framework_version,
            "sha256": pack.content_hash,
        },
        "pass_mark": outline.pass_mark,
        "time_limit_minutes": outline.time_limit_minutes,
        "assembly": {"number": assembly.number, "problem_sha256": assembly.problem_hash},
    }


def _anchor(work: Work) -> None:
    audit.write_anchor(work.session, work.settings.anchors_dir)
