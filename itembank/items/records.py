"""What is known about items, read from their rows: facts for the rules, and the whole record of an item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, String, cast, literal, null, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from itembank.accounts import rules as accounts_rules
from itembank.accounts.models import ExperienceDecision, ExperienceStatement
from itembank.core.actor import Actor
from itembank.core.errors import NotFound
from itembank.core.work import Work
from itembank.items import content as contents
from itembank.items import rules
from itembank.items.content import ItemContent
from itembank.items.models import (
    BlindAnswer,
    Item,
    ItemEditor,
    ItemRevision,
    ItemSource,
    ItemStep,
    Review,
    SignOff,
)
from itembank.items.rules import Code, Grounding, ItemFacts, RevisionFacts, Signature

#: A query for the ids of items, so that facts of any number of them take the same few queries.
ItemIds = Select[Any]


@dataclass(frozen=True, slots=True)
class Event:
    """A step or verdict of a revision, or an editor or source of an item."""

    kind: str
    person: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """What somebody did with revision *number*: approved, approved in review, sent back or rejected."""

    verb: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off as it is shown: the row, and the covered classes that changed since, which void it."""

    row: SignOff
    code: Code
    number: int
    counts: bool
    changed: tuple[rules.FieldClass, ...]


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A revision with all that happened to it."""

    row: ItemRevision
    content: ItemContent
    state: rules.ItemState
    steps: tuple[ItemStep, ...]
    reviews: tuple[Review, ...]
    answers: tuple[BlindAnswer, ...]
    signed: tuple[SignOff, ...]


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """Everything an auditor reads about an item. Revisions are in order; sources are known by token only."""

    item: Item
    facts: ItemFacts
    revisions: tuple[RevisionRecord, ...]
    signed: tuple[Signed, ...]
    sources: tuple[ItemSource, ...]
    grounding: Grounding
    editors: tuple[ItemEditor, ...]

    @property
    def latest(self) -> RevisionRecord:
        """The newest revision."""
        return self.revisions[-1]


def find_item(session: Session, identifier: str) -> Item:
    """Return the item with an identifier.

    Raises:
        NotFound: in the words used for an item that is not for this person, too.
    """
    item = session.exec(select(Item).where(Item.identifier == identifier)).first()
    if item is None:
        raise NotFound(rules.NOT_FOR_YOU)
    return item


def open_item(work: Work, actor: Actor, identifier: str) -> tuple[Item, ItemFacts]:
    """Return an item that *actor* may open, with its facts.

    Raises:
        NotFound: when there is none, or it is not for this person; the two look the same.
    """
    item = find_item(work.session, identifier)
    facts = facts_of(work, item)
    if not rules.can_open(facts, actor):
        raise NotFound(rules.NOT_FOR_YOU)
    return item, facts


def own_decision(session: Session, item: Item, actor: Actor) -> OwnDecision | None:
    """Return the newest decision of *actor* about any revision of an item, or None."""
    found = sorted(_own_decisions(session, item, actor), key=lambda one: one.at)
    return found[-1] if found else None


def _own_decisions(session: Session, item: Item, actor: Actor) -> Iterator[OwnDecision]:
    of_item = {row.id: row.number for row in session.exec(_revisions_of(item))}
    reviews = select(Review).where(Review.reviewer_id == actor.id, col(Review.revision_id).in_(of_item))
    for review in session.exec(reviews):
        verb = "approved in review" if review.verdict == "approve" else "sent back"
        yield OwnDecision(verb, of_item[review.revision_id], review.at)
    approvals = select(SignOff).where(
        SignOff.item_id == item.id, SignOff.signer_id == actor.id, SignOff.code == Code.APPROVAL
    )
    for signed in session.exec(approvals):
        yield OwnDecision("approved", of_item[signed.revision_id], signed.at)
    steps = select(ItemStep).where(
        ItemStep.item_id == item.id, ItemStep.by_id == actor.id, ItemStep.kind == "rejected"
    )
    for step in session.exec(steps):
        yield OwnDecision("rejected", of_item[step.revision_id], step.at)


def _revisions_of(item: Item) -> SelectOfScalar[ItemRevision]:
    return select(ItemRevision).where(ItemRevision.item_id == item.id)


def item_id(item: Item) -> int:
    """Return the id of an item that was saved.

    Raises:
        ValueError: when it was not.
    """
    if item.id is None:
        msg = "the item has not been saved"
        raise ValueError(msg)
    return item.id


def latest_revision(session: Session, item: Item) -> ItemRevision:
    """Return the newest revision of an item; every item has one."""
    query = (
        select(ItemRevision).where(ItemRevision.item_id == item.id).order_by(col(ItemRevision.number).desc())
    )
    return session.exec(query.limit(1)).one()


def revision_at(session: Session, item: Item, number: int) -> ItemRevision:
    """Return one revision of an item.

    Raises:
        NotFound: when the item has no such revision.
    """
    query = select(ItemRevision).where(ItemRevision.item_id == item.id, ItemRevision.number == number)
    found = session.exec(query).first()
    if found is None:
        msg = f"{item.identifier} has no revision {number}."
        raise NotFound(msg)
    return found


def content_of(revision: ItemRevision) -> ItemContent:
    """Return the content of a revision."""
    return contents.from_json(revision.content)


def facts_of(work: Work, item: Item) -> ItemFacts:
    """Return the facts of one item."""
    return load_facts(work, select(Item.id).where(Item.id == item.id))[item_id(item)]


def load_facts(work: Work, ids: ItemIds, *, with_barred: bool = True) -> dict[int, ItemFacts]:
    """Return the facts of the items in *ids*, in three queries and one question for each source.

    A list that only shows states does not ask who is barred: whoever is could not sign in the first place.
    """
    events, people = _events(work.session, ids)
    revisions: dict[int, list[RevisionFacts]] = defaultdict(list)
    for row in _revision_rows(work.session, ids):
        revisions[row.item_id].append(_revision_facts(row, events[row.id]))
    signatures = _signatures(work.session, ids)
    return {
        key: ItemFacts(
            revisions=tuple(rows),
            signatures=tuple(signatures[key]),
            barred=_barred(work, people[key]) if with_barred else frozenset(),
            editors=frozenset(one.person for one in people[key] if one.person is not None),
            withdrawn=any(one.kind == "withdrawn" for row in rows for one in events[row.id]),
            needed=work.settings.reviewers,
        )
        for key, rows in revisions.items()
    }


def verified_domains(session: Session, actor: Actor) -> frozenset[contents.Domain]:
    """Return the domains in which *actor* has verified experience, in one query."""
    query = (
        select(ExperienceStatement, ExperienceDecision.verified)
        .join(ExperienceDecision, col(ExperienceDecision.statement_id) == ExperienceStatement.id)
        .where(ExperienceStatement.person_id == actor.id)
        .order_by(col(ExperienceDecision.id))
    )
    decided: dict[contents.Domain, list[bool]] = defaultdict(list)
    for row, verified in session.exec(query):
        decided[(row.framework, row.version, row.domain)].append(verified)
    return accounts_rules.verified_domains(decided.items())


def tokens_of(session: Session, item: Item) -> tuple[str, ...]:
    """Return the source tokens of an item, oldest first."""
    query = select(ItemSource.token).where(ItemSource.item_id == item.id).order_by(col(ItemSource.id))
    return tuple(session.exec(query).all())


def grounding_of(work: Work, item: Item) -> Grounding:
    """Say whether live sources stand behind an item now."""
    tokens = tokens_of(work.session, item)
    return rules.grounding(sum(work.env.sources.is_live(work, token) for token in tokens), len(tokens))


def item_record(work: Work, item: Item) -> ItemRecord:
    """Return everything that an auditor reads about an item."""
    session, facts = work.session, facts_of(work, item)
    query = select(ItemRevision).where(ItemRevision.item_id == item.id)
    rows = session.exec(query.order_by(col(ItemRevision.number))).all()
    numbers = {row.id: row.number for row in rows}
    signed = _of_revisions(session, SignOff, numbers)
    return ItemRecord(
        item=item,
        facts=facts,
        revisions=tuple(_revision_records(session, facts, rows, signed)),
        signed=tuple(_shown(facts, row, numbers[row.revision_id]) for row in signed),
        sources=tuple(session.exec(select(ItemSource).where(ItemSource.item_id == item.id))),
        grounding=grounding_of(work, item),
        editors=tuple(session.exec(select(ItemEditor).where(ItemEditor.item_id == item.id))),
    )


def as_signature(row: SignOff, number: int) -> Signature:
    """Return a sign-off row as the rules see it."""
    return Signature(
        code=Code(row.code),
        signer_id=row.signer_id,
        number=number,
        hashes=row.hashes,
        domains=tuple(_domain(entry) for entry in row.evidence.get("domains", [])),
        needed=int(row.evidence.get("policy", {}).get("reviewers", 0)),
        found_key=bool(row.evidence.get("found_key", False)),
    )


def _revision_rows(session: Session, ids: ItemIds) -> Iterable[Any]:
    query = select_columns(
        col(ItemRevision.id),
        col(ItemRevision.item_id),
        col(ItemRevision.number),
        col(ItemRevision.author_id),
        col(ItemRevision.hashes),
        col(ItemRevision.domains),
    )
    order = (col(ItemRevision.item_id), col(ItemRevision.number))
    return session.execute(query.where(col(ItemRevision.item_id).in_(ids)).order_by(*order))


def _revision_facts(row: Any, events: list[Event]) -> RevisionFacts:
    kinds = {one.kind for one in events}
    return RevisionFacts(
        id=row.id,
        number=row.number,
        author_id=row.author_id,
        hashes=row.hashes,
        domains=tuple(_domain(entry) for entry in row.domains),
        submitted="submitted" in kinds,
        rejected="rejected" in kinds,
        returned="return" in kinds,
        reviewers=frozenset(one.person for one in events if one.kind in _VERDICTS and one.person is not None),
    )


_VERDICTS = frozenset({"approve", "return"})


def _barred(work: Work, events: list[Event]) -> frozenset[int]:
    tokens = [one.token for one in events if one.token is not None]
    return frozenset[int]().union(*(work.env.sources.barred_people(work, token) for token in tokens))


def _events(session: Session, ids: ItemIds) -> tuple[dict[int, list[Event]], dict[int, list[Event]]]:
    """Return what happened to each revision, and who edits and what stands behind each item, in one query."""
    no_person, no_token = cast(null(), Integer), cast(null(), String)
    mine = select(ItemRevision.id).where(col(ItemRevision.item_id).in_(ids))
    all_four: CompoundSelect[Any] = union_all(
        select_columns(col(ItemStep.revision_id), col(ItemStep.kind), col(ItemStep.by_id), no_token).where(
            col(ItemStep.item_id).in_(ids)
        ),
        select_columns(col(Review.revision_id), col(Review.verdict), col(Review.reviewer_id), no_token).where(
            col(Review.revision_id).in_(mine)
        ),
        select_columns(col(ItemEditor.item_id), literal("editor"), col(ItemEditor.person_id), no_token).where(
            col(ItemEditor.item_id).in_(ids)
        ),
        select_columns(col(ItemSource.item_id), literal("source"), no_person, col(ItemSource.token)).where(
            col(ItemSource.item_id).in_(ids)
        ),
    )
    of_revision, of_item = defaultdict[int, list[Event]](list), defaultdict[int, list[Event]](list)
    for key, kind, person, token in session.execute(all_four):
        (of_item if kind in {"editor", "source"} else of_revision)[key].append(Event(kind, person, token))
    return of_revision, of_item


def _signatures(session: Session, ids: ItemIds) -> dict[int, list[Signature]]:
    query = (
        select(SignOff, ItemRevision.number)
        .join(ItemRevision, col(ItemRevision.id) == SignOff.revision_id)
        .where(col(SignOff.item_id).in_(ids))
        .order_by(col(SignOff.id))
    )
    found: dict[int, list[Signature]] = defaultdict(list)
    for row, number in session.exec(query):
        found[row.item_id].append(as_signature(row, number))
    return found


def _revision_records(
    session: Session, facts: ItemFacts, rows: Iterable[ItemRevision], signed: list[SignOff]
) -> Iterator[RevisionRecord]:
    known = list(rows)
    numbers = {row.id: row.number for row in known}
    steps = _of_revisions(session, ItemStep, numbers)
    reviews = _of_revisions(session, Review, numbers)
    answers = _of_revisions(session, BlindAnswer, numbers)
    by_number = {one.number: one for one in facts.revisions}
    for row in known:
        yield RevisionRecord(
            row=row,
            content=content_of(row),
            state=rules.derive_revision(facts, by_number[row.number]),
            steps=tuple(one for one in steps if one.revision_id == row.id),
            reviews=tuple(one for one in reviews if one.revision_id == row.id),
            answers=tuple(one for one in answers if one.revision_id == row.id),
            signed=tuple(one for one in signed if one.revision_id == row.id),
        )


def _of_revisions(session: Session, table: Any, numbers: dict[int | None, int]) -> list[Any]:
    query = select(table).where(col(table.revision_id).in_(list(numbers))).order_by(col(table.id))
    return list(session.exec(query))


def _shown(facts: ItemFacts, row: SignOff, number: int) -> Signed:
    signature = as_signature(row, number)
    latest = facts.latest
    return Signed(
        row=row,
        code=signature.code,
        number=number,
        counts=signature in rules.valid_signatures(facts, latest),
        changed=rules.changed_classes(signature, latest.hashes),
    )


def _domain(entry: list[str]) -> contents.Domain:
    framework, version, domain = entry
    return (framework, version, domain)
