"""Suppliers and commercial products, from a list and from the words around them."""

import re
from collections.abc import Iterator

from sanitiser.gazetteers import fold, load
from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser, apply, rule
from sanitiser.words import CAPITAL, Word, is_technology, words

_NAME = "vendors"
_LONGEST = 4
RULES = (
    rule(
        Kind.VENDOR,
        r"\b(?:[Vv]endor|[Ss]upplier|[Pp]rovider|[Cc]onsultancy|[Cc]ontractor|[Ss]ubcontractor|"
        r"[Rr]eseller|[Ii]ntegrator|supplied by|provided by|hosted (?:by|at|on|with)|delivered by|"
        rf"managed by|outsourced to|bought from|[Pp]en-?test by|[Aa]udit by|partner)[ ](?P<it>{CAPITAL}"
        rf"(?:[ ](?:&[ ])?{CAPITAL}){{0,3}})",
        0.65,
        "a name after a word for a supplier",
        check=lambda value: not is_technology(value),
    ),
)


def _listed(text: str) -> Iterator[Match]:
    """Find suppliers on the list, the longest name first."""
    found = list(words(text))
    index = 0
    while index < len(found):
        size = _longest(text, found[index : index + _LONGEST])
        if size:
            size += _product(text, found, index + size)
            yield Match(
                found[index].start,
                found[index + size - 1].end,
                Kind.VENDOR,
                0.65,
                _NAME,
                "a supplier on the list",
            )
        index += size or 1


# Suppliers whose products are called by the firm's name and one more.
_HOUSES = frozenset(
    {"amazon", "aws", "google", "microsoft", "azure", "ibm", "oracle", "nvidia", "sap", "cisco", "adobe"}
)


def _product(text: str, found: list[Word], index: int) -> int:
    """Count the words of a product's name that follow a supplier's."""
    if index >= len(found) or fold(found[index - 1].text) not in _HOUSES:
        return 0
    word = found[index]
    return int(word.capital and text[found[index - 1].end : word.start] == " ")


def _longest(text: str, found: list[Word]) -> int:
    for size in range(len(found), 0, -1):
        value = text[found[0].start : found[size - 1].end].removesuffix("'s")
        if found[0].capital and re.sub(r"\s", " ", fold(value)) in load("vendors"):
            return size
    return 0


def find(text: str) -> Iterator[Match]:
    """Find suppliers by list and by neighbourhood."""
    yield from _listed(text)
    yield from apply(RULES, text, _NAME)


RECOGNISER = Recogniser(_NAME, find, soft=True)
