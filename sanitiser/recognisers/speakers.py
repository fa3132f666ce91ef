"""Who speaks: names and initials that open the lines of a conversation."""

import re
from collections import Counter
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser
from sanitiser.words import CAPITAL, HEADINGS, is_given, is_ordinary, is_technology

_NAME = "speakers"
_STAMP = (
    r"[\[(<]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:.]\d{2}(?::\d{2})?(?:[.,]\d{1,6})?"
    r"(?:[ ]?[AaPp][Mm])?(?:[ ]?(?:UTC|Z|CET|CEST|GMT|BST))?[\])>]?"
)
_PART = r"[^\W\d_][^\W\d_'.-]{0,20}(?:['.-][^\W\d_]{1,20}){0,2}"
_SPEAKER = re.compile(
    rf"(?m)^[ \t>*-]{{0,6}}(?P<stamp>{_STAMP}[ \t,-]{{1,4}})?[<*@_]{{0,2}}(?P<it>{_PART}(?:[ ]{_PART})"
    rf"{{0,2}})"
    r"(?:[ ]\((?:[^)\n]{1,40})\))?[>*_]{0,2}"
    rf"(?:(?P<after>[ ]?[\[(]\d{{1,2}}[:.]\d{{2}}(?:[: ][^\])\n]{{0,12}})?[\])]:?|"
    rf"[ ]{{1,2}}\d{{1,2}}:\d{{2}}(?:[ ][AaPp][Mm])?(?=[ \n]))"
    r"|:(?=[ ]))(?!//)",
)
# A nickname in angle brackets, as relay chats write it.
_NICK = re.compile(rf"(?m)^[ \t]{{0,6}}(?:{_STAMP}[ \t,-]{{1,4}})?<[@+ ]?(?P<it>[^\W\d]\w{{1,30}})>(?=[ ]\S)")
_INITIALS = re.compile(
    rf"(?m)^[ \t>*-]{{0,6}}(?:{_STAMP}[ \t,-]{{1,4}})?(?P<it>[A-Z]{{2,3}})"
    rf"(?:[ ]?[\[(]\d{{1,2}}[:.]\d{{2}}[\])])?:(?=[ ])",
)
_CODE_WORD = re.compile(r"_|[a-z][A-Z]|Error$|Exception$")


def _speakers(text: str) -> Iterator[Match]:
    """Find speakers: known names, and unknown words that speak twice or at a noted time."""
    hits = [hit for hit in _SPEAKER.finditer(text) if _may_speak(hit["it"])]
    counts = Counter(hit["it"].casefold() for hit in hits)
    for hit in hits:
        value = hit["it"]
        often = counts[value.casefold()] > 1 or bool(hit["stamp"] or hit["after"])
        if (
            _is_known(value)
            or (often and not is_ordinary(value))
            or (counts[value.casefold()] > 1 and value[0].isupper())
        ):
            score = 0.8 if often else 0.6
            yield Match(*hit.span("it"), Kind.PERSON, score, _NAME, "speaks in a conversation")


def _nicks(text: str) -> Iterator[Match]:
    """Find nicknames that speak twice; a tag speaks once, or is closed."""
    hits = [hit for hit in _NICK.finditer(text) if hit["it"].casefold() not in HEADINGS]
    counts = Counter(hit["it"] for hit in hits)
    for hit in hits:
        if counts[hit["it"]] > 1 and f"</{hit['it']}>" not in text:
            yield Match(*hit.span("it"), Kind.PERSON, 0.8, _NAME, "speaks in a conversation")


def _is_known(value: str) -> bool:
    first = value.split(maxsplit=1)[0]
    return is_given(first) or (first[0].isupper() and not is_ordinary(first))


def _may_speak(value: str) -> bool:
    """Refuse headings, technologies, field names, and phrases that are no name."""
    parts = value.split()
    if _CODE_WORD.search(value) or is_technology(value) or len(value) < 2:
        return False
    if any(part.casefold() in HEADINGS for part in (value, parts[0])):
        return False
    return len(parts) == 1 or all(
        part[0].isupper() and (is_given(part) or not is_ordinary(part)) for part in parts
    )


def _initials(text: str) -> Iterator[Match]:
    """Find speakers' initials: they open a line twice, or fit a name in the text."""
    opening = (hit["it"] for hit in _INITIALS.finditer(text))
    counts = Counter(value for value in opening if value.casefold() not in HEADINGS)
    names = re.findall(rf"{CAPITAL}(?:[ -]{CAPITAL}){{1,2}}", text)
    full = {"".join(part[0] for part in re.split(r"[ -]", name)) for name in names}
    chosen = {
        value
        for value, count in counts.items()
        if (count > 1 and len(counts) > 1) or ((count > 1 or value in full) and not is_technology(value))
    }
    for value in sorted(chosen):
        for hit in re.finditer(rf"(?<![\w-]){value}(?![\w-])", text):
            yield Match(*hit.span(), Kind.PERSON, 0.72, _NAME, "initials that open lines")


def find(text: str) -> Iterator[Match]:
    """Find everyone who opens a line of a conversation."""
    yield from _speakers(text)
    yield from _nicks(text)
    yield from _initials(text)


RECOGNISER = Recogniser(_NAME, find, soft=True)
