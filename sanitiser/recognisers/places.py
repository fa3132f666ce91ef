"""Towns, countries, sites and data centres."""

import re
from collections.abc import Iterator

from sanitiser.gazetteers import fold, load
from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser, apply, rule
from sanitiser.words import CAPITAL, Word, is_given, is_ordinary, is_technology, words

_NAME = "places"
_LONGEST = 4
RULES = (
    rule(
        Kind.LOCATION,
        r"(?<![\w-])(?:Building|Ward|Floor|Room|Rack|Bay|Hall|Block|Gate|Terminal|Theatre|Platform|"
        r"Level|Plant)[ ][A-Z]?\d{1,4}[A-Z]?(?![\w.%])",
        0.55,
        "a numbered room or building",
    ),
    rule(Kind.LOCATION, r"(?<![\w-])(?P<it>DC-?\d{1,2})(?![\w-])", 0.55, "a data centre's number"),
    rule(
        Kind.LOCATION,
        r"(?i:\b(?:rack|row|cage|aisle|bay)[ ])(?P<it>[A-Z]-?\d{1,3})(?![\w-])",
        0.6,
        "a place in a hall",
    ),
    rule(
        Kind.LOCATION,
        r"(?i:\b(?:data ?cent(?:re|er)|dc|site|colo|rack|hall|cage|region|office|campus|pop|warehouse|"
        r"depot)[ :=]{1,2}[\"'(]?)(?P<it>[A-Z]{2,4}-?\d{1,3}|DC-?\d{1,2}|[A-Z]{3})(?![\w-])",
        0.7,
        "a site's code after the word for one",
        check=lambda value: not is_technology(value),
    ),
    rule(
        Kind.LOCATION,
        r"(?<![\w-])(?P<it>(?:OSL|LHR|LGW|MAN|AMS|FRA|CDG|MAD|BCN|DUB|CPH|ARN|HEL|WAW|PRG|VIE|ZRH|GVA|"
        r"MXP|LIN|LIS|ATH|IST|IAD|DCA|JFK|EWR|BOS|ORD|DFW|SJC|SFO|LAX|SEA|YYZ|YUL|GRU|SIN|HKG|NRT|ICN|"
        r"SYD|MEL|BOM|DEL|BLR|MAA|JNB|CPT|NBO|LOS|DXB|TLV)\d{1,2})(?![\w-])",
        0.7,
        "an airport code and a number",
    ),
    rule(
        Kind.LOCATION,
        r"(?<![\w])(?:[Ww]ard|[Bb]uilding|[Ff]loor|[Rr]oom|[Ww]ing|[Tt]erminal|[Hh]all|[Gg]ate|"
        r"[Pp]latform|[Ss]tation|[Dd]istrict|[Cc]ourt|[Ll]ab|[Ss]uite|[Bb]ay|[Dd]ock|[Hh]angar|"
        rf"[Tt]heatre)[ ](?P<it>[A-Z]?-?\d{{1,3}}[A-Z]?,[ ]{CAPITAL}(?:[ ]{CAPITAL})?|"
        rf"{CAPITAL}[ ]?\d{{1,3}}|[A-Z]-?\d{{1,3}}|\d{{1,3}}[A-Z])(?![\w])",
        0.6,
        "a room or ward",
    ),
    rule(
        Kind.LOCATION,
        r"(?m:(?<![\w])(?:[Ss]ite|[Ll]ocation|[Cc]ity|[Tt]own|[Cc]ountry|[Rr]egion|[Oo]ffice|[Pp]lant|"
        r"[Ff]actory|[Ss]tore|[Bb]ranch|[Dd]epot|[Ss]tandort|"
        rf"[Pp]lace)[\"']?[ ]{{0,2}}[:=][ ]{{0,4}}[\"']?)(?P<it>{CAPITAL}(?:,?[ ]{CAPITAL}){{0,4}})",
        0.7,
        "the value of a field for a place",
    ),
    rule(
        Kind.LOCATION,
        rf"\b(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?[ ](?:Street|Road|Lane|Avenue|Square|Quay|Harbour|Harbor|"
        r"Airport|Port|Island|Bay|Valley|County|Borough|District|Province|Region|Peninsula|Campus|"
        r"Terminal|Junction|Bridge|Tunnel|Park))(?![\w])",
        0.55,
        "ends like the name of a place",
    ),
)


def _listed(text: str) -> Iterator[Match]:
    """Find places on the lists, the longest name first."""
    found = list(words(text))
    index = 0
    while index < len(found):
        size = _longest(text, found[index : index + _LONGEST])
        if size:
            yield Match(
                found[index].start,
                found[index + size - 1].end,
                Kind.LOCATION,
                _score(found[index], size),
                _NAME,
                "a place on the list",
            )
        index += size or 1


def _longest(text: str, found: list[Word]) -> int:
    if not found[0].capital:
        return 0
    for size in range(len(found), 0, -1):
        value = fold(text[found[0].start : found[size - 1].start] + found[size - 1].text)
        listed = value in load("places") or value in load("regions")
        if (
            listed
            and len(value) > 1
            and not is_technology(value)
            and not (size == 1 and is_short(found[0].text))
        ):
            return size
    return 0


def is_short(word: str) -> bool:
    """Say whether a one-word place is too short to trust, and none of the known abbreviations."""
    return len(word) < 4 and word not in {"UK", "USA"}


def _score(word: Word, size: int) -> float:
    return 0.45 if size == 1 and is_given(word.text) else 0.6


_LOWER = re.compile(r"\b(?:in|near|from|to|at|outside)[ ](?P<it>[^\W\d_]{5,24})(?![\w@./-])")


def _lower(text: str) -> Iterator[Match]:
    """Find places that someone wrote small, after a preposition."""
    for hit in _LOWER.finditer(text):
        value = hit["it"]
        listed = fold(value) in load("places") or fold(value) in load("regions")
        if value.islower() and listed and not is_ordinary(value):
            yield Match(*hit.span("it"), Kind.LOCATION, 0.45, _NAME, "a place on the list, in lower case")


def find(text: str) -> Iterator[Match]:
    """Find places by list, by code and by field."""
    yield from _listed(text)
    yield from _lower(text)
    yield from apply(RULES, text, _NAME)


RECOGNISER = Recogniser(_NAME, find, soft=True)
