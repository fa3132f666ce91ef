"""No sequence of actions lets a text out with an undecided finding, or a raw text to anybody but a clearer.

Seen to fail when `check_nothing_undecided` is taken out of `clear` or of the preview, when `check_looked_at`
is taken out, when `check_justified` and `_second_mark` together take a rejection without a reason, and when
`check_may_read_raw` lets editors pass.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from itembank.core.actor import Actor
from itembank.core.errors import DomainError, Refused
from itembank.core.work import Environment, Work, unit_of_work
from scenarios import operations, records
from scenarios.clearance.detection import Look
from scenarios.models import SpanDecision, Submission
from scenarios.operations import Answers, Choice, Needle, Verdict
from tests.conftest import Cast
from tests.scenarios.stories import CLEAN, KEEP_REASON, NO_CLUES, looker, scenario

FIRST, SECOND = ("Odalys Brandvoll", "Fjordbank", "retry loop"), ("queue", "messages")
CLEARERS, OTHERS = ("clara", "clara", "petra"), ("ed", "rita", "stan", "ada", "nils")
READ_BY_HAND = Answers(NO_CLUES, read_by_hand=True)
KEPT = Answers(NO_CLUES, kept_read_again=True)
T = TypeVar("T")
VERDICTS = st.sampled_from([Verdict.ACCEPT, Verdict.REJECT])
PLACE = st.integers(0, 9)
Ending = tuple[Verdict, str, int, int | None]
ENDINGS = st.tuples(
    VERDICTS, st.sampled_from(["", KEEP_REASON]), st.sampled_from([3, 0]), st.sampled_from([None, 0, 1, 2])
)


def _second_look(text: str) -> Look:
    return looker(*SECOND)(text)


class Clearance(RuleBasedStateMachine):
    """People act on one submission in any order; what is refused changes nothing."""

    env: Environment
    cast: Cast

    @initialize(looked=st.sampled_from(["yes", "no", "failed"]), ending=ENDINGS)
    def send(self, looked: str, ending: Ending) -> None:
        """Petra, who is given the permission to clear as well, sends a story; mostly the machine looks."""
        self.ending = ending
        self.people = {name: getattr(self.cast, name) for name in (*CLEARERS, *OTHERS)}
        may = self.people["clara"].permissions | self.people["petra"].permissions
        self.people["petra"] = Actor(self.people["petra"].id, "Petra", may)
        with self._unit() as work:
            self.token = operations.submit(work, self.people["petra"], scenario()).submission.token
        if looked != "no":
            self._look(failed=looked == "failed")

    @rule(failed=st.booleans())
    def detect(self, *, failed: bool) -> None:
        """The machine looks, and may fail."""
        self._look(failed=failed)

    def _look(self, *, failed: bool) -> None:
        state = "needs_attention" if failed else "complete"
        self._try(lambda work, row: operations.detect(work, row, looker(*FIRST, state=state)))

    @rule(who=st.sampled_from(CLEARERS), place=PLACE, verdict=VERDICTS, same=st.booleans())
    def decide(self, who: str, place: int, verdict: Verdict, *, same: bool) -> None:
        """Somebody decides over a mark, or over all alike."""

        def act(work: Work, row: Submission) -> None:
            mark = _pick(operations.open_bench(work, self.people[who], row).marks, place)
            verb = operations.decide_same if same else operations.decide
            if mark:
                verb(work, self.people[who], row, Choice(*mark.spot, verdict, mark.kind))

        self._try(act)

    @rule(who=st.sampled_from(CLEARERS), start=st.integers(0, 180), length=st.integers(1, 30))
    def add(self, who: str, start: int, length: int) -> None:
        """Somebody marks any stretch."""
        choice = Choice(start, start + length, Verdict.ADD, "CODENAME")
        self._try(lambda work, row: operations.decide(work, self.people[who], row, choice))

    @rule(who=st.sampled_from(CLEARERS), word=st.sampled_from(["Odalys", "queue", "Fjordbank", "absent"]))
    def mark(self, who: str, word: str) -> None:
        """Somebody marks a word everywhere."""
        needle = Needle(word, "CODENAME")
        self._try(lambda work, row: operations.mark_every(work, self.people[who], row, needle))

    @rule(who=st.sampled_from(CLEARERS))
    def undo(self, who: str) -> None:
        """Somebody takes the last action back."""
        self._try(lambda work, row: operations.undo(work, self.people[who], row))

    @rule(
        who=st.sampled_from(CLEARERS),
        place=PLACE,
        verdict=VERDICTS,
        reason=st.sampled_from(["", KEEP_REASON]),
    )
    def decide_second(self, who: str, place: int, verdict: Verdict, reason: str) -> None:
        """Somebody decides over what the second look found."""

        def act(work: Work, row: Submission) -> None:
            person = self.people[who]
            found = _pick(operations.open_preview(work, person, row, _second_look).second_look, place)
            if found:
                choice = Choice(*found.mark.spot, verdict, found.mark.kind, reason)
                operations.decide_second_look(work, person, row, choice, look=_second_look)

        self._try(act)

    @rule(
        who=st.sampled_from(CLEARERS),
        answers=st.sampled_from([CLEAN, Answers({}), READ_BY_HAND, KEPT]),
    )
    def clear(self, who: str, answers: Answers) -> None:
        """Somebody signs."""
        self._try(lambda work, row: operations.clear(work, self.people[who], row, answers, look=_second_look))

    @rule(who=st.sampled_from(OTHERS))
    def ask_for_raw_text(self, who: str) -> None:
        """Anybody else asks, in every way there is."""
        for act in (operations.open_bench, operations.open_findings, operations.open_preview):
            with self._unit() as work, pytest.raises(Refused):
                act(work, self.people[who], records.get_submission(work.session, self.token))

    def teardown(self) -> None:
        """Whatever came before, Clara decides all she sees, or leaves one out, and signs at once."""
        if not hasattr(self, "token"):
            return
        verdict, reason, looks, left = self.ending
        self._try(lambda work, row: self._decide_rest(work, row, verdict, left))
        for _ in range(looks):
            self._try(lambda work, row: self._decide_second_rest(work, row, verdict, reason))
        self._try(
            lambda work, row: operations.clear(work, self.people["clara"], row, KEPT, look=_second_look)
        )
        self.what_is_out_was_decided()

    def _decide_rest(self, work: Work, row: Submission, verdict: Verdict, left: int | None) -> None:
        waiting = operations.open_findings(work, self.people["clara"], row)
        spared = _pick(waiting, left) if left is not None else None
        choices = [Choice(*mark.spot, verdict, mark.kind) for mark in waiting if mark != spared]
        if choices:
            operations.decide_many(work, self.people["clara"], row, choices)

    def _decide_second_rest(self, work: Work, row: Submission, verdict: Verdict, reason: str) -> None:
        clara = self.people["clara"]
        for mark in operations.open_preview(work, clara, row, _second_look).waiting[:1]:
            choice = Choice(mark.start, mark.end, verdict, mark.kind, reason)
            operations.decide_second_look(work, clara, row, choice, look=_second_look)

    @invariant()
    def what_is_out_was_decided(self) -> None:
        """Every word of the lists that an editor can read was kept by a person."""
        if not hasattr(self, "token"):
            return
        with self._unit() as work:
            row = records.get_submission(work.session, self.token)
            source = operations.source_token_of(work.session, row)
            if source is None:
                return
            text = operations.read_source(work, self.people["ed"], source).text
            for word in (*FIRST, *SECOND):
                if re.search(re.escape(word), text):
                    assert _was_kept(work, row, word), f"{word} left without a decision"
            assert self._nothing_is_open(work, row)

    def _nothing_is_open(self, work: Work, row: Submission) -> bool:
        preview = operations.open_preview(work, self.people["clara"], row, _second_look)
        return preview.waiting == () and operations.open_findings(work, self.people["clara"], row) == ()

    def _try(self, act: Callable[[Work, Submission], object]) -> None:
        """Act in a unit of work of its own; a refusal rolls it back."""
        try:
            with self._unit() as work:
                act(work, records.get_submission(work.session, self.token))
        except DomainError:
            return

    @contextmanager
    def _unit(self) -> Iterator[Work]:
        with unit_of_work(self.env) as work:
            yield work


def _pick(found: tuple[T, ...], place: int) -> T | None:
    return found[place % len(found)] if found else None


def _was_kept(work: Work, row: Submission, word: str) -> bool:
    """Whether anybody rejected a mark as long as this word; in writing where the first look missed it."""
    query = select(SpanDecision).where(SpanDecision.submission_id == row.id, SpanDecision.verdict == "reject")
    kept = [one for one in work.session.exec(query) if one.end - one.start == len(word)]
    return any(word in FIRST or one.justification for one in kept)


def test_no_sequence_lets_an_undecided_finding_out(env: Environment, cast: Cast) -> None:
    """In any order, by anybody, with any refusals in between."""
    machine = type("Clearance", (Clearance,), {"env": env, "cast": cast})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
