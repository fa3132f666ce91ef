"""Invented scenarios, and short ways to bring one as far as a test needs it."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from itembank.core.actor import Actor
from itembank.core.work import Work
from scenarios import operations
from scenarios.clearance.detection import COMPLETE, Look, Looker
from scenarios.clearance.rules import Found
from scenarios.models import Submission
from scenarios.operations import Answers, Choice, Lived, Purpose, Scenario, Verdict
from scenarios.wording import CHECKLIST

STORY = (
    "On Monday Odalys Brandvoll restarted the queue at Fjordbank twice. The retry loop had no ceiling, so "
    "every\nrestart doubled the messages. Odalys told Fjordbank that nothing was lost."
)
NAMES = ("Odalys Brandvoll", "Odalys", "Fjordbank")
NO_CLUES = {question.key: False for question in CHECKLIST}
CLEAN = Answers(NO_CLUES)
KEEP_REASON = "It is the name of a tool that everybody uses."

ClientFor = Callable[..., FlaskClient]


def looker(*words: str, state: str = COMPLETE) -> Looker:
    """Return a look that marks exactly *words*, longest first, as names of people."""
    ordered = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def look(text: str) -> Look:
        spots = [hit.span() for hit in pattern.finditer(text)]
        found = tuple(Found(*spot, "PERSON", "direct", 0.9, "list", "is on the list") for spot in spots)
        return Look(state, found, (), {"policy": "test"})

    return look


LOOK = looker(*NAMES)


def scenario(text: str = STORY, *, consents: frozenset[Purpose] = frozenset({Purpose.EXAM})) -> Scenario:
    """Return a scenario that can be sent."""
    return Scenario(text=text, lived=Lived.PRODUCTION, consents=consents)


def sent(work: Work, actor: Actor, story: Scenario | None = None, look: Looker = LOOK) -> Submission:
    """Send a scenario and let the machine look at it."""
    submission = operations.submit(work, actor, story or scenario()).submission
    operations.detect(work, submission, look)
    return submission


def accept_all(work: Work, clearer: Actor, submission: Submission) -> None:
    """Accept whatever waits for a decision."""
    waiting = operations.open_findings(work, clearer, submission)
    choices = [Choice(mark.start, mark.end, Verdict.ACCEPT, mark.kind) for mark in waiting]
    operations.decide_many(work, clearer, submission, choices)


def cleared(
    work: Work, contributor: Actor, clearer: Actor, story: Scenario | None = None, look: Looker = LOOK
) -> Submission:
    """Bring a scenario all the way to a signature."""
    submission = sent(work, contributor, story, look)
    accept_all(work, clearer, submission)
    operations.clear(work, clearer, submission, CLEAN, look=look)
    return submission


def token_in(page: str) -> str:
    """Return the protection token of a page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found.group(1)
