"""Placeholders: the same thing gets the same number, in the order in which things first appear."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sanitiser.gazetteers import fold
from sanitiser.kinds import Kind

_LEGAL = re.compile(
    r"(?:[ ,]+(?:ltd|limited|llp|llc|inc|incorporated|corp|corporation|plc|p l c|gmbh|ag|kg|se|sa|s a|"
    r"sas|sarl|spa|s p a|srl|s r l|sl|bv|b v|nv|ab|as|asa|a s|aps|oy|oyj|"
    r"ehf|s r o|d o o|kft|pvt ltd|pvt|pty ltd|pty|pte ltd|co|holdings?|group))+$",
)
_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|herr|frau|madame|mme|monsieur|senora?|sra?)[. ]+)+"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch to be replaced: by *replacement*, or by a numbered placeholder where that is None."""

    start: int
    end: int
    kind: Kind
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a replaced stretch was in the source, and where its placeholder is now."""

    source_start: int
    source_end: int
    start: int
    end: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class SafeText:
    """A text with its spans replaced."""

    text: str
    placements: tuple[Placement, ...]


def replace(text: str, spans: Sequence[Span]) -> SafeText:
    """Replace every span of *text*. Raise ValueError where spans overlap or lie outside the text."""
    ordered = sorted(zip(spans, propose(text, spans), strict=True), key=lambda pair: pair[0].start)
    pieces: list[str] = []
    placements: list[Placement] = []
    length = last = 0
    for span, placeholder in ordered:
        pieces.extend((text[last : span.start], placeholder))
        start = length + span.start - last
        length, last = start + len(placeholder), span.end
        placements.append(Placement(span.start, span.end, start, length, placeholder))
    pieces.append(text[last:])
    return SafeText("".join(pieces), tuple(placements))


def propose(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Give the replacement of each span, in the order given. Raise ValueError as replace does."""
    _check(text, spans)
    clusters = cluster(text, spans)
    numbers = _numbers(text, spans, clusters)
    return tuple(
        span.replacement
        if span.replacement is not None
        else placeholder_for(span.kind, numbers.get((span.kind, key)))
        for span, key in zip(spans, clusters, strict=True)
    )


def placeholder_for(kind: Kind, number: int | None) -> str:
    """Write a placeholder. Secrets carry no number: even being the same twice is too much to tell."""
    return f"[{kind}]" if kind is Kind.SECRET or number is None else f"[{kind}_{number}]"


def _check(text: str, spans: Sequence[Span]) -> None:
    last = 0
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if not 0 <= span.start < span.end <= len(text):
            message = f"The span from {span.start} to {span.end} is empty or lies outside the text."
            raise ValueError(message)
        if span.start < last:
            message = (
                f"The span from {span.start} to {span.end} overlaps another. Merge them before replacing."
            )
            raise ValueError(message)
        last = span.end


def cluster(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Give each span the key of the thing that it names, in the order given."""
    values = [text[span.start : span.end] for span in spans]
    people = _People([value for span, value in zip(spans, values, strict=True) if span.kind is Kind.PERSON])
    return tuple(_key(span.kind, value, people) for span, value in zip(spans, values, strict=True))


def _key(kind: Kind, value: str, people: "_People") -> str:
    if kind is Kind.PERSON:
        return people.key(value)
    if kind in {Kind.EMAIL, Kind.USERNAME}:
        return fold(value)
    if kind in {Kind.ORG, Kind.VENDOR}:
        return _LEGAL.sub("", folded(value)) or folded(value)
    return folded(value)


def folded(value: str) -> str:
    """Fold case, accents, width and punctuation away; two values that fold alike are the same thing."""
    plain = fold(value).replace("’", "'").removesuffix("'s").removesuffix("'")
    return " ".join(re.sub(r"[^\w]+", " ", plain).split()) or plain


class _People:
    """The people of one text: which short form belongs to whom."""

    def __init__(self, values: Sequence[str]) -> None:
        names = sorted({_person(value) for value in values})
        self.full = [name for name in names if len(name.split()) > 1 and not _is_initialled(name)]

    def key(self, value: str) -> str:
        """Give the full name that *value* is a form of, or *value* itself where none or several fit."""
        name = _person(value)
        return self._only(name, _is_form_of) or name

    def owner(self, address: str) -> str | None:
        """Give the only person whose name makes up the account or local part of *address*."""
        local = re.sub(r"\d+$", "", fold(address).partition("@")[0].rpartition("\\")[2])
        return self._only(local, _is_login_of)

    def _only(self, value: str, fits: Callable[[str, str], bool]) -> str | None:
        owners = [full for full in self.full if full != value and fits(value, full)]
        longest = [
            one for one in owners if not any(one != other and _is_form_of(one, other) for other in owners)
        ]
        if len(longest) == 1:
            return longest[0]
        return value if value in self.full else None


def _person(value: str) -> str:
    return _HONORIFIC.sub("", folded(value)) or folded(value)


def _is_initialled(name: str) -> bool:
    return any(len(part) == 1 for part in name.split())


def _is_form_of(value: str, full: str) -> bool:
    """Say whether *value* is a part of *full*, in order, or has its initials."""
    parts, rest = value.split(), iter(full.split())
    if len(parts) == 1 and 2 <= len(value) <= 3 and value == "".join(part[0] for part in full.split()):
        return True
    return len(parts) <= len(full.split()) and all(
        any(_same(part, other) for other in rest) for part in parts
    )


def _same(part: str, other: str) -> bool:
    return part == other or (len(part) == 1 and other.startswith(part))


def _is_login_of(local: str, full: str) -> bool:
    """Say whether *local* is first.last, flast, firstl, first or last of *full*."""
    parts = full.split()
    first, last = parts[0], parts[-1]
    compact = re.sub(r"[._-]", "", local)
    joined = "".join(parts[1:])
    return compact in {
        "".join(parts), first + last, last + first, first[0] + last, first + last[0], last + first[0],
        first[0] + joined, first + joined, first, last, joined,
    }  # fmt: skip


def _numbers(text: str, spans: Sequence[Span], clusters: Sequence[str]) -> dict[tuple[Kind, str], int]:
    """Number the things of each kind by first appearance, above any placeholder that the text already holds.

    An address or account takes the number of the person whose name it is made of, if that number is free.
    """
    things = _in_order(spans, clusters)
    people = _People([text[span.start : span.end] for span in spans if span.kind is Kind.PERSON])
    used = {kind: set(_present(text, kind)) for kind, _ in things}
    numbers: dict[tuple[Kind, str], int] = {}
    for kind, key in (thing for thing in things if thing[0] is Kind.PERSON):
        _take(numbers, used, (kind, key), _next(used[kind]))
    for kind, key in (thing for thing in things if thing[0] in _OWNED):
        linked = numbers.get((Kind.PERSON, people.owner(key) or ""))
        if linked is not None and linked not in used[kind]:
            _take(numbers, used, (kind, key), linked)
    for kind, key in (thing for thing in things if thing not in numbers):
        _take(numbers, used, (kind, key), _next(used[kind]))
    return numbers


_OWNED = frozenset({Kind.EMAIL, Kind.USERNAME})


def _in_order(spans: Sequence[Span], clusters: Sequence[str]) -> list[tuple[Kind, str]]:
    """List the things that need a number, in the order of their first mention."""
    pairs = sorted(zip(spans, clusters, strict=True), key=lambda pair: pair[0].start)
    return list(dict.fromkeys((span.kind, key) for span, key in pairs if span.replacement is None))


def _take(
    numbers: dict[tuple[Kind, str], int], used: dict[Kind, set[int]], thing: tuple[Kind, str], number: int
) -> None:
    numbers[thing] = number
    used[thing[0]].add(number)


def _next(used: set[int]) -> int:
    number = 1
    while number in used:
        number += 1
    return number


def _present(text: str, kind: Kind) -> Iterator[int]:
    return (int(number) for number in re.findall(rf"\[{kind}_(\d{{1,6}})\]", text))
