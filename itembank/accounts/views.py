"""Pages about people: my account, people and roles, invitations, experience."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from itembank.accounts import operations
from itembank.accounts.forms import ConfirmForm, ExperienceForm, InviteForm, PasswordForm, RoleForm
from itembank.accounts.models import User
from itembank.accounts.permissions import Permission, Role
from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.http import NavEntry, Open, Waiting, current_actor, current_work, get_or_404, requires
from itembank.core.work import Work

bp = Blueprint("accounts", __name__, template_folder="templates")
NAV = [
    NavEntry("People", "accounts.people", frozenset({Permission.PEOPLE_READ})),
    NavEntry("Audit log", "accounts.audit_log", frozenset({Permission.AUDIT_READ})),
]
_AUDIT_ROWS = 100


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say how many statements of experience wait for this person."""
    if not actor.may(Permission.EXPERIENCE_VERIFY):
        return []
    open_statements = [
        row for row, decisions in operations.statements_with_decisions(work.session) if not decisions
    ]
    count = sum(row.person_id != actor.id for row in open_statements)
    hint = "A reviewer may sign off only where their experience is verified."
    title = "experience statement to verify" if count == 1 else "experience statements to verify"
    return [Waiting(title, count, url_for("accounts.people"), hint)]


@bp.get("/me")
@requires(Open.LOGGED_IN)
def me() -> str:
    """Show who I am here, my roles and my experience."""
    work, actor = current_work(), current_actor()
    form = _experience_form(work)
    return render_template(
        "accounts/me.html",
        person=work.session.get_one(User, actor.known_id),
        roles=sorted(operations.roles_of(work.session, actor.known_id)),
        statements=operations.statements_with_decisions(work.session, actor.known_id),
        titles=work.env.domains.titles(work),
        form=form,
        may_state=actor.may(Permission.EXPERIENCE_STATE),
    )


@bp.post("/me/experience")
@requires(Permission.EXPERIENCE_STATE)
def state_experience() -> ResponseReturnValue:
    """Record a statement of my experience."""
    work, actor = current_work(), current_actor()
    form = _experience_form(work)
    if form.validate_on_submit():
        name, version, domain = form.domain.data.split("|")
        operations.state_experience(
            work,
            actor,
            person_id=actor.known_id,
            domain=(name, version, domain),
            statement=form.statement.data,
        )
        flash("Recorded. It counts once a member of staff has verified it.", "success")
    else:
        flash("Choose a domain and say what you ran there.", "danger")
    return redirect(url_for(".me"))


@bp.get("/people")
@requires(Permission.PEOPLE_READ)
def people() -> str:
    """List everybody with their roles and experience."""
    work = current_work()
    return render_template(
        "accounts/people.html",
        people=work.session.exec(select(User).order_by(col(User.name))).all(),
        roles=operations.all_roles(work.session),
        statements=operations.statements_with_decisions(work.session),
        titles=work.env.domains.titles(work),
        confirm=ConfirmForm(),
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def invite() -> ResponseReturnValue:
    """Add a person and show the link that sets their password."""
    form = InviteForm()
    work, actor = current_work(), current_actor()
    if not (form.validate_on_submit() and _is_free_address(work, form)):
        return render_template("accounts/invite.html", form=form), 422 if form.errors else 200
    roles = [Role(value) for value in form.roles.data or []]
    person = operations.add_person(work, actor, name=form.name.data, email=form.email.data, roles=roles)
    token = operations.invite(work, actor, person)
    link = url_for(".accept", token=token, _external=True)
    return render_template("accounts/invited.html", person=person, link=link, days=operations.INVITATION_DAYS)


@bp.get("/people/<int:person_id>")
@requires(Permission.PEOPLE_READ)
def person(person_id: int) -> str:
    """Show one person."""
    work = current_work()
    found = get_or_404(work.session.get(User, person_id), "person")
    return render_template(
        "accounts/person.html",
        person=found,
        roles=sorted(operations.roles_of(work.session, person_id)),
        statements=operations.statements_with_decisions(work.session, person_id),
        titles=work.env.domains.titles(work),
        form=RoleForm(),
        confirm=ConfirmForm(),
    )


@bp.post("/people/<int:person_id>/roles/<action>")
@requires(Permission.PEOPLE_MANAGE)
def change_role(person_id: int, action: str) -> ResponseReturnValue:
    """Give a role, or take one away."""
    work, actor, form = current_work(), current_actor(), RoleForm()
    found = get_or_404(work.session.get(User, person_id), "person")
    change = {"give": operations.grant_role, "take": operations.revoke_role}
    verb = get_or_404(change.get(action), "action")
    if form.validate_on_submit():
        verb(work, actor, found, Role(form.role.data))
        flash("The roles were changed.", "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/people/<int:person_id>/invitation")
@requires(Permission.PEOPLE_MANAGE)
def invite_again(person_id: int) -> str:
    """Make a new link that sets a password."""
    work = current_work()
    found = get_or_404(work.session.get(User, person_id), "person")
    token = operations.invite(work, current_actor(), found)
    link = url_for(".accept", token=token, _external=True)
    return render_template("accounts/invited.html", person=found, link=link, days=operations.INVITATION_DAYS)


@bp.post("/people/<int:person_id>/close")
@requires(Permission.PEOPLE_MANAGE)
def close(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    work = current_work()
    found = get_or_404(work.session.get(User, person_id), "person")
    if ConfirmForm().validate_on_submit():
        operations.close_account(work, current_actor(), found)
        flash("The account is closed. What this person did stays on record.", "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def audit_log() -> str:
    """Show the audit log, newest first: who did what to which record, never a text."""
    work, before = current_work(), request.args.get("before", type=int)
    events = audit.newest(work.session, before=before, limit=_AUDIT_ROWS)
    return render_template(
        "accounts/audit.html",
        events=events,
        names=operations.names_of(work.session, {event.actor_id for event in events}),
        more=events[-1].seq if len(events) == _AUDIT_ROWS else None,
        head=audit.head(work.session),
    )


@bp.post("/experience/<int:statement_id>/<action>")
@requires(Permission.EXPERIENCE_VERIFY)
def decide_experience(statement_id: int, action: str) -> ResponseReturnValue:
    """Verify a statement of experience, or take the verification back."""
    verified = get_or_404({"verify": [True], "withdraw": [False]}.get(action), "action")[0]
    operations.decide_experience(current_work(), current_actor(), statement_id, verified=verified)
    flash("Verified." if verified else "The verification was taken back.", "success")
    return redirect(url_for(".people"))


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@requires(Open.ANYONE)
def accept(token: str) -> ResponseReturnValue:
    """Set a first password with a one-time link."""
    form, work = PasswordForm(), current_work()
    invited = work.session.get_one(User, operations.find_invitation(work, token).person_id)
    if not form.validate_on_submit():
        return render_template("accounts/accept.html", form=form, person=invited), 422 if form.errors else 200
    operations.accept_invitation(work, token, form.password.data)
    flash("Your password is set. Log in with it.", "success")
    return redirect(url_for("security.login"))


def _is_free_address(work: Work, form: InviteForm) -> bool:
    """Whether nobody has the address yet; if somebody has, say so beside the field."""
    if not operations.has_account(work.session, form.email.data):
        return True
    form.email.errors = (*form.email.errors, "There is an account with this e-mail address already.")
    return False


def _experience_form(work: Work) -> ExperienceForm:
    form = ExperienceForm()
    titles = work.env.domains.titles(work)
    form.domain.choices = [
        ("|".join(key), f"{key[0]} {key[1]} · {key[2]} {title}") for key, title in titles.items()
    ]
    return form
