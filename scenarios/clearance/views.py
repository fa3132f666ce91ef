"""Pages for clearers: the queue, the workbench, the preview."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from itembank.accounts.permissions import Permission
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, Refused
from itembank.core.http import current_actor, current_work, requires
from itembank.core.work import Work
from scenarios import records
from scenarios.blueprint import bp
from scenarios.clearance import operations, queue, rules
from scenarios.clearance.operations import Bench, Preview
from scenarios.forms import (
    ClearForm,
    CloseForm,
    DecisionForm,
    FindForm,
    PlainForm,
    RecallForm,
    SecondLookForm,
)
from scenarios.models import Submission
from scenarios.wording import CHECKLIST, CLEARANCE_STATEMENT, KINDS

_FORBIDDEN = 403
_NEEDS_CHANGE = 422
_SNIPPET = 90


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as the list shows it."""

    mark: rules.Mark
    snippet: str
    placeholder: str
    group: int
    alike: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text as a page shows it; *mark* is set where it belongs to one."""

    text: str
    mark: rules.Mark | None
    is_end: bool


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What stays although it was found: the words, as what they were found, and in how many places."""

    words: str
    kind: str
    is_direct: bool
    places: int


@bp.get("/clearance")
@requires(Permission.SCENARIO_CLEAR)
def clearance() -> str:
    """List what waits for clearance, oldest first."""
    work, actor = current_work(), current_actor()
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "scenarios/queue.html",
        entries=queue.entries(work.session, actor, offset=(page - 1) * queue.PAGE),
        total=queue.count_open(work.session),
        page=page,
        size=queue.PAGE,
        required=work.settings.clearers,
        cleared=queue.count_cleared(work.session, actor),
    )


@bp.get("/clearance/cleared")
@requires(Permission.SCENARIO_CLEAR)
def cleared_list() -> str:
    """List what is cleared, so that a clearance can be found and taken back."""
    work, actor = current_work(), current_actor()
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "scenarios/cleared.html",
        entries=queue.cleared_entries(work.session, actor, offset=(page - 1) * queue.PAGE),
        total=queue.count_cleared(work.session, actor),
        page=page,
        size=queue.PAGE,
    )


@bp.route("/clearance/<token>/recall", methods=["GET", "POST"])
@requires(Permission.SCENARIO_CLEAR)
def recall(token: str) -> ResponseReturnValue:
    """Take a clearance back; the page says first how far the text got."""
    work, actor, form = current_work(), current_actor(), RecallForm()
    submission = records.get_submission(work.session, token)
    rules.check_may_recall(records.case_of(work.session, submission), actor.known_id)
    if form.validate_on_submit() and form.reason.data:
        operations.recall(work, actor, submission, form.reason.data)
        flash("Taken back. Editors cannot open it any more, and it waits for clearance again.", "success")
        return redirect(url_for(".clearance"))
    if request.method == "POST":
        form.reason.errors = [*form.reason.errors, "Choose why the clearance is taken back."]
    readers, uses = queue.reach(work.session, submission)
    is_erased = records.is_erased(work.session, records.id_of(submission), records.RAW)
    page = render_template(
        "scenarios/recall.html",
        form=form,
        submission=submission,
        readers=readers,
        uses=uses,
        is_erased=is_erased,
    )
    return page, _NEEDS_CHANGE if form.errors or form.reason.errors else 200


@bp.get("/clearance/<token>")
@requires(Permission.SCENARIO_CLEAR, Permission.SCENARIO_DRAFT_FROM, writing=True)
def bench(token: str) -> ResponseReturnValue:
    """Open a raw text on the workbench; the opening, or its refusal to an editor, is recorded."""
    work, actor = current_work(), current_actor()
    submission = records.get_submission(work.session, token)
    if not actor.may(Permission.SCENARIO_CLEAR):
        return _refuse_raw(work, actor, submission)
    opened = operations.open_bench(work, actor, submission)
    return render_template("scenarios/bench.html", **_bench_page(work, opened))


@bp.post("/clearance/<token>/detect")
@requires(Permission.SCENARIO_CLEAR)
def look_now(token: str) -> ResponseReturnValue:
    """Let the machine look at once, instead of waiting for the worker."""
    work = current_work()
    submission = records.get_submission(work.session, token)
    if PlainForm().validate_on_submit():
        operations.check_may_work(work, current_actor(), submission)
        operations.detect(work, submission)
    return redirect(url_for(".bench", token=token))


@bp.post("/clearance/<token>/decisions")
@requires(Permission.SCENARIO_CLEAR)
def decide(token: str) -> ResponseReturnValue:
    """Record one action; answers a script with what changed, and everybody else with the page."""
    work, actor, form = current_work(), current_actor(), DecisionForm()
    submission = records.get_submission(work.session, token)
    if not form.validate_on_submit():
        msg = "This action is not known. Load the page again and repeat your last step."
        raise Invalid(msg)
    before = _act(work, actor, submission, form)
    if request.headers.get("X-Bench") == "script":
        return _script_answer(work, submission, before)
    return redirect(url_for(".bench", token=token, order=_order()) + _anchor(form.do.data))


@bp.post("/clearance/<token>/find")
@requires(Permission.SCENARIO_CLEAR)
def find(token: str) -> ResponseReturnValue:
    """Mark what the machine missed, wherever it stands."""
    work, actor, form = current_work(), current_actor(), FindForm()
    submission = records.get_submission(work.session, token)
    if not form.validate_on_submit():
        opened = operations.open_bench(work, actor, submission)
        page = _bench_page(work, opened, find=form)
        return render_template("scenarios/bench.html", **page), _NEEDS_CHANGE
    needle = rules.Needle(form.needle.data, form.kind.data, form.whole_words.data, form.ignore_case.data)
    try:
        count = operations.mark_every(work, actor, submission, needle, seen=form.seen.data)
        flash(f"{count} {'place was' if count == 1 else 'places were'} marked.", "success")
    except Invalid as error:
        flash(error.message, "warning")
    return redirect(url_for(".bench", token=token, order=_order()))


@bp.get("/clearance/<token>/preview")
@requires(Permission.SCENARIO_CLEAR, writing=True)
def preview(token: str) -> ResponseReturnValue:
    """Show the text as editors will read it, with what the second look found, and the checklist."""
    work, actor = current_work(), current_actor()
    submission = records.get_submission(work.session, token)
    try:
        shown = operations.open_preview(work, actor, submission)
    except Refused as error:
        flash(error.message, "warning")
        return redirect(url_for(".bench", token=token))
    return render_template("scenarios/preview.html", **_preview_page(work, shown, ClearForm(seen=shown.seen)))


@bp.post("/clearance/<token>/second-look")
@requires(Permission.SCENARIO_CLEAR)
def decide_second_look(token: str) -> ResponseReturnValue:
    """Decide over something that the second look found."""
    work, actor, form = current_work(), current_actor(), SecondLookForm()
    submission = records.get_submission(work.session, token)
    if not form.validate_on_submit():
        msg = "This action is not known. Load the page again and repeat your last step."
        raise Invalid(msg)
    choice = rules.Choice(
        form.start.data,
        form.end.data,
        rules.Verdict(form.act.data),
        form.kind.data,
        form.justification.data or "",
    )
    operations.decide_second_look(work, actor, submission, choice, seen=form.seen.data)
    return redirect(url_for(".preview", token=token))


@bp.post("/clearance/<token>/clear")
@requires(Permission.SCENARIO_CLEAR)
def clear(token: str) -> ResponseReturnValue:
    """Sign the cleared text."""
    work, actor, form = current_work(), current_actor(), ClearForm()
    submission = records.get_submission(work.session, token)
    if not form.validate_on_submit():
        flash("Nothing was signed: read the text again, answer the questions, and sign.", "danger")
        return redirect(url_for(".preview", token=token))
    try:
        signature = operations.clear(work, actor, submission, _answers(form), seen=form.seen.data)
    except Invalid as error:
        form[error.place if error.place in form else "notes"].errors = [error.message]
        shown = operations.open_preview(work, actor, submission)
        return render_template("scenarios/preview.html", **_preview_page(work, shown, form)), _NEEDS_CHANGE
    done = signature.raw_purge_on is not None
    flash(
        "Cleared. Editors can work from it now." if done else "Signed. A second person has to sign it too.",
        "success",
    )
    return redirect(url_for(".clearance"))


@bp.post("/clearance/<token>/close")
@requires(Permission.SCENARIO_CLEAR)
def close(token: str) -> ResponseReturnValue:
    """Close what cannot be used, and erase it."""
    work, actor, form = current_work(), current_actor(), CloseForm()
    submission = records.get_submission(work.session, token)
    if not form.validate_on_submit() or not form.reason.data:
        flash("Nothing was changed: choose a reason and tick the box to close this one.", "danger")
        return redirect(url_for(".bench", token=token))
    operations.close(work, actor, submission, form.reason.data)
    flash("Closed, and its texts were erased.", "success")
    return redirect(url_for(".clearance"))


@bp.get("/clearance/<token>/<any(detect, decisions, find, close):_step>")
@requires(Permission.SCENARIO_CLEAR)
def back_to_bench(token: str, _step: str) -> ResponseReturnValue:
    """Lead whoever loads the address of an action, for instance after a stale page, back to the workbench."""
    return redirect(url_for(".bench", token=token))


@bp.get("/clearance/<token>/<any('second-look', clear):_step>")
@requires(Permission.SCENARIO_CLEAR)
def back_to_preview(token: str, _step: str) -> ResponseReturnValue:
    """The same for the actions of the preview."""
    return redirect(url_for(".preview", token=token))


def _refuse_raw(work: Work, actor: Actor, submission: Submission) -> ResponseReturnValue:
    """Answer without raising, so that the record of the refusal is kept."""
    operations.note_refusal(work, actor, submission)
    try:
        operations.check_may_read_raw(actor)
    except Refused as error:
        return render_template("core/refused.html", error=error), _FORBIDDEN
    return redirect(url_for(".clearance"))


def _act(work: Work, actor: Actor, submission: Submission, form: DecisionForm) -> Bench:
    """Carry out one action; return the workbench as it was before."""
    before = operations.peek(work, actor, submission)
    if form.do.data == "undo":
        operations.undo(work, actor, submission, seen=form.seen.data)
        return before
    verb, start, end = form.do.data.split(":")
    choice = _choice(before, verb.removesuffix("_same"), int(start), int(end), form.kind.data)
    act = operations.decide_same if verb.endswith("_same") else operations.decide
    act(work, actor, submission, choice, seen=form.seen.data)
    return before


def _choice(before: Bench, verb: str, start: int, end: int, kind: str) -> rules.Choice:
    found = next((mark.kind for mark in before.marks if mark.spot == (start, end)), "")
    return rules.Choice(start, end, rules.Verdict(verb), kind or found)


def _script_answer(work: Work, submission: Submission, before: Bench) -> ResponseReturnValue:
    """Tell the script how every mark stands now; send the panels again only when there are other marks."""
    after = operations.peek(work, current_actor(), submission)
    answer: dict[str, Any] = {"seen": after.seen, "decided": after.decided, "total": len(after.marks)}
    if [mark.spot for mark in before.marks] != [mark.spot for mark in after.marks]:
        answer["html"] = render_template("scenarios/_bench.html", **_bench_page(work, after))
    else:
        answer["marks"] = [
            [row.mark.standing.value, KINDS[row.mark.kind], row.placeholder] for row in _rows(after)
        ]
    return jsonify(answer)


def _bench_page(work: Work, opened: Bench, *, find: FindForm | None = None) -> dict[str, Any]:
    rows = _rows(opened)
    order = _order()
    return {
        "bench": opened,
        "rows": rows,
        "listed": sorted(enumerate(rows), key=lambda pair: pair[1].mark.kind)
        if order == "kind"
        else list(enumerate(rows)),
        "pieces": _pieces(opened),
        "order": order,
        "kinds": KINDS,
        "form": DecisionForm(seen=opened.seen),
        "find": find or FindForm(seen=opened.seen),
        "close_form": CloseForm(),
        "plain": PlainForm(),
        "case": records.case_of(work.session, opened.submission),
    }


def _rows(opened: Bench) -> list[Row]:
    groups = operations.groups(opened.text, opened.marks)
    written = operations.placeholders(opened.text, opened.marks)
    sizes = {group: groups.count(group) for group in set(groups)}
    return [
        Row(mark, _snippet(opened.text, mark), placeholder, group, sizes[group])
        for mark, placeholder, group in zip(opened.marks, written, groups, strict=True)
    ]


def _pieces(opened: Bench) -> list[Piece]:
    cut = rules.segments(len(opened.text), opened.marks)
    return [_piece(opened.text, one, opened.marks) for one in cut]


def _shown(text: str, mark: rules.Mark | None) -> str:
    """Return a piece of text as it may be shown: a secret is never shown back in full."""
    return rules.mask(text) if mark is not None and _is_secret(mark) else text


def _is_secret(mark: rules.Mark) -> bool:
    return mark.kind == "SECRET" and mark.standing is not rules.Standing.REJECTED


def _snippet(text: str, mark: rules.Mark) -> str:
    return _shorten(_shown(text[mark.start : mark.end], mark))


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SNIPPET else words[: _SNIPPET - 1] + "…"


def _preview_page(work: Work, shown: Preview, form: ClearForm) -> dict[str, Any]:
    form.seen.data = shown.seen
    form.kept_read_again.label.text = _confirmation(shown.kept_direct)
    return {
        "preview": shown,
        "pieces": _preview_pieces(shown),
        "kept": _kept_rows(shown),
        "form": form,
        "second": SecondLookForm(seen=shown.seen),
        "questions": [form[question.key] for question in CHECKLIST],
        "statement": CLEARANCE_STATEMENT,
        "kinds": KINDS,
        "case": records.case_of(work.session, shown.submission),
        "required": work.settings.clearers,
    }


def _preview_pieces(shown: Preview) -> list[Piece]:
    """Cut the cleared text where something was found that stays or waits."""
    found = sorted((*shown.second_look, *shown.kept), key=lambda one: (one.start, -one.end))
    placed = [replace(one.mark, start=one.start, end=one.end) for one in found if one.start < one.end]
    return [_piece(shown.text, one, placed) for one in rules.segments(len(shown.text), placed)]


def _piece(text: str, one: rules.Segment, marks: Sequence[rules.Mark]) -> Piece:
    mark = marks[one.mark] if one.mark is not None else None
    is_end = mark is not None and one.end == mark.end
    return Piece(_shown(text[one.start : one.end], mark), mark, is_end)


def _kept_rows(shown: Preview) -> list[KeptRow]:
    """Gather what stays by its words, in the order of the preview."""
    rows: dict[tuple[bool, str, str], KeptRow] = {}
    for one in shown.kept:
        words = _shorten(shown.text[one.start : one.end])
        key = (one.mark.is_direct, one.mark.kind, rules.fold(words))
        known = rows.get(key) or KeptRow(words, KINDS[one.mark.kind], one.mark.is_direct, 0)
        rows[key] = replace(known, places=known.places + 1)
    return list(rows.values())


def _confirmation(places: int) -> str:
    if places == 1:
        return "I have read this 1 place again; it identifies nobody."
    return f"I have read these {places} places again; none of them identifies anybody."


def _answers(form: ClearForm) -> rules.Answers:
    given = {question.key: form[question.key].data for question in CHECKLIST}
    clues = {key: value == "yes" for key, value in given.items() if value in {"yes", "no"}}
    return rules.Answers(
        clues,
        form.notes.data or "",
        read_by_hand=bool(form.read_by_hand.data),
        kept_read_again=bool(form.kept_read_again.data),
    )


def _order() -> str:
    return "kind" if request.args.get("order") == "kind" else "reading"


def _anchor(act: str) -> str:
    """Return to the place of the last decision."""
    return f"#f-{act.split(':')[1]}" if ":" in act else ""
