"""Mechanical checks of an item's wording: a first set of the rules that can be automated.

A pure function of content, rule set and framework: same input, same findings in the same order, no clock.
Only structural faults block; the others are shown to the editor.
Ids are those of the item-writing rules.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from statistics import median

from rapidfuzz import fuzz

from itembank.core.hashing import normalise_text, sha256_json
from itembank.items.content import MIN_OPTIONS, TYPES, Domain, ItemContent, OptionContent, field_label, texts

RULE_SET = "2026.1"
MANY_OPTIONS = 5
NEAR_EQUAL = 92  # per cent
LONG_KEY_RATIO = 1.4
LONG_KEY_EXCESS = 15  # characters
SHORT_LEAD_IN = 3  # words


class Severity(StrEnum):
    """What a finding does: it stops submission, warns, or informs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"

    @property
    def label(self) -> str:
        """The severity in words."""
        return {"block": "must be changed", "warn": "look at this", "info": "for information"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its rule, how grave it is, the field, characters *start* to *end* in it, what to do."""

    rule: str
    severity: Severity
    target: str
    message: str
    start: int = 0
    end: int = 0

    @property
    def label(self) -> str:
        """The field in words."""
        return field_label(self.target)


@dataclass(frozen=True, slots=True)
class Frame:
    """The framework that tags are checked against; *current* is the version new work is tagged with."""

    current: tuple[str, str] | None = None
    domains: frozenset[Domain] = frozenset()
    competencies: frozenset[tuple[str, str, str, str]] = frozenset()


Check = Callable[[ItemContent], Iterator[Finding]]


def lint(content: ItemContent, frame: Frame) -> tuple[Finding, ...]:
    """Return every finding: those that block first, then by the order of the rules."""
    found = [finding for check in _checks_for(content) for finding in check(content)]
    found += _framework_findings(content, frame)
    return tuple(sorted(found, key=lambda finding: _GRAVITY[finding.severity]))


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that stop submission."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCK)


def report_hash(findings: tuple[Finding, ...]) -> str:
    """Return the hash of the rule set and its findings, for the signature that was given in view of them."""
    return sha256_json([RULE_SET, [asdict(finding) for finding in findings]])


_GRAVITY = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
_BLOCK, _WARN, _INFO = Severity.BLOCK, Severity.WARN, Severity.INFO


# Structure and key.


def _key_count(content: ItemContent) -> Iterator[Finding]:
    kind, count = TYPES[content.type], len(content.key)
    if kind.fewest_keys <= count <= kind.most_keys:
        return
    what = (
        "Mark the one option that is best."
        if count == 0
        else f"{count} options are keys; exactly one may be."
    )
    yield Finding("KEY-01", _BLOCK, "key", what)


def _option_count(content: ItemContent) -> Iterator[Finding]:
    count = len(content.options)
    if count < MIN_OPTIONS:
        yield Finding(
            "KEY-02", _BLOCK, "options", f"There are {count} options; write at least {MIN_OPTIONS}."
        )
    elif count > MANY_OPTIONS:
        yield Finding("KEY-02", _INFO, "options", f"There are {count} options; three good ones are enough.")


def _duplicates(content: ItemContent) -> Iterator[Finding]:
    for one, other in combinations(content.options, 2):
        first, second = _folded(one.text), _folded(other.text)
        if not first or not second:
            continue
        if first == second:
            message = f"Options {one.identifier} and {other.identifier} are the same."
            yield _on_option("KEY-03", _BLOCK, other, message)
        elif _is_near(first, second):
            message = f"Options {one.identifier} and {other.identifier} are nearly the same: set them apart."
            yield _on_option("KEY-03", _WARN, other, message)


def _rationales(content: ItemContent) -> Iterator[Finding]:
    for option in content.options:
        if not option.rationale:
            why = "right" if option.identifier in content.key else "wrong"
            message = f"Say why option {option.identifier} is {why}."
            yield Finding("KEY-06", _BLOCK, f"options[{option.identifier}].rationale", message)


def _empty_parts(content: ItemContent) -> Iterator[Finding]:
    if not content.lead_in:
        yield Finding("KEY-16", _BLOCK, "lead_in", "Write the question.")
    if not content.learning_point:
        yield Finding("KEY-16", _BLOCK, "learning_point", "Write what a candidate should take away.")
    for option in content.options:
        if not option.text:
            yield _on_option(
                "KEY-16", _BLOCK, option, f"Option {option.identifier} has a rationale but no text."
            )


def _leftovers(content: ItemContent) -> Iterator[Finding]:
    for field, text in texts(content).items():
        for match in _LEFTOVER.finditer(_without_code(text)):
            message = f"\u201c{match[0]}\u201d is left over: put what belongs there, or take it out."
            yield Finding("KEY-16", _BLOCK, field, message, match.start(), match.end())


def _framework_findings(content: ItemContent, frame: Frame) -> Iterator[Finding]:
    if not content.cognitive_level:
        yield Finding("KEY-08", _BLOCK, "cognitive_level", "Choose the cognitive level.")
    if content.primary is None:
        yield Finding("KEY-08", _BLOCK, "tags", "Choose the domain that the item belongs to.")
        return
    if content.primary.place[:2] != frame.current:
        name = " ".join(frame.current or ("the framework",))
        message = (
            f"{' '.join(content.primary.place)} is not of the current version, {name}. Choose one that is."
        )
        yield Finding("KEY-08", _BLOCK, "tags", message)
    for tag in content.tags:
        if tag.place not in frame.domains:
            yield Finding(
                "KEY-08", _BLOCK, "tags", f"The domain {' '.join(tag.place)} is not known in this bank."
            )
        elif tag.competency and (*tag.place, tag.competency) not in frame.competencies:
            message = f"The competency {tag.competency} is not known in {tag.framework} {tag.version}."
            yield Finding("KEY-08", _BLOCK, "tags", message)


# Needless difficulty.


def _all_of_the_above(content: ItemContent) -> Iterator[Finding]:
    for option in content.options:
        if match := _ALL.search(option.text):
            message = "\u201cAll of the above\u201d lets part of the knowledge win. Write a real alternative."
            yield _on_option("DIF-01", _BLOCK, option, message, match)
        elif match := _NONE.search(option.text):
            message = "\u201cNone of the above\u201d tests spotting wrong answers. Use it with care."
            yield _on_option("DIF-02", _WARN, option, message, match)


def _combinations(content: ItemContent) -> Iterator[Finding]:
    for option in content.options:
        if match := _COMBINED.fullmatch(option.text.strip()):
            message = "It combines other options. Write options that stand on their own."
            yield _on_option("DIF-03", _BLOCK, option, message, match)


def _negatives(content: ItemContent) -> Iterator[Finding]:
    found = list(_negations(content.lead_in))
    if not found:
        return
    first = found[0]
    message = f"The question is negative (\u201c{first[0]}\u201d). Ask for what is right where you can."
    yield Finding("DIF-04", _WARN, "lead_in", message, first.start(), first.end())
    if len(found) > 1:
        message = "The question says no twice. Ask it plainly."
        yield Finding("DIF-06", _BLOCK, "lead_in", message, found[1].start(), found[1].end())
    for option in content.options:
        if match := _NEGATED_OPTION.search(option.text):
            message = (
                "A negative question with a negated option is a double negative. Turn one of them round."
            )
            yield _on_option("DIF-06", _BLOCK, option, message, match)


def _unfocused(content: ItemContent) -> Iterator[Finding]:
    text = content.lead_in
    if not text:
        return
    if match := _EMPTY_QUESTION.search(text):
        message = "This cannot be answered without the options. Ask something that has an answer of its own."
        yield Finding("DIF-15", _WARN, "lead_in", message, match.start(), match.end())
    elif "?" not in text and not _REQUEST.match(text):
        yield Finding("DIF-15", _WARN, "lead_in", "This is not a question. Ask one.", 0, len(text))
    elif len(text.split()) <= SHORT_LEAD_IN:
        yield Finding(
            "DIF-15", _WARN, "lead_in", "The question is very short. Say what is asked.", 0, len(text)
        )


# Cues.


def _key_length(content: ItemContent) -> Iterator[Finding]:
    key = content.option(content.key[0]) if len(content.key) == 1 else None
    others = [len(option.text) for option in content.options if option is not key]
    if key is None or not key.text or not others:
        return
    length, middle = len(key.text), median(others)
    if length >= LONG_KEY_RATIO * middle and length >= max(others) + LONG_KEY_EXCESS:
        message = (
            f"The key is {length / max(middle, 1):.1f} times as long as the other options. Even them out."
        )
        yield _on_option("CUE-01", _WARN, key, message)
    elif LONG_KEY_RATIO * length <= middle and length + LONG_KEY_EXCESS <= min(others):
        yield _on_option("CUE-01", _INFO, key, "The key is clearly the shortest option. Even them out.")


def _absolutes(content: ItemContent) -> Iterator[Finding]:
    weak = {option.identifier: _WEAK.search(_without_quotes(option.text)) for option in content.options}
    key_has = any(weak.get(identifier) for identifier in content.key)
    for option in content.options:
        if match := _STRONG.search(_without_quotes(option.text)):
            message = f"\u201c{match[0]}\u201d is absolute, and test-wise candidates rule such options out."
            yield _on_option("CUE-05", _WARN, option, message, match)
        elif (match := weak[option.identifier]) and not key_has:
            message = f"\u201c{match[0]}\u201d stands in a wrong option and not in the key."
            yield _on_option("CUE-05", _INFO, option, message, match)


def _odd_formatting(content: ItemContent) -> Iterator[Finding]:
    written = [option for option in content.options if option.text]
    if len(written) < MIN_OPTIONS:
        return
    for name, pattern in _FORMATS.items():
        marked = [option for option in written if pattern.search(option.text)]
        plain = [option for option in written if option not in marked]
        odd = marked if len(marked) == 1 else plain if len(plain) == 1 else []
        for option in odd:
            how = "alone has" if marked == odd else "alone lacks"
            message = f"Option {option.identifier} {how} {name} and stands out. Write all in the same way."
            yield _on_option("CUE-09", _WARN, option, message)


def _not_checked(content: ItemContent) -> Iterator[Finding]:
    message = (
        f"There is no word list for {content.language}: {', '.join(sorted(_NEEDS_WORDS))} were not checked. "
        "Look at the wording yourself."
    )
    yield Finding("LANG", _INFO, "language", message)


_STRUCTURE: tuple[Check, ...] = (
    _key_count,
    _option_count,
    _duplicates,
    _rationales,
    _empty_parts,
    _leftovers,
    _combinations,
    _key_length,
    _odd_formatting,
)
_ENGLISH: tuple[Check, ...] = (_all_of_the_above, _negatives, _unfocused, _absolutes)
_NEEDS_WORDS = ("CUE-05", "DIF-01", "DIF-02", "DIF-04", "DIF-06", "DIF-15")

_LEFTOVER = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX)\b|\blorem ipsum\b|\?\?\?+"
    r"|\[[A-Z]+(?:_[A-Z]+)*_\d+\]|\[(?:insert|add|name)\b[^\]]*\]"
    r"|^(?i:option|answer|distractor) \d$|\{[+-]{2}|<(?:ins|del)>",
    re.MULTILINE,
)
_ALL = re.compile(
    r"\b(?:all|both) of the (?:above|options|answers|previous)\b|^all (?:the above|(?:of )?these)\W*$"
    r"|^(?:all|both)(?: of (?:these|them))\W*$|^[A-H] to [A-H]\W*$",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:none|neither) of the (?:above|options|answers|previous)\b"
    r"|^(?:none|neither)(?: of (?:these|them))?\W*$",
    re.IGNORECASE,
)
_LABEL = r"(?:[A-H]|I{1,3}|IV|V)"
_JOIN = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s*&\s*|\s*\+\s*)"
_COMBINED = re.compile(
    rf"(?:[Bb]oth\s+|[Oo]nly\s+|[Oo]ptions?\s+|[Aa]nswers?\s+)*{_LABEL}(?:{_JOIN}{_LABEL})+(?:\s+(?:only|together))?\.?"
    rf"|(?:[Bb]oth\s+|[Oo]nly\s+)?\d(?:{_JOIN}\d)+\s+only\.?"
)
_NEGATION = re.compile(
    r"\bexcept\b|(?<!at )\bleast\b|\ball but\b|\bfalse\b(?! (?:positive|negative|alarm))|\bincorrect\b"
    r"|\bunlikely\b"
    r"|\bnot\b|\bnever\b|n['\u2019]t\b",
    re.IGNORECASE,
)
#: Words that open a clause in which a "not" describes the situation and does not turn the question round.
_CLAUSE = re.compile(
    r"\b(?:if|when|because|that|who|whose|since|although|while|after|before|where)\b[^,?]*$", re.IGNORECASE
)
_PLAIN_NO = re.compile(r"not|never|n['\u2019]t")
_NEGATED_OPTION = re.compile(r"\b(?:not|never|no longer|cannot)\b|n['\u2019]t\b", re.IGNORECASE)
_EMPTY_QUESTION = re.compile(
    r"\bwhich (?:one )?(?:of (?:the following|these)(?: \w+)? |statement |option |answer )?"
    r"is (?:true|correct|right)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"(?:choose|select|identify|pick|name|decide|find)\b", re.IGNORECASE)
_STRONG = re.compile(
    r"\b(?:always|never|nobody|completely|absolutely|entirely|impossible|under all circumstances)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(r"\b(?:all|none|only|every|everyone)\b", re.IGNORECASE)
_FORMATS = {
    "bold text": re.compile(r"\*\*\S|__\S"),
    "italics": re.compile(r"(?<![*\w])\*[^*\s]|(?<![_\w])_[^_\s]"),
    "code": re.compile(r"`"),
    "a full stop at its end": re.compile(r"\.\s*$"),
    "curly quotation marks": re.compile("[\u2018\u201c\u201d]"),
    "straight quotation marks": re.compile(r'"'),
    "a long dash": re.compile("[\u2013\u2014]"),
}
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`]*`", re.DOTALL)
_QUOTED = re.compile('"[^"]*"|\u201c[^\u201d]*\u201d')
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def _checks_for(content: ItemContent) -> tuple[Check, ...]:
    english = content.language.lower().split("-")[0] == "en"
    return (*_STRUCTURE, *_ENGLISH) if english else (*_STRUCTURE, _not_checked)


def _negations(text: str) -> Iterator[re.Match[str]]:
    for match in _NEGATION.finditer(text):
        if not (_PLAIN_NO.fullmatch(match[0]) and _CLAUSE.search(text[: match.start()])):
            yield match


def _is_near(first: str, second: str) -> bool:
    """Whether two folded options are nearly equal; other figures make other options."""
    if sorted(re.findall(r"\d", first)) != sorted(re.findall(r"\d", second)):
        return False
    return fuzz.ratio(_ARTICLES.sub("", first), _ARTICLES.sub("", second)) >= NEAR_EQUAL


def _folded(text: str) -> str:
    return normalise_text(text).casefold().rstrip(".;, ")


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Blank what *pattern* finds, so that positions stay those of the original."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _without_code(text: str) -> str:
    return _blank(_CODE, text)


def _without_quotes(text: str) -> str:
    return _blank(_QUOTED, _without_code(text))


def _on_option(
    rule: str, severity: Severity, option: OptionContent, message: str, match: re.Match[str] | None = None
) -> Finding:
    start, end = match.span() if match else (0, len(option.text))
    return Finding(rule, severity, f"options[{option.identifier}].text", message, start, end)
