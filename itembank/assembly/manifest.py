"""What a form holds, entry by entry, and the manifest that a lock fixes. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from itembank.core.hashing import sha256_json

SCHEMA = "itembank-form-manifest/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a form: the revision by number and content hash, its options in order, and its key."""

    item: str
    item_id: int
    revision_id: int
    revision: int
    content_hash: str
    options: tuple[str, ...]
    key: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain data."""
        return asdict(self) | {"options": list(self.options), "key": list(self.key)}

    @property
    def key_positions(self) -> tuple[int, ...]:
        """The places of the right options, counted from zero."""
        return tuple(place for place, option in enumerate(self.options) if option in self.key)


@dataclass(frozen=True, slots=True)
class Current:
    """What the bank says about an item now: the revision it would put on a form, and its state."""

    revision_id: int
    revision: int
    content_hash: str
    status: str


def read_entries(rows: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Return the entries that `Entry.to_json` wrote down."""
    return tuple(Entry(**{**row, "options": tuple(row["options"]), "key": tuple(row["key"])}) for row in rows)


def manifest(facts: Mapping[str, Any], entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the manifest: *facts* about the form as a whole, then its items in order.

    Row ids of the database are left out: the manifest means the same to somebody who has only the files.
    """
    return {
        "schema": SCHEMA,
        **facts,
        "items": [_line(place, one) for place, one in enumerate(entries, start=1)],
    }


def _line(position: int, entry: Entry) -> dict[str, Any]:
    return {
        "position": position,
        "item": entry.item,
        "revision": entry.revision,
        "content_hash": entry.content_hash,
        "options": list(entry.options),
        "key": list(entry.key),
    }


def manifest_hash(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest in canonical JSON."""
    return sha256_json(body)


def approval_faults(entries: Sequence[Entry], now: Mapping[str, Current]) -> tuple[str, ...]:
    """Return a sentence for each item that is no longer approved on exactly the revision of the form."""
    return tuple(fault for entry in entries if (fault := _approval_fault(entry, now.get(entry.item))))


def _approval_fault(entry: Entry, now: Current | None) -> str:
    if now is None:
        return f"{entry.item} is not in the bank any more: assemble the form again."
    if now.status != "approved":
        words = now.status.replace("_", " ")
        return f"{entry.item} is no longer approved (it is {words}): assemble the form again."
    if now.revision_id != entry.revision_id:
        return (
            f"{entry.item}: the form has revision {entry.revision}, but revision {now.revision} is approved "
            "now: assemble the form again."
        )
    if now.content_hash != entry.content_hash:
        return (
            f"{entry.item}: its text is not the one that was put on the form. Ask the administrator to look."
        )
    return ""


def key_balance(entries: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    """Return how often each place holds the key, by letter; places that never do count too."""
    places = max((len(entry.options) for entry in entries), default=0)
    times = Counter(place for entry in entries for place in entry.key_positions)
    return tuple((chr(ord("A") + place), times[place]) for place in range(places))
