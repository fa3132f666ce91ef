"""Content outlines: how many items of what kind a form holds, and the problem this poses to a pool."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from itembank.assembly.problem import Constraint, Objective, Problem, Spec, Value
from itembank.core.errors import Invalid

GROUNDING = "grounding"
GROUNDED = "grounded"
CONSTRUCTED = "constructed"
NO_DIFFICULTY = "without difficulty estimate"
_OWN_COLUMNS = ("id", "status", "source", GROUNDING, "p", "exposure")
_RESERVED_IDS = ("length", "constructed", "rule:", "source:")

Where = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the outline: `count` items whose fields have these values (any field, one value or more)."""

    id: str
    label: str
    where: Where
    count: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit beside the cells, on items that may lie in several of them; None leaves that side open."""

    id: str
    label: str
    where: Where
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A content outline (test blueprint). Free cells take any item that the limits allow.

    `target_p` is the mean expected share of right answers the form should come close to; `max_exposure` the
    most past uses an item may have.
    """

    name: str
    length: int
    cells: tuple[Cell, ...]
    free_cells: int = 0
    limits: tuple[Limit, ...] = ()
    max_per_source: int | None = None
    max_constructed: int | None = None
    max_exposure: int | None = None
    target_p: float | None = None
    statuses: tuple[str, ...] = ("approved",)


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item of the pool as the outline sees it. An item without a source is constructed.

    `fields` holds the columns that cells name (domain, competency, cognitive level, type); `p` is the
    expected share of right answers; `exposure` counts past uses.
    """

    id: str
    status: str
    fields: Mapping[str, str | int | float | None] = field(default_factory=dict)
    source: str | None = None
    p: float | None = None
    exposure: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """The items that exist, whatever their state, and which of them must not meet."""

    items: tuple[PoolItem, ...]
    enemy_pairs: tuple[tuple[str, str], ...] = ()
    enemy_groups: tuple[tuple[str, ...], ...] = ()


def validate(outline: Outline) -> list[str]:
    """Return what is wrong with the outline, a sentence for each fault; empty when it can be used."""
    return [
        *_cell_faults(outline),
        *_overlaps(outline),
        *_sum_fault(outline),
        *_limit_faults(outline),
        *_id_faults(outline),
    ]


def _cell_faults(outline: Outline) -> Iterator[str]:
    if outline.length < 1:
        yield "The length must be at least 1: say how many items a form has."
    if outline.free_cells < 0:
        yield "The number of free places cannot be below 0."
    if not outline.cells and not outline.free_cells:
        yield "The outline has no cells: add a cell for each domain, or free places."
    for cell in outline.cells:
        if cell.count < 1:
            yield f"{cell.label}: {cell.count} items are asked for; ask for at least 1 or remove the cell."
        if not cell.where or not all(cell.where.values()):
            yield (
                f"{cell.label}: the cell does not say which items it takes;"
                " name a field and its value, or use free places."
            )


def _overlaps(outline: Outline) -> Iterator[str]:
    """Find cells that share an item: then the cells' sum says nothing about the form's length."""
    for one, other in combinations(outline.cells, 2):
        if one.where and other.where and not _are_apart(one.where, other.where):
            yield (
                f"{one.label} and {other.label} can hold the same item, which would then count twice:"
                " give them different values of one field, or make one of them a limit."
            )


def _are_apart(one: Where, other: Where) -> bool:
    shared = one.keys() & other.keys()
    return any(not set(_values(one[name])) & set(_values(other[name])) for name in shared)


def _values(wanted: str | list[str]) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else tuple(wanted)


def _sum_fault(outline: Outline) -> Iterator[str]:
    total = sum(cell.count for cell in outline.cells) + outline.free_cells
    missing = outline.length - total
    if missing == 0 or outline.length < 1 or not total:
        return
    terms = [str(cell.count) for cell in outline.cells]
    if outline.free_cells:
        terms.append(f"{outline.free_cells} free")
    sum_text = f"{' + '.join(terms)} = {total}, not {outline.length}"
    if missing > 0:
        added = f"add {_many(missing, 'item')} to the cells, add {_many(missing, 'free place')}"
        yield f"{sum_text}: {added}, or set the length to {total}."
    else:
        places = "the cells or the free places" if outline.free_cells else "the cells"
        yield f"{sum_text}: take {_many(-missing, 'item')} out of {places}, or set the length to {total}."


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _limit_faults(outline: Outline) -> Iterator[str]:
    for limit in outline.limits:
        yield from _one_limit_fault(limit, outline.length)
    if outline.max_per_source is not None and outline.max_per_source < 1:
        yield "At most how many items of one source: this must be at least 1, or left empty for no limit."
    if outline.max_constructed is not None and outline.max_constructed < 0:
        yield "At most how many constructed items: this must be at least 0, or left empty for no limit."
    if outline.max_exposure is not None and outline.max_exposure < 0:
        yield "At most how many past uses: this must be at least 0, or left empty for no limit."
    if outline.target_p is not None and not 0 <= outline.target_p <= 1:
        yield "The target difficulty is a share of right answers, from 0 to 1."
    if not outline.statuses:
        yield "Say which states an item may have to be used on a form."


def _one_limit_fault(limit: Limit, length: int) -> Iterator[str]:
    low, high = limit.minimum, limit.maximum
    if low is None and high is None:
        yield f"{limit.label}: the limit has neither a least nor a most; give one or remove it."
    if any(bound is not None and bound < 0 for bound in (low, high)):
        yield f"{limit.label}: a limit cannot be below 0."
    if low is not None and high is not None and low > high:
        yield f"{limit.label}: the least, {low}, is above the most, {high}."
    if low is not None and low > length:
        yield f"{limit.label}: at least {low} are asked for, but the form has {_many(length, 'item')}."


def _id_faults(outline: Outline) -> Iterator[str]:
    ids = [part.id for part in _parts(outline)]
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"The id {name} is used {times} times: each cell and limit needs its own."
        if not name or name.startswith(_RESERVED_IDS):
            yield f"The id “{name}” cannot be used: choose another."


def from_outline(outline: Outline, pool: Pool, *, seed: int = 0) -> Problem:
    """Return the problem of assembling one form of this outline from this pool.

    Items stand in the order of their ids and sources are renamed by number, so neither the order in which the
    pool was read nor a source token gets into the problem. Raises `Invalid` when the outline is not valid.
    """
    faults = validate(outline)
    if faults:
        raise Invalid(" ".join(faults), "outline")
    items = tuple(sorted(pool.items, key=lambda item: item.id))
    return Problem(
        name=outline.name,
        seed=seed,
        d=1.0,
        columns=_columns(outline, items),
        enemy_pairs=tuple(
            sorted({(min(pair), max(pair)) for pair in pool.enemy_pairs if set(pair) <= _ids(items)})
        ),
        enemy_groups=_groups(pool, _ids(items)),
        spec=_spec(outline, items),
    )


def _ids(items: tuple[PoolItem, ...]) -> frozenset[str]:
    return frozenset(item.id for item in items)


def _groups(pool: Pool, ids: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    groups = {tuple(sorted(ids.intersection(group))) for group in pool.enemy_groups}
    return tuple(sorted(group for group in groups if len(group) > 1))


def _columns(outline: Outline, items: tuple[PoolItem, ...]) -> dict[str, tuple[Value, ...]]:
    sources = _source_names(items)
    columns: dict[str, tuple[Value, ...]] = {
        "id": tuple(item.id for item in items),
        "status": tuple(_status(outline, item) for item in items),
        "source": tuple(None if item.source is None else sources[item.source] for item in items),
        GROUNDING: tuple(CONSTRUCTED if item.source is None else GROUNDED for item in items),
        "p": tuple(None if item.p is None else round(item.p, 4) for item in items),
        "exposure": tuple(item.exposure for item in items),
    }
    names = {name for item in items for name in item.fields} | {
        name for part in _parts(outline) for name in part.where
    }
    for name in sorted(names.difference(_OWN_COLUMNS)):
        columns[name] = tuple(item.fields.get(name) for item in items)
    return columns


def _parts(outline: Outline) -> tuple[Cell | Limit, ...]:
    return (*outline.cells, *outline.limits)


def _source_names(items: tuple[PoolItem, ...]) -> dict[str, str]:
    tokens = dict.fromkeys(item.source for item in items if item.source is not None)
    return {token: f"source {number}" for number, token in enumerate(tokens, start=1)}


def _status(outline: Outline, item: PoolItem) -> str:
    """Return the item's state; one without the difficulty the outline needs is set apart."""
    if outline.target_p is not None and item.p is None and item.status in outline.statuses:
        return f"{item.status} {NO_DIFFICULTY}"
    return item.status


def _spec(outline: Outline, items: tuple[PoolItem, ...]) -> Spec:
    target = outline.target_p
    return Spec(
        n_forms=1,
        form_length=outline.length,
        eligible_status=outline.statuses,
        enemies=True,
        constraints=(*_cells(outline), *_limits(outline), *_per_source(outline, items)),
        objective=Objective() if target is None else Objective("mean_p", target=(target,)),
        max_exposure=outline.max_exposure,
    )


def _cells(outline: Outline) -> Iterator[Constraint]:
    """Hold each cell to its count exactly; where free places may add to any cell, at least."""
    for cell in outline.cells:
        most = None if outline.free_cells else cell.count
        yield Constraint(cell.id, cell.label, "count", _tuples(cell.where), minimum=cell.count, maximum=most)


def _limits(outline: Outline) -> Iterator[Constraint]:
    for limit in outline.limits:
        where = _tuples(limit.where)
        yield Constraint(limit.id, limit.label, "count", where, minimum=limit.minimum, maximum=limit.maximum)
    if outline.max_constructed is not None:
        yield Constraint(
            "constructed",
            "Constructed items",
            "count",
            {GROUNDING: (CONSTRUCTED,)},
            maximum=outline.max_constructed,
        )


def _per_source(outline: Outline, items: tuple[PoolItem, ...]) -> Iterator[Constraint]:
    """One limit for each source that has more items than a form may take."""
    if outline.max_per_source is None:
        return
    names = _source_names(items)
    for token, count in Counter(item.source for item in items if item.source is not None).items():
        if count > outline.max_per_source:
            name = names[token]
            yield Constraint(
                name.replace(" ", ":"),
                f"Items of {name}",
                "count",
                {"source": (name,)},
                maximum=outline.max_per_source,
            )


def _tuples(where: Where) -> dict[str, tuple[Value, ...]]:
    return {name: _values(wanted) for name, wanted in where.items()}
