"""From items of the bank to the pool of a problem."""

from dataclasses import replace

import pytest

from itembank.assembly.outline import from_outline
from itembank.assembly.pool import current, in_form_order, pool_of
from itembank.items.content import Tag
from itembank.items.operations import PoolItem
from tests.itembank.assembly.bank import draft

ITEM = PoolItem(
    item_id=1,
    identifier="I0001",
    revision_id=21,
    number=2,
    content_hash="a" * 64,
    status="approved",
    type="single_best_answer",
    tags=(Tag("PSF", "1.1", "PSF-1", "PSF-1.2"), Tag("PSF", "1.0", "PSF-3")),
    domain=("PSF", "1.1", "PSF-1"),
    competency="PSF-1.2",
    cognitive_level="apply",
    key=("A",),
    expected_p=0.7,
    words=50,
    source_tokens=(),
    constructed=True,
    enemies=("I0002",),
)


def grounded(identifier: str, *tokens: str) -> PoolItem:
    """Return an item of some sources."""
    return replace(ITEM, identifier=identifier, source_tokens=tokens, constructed=False)


@pytest.mark.parametrize(("version", "domain"), [("1.1", "PSF-1"), ("1.0", "PSF-3"), ("2.0", None)])
def test_the_domain_is_that_of_the_outlines_own_version(version: str, domain: str | None) -> None:
    """The same id has meant other things in other versions."""
    found = pool_of([ITEM], "PSF", version, {})

    assert found.items[0].fields["domain"] == domain


def test_past_uses_reach_the_pool() -> None:
    """An item that stands on locked forms says on how many."""
    assert pool_of([ITEM], "PSF", "1.1", {1: 4}).items[0].exposure == 4


def test_items_that_share_any_source_count_as_one_source() -> None:
    """A limit per source holds for items with several sources too."""
    items = [grounded("I1", "x", "y"), grounded("I2", "y", "z"), grounded("I3", "z"), grounded("I4", "q")]
    sources = {item.id: item.source for item in pool_of(items, "PSF", "1.1", {}).items}

    assert sources == {"I1": "x", "I2": "x", "I3": "x", "I4": "q"}


def test_a_constructed_item_has_no_source() -> None:
    """So that the limit on constructed items counts it."""
    assert pool_of([ITEM], "PSF", "1.1", {}).items[0].source is None


def test_enemies_reach_the_pool() -> None:
    """Both ends are named."""
    assert pool_of([ITEM], "PSF", "1.1", {}).enemy_pairs == (("I0001", "I0002"),)


def test_the_present_is_known_by_identifier() -> None:
    """This is what a lock compares with."""
    assert current([ITEM])["I0001"].revision_id == 21


def test_a_form_is_in_the_order_of_its_outline() -> None:
    """Cell after cell, by identifier within one, and free places last."""
    tagged = {"I1": "PSF-2", "I2": "PSF-3", "I3": "PSF-1", "I4": "PSF-1"}
    items = [
        replace(ITEM, identifier=name, tags=(Tag("PSF", "1.1", domain),), enemies=())
        for name, domain in tagged.items()
    ]
    asked = draft({"PSF-1": 1, "PSF-2": 1}, length=4, free=2).outline
    problem = from_outline(asked, pool_of(items, "PSF", "1.1", {}))

    assert in_form_order(asked, problem, ["I1", "I2", "I4", "I3"]) == ("I3", "I4", "I1", "I2")
