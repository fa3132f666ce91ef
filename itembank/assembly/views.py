"""Pages of outlines and exam forms."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from itembank.accounts.permissions import Permission
from itembank.assembly import operations, records, report, rules
from itembank.assembly.check import limit_words
from itembank.assembly.forms import (
    AssembleForm,
    FormForm,
    GiveUpForm,
    LockForm,
    OutlineForm,
    can_be_read,
    fill,
    outline_form,
    propose,
    read_draft,
)
from itembank.assembly.manifest import read_entries
from itembank.assembly.models import AssemblyProblem, ContentOutline, ExamForm, FormAssembly
from itembank.assembly.rules import FormState, OutlineDraft
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, Problem, Refused, RefusedInput, Stale
from itembank.core.hashing import canonical_json
from itembank.core.http import NavEntry, Waiting, current_actor, current_work, get_or_404, requires
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.framework import rules as framework_rules
from itembank.framework.models import FrameworkPack
from itembank.items import content as contents
from itembank.items.content import ItemContent
from itembank.items.models import ItemRevision

bp = Blueprint(
    "assembly",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/assembly",
)
NAV = [
    NavEntry("Outlines", "assembly.outlines", frozenset({Permission.OUTLINE_WRITE})),
    NavEntry("Forms", "assembly.forms", frozenset({Permission.FORM_READ})),
]


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say how many forms wait for this person to assemble or to lock."""
    if not actor.may_any({Permission.FORM_ASSEMBLE, Permission.FORM_LOCK}):
        return []
    rows = records.all_forms(work.session)
    tiles = []
    if actor.may(Permission.OUTLINE_WRITE) and not records.has_outlines(work.session):
        hint = "A form follows an outline, and there is none yet."
        tiles.append(Waiting("outline to make", 1, url_for("assembly.new_outline"), hint))
    if actor.may(Permission.FORM_ASSEMBLE):
        count = sum(row.state is FormState.DRAFT for row in rows)
        hint = "The solver chooses approved items that fill the outline."
        tiles.append(Waiting(_many_forms(count, "assemble"), count, url_for("assembly.forms"), hint))
    if actor.may(Permission.FORM_LOCK):
        ready = [row for row in rows if row.state is FormState.ASSEMBLED]
        count = sum(actor.id not in row.assemblers for row in ready)
        hint = "A form is locked by somebody who did not assemble it."
        tiles.append(Waiting(_many_forms(count, "lock"), count, url_for("assembly.forms"), hint))
    return tiles


@bp.get("/outlines")
@requires(Permission.FORM_READ)
def outlines() -> str:
    """List the newest version of every outline."""
    rows = records.newest_outlines(current_work().session)
    return render_template("assembly/outlines.html", rows=[(row, records.wanted(row)) for row in rows])


@bp.route("/outlines/new", methods=["GET", "POST"])
@requires(Permission.OUTLINE_WRITE)
def new_outline() -> ResponseReturnValue:
    """Make an outline for one framework version, beginning from one that sums up."""
    work = current_work()
    packs = framework.all_packs(work.session)
    pack = _chosen_pack(work, packs)
    if pack is None:
        return render_template("assembly/no_framework.html")
    domains = framework_rules.domains(pack.body)
    form = outline_form(domains)()
    if request.method == "GET":
        propose(form, domains)
    else:
        saved = _submitted(form, pack, None)
        if saved is not None:
            return redirect(url_for(".outline", outline_id=saved.id))
    status = 422 if form.errors else 200
    return render_template("assembly/outline_form.html", form=form, pack=pack, packs=packs, base=None), status


@bp.get("/outlines/<int:outline_id>")
@requires(Permission.FORM_READ)
def outline(outline_id: int) -> str:
    """Show one version of an outline, what it asks for, and whether the bank can fill it now."""
    work = current_work()
    row = records.outline(work.session, outline_id)
    versions = records.versions(work.session, row.name)
    return render_template(
        "assembly/outline.html",
        row=row,
        wanted=records.wanted(row),
        supply=operations.supply_of(work, row),
        versions=versions,
        names=records.names(work.session, (version.by_id for version in versions)),
        is_newest=versions[0].id == row.id,
    )


@bp.route("/outlines/<int:outline_id>/new-version", methods=["GET", "POST"])
@requires(Permission.OUTLINE_WRITE)
def new_version(outline_id: int) -> ResponseReturnValue:
    """Save the next version of an outline; the old one stays as it is."""
    work = current_work()
    row = records.outline(work.session, outline_id)
    draft = records.draft_of(row)
    if not rules.is_by_domain(draft.outline):
        raise Refused("This outline has cells of other kinds than domains, which this page cannot show.")
    pack = framework.get(work.session, row.framework, row.framework_version)
    domains = framework_rules.domains(pack.body)
    form = outline_form(domains)()
    if request.method == "GET":
        fill(form, draft, row.number, domains)
    else:
        try:
            saved = _submitted(form, pack, row)
        except Stale as error:
            return _show_both(form, row, pack, error)
        if saved is not None:
            return redirect(url_for(".outline", outline_id=saved.id))
    status = 422 if form.errors else 200
    return render_template("assembly/outline_form.html", form=form, pack=pack, packs=[pack], base=row), status


@bp.get("/forms")
@requires(Permission.FORM_READ)
def forms() -> str:
    """List the forms with their states."""
    return render_template("assembly/forms.html", rows=records.all_forms(current_work().session))


@bp.route("/forms/new", methods=["GET", "POST"])
@requires(Permission.FORM_ASSEMBLE)
def new_form() -> ResponseReturnValue:
    """Make an empty form that follows an outline."""
    work = current_work()
    rows = records.newest_outlines(work.session)
    form = FormForm()
    form.outline.choices = [(row.id, f"{row.name}, version {row.number}") for row in rows]
    if request.method == "GET":
        form.outline.data = request.args.get("outline", type=int) or next((row.id for row in rows), None)
    chosen = next((row for row in rows if row.id == form.outline.data), None)
    supply = operations.supply_of(work, chosen) if chosen else ()
    # Whoever chose another outline on the page has not seen the warning, so it comes first.
    is_told = not supply or form.warned.data == str(form.outline.data)
    if form.validate_on_submit() and is_told:
        made = _made(work, form)
        if made is not None:
            return redirect(url_for(".form", identifier=made.identifier))
    form.warned.data = form.outline.data if supply else ""
    page = render_template(
        "assembly/form_form.html", form=form, outlines=rows, supply=supply, chosen=chosen, is_told=is_told
    )
    return page, 422 if form.errors or (form.is_submitted() and not is_told) else 200


@bp.get("/forms/<identifier>")
@requires(Permission.FORM_READ)
def form(identifier: str) -> str:
    """Show a form: what it holds, what the solver said, and what is to be done next."""
    work, actor = current_work(), current_actor()
    found = records.form(work.session, identifier)
    row = records.outline_of(work.session, found)
    runs = records.assemblies(work.session, found)
    lock = records.lock_of(work.session, found)
    newest = runs[0] if runs else None
    state = records.state(work.session, found)
    given_up = records.given_up_of(work.session, found)
    return render_template(
        "assembly/form.html",
        form=found,
        outline=row,
        wanted=records.wanted(row),
        state=state,
        newest=newest,
        runs=runs,
        lock=lock,
        given_up=given_up,
        names=records.names(
            work.session,
            [found.created_by, *(run.by_id for run in runs), *([given_up.by_id] if given_up else [])],
        ),
        faults=operations.lock_faults(work, found, newest) if newest and state is FormState.ASSEMBLED else (),
        refusal=operations.lock_refusal(work.session, found, actor),
        assemble_form=AssembleForm(),
        **_findings(work, newest),
    )


@bp.post("/forms/<identifier>/assemble")
@requires(Permission.FORM_ASSEMBLE)
def assemble(identifier: str) -> ResponseReturnValue:
    """Let the solver choose the items. Nobody waits for the database while it works."""
    work, actor, sent = current_work(), current_actor(), AssembleForm()
    found = records.form(work.session, identifier)
    if not sent.validate_on_submit():
        flash(f"Seed: {sent.seed.errors[0]}" if sent.seed.errors else "Try again.", "danger")
        return redirect(url_for(".form", identifier=identifier))
    plan = operations.plan_assembly(work, found, seed=sent.seed.data)
    # Nothing was written yet; ending the transaction here lets others write while the solver works.
    work.session.rollback()
    answer = operations.solve_plan(plan)
    run = operations.record_assembly(work, actor, records.form(work.session, identifier), plan, answer)
    _tell(run)
    return redirect(url_for(".form", identifier=identifier))


@bp.get("/forms/<identifier>/runs/<int:number>/problem.json")
@requires(Permission.FORM_READ)
def problem(identifier: str, number: int) -> Response:
    """Hand out the problem of a run, for anybody to check with a solver of their own. It holds no texts."""
    work = current_work()
    found = records.form(work.session, identifier)
    query = select(FormAssembly).where(FormAssembly.form_id == found.id, FormAssembly.number == number)
    run = get_or_404(work.session.exec(query).first(), "run")
    body = work.session.get_one(AssemblyProblem, run.problem_hash).body
    return _file(f"{found.identifier}-run-{number}-problem.json", body)


@bp.route("/forms/<identifier>/lock", methods=["GET", "POST"])
@requires(Permission.FORM_LOCK)
def lock(identifier: str) -> ResponseReturnValue:
    """Show what would be fixed, and fix it once it is signed."""
    work, actor, sent = current_work(), current_actor(), LockForm()
    found = records.form(work.session, identifier)
    refusal = operations.lock_refusal(work.session, found, actor)
    if refusal:
        raise Refused(refusal)
    if sent.validate_on_submit():
        operations.lock(work, actor, found, seen_assembly=_number(sent.assembly.data) or 0)
        flash(f"{found.identifier} is locked. It can be exported now, and it never changes again.", "success")
        return redirect(url_for(".form", identifier=identifier))
    newest = _newest(work, found)
    if request.method == "GET":
        sent.assembly.data = newest.number
    return render_template(
        "assembly/lock.html",
        form=found,
        outline=records.outline_of(work.session, found),
        newest=newest,
        faults=operations.lock_faults(work, found, newest),
        statement=rules.LOCK_STATEMENT,
        names=records.names(work.session, [newest.by_id]),
        sent=sent,
        **_findings(work, newest),
    ), 422 if sent.errors else 200


@bp.route("/forms/<identifier>/give-up", methods=["GET", "POST"])
@requires(Permission.FORM_ASSEMBLE)
def give_up(identifier: str) -> ResponseReturnValue:
    """Ask why nothing more is to be done with this form, and note it."""
    work, sent = current_work(), GiveUpForm()
    found = records.form(work.session, identifier)
    refusal = rules.give_up_refusal(records.state(work.session, found))
    if refusal:
        raise Refused(refusal)
    if sent.validate_on_submit():
        operations.give_up(work, current_actor(), found, reason=sent.reason.data)
        flash(f"{found.identifier} is given up. It stays in the list and can be read.", "success")
        return redirect(url_for(".form", identifier=identifier))
    return render_template("assembly/give_up.html", form=found, sent=sent), 422 if sent.errors else 200


@bp.post("/forms/<identifier>/manifest.json")
@requires(Permission.FORM_LOCK, Permission.FORM_EXPORT)
def manifest(identifier: str) -> Response:
    """Hand out the manifest of a locked form; it holds the keys, so the log notes who took it."""
    work = current_work()
    found = records.form(work.session, identifier)
    row = operations.hand_out_manifest(work, current_actor(), found)
    return _file(f"{found.identifier}-manifest.json", row.manifest)


def _many_forms(count: int, verb: str) -> str:
    return f"form{'' if count == 1 else 's'} to {verb}"


def _chosen_pack(work: Work, packs: list[FrameworkPack]) -> FrameworkPack | None:
    name, version = request.values.get("framework", ""), request.values.get("version", "")
    if name or version:
        return framework.get(work.session, name, version)
    return packs[0] if packs else None


def _submitted(form: OutlineForm, pack: FrameworkPack, base: ContentOutline | None) -> ContentOutline | None:
    """Save what was sent, or put everything that is wrong beside its field, all in one round."""
    is_complete = form.validate_on_submit()
    if not can_be_read(form):
        return None
    domains = framework_rules.domains(pack.body)
    draft = read_draft(form, pack.framework, pack.version, domains, name=base.name if base else "")
    if is_complete:
        return _saved(form, draft, (_number(form.base_number.data) or 0) if base else None)
    _point_out(form, rules.outline_problems(draft, [domain.id for domain in domains]))
    return None


def _point_out(form: OutlineForm, problems: Iterable[Problem]) -> None:
    """Put each problem beside its field, unless the field says already what is wrong with it."""
    for place, found in groupby(problems, key=lambda problem: problem.place):
        field = _field(form, place)
        field.errors = field.errors or [problem.message for problem in found]


def _saved(form: OutlineForm, draft: OutlineDraft, base_number: int | None) -> ContentOutline | None:
    """Save, or put what is wrong beside its field and keep everything that was typed."""
    try:
        saved = operations.save_outline(current_work(), current_actor(), draft, base_number=base_number)
    except RefusedInput as error:
        _point_out(form, error.problems)
        return None
    except Invalid as error:
        form.name.errors = [*form.name.errors, error.message]
        return None
    flash(f"Version {saved.number} of {saved.name} is saved.", "success")
    return saved


def _show_both(
    form: OutlineForm, row: ContentOutline, pack: FrameworkPack, error: Stale
) -> ResponseReturnValue:
    """Show what stands now beside what was typed, which the form still holds and can save on top."""
    newest = records.versions(current_work().session, row.name)[0]
    form.base_number.data = str(newest.number)
    page = render_template(
        "assembly/outline_form.html", form=form, pack=pack, packs=[pack], base=newest, stale=error
    )
    return page, error.status


def _field(form: OutlineForm, place: str) -> Any:
    return form.length if place == "cells" else getattr(form, place)


def _made(work: Work, form: FormForm) -> ExamForm | None:
    row = records.outline(work.session, form.outline.data)
    try:
        return operations.create_form(
            work, current_actor(), row, title=form.title.data, identifier=(form.identifier.data or "").strip()
        )
    except Invalid as error:
        field = getattr(form, error.place)
        field.errors = [*field.errors, error.message]
        return None


def _newest(work: Work, found: ExamForm) -> FormAssembly:
    newest: FormAssembly = get_or_404(records.newest_assembly(work.session, found), "form")
    return newest


def _findings(work: Work, run: FormAssembly | None) -> dict[str, Any]:
    """Return what the newest run of the solver gave, for a page."""
    if run is None:
        return {"report": None, "outcome": None, "short_domains": []}
    posed = records.problem(work.session, run.problem_hash)
    entries = read_entries(run.items)
    content = _content(work, [entry.revision_id for entry in entries])
    return {
        "report": report.report(posed, entries, content) if entries else None,
        "outcome": report.outcome(posed, run.result),
        "short_domains": report.short_domains(posed, run.result),
        "asked": lambda tally: limit_words(tally.constraint.minimum, tally.constraint.maximum),
    }


def _content(work: Work, revision_ids: list[int]) -> dict[int, ItemContent]:
    query = select(ItemRevision).where(col(ItemRevision.id).in_(revision_ids))
    return {row.id or 0: contents.from_json(row.content) for row in work.session.exec(query)}


def _file(name: str, body: dict[str, Any]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(canonical_json(body), mimetype="application/json", headers=headers)


def _tell(run: FormAssembly) -> None:
    if run.size:
        flash(f"The form has {run.size} items now.", "success")
    else:
        flash("There is no form yet; the page says why.", "warning")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
