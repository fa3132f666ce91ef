"""What an item says, as plain frozen data: the whole of one revision, and what shape it must have.

A draft may be incomplete; what is missing is told by the lint (`lint.py`) and stops submission.
What is checked here is shape: types, lengths, identifiers that belong together.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from itembank.core.errors import Problem, RefusedInput

SINGLE_BEST_ANSWER = "single_best_answer"
MAX_OPTIONS = 8
MIN_OPTIONS = 3
#: Longest text of each field, in characters.
LIMITS: Mapping[str, int] = {
    "title": 160,
    "stimulus": 6_000,
    "lead_in": 1_000,
    "text": 1_000,
    "rationale": 2_000,
    "learning_point": 2_000,
    "topic": 160,
}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff]")
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")

#: A domain of one version of one framework; the three always travel together.
Domain = tuple[str, str, str]


class CognitiveLevel(StrEnum):
    """What answering demands, after Bloom."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """A domain of a framework version that an item tests, with a competency where its statement is known."""

    framework: str
    version: str
    domain: str
    competency: str | None = None

    @property
    def place(self) -> Domain:
        """The framework, version and domain together."""
        return (self.framework, self.version, self.domain)


@dataclass(frozen=True, slots=True)
class OptionContent:
    """One possible answer. The identifier is given once and stays; it is no position."""

    identifier: str
    text: str
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class ItemContent:
    """The whole content of a revision. The first tag is the primary one; texts are Markdown.

    `expected_p` is the author's guess of the share of right answers, from 0 to 1.
    """

    title: str
    stimulus: str = ""
    lead_in: str = ""
    options: tuple[OptionContent, ...] = ()
    key: tuple[str, ...] = ()
    learning_point: str = ""
    cognitive_level: str = ""
    expected_p: float | None = None
    tags: tuple[Tag, ...] = ()
    topic: str = ""
    type: str = SINGLE_BEST_ANSWER
    language: str = "en-GB"

    @property
    def primary(self) -> Tag | None:
        """The tag that says where the item belongs, or None while there is none."""
        return self.tags[0] if self.tags else None

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The domains that reviewers cover: those of the primary tag's framework version, primary first.

        Tags of other versions say where the item stood or will stand; experience is verified per version.
        """
        if self.primary is None:
            return ()
        version = self.primary.place[:2]
        return tuple(dict.fromkeys(tag.place for tag in self.tags if tag.place[:2] == version))

    def option(self, identifier: str) -> OptionContent | None:
        """The option with that identifier, or None."""
        return next((option for option in self.options if option.identifier == identifier), None)


@dataclass(frozen=True, slots=True)
class ItemType:
    """A kind of item: its name for people and how many keys it has."""

    name: str
    label: str
    fewest_keys: int
    most_keys: int
    check: Callable[[ItemContent], Iterator[Problem]]


def texts(content: ItemContent) -> dict[str, str]:
    """Return every text that is not empty by the name of its field, such as `options[A].text`."""
    fields = {"title": content.title, "stimulus": content.stimulus, "lead_in": content.lead_in}
    for option in content.options:
        fields[f"options[{option.identifier}].text"] = option.text
        fields[f"options[{option.identifier}].rationale"] = option.rationale
    fields["learning_point"] = content.learning_point
    fields["topic"] = content.topic
    return {name: text for name, text in fields.items() if text}


def field_label(field: str) -> str:
    """Return the name of a field in words: `options[A].rationale` is "Rationale of option A"."""
    match = re.fullmatch(r"options\[(.+)\]\.(text|rationale)", field)
    if match:
        return f"Option {match[1]}" if match[2] == "text" else f"Rationale of option {match[1]}"
    return _LABELS.get(field, field)


def words(content: ItemContent) -> int:
    """Count the words a candidate reads: stimulus, lead-in and options."""
    shown = [content.stimulus, content.lead_in, *(option.text for option in content.options)]
    return sum(len(_WORD.findall(text)) for text in shown)


def clean(text: str) -> str:
    """Return *text* without control characters, with plain line ends and no space around it."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", plain).strip()


def merge(base: ItemContent, theirs: ItemContent, yours: ItemContent) -> ItemContent:
    """Return *yours* with every field that only they changed since *base*; where both did, yours stands."""
    plain = ("title", "stimulus", "lead_in", "key", "learning_point", "cognitive_level", "expected_p", "tags")
    names = (*plain, "topic", "language")
    return replace(
        yours,
        options=_merge_options(base, theirs, yours),
        **{name: _pick(*(getattr(one, name) for one in (base, theirs, yours))) for name in names},
    )


def _merge_options(base: ItemContent, theirs: ItemContent, yours: ItemContent) -> tuple[OptionContent, ...]:
    order = [[option.identifier for option in one.options] for one in (base, theirs, yours)]
    first, then = (order[1], order[2]) if order[2] == order[0] else (order[2], order[1])
    merged = (
        _pick(base.option(identifier), theirs.option(identifier), yours.option(identifier))
        for identifier in dict.fromkeys((*first, *then))
    )
    return tuple(option for option in merged if option is not None)


def _pick(base: Any, theirs: Any, yours: Any) -> Any:
    return theirs if yours == base else yours


def to_json(content: ItemContent) -> dict[str, Any]:
    """Return the content as plain data, the form that is stored and hashed."""
    body = asdict(content)
    for name in ("options", "key", "tags"):
        body[name] = list(body[name])
    return body


def from_json(body: Any) -> ItemContent:
    """Return the content of plain data.

    Raises:
        RefusedInput: with every fault and its place.
    """
    problems = list(_shape_problems(body))
    if not problems:
        content = _read(body)
        problems = list(check(content))
        if not problems:
            return content
    first = problems[0]
    raise RefusedInput(f"This is not the content of an item: {first.place}: {first.message}", tuple(problems))


def check(content: ItemContent) -> tuple[Problem, ...]:
    """Return what is wrong with the shape of *content*; an incomplete draft has no fault of shape."""
    return tuple(_content_problems(content))


def refuse_bad_shape(content: ItemContent) -> None:
    """Refuse content with a fault of shape.

    Raises:
        RefusedInput: with every fault and its place.
    """
    problems = check(content)
    if problems:
        place = field_label(problems[0].place)
        raise RefusedInput(f"{place}: {problems[0].message} Nothing was saved.", problems)


def _content_problems(content: ItemContent) -> Iterator[Problem]:
    if not content.title:
        yield Problem("title", "Give the item a working title.")
    for field, text in texts(content).items():
        limit = LIMITS[field.rpartition(".")[2]]
        if len(text) > limit:
            yield Problem(field, f"This is {len(text):,} characters long; at most {limit:,} fit. Shorten it.")
    if not _LANGUAGE.fullmatch(content.language):
        yield Problem("language", "Give a language tag such as en-GB.")
    if content.cognitive_level and content.cognitive_level not in set(CognitiveLevel):
        yield Problem("cognitive_level", f"Choose one of: {', '.join(CognitiveLevel)}.")
    if content.expected_p is not None and not 0 <= content.expected_p <= 1:
        yield Problem("expected_p", "Give the expected share of right answers as a number from 0 to 1.")
    if len(set(content.tags)) < len(content.tags):
        yield Problem("tags", "The same tag is there twice. Keep it once.")
    yield from _type_problems(content)


def _type_problems(content: ItemContent) -> Iterator[Problem]:
    kind = TYPES.get(content.type)
    if kind is None:
        yield Problem("type", f"The type {content.type!r} is not known here; known are: {', '.join(TYPES)}.")
        return
    yield from kind.check(content)


def _choice_problems(content: ItemContent) -> Iterator[Problem]:
    """Check a type with options; how many keys it must have is asked at submission, not of a draft."""
    identifiers = [option.identifier for option in content.options]
    if len(identifiers) > MAX_OPTIONS:
        yield Problem("options", f"There are {len(identifiers)} options; at most {MAX_OPTIONS} are possible.")
    if len(set(identifiers)) < len(identifiers):
        yield Problem("options", "Two options have the same identifier. Give each its own.")
    for identifier in identifiers:
        if not _IDENTIFIER.fullmatch(identifier):
            yield Problem(
                "options", f"{identifier!r} cannot name an option: use a letter, then letters or digits."
            )
    for identifier in content.key:
        if identifier not in identifiers:
            yield Problem("key", f"The key is option {identifier}, which is not among the options.")
    if len(set(content.key)) < len(content.key):
        yield Problem("key", "The same option is the key twice.")


TYPES: dict[str, ItemType] = {
    SINGLE_BEST_ANSWER: ItemType(SINGLE_BEST_ANSWER, "Single best answer", 1, 1, _choice_problems),
}

_LABELS = {
    "title": "Title",
    "stimulus": "Situation",
    "lead_in": "Question",
    "options": "Options",
    "key": "Key",
    "learning_point": "Learning point",
    "cognitive_level": "Cognitive level",
    "expected_p": "Expected share of right answers",
    "tags": "Framework tags",
    "topic": "Topic",
    "language": "Language",
    "type": "Type",
}
_TEXT_FIELDS = (
    "title",
    "stimulus",
    "lead_in",
    "learning_point",
    "cognitive_level",
    "topic",
    "type",
    "language",
)


def _read(body: Mapping[str, Any]) -> ItemContent:
    return ItemContent(
        **{name: clean(body[name]) for name in _TEXT_FIELDS if name in body},
        options=tuple(
            OptionContent(row["identifier"], clean(row["text"]), clean(row.get("rationale", "")))
            for row in body.get("options", [])
        ),
        key=tuple(body.get("key", [])),
        expected_p=body.get("expected_p"),
        tags=tuple(
            Tag(row["framework"], row["version"], row["domain"], row.get("competency"))
            for row in body.get("tags", [])
        ),
    )


def _shape_problems(body: Any) -> Iterator[Problem]:
    if not isinstance(body, Mapping):
        yield Problem("item", "A JSON object is needed.")
        return
    if not isinstance(body.get("title"), str):
        yield Problem("title", "A text is needed.")
    for name in _TEXT_FIELDS:
        if name in body and not isinstance(body[name], str):
            yield Problem(name, "A text is needed.")
    share = body.get("expected_p")
    if share is not None and (isinstance(share, bool) or not isinstance(share, int | float)):
        yield Problem("expected_p", "A number from 0 to 1 is needed.")
    yield from _list_problems(body, "options", ("identifier", "text"), ("rationale",))
    yield from _list_problems(body, "tags", ("framework", "version", "domain"), ("competency",))
    keys = body.get("key", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        yield Problem("key", "A list of option identifiers is needed.")


def _list_problems(
    body: Mapping[str, Any], name: str, needed: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[Problem]:
    rows = body.get(name, [])
    if not isinstance(rows, list):
        yield Problem(name, "A list is needed.")
        return
    for index, row in enumerate(rows):
        place = f"{name}[{index}]"
        if not isinstance(row, Mapping):
            yield Problem(place, "An object is needed.")
            continue
        for field in needed:
            if not isinstance(row.get(field), str):
                yield Problem(f"{place}.{field}", "A text is needed.")
        for field in optional:
            if row.get(field) is not None and not isinstance(row[field], str):
                yield Problem(f"{place}.{field}", "A text is needed, or nothing.")
