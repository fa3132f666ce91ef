"""What was found once is looked for everywhere: parts of names, joined names, halves of addresses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from sanitiser import gazetteers
from sanitiser.gazetteers import fold
from sanitiser.kinds import Kind
from sanitiser.matches import Match
from sanitiser.words import LEGAL_WORDS, WORD, is_given, is_ordinary, is_technology, words

_NAME = "propagation"
_JOINED = re.compile(r"(?<![\w@])[^\W_]+(?:[-_.][^\W_]+){1,8}(?![\w@])")
_NAMES = frozenset({Kind.PERSON, Kind.ORG, Kind.CODENAME, Kind.VENDOR, Kind.LOCATION})
_ADDRESSED = frozenset({Kind.EMAIL, Kind.HOSTNAME, Kind.URL})
_SURE = 0.5
_SHORTEST = 3
_LONGEST_NAME = 4
_SHORTEST_LABEL = 7
# Labels of domains and local parts that name a role or a service, not anyone.
_ROLES = gazetteers.load("address_roles")


def find(text: str, matches: Sequence[Match]) -> Iterator[Match]:
    """Find every further mention of what *matches* hold."""
    known = _known(text, matches)
    if not known:
        return
    for hit in WORD.finditer(text):
        value = hit[0].removesuffix("'s")
        kind = known.get(_key(value)) or known.get(
            _key(value.rstrip("s")) if value.endswith("s") and len(value) > 5 else ""
        )
        if kind and (value[0].isupper() or not is_ordinary(value)):
            yield Match(
                hit.start(), hit.start() + len(value), kind, 0.6, _NAME, "repeats a name found elsewhere"
            )
    yield from _spelled_out(text, matches)
    solid = [(match.start, match.end) for match in matches if match.kind not in _NAMES]
    for hit in _JOINED.finditer(text):
        if any(start < hit.end() and hit.start() < end for start, end in solid):
            continue
        for part in re.split(r"[-_.]|(?<=[a-z])(?=\d)", hit[0]):
            kind = known.get(_key(part))
            if kind and len(part) > _SHORTEST and not is_ordinary(part):
                joined = Kind.USERNAME if kind is Kind.PERSON else Kind.CODENAME
                yield Match(hit.start(), hit.end(), joined, 0.6, _NAME, "holds a name found elsewhere")
                break


def _spelled_out(text: str, matches: Sequence[Match]) -> Iterator[Match]:
    """Find the words that a domain or slug runs together: sable-creek.example and Sable Creek Ltd."""
    labels = {label for match in matches for label in _labels(match, text[match.start : match.end])}
    found = [word for word in words(text) if word.capital] if labels else []
    for index, first in enumerate(found):
        joined, previous = "", first
        for last in found[index : index + _LONGEST_NAME]:
            if last.start - previous.end > 1:
                break
            previous = last
            joined += re.sub(r"\W", "", _key(last.text))
            if len(joined) >= _SHORTEST_LABEL and any(label.startswith(joined) for label in labels):
                yield Match(
                    first.start, last.end, Kind.ORG, 0.6, _NAME, "spells out an address found elsewhere"
                )


def _labels(match: Match, value: str) -> Iterator[str]:
    """Give the owner's label of an address without its hyphens, and slugs of organisations."""
    if match.kind in _ADDRESSED:
        host = re.sub(r"^\w+://", "", value).rpartition("@")[2].split("/")[0].split(":")[0]
        parts = host.split(".")
        if len(parts) > 1 and parts[-2].casefold() not in _ROLES:
            yield re.sub(r"\W", "", _key(parts[-2]))
    elif match.kind is Kind.ORG and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", value):
        yield re.sub(r"\W", "", _key(value))


@lru_cache(maxsize=50_000)
def _key(value: str) -> str:
    return fold(value)


def _known(text: str, matches: Iterable[Match]) -> dict[str, Kind]:
    """Give the folded names worth looking for, with their kind; the surest match decides the kind."""
    known: dict[str, Kind] = {}
    for match in sorted(matches, key=lambda each: (-each.score, each.start, each.end)):
        value = text[match.start : match.end]
        for part in _parts(match, value):
            known.setdefault(_key(part), match.kind if match.kind in _NAMES else _kind_of(match, value, part))
    return known


def _kind_of(match: Match, value: str, part: str) -> Kind:
    """Say what half of an address is: before the sign a person, after it an organisation."""
    local = value.partition("@")[0]
    return Kind.PERSON if match.kind is Kind.EMAIL and part in local else Kind.ORG


def _parts(match: Match, value: str) -> Iterator[str]:
    if match.kind is Kind.ORG and value[:1].isupper() and WORD.fullmatch(value) and not is_technology(value):
        yield value
    if match.kind in _NAMES and match.score >= _SURE:
        for word in WORD.findall(value):
            if _is_telling(match.kind, word):
                yield word
                yield from (
                    piece for piece in word.split("-") if "-" in word and _is_telling(match.kind, piece)
                )
    elif match.kind in _ADDRESSED:
        yield from _address_parts(match.kind, value)


def _is_telling(kind: Kind, word: str) -> bool:
    """Say whether a word of a name points at its bearer when it stands alone."""
    if (
        len(word) < _SHORTEST
        or (not word[0].isupper() and kind is not Kind.CODENAME and kind is not Kind.ORG)
        or word in LEGAL_WORDS
    ):
        return False
    if kind is Kind.PERSON:
        return not is_ordinary(word) or (is_given(word) and not is_technology(word))
    return not is_ordinary(word) and not is_technology(word)


def _address_parts(kind: Kind, value: str) -> Iterator[str]:
    local, _, domain = (
        value.partition("@")
        if kind is Kind.EMAIL
        else ("", "", re.sub(r"^\w+://", "", value).split("/")[0].split(":")[0])
    )
    labels = domain.split(".")[:-1]
    names = re.split(r"[._+-]|\d+", local)
    owners = re.split(r"-", labels[-1]) if labels else []
    for part in (*names, *owners):
        if len(part) > _SHORTEST and part.casefold() not in _ROLES and not is_ordinary(part):
            yield part
