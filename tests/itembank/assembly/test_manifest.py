"""The manifest names exactly what was signed, and the comparison with the bank misses nothing."""

from dataclasses import replace

import pytest

from itembank.assembly.manifest import (
    Current,
    Entry,
    approval_faults,
    key_balance,
    manifest,
    manifest_hash,
    read_entries,
)

ENTRY = Entry("I0001", 11, 21, 2, "a" * 64, ("A", "B", "C"), ("B",))
NOW = Current(21, 2, "a" * 64, "approved")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (None, "not in the bank any more"),
        (replace(NOW, status="changes_requested"), "it is changes requested"),
        (replace(NOW, status="on_hold"), "it is on hold"),
        (replace(NOW, revision_id=22, revision=3), "revision 3 is approved now"),
        (replace(NOW, content_hash="b" * 64), "its text is not the one"),
    ],
)
def test_an_item_that_changed_since_is_named(now: Current | None, words: str) -> None:
    """A form is locked on exactly the approved revisions, or not at all."""
    faults = approval_faults([ENTRY], {"I0001": now} if now else {})

    assert [("I0001" in fault, words in fault) for fault in faults] == [(True, True)]


def test_an_item_as_it_was_has_no_fault() -> None:
    """Nothing stands in the way of a lock then."""
    assert approval_faults([ENTRY], {"I0001": NOW}) == ()


def test_entries_survive_being_stored() -> None:
    """What is read back is what was written."""
    assert read_entries([ENTRY.to_json()]) == (ENTRY,)


def test_the_manifest_means_the_same_outside_the_bank() -> None:
    """It holds no row numbers of this database."""
    line = manifest({"form": "F0001"}, [ENTRY])["items"][0]

    assert set(line) == {"position", "item", "revision", "content_hash", "options", "key"}


@pytest.mark.parametrize(
    "changed",
    [
        replace(ENTRY, item="I0002"),
        replace(ENTRY, revision=3),
        replace(ENTRY, content_hash="c" * 64),
        replace(ENTRY, options=("B", "A", "C")),
        replace(ENTRY, key=("A",)),
    ],
)
def test_any_change_of_an_entry_changes_the_hash(changed: Entry) -> None:
    """One hash stands for all of it."""
    assert manifest_hash(manifest({}, [changed])) != manifest_hash(manifest({}, [ENTRY]))


def test_the_order_of_the_items_is_part_of_the_hash() -> None:
    """Two forms with the same items in another order are two forms."""
    other = replace(ENTRY, item="I0002")

    assert manifest_hash(manifest({}, [ENTRY, other])) != manifest_hash(manifest({}, [other, ENTRY]))


def test_places_that_never_hold_the_key_are_counted_too() -> None:
    """A gap shows only when it is listed."""
    assert key_balance([ENTRY, ENTRY]) == (("A", 0), ("B", 2), ("C", 0))
