"""Capitalised words, the raw material of every guess about a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sanitiser.gazetteers import fold, is_common, is_english, load

# A word with an initial capital: letters of any script, inner apostrophes and hyphens.
CAPITAL = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*)"
WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)")
_SENTENCE_END = re.compile(
    r"(?:^|[.!?:;]['\")\]]{0,2}[ \t]{1,3}|\n[ \t>*•|#0-9.)(-]{0,12}|[|•*][ \t]{0,4}|"
    r"\[\d{2}:\d{2}\][ \t]|\"|\t)$"
)

# Words that open the lines of reports, mails and logs.
HEADINGS = load("headings")
# Legal forms as single words, which say nothing about whose they are.
LEGAL_WORDS = frozenset(
    {
        "Ltd", "Limited", "LLP", "LLC", "Inc", "Corp", "PLC", "GmbH", "SAS", "SARL", "SpA", "Srl",
        "ASA", "ApS", "Oyj", "Pvt", "Pty", "Pte", "Sdn", "Bhd", "Kft", "Zrt", "SIA", "UAB", "CIC",
        "CIO", "NHS", "Trust", "Holdings", "Group",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands. *first* says that a capital is owed to its place in the sentence."""

    start: int
    end: int
    text: str
    first: bool

    @property
    def capital(self) -> bool:
        """Whether the word begins with an upper-case letter."""
        return self.text[0].isupper()


def words(text: str) -> Iterator[Word]:
    """Give every word of *text* with its place."""
    for hit in WORD.finditer(text):
        before = text[max(0, hit.start() - 16) : hit.start()]
        value = hit[0].removesuffix("'s")
        yield Word(
            hit.start(),
            hit.start() + len(value),
            value,
            bool(_SENTENCE_END.search(before)) or hit.start() == 0,
        )


@lru_cache(maxsize=50_000)
def is_given(word: str) -> bool:
    """Say whether a word is on the list of given names, every part of a hyphenated one."""
    return not _is_acronym(word) and all(part in load("given_names") for part in fold(word).split("-"))


@lru_cache(maxsize=50_000)
def is_family(word: str) -> bool:
    """Say whether a word is on the list of family names, every part of a hyphenated one."""
    names = load("family_names")
    return not _is_acronym(word) and all(
        part in names or part in load("given_names") for part in fold(word).split("-")
    )


def is_people(word: str) -> bool:
    """Say whether a word names a people, a language, a day or a month, and owes its capital to that."""
    return fold(word) in load("peoples")


def _is_acronym(word: str) -> bool:
    """Say whether a word is in capitals and short enough for an abbreviation."""
    return word.isupper() and len(word) < 6


@lru_cache(maxsize=50_000)
def is_everyday(word: str) -> bool:
    """Say whether a word is so common that nobody would choose it for a codename."""
    folded = fold(word)
    return folded in load("technologies") or folded in load("peoples") or is_common(folded)


@lru_cache(maxsize=50_000)
def is_functional(name: str) -> bool:
    """Say whether every part of a joined name only tells what the thing does."""
    parts = [part for part in re.split(r"[-_./ ]|\d+", fold(name)) if len(part) > 1]
    return all(
        part in load("functional") or part in load("technologies") or part in load("jargon") for part in parts
    )


@lru_cache(maxsize=50_000)
def is_ordinary(word: str) -> bool:
    """Say whether a word is English, of the trade, or a technology, and so says nothing about anyone."""
    folded = fold(word)
    if folded in load("technologies"):
        return True
    # An accent makes another word of it: Hùng is not the past of hang.
    return word.isascii() and all(is_english(part) for part in re.split(r"['’-]", folded) if len(part) > 1)


@lru_cache(maxsize=50_000)
def is_product(word: str) -> bool:
    """Say whether a word is the name of a technology, and not only a word of the trade."""
    return fold(word) in load("technologies")


_PARTICLE = re.compile(
    r"(?<!\w)(?:(?:van|von|de|der|den|del|della|di|da|dos|du|ter|ten|bin|bint|ibn|zu|la|el|al)[ ]){1,2}$"
)


def led_by_particle(text: str, start: int) -> int:
    """Give the start of a name with the particles before it: *de* Vries, *van der* Meer."""
    lead = _PARTICLE.search(text[max(0, start - 10) : start])
    return start - len(lead[0]) if lead else start


@lru_cache(maxsize=50_000)
def is_technology(phrase: str) -> bool:
    """Say whether a phrase is a technology, a protocol or an open project."""
    folded = fold(phrase)
    return folded in load("technologies") or folded in load("jargon")
