"""Pure decisions about what was sent in: what it needs, its document, its receipt, and where it stands."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from itembank.core.errors import Invalid, Refused
from scenarios.wording import SCALES, SECTORS, Lived, Purpose

MAX_ANSWER = 4_000
RECEIPT_BYTES = 10
_UNLIKELY = str.maketrans({"0": "O", "1": "I", "8": "B", "-": None, " ": None})

#: A domain of one version of one framework.
Domain = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as somebody wants to send it. Its texts stay out of its repr, and so out of logs."""

    text: str = field(repr=False)
    lived: Lived
    consents: frozenset[Purpose]
    noticed: str = field(default="", repr=False)
    done: str = field(default="", repr=False)
    outcome: str = field(default="", repr=False)
    wrong_first_move: str = field(default="", repr=False)
    why_right: str = field(default="", repr=False)
    sector: str = ""
    scale: str = ""
    domain: Domain | None = None


class State(StrEnum):
    """Where a submission stands, as its contributor sees it."""

    RECEIVED = "received"
    IN_CLEARANCE = "in_clearance"
    CLEARED = "cleared"
    IN_USE = "in_use"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[State, tuple[str, str]] = {
    State.RECEIVED: ("Received", "Your text is sealed and waits for a clearer."),
    State.IN_CLEARANCE: ("In clearance", "A person is taking out what identifies anybody."),
    State.CLEARED: ("Cleared", "Nothing identifying is left; editors may work from the cleared text."),
    State.IN_USE: ("Used for writing", "An editor is writing, or wrote, a question from the cleared text."),
    State.CLOSED: ("Closed", "Your scenario was read and is not used. Thank you for it all the same."),
    State.WITHDRAWN: ("Withdrawn", "You took it back. Its texts were erased and cannot be read by anybody."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What happened to a submission so far."""

    looked_at: bool = False
    cleared: bool = False
    drafted_from: bool = False
    closed: bool = False
    erased: bool = False
    withdrawn: bool = False


def state(standing: Standing) -> State:
    """Return where a submission stands."""
    if standing.withdrawn:
        return State.WITHDRAWN
    if standing.drafted_from:
        return State.IN_USE
    if standing.cleared:
        return State.CLEARED
    if standing.closed or standing.erased:
        return State.CLOSED
    return State.IN_CLEARANCE if standing.looked_at else State.RECEIVED


def check_scenario(scenario: Scenario, max_characters: int) -> None:
    """Refuse what cannot be taken.

    Raises:
        Invalid: with the field and what to do.
    """
    for place, message in problems(scenario, max_characters):
        raise Invalid(message, place=place)


def problems(scenario: Scenario, max_characters: int) -> Iterator[tuple[str, str]]:
    """Give the field and the sentence of each thing that keeps a scenario from being taken."""
    if not scenario.text.strip():
        yield "text", "Tell what happened; a few sentences are enough."
    if len(scenario.text) > max_characters:
        over = len(scenario.text) - max_characters
        limit = f"This is {over:,} characters longer than the {max_characters:,} that we can take."
        yield (
            "text",
            f"{limit} Nothing is lost: shorten it here, for instance by keeping the log lines that matter.",
        )
    if not scenario.consents:
        yield "consents", "Tick at least one use. Without any there is nothing we may do with your text."
    for name, _ in _SECTIONS:
        if len(getattr(scenario, name)) > MAX_ANSWER:
            yield (
                name,
                f"Keep this answer under {MAX_ANSWER:,} characters; the long story belongs in the first box.",
            )


_SECTIONS = (
    ("noticed", "How it was noticed"),
    ("done", "What was done"),
    ("outcome", "What happened then"),
    ("wrong_first_move", "What a competent colleague would wrongly do first"),
    ("why_right", "Why the right action won"),
)


def document(scenario: Scenario) -> str:
    """Return everything somebody wrote as one text, so that all of it is cleared together.

    The story comes first and without a heading, so that positions in it are positions in the document.
    """
    parts = [scenario.text.rstrip()]
    parts += [
        f"{heading}\n{getattr(scenario, name).strip()}"
        for name, heading in _SECTIONS
        if getattr(scenario, name).strip()
    ]
    setting = [
        words[value] for words, value in ((SECTORS, scenario.sector), (SCALES, scenario.scale)) if value
    ]
    if setting:
        parts.append("Setting\n" + "; ".join(setting))
    return "\n\n".join(parts)


def plain_lines(text: str) -> str:
    """Return *text* with line ends as one character, as browsers count them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def purge_date(received_at: datetime, days: int) -> datetime:
    """Return when a raw text is erased if nobody clears it earlier."""
    return received_at + timedelta(days=days)


def receipt_code(digest: str) -> str:
    """Return the receipt code of a keyed digest: 80 bits as sixteen letters and digits in groups of four."""
    code = base64.b32encode(bytes.fromhex(digest)[:RECEIPT_BYTES]).decode("ascii")
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """Return a code as it is compared: upper case, no separators, unused digits read as letters."""
    return typed.upper().translate(_UNLIKELY)[:40]


def check_may_withdraw(standing: Standing) -> None:
    """Refuse to withdraw what is gone already.

    Raises:
        Refused: with what is the case.
    """
    if standing.withdrawn:
        msg = "This scenario was withdrawn already. Its texts are erased."
        raise Refused(msg)
