"""Lists of items: the bank as a person may see it, and what waits for reviewers and domain leads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from itembank.accounts.permissions import Permission
from itembank.core.actor import Actor
from itembank.core.work import Work
from itembank.items import records, rules
from itembank.items.content import Domain
from itembank.items.models import (
    BlindAnswer,
    Item,
    ItemEditor,
    ItemRevision,
    ItemSource,
    ItemStep,
    RevisionTag,
    SignOff,
)
from itembank.items.rules import ItemFacts, ItemState, State

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty value leaves that side open."""

    state: str = ""
    domain: str = ""
    origin: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list: its newest revision and state, and whether an approved revision is in use."""

    item: Item
    revision: ItemRevision
    state: ItemState
    in_use: bool
    grounded: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of a list; pages are counted from 1."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An item that waits for this person: the domains they answer for, and whether they began."""

    item: Item
    revision: ItemRevision
    domains: tuple[Domain, ...]
    begun: bool = False


def list_items(work: Work, actor: Actor, filters: Filters, number: int = 1) -> ItemPage:
    """Return one page of the items that *actor* may open, newest first."""
    if filters.state:
        return _page_by_state(work, actor, filters, number)
    query = _newest(_conditions(actor, filters)).add_columns(func.count().over())
    found = list(work.session.execute(query.limit(PAGE).offset((max(number, 1) - 1) * PAGE)))
    if not found and number > 1:
        return list_items(work, actor, filters, 1)
    facts = records.load_facts(work, _with_ids([records.item_id(row[0]) for row in found]), with_barred=False)
    rows = tuple(_row(row[0], row[1], facts[row[0].id], grounded=row[2]) for row in found)
    total = found[0][3] if found else 0
    return ItemPage(rows, total, number, max(1, -(-total // PAGE)))


def count_states(work: Work, actor: Actor) -> Counter[State]:
    """Return how many of the items that *actor* works on are in each state."""
    ids = select(Item.id).where(_is_mine(actor))
    return Counter(
        rules.derive(facts).state for facts in records.load_facts(work, ids, with_barred=False).values()
    )


def review_queue(work: Work, actor: Actor, verified: frozenset[Domain]) -> list[QueueRow]:
    """Return the items that wait for a review by *actor* in *verified* domains, oldest item first."""
    chosen = {
        key: domains
        for key, facts in records.load_facts(work, _SUBMITTED).items()
        if (domains := rules.review_domains(facts, actor, verified))
    }
    return _queue(work, actor, chosen)


def approval_queue(work: Work, actor: Actor) -> list[QueueRow]:
    """Return the items that wait for an approval by *actor*, oldest item first."""
    found = records.load_facts(work, _SUBMITTED)
    chosen = {key: facts.latest.domains for key, facts in found.items() if rules.can_approve(facts, actor)}
    return _queue(work, actor, chosen)


#: Every item that was ever sent to review.
_SUBMITTED = select(ItemStep.item_id).where(ItemStep.kind == "submitted")


def _queue(work: Work, actor: Actor, chosen: Mapping[int, tuple[Domain, ...]]) -> list[QueueRow]:
    begun = exists().where(
        col(BlindAnswer.revision_id) == col(ItemRevision.id), col(BlindAnswer.reviewer_id) == actor.id
    )
    rows = work.session.execute(_newest([col(Item.id).in_(chosen)]).add_columns(begun))
    found = [QueueRow(item, revision, chosen[item.id], begun=begun) for item, revision, _, begun in rows]
    return found[::-1]


def _page_by_state(work: Work, actor: Actor, filters: Filters, number: int) -> ItemPage:
    """Derive the state of everything that the other filters leave, then take the page."""
    ids = select(Item.id).join(ItemRevision, _is_newest()).where(*_conditions(actor, filters))
    facts = records.load_facts(work, ids, with_barred=False)
    matching = sorted((key for key, one in facts.items() if _matches(one, filters.state)), reverse=True)
    pages = max(1, -(-len(matching) // PAGE))
    number = min(max(number, 1), pages)
    keys = matching[(number - 1) * PAGE : number * PAGE]
    found = reversed(_rows_of(work, keys))
    rows = tuple(
        _row(item, revision, facts[item.id], grounded=grounded) for item, revision, grounded in found
    )
    return ItemPage(rows, len(matching), number, pages)


def _matches(facts: ItemFacts, state: str) -> bool:
    """Whether an item is in a state; one whose approved revision is in use counts as approved, too."""
    usable = state == State.APPROVED and rules.approved_revision(facts) is not None
    return usable or rules.derive(facts).state == state


def _row(item: Item, revision: ItemRevision, facts: ItemFacts, *, grounded: bool) -> Row:
    in_use = rules.approved_revision(facts) is not None
    return Row(item, revision, rules.derive(facts), in_use, grounded)


def _rows_of(work: Work, keys: list[int]) -> list[Any]:
    """Return items with their newest revisions, oldest item first."""
    return list(reversed(list(work.session.execute(_newest([col(Item.id).in_(keys)])))))


def _newest(conditions: list[ColumnElement[bool]]) -> Select[Item, ItemRevision, bool]:
    grounded = exists().where(col(ItemSource.item_id) == col(Item.id)).label("grounded")
    query = select_columns(Item, ItemRevision, grounded).join(ItemRevision, _is_newest())
    return query.where(*conditions).order_by(col(Item.id).desc())


def _is_newest() -> ColumnElement[bool]:
    other = select_columns(func.max(ItemRevision.number)).where(col(ItemRevision.item_id) == col(Item.id))
    newest = other.correlate(Item).scalar_subquery()
    return (col(ItemRevision.item_id) == col(Item.id)) & (col(ItemRevision.number) == newest)


def _with_ids(keys: list[int]) -> Select[Any]:
    return select_columns(col(Item.id)).where(col(Item.id).in_(keys))


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [] if actor.may(Permission.ITEM_SEE_ALL) else [_is_mine(actor)]
    if filters.text:
        title = col(ItemRevision.title).icontains(filters.text, autoescape=True)
        conditions.append(or_(title, col(Item.identifier).icontains(filters.text, autoescape=True)))
    if filters.origin:
        grounded = exists().where(col(ItemSource.item_id) == col(Item.id))
        conditions.append(grounded if filters.origin == "grounded" else ~grounded)
    if filters.domain.count("|") == 2:  # noqa: PLR2004 - framework, version and domain are three
        conditions.append(_is_tagged(*filters.domain.split("|")))
    return conditions


def _is_tagged(framework: str, version: str, domain: str) -> ColumnElement[bool]:
    return exists().where(
        col(RevisionTag.revision_id) == col(ItemRevision.id),
        col(RevisionTag.framework) == framework,
        col(RevisionTag.version) == version,
        col(RevisionTag.domain) == domain,
    )


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """The rule `works_on` as a query: authors and editors, and every editor for what nobody wrote here."""
    wrote = select_columns(col(ItemRevision.item_id)).where(col(ItemRevision.author_id).is_not(None))
    edits = select_columns(col(ItemEditor.item_id))
    signed = select_columns(col(SignOff.item_id)).where(col(SignOff.code) == rules.Code.AUTHORSHIP.value)
    mine = [
        wrote.where(col(ItemRevision.author_id) == actor.id),
        edits.where(col(ItemEditor.person_id) == actor.id),
        signed.where(col(SignOff.signer_id) == actor.id),
    ]
    ownerless = [col(Item.id).not_in(query) for query in (wrote, edits, signed)]
    return or_(*(col(Item.id).in_(query) for query in mine), ownerless[0] & ownerless[1] & ownerless[2])
