"""What in an item could still identify somebody: the sanitiser looks at every text of it once more.

What has a fixed form, such as an address or a key, is never needed in an item and stops it. A name can be a
harmless word, so it is a warning, which the author and the reviewers see. A look that fails stops the item.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from itembank.core.logging import describe, get_logger
from itembank.items import content as contents
from itembank.items.content import ItemContent
from itembank.items.lint import Finding, Severity

RULE = "SRC-01"
_BETWEEN = "\n\n"
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters *start* to *end* that identify somebody on their own, and what they are."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a text gave; an incomplete one never counts as clean."""

    complete: bool
    found: tuple[Hit, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


Looker = Callable[[str], Look]

#: Kinds with a fixed form, in words. Every other kind that identifies on its own is a warning.
STOPPING: Mapping[str, str] = {
    "EMAIL": "an e-mail address",
    "PHONE": "a telephone number",
    "SECRET": "a password or key",
    "IP_ADDRESS": "an address of a machine",
    "URL": "an address on the web",
    "HOSTNAME": "the name of a machine",
    "FINANCIAL_ID": "the number of an account or a card",
    "NATIONAL_ID": "the number of a person",
    "CREDENTIAL_ID": "the number of a certificate or licence",
    "MAC_ADDRESS": "the address of a device",
    "CLOUD_RESOURCE": "the name of a cloud resource",
    "USERNAME": "a user name",
}
_NAMES: Mapping[str, str] = {
    "PERSON": "a person",
    "ORG": "an organisation",
    "CODENAME": "a project",
    "VENDOR": "a supplier",
    "LOCATION": "a place",
}


def look(text: str) -> Look:
    """Look at *text* with the sanitiser; whatever breaks makes the look incomplete."""
    try:
        return _ask_sanitiser(text)
    except Exception as error:  # noqa: BLE001 - fail closed: any failure stops the item, never lets it pass
        get_logger().error("item.look_failed", **describe(error))
        return Look(complete=False)


def check(content: ItemContent, seen: Look) -> tuple[Finding, ...]:
    """Return what *seen*, a look at `whole_text` of *content*, means for the item; what stops it first."""
    found = sorted(_findings(content, seen), key=lambda one: one.severity is not Severity.BLOCK)
    return (*_incomplete(seen), *found)


def whole_text(content: ItemContent) -> str:
    """Return all texts of an item as one, so that a name found in one field is found in each."""
    return _BETWEEN.join(contents.texts(content).values())


def quote(text: str, start: int, end: int) -> str:
    """Return characters *start* to *end* of *text* in quotation marks, shortened in the middle when long."""
    words = " ".join(text[start:end].split())
    if len(words) > _QUOTED:
        words = f"{words[: _QUOTED // 2].rstrip()} … {words[-_QUOTED // 2 :].lstrip()}"
    return f"\u201c{words}\u201d"


def _findings(content: ItemContent, seen: Look) -> Iterator[Finding]:
    known: set[tuple[str, str]] = set()
    for name, text, begin in _placed(content):
        for hit in seen.found:
            start, end = max(hit.start - begin, 0), min(hit.end - begin, len(text))
            if start < end and (name, text[start:end]) not in known:
                known.add((name, text[start:end]))
                yield _finding(name, text, start, end, hit.kind)


def _placed(content: ItemContent) -> Iterator[tuple[str, str, int]]:
    """Give each field with its text and where that begins in the whole text."""
    begin = 0
    for name, text in contents.texts(content).items():
        yield name, text, begin
        begin += len(text) + len(_BETWEEN)


def _finding(name: str, text: str, start: int, end: int, kind: str) -> Finding:
    words = quote(text, start, end)
    if kind in STOPPING:
        message = f"{words} looks like {STOPPING[kind]}. Take it out, or say in words what it was."
        return Finding(RULE, Severity.BLOCK, name, message, start, end)
    what = _NAMES.get(kind)
    said = f"may name {what}" if what else "may identify somebody"
    message = f"{words} {said}. An item identifies nobody: say it in general words, unless this is no name."
    return Finding(RULE, Severity.WARN, name, message, start, end)


def _incomplete(seen: Look) -> Iterator[Finding]:
    if not seen.complete:
        yield Finding(
            RULE,
            Severity.BLOCK,
            "Whole item",
            "The search for names and addresses did not finish, so the item cannot go to review. "
            "Try again; if this stays, shorten the texts or tell whoever runs this bank.",
        )


def _ask_sanitiser(text: str) -> Look:
    import sanitiser  # Loading it takes seconds, and most pages do without.

    answer = sanitiser.load().detect(text)
    found = tuple(
        Hit(one.start, one.end, one.kind.value)
        for one in answer.findings
        if one.identifies is sanitiser.Identifies.DIRECT
    )
    return Look(answer.state == sanitiser.COMPLETE, found, answer.versions.as_dict())
