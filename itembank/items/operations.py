"""What can be done with items: one verb, one function. Rows are appended; the state follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.errors import Difference, Invalid, Stale
from itembank.core.work import Work
from itembank.items import content as contents
from itembank.items import records, rules
from itembank.items.content import Domain, ItemContent, Tag
from itembank.items.models import Item, ItemRelation, ItemRevision, ItemSource, RevisionTag
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


def create_item(
    work: Work,
    actor: Actor,
    content: ItemContent,
    source_tokens: Iterable[str] = (),
    *,
    identifier: str = "",
    note: str = "",
) -> Item:
    """Make an item with its first revision, grounded in *source_tokens*; without one it is constructed.

    Raises:
        RefusedInput: when the content has a fault of shape.
        Invalid: when a source is not live, or the identifier is taken.
    """
    contents.refuse_bad_shape(content)
    tokens = tuple(dict.fromkeys(source_tokens))
    _refuse_dead_sources(work, tokens)
    item = _add_item(work, actor, identifier)
    revision = _append(work, actor, item, content, number=1, note=note)
    for token in tokens:
        work.session.add(ItemSource(item_id=item_id(item), token=token, at=work.now(), by_id=actor.id))
    work.session.flush()
    audit.record(
        work,
        actor,
        "item.create",
        f"item:{item.id}",
        revision=1,
        content_hash=revision.content_hash,
        sources=len(tokens),
    )
    return item


def revise(work: Work, actor: Actor, item: Item, content: ItemContent, base_number: int, note: str = "") -> ItemRevision:
    """Append a revision written on top of revision *base_number*; the same content again adds nothing.

    Raises:
        Refused: when the item is not the actor's to edit, or is closed.
        RefusedInput: when the content has a fault of shape.
        Stale: when somebody saved in between, with base, theirs and yours of each field that differs.
    """
    rules.check_edit(records.facts_of(work, item), actor)
    contents.refuse_bad_shape(content)
    latest = records.latest_revision(work.session, item)
    if latest.number != base_number:
        raise _stale(work.session, item, latest, content, base_number)
    if contents.to_json(content) == latest.content:
        return latest
    revision = _append(work, actor, item, content, number=latest.number + 1, note=note)
    audit.record(
        work,
        actor,
        "item.revise",
        f"item:{item.id}",
        revision=revision.number,
        content_hash=revision.content_hash,
    )
    return revision


def approved_pool(work: Work) -> list[PoolItem]:
    """Return every item for assembly, by identifier: those approved, and the others with what they are instead."""
    session = work.session
    facts = records.load_facts(work, select(Item.id))
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


def add_enemies(work: Work, actor: Actor, one: Item, other: Item) -> bool:
    """Record that two items must not meet on a form; return whether that is new.

    Raises:
        Invalid: when both are the same item.
    """
    low, high = sorted((item_id(one), item_id(other)))
    if low == high:
        raise Invalid("An item cannot be its own enemy.", place="enemies")
    known = select(ItemRelation).where(ItemRelation.a_id == low, ItemRelation.b_id == high)
    if work.session.exec(known).first():
        return False
    work.session.add(ItemRelation(kind="enemy", a_id=low, b_id=high, at=work.now(), by_id=actor.id))
    work.session.flush()
    audit.record(work, actor, "item.relate", f"item:{low}", kind="enemy", other=high)
    return True


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


def _add_item(work: Work, actor: Actor, identifier: str) -> Item:
    if identifier and work.session.exec(select(Item).where(Item.identifier == identifier)).first():
        raise Invalid(f"There is an item {identifier} already.", place="id")
    item = Item(
        identifier=identifier or work.env.new_id(),
        origin="imported" if identifier else "written",
        created_at=work.now(),
        created_by=actor.id,
    )
    work.session.add(item)
    work.session.flush()
    if not identifier:
        item.identifier = _free_identifier(work.session, item_id(item))
        work.session.flush()
    return item


def _free_identifier(session: Session, number: int) -> str:
    """Return I0042 for the item with id 42, or a longer form where an import has taken that."""
    identifier = f"I{number:04d}"
    while session.exec(select(Item).where(Item.identifier == identifier)).first():
        identifier += "-1"
    return identifier


def _append(work: Work, actor: Actor, item: Item, content: ItemContent, *, number: int, note: str) -> ItemRevision:
    hashes = rules.field_hashes(content)
    revision = ItemRevision(
        item_id=item_id(item),
        number=number,
        author_id=actor.id,
        at=work.now(),
        title=content.title,
        language=content.language,
        type=content.type,
        content=contents.to_json(content),
        domains=[list(domain) for domain in content.domains],
        hashes=hashes,
        content_hash=rules.content_hash(hashes),
        note=note,
    )
    work.session.add(revision)
    work.session.flush()
    work.session.add_all(_tag_rows(revision, content))
    work.session.flush()
    return revision


def _tag_rows(revision: ItemRevision, content: ItemContent) -> list[RevisionTag]:
    return [
        RevisionTag(
            revision_id=revision.id or 0,
            framework=tag.framework,
            version=tag.version,
            domain=tag.domain,
            competency=tag.competency,
            is_primary=index == 0,
        )
        for index, tag in enumerate(content.tags)
    ]


def _refuse_dead_sources(work: Work, tokens: tuple[str, ...]) -> None:
    if not all(work.env.sources.is_live(work, token) for token in tokens):
        raise Invalid("This source is not available any more. Choose another one.", place="source")


def _stale(session: Session, item: Item, latest: ItemRevision, content: ItemContent, base_number: int) -> Stale:
    base = records.content_of(records.revision_at(session, item, base_number))
    return Stale(
        f"{item.identifier} was saved by somebody else while your page was open: "
        f"you wrote on revision {base_number}, and revision {latest.number} stands now.",
        differences(base, records.content_of(latest), content),
    )


def differences(base: ItemContent, theirs: ItemContent, yours: ItemContent) -> tuple[Difference, ...]:
    """Return each field in which what stands now differs from what was sent, with what both began from."""
    shown = [_as_shown(one) for one in (base, theirs, yours)]
    names = dict.fromkeys(name for fields in (shown[2], shown[1]) for name in fields)
    return tuple(
        Difference(name, theirs=shown[1].get(name, ""), yours=shown[2].get(name, ""), base=shown[0].get(name, ""))
        for name in names
        if shown[1].get(name, "") != shown[2].get(name, "")
    )


def _as_shown(content: ItemContent) -> dict[str, str]:
    fields = {contents.field_label(name): text for name, text in contents.texts(content).items()}
    fields["Key"] = ", ".join(content.key)
    fields["Order of the options"] = ", ".join(option.identifier for option in content.options)
    fields["Cognitive level"] = content.cognitive_level
    fields["Expected share of right answers"] = "" if content.expected_p is None else f"{content.expected_p:g}"
    fields["Framework tags"] = "; ".join(
        " ".join(filter(None, [*tag.place, tag.competency])) for tag in content.tags
    )
    return fields


def _revisions(session: Session, ids: Iterable[int]) -> Iterable[ItemRevision]:
    """Read revisions a thousand at a time: SQLite limits how many values a query may name."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), 1000):
        yield from session.exec(select(ItemRevision).where(col(ItemRevision.id).in_(wanted[start : start + 1000])))


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


def enemies_of(session: Session, item: Item) -> tuple[Item, ...]:
    """Return the items that must not meet *item* on a form, by identifier."""
    rows = session.exec(select(ItemRelation).where(or_(ItemRelation.a_id == item.id, ItemRelation.b_id == item.id)))
    others = {row.b_id if row.a_id == item.id else row.a_id for row in rows}
    return tuple(session.exec(select(Item).where(col(Item.id).in_(others)).order_by(col(Item.identifier))))
