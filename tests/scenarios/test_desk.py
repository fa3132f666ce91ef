"""The bank knows a source by its token, and learns nothing more than it may."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from sqlmodel import select

from itembank.core import audit
from itembank.core.actor import STRANGER
from itembank.core.work import Environment, Work, unit_of_work
from scenarios import erasure, operations, records
from scenarios.desk import Desk
from scenarios.models import Submission
from scenarios.operations import Purpose
from tests.conftest import Cast
from tests.scenarios.stories import cleared, scenario

DESK = Desk()
Unit = Callable[[], AbstractContextManager[Work]]
OWN_WORDS = {"stimulus": "A worker was restarted again and again, and its backlog grew each time."}


def _token(work: Work, submission: Submission) -> str:
    return operations.source_token_of(work.session, submission) or ""


def test_a_cleared_source_is_live(work: Work, cast: Cast) -> None:
    """Cleared, attested, allowed for exams."""
    assert DESK.is_live(work, _token(work, cleared(work, cast.petra, cast.clara)))


def test_an_unknown_token_is_not_live(work: Work) -> None:
    """And nobody is barred by it, and nothing is found."""
    assert not DESK.is_live(work, "0" * 32)
    assert DESK.barred_people(work, "0" * 32) == frozenset()
    assert DESK.check(work, "0" * 32, OWN_WORDS) == ()
    assert DESK.label(work, "0" * 32) == "unknown source"


def test_a_live_source_has_a_page_and_no_other_has(app: Flask, work: Work, cast: Cast) -> None:
    """An item links to what it was written from as long as that stands."""
    submission = cleared(work, cast.petra, cast.clara)
    token = _token(work, submission)

    with app.test_request_context():
        before = DESK.link(work, token)
        operations.withdraw(work, cast.petra, submission)
        after = DESK.link(work, token)

    assert (before, after) == (f"/sources/{token}", "")


def test_a_withdrawn_source_is_not_live(work: Work, cast: Cast) -> None:
    """From the same moment on."""
    submission = cleared(work, cast.petra, cast.clara)
    operations.withdraw(work, cast.petra, submission)

    assert not DESK.is_live(work, _token(work, submission))


def test_a_source_without_consent_for_exams_is_not_live(work: Work, cast: Cast) -> None:
    """Framework use is another purpose."""
    story = scenario(consents=frozenset({Purpose.FRAMEWORK}))

    assert not DESK.is_live(work, _token(work, cleared(work, cast.petra, cast.clara, story)))


def test_the_contributor_is_barred(work: Work, cast: Cast) -> None:
    """Nobody reviews a question made from what they sent."""
    submission = cleared(work, cast.rita, cast.clara)

    assert DESK.barred_people(work, _token(work, submission)) == {cast.rita.id}


def test_nobody_is_barred_by_an_anonymous_source(work: Work, cast: Cast) -> None:
    """There is no row to look in."""
    assert DESK.barred_people(work, _token(work, cleared(work, STRANGER, cast.clara))) == frozenset()


def test_a_label_says_nothing_about_the_contributor(work: Work, cast: Cast) -> None:
    """A date, and nothing else."""
    assert (
        DESK.label(work, _token(work, cleared(work, cast.petra, cast.clara)))
        == "cleared source of 2 March 2026"
    )


def test_own_words_pass(work: Work, cast: Cast) -> None:
    """Rewriting is what editors are for."""
    assert DESK.check(work, _token(work, cleared(work, cast.petra, cast.clara)), OWN_WORDS) == ()


def test_a_name_of_the_source_blocks(work: Work, cast: Cast) -> None:
    """However it is written; the answer holds a place in the item and no word of the source."""
    token = _token(work, cleared(work, cast.petra, cast.clara))

    (finding,) = DESK.check(work, token, {"option A": "Ask FJORDBANK first."})

    assert (finding.field, finding.start, finding.end, finding.blocks) == ("option A", 4, 13, True)
    assert "fjordbank" not in finding.reason.lower()


def test_eight_words_in_a_row_block(work: Work, cast: Cast) -> None:
    """Copying is not rewriting."""
    token = _token(work, cleared(work, cast.petra, cast.clara))
    copied = {"stimulus": "Note that the retry loop had no ceiling, so every restart doubled the messages."}

    findings = DESK.check(work, token, copied)

    assert [finding.blocks for finding in findings] == [True]


def test_eight_words_block_even_after_the_raw_text_is_gone(unit: Unit, cast: Cast) -> None:
    """The cleared text is compared on its own then."""
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
    with unit() as work:
        erasure.erase(work, cast.clara, submission, records.RAW, reason="retention")
    with unit() as work:
        copied = {"stimulus": "The retry loop had no ceiling, so every restart doubled the messages."}
        assert DESK.check(work, _token(work, submission), copied)


def test_an_opening_for_the_leak_check_is_recorded_even_when_a_page_is_only_read(
    unit: Unit, env: Environment, cast: Cast
) -> None:
    """Reading requests cannot write; the record gets a transaction of its own."""
    with unit() as work:
        token = _token(work, cleared(work, cast.petra, cast.clara))
    with unit_of_work(env, writing=False) as reading:
        DESK.check(reading, token, OWN_WORDS)

    with unit() as work:
        query = select(audit.AuditEvent).where(audit.AuditEvent.action == "raw.open")
        assert [event.body["purpose"] for event in work.session.exec(query)][-1] == "leak-check"
