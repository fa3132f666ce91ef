"""Pure decisions about outlines and exam forms: what may be saved, where a form stands, who may lock it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from itembank.assembly.outline import Cell, Limit, Outline, validate
from itembank.core.errors import Difference, Problem
from itembank.core.hashing import sha256_json

MAX_LENGTH = 500
MAX_NAME = 120
MAX_REASON = 600
DOMAIN = "domain"
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,31}")
#: Printed on every form; the manifest keeps the words, so that a later change of them changes no locked form.
INSTRUCTIONS = "Each question has one best answer. Choose one answer to each question."
LOCK_STATEMENT = (
    "I did not assemble this form. I have looked at the list of its items, and I fix it: these revisions, "
    "in this order, with these keys. It will never change again; a correction is a new form."
)
GIVEN_UP = "This form was given up. Make a new form from an outline instead."
SOMEBODY_ELSE = "Somebody who did not assemble this form locks it, and you assembled it."


class FormState(StrEnum):
    """Where a form stands; computed from its rows, never stored."""

    DRAFT = "draft"
    ASSEMBLED = "assembled"
    LOCKED = "locked"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class OutlineDraft:
    """A content outline to be saved. The pass mark is in right answers, the time limit in minutes."""

    outline: Outline
    framework: str
    version: str
    reason: str
    pass_mark: int | None = None
    time_limit_minutes: int | None = None


def outline_problems(draft: OutlineDraft, domains: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with an outline, with the field; *domains* are those of its framework version."""
    return tuple(_problems(draft, domains))


def _problems(draft: OutlineDraft, domains: Collection[str]) -> Iterator[Problem]:
    outline = draft.outline
    if not outline.name.strip() or len(outline.name) > MAX_NAME:
        yield Problem("name", f"Give the outline a name of at most {MAX_NAME} characters.")
    if outline.length > MAX_LENGTH:
        yield Problem("length", f"A form holds at most {MAX_LENGTH} items.")
    yield from (Problem("cells", sentence) for sentence in validate(outline))
    yield from (Problem("cells", sentence) for sentence in _unknown_domains(draft, domains))
    if draft.pass_mark is not None and not 0 <= draft.pass_mark <= outline.length:
        yield Problem("pass_mark", f"The pass mark is a number of right answers, from 0 to {outline.length}.")
    if draft.time_limit_minutes is not None and draft.time_limit_minutes < 1:
        yield Problem("time_limit", "The time limit is at least 1 minute; leave it empty for none.")
    if not draft.reason.strip() or len(draft.reason) > MAX_REASON:
        yield Problem("reason", f"Say in at most {MAX_REASON} characters why the outline is as it is.")


def _unknown_domains(draft: OutlineDraft, domains: Collection[str]) -> Iterator[str]:
    for cell in draft.outline.cells:
        wanted = cell.where.get(DOMAIN, [])
        for domain in [wanted] if isinstance(wanted, str) else wanted:
            if domain not in domains:
                yield f"{cell.label}: {domain} is not a domain of {draft.framework} {draft.version}."


def outline_body(outline: Outline) -> dict[str, Any]:
    """Return an outline as plain data; its name is kept beside it."""
    return {
        "length": outline.length,
        "free_cells": outline.free_cells,
        "cells": [
            {"id": cell.id, "label": cell.label, "where": dict(cell.where), "count": cell.count}
            for cell in outline.cells
        ],
        "limits": [
            {"id": x.id, "label": x.label, "where": dict(x.where), "minimum": x.minimum, "maximum": x.maximum}
            for x in outline.limits
        ],
        "max_per_source": outline.max_per_source,
        "max_constructed": outline.max_constructed,
        "max_exposure": outline.max_exposure,
        "target_p": outline.target_p,
    }


def read_outline(name: str, body: Mapping[str, Any]) -> Outline:
    """Return the outline that `outline_body` wrote down."""
    return Outline(
        name=name,
        length=body["length"],
        cells=tuple(Cell(**cell) for cell in body["cells"]),
        free_cells=body["free_cells"],
        limits=tuple(Limit(**limit) for limit in body["limits"]),
        max_per_source=body["max_per_source"],
        max_constructed=body["max_constructed"],
        max_exposure=body["max_exposure"],
        target_p=body["target_p"],
    )


def outline_hash(draft: OutlineDraft) -> str:
    """Return the SHA-256 of everything that an outline asks for; who saved it and why is not part of it."""
    return sha256_json(
        {
            "body": outline_body(draft.outline),
            "framework": draft.framework,
            "framework_version": draft.version,
            "pass_mark": draft.pass_mark,
            "time_limit_minutes": draft.time_limit_minutes,
        }
    )


def by_domain(outline: Outline) -> dict[str, int]:
    """Return the count of each cell that is one whole domain, as the outline page edits them."""
    whole = [(cell.where[DOMAIN], cell.count) for cell in outline.cells if set(cell.where) == {DOMAIN}]
    return {domain: count for domain, count in whole if isinstance(domain, str)}


def is_by_domain(outline: Outline) -> bool:
    """Whether the outline page shows all of this outline: whole domains, and no limits of other kinds."""
    return len(by_domain(outline)) == len(outline.cells) and not outline.limits


def proposal(domains: Sequence[str], length: int = 20, each: int = 2) -> tuple[dict[str, int], int, int]:
    """Return a first outline that sums up: the count of each domain, free places, and the length."""
    taken = each * len(domains)
    return dict.fromkeys(domains, each), max(0, length - taken), max(length, taken)


def outline_differences(theirs: OutlineDraft, yours: OutlineDraft) -> tuple[Difference, ...]:
    """Return the parts in which two outlines differ, in words."""
    pairs = zip(_described(theirs), _described(yours), strict=True)
    return tuple(Difference(label, one, other) for (label, one), (_, other) in pairs if one != other)


def _described(draft: OutlineDraft) -> Iterator[tuple[str, str]]:
    outline = draft.outline
    cells = "\n".join(f"{cell.label}: {cell.count}" for cell in outline.cells)
    yield "Framework", f"{draft.framework} {draft.version}"
    yield "Length", str(outline.length)
    yield "Cells", f"{cells}\nFree places: {outline.free_cells}"
    yield "At most from one source", _or_none(outline.max_per_source)
    yield "At most constructed", _or_none(outline.max_constructed)
    yield "Expected share of right answers", _or_none(outline.target_p)
    yield "Pass mark", _or_none(draft.pass_mark)
    yield "Time limit in minutes", _or_none(draft.time_limit_minutes)
    yield "Reason", draft.reason


def _or_none(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def state_of(*, size: int, is_locked: bool, is_given_up: bool = False) -> FormState:
    """Return the state of a form; *size* is how many items its newest assembly has, 0 while there is none."""
    if is_locked:
        return FormState.LOCKED
    if is_given_up:
        return FormState.GIVEN_UP
    return FormState.ASSEMBLED if size else FormState.DRAFT


def next_identifier(taken: Collection[str]) -> str:
    """Return the first of F0001, F0002 and so on that comes after all that are taken."""
    numbers = [int(name[1:]) for name in taken if re.fullmatch(r"F\d{4,9}", name)]
    return f"F{max(numbers, default=0) + 1:04d}"


def lock_refusal(*, state: FormState, assemblers: Collection[int], person_id: int | None) -> str:
    """Return why this person may not lock a form in this state, as a sentence; empty when they may."""
    if state is FormState.LOCKED:
        return "This form is locked already, and a locked form never changes."
    if state is FormState.GIVEN_UP:
        return GIVEN_UP
    if state is FormState.DRAFT:
        return "There is nothing to lock yet: assemble the form first."
    if person_id is None or person_id in assemblers:
        return SOMEBODY_ELSE
    return ""


def assembly_refusal(state: FormState) -> str:
    """Return why a form in this state may not be assembled, as a sentence; empty when it may."""
    if state is FormState.LOCKED:
        return "This form is locked and never changes. Make a new form from the same outline instead."
    return GIVEN_UP if state is FormState.GIVEN_UP else ""


def give_up_refusal(state: FormState) -> str:
    """Return why a form in this state may not be given up, as a sentence; empty when it may."""
    if state is FormState.LOCKED:
        return "This form is locked and never changes, so it cannot be given up."
    return "This form was given up already." if state is FormState.GIVEN_UP else ""


def give_up_problem(reason: str) -> str:
    """Return what is wrong with the reason for giving a form up, as a sentence; empty when it will do."""
    if reason.strip() and len(reason) <= MAX_REASON:
        return ""
    return f"Say in at most {MAX_REASON} characters why the form is given up; it is kept with it."
