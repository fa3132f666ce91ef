"""Reads files of items in the format sample-items/1. Pure: a body in, items and placed problems out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from itembank.core.errors import Invalid, Problem, RefusedInput
from itembank.items import content as contents
from itembank.items.content import ItemContent
from itembank.items.lint import Frame

SCHEMA = "sample-items/1"
#: An identifier that exchange formats take, too (an NCName of XML, in ASCII).
_NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_TEXTS = ("title", "stimulus", "lead_in", "learning_point", "topic", "type", "language")


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """One whole item of a file: where it stands, its identifier, its content, and whom it must not meet."""

    place: str
    identifier: str
    content: ItemContent
    enemies: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportReceipt:
    """What an import took, what was there already, what it refused and why; *remarks* cost no item."""

    taken: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Reading:
    """Items read from a file and the problems of those refused."""

    items: list[IncomingItem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def read_items(body: Any, frame: Frame) -> Reading:
    """Return the items of a file and a problem for each that is refused; an item comes whole or not at all.

    Raises:
        Invalid: when the body is no such file.
    """
    if (
        not isinstance(body, Mapping)
        or body.get("schema") != SCHEMA
        or not isinstance(body.get("items"), list)
    ):
        raise Invalid(
            f"This is not a file of items: it needs schema {SCHEMA!r} and a list of items.", "schema"
        )
    reading, seen = Reading(), set[str]()
    for index, row in enumerate(body["items"]):
        place = f"items[{index}]"
        problem = _read_into(reading, row, place, frame, seen)
        if problem:
            reading.refused.append(problem)
    return reading


def _read_into(reading: Reading, row: Any, place: str, frame: Frame, seen: set[str]) -> Problem | None:
    """Read one row; return the first reason to refuse it."""
    problem = next(_row_problems(row, seen), None)
    if problem:
        return Problem(f"{place}.{problem.place}".rstrip("."), problem.message)
    seen.add(row["id"])
    try:
        content = contents.from_json(_plain(row, frame))
    except RefusedInput as refusal:
        first = refusal.problems[0]
        return Problem(f"{place}.{first.place}", first.message)
    problem = next(_tag_problems(content, frame), None)
    if problem:
        return Problem(f"{place}.{problem.place}", problem.message)
    reading.items.append(IncomingItem(place, row["id"], content, tuple(row.get("enemies") or ()), _note(row)))
    return None


def _row_problems(row: Any, seen: set[str]) -> Iterator[Problem]:
    """Check what the file's own format adds to the content of an item."""
    if not isinstance(row, Mapping):
        yield Problem("", "An item is a JSON object.")
        return
    identifier = row.get("id")
    if not isinstance(identifier, str) or not _NCNAME.fullmatch(identifier):
        yield Problem(
            "id", "An identifier is needed: a letter, then letters, digits, dots, dashes or underscores."
        )
        return
    if identifier in seen:
        yield Problem("id", f"The identifier {identifier} stands in this file twice.")
    yield from _option_problems(row)
    yield from _list_problems(row)
    difficulty = row.get("difficulty")
    if difficulty is not None and not isinstance(difficulty, Mapping):
        yield Problem("difficulty", "An object with expected_p is needed.")


def _option_problems(row: Mapping[str, Any]) -> Iterator[Problem]:
    options = row.get("options")
    if not isinstance(options, list) or not all(isinstance(one, Mapping) for one in options):
        yield Problem("options", "A list of options is needed.")
        return
    marked = [one.get("key") for one in options if one.get("correct") is True]
    key = row.get("key")
    if marked != ([key] if isinstance(key, str) else key):
        yield Problem("key", "The key and the option marked as correct are not the same.")


def _list_problems(row: Mapping[str, Any]) -> Iterator[Problem]:
    enemies = row.get("enemies") or []
    if not isinstance(enemies, list) or not all(isinstance(one, str) for one in enemies):
        yield Problem("enemies", "A list of identifiers is needed.")
    tags = row.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, Mapping) for tag in tags):
        yield Problem("tags", "A list of tags is needed.")
        return
    for index, tag in enumerate(tags):
        named = tag.get("competencies") or []
        if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
            yield Problem(f"tags[{index}].competencies", "A list of competency identifiers is needed.")


def _tag_problems(content: ItemContent, frame: Frame) -> Iterator[Problem]:
    """Refuse tags that this bank cannot show: nothing of an item is dropped without a word."""
    for tag in content.tags:
        if tag.place not in frame.domains:
            message = f"{' '.join(tag.place)} is not known in this bank. Import that framework's pack first."
            yield Problem("tags", message)
        elif tag.competency and (*tag.place, tag.competency) not in frame.competencies:
            yield Problem("tags", f"{tag.framework} {tag.version} has no competency {tag.competency} here.")


def _plain(row: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """Return a row as the plain data of an item's content; tags of the current version come first."""
    tags = [entry for tag in row.get("tags") or [] for entry in _tags(tag)]
    tags.sort(key=lambda tag: (tag["framework"], tag["version"]) != frame.current)
    key = row.get("key")
    return {
        **{name: row[name] for name in _TEXTS if name in row},
        "options": [
            {"identifier": one.get("key"), "text": one.get("text"), "rationale": one.get("rationale", "")}
            for one in row["options"]
        ],
        "key": [key] if isinstance(key, str) else key,
        "cognitive_level": row.get("bloom") or "",
        "expected_p": (row.get("difficulty") or {}).get("expected_p"),
        "tags": tags,
    }


def _tags(tag: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    place = {name: tag.get(name) for name in ("framework", "version", "domain")}
    for competency in tag.get("competencies") or [None]:
        yield {**place, "competency": competency}


def _note(row: Mapping[str, Any]) -> str:
    """Keep what the content has no field for, in words."""
    credential, revision = row.get("credential"), row.get("revision")
    parts = [f"Imported from a file as {row['id']}"]
    parts += [f"revision {revision}"] if isinstance(revision, int) else []
    parts += [f"for the credential {credential}"] if isinstance(credential, str) else []
    return contents.clean(", ".join(parts))[:500]
