"""Pages for editors: the cleared texts, one of them, and an item drafted beside it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from itembank.accounts.permissions import Permission
from itembank.core.errors import Invalid
from itembank.core.http import current_actor, current_work, requires
from itembank.framework import operations as framework
from itembank.items import operations as items
from itembank.items.forms import ItemForm, read_content
from scenarios.blueprint import bp
from scenarios.handover import operations

_PAGE = 50
_NEEDS_CHANGE = 422


@bp.get("/sources")
@requires(Permission.SCENARIO_DRAFT_FROM)
def sources() -> str:
    """List the cleared texts to write from."""
    work = current_work()
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "scenarios/sources.html",
        entries=operations.live_sources(work, offset=(page - 1) * _PAGE, limit=_PAGE),
        total=operations.count_live(work.session),
        titles=framework.domain_titles(work.session),
        page=page,
        size=_PAGE,
    )


@bp.get("/sources/<token>")
@requires(Permission.SCENARIO_DRAFT_FROM, writing=True)
def source(token: str) -> str:
    """Show one cleared text; that it was opened is recorded."""
    work = current_work()
    return render_template(
        "scenarios/source.html",
        source=operations.read_source(work, current_actor(), token),
        titles=framework.domain_titles(work.session),
    )


@bp.route("/sources/<token>/draft", methods=["GET", "POST"])
@requires(Permission.ITEM_WRITE, writing=True)
def draft_item(token: str) -> ResponseReturnValue:
    """Write an item beside the cleared text it comes from."""
    work, actor = current_work(), current_actor()
    opened = operations.read_source(work, actor, token)
    form = ItemForm()
    form.offer(framework.all_packs(work.session))
    if form.validate_on_submit():
        try:
            item = items.create_item(work, actor, read_content(form), source_tokens=(token,))
        except Invalid as error:
            form.form_errors.append(error.message)
        else:
            flash(f"{item.identifier} is saved as a draft.", "success")
            return redirect(url_for("items.show", identifier=item.identifier))
    status = _NEEDS_CHANGE if form.errors or form.form_errors else 200
    return render_template("scenarios/draft.html", source=opened, form=form), status
