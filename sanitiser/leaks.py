"""What of a source is left in a text that was written from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sanitiser.gazetteers import fold
from sanitiser.normalise import Normalised, normalise
from sanitiser.pseudonyms import Span

RUN_LENGTH = 8
_FUZZY_LENGTH = 6
_FUZZY_RATIO = 90.0
_SHORTEST = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A stretch of the new text that came over from the source. Positions are in the new text only."""

    start: int
    end: int
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    key: str


def check_leaks(source: str, values: Sequence[Span], text: str) -> tuple[Leak, ...]:
    """Find in *text* the *values* of *source*, whole or nearly, and runs of eight words that both share.

    Scores run from 0 to 1; 1 means the same words.
    """
    tokens = _tokens(text)
    needles = _needles(source, values)
    found = [*_exact(tokens, needles), *_close(tokens, needles), *_runs(_tokens(source), tokens)]
    return _distinct(found)


def _tokens(text: str) -> list[_Token]:
    folded: Normalised = normalise(text)
    return [
        _Token(*folded.original(hit.start(), hit.end()), fold(hit[0]))
        for hit in _WORD.finditer(folded.text.replace("_", " "))
    ]


def _needles(source: str, values: Sequence[Span]) -> list[tuple[str, ...]]:
    """Give the distinct values as folded words, the longest first."""
    needles = {tuple(token.key for token in _tokens(source[span.start : span.end])) for span in values}
    return sorted(
        (needle for needle in needles if len("".join(needle)) >= _SHORTEST),
        key=lambda each: (-len(each), each),
    )


def _exact(tokens: Sequence[_Token], needles: Sequence[tuple[str, ...]]) -> Iterator[Leak]:
    for needle in needles:
        for index in range(len(tokens) - len(needle) + 1):
            window = tokens[index : index + len(needle)]
            if tuple(token.key for token in window) == needle:
                yield Leak(window[0].start, window[-1].end, "a value of the source", 1.0)


def _close(tokens: Sequence[_Token], needles: Sequence[tuple[str, ...]]) -> Iterator[Leak]:
    """Find values that were only respelled."""
    for needle in needles:
        wanted = " ".join(needle)
        if len(wanted) < _FUZZY_LENGTH or wanted.replace(" ", "").isdigit():
            continue
        for index in range(len(tokens) - len(needle) + 1):
            window = tokens[index : index + len(needle)]
            written = " ".join(token.key for token in window)
            ratio = fuzz.ratio(wanted, written, score_cutoff=_FUZZY_RATIO)
            if ratio and written != wanted:
                yield Leak(
                    window[0].start, window[-1].end, "close to a value of the source", round(ratio / 100, 3)
                )


def _runs(source: Sequence[_Token], tokens: Sequence[_Token]) -> Iterator[Leak]:
    """Find the longest stretches of words that both texts share."""
    seen = {
        tuple(token.key for token in source[i : i + RUN_LENGTH]) for i in range(len(source) - RUN_LENGTH + 1)
    }
    begin = end = -1
    for index in range(len(tokens) - RUN_LENGTH + 1):
        if tuple(token.key for token in tokens[index : index + RUN_LENGTH]) not in seen:
            continue
        if index > end:
            yield from _run(tokens, begin, end)
            begin = index
        end = index + RUN_LENGTH
    yield from _run(tokens, begin, end)


def _run(tokens: Sequence[_Token], begin: int, end: int) -> Iterator[Leak]:
    if begin >= 0:
        yield Leak(
            tokens[begin].start, tokens[end - 1].end, f"{end - begin} words in a row as in the source", 1.0
        )


def _distinct(leaks: Sequence[Leak]) -> tuple[Leak, ...]:
    """Sort, and drop a leak that lies inside an equal or surer one."""
    ordered = sorted(set(leaks), key=lambda leak: (leak.start, -leak.end, -leak.score, leak.reason))
    kept: list[Leak] = []
    for leak in ordered:
        if not any(
            other.start <= leak.start and leak.end <= other.end and other.score >= leak.score
            for other in kept
        ):
            kept.append(leak)
    return tuple(kept)
