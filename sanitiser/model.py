"""The language model: a spaCy pipeline of which only the entity recogniser is loaded."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanitiser import gazetteers
from sanitiser.findings import SanitiserUnavailable
from sanitiser.gazetteers import fold
from sanitiser.kinds import Kind
from sanitiser.matches import Match
from sanitiser.words import is_given, is_ordinary, is_technology

if TYPE_CHECKING:
    from spacy.language import Language

_NAME = "model"
_EXCLUDED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
# The label, and how far it can be trusted on its own; the model gives no probabilities.
_LABELS = {
    "PERSON": (Kind.PERSON, 0.55),
    "ORG": (Kind.ORG, 0.45),
    "GPE": (Kind.LOCATION, 0.5),
    "LOC": (Kind.LOCATION, 0.45),
    "FAC": (Kind.LOCATION, 0.4),
    "EVENT": (Kind.EVENT, 0.4),
}
_CHUNK = 20_000
_LONG_WORD = re.compile(r"\S{80,}")
_BREAKS = re.compile(r"(?<=[\"',:;{}()\[\]=&|/\\.@+_-])(?=\S)|(?<=\S{60})(?=\S)")
_EDGES = " \t\n.,;:!?\"'()[]{}<>|*#/-_=`~"


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded pipeline with its name, version and the SHA-256 of its weights."""

    name: str
    version: str
    weights: str
    find: Callable[[str], Iterator[Match]]


def load(name: str) -> Model:
    """Load the installed pipeline *name*. Raise SanitiserUnavailable where it is missing or does not load."""
    try:
        import spacy

        nlp = spacy.load(name, exclude=list(_EXCLUDED))
    except (ImportError, OSError, ValueError) as error:
        message = (
            f"The language model {name} cannot be loaded. Install the packages in requirements.lock and "
            "start again."
        )
        raise SanitiserUnavailable(message) from error
    weights = hashlib.sha256((nlp.path / "ner" / "model").read_bytes()).hexdigest()
    return Model(name, str(nlp.meta["version"]), weights, lambda text: _find(nlp, text))


def _find(nlp: "Language", text: str) -> Iterator[Match]:
    for start, end in chunks(text):
        view, positions = spaced(text[start:end])
        for entity in nlp(view).ents:
            if entity.label_ in _LABELS:
                kind, score = _LABELS[entity.label_]
                yield from _trimmed(
                    text,
                    start + positions[entity.start_char],
                    start + positions[entity.end_char - 1] + 1,
                    kind,
                    score,
                )


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Cut *text* at line ends into pieces that the model reads in bounded memory."""
    start = 0
    while start < len(text):
        end = min(len(text), start + _CHUNK)
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", start + _CHUNK - 500, end)) + 1 or end
        yield start, max(end, start + 1)
        start = max(end, start + 1)


def spaced(text: str) -> tuple[str, range | list[int]]:
    """Break very long words at punctuation: the tokenizer's time grows with their square."""
    if not _LONG_WORD.search(text):
        return text, range(len(text))
    pieces: list[str] = []
    positions: list[int] = []
    last = 0
    for word in _LONG_WORD.finditer(text):
        for cut in _cuts(word[0]):
            piece = text[last : word.start() + cut]
            pieces.append(piece + " ")
            positions.extend(range(last, word.start() + cut))
            positions.append(word.start() + cut - 1)
            last = word.start() + cut
    pieces.append(text[last:])
    positions.extend(range(last, len(text)))
    return "".join(pieces), positions


def _cuts(word: str) -> list[int]:
    """Give the places at which a long word is broken."""
    cuts = [
        hit.start()
        for hit in re.finditer(r"(?<=[\"',:;{}()\[\]=&|/\\.@+_-])", word)
        if 0 < hit.start() < len(word)
    ]
    cuts.extend(range(60, len(word), 60))
    return sorted(set(cuts))


def _trimmed(text: str, start: int, end: int, kind: Kind, score: float) -> Iterator[Match]:
    """Take an entity line by line, without the punctuation and the ordinary words around it."""
    for line in re.finditer(r"(?:[^\n|\t:]|:(?! ))+", text[start:end]):
        begin, finish = start + line.start(), start + line.end()
        while begin < finish and text[begin] in _EDGES:
            begin += 1
        while finish > begin and text[finish - 1] in _EDGES:
            finish -= 1
        value = text[begin:finish].removesuffix("'s")
        lead = _lead(value, kind)
        begin, value = begin + lead, value[lead:]
        if _is_name(value):
            yield Match(
                begin, begin + len(value), kind, score, _NAME, "the language model reads it as a name"
            )


def _lead(value: str, kind: Kind) -> int:
    """Give the length of the ordinary words before a name: articles, verbs, titles."""
    length = 0
    for word in re.finditer(r"[^\W\d_]+\.?[ ]", value):
        text = word[0].strip(". ")
        plain = text[0].islower() or fold(text) in _LEADS
        worded = kind is Kind.PERSON and is_ordinary(text) and not is_given(text)
        if word.start() != length or not (plain or worded):
            break
        length = word.end()
    return length


_LEADS = gazetteers.load("leads")


def _is_name(value: str) -> bool:
    """Refuse technologies, figures, and phrases of ordinary words in lower case or alone."""
    letters = [part for part in re.split(r"[^\w'-]+", value) if re.search(r"[^\W\d_]", part)]
    if not letters or is_technology(value) or fold(value) in _GENERIC or len(value) < 2:
        return False
    if (
        re.search(r"[=<>{}$\\`()]|\d{3}", value)
        or re.fullmatch(r"[A-Z]{2,6}s?(?:[ -][\d.]{1,6})?", value)
        or re.search(r"[a-z][A-Z]|_", value)
    ):
        return False
    if sum(part[0].islower() and is_ordinary(part) and len(part) > 3 for part in letters) > 1:
        return False
    return any(part[0].isupper() and not is_ordinary(part) for part in letters)


_GENERIC = frozenset(
    {"english", "norwegian", "german", "french", "polish", "czech", "european", "british", "american"}
)
