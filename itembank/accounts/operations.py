"""What can be done with people: one verb, one function.

Callers hold the permission; rules say what is possible.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from flask_security import hash_password
from sqlmodel import Session, col, func, select

from itembank.accounts import rules
from itembank.accounts.models import ExperienceDecision, ExperienceStatement, Invitation, RoleChange, User
from itembank.accounts.permissions import Role, permissions_of
from itembank.core import audit
from itembank.core.actor import STRANGER, Actor
from itembank.core.errors import Invalid, NotFound, Refused
from itembank.core.http import get_or_404
from itembank.core.work import Work

INVITATION_DAYS = 7


def add_person(
    work: Work, actor: Actor, *, name: str, email: str, roles: Iterable[Role], is_demo: bool = False
) -> User:
    """Add an account without a password; an invitation sets the first one.

    Raises:
        Invalid: when the address has an account already.
    """
    address = email.strip().lower()
    if has_account(work.session, address):
        msg = "There is an account with this e-mail address already."
        raise Invalid(msg, place="email")
    person = User(
        email=address,
        name=name.strip(),
        created_at=work.now(),
        is_demo=is_demo,
        fs_uniquifier=work.env.new_id(),
    )
    work.session.add(person)
    work.session.flush()
    audit.record(work, actor, "person.add", f"person:{person.id}")
    for role in roles:
        grant_role(work, actor, person, role)
    return person


def grant_role(work: Work, actor: Actor, person: User, role: Role) -> None:
    """Give *person* a role; giving it twice changes nothing."""
    if role not in roles_of(work.session, _id(person)):
        _change_role(work, actor, person, role, granted=True)


def revoke_role(work: Work, actor: Actor, person: User, role: Role) -> None:
    """Take a role away.

    Raises:
        Refused: when nobody else could give it back.
    """
    if role not in roles_of(work.session, _id(person)):
        return
    others = sum(role in roles for other, roles in all_roles(work.session).items() if other != person.id)
    rules.check_not_last_administrator(role=role, others=others)
    _change_role(work, actor, person, role, granted=False)


def invite(work: Work, actor: Actor, person: User) -> str:
    """Return a one-time token with which *person* sets a password within seven days."""
    token = work.env.new_id()
    work.session.add(
        Invitation(
            person_id=_id(person),
            token_digest=work.vault.digest("invitation", token),
            expires_at=work.now() + timedelta(days=INVITATION_DAYS),
        )
    )
    audit.record(work, actor, "person.invite", f"person:{person.id}")
    return token


def find_invitation(work: Work, token: str) -> Invitation:
    """Return the usable invitation of *token*.

    Raises:
        NotFound: when there is none.
        Refused: when it was used or is too old.
    """
    digest = work.vault.digest("invitation", token)
    invitation = work.session.exec(select(Invitation).where(Invitation.token_digest == digest)).first()
    if invitation is None:
        msg = "This link is not known. Copy the whole of it, or ask an administrator for a new one."
        raise NotFound(msg)
    newest = work.session.exec(
        select(func.max(Invitation.id)).where(Invitation.person_id == invitation.person_id)
    ).one()
    rules.check_invitation(
        expires_at=invitation.expires_at,
        used_at=invitation.used_at,
        is_newest=invitation.id == newest,
        now=work.now(),
    )
    return invitation


def accept_invitation(work: Work, token: str, password: str) -> User:
    """Set the first password of the person invited, and use the link up.

    Raises:
        Invalid: when the password will not do.
    """
    invitation = find_invitation(work, token)
    person = work.session.get_one(User, invitation.person_id)
    set_password(person, password)
    person.fs_uniquifier = work.env.new_id()  # Ends every session that the account had.
    invitation.used_at = work.now()
    audit.record(work, actor_for(work.session, person), "person.accept_invitation", f"person:{person.id}")
    return person


def set_password(person: User, password: str) -> None:
    """Keep *password* hashed with argon2id.

    Raises:
        Invalid: when it is too short or too long.
    """
    rules.check_password(password)
    person.password = hash_password(password)


def close_account(work: Work, actor: Actor, person: User) -> None:
    """End a person's log-in, their open sessions and every role; what they did stays on record.

    Raises:
        Refused: for one's own account, and for the last administrator.
    """
    if person.id == actor.id:
        msg = "Somebody else has to close your account."
        raise Refused(msg)
    for role in sorted(roles_of(work.session, _id(person))):
        revoke_role(work, actor, person, role)
    person.active = False
    person.fs_uniquifier = work.env.new_id()  # Ends every session that the account had.
    audit.record(work, actor, "person.close", f"person:{person.id}")


def state_experience(
    work: Work, actor: Actor, *, person_id: int, domain: rules.Domain, statement: str
) -> ExperienceStatement:
    """Record a person's statement of experience in a domain.

    Raises:
        Invalid: when it is empty or exists already.
    """
    if not statement.strip():
        msg = "Say in a sentence what you have run in this domain, and for how long."
        raise Invalid(msg, place="statement")
    if _find_statement(work.session, person_id, domain):
        msg = "You have stated experience in this domain already."
        raise Invalid(msg, place="domain")
    framework, version, domain_id = domain
    row = ExperienceStatement(
        person_id=person_id,
        framework=framework,
        version=version,
        domain=domain_id,
        statement=statement.strip(),
        at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, actor, "experience.state", f"experience:{row.id}", domain=list(domain))
    return row


def decide_experience(work: Work, actor: Actor, statement_id: int, *, verified: bool) -> None:
    """Verify a statement, or take the verification back. Nobody verifies their own.

    Raises:
        NotFound: when there is no such statement.
        Invalid: when it is the actor's own.
    """
    statement = get_or_404(work.session.get(ExperienceStatement, statement_id), "statement of experience")
    if statement.person_id == actor.id:
        msg = "Somebody else has to verify your experience."
        raise Invalid(msg)
    work.session.add(
        ExperienceDecision(statement_id=statement_id, verified=verified, by_id=actor.known_id, at=work.now())
    )
    audit.record(work, actor, "experience.decide", f"experience:{statement_id}", verified=verified)


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """Return the roles a person holds now."""
    query = select(RoleChange.role, RoleChange.granted).where(RoleChange.person_id == person_id)
    return rules.current_roles(
        (role, granted) for role, granted in session.exec(query.order_by(col(RoleChange.id)))
    )


def all_roles(session: Session) -> dict[int, frozenset[Role]]:
    """Return the roles of everybody, by person id."""
    changes: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for change in session.exec(select(RoleChange).order_by(col(RoleChange.id))):
        changes[change.person_id].append((change.role, change.granted))
    return {person_id: rules.current_roles(rows) for person_id, rows in changes.items()}


def actor_for(session: Session, person: User) -> Actor:
    """Return *person* as an actor with everything their roles allow; an inactive account may nothing."""
    if not person.active:
        return STRANGER
    return Actor(id=_id(person), name=person.name, permissions=permissions_of(roles_of(session, _id(person))))


def verified_domains_of(session: Session, person_id: int) -> frozenset[rules.Domain]:
    """Return the domains in which a person's experience is verified now."""
    return rules.verified_domains(
        ((row.framework, row.version, row.domain), decisions)
        for row, decisions in statements_with_decisions(session, person_id)
    )


def statements_with_decisions(
    session: Session, person_id: int | None = None
) -> list[tuple[ExperienceStatement, list[bool]]]:
    """Return statements with their decisions from oldest to newest, of one person or of everybody."""
    query = select(ExperienceStatement).order_by(col(ExperienceStatement.id))
    if person_id is not None:
        query = query.where(ExperienceStatement.person_id == person_id)
    decisions: dict[int, list[bool]] = defaultdict(list)
    for decision in session.exec(select(ExperienceDecision).order_by(col(ExperienceDecision.id))):
        decisions[decision.statement_id].append(decision.verified)
    return [(row, decisions[row.id or 0]) for row in session.exec(query)]


def names_of(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of people by id."""
    wanted = {person_id for person_id in ids if person_id is not None}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted)))
    return {person_id: name for person_id, name in rows if person_id is not None}


def has_account(session: Session, email: str) -> bool:
    """Whether somebody has an account with this e-mail address."""
    return session.exec(select(User.id).where(User.email == email.strip().lower())).first() is not None


def find_person(session: Session, email: str) -> User:
    """Return the person with an e-mail address.

    Raises:
        NotFound: when nobody has it.
    """
    person = session.exec(select(User).where(User.email == email.strip().lower())).first()
    if person is None:
        msg = "Nobody here has that e-mail address."
        raise NotFound(msg)
    return person


def count_people(session: Session) -> int:
    """Return how many accounts there are."""
    return session.exec(select(func.count()).select_from(User)).one()


def _change_role(work: Work, actor: Actor, person: User, role: Role, *, granted: bool) -> None:
    work.session.add(
        RoleChange(person_id=_id(person), role=role.value, granted=granted, by_id=actor.id, at=work.now())
    )
    audit.record(
        work, actor, "role.grant" if granted else "role.revoke", f"person:{person.id}", role=role.value
    )


def _find_statement(session: Session, person_id: int, domain: rules.Domain) -> ExperienceStatement | None:
    framework, version, domain_id = domain
    return session.exec(
        select(ExperienceStatement).where(
            ExperienceStatement.person_id == person_id,
            ExperienceStatement.framework == framework,
            ExperienceStatement.version == version,
            ExperienceStatement.domain == domain_id,
        )
    ).first()


def _id(person: User) -> int:
    if person.id is None:
        msg = "the person has not been saved"
        raise ValueError(msg)
    return person.id
