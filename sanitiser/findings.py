"""What the sanitiser answers: frozen results that hold positions, never text."""

from dataclasses import asdict, dataclass

from sanitiser.kinds import Identifies, Kind

COMPLETE = "complete"
NEEDS_ATTENTION = "needs_attention"


class SanitiserUnavailable(RuntimeError):
    """The sanitiser cannot be loaded; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that may identify someone. Holds positions, never the text.

    Offsets count Unicode code points of the text that was given; *end* is exclusive.
    *score* runs from 0 to 1.
    """

    start: int
    end: int
    kind: Kind
    identifies: Identifies
    score: float
    recogniser: str
    reason: str


@dataclass(frozen=True, slots=True)
class Versions:
    """Everything that decides what a detection finds. *state* is verified, unverified or rules only."""

    policy: str
    policy_hash: str
    recognisers: str
    model: str
    model_version: str
    model_hash: str
    state: str

    def as_dict(self) -> dict[str, str]:
        """Give the versions as plain strings, for storing with a run."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Detection:
    """The answer for one text.

    *state* is complete or needs_attention; *notes* say why, without any text.
    """

    findings: tuple[Finding, ...]
    versions: Versions
    state: str
    notes: tuple[str, ...]
