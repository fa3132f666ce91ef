"""The demonstration's people: added once, with verified experience where they review."""

from sqlmodel import col, select

from itembank.accounts import demo_cast
from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Role
from itembank.core.actor import SYSTEM, Actor
from itembank.core.errors import Refused
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.framework import rules as packs

_EXPERIENCE = "Ran such systems in production for several years (invented for the demonstration)."


def refuse_real_people(work: Work) -> None:
    """Refuse to put invented people beside real ones.

    Raises:
        Refused: when an account of the bank is not of the demonstration.
    """
    if work.session.exec(select(User).where(col(User.is_demo).is_(False))).first():
        msg = "This bank has real accounts in it. Use another data folder for the demonstration."
        raise Refused(msg)


def add_cast(work: Work) -> None:
    """Import the framework packs and add everybody; a second run changes nothing."""
    for pack in framework.shipped_packs():
        framework.import_pack(work, SYSTEM, pack)
    if accounts.count_people(work.session):
        return
    people = {person.key: _add(work, person) for person in demo_cast.CAST}
    ada = accounts.actor_for(work.session, people["ada"])
    for person in demo_cast.CAST:
        if Role.REVIEWER in person.roles:
            _verify_everywhere(work, ada, people[person.key])


def actor(work: Work, key: str) -> Actor:
    """Return one of the cast as an actor."""
    person = next(one for one in demo_cast.CAST if one.key == key)
    return accounts.actor_for(work.session, accounts.find_person(work.session, person.email))


def _add(work: Work, person: demo_cast.DemoPerson) -> User:
    added = accounts.add_person(
        work, SYSTEM, name=person.name, email=person.email, roles=person.roles, is_demo=True
    )
    accounts.set_password(added, demo_cast.PASSWORD)
    return added


def _verify_everywhere(work: Work, ada: Actor, person: User) -> None:
    pack = framework.current_pack(work.session)
    if pack is None or person.id is None:
        return
    for domain in packs.domains(pack.body):
        place = (pack.framework, pack.version, domain.id)
        row = accounts.state_experience(work, ada, person_id=person.id, domain=place, statement=_EXPERIENCE)
        if row.id is not None:
            accounts.decide_experience(work, ada, row.id, verified=True)
