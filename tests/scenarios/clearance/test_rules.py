"""Which marks stand, what is replaced, and what keeps a text in."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itembank.core.errors import Invalid, Refused
from scenarios.clearance import rules
from scenarios.clearance.rules import (
    Answers,
    Case,
    Choice,
    Decided,
    Found,
    Mark,
    Moved,
    Needle,
    Standing,
    Verdict,
)
from scenarios.wording import CHECKLIST, KINDS

A, R, ADD, W = Verdict.ACCEPT, Verdict.REJECT, Verdict.ADD, Verdict.WITHDRAW
NO = {question.key: False for question in CHECKLIST}


def _found(start: int, end: int, kind: str = "PERSON") -> Found:
    return Found(start, end, kind, "direct", 0.9, "list", "is on the list")


def _said(batch: int, start: int, end: int, verdict: Verdict, kind: str = "PERSON") -> Decided:
    return Decided(batch, start, end, kind, verdict)


def _undo(batch: int, start: int, end: int, undoes: int) -> Decided:
    return Decided(batch, start, end, "PERSON", W, undoes)


def _standings(found: list[Found], decisions: list[Decided]) -> dict[tuple[int, int], str]:
    return {mark.spot: mark.standing.value for mark in rules.marks(found, decisions)}


@pytest.mark.parametrize(
    ("found", "decisions", "expected"),
    [
        ([_found(0, 4)], [], {(0, 4): "undecided"}),
        ([_found(0, 4)], [_said(1, 0, 4, A)], {(0, 4): "accepted"}),
        ([_found(0, 4)], [_said(1, 0, 4, R)], {(0, 4): "rejected"}),
        ([_found(0, 4)], [_said(1, 0, 4, A), _said(2, 0, 4, R)], {(0, 4): "rejected"}),
        ([_found(0, 4)], [_said(1, 0, 4, A), _undo(2, 0, 4, 1)], {(0, 4): "undecided"}),
        ([_found(0, 4)], [_said(1, 0, 4, R), _said(2, 0, 4, A), _undo(3, 0, 4, 2)], {(0, 4): "rejected"}),
        ([], [_said(1, 2, 6, ADD)], {(2, 6): "accepted"}),
        ([], [_said(1, 2, 6, ADD), _said(2, 2, 6, R)], {}),
        ([], [_said(1, 2, 6, ADD), _undo(2, 2, 6, 1)], {}),
        ([_found(2, 4)], [_said(1, 0, 6, ADD)], {(0, 6): "accepted", (2, 4): "covered"}),
        ([_found(2, 8)], [_said(1, 0, 6, ADD)], {(0, 6): "accepted", (2, 8): "undecided"}),
        ([_found(2, 4)], [_said(1, 2, 4, R), _said(2, 0, 6, ADD)], {(0, 6): "accepted", (2, 4): "rejected"}),
    ],
)
def test_how_a_mark_stands(
    found: list[Found], decisions: list[Decided], expected: dict[tuple[int, int], str]
) -> None:
    """The newest decision that was not undone counts, and what is replaced anyway needs none."""
    assert _standings(found, decisions) == expected


def test_overlapping_accepted_marks_are_replaced_as_one() -> None:
    """A replacement never cuts another in half; the longest part gives the kind."""
    marks = rules.marks(
        [_found(0, 4, "PERSON"), _found(10, 12)],
        [_said(1, 0, 4, A), _said(2, 2, 9, ADD, "ORG"), _said(3, 10, 12, A)],
    )

    assert [(m.start, m.end, m.kind) for m in rules.replacements(marks)] == [
        (0, 9, "ORG"),
        (10, 12, "PERSON"),
    ]


def test_undo_takes_back_one_action_at_a_time() -> None:
    """What was undone is not undone again."""
    decisions = [_said(1, 0, 4, A), _said(2, 5, 9, A), _undo(3, 5, 9, 2)]

    assert [row.batch for row in rules.undoable(decisions)] == [1]


def test_nothing_to_undo_at_the_start() -> None:
    """An empty list has no newest action."""
    assert rules.undoable([]) == []


SPANS = st.tuples(st.integers(0, 38), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
DECISIONS = st.lists(st.tuples(SPANS, st.sampled_from([A, R, ADD])), max_size=12).map(
    lambda rows: [_said(n, *span, verdict) for n, (span, verdict) in enumerate(rows, start=1)]
)
FOUND = st.lists(SPANS, max_size=8, unique=True).map(lambda spans: [_found(*span) for span in spans])


@given(FOUND, DECISIONS)
def test_replacements_never_overlap(found: list[Found], decisions: list[Decided]) -> None:
    """Whatever people mark, the text can be put together."""
    spans = [mark.spot for mark in rules.replacements(rules.marks(found, decisions))]

    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@given(FOUND, DECISIONS)
def test_no_finding_is_forgotten(found: list[Found], decisions: list[Decided]) -> None:
    """Every machine finding is rejected by a person, replaced, or still waiting."""
    marks = rules.marks(found, decisions)
    gone = rules.replacements(marks)
    standing = {mark.spot: mark.standing for mark in marks}

    for one in found:
        inside = any(mark.start <= one.start and one.end <= mark.end for mark in gone)
        assert inside or standing[(one.start, one.end)] in {Standing.REJECTED, Standing.UNDECIDED}


@given(FOUND, DECISIONS)
def test_the_pieces_of_a_text_put_it_together_again(found: list[Found], decisions: list[Decided]) -> None:
    """Showing marks changes no character and no position."""
    text = "".join(chr(97 + n % 26) for n in range(50))
    pieces = rules.segments(len(text), rules.marks(found, decisions))

    assert "".join(text[piece.start : piece.end] for piece in pieces) == text


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ((0, 3), (0, 3)),  # before any placeholder
        ((6, 16), (6, 9)),  # a placeholder exactly
        ((8, 12), (6, 9)),  # inside a placeholder
        ((4, 8), (4, 9)),  # from before into it
        ((14, 20), (6, 13)),  # from inside to after it
        ((17, 20), (10, 13)),  # after it
    ],
)
def test_stretches_of_the_cleared_text_are_carried_back(
    stretch: tuple[int, int], expected: tuple[int, int]
) -> None:
    """Raw `hello Ama, hi` became `hello [PERSON_1], hi`; a touched placeholder counts whole."""
    moved = [Moved(source_start=6, source_end=9, start=6, end=16)]

    assert rules.to_raw(*stretch, moved) == expected


def test_the_second_look_is_quiet_about_placeholders() -> None:
    """What stands for something removed needs no second decision."""
    marks = rules.marks([_found(6, 9)], [_said(1, 6, 9, A)])

    assert rules.second_look([_found(6, 16)], [Moved(6, 9, 6, 16)], marks, [_said(1, 6, 9, A)]) == ()


def test_the_second_look_does_not_ask_again() -> None:
    """What a person kept in the raw text is kept."""
    decisions = [_said(1, 0, 5, R)]
    marks = rules.marks([_found(0, 5)], decisions)

    assert rules.second_look([_found(0, 5)], [], marks, decisions) == ()


def test_keeping_what_the_second_look_found_counts_only_with_a_reason() -> None:
    """A bare rejection leaves it undecided."""
    bare, reasoned = (Decided(1, 0, 5, "PERSON", R, is_justified=given) for given in (False, True))

    (waiting,) = rules.second_look([_found(0, 5)], [], (), [bare])
    (kept,) = rules.second_look([_found(0, 5)], [], (), [reasoned])

    assert (waiting.mark.standing, kept.mark.standing) == (Standing.UNDECIDED, Standing.REJECTED)


@pytest.mark.parametrize(
    ("needle", "count"),
    [
        (Needle("ama", "PERSON"), 2),
        (Needle("ama", "PERSON", ignore_case=False), 1),
        (Needle("Ama", "PERSON", whole_words=False), 3),
        (Needle("told  Ama", "PERSON"), 1),
        (Needle("a.a", "PERSON"), 0),
    ],
)
def test_where_a_typed_text_stands(needle: Needle, count: int) -> None:
    """Whole words, upper and lower case, and line breaks are as the person asked; nothing is a pattern."""
    assert len(rules.occurrences("They told\nAma and ama of Amazonas.", needle)) == count


@pytest.mark.parametrize("typed", ["", "   ", "x" * 201])
def test_nothing_or_too_much_to_look_for_is_refused(typed: str) -> None:
    """The sentence says what to type."""
    with pytest.raises(Invalid, match="Type what to mark"):
        rules.occurrences("some text", Needle(typed, "PERSON"))


@pytest.mark.parametrize(
    "other", ["ama okafor", "AMA  OKAFOR", "Ama Okafor's", "Ama Okafor’s", "Ama\nOkafor"]
)
def test_the_same_text_is_recognised(other: str) -> None:
    """Case, spacing and a possessive make no other thing of it."""
    assert rules.fold(other) == rules.fold("Ama Okafor")


def test_a_masked_secret_keeps_its_length() -> None:
    """So that positions after it stay right, and nothing but its shape is shown."""
    assert rules.mask("sk-live 99\nx") == "sk" + "•" * 5 + " " + "••" + "\n" + "•"


@pytest.mark.parametrize(
    "choice",
    [
        Choice(5, 5, A, "PERSON"),
        Choice(-1, 3, A, "PERSON"),
        Choice(3, 99, ADD, "PERSON"),
        Choice(0, 3, A, "NONSENSE"),
        Choice(0, 3, W, "PERSON"),
    ],
)
def test_decisions_about_nothing_are_refused(choice: Choice) -> None:
    """A stretch lies in the text, and its kind is on the list."""
    with pytest.raises(Invalid):
        rules.check_decision(choice, 20, KINDS)


def test_nothing_leaves_with_an_undecided_finding() -> None:
    """The sentence counts what waits."""
    with pytest.raises(Refused, match="2 findings wait"):
        rules.check_nothing_undecided(rules.marks([_found(0, 4), _found(5, 9)], []))


@pytest.mark.parametrize("missing", [question.key for question in CHECKLIST])
def test_every_question_of_the_checklist_is_answered(missing: str) -> None:
    """Leaving one out names it."""
    given = {key: value for key, value in NO.items() if key != missing}

    with pytest.raises(Invalid) as refusal:
        rules.check_answers(Answers(given), machine_read_all=True)

    assert refusal.value.place == missing


def test_a_yes_needs_a_note() -> None:
    """A clue that is there has to be dealt with."""
    with pytest.raises(Invalid, match="One answer is yes"):
        rules.check_answers(Answers({**NO, "news": True}), machine_read_all=True)


def test_a_text_the_machine_could_not_read_is_read_by_a_person() -> None:
    """Without that, no signature."""
    with pytest.raises(Invalid, match="word by word"):
        rules.check_answers(Answers(NO), machine_read_all=False)


def _moved_kept() -> tuple[rules.Carried, ...]:
    """Return what stays of four findings when the first is replaced by something seven characters longer."""
    found = [_found(0, 3), _found(4, 6), _found(11, 13), replace(_found(17, 22), identifies="quasi")]
    decisions = [Decided(1, 0, 3, "PERSON", A), *(Decided(2, *spot, "PERSON", R) for spot in _REST)]
    return rules.kept(rules.marks(found, decisions), [Moved(0, 3, 0, 10)])


_REST = ((4, 6), (11, 13), (17, 22))


def test_what_stays_is_listed_where_the_cleared_text_has_it_direct_ones_first() -> None:
    """Positions move with what was replaced before them."""
    assert [(one.mark.is_direct, one.start, one.end) for one in _moved_kept()] == [
        (True, 11, 13),
        (True, 18, 20),
        (False, 24, 29),
    ]


def test_what_is_replaced_as_part_of_something_longer_does_not_stay() -> None:
    """Rejecting the first name inside an accepted full name keeps nothing."""
    found = [_found(0, 10), _found(0, 4)]
    decisions = [Decided(1, 0, 10, "PERSON", A), Decided(2, 0, 4, "PERSON", R)]

    assert rules.kept(rules.marks(found, decisions), [Moved(0, 10, 0, 10)]) == ()


def test_what_identifies_and_stays_is_read_again() -> None:
    """The sentence counts the places; a tick lets them pass."""
    with pytest.raises(Invalid, match="14 places stay") as refusal:
        rules.check_answers(Answers(NO), machine_read_all=True, kept_direct=14)
    rules.check_answers(Answers(NO, kept_read_again=True), machine_read_all=True, kept_direct=14)

    assert refusal.value.place == "kept_read_again"


@pytest.mark.parametrize(
    ("case", "person", "words"),
    [
        (Case(contributor=7), 7, "Somebody else has to clear it"),
        (Case(is_withdrawn=True), 7, "took this one back"),
        (Case(is_closed=True), 7, "was closed"),
        (Case(is_erased=True), 7, "was erased"),
        (Case(is_cleared=True), 7, "is cleared"),
        (Case(signers=frozenset({7})), 7, "signed this text already"),
    ],
)
def test_who_may_not_sign(case: Case, person: int, words: str) -> None:
    """Each refusal says why."""
    with pytest.raises(Refused, match=words):
        rules.check_may_sign(case, person)


@pytest.mark.parametrize(
    ("signers", "required", "newest", "expected"),
    [
        ({0: frozenset({1})}, 1, 0, True),
        ({3: frozenset({1})}, 1, 3, True),
        ({3: frozenset({1})}, 1, 4, False),  # a later decision changed the text
        ({3: frozenset({1})}, 2, 3, False),
        ({3: frozenset({1, 2})}, 2, 3, True),
        ({2: frozenset({1}), 3: frozenset({2})}, 2, 3, False),  # two people, but two texts
        ({}, 1, 0, False),
    ],
)
def test_when_a_text_is_cleared(
    signers: dict[int, frozenset[int]], required: int, newest: int, *, expected: bool
) -> None:
    """Enough people signed exactly the text that stands now."""
    assert rules.is_cleared(signers, required, newest) is expected


def test_all_alike_leaves_out_what_a_longer_mark_covers() -> None:
    """A part of a longer name is decided with the longer one."""
    text = "Ama Okafor met Ama"
    marks = (
        Mark(0, 10, "PERSON", Standing.ACCEPTED),
        Mark(0, 3, "PERSON", Standing.COVERED),
        Mark(15, 18, "PERSON", Standing.UNDECIDED),
    )

    assert [mark.spot for mark in rules.same_as(text, 15, 18, marks)] == [(15, 18)]
