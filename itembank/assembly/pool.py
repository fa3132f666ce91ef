"""From the bank's items to the pool that an outline sees. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from itembank.assembly.manifest import Current
from itembank.assembly.outline import Outline, Pool, PoolItem
from itembank.assembly.problem import Problem, matches
from itembank.assembly.rules import DOMAIN
from itembank.items.operations import PoolItem as BankItem

#: What cells and limits of an outline can ask for.
FIELDS = (DOMAIN, "competency", "cognitive_level", "type")


def pool_of(items: Sequence[BankItem], framework: str, version: str, uses: Mapping[int, int]) -> Pool:
    """Return the pool for an outline of this framework version; *uses* counts past forms by item id."""
    sources = _source_groups(items)
    return Pool(
        items=tuple(
            PoolItem(
                id=item.identifier,
                status=item.status,
                fields=_fields(item, framework, version),
                source=sources.get(item.identifier),
                p=item.expected_p,
                exposure=uses.get(item.item_id, 0),
            )
            for item in items
        ),
        enemy_pairs=tuple((item.identifier, enemy) for item in items for enemy in item.enemies),
    )


def current(items: Iterable[BankItem]) -> dict[str, Current]:
    """Return what the bank would put on a form now, by the item's identifier."""
    return {
        item.identifier: Current(item.revision_id, item.number, item.content_hash, item.status)
        for item in items
    }


def _fields(item: BankItem, framework: str, version: str) -> dict[str, str | int | float | None]:
    """Return the columns of an item; its domain is that of its first tag in this framework version."""
    tag = next((tag for tag in item.tags if (tag.framework, tag.version) == (framework, version)), None)
    return {
        DOMAIN: tag.domain if tag else None,
        "competency": tag.competency if tag else None,
        "cognitive_level": item.cognitive_level or None,
        "type": item.type,
    }


def _source_groups(items: Sequence[BankItem]) -> dict[str, str]:
    """Return one source for each grounded item: items that share any source, directly or by others, share it.

    A limit on items per source then holds for items with several sources too; it can only be too strict.
    """
    leader: dict[str, str] = {}

    def find(token: str) -> str:
        while leader.setdefault(token, token) != token:
            token = leader[token]
        return token

    grounded = [item for item in items if item.source_tokens and not item.constructed]
    for item in grounded:
        first, *others = sorted(item.source_tokens)
        for other in others:
            low, high = sorted((find(first), find(other)))
            leader[high] = low
    return {item.identifier: find(min(item.source_tokens)) for item in grounded}


def in_form_order(outline: Outline, problem: Problem, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the items in the order of the outline's cells, then by identifier; free ones come last."""
    position = {name: place for place, name in enumerate(problem.ids)}
    cells = {cell.id for cell in outline.cells}
    wheres = [limit.where for limit in problem.spec.constraints if limit.id in cells]

    def rank(name: str) -> tuple[int, str]:
        fitting = (place for place, where in enumerate(wheres) if matches(problem, where, position[name]))
        return next(fitting, len(wheres)), name

    return tuple(sorted(ids, key=rank))
