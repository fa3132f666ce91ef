"""Decisions about outlines and forms, as tables."""

from dataclasses import replace

import pytest

from itembank.assembly import rules
from itembank.assembly.outline import Cell, Limit
from itembank.assembly.rules import FormState, OutlineDraft
from tests.itembank.assembly.bank import draft

DOMAINS = ("PSF-1", "PSF-2")


@pytest.mark.parametrize(
    ("changed", "place", "words"),
    [
        (draft({"PSF-1": 3, "PSF-2": 3}, length=8), "cells", "3 + 3 = 6, not 8"),
        (draft(name=" "), "name", "name"),
        (draft(name="x" * 121), "name", "120"),
        (draft({"PSF-1": 400, "PSF-2": 101}, length=501), "length", "at most 500"),
        (draft({"PSF-1": 2, "PSF-9": 1}), "cells", "PSF-9 is not a domain of PSF 1.1"),
        (replace(draft(), pass_mark=4), "pass_mark", "from 0 to 3"),
        (replace(draft(), time_limit_minutes=0), "time_limit", "at least 1 minute"),
        (replace(draft(), reason=" "), "reason", "why"),
    ],
)
def test_a_faulty_outline_is_told_with_its_field(changed: OutlineDraft, place: str, words: str) -> None:
    """Whoever typed it sees where and what to do."""
    found = rules.outline_problems(changed, DOMAINS)

    assert [(problem.place, words in problem.message) for problem in found] == [(place, True)]


@pytest.mark.parametrize("sound", [draft(), draft({"PSF-1": 1}, free=2), replace(draft(), pass_mark=0)])
def test_a_sound_outline_has_no_fault(sound: OutlineDraft) -> None:
    """Free places count towards the length."""
    assert rules.outline_problems(sound, DOMAINS) == ()


def test_an_outline_survives_being_stored() -> None:
    """Every field comes back as it was."""
    whole = draft(
        max_per_source=2,
        max_constructed=1,
        max_exposure=3,
        target_p=0.65,
        limits=(Limit("hard", "Hard ones", {"cognitive_level": ["analyse", "evaluate"]}, minimum=1),),
    ).outline

    assert rules.read_outline(whole.name, rules.outline_body(whole)) == whole


@pytest.mark.parametrize(
    "changed",
    [
        draft(max_per_source=1),
        draft({"PSF-1": 1, "PSF-2": 2}),
        draft(target_p=0.5),
        replace(draft(), version="1.0"),
        replace(draft(), pass_mark=2),
        replace(draft(), time_limit_minutes=20),
    ],
)
def test_the_hash_of_an_outline_covers_all_it_asks(changed: OutlineDraft) -> None:
    """A change of anything a form depends on is another hash."""
    assert rules.outline_hash(changed) != rules.outline_hash(draft())


def test_the_reason_is_not_part_of_the_hash() -> None:
    """The same outline for another reason is the same outline."""
    assert rules.outline_hash(replace(draft(), reason="Another.")) == rules.outline_hash(draft())


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell("a", "A", {"domain": "PSF-1"}, 3), True),
        (Cell("a", "A", {"domain": ["PSF-1", "PSF-2"]}, 3), False),
        (Cell("a", "A", {"domain": "PSF-1", "cognitive_level": "apply"}, 3), False),
        (Cell("a", "A", {"cognitive_level": "apply"}, 3), False),
    ],
)
def test_the_page_edits_only_outlines_it_can_show(cell: Cell, *, shown: bool) -> None:
    """What it could not show would be lost with the next version."""
    assert rules.is_by_domain(replace(draft().outline, cells=(cell,))) is shown


@pytest.mark.parametrize("count", [1, 8, 10, 15])
def test_the_first_proposal_always_sums_up(count: int) -> None:
    """A new outline begins without a fault, however many domains there are."""
    counts, free, length = rules.proposal([str(number) for number in range(count)])

    assert sum(counts.values()) + free == length


@pytest.mark.parametrize(
    ("size", "is_locked", "state"),
    [
        (0, False, FormState.DRAFT),
        (3, False, FormState.ASSEMBLED),
        (3, True, FormState.LOCKED),
    ],
)
def test_the_state_follows_from_the_rows(size: int, *, is_locked: bool, state: FormState) -> None:
    """Nothing stores it, so nothing can set it."""
    assert rules.state_of(size=size, is_locked=is_locked) is state


@pytest.mark.parametrize("size", [0, 3])
def test_a_form_given_up_is_so_whatever_is_on_it(size: int) -> None:
    """Nothing waits for anybody any more."""
    assert rules.state_of(size=size, is_locked=False, is_given_up=True) is FormState.GIVEN_UP


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FormState.DRAFT, ""),
        (FormState.ASSEMBLED, ""),
        (FormState.LOCKED, "locked and never changes"),
        (FormState.GIVEN_UP, "given up already"),
    ],
)
def test_which_forms_may_be_given_up(state: FormState, words: str) -> None:
    """Never one that is locked."""
    refusal = rules.give_up_refusal(state)

    assert (words in refusal, bool(refusal)) == (True, bool(words))


@pytest.mark.parametrize(("reason", "will_do"), [("Doubled.", True), (" ", False), ("x" * 601, False)])
def test_giving_up_needs_a_reason(reason: str, *, will_do: bool) -> None:
    """A short one will do."""
    assert (rules.give_up_problem(reason) == "") is will_do


@pytest.mark.parametrize(
    ("state", "person", "words"),
    [
        (FormState.DRAFT, 9, "assemble the form first"),
        (FormState.LOCKED, 9, "locked already"),
        (FormState.ASSEMBLED, 1, "Somebody who did not assemble this form locks it"),
        (FormState.ASSEMBLED, 2, "Somebody who did not assemble this form locks it"),
        (FormState.ASSEMBLED, None, "Somebody"),
        (FormState.ASSEMBLED, 9, ""),
        (FormState.GIVEN_UP, 9, "given up"),
    ],
)
def test_who_may_lock(state: FormState, person: int | None, words: str) -> None:
    """Only somebody who never assembled it, and only when there is something to lock."""
    refusal = rules.lock_refusal(state=state, assemblers={1, 2}, person_id=person)

    assert (words in refusal, bool(refusal)) == (True, bool(words))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [((), "F0001"), (("F0001", "AIDA-1"), "F0002"), (("F0009", "F0003"), "F0010"), (("F9999",), "F10000")],
)
def test_forms_are_numbered_in_order(taken: tuple[str, ...], expected: str) -> None:
    """A number is never given twice, and chosen names do not disturb it."""
    assert rules.next_identifier(taken) == expected
