"""The form as the writers see it: plain, frozen, and free of the database.

Texts are Markdown (CommonMark with tables); raw HTML counts as text.
Nothing here names a person or a source: what is not in the document cannot reach a file.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class ExportRefused(Exception):
    """An export that cannot be made; the message is a sentence for people."""


class ItemType(StrEnum):
    """How an item is answered and scored."""

    SINGLE_BEST_ANSWER = "single_best_answer"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a candidate can choose. The identifier is stable; it never means a position."""

    identifier: str
    text: str
    rationale: str
    correct: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A place in a named version of a framework."""

    framework: str
    version: str
    domain: str
    title: str
    competency: str | None = None

    @property
    def label(self) -> str:
        """The tag in one line, for people."""
        place = self.competency or self.domain
        return f"{self.framework} {self.version} {place} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One approved item revision."""

    identifier: str
    revision: int
    title: str
    language: str
    stimulus: str
    lead_in: str
    options: tuple[Option, ...]
    learning_point: str
    cognitive_level: str
    tags: tuple[Tag, ...]
    content_hash: str
    type: ItemType = ItemType.SINGLE_BEST_ANSWER

    @property
    def correct(self) -> tuple[Option, ...]:
        """The options that score, in form order."""
        return tuple(option for option in self.options if option.correct)

    @property
    def candidate_texts(self) -> tuple[str, ...]:
        """Every text of the item that a candidate reads."""
        return (self.stimulus, self.lead_in, *(option.text for option in self.options))

    @property
    def staff_texts(self) -> tuple[str, ...]:
        """Every text of the item that only the bank's staff may read."""
        return (self.learning_point, *(option.rationale for option in self.options))


@dataclass(frozen=True, slots=True)
class FormDocument:
    """A locked form. The time limit is in minutes, the pass mark in points (one point per item)."""

    identifier: str
    title: str
    language: str
    items: tuple[ExportItem, ...]
    locked_at: datetime
    manifest_hash: str
    framework_label: str
    framework_hash: str
    credit: str
    time_limit_minutes: int | None = None
    pass_mark: float | None = None
    instructions: str = field(default="")


def letter(position: int) -> str:
    """Return the letter printed before the option at *position*, counted from zero: A to Z, then AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def problems(document: FormDocument) -> list[str]:
    """Say in sentences why *document* cannot be exported; an empty list means that it can."""
    found = [*_form_problems(document)]
    for item in document.items:
        found += _item_problems(item)
    return found


def ensure_exportable(document: FormDocument) -> None:
    """Raise `ExportRefused`, naming every fault, unless *document* can be exported whole."""
    if found := problems(document):
        message = f"Form {document.identifier} was not exported. " + " ".join(found)
        raise ExportRefused(message)


def _form_problems(document: FormDocument) -> Iterable[str]:
    if not document.items:
        yield "It has no items: assemble it first."
    if document.locked_at.tzinfo is None:
        yield "The time of its lock has no time zone: give it in UTC."
    if not _LANGUAGE.fullmatch(document.language):
        yield f"Its language {document.language!r} is not a language tag such as en-GB."
    for identifier in _repeated(item.identifier for item in document.items):
        yield f"Item {identifier} stands on it more than once: keep one of them."


def _item_problems(item: ExportItem) -> Iterable[str]:
    place = f"Item {item.identifier}"
    if not _LANGUAGE.fullmatch(item.language):
        yield f"{place}: the language {item.language!r} is not a language tag such as en-GB."
    if not (item.stimulus.strip() or item.lead_in.strip()):
        yield f"{place} asks nothing: write a stimulus or a lead-in."
    if len(item.options) < 2:  # noqa: PLR2004 - a choice needs two
        yield f"{place} has fewer than two options: add one."
    if len(item.correct) != 1:
        yield f"{place} has {len(item.correct)} correct options, and a single best answer has one: mark one."
    for identifier in _repeated(option.identifier for option in item.options):
        yield f"{place} has two options called {identifier}: give each its own identifier."


def _repeated(identifiers: Iterable[str]) -> list[str]:
    return [identifier for identifier, times in Counter(identifiers).items() if times > 1]
