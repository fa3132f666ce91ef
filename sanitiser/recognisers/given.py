"""Given names from the list, with whatever follows them, in capitals and in lower case."""

import re
from collections import Counter
from collections.abc import Iterator

from sanitiser.gazetteers import load
from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser
from sanitiser.words import (
    Word,
    is_everyday,
    is_family,
    is_given,
    is_ordinary,
    is_product,
    led_by_particle,
    words,
)

_NAME = "given names"
_PARTICLES = frozenset(
    {
        "af", "al", "ap", "av", "bin", "bint", "da", "de", "del", "della", "den", "der", "di", "dos", "du",
        "e", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu",
    },
)  # fmt: skip
_REACH = 7
_SHORTEST_LOWER = 4
_SHORTEST_ALONE = 3
# Given names that are far more often words or months, even with a capital.
_RARELY = frozenset(
    {
        "april", "art", "august", "bill", "chase", "china", "data", "don", "dot", "earnest", "guy", "june",
        "mark", "max", "may", "page", "rich", "sunday", "van", "will",
    },
)  # fmt: skip


def find(text: str) -> Iterator[Match]:
    """Find people by given name."""
    found = list(words(text))
    lower = Counter(word.text for word in found if not word.capital)
    for index, word in enumerate(found):
        if word.capital:
            yield from _capital(text, found, index, lower)
        elif _is_lower_name(word):
            end, parts = _extend(text, found, index, lower=True)
            score = 0.6 if parts > 1 else 0.45
            yield Match(word.start, end, Kind.PERSON, score, _NAME, "a given name in lower case")


def _capital(text: str, found: list[Word], index: int, lower: Counter[str]) -> Iterator[Match]:
    word = found[index]
    known = is_given(word.text) or (is_family(word.text) and _acts(text, found, index))
    if not known or (is_product(word.text) and not _is_bound(text, found, index)):
        return
    end, parts = _extend(text, found, index)
    acts = _acts(text, found, index) or _is_cued(text, found, index) or _is_paired(found, index)
    if parts == 1 and _is_doubtful(word, lower) and not acts:
        return
    if parts > 1 and is_ordinary(word.text) and is_ordinary(found[index + 1].text):
        return
    score = 0.75 if parts > 1 or acts else 0.55
    start = led_by_particle(text, word.start)
    yield Match(
        start, end, Kind.PERSON, score, _NAME, "a given name" if parts == 1 else "a given name and more"
    )


def _acts(text: str, found: list[Word], index: int) -> bool:
    """Say whether a verb follows that takes a person: then Grace and Mark are people."""
    following = found[index + 1 : index + 2]
    return (
        bool(following)
        and text[found[index].end : following[0].start] == " "
        and following[0].text in load("verbs")
        and not found[index].text.isupper()
    )


def _is_cued(text: str, found: list[Word], index: int) -> bool:
    """Say whether the word before is one that leads to people, and a capital is owed to no sentence."""
    before = found[index - 1 : index] if index else []
    return (
        bool(before)
        and text[before[0].end : found[index].start] == " "
        and before[0].text in load("cues")
        and not found[index].text.isupper()
    )


def _is_bound(text: str, found: list[Word], index: int) -> bool:
    """Say whether a family name follows, or another person stands beside: only then is Jackson no library."""
    following = found[index + 1 : index + 2]
    named = (
        bool(following)
        and text[found[index].end : following[0].start] == " "
        and following[0].capital
        and is_family(following[0].text)
        and not is_ordinary(following[0].text)
    )
    return named or _is_paired(found, index)


def _is_paired(found: list[Word], index: int) -> bool:
    """Say whether the word stands in "X and Y" beside a name that is no word."""
    before, after = found[max(0, index - 2) : index], found[index + 1 : index + 3]
    pairs = [pair for pair in ((before[::-1]), after) if len(pair) > 1]
    return any(
        pair[0].text == "and" and pair[1].capital and is_given(pair[1].text) and not is_ordinary(pair[1].text)
        and abs(pair[1].start - found[index].start) < 40
        for pair in pairs
    )  # fmt: skip


def _extend(text: str, found: list[Word], index: int, *, lower: bool = False) -> tuple[int, int]:
    """Follow a name to the right over family names and particles; give its end and its number of parts."""
    end = limit = found[index].end
    parts = 1
    for word in found[index + 1 : index + _REACH]:
        gap = text[limit : word.start]
        if gap == " " and word.text in _PARTICLES:
            limit = word.end
            continue
        if not re.fullmatch(r" |-| [A-Z]\. ", gap) or not _continues(word, lower=lower):
            break
        end = limit = word.end
        parts += 1
    return end, parts


def _continues(word: Word, *, lower: bool) -> bool:
    if lower:
        return (
            not word.capital and (is_family(word.text) or is_given(word.text)) and not is_ordinary(word.text)
        )
    return word.capital and (not is_ordinary(word.text) or is_family(word.text))


def _is_lower_name(word: Word) -> bool:
    """Accept a given name in lower case that is no word of any use."""
    return (
        len(word.text) >= _SHORTEST_LOWER
        and is_given(word.text)
        and not is_ordinary(word.text)
        and not is_everyday(word.text)
    )


def _is_doubtful(word: Word, lower: Counter[str]) -> bool:
    """Say whether a lone given name may be a word: it begins a sentence, or occurs in lower case too."""
    folded = word.text.casefold()
    if len(word.text) < _SHORTEST_ALONE or word.text.isupper():
        return True
    return is_ordinary(word.text) and (word.first or lower[folded] > 0 or folded in _RARELY)


RECOGNISER = Recogniser(_NAME, find, soft=True)
