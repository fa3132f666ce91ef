"""From overlapping matches to findings that do not overlap: nothing that was matched is left uncovered."""

import re
from collections.abc import Iterable, Iterator

from sanitiser.kinds import RANK, Identifies, Kind, identifies
from sanitiser.matches import Match
from sanitiser.words import is_ordinary, is_technology

# Marks that stand for something already taken out: our placeholders and other people's.
PLACEHOLDER = re.compile(
    r"\[[A-Z][A-Z_]{1,30}(?:_?\d{1,5})?\]|<[A-Z][A-Z_]{2,30}(?:_?\d{1,5})?>|\{\{[\w .]{1,40}\}\}|[*•]{3,64}"
)
# Kinds of which a remnant means something only if a name is left in it.
_NAMED = frozenset({Kind.PERSON, Kind.ORG, Kind.LOCATION, Kind.CODENAME, Kind.VENDOR, Kind.USERNAME})
_AGREEMENT = 0.15
_CERTAIN = 0.99
_EDGES = " \t\n.,;:!?\"'()[]{}<>|*#=`~"


def resolve(text: str, hard: Iterable[Match], soft: Iterable[Match]) -> tuple[Match, ...]:
    """Join matches into a sequence that neither overlaps nor covers a placeholder."""
    marks = [hit.span() for hit in PLACEHOLDER.finditer(text)]
    solid = union(piece for match in hard for piece in without(text, match, marks))
    taken = sorted([*marks, *((match.start, match.end) for match in solid)])
    kept = (
        match
        for match in soft
        if match.score > _SURE_PERSON or not is_technology(text[match.start : match.end])
    )
    loose = union((piece for match in kept for piece in without(text, match, taken)), by_score=True)
    return tuple(
        sorted((*solid, *loose), key=lambda match: (match.start, -match.length, match.kind, match.recogniser))
    )


_SURE_PERSON = 0.7


def without(text: str, match: Match, taken: list[tuple[int, int]]) -> Iterator[Match]:
    """Give what is left of *match* outside the *taken* ranges, which are in order."""
    position = match.start
    for start, end in taken:
        if end <= position:
            continue
        if start >= match.end:
            break
        yield from _piece(text, match, position, min(start, match.end))
        position = max(position, end)
    if position < match.end:
        yield from _piece(text, match, position, match.end)


def _piece(text: str, match: Match, start: int, end: int) -> Iterator[Match]:
    if (start, end) == (match.start, match.end):
        yield match
        return
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    left = re.findall(r"[^\W\d_]+", text[start:end])
    if match.kind in _NAMED and all(is_ordinary(word) for word in left):
        return
    if sum(char.isalnum() for char in text[start:end]) > 1:
        yield Match(start, end, match.kind, match.score, match.recogniser, match.reason, match.identifies)


def union(matches: Iterable[Match], *, by_score: bool = False) -> list[Match]:
    """Join overlapping matches; the label follows the precedence of kinds, or the score for guessed names."""
    groups: list[list[Match]] = []
    limit = -1
    for match in sorted(
        matches, key=lambda each: (each.start, -each.length, each.kind, each.recogniser, each.reason)
    ):
        if match.start < limit:
            groups[-1].append(match)
        else:
            groups.append([match])
        limit = max(limit, match.end) if match.start < limit else match.end
    return [_joined(group, by_score=by_score) for group in groups]


def _joined(group: list[Match], *, by_score: bool) -> Match:
    def order(match: Match) -> tuple[float, int, int, str]:
        score = -match.score if by_score else 0.0
        return (score, RANK[match.kind], -match.length, match.reason)

    best = min(group, key=order)
    agreeing = {match.recogniser for match in group}
    score = min(_CERTAIN, max(match.score for match in group) + _AGREEMENT * (len(agreeing) > 1))
    return Match(
        min(match.start for match in group),
        max(match.end for match in group),
        best.kind,
        round(score, 3),
        best.recogniser,
        best.reason if len(agreeing) == 1 else f"{best.reason}; {len(agreeing)} sources agree",
        best.identifies or _strongest(group, best.kind),
    )


def _strongest(group: list[Match], kind: Kind) -> Identifies:
    """Say direct if anything of the winning kind in the group identifies directly."""
    votes = {match.identifies or identifies(match.kind) for match in group if match.kind is kind}
    return Identifies.DIRECT if Identifies.DIRECT in votes else Identifies.QUASI
