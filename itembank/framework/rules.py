"""Pure decisions about framework packs: what a valid pack is, its hash, and what it lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from itembank.core.errors import Problem, RefusedInput
from itembank.core.hashing import sha256_json

REQUIRED_TEXTS = ("framework", "framework_title", "version")


@dataclass(frozen=True, slots=True)
class Competency:
    """One statement of a domain."""

    id: str
    statement: str


@dataclass(frozen=True, slots=True)
class DomainEntry:
    """One domain with the statements that are known."""

    id: str
    title: str
    summary: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many statements a pack has of how many it should, and what is missing, in words."""

    present: int
    expected: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.present >= self.expected and not self.missing


def check_pack(body: Any) -> None:
    """Refuse a pack that does not have the shape of one; an incomplete pack is fine.

    Raises:
        RefusedInput: with every problem and its place.
    """
    problems = tuple(_problems(body))
    if problems:
        msg = (
            f"This is not a framework pack: {problems[0].place}: {problems[0].message} Nothing was imported."
        )
        raise RefusedInput(msg, problems)


def content_hash(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the pack's canonical JSON; a label alone does not identify a text."""
    return sha256_json(body)


def domains(body: Mapping[str, Any]) -> tuple[DomainEntry, ...]:
    """Return the domains of a valid pack in their order."""
    return tuple(
        DomainEntry(
            id=domain["id"],
            title=domain["title"],
            summary=domain.get("summary") or "",
            competencies=tuple(
                Competency(entry["id"], entry["statement"]) for entry in domain.get("competencies", [])
            ),
        )
        for domain in body["domains"]
    )


def completeness(body: Mapping[str, Any]) -> Completeness:
    """Return how complete a valid pack is, and name what it lacks."""
    present = sum(len(domain.competencies) for domain in domains(body))
    expected = int(body.get("completeness", {}).get("statements_expected", present))
    return Completeness(present, expected, tuple(_missing(body)))


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts version labels as people read them: 1.9 before 1.10."""
    parts = version.replace("-", ".").split(".")
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)


def credit(body: Mapping[str, Any]) -> str:
    """Return the credit line that the pack's licence asks for."""
    licence = body.get("licence") or {}
    return str(licence.get("attribution") or "")


def _missing(body: Mapping[str, Any]) -> Iterator[str]:
    for entry in body.get("missing", []):
        if isinstance(entry, Mapping):
            yield ": ".join(str(value) for value in entry.values() if value)
        else:
            yield str(entry)


def _problems(body: Any) -> Iterator[Problem]:
    if not isinstance(body, Mapping):
        yield Problem("file", "a JSON object is needed.")
        return
    for key in REQUIRED_TEXTS:
        if not _is_text(body.get(key)):
            yield Problem(key, "a text is needed.")
    licence = body.get("licence")
    if not isinstance(licence, Mapping) or not _is_text(licence.get("attribution")):
        yield Problem("licence.attribution", "the credit line is needed, so that reuse can give credit.")
    entries = body.get("domains")
    if not isinstance(entries, list) or not entries:
        yield Problem("domains", "a list with at least one domain is needed.")
        return
    yield from _domain_problems(entries)


def _domain_problems(entries: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, domain in enumerate(entries):
        place = f"domains[{index}]"
        if (
            not isinstance(domain, Mapping)
            or not _is_text(domain.get("id"))
            or not _is_text(domain.get("title"))
        ):
            yield Problem(place, "a domain needs an id and a title.")
            continue
        yield from _repeated(domain["id"], f"{place}.id", seen)
        yield from _competency_problems(domain.get("competencies", []), place, seen)


def _competency_problems(entries: Any, place: str, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(entries, list):
        yield Problem(f"{place}.competencies", "a list is needed; an empty one is allowed.")
        return
    for index, entry in enumerate(entries):
        here = f"{place}.competencies[{index}]"
        if (
            not isinstance(entry, Mapping)
            or not _is_text(entry.get("id"))
            or not _is_text(entry.get("statement"))
        ):
            yield Problem(here, "a competency needs an id and a statement.")
            continue
        yield from _repeated(entry["id"], f"{here}.id", seen)


def _repeated(identifier: str, place: str, seen: set[str]) -> Iterator[Problem]:
    if identifier in seen:
        yield Problem(place, f"the id {identifier} is used twice.")
    seen.add(identifier)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
