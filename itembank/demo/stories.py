"""The invented submissions of the demonstration, with what a good clearer finds and a good editor writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A stretch that identifies, by positions in the story."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Story:
    """One invented submission; *item* is what the editor makes of it, in the format sample-items/1."""

    id: str
    text: str = field(repr=False)
    gold: tuple[GoldSpan, ...]
    noticed: str
    done: str
    wrong_first_move: str
    domain: str
    item: Mapping[str, Any] | None

    @property
    def item_identifier(self) -> str:
        """What the item made from this story is called in the bank."""
        return self.id.replace("demo", "CASE")


def finished() -> tuple[Story, ...]:
    """Return the stories that go the whole way."""
    return tuple(_story(entry) for entry in _read("submissions.json")["submissions"])


def waiting() -> tuple[Story, ...]:
    """Return the stories that wait at some step when the demonstration opens, so that every role has work."""
    return tuple(_story(entry) for entry in _read("submissions.json")["waiting"])


def sample_items() -> dict[str, Any]:
    """Return the sample items, a file that anybody could import."""
    body: dict[str, Any] = _read("sample-items.json")
    return body


def _read(name: str) -> Any:
    return json.loads((files("itembank.demo") / "data" / name).read_text(encoding="utf-8"))


def _story(entry: Mapping[str, Any]) -> Story:
    return Story(
        id=entry["id"],
        text=entry["text"],
        gold=tuple(GoldSpan(span["start"], span["end"], span["label"]) for span in entry["spans"]),
        noticed=entry["noticed"],
        done=entry["done"],
        wrong_first_move=entry["wrong_first_move"],
        domain=entry["domain"],
        item=entry.get("item"),
    )
