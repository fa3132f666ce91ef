"""The detector: folds a text, asks every recogniser, and answers with positions in the original."""

import functools
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

from sanitiser import model, policy, propagate
from sanitiser.findings import COMPLETE, NEEDS_ATTENTION, Detection, Finding, Versions
from sanitiser.kinds import Identifies, Kind, identifies
from sanitiser.matches import Match, Recogniser
from sanitiser.normalise import Normalised, normalise
from sanitiser.resolve import resolve

VERIFIED = "verified"
UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Sanitiser:
    """Finds what may identify someone. Same text, policy and versions: same findings.

    *clock* gives seconds and only bounds the time that one text may take. It counts the processor's time in
    this thread, so that a busy machine does not change the answer.
    """

    policy: policy.Policy
    versions: Versions
    hard: tuple[Recogniser, ...]
    soft: tuple[Recogniser, ...]
    clock: Callable[[], float] = time.thread_time

    def detect(self, text: str) -> Detection:
        """Give every finding in *text*, or say that the text needs a person's attention."""
        folded = normalise(text)
        run = _Run(self.clock, self.clock() + self.policy.seconds)
        hard = [*run.ask(self.hard, folded.text), *_unread(folded)]
        soft = run.ask(self.soft, folded.text)
        soft += run.ask(
            (Recogniser("propagation", lambda read: propagate.find(read, [*hard, *soft])),), folded.text
        )
        findings = tuple(self._reported(folded, resolve(folded.text, hard, soft)))
        return Detection(
            findings, self.versions, NEEDS_ATTENTION if run.notes else COMPLETE, tuple(run.notes)
        )

    def _reported(self, folded: Normalised, matches: Iterable[Match]) -> Iterator[Finding]:
        last = 0
        for match in matches:
            start, end = folded.original(match.start, match.end)
            start = max(start, last)
            if start < end and self.policy.wants(match.kind, match.score):
                last = end
                yield _finding(match, start, end)


class _Run:
    """One pass over one text: asks recognisers, and notes each that failed or came too late."""

    def __init__(self, clock: Callable[[], float], deadline: float) -> None:
        self.clock = clock
        self.deadline = deadline
        self.notes: list[str] = []

    def ask(self, family: tuple[Recogniser, ...], text: str) -> list[Match]:
        """Collect the matches of *family*."""
        found: list[Match] = []
        for recogniser in family:
            if self.clock() > self.deadline:
                self.notes.append(f"The time limit ran out before the recogniser {recogniser.name}.")
                continue
            try:
                found.extend(self._within_time(recogniser.find(text)))
            except TimeoutError:
                self.notes.append(f"The time limit ran out in the recogniser {recogniser.name}.")
            except Exception as error:  # noqa: BLE001 - fail closed: whatever breaks, the text goes to a person
                self.notes.append(f"The recogniser {recogniser.name} failed with {type(error).__name__}.")
        return found

    def _within_time(self, matches: Iterable[Match]) -> Iterator[Match]:
        for match in matches:
            yield match
            if self.clock() > self.deadline:
                raise TimeoutError


def _unread(folded: Normalised) -> Iterator[Match]:
    """Report strings too long to be read: what nobody looked at must not pass."""
    for begin, end in folded.unread:
        start = _position(folded, begin)
        yield Match(
            start,
            _position(folded, end - 1) + 1,
            Kind.SECRET,
            0.7,
            "length",
            "an unbroken string too long to be read",
        )


def _position(folded: Normalised, offset: int) -> int:
    """Find the folded position of an original *offset* that lies in a kept piece."""
    low, high = 0, len(folded.text) - 1
    while low < high:
        middle = (low + high) // 2
        if folded.original(middle, middle + 1)[1] <= offset:
            low = middle + 1
        else:
            high = middle
    return low


def _finding(match: Match, start: int, end: int) -> Finding:
    strength: Identifies = match.identifies or identifies(match.kind)
    return Finding(start, end, match.kind, strength, match.score, match.recogniser, match.reason)


@functools.lru_cache(maxsize=8)
def load(policy_name: str = "default") -> Sanitiser:
    """Load the sanitiser with the policy *policy_name*; the second call is free. Opens no connection.

    Raise SanitiserUnavailable, with a sentence for people, where the policy or the model is missing.
    """
    from sanitiser import recognisers
    from sanitiser.recognisers import presidio

    rules = policy.read(policy_name)
    pipeline = model.load(rules.model)
    presidio.prepare()
    return Sanitiser(
        policy=rules,
        versions=_versions(rules, pipeline, f"{recognisers.RULES_VERSION}+{_digest()}"),
        hard=recognisers.HARD,
        soft=(Recogniser("model", pipeline.find), *recognisers.SOFT),
    )


def _digest() -> str:
    """Give a digest over the rules and lists, so that no change to them goes unnoticed."""
    parts = sorted(path.name.encode() + b"\0" + path.read_bytes() for path in _sources(files("sanitiser")))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for path in folder.iterdir():
        if path.is_dir() and path.name in {"recognisers", "gazetteers"}:
            yield from _sources(path)
        elif path.name.endswith((".py", ".txt")):
            yield path


def _versions(rules: policy.Policy, pipeline: model.Model, recognisers: str) -> Versions:
    return Versions(
        policy=f"{rules.name} {rules.version}",
        policy_hash=rules.digest,
        recognisers=f"{recognisers}, presidio-analyzer {metadata.version('presidio-analyzer')}",
        model=pipeline.name,
        model_version=f"{pipeline.version}, spacy {metadata.version('spacy')}",
        model_hash=pipeline.weights,
        state=VERIFIED if pipeline.weights == rules.model_sha256 else UNVERIFIED,
    )
