"""Pages for contributors: share, receipt, my scenarios. Nothing typed is ever lost, whatever goes wrong."""

from collections.abc import Sequence

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.errors import RateLimitExceeded
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from itembank.core.errors import DomainError, Refused
from itembank.core.http import Open, csrf, current_actor, current_work, environment, limiter, requires
from itembank.framework import operations as framework
from scenarios import records
from scenarios.blueprint import bp
from scenarios.forms import DRAFT_FIELDS, CodeForm, DraftForm, ShareForm, WithdrawForm
from scenarios.intake import operations, rules
from scenarios.intake.operations import KeptDraft
from scenarios.wording import Lived, Purpose

_COOKIE = "scenario_draft"
_BETWEEN = "."  # Between the tokens of several drafts in the cookie.
_MOST_DRAFTS = 20
_TOO_FAST = 429
_UNAVAILABLE = 503
_NEEDS_CHANGE = 422


@bp.route("/share", methods=["GET", "POST"])
@requires(Open.ANYONE)
def share() -> ResponseReturnValue:
    """Share a scenario, or keep it as a draft."""
    _refuse_other_sites()
    if request.method == "GET":
        return _show_empty()
    form = _offer(ShareForm())
    if form.save.data:
        return _save(form)
    return _send(form)


csrf.exempt(share)  # Its own form checks the token, so that an old page comes back with every word typed.


@bp.post("/share/forget")
@requires(Open.ANYONE)
def forget_draft() -> ResponseReturnValue:
    """Erase one draft."""
    form = DraftForm()
    if form.validate_on_submit():
        operations.forget_draft(current_work(), current_actor(), _tokens(), form.draft.data or "")
        flash("The draft was erased.", "success")
    return redirect(url_for(".share"))


@bp.get("/share/received")
@requires(Open.ANYONE)
def received() -> ResponseReturnValue:
    """Show the receipt of what was sent last from this browser."""
    token = session.get("sent_scenario", "")
    if not token:
        return redirect(url_for(".receipt_lookup"))
    work = current_work()
    receipt = operations.receipt_of(work, records.get_submission(work.session, token))
    return render_template("scenarios/received.html", receipt=receipt, settings=work.settings)


@bp.route("/receipt", methods=["GET", "POST"])
@requires(Open.ANYONE)
@limiter.limit("30/minute", methods=["POST"])
def receipt_lookup() -> ResponseReturnValue:
    """Say where a submission stands, for whoever has its receipt code."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("scenarios/receipt.html", form=form), _NEEDS_CHANGE if form.errors else 200
    return _show_code(form)


@bp.post("/receipt/withdraw")
@requires(Open.ANYONE)
@limiter.limit("30/minute")
def withdraw_by_code() -> ResponseReturnValue:
    """Withdraw with the receipt code."""
    form, work = WithdrawForm(), current_work()
    submission = operations.find_by_code(work, form.code.data or "")
    if not form.validate_on_submit():
        flash("Nothing was changed: tick the box if you want your texts erased.", "danger")
        return _code_page(CodeForm(MultiDict({"code": form.code.data})), form), _NEEDS_CHANGE
    operations.withdraw(work, current_actor(), submission)
    return render_template("scenarios/withdrawn.html")


@bp.get("/my/scenarios")
@requires(Open.LOGGED_IN)
def mine() -> str:
    """List what I sent, with where each stands."""
    work, actor = current_work(), current_actor()
    return render_template(
        "scenarios/mine.html",
        rows=operations.sent_by(work, actor),
        drafts=operations.kept_drafts(work, actor, ()),
        words=rules.STATE_WORDS,
        titles=framework.domain_titles(work.session),
        form=WithdrawForm(),
    )


@bp.post("/my/scenarios/<token>/withdraw")
@requires(Open.LOGGED_IN)
def withdraw_own(token: str) -> ResponseReturnValue:
    """Withdraw something I sent."""
    work, actor = current_work(), current_actor()
    submission = operations.own(work, actor, token)
    if WithdrawForm().validate_on_submit():
        operations.withdraw(work, actor, submission)
        flash("Withdrawn. Its texts were erased and cannot be read again.", "success")
    else:
        flash("Nothing was changed: tick the box if you want the texts erased.", "danger")
    return redirect(url_for(".mine"))


def _show_empty() -> ResponseReturnValue:
    work, actor = current_work(), current_actor()
    drafts = operations.kept_drafts(work, actor, _tokens())
    asked = request.args.get("draft", "")
    wanted = [draft for draft in drafts if asked in {draft.reference, "open"}]
    if wanted:
        form = _offer(ShareForm(MultiDict({**wanted[0].values, "draft": wanted[0].reference})))
        return _page(form, opened=wanted[0])
    return _page(_offer(ShareForm()), offered=drafts)


def _save(form: ShareForm) -> ResponseReturnValue:
    """Keep a draft. A page whose session ended is shown again, because its cookies may not have come back."""
    form.validate()
    if form.csrf_token.errors:
        return _refuse(_without_errors(form), _NEEDS_CHANGE)
    _count_saving()
    token, reference = _keep_draft(form)
    flash(f"Your draft is sealed and kept for {environment().settings.draft_days} days.", "success")
    return _with_cookie(redirect(url_for(".share", draft=reference)), token)


def _send(form: ShareForm) -> ResponseReturnValue:
    work, scenario = current_work(), _read(form)
    if not _is_complete(form, scenario):
        return _refuse(form, _NEEDS_CHANGE)
    try:
        _count_sending()
        receipt = operations.submit(work, current_actor(), scenario, form.key.data or "")
        operations.forget_draft(work, current_actor(), _tokens(), form.draft.data or "")
        work.session.flush()
    except RateLimitExceeded:
        form.form_errors.append(
            "There were very many scenarios from here in the last hour. Send yours later."
        )
        return _refuse(form, _TOO_FAST)
    except (DomainError, SQLAlchemyError):
        work.session.rollback()
        work.after_commit.clear()
        form.form_errors.append("We could not keep your text just now. Try again in a minute.")
        return _page(form), _UNAVAILABLE
    session["sent_scenario"] = receipt.submission.token
    return redirect(url_for(".received"))


@limiter.limit(lambda: f"{environment().settings.submissions_per_hour}/hour")
def _count_sending() -> None:
    """Count one sending of this hour; the address counts in memory and is stored nowhere."""


@limiter.limit("120/hour")
def _count_saving() -> None:
    """Count one draft of this hour, so that nobody can fill the disk with them."""


def _is_complete(form: ShareForm, scenario: rules.Scenario) -> bool:
    """Check everything at once, so that a person sees all that is missing the first time."""
    is_valid = form.validate()
    problems = list(rules.problems(scenario, environment().settings.max_submission_characters))
    if request.files:
        problems.append(("text", "Files are not taken. Paste the part of the text that matters."))
    for place, message in problems:
        field = form[Purpose.EXAM.value if place == "consents" else place]
        field.errors = [*field.errors, message]
    return is_valid and not problems and not _was_logged_out(form)


def _without_errors(form: ShareForm) -> ShareForm:
    """Return the form with no complaint but the one about its session: a draft may be incomplete."""
    for field in form:
        if field.name != "csrf_token":
            field.errors = []
    return form


def _was_logged_out(form: ShareForm) -> bool:
    """Whether somebody who meant to send from their account is not logged in any more."""
    return bool(form.linked.data) and not current_actor().is_known


def _refuse(form: ShareForm, status: int) -> ResponseReturnValue:
    """Show the page again with every word typed, and keep a sealed draft of them beside it."""
    try:
        _count_saving()
    except RateLimitExceeded:
        return make_response(_page(form), status)
    if not any(request.form.get(name, "").strip() for name in _TEXTS):
        return make_response(_page(form), status)
    token, form.draft.data = _keep_draft(form)
    return _with_cookie(make_response(_page(form, kept=True), status), token)


def _page(
    form: ShareForm,
    *,
    offered: Sequence[KeptDraft] = (),
    opened: KeptDraft | None = None,
    kept: bool = False,
) -> str:
    work, actor = current_work(), current_actor()
    logged_out = _was_logged_out(form)
    form.key.data = form.key.data or work.env.new_id()
    form.linked.data = "yes" if actor.is_known else ""
    return render_template(
        "scenarios/share.html",
        form=form,
        offered=offered,
        opened=opened,
        kept=kept,
        logged_out=logged_out,
        settings=work.settings,
        max_answer=rules.MAX_ANSWER,
        erase=DraftForm(MultiDict()),
    )


def _offer(form: ShareForm) -> ShareForm:
    work = current_work()
    pack = framework.current_pack(work.session)
    titles = framework.domain_titles(work.session) if pack else {}
    current = (pack.framework, pack.version) if pack else ()
    return form.offer((place, title) for place, title in titles.items() if place[:2] == current)


def _read(form: ShareForm) -> rules.Scenario:
    answers = {name: rules.plain_lines(form[name].data or "") for name in _TEXTS}
    domain = tuple((form.domain.data or "").split("|"))
    return rules.Scenario(
        **answers,
        lived=Lived.NEAR_MISS if form.attestation.data == Lived.NEAR_MISS.value else Lived.PRODUCTION,
        consents=frozenset(purpose for purpose in Purpose if form[purpose.value].data),
        sector=form.sector.data or "",
        scale=form.scale.data or "",
        domain=(domain[0], domain[1], domain[2])
        if len(domain) == len(("framework", "version", "id"))
        else None,
    )


_TEXTS = ("text", "noticed", "done", "outcome", "wrong_first_move", "why_right")


def _tokens() -> list[str]:
    """Return the tokens of the drafts that were saved in this browser, the newest first."""
    return [token for token in request.cookies.get(_COOKIE, "").split(_BETWEEN) if token][:_MOST_DRAFTS]


def _keep_draft(form: ShareForm) -> tuple[str, str]:
    """Keep what was typed in the draft that the page was opened from, or in a new one."""
    values = {name: rules.plain_lines(request.form[name]) for name in DRAFT_FIELDS if name in request.form}
    return operations.save_draft(current_work(), current_actor(), _tokens(), values, form.draft.data or "")


def _with_cookie(answer: ResponseReturnValue, token: str) -> Response:
    """Let the browser keep the tokens of its drafts, with a new one before the others."""
    response = make_response(answer)
    tokens = [token, *_tokens()] if token else _tokens()
    settings = environment().settings
    response.set_cookie(
        _COOKIE,
        _BETWEEN.join(tokens[:_MOST_DRAFTS]),
        max_age=settings.draft_days * 24 * 3600,
        secure=settings.https,
        httponly=True,
        samesite="Lax",
        path="/share",
    )
    return response


def _refuse_other_sites() -> None:
    """Browsers say when another site makes a form post itself; such a post must not touch anybody's draft."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        msg = "This was sent from a page of another site. Open the form here and send it yourself."
        raise Refused(msg)


def _show_code(form: CodeForm) -> ResponseReturnValue:
    try:
        return _code_page(form, WithdrawForm(MultiDict({"code": form.code.data})))
    except DomainError as error:
        form.code.errors = [error.message]
        return render_template("scenarios/receipt.html", form=form), _NEEDS_CHANGE


def _code_page(form: CodeForm, withdraw: WithdrawForm) -> str:
    work = current_work()
    submission = operations.find_by_code(work, form.code.data or "")
    state = operations.state_of(work, submission)
    return render_template(
        "scenarios/receipt.html",
        form=form,
        submission=submission,
        state=state,
        erased_on=operations.erased_on(work, submission),
        words=rules.STATE_WORDS[state],
        withdraw=withdraw,
    )
