"""Pure decisions about clearance: what is found, what is decided, what is left, and who may sign.

Every decision speaks about positions in the raw text, in code points. Findings of the second look, which
reads the cleared text, are carried back to the raw text; so one list of decisions makes one cleared text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from itembank.core.errors import Invalid, Refused
from scenarios.wording import CHECKLIST

MAX_NEEDLE = 200
MIN_JUSTIFICATION = 10
DIRECT = "direct"
_POSSESSIVE = re.compile("['\u2019]s?$")


class Verdict(StrEnum):
    """What a person says about a stretch of text."""

    ACCEPT = "accept"
    REJECT = "reject"
    ADD = "add"
    WITHDRAW = "withdraw"


class Standing(StrEnum):
    """How a mark stands: undecided, to be replaced, to be kept, or replaced as part of a longer one."""

    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Found:
    """What a machine marked."""

    start: int
    end: int
    kind: str
    identifies: str
    score: float
    recogniser: str
    reason: str
    second_look: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of a decision; *batch* numbers the action it was part of."""

    batch: int
    start: int
    end: int
    kind: str
    verdict: Verdict
    undoes: int | None = None
    is_justified: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to say about one stretch."""

    start: int
    end: int
    verdict: Verdict
    kind: str
    justification: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Needle:
    """What to mark wherever it stands in the text, and as what."""

    text: str = field(repr=False)
    kind: str
    whole_words: bool = True
    ignore_case: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the raw text that a machine or a person marked, and how it stands."""

    start: int
    end: int
    kind: str
    standing: Standing
    found: Found | None = None

    @property
    def spot(self) -> tuple[int, int]:
        """Its positions, which name it."""
        return self.start, self.end

    @property
    def is_undecided(self) -> bool:
        """Whether a person still has to decide."""
        return self.standing is Standing.UNDECIDED

    @property
    def is_direct(self) -> bool:
        """Whether the machine took it for something that identifies somebody on its own."""
        return self.found is not None and self.found.identifies == DIRECT


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text to show: plain, or belonging to a mark (its place in the list of marks)."""

    start: int
    end: int
    mark: int | None


@dataclass(frozen=True, slots=True)
class Carried:
    """Something found that editors would read: its mark in the raw text, its place in the cleared text."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a stretch of the raw text was replaced: its positions there, and in the cleared text."""

    source_start: int
    source_end: int
    start: int
    end: int


def standing_decisions(decisions: Sequence[Decided]) -> list[Decided]:
    """Return the decisions that were not undone, from oldest to newest."""
    undone = {row.undoes for row in decisions if row.undoes is not None}
    rows = [row for row in decisions if row.verdict is not Verdict.WITHDRAW and row.batch not in undone]
    return sorted(rows, key=lambda row: row.batch)


def undoable(decisions: Sequence[Decided]) -> list[Decided]:
    """Return the rows of the newest action that was not undone."""
    rows = standing_decisions(decisions)
    return [row for row in rows if row.batch == rows[-1].batch]


def marks(found: Iterable[Found], decisions: Sequence[Decided]) -> tuple[Mark, ...]:
    """Return every mark with how it stands, in reading order.

    A stretch that a person added and then rejected is gone. An undecided one inside an accepted one needs no
    decision: its text will be replaced anyway.
    """
    machine = {(one.start, one.end): one for one in found}
    newest = {(row.start, row.end): row for row in standing_decisions(decisions)}
    made = [_mark(spot, machine.get(spot), newest.get(spot)) for spot in {**machine, **newest}]
    kept = [mark for mark in made if mark.found is not None or mark.standing is not Standing.REJECTED]
    return tuple(_cover(sorted(kept, key=lambda mark: (mark.start, -mark.end))))


def replacements(all_marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return what is replaced: the union of accepted marks, each with the kind of its longest part."""
    joined: list[Mark] = []
    for mark in sorted(_accepted(all_marks), key=lambda mark: (mark.start, -mark.end)):
        if joined and mark.start < joined[-1].end:
            joined[-1] = _join(joined[-1], mark)
        else:
            joined.append(mark)
    return tuple(joined)


def undecided(all_marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks that wait for a decision."""
    return tuple(mark for mark in all_marks if mark.is_undecided)


def segments(length: int, all_marks: Sequence[Mark]) -> list[Segment]:
    """Cut a text of *length* code points into pieces that each belong to at most one mark, for showing."""
    cuts = sorted({0, length, *(place for mark in all_marks for place in mark.spot if 0 <= place <= length)})
    starts = cuts[:-1]
    owners: list[int | None] = [None] * len(starts)
    for number in sorted(range(len(all_marks)), key=lambda number: _prominence(all_marks[number])):
        mark = all_marks[number]
        first = bisect_right(starts, mark.start) - 1
        for place in range(first, bisect_right(starts, mark.end - 1)):
            owners[place] = number
    pieces = zip(starts, cuts[1:], owners, strict=True)
    return _joined([Segment(start, end, owner) for start, end, owner in pieces if start < end])


def second_look(
    found: Iterable[Found], moved: Sequence[Moved], all_marks: Iterable[Mark], decisions: Sequence[Decided]
) -> tuple[Carried, ...]:
    """Return what a look at the cleared text found beyond what was decided already, in reading order.

    What only touches placeholders is left out. Keeping a finding counts only with a justification.
    """
    known = {mark.spot for mark in all_marks}
    places = {to_raw(one.start, one.end, moved): one for one in found}
    newest = {(row.start, row.end): row for row in standing_decisions(decisions)}
    gone = replacements(all_marks)
    return tuple(
        Carried(_second_mark(spot, one, newest.get(spot)), one.start, one.end)
        for spot, one in sorted(places.items())
        if spot not in known and not any(mark.start <= spot[0] and spot[1] <= mark.end for mark in gone)
    )


def kept(all_marks: Iterable[Mark], moved: Sequence[Moved]) -> tuple[Carried, ...]:
    """Return what was found and stays all the same, what identifies on its own first.

    What is replaced as part of something longer does not stay.
    """
    marked = tuple(all_marks)
    gone = replacements(marked)
    staying = (
        mark
        for mark in marked
        if mark.standing is Standing.REJECTED
        and not any(one.start <= mark.start and mark.end <= one.end for one in gone)
    )
    return tuple(
        Carried(mark, to_cleared(mark.start, moved), to_cleared(mark.end, moved, is_end=True))
        for mark in sorted(staying, key=lambda mark: (not mark.is_direct, mark.start, mark.end))
    )


def to_cleared(place: int, moved: Sequence[Moved], *, is_end: bool = False) -> int:
    """Carry a place of the raw text to the cleared text; inside a placeholder, to the edge outside it."""
    shift = 0
    for one in moved:
        if place >= one.source_end:
            shift = one.end - one.source_end
        elif place > one.source_start:
            return one.start if is_end else one.end
        else:
            break
    return place + shift


def to_raw(start: int, end: int, moved: Sequence[Moved]) -> tuple[int, int]:
    """Carry a stretch of the cleared text back to the raw text; a touched placeholder counts whole."""
    return _to_raw(start, moved, is_end=False), _to_raw(end, moved, is_end=True)


def occurrences(text: str, needle: Needle) -> list[tuple[int, int]]:
    """Return where *needle* stands in *text*; white space in it matches any white space.

    Raises:
        Invalid: when there is nothing to look for, or too much.
    """
    words = needle.text.split()
    if not words or len(needle.text) > MAX_NEEDLE:
        msg = f"Type what to mark: a name, a number or a few words, at most {MAX_NEEDLE} characters."
        raise Invalid(msg, place="needle")
    pattern = r"\s+".join(re.escape(word) for word in words)
    if needle.whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    flags = re.IGNORECASE if needle.ignore_case else re.NOFLAG
    return [hit.span() for hit in re.finditer(pattern, text, flags)]


def fold(value: str) -> str:
    """Return *value* as it is compared with others: case, width, spacing and a possessive do not count."""
    plain = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    return _POSSESSIVE.sub("", plain)


def same_as(text: str, start: int, end: int, all_marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks with the same text as a stretch has, leaving out what a longer mark covers."""
    wanted = fold(text[start:end])
    return tuple(
        mark
        for mark in all_marks
        if mark.standing is not Standing.COVERED and fold(text[mark.start : mark.end]) == wanted
    )


def mask(value: str) -> str:
    """Return the shape and the first two characters of a secret; the length stays, so positions hold."""
    return value[:2] + re.sub(r"\S", "•", value[2:])


def check_decision(choice: Choice, length: int, known_kinds: Iterable[str]) -> None:
    """Refuse a decision about nothing.

    Raises:
        Invalid: when the stretch lies outside the text or the kind is unknown.
    """
    if not 0 <= choice.start < choice.end <= length:
        msg = "This stretch is not in the text. Select it again."
        raise Invalid(msg, place="start")
    if choice.kind not in known_kinds:
        msg = "This is not a kind of finding. Choose one from the list."
        raise Invalid(msg, place="kind")
    if choice.verdict is Verdict.WITHDRAW:
        msg = "Use undo to take a decision back."
        raise Invalid(msg, place="verdict")


def check_justified(choice: Choice) -> None:
    """Refuse to keep what the second look found without a word on why.

    Raises:
        Invalid: when a justification is missing.
    """
    if choice.verdict is Verdict.REJECT and len(choice.justification.strip()) < MIN_JUSTIFICATION:
        msg = "Say in a sentence why this may stay: the second look found it in what editors will read."
        raise Invalid(msg, place="justification")


def check_looked_at(*, has_run: bool) -> None:
    """Refuse to go on before the machine has looked at the raw text.

    Raises:
        Refused: with what to do.
    """
    if not has_run:
        msg = "The machine has not looked at this text yet. Let it look first; then decide what it finds."
        raise Refused(msg)


def check_nothing_undecided(all_marks: Iterable[Mark]) -> None:
    """Refuse to go on while a finding waits.

    Raises:
        Refused: saying how many wait.
    """
    waiting = len(undecided(all_marks))
    if waiting:
        finding = "finding waits" if waiting == 1 else "findings wait"
        msg = f"{waiting} {finding} for a decision. Decide every one; then the text can be read and cleared."
        raise Refused(msg)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a clearer answers about indirect clues; *notes* say what was done about each yes."""

    clues: Mapping[str, bool]
    notes: str = field(default="", repr=False)
    read_by_hand: bool = False
    kept_read_again: bool = False


def check_answers(answers: Answers, *, machine_read_all: bool, kept_direct: int = 0) -> None:
    """Refuse a signature without its checklist.

    *kept_direct* is how many places stay although they were found to identify somebody on their own.

    Raises:
        Invalid: naming the question.
    """
    for question in CHECKLIST:
        if question.key not in answers.clues:
            msg = f"Answer every question of the checklist; this one is open: {question.text}"
            raise Invalid(msg, place=question.key)
    if any(answers.clues.values()) and len(answers.notes.strip()) < MIN_JUSTIFICATION:
        msg = "One answer is yes. Say what you did about it, or why the text is safe all the same."
        raise Invalid(msg, place="notes")
    if not machine_read_all and not answers.read_by_hand:
        msg = "The machine could not read all of this text. Read it word by word, and tick the box."
        raise Invalid(msg, place="read_by_hand")
    if kept_direct and not answers.kept_read_again:
        places = "One place stays that was" if kept_direct == 1 else f"{kept_direct} places stay that were"
        msg = f"{places} found to identify somebody. Read again what stays, and tick the box or go back."
        raise Invalid(msg, place="kept_read_again")


@dataclass(frozen=True, slots=True)
class Case:
    """What decides who may work on a submission."""

    contributor: int | None = None
    signers: frozenset[int] = frozenset()
    is_cleared: bool = False
    is_closed: bool = False
    is_withdrawn: bool = False
    is_erased: bool = False


def check_may_open(case: Case, person: int) -> None:
    """Refuse to open a submission to its own contributor, and what is gone to everybody.

    Raises:
        Refused: with the reason.
    """
    if case.contributor == person:
        msg = "You sent this one yourself. Somebody else has to clear it."
        raise Refused(msg)
    if case.is_withdrawn:
        msg = "Its contributor took this one back. Its texts are erased."
        raise Refused(msg)
    if case.is_erased:
        msg = "The raw text reached its date and was erased. Nobody can read it again."
        raise Refused(msg)
    if case.is_closed:
        msg = "This one was closed. There is nothing left to decide."
        raise Refused(msg)


def check_may_decide(case: Case, person: int) -> None:
    """Refuse decisions about a text that was cleared, or that somebody may not open.

    Raises:
        Refused: with the reason.
    """
    check_may_open(case, person)
    if case.is_cleared:
        msg = "This text is cleared. What was signed stays as it is."
        raise Refused(msg)


def check_may_recall(case: Case, person: int) -> None:
    """Refuse to take back what is not cleared, or what one sent oneself; an erased raw text does not matter.

    Raises:
        Refused: with the reason.
    """
    check_may_open(replace(case, is_erased=False), person)
    if not case.is_cleared:
        msg = "This text is not cleared, so there is nothing to take back."
        raise Refused(msg)


def check_may_sign(case: Case, person: int) -> None:
    """Refuse a second signature of the same person, or any on what they may not decide.

    Raises:
        Refused: with the reason.
    """
    check_may_decide(case, person)
    if person in case.signers:
        msg = "You have signed this text already. The policy here asks for a second person."
        raise Refused(msg)


def is_cleared(signers_by_batch: Mapping[int, frozenset[int]], required: int, newest_batch: int) -> bool:
    """Whether enough people signed the text that stands now."""
    return len(signers_by_batch.get(newest_batch, frozenset())) >= max(required, 1)


def _mark(spot: tuple[int, int], found: Found | None, row: Decided | None) -> Mark:
    kind = row.kind if row is not None else found.kind if found is not None else ""
    return Mark(
        *spot, kind=kind, standing=_STANDINGS[row.verdict] if row else Standing.UNDECIDED, found=found
    )


def _second_mark(spot: tuple[int, int], one: Found, row: Decided | None) -> Mark:
    found = replace(one, start=spot[0], end=spot[1], second_look=True)
    is_kept = row is not None and row.verdict is Verdict.REJECT and row.is_justified
    return Mark(*spot, one.kind, Standing.REJECTED if is_kept else Standing.UNDECIDED, found)


_STANDINGS = {
    Verdict.ACCEPT: Standing.ACCEPTED,
    Verdict.ADD: Standing.ACCEPTED,
    Verdict.REJECT: Standing.REJECTED,
}


def _cover(ordered: Sequence[Mark]) -> Iterator[Mark]:
    union = replacements(ordered)
    starts = [mark.start for mark in union]
    for mark in ordered:
        place = bisect_right(starts, mark.start) - 1
        inside = place >= 0 and mark.end <= union[place].end
        yield replace(mark, standing=Standing.COVERED) if inside and mark.is_undecided else mark


def _accepted(all_marks: Iterable[Mark]) -> Iterator[Mark]:
    return (mark for mark in all_marks if mark.standing is Standing.ACCEPTED)


def _join(first: Mark, second: Mark) -> Mark:
    longer = second if second.end - second.start > first.end - first.start else first
    return replace(longer, start=first.start, end=max(first.end, second.end))


def _prominence(mark: Mark) -> tuple[int, int]:
    """Order marks for painting: what is painted later shows; shorter ones show on top of longer ones."""
    order = (Standing.COVERED, Standing.REJECTED, Standing.ACCEPTED, Standing.UNDECIDED)
    return order.index(mark.standing), mark.start - mark.end


def _joined(pieces: Iterable[Segment]) -> list[Segment]:
    whole: list[Segment] = []
    for piece in pieces:
        if whole and whole[-1].mark == piece.mark:
            whole[-1] = replace(whole[-1], end=piece.end)
        else:
            whole.append(piece)
    return whole


def _to_raw(place: int, moved: Sequence[Moved], *, is_end: bool) -> int:
    shift = 0
    for one in moved:
        if place > one.end or (place == one.end and not is_end):
            shift = one.source_end - one.end
        elif place > one.start or (place == one.start and not is_end):
            return one.source_end if is_end else one.source_start
        else:
            break
    return place + shift
