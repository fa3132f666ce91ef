"""Items as assembly sees them: what is approved, and what the others are instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from itembank.core.work import Work
from itembank.items import content as contents
from itembank.items import records, rules
from itembank.items.content import Domain, Tag
from itembank.items.models import Item, ItemRelation, ItemRevision, ItemSource
from itembank.items.records import item_id

ON_HOLD = "on_hold"


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item as assembly sees it: its usable revision, or its newest one with the state that keeps it out.

    `status` is a development state, or `on_hold` when no live source stands behind an approved item any more.
    """

    item_id: int
    identifier: str
    revision_id: int
    number: int
    content_hash: str
    status: str
    type: str
    tags: tuple[Tag, ...]
    domain: Domain | None
    competency: str | None
    cognitive_level: str
    key: tuple[str, ...]
    expected_p: float | None
    words: int
    source_tokens: tuple[str, ...]
    constructed: bool
    enemies: tuple[str, ...]


def approved_pool(work: Work) -> list[PoolItem]:
    """Return every item, by identifier: those approved, and the others with what they are instead."""
    session = work.session
    facts = records.load_facts(work, select(Item.id), with_barred=False)
    usable = {key: rules.approved_revision(one) or one.latest for key, one in facts.items()}
    items = {item_id(item): item for item in session.exec(select(Item).order_by(col(Item.identifier)))}
    revisions = {one.id: one for one in _revisions(session, {revision.id for revision in usable.values()})}
    tokens, enemies = _all_tokens(session), _all_enemies(session, items)
    live = {token: work.env.sources.is_live(work, token) for found in tokens.values() for token in found}
    return [
        _pool_item(
            item,
            revisions[usable[key].id],
            _status(facts[key], [live[token] for token in tokens.get(key, ())]),
            tokens.get(key, ()),
            enemies.get(key, ()),
        )
        for key, item in items.items()
    ]


def approved_revision(work: Work, item: Item) -> ItemRevision | None:
    """Return the revision of an item that may stand on a form, or None."""
    found = rules.approved_revision(records.facts_of(work, item))
    return None if found is None else work.session.get_one(ItemRevision, found.id)


def _pool_item(
    item: Item, revision: ItemRevision, status: str, tokens: tuple[str, ...], enemies: tuple[str, ...]
) -> PoolItem:
    content = records.content_of(revision)
    primary = content.primary
    return PoolItem(
        item_id=item_id(item),
        identifier=item.identifier,
        revision_id=revision.id or 0,
        number=revision.number,
        content_hash=revision.content_hash,
        status=status,
        type=content.type,
        tags=content.tags,
        domain=primary.place if primary else None,
        competency=primary.competency if primary else None,
        cognitive_level=content.cognitive_level,
        key=content.key,
        expected_p=content.expected_p,
        words=contents.words(content),
        source_tokens=tokens,
        constructed=not tokens,
        enemies=enemies,
    )


def _status(facts: rules.ItemFacts, live: list[bool]) -> str:
    if rules.approved_revision(facts) is None:
        return rules.derive(facts).state.value
    held = rules.grounding(sum(live), len(live)) is rules.Grounding.SOURCE_WITHDRAWN
    return ON_HOLD if held else rules.State.APPROVED.value


def _revisions(session: Session, ids: Iterable[int]) -> Iterable[ItemRevision]:
    """Read revisions a thousand at a time: SQLite limits how many values a query may name."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), 1000):
        yield from session.exec(
            select(ItemRevision).where(col(ItemRevision.id).in_(wanted[start : start + 1000]))
        )


def _all_tokens(session: Session) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in session.exec(select(ItemSource).order_by(col(ItemSource.id))):
        found[row.item_id] = (*found.get(row.item_id, ()), row.token)
    return found


def _all_enemies(session: Session, items: Mapping[int, Item]) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {}
    for row in session.exec(select(ItemRelation).where(ItemRelation.kind == "enemy")):
        found.setdefault(row.a_id, set()).add(items[row.b_id].identifier)
        found.setdefault(row.b_id, set()).add(items[row.a_id].identifier)
    return {key: tuple(sorted(names)) for key, names in found.items()}
