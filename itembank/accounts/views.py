"""Pages about people: my account, people and roles, invitations, experience."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from itembank.accounts import operations
from itembank.accounts.forms import ConfirmForm, ExperienceForm, InviteForm, PasswordForm, RoleForm
from itembank.accounts.models import User
from itembank.accounts.permissions import Permission, Role
from itembank.core.actor import Actor
from itembank.core.http import NavEntry, Open, Waiting, current_actor, current_work, get_or_404, requires
from itembank.core.work import Work

bp = Blueprint("accounts", __name__, template_folder="templates")
NAV = [NavEntry("People", "accounts.people", frozenset({Permission.PEOPLE_READ}))]


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say how many statements of experience wait for this person."""
    if not actor.may(Permission.EXPERIENCE_VERIFY):
        return []
    open_statements = [
        row for row, decisions in operations.statements_with_decisions(work.session) if not decisions
    ]
    count = sum(row.person_id != actor.id for row in open_statements)
    hint = "A reviewer may sign off only where their experience is verified."
    return [Waiting("experience statements to verify", count, url_for("accounts.people"), hint)]


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
    if not form.validate_on_submit():
        return render_template("accounts/invite.html", form=form), 422 if form.errors else 200
    work, actor = current_work(), current_actor()
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
    form = PasswordForm()
    operations.find_invitation(current_work(), token)
    if not form.validate_on_submit():
        return render_template("accounts/accept.html", form=form), 422 if form.errors else 200
    operations.accept_invitation(current_work(), token, form.password.data)
    flash("Your password is set. Log in with it.", "success")
    return redirect(url_for("security.login"))


def _experience_form(work: Work) -> ExperienceForm:
    form = ExperienceForm()
    titles = work.env.domains.titles(work)
    form.domain.choices = [
        ("|".join(key), f"{key[0]} {key[1]} · {key[2]} {title}") for key, title in titles.items()
    ]
    return form
