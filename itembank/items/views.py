"""Pages of items: the bank, one item's record, writing, reviewing and approving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from itembank.accounts import operations as accounts
from itembank.accounts.permissions import Permission, Role
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, NotFound, Problem, RefusedInput, Stale
from itembank.core.http import NavEntry, Waiting, current_actor, current_work, requires
from itembank.core.markdown import render_markdown
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.items import content as contents
from itembank.items import lists, operations, records, rules, signing
from itembank.items.forms import (
    AnswerForm,
    DecisionForm,
    EditorForm,
    ItemForm,
    ReviewForm,
    SubmitForm,
    WithdrawForm,
    fill,
    read_content,
)
from itembank.items.lists import Filters
from itembank.items.models import Item, ItemRevision
from itembank.items.records import ItemRecord
from itembank.items.rules import Code, ItemFacts, State

bp = Blueprint(
    "items", __name__, template_folder="templates", static_folder="static", static_url_path="/static/items"
)
NAV = [
    NavEntry("Items", "items.index", frozenset({Permission.ITEM_WRITE, Permission.ITEM_SEE_ALL})),
    NavEntry("Reviews", "items.reviews", frozenset({Permission.ITEM_REVIEW})),
    NavEntry("Approvals", "items.approvals", frozenset({Permission.ITEM_APPROVE})),
]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see of a record: who could still review it blind sees no key, people or reviews."""

    key: bool
    people: bool


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say what waits for this person: own items to finish, items to review, items to approve."""
    found = []
    if actor.may(Permission.ITEM_WRITE):
        found += _waiting_to_write(work, actor)
    if actor.may(Permission.ITEM_REVIEW):
        count = len(lists.review_queue(work, actor, records.verified_domains(work.session, actor)))
        hint = "In the domains where your experience is verified."
        found.append(Waiting("items to review", count, url_for("items.reviews"), hint))
    if actor.may(Permission.ITEM_APPROVE):
        count = len(lists.approval_queue(work, actor))
        hint = "Their domain reviews are in; you neither wrote nor reviewed them."
        found.append(Waiting("items to approve", count, url_for("items.approvals"), hint))
    return found


def _waiting_to_write(work: Work, actor: Actor) -> list[Waiting]:
    states = lists.count_states(work, actor)
    return [
        Waiting(
            "items to change",
            states[State.CHANGES_REQUESTED],
            url_for("items.index", state=State.CHANGES_REQUESTED),
            "A reviewer asked for changes.",
        ),
        Waiting(
            "drafts to finish",
            states[State.DRAFT],
            url_for("items.index", state=State.DRAFT),
            "They have not been sent to review.",
        ),
    ]


@bp.app_template_filter("item_markdown")
def item_markdown(text: str) -> str:
    """Show the Markdown of an item as safe HTML."""
    return render_markdown(text)


@bp.app_template_filter("field_label")
def field_label(field: str) -> str:
    """Name a field of an item in words."""
    return contents.field_label(field)


# The bank and one item.


@bp.get("/items")
@requires(Permission.ITEM_WRITE, Permission.ITEM_SEE_ALL)
def index() -> str:
    """List the items this person may open."""
    work, actor = current_work(), current_actor()
    filters = _filters()
    return render_template(
        "items/index.html",
        page=lists.list_items(work, actor, filters, request.args.get("page", 1, type=int)),
        filters=filters,
        states=State,
        titles=framework.domain_titles(work.session),
    )


@bp.get("/items/<identifier>")
@requires(Permission.ITEM_WRITE, Permission.ITEM_SEE_ALL, Permission.ITEM_APPROVE)
def show(identifier: str) -> str:
    """Show an item's record: its text, what is missing for approval, who signed what, and its history."""
    work, actor = current_work(), current_actor()
    item, facts = records.open_item(work, actor, identifier)
    record = operations.item_record(work, item)
    may_edit = rules.may_edit(facts, actor)
    return render_template(
        "items/show.html",
        **_record_context(work, actor, record),
        may_edit=may_edit,
        may_withdraw=rules.may_withdraw(facts, actor),
        findings=operations.check_draft(work, item, record.latest.content) if may_edit else (),
        enemies=operations.enemies_of(work.session, item),
        editor_form=_editor_form(work, record) if may_edit else None,
        withdraw_form=WithdrawForm(),
    )


@bp.get("/items/<identifier>/revisions/<int:number>")
@requires(Permission.ITEM_WRITE, Permission.ITEM_SEE_ALL, Permission.ITEM_APPROVE)
def revision(identifier: str, number: int) -> str:
    """Show one revision of an item as it was."""
    work, actor = current_work(), current_actor()
    item, _facts = records.open_item(work, actor, identifier)
    records.revision_at(work.session, item, number)
    record = operations.item_record(work, item)
    return render_template(
        "items/revision.html", **_record_context(work, actor, record), shown=record.revisions[number - 1]
    )


@bp.route("/items/new", methods=["GET", "POST"])
@requires(Permission.ITEM_WRITE)
def new() -> ResponseReturnValue:
    """Write an item without a source."""
    work, actor = current_work(), current_actor()
    form = ItemForm().offer(framework.all_packs(work.session))
    if not form.validate_on_submit():
        return _answer("items/new.html", form)
    try:
        item = operations.create_item(work, actor, read_content(form))
    except RefusedInput as refusal:
        return _answer("items/new.html", form, refusal.problems)
    flash("Saved as a draft.", "success")
    return redirect(url_for(".show", identifier=item.identifier))


@bp.route("/items/<identifier>/edit", methods=["GET", "POST"])
@requires(Permission.ITEM_WRITE)
def edit(identifier: str) -> ResponseReturnValue:
    """Write the next revision of an item."""
    work, actor = current_work(), current_actor()
    item, facts = records.open_item(work, actor, identifier)
    rules.check_edit(facts, actor)
    form = ItemForm().offer(framework.all_packs(work.session))
    latest = records.latest_revision(work.session, item)
    if request.method == "GET":
        fill(form, records.content_of(latest), latest.number)
    if not form.validate_on_submit():
        return _answer("items/edit.html", form, item=item, **_beside(work, item, facts, latest))
    return _save(work, actor, item, form)


def _save(work: Work, actor: Actor, item: Item, form: ItemForm) -> ResponseReturnValue:
    content, base = read_content(form), form.base_number.data or 0
    try:
        saved = operations.revise(work, actor, item, content, base)
    except RefusedInput as refusal:
        facts = records.facts_of(work, item)
        beside = _beside(work, item, facts, records.latest_revision(work.session, item))
        return _answer("items/edit.html", form, refusal.problems, item=item, **beside)
    except Stale as stale:
        return _show_conflict(work, item, form, stale)
    flash(f"Saved as revision {saved.number}." if saved.number != base else "Nothing had changed.", "success")
    return redirect(url_for(".show", identifier=item.identifier))


def _show_conflict(work: Work, item: Item, form: ItemForm, stale: Stale) -> ResponseReturnValue:
    """Show both texts, and a form that holds this person's, with what only the other changed taken over."""
    latest = records.latest_revision(work.session, item)
    base = records.content_of(records.revision_at(work.session, item, form.base_number.data or 0))
    merged = contents.merge(base, records.content_of(latest), read_content(form))
    fill(form, merged, latest.number)
    return render_template("items/conflict.html", item=item, form=form, error=stale), stale.status


@bp.route("/items/<identifier>/submit", methods=["GET", "POST"])
@requires(Permission.ITEM_WRITE)
def submit(identifier: str) -> ResponseReturnValue:
    """Read a draft once more, sign for it and send it to review."""
    work, actor = current_work(), current_actor()
    item, facts = records.open_item(work, actor, identifier)
    rules.check_submit(facts, actor)
    latest = records.latest_revision(work.session, item)
    form = SubmitForm(number=latest.number)
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        try:
            operations.submit(work, actor, item, form.number.data)
        except RefusedInput as refusal:
            problems = refusal.problems
        else:
            flash(_SENT[rules.derive(records.facts_of(work, item)).state], "success")
            return redirect(url_for(".show", identifier=item.identifier))
    beside = _beside(work, item, facts, latest)
    statement = signing.STATEMENTS[Code.AUTHORSHIP]
    return _answer("items/submit.html", form, problems, item=item, statement=statement, **beside)


#: Sign-offs of what did not change carry over, so that a revision may need less than a whole review.
_SENT = {
    State.IN_REVIEW: "Sent to review. Nothing more is needed from you until the reviewers answer.",
    State.REVIEWED: (
        "Sent. Nothing that reviewers judge has changed, so their reviews count for this revision too. "
        "A domain lead decides next."
    ),
    State.APPROVED: (
        "Sent. Nothing that reviewers judge has changed, so this revision is approved already "
        "and is in use from now on."
    ),
}


@bp.post("/items/<identifier>/editors")
@requires(Permission.ITEM_WRITE)
def assign_editor(identifier: str) -> ResponseReturnValue:
    """Let another editor work on an item."""
    work, actor = current_work(), current_actor()
    item, _facts = records.open_item(work, actor, identifier)
    form = _editor_form(work, operations.item_record(work, item))
    if form.validate_on_submit():
        operations.assign_editor(work, actor, item, form.person.data)
        flash("Both of you can edit this item now.", "success")
    else:
        flash("Choose an editor.", "danger")
    return redirect(url_for(".show", identifier=item.identifier))


@bp.post("/items/<identifier>/withdraw")
@requires(Permission.ITEM_WRITE, Permission.ITEM_APPROVE)
def withdraw(identifier: str) -> ResponseReturnValue:
    """Take an item out of use for good."""
    work, actor = current_work(), current_actor()
    item, _facts = records.open_item(work, actor, identifier)
    form = WithdrawForm()
    if form.validate_on_submit() and (form.comment.data or "").strip():
        operations.withdraw(work, actor, item, form.comment.data)
        flash("Withdrawn. It is in no pool any more; its record stays.", "success")
    else:
        flash("Say in a sentence why it is withdrawn.", "danger")
    return redirect(url_for(".show", identifier=item.identifier))


# Reviewing.


@bp.get("/reviews")
@requires(Permission.ITEM_REVIEW)
def reviews() -> str:
    """List what waits for a review by this person."""
    work, actor = current_work(), current_actor()
    verified = records.verified_domains(work.session, actor)
    return render_template(
        "items/reviews.html",
        rows=lists.review_queue(work, actor, verified),
        titles=framework.domain_titles(work.session),
        verified=verified,
        content_of=records.content_of,
        words=contents.words,
    )


@bp.get("/reviews/<identifier>")
@requires(Permission.ITEM_REVIEW)
def review(identifier: str) -> ResponseReturnValue:
    """Go to the step that a review is at."""
    work, actor = current_work(), current_actor()
    _item, latest, _domains = _open_review(work, actor, identifier)
    begun = operations.find_answer(work.session, latest, actor) is not None
    return redirect(url_for(".verdict" if begun else ".answer", identifier=identifier))


@bp.route("/reviews/<identifier>/answer", methods=["GET", "POST"])
@requires(Permission.ITEM_REVIEW)
def answer(identifier: str) -> ResponseReturnValue:
    """Answer an item before its key is shown."""
    work, actor = current_work(), current_actor()
    item, latest, domains = _open_review(work, actor, identifier)
    if operations.find_answer(work.session, latest, actor):
        return redirect(url_for(".verdict", identifier=identifier))
    content = records.content_of(latest)
    form = AnswerForm(number=latest.number).offer(content)
    if not form.validate_on_submit():
        return _answer(
            "items/answer.html", form, item=item, content=content, **_domain_context(work, domains)
        )
    operations.answer_blind(
        work, actor, item, form.number.data, form.chosen.data, no_interest=bool(form.no_interest.data)
    )
    return redirect(url_for(".verdict", identifier=identifier))


@bp.route("/reviews/<identifier>/verdict", methods=["GET", "POST"])
@requires(Permission.ITEM_REVIEW)
def verdict(identifier: str) -> ResponseReturnValue:
    """Read an item with its key and rationales, and give a verdict."""
    work, actor, form = current_work(), current_actor(), ReviewForm()
    _keep_stale_review(work, actor, identifier, form)
    item, latest, domains = _open_review(work, actor, identifier)
    given = operations.find_answer(work.session, latest, actor)
    if given is None:
        return redirect(url_for(".answer", identifier=identifier))
    form.number.data = form.number.data or latest.number
    if form.validate_on_submit() and _try(
        form, lambda: operations.review(work, actor, item, form.number.data, form.read())
    ):
        flash("Thank you. Your review is recorded.", "success")
        return redirect(url_for(".reviews"))
    return _answer(
        "items/verdict.html",
        form,
        item=item,
        revision=latest,
        content=records.content_of(latest),
        given=given,
        no_choice=rules.NO_CHOICE,
        findings=operations.check_identifiers(records.content_of(latest)),
        statement=signing.STATEMENTS[Code.DOMAIN],
        **_domain_context(work, domains),
    )


# Approving.


@bp.get("/approvals")
@requires(Permission.ITEM_APPROVE)
def approvals() -> str:
    """List what waits for an approval by this person."""
    work, actor = current_work(), current_actor()
    rows, titles = lists.approval_queue(work, actor), framework.domain_titles(work.session)
    return render_template("items/approvals.html", rows=rows, titles=titles)


@bp.route("/approvals/<identifier>", methods=["GET", "POST"])
@requires(Permission.ITEM_APPROVE)
def approval(identifier: str) -> ResponseReturnValue:
    """Read a reviewed item with its reviews, and approve it, send it back or reject it."""
    work, actor = current_work(), current_actor()
    item = records.find_item(work.session, identifier)
    facts = records.facts_of(work, item)
    form = DecisionForm(number=facts.latest.number)
    if form.is_submitted() and rules.is_lead(facts, actor):
        operations.refuse_stale_review(item, facts, form.number.data or 0, form.comment.data or "")
    if not rules.can_approve(facts, actor):
        raise _not_now(work, actor, item)
    if form.validate_on_submit() and _try(form, lambda: _decide(work, actor, item, form)):
        flash(_DECIDED[form.decision.data], "success")
        return redirect(url_for(".approvals"))
    return _answer(
        "items/approval.html",
        form,
        missed_key=rules.missed_key(facts),
        findings=operations.check_identifiers(
            records.content_of(records.latest_revision(work.session, item))
        ),
        statement=signing.STATEMENTS[Code.APPROVAL],
        **_record_context(work, actor, operations.item_record(work, item)),
    )


_DECIDED = {
    "approve": "Approved. It can stand on a form now.",
    "return": "Sent back to its author.",
    "reject": "Rejected. Its record stays.",
}


def _decide(work: Work, actor: Actor, item: Item, form: DecisionForm) -> None:
    number, comment = form.number.data, form.comment.data or ""
    if form.decision.data == "approve":
        operations.approve(work, actor, item, number, comment)
    elif form.decision.data == "return":
        operations.send_back(work, actor, item, number, form.return_reason.data or "", comment)
    else:
        operations.reject(work, actor, item, number, form.reject_reason.data or "", comment)


# What the pages share.


def _answer(
    template: str, form: Any, problems: tuple[Problem, ...] = (), **context: Any
) -> ResponseReturnValue:
    """Show a page with a form; one that was sent and not taken answers 422 with everything that was typed."""
    status = 422 if form.errors or problems else 200
    return render_template(template, form=form, problems=problems, **context), status


def _try(form: Any, act: Callable[[], object]) -> bool:
    """Run an operation and return whether it was done; a refusal is shown beside the field it is about."""
    try:
        act()
    except RefusedInput:
        raise
    except Invalid as refusal:
        field = _field_for(form, refusal.place)
        field.errors = [*field.errors, refusal.message]
        return False
    return True


def _field_for(form: Any, place: str) -> Any:
    """Return the field that a refusal names; a decision has a field of reasons for each kind."""
    kinds = {"return": "return_reason", "reject": "reject_reason"}
    name = kinds.get(form.data.get("decision"), place) if place == "reason_code" else place
    return form[name if name in form else "comment"]


def _filters() -> Filters:
    args = request.args
    return Filters(
        state=args.get("state", "") if args.get("state", "") in set(State) else "",
        domain=args.get("domain", ""),
        origin=args.get("origin", "") if args.get("origin", "") in {"grounded", "constructed"} else "",
        text=contents.clean(args.get("q", ""))[:100],
    )


def _open_review(
    work: Work, actor: Actor, identifier: str
) -> tuple[Item, ItemRevision, tuple[contents.Domain, ...]]:
    """Return an item that waits for this person's review; anything else looks as if it were not there."""
    item = records.find_item(work.session, identifier)
    verified = records.verified_domains(work.session, actor)
    domains = rules.review_domains(records.facts_of(work, item), actor, verified)
    if not domains:
        raise _not_now(work, actor, item)
    return item, records.latest_revision(work.session, item), domains


def _not_now(work: Work, actor: Actor, item: Item) -> NotFound | rules.AlreadyDecided:
    """Say that an item is not there, unless this person knows it because they decided on it."""
    mine = records.own_decision(work.session, item, actor)
    if mine is None:
        return NotFound(rules.NOT_FOR_YOU)
    moment = f"{mine.at:%H:%M} UTC on {mine.at.day} {mine.at:%B %Y}"
    return rules.AlreadyDecided(
        f"You decided on {item.identifier} already: revision {mine.number}, {mine.verb} at {moment}. "
        "Nothing more is needed from you, and nothing was recorded now."
    )


def _keep_stale_review(work: Work, actor: Actor, identifier: str, form: ReviewForm) -> None:
    """Give back what a reviewer wrote when the text changed under them, whatever the item's state is now."""
    if not form.is_submitted():
        return
    item = records.find_item(work.session, identifier)
    facts = records.facts_of(work, item)
    read = next((one for one in facts.revisions if one.number == form.number.data), None)
    if read and operations.has_answered(work.session, read.id, actor):
        operations.refuse_stale_review(item, facts, read.number, form.comment.data or "")


def _domain_context(work: Work, domains: tuple[contents.Domain, ...]) -> dict[str, Any]:
    return {"domains": domains, "titles": framework.domain_titles(work.session)}


def _beside(work: Work, item: Item, facts: ItemFacts, latest: ItemRevision) -> dict[str, Any]:
    """Return what stands beside a draft: what the checks find, and what reviewers wrote last."""
    content = records.content_of(latest)
    record = operations.item_record(work, item)
    return {
        "revision": latest,
        "content": content,
        "state": rules.derive(facts),
        "findings": operations.check_draft(work, item, content),
        "reviews": [review for one in record.revisions[-2:] for review in one.reviews if review.comment],
        "sources": _sources(work, current_actor(), record),
        "reasons": rules.RETURN_REASONS,
    }


def _sources(work: Work, actor: Actor, record: ItemRecord) -> list[tuple[str, str]]:
    """Return the label of each source, and the address of its page for whoever writes from sources."""
    desk, reads = work.env.sources, actor.may(Permission.SCENARIO_DRAFT_FROM)
    return [
        (desk.label(work, one.token), desk.link(work, one.token) if reads else "") for one in record.sources
    ]


def _record_context(work: Work, actor: Actor, record: ItemRecord) -> dict[str, Any]:
    sight = _sight(work, actor, record)
    people = {signed.row.signer_id for signed in record.signed}
    people |= {one.row.author_id for one in record.revisions if one.row.author_id}
    people |= {review.reviewer_id for one in record.revisions for review in one.reviews}
    people |= {step.by_id for one in record.revisions for step in one.steps if step.by_id}
    people |= {editor.person_id for editor in record.editors}
    return {
        "item": record.item,
        "record": record,
        "content": record.latest.content,
        "state": record.latest.state,
        "in_use": rules.approved_revision(record.facts),
        "sight": sight,
        "names": accounts.names_of(work.session, people),
        "titles": framework.domain_titles(work.session),
        "sources": _sources(work, actor, record),
        "reasons": {**rules.REJECT_REASONS, **rules.RETURN_REASONS},
        "checklist": rules.CHECKLIST,
        "no_choice": rules.NO_CHOICE,
    }


def _sight(work: Work, actor: Actor, record: ItemRecord) -> Sight:
    verified = records.verified_domains(work.session, actor)
    if not rules.review_domains(record.facts, actor, verified):
        return Sight(key=True, people=True)
    return Sight(key=operations.find_answer(work.session, record.latest.row, actor) is not None, people=False)


def _editor_form(work: Work, record: ItemRecord) -> EditorForm:
    """Offer the editors who do not work on the item yet."""
    there = rules.authors(record.facts) | record.facts.editors
    roles = accounts.all_roles(work.session)
    ids = [person for person, held in roles.items() if Role.EDITOR in held and person not in there]
    form = EditorForm()
    form.person.choices = sorted(accounts.names_of(work.session, ids).items(), key=lambda pair: pair[1])
    return form
