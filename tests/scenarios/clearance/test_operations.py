"""A text leaves clearance only with every finding decided, read, and signed by the right people."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select, text

from itembank.core import audit
from itembank.core.actor import STRANGER, Actor
from itembank.core.errors import Invalid, NotFound, Refused, Stale
from itembank.core.settings import Settings
from itembank.core.work import Environment, Work, unit_of_work
from scenarios import operations, records
from scenarios.clearance import detection, queue
from scenarios.clearance.operations import placeholders
from scenarios.desk import Desk
from scenarios.models import Clearance, DetectedSpan, DetectionRun, SpanDecision, Submission
from scenarios.operations import Answers, Choice, Needle, Purpose, Verdict
from tests.conftest import Cast
from tests.scenarios.stories import (
    CLEAN,
    KEEP_REASON,
    LOOK,
    NO_CLUES,
    accept_all,
    cleared,
    looker,
    scenario,
    sent,
)

Unit = Callable[[], AbstractContextManager[Work]]


def _choice(start: int, end: int, verdict: Verdict, why: str = "") -> Choice:
    return Choice(start, end, verdict, "PERSON", why)


def _actions(work: Work, submission: Submission) -> list[str]:
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.subject == f"submission:{submission.id}")
    return list(work.session.exec(query.order_by(col(audit.AuditEvent.seq))))


def test_a_run_keeps_positions_and_no_text(work: Work, cast: Cast) -> None:
    """Nothing in its rows repeats the submission."""
    sent(work, cast.petra)
    rows = [*work.session.exec(select(DetectionRun)), *work.session.exec(select(DetectedSpan))]

    kept = " ".join(str(row.model_dump()) for row in rows)

    assert "Odalys" not in kept
    assert "Fjordbank" not in kept


def test_looking_twice_keeps_one_run(work: Work, cast: Cast) -> None:
    """A job that runs twice changes nothing."""
    submission = sent(work, cast.petra)
    operations.detect(work, submission, looker("queue"))

    assert len(work.session.exec(select(DetectionRun)).all()) == 1


def test_a_failed_look_is_never_clean(work: Work, cast: Cast) -> None:
    """It needs attention, and says so without a word of the text."""
    submission = operations.submit(work, cast.petra, scenario()).submission
    run = operations.detect(
        work, submission, lambda _: detection.Look(detection.NEEDS_ATTENTION, notes=("Too slow.",))
    )

    assert run.state == "needs_attention"


def test_a_look_that_raises_needs_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in the sanitiser, a person reads the text."""
    import sanitiser

    def broken() -> None:
        raise RuntimeError("Odalys broke it")

    monkeypatch.setattr(sanitiser, "load", broken)
    seen = detection.look("Odalys broke it")

    assert seen.state == "needs_attention"
    assert "Odalys" not in " ".join(seen.notes)


def test_opening_a_raw_text_is_recorded(work: Work, cast: Cast) -> None:
    """Each opening, by whom and for what."""
    submission = sent(work, cast.petra)
    operations.open_bench(work, cast.clara, submission)

    assert _actions(work, submission)[-1] == "raw.open"


@pytest.mark.parametrize("name", ["ed", "stan", "ada", "petra", "nils", "rosa"])
def test_only_clearers_read_raw_text(work: Work, cast: Cast, name: str) -> None:
    """An editor, staff, an administrator, the contributor: nobody else."""
    submission = sent(work, STRANGER)

    with pytest.raises(Refused, match="Raw text is for clearers only"):
        operations.open_bench(work, getattr(cast, name), submission)


@pytest.mark.parametrize("act", [operations.open_bench, operations.open_findings, operations.open_preview])
def test_nobody_clears_what_they_sent(work: Work, cast: Cast, act: Callable[..., object]) -> None:
    """The link to the contributor decides, whatever their roles."""
    submission = sent(work, cast.clara)

    with pytest.raises(Refused, match="You sent this one yourself"):
        act(work, cast.clara, submission)


def test_nothing_is_cleared_before_the_machine_has_looked(work: Work, cast: Cast) -> None:
    """No finding is not the same as no look."""
    submission = operations.submit(work, cast.petra, scenario()).submission

    with pytest.raises(Refused, match="has not looked"):
        operations.clear(work, cast.clara, submission, CLEAN, look=looker())


def test_nothing_is_previewed_while_a_finding_waits(work: Work, cast: Cast) -> None:
    """The text stays in."""
    submission = sent(work, cast.petra)

    with pytest.raises(Refused, match="findings wait"):
        operations.open_preview(work, cast.clara, submission, LOOK)


def test_nothing_is_signed_while_a_finding_waits(work: Work, cast: Cast) -> None:
    """Even with the whole checklist answered."""
    submission = sent(work, cast.petra)

    with pytest.raises(Refused, match="findings wait"):
        operations.clear(work, cast.clara, submission, CLEAN, look=LOOK)


def test_the_same_name_gets_the_same_placeholder(work: Work, cast: Cast) -> None:
    """Short forms included."""
    submission = sent(work, cast.petra)
    accept_all(work, cast.clara, submission)

    cleared_text = operations.open_preview(work, cast.clara, submission, LOOK).text

    assert cleared_text.startswith("On Monday [PERSON_1] restarted the queue at [PERSON_2] twice.")
    assert "[PERSON_1] told [PERSON_2] that" in cleared_text


def test_what_a_person_rejects_stays(work: Work, cast: Cast) -> None:
    """Over-masking empties a story."""
    submission = sent(work, cast.petra, look=looker("queue"))
    (mark,) = operations.open_findings(work, cast.clara, submission)
    operations.decide(work, cast.clara, submission, _choice(*mark.spot, Verdict.REJECT))

    assert "queue" in operations.open_preview(work, cast.clara, submission, looker("queue")).text


def test_what_a_person_adds_is_replaced_everywhere(work: Work, cast: Cast) -> None:
    """Typed once, marked wherever it stands."""
    submission = sent(work, cast.petra, look=looker())

    count = operations.mark_every(work, cast.clara, submission, Needle("odalys", "PERSON"))

    assert count == 2
    assert "Odalys" not in operations.open_preview(work, cast.clara, submission, looker()).text


def test_marking_what_is_marked_says_so(work: Work, cast: Cast) -> None:
    """Nothing is added twice."""
    submission = sent(work, cast.petra, look=looker())
    operations.mark_every(work, cast.clara, submission, Needle("Odalys", "PERSON"))

    with pytest.raises(Invalid, match="marked already"):
        operations.mark_every(work, cast.clara, submission, Needle("Odalys", "PERSON"))


def test_all_alike_are_decided_at_once_and_undone_at_once(work: Work, cast: Cast) -> None:
    """One action, one undo."""
    submission = sent(work, cast.petra, look=looker("Fjordbank"))
    first = operations.open_findings(work, cast.clara, submission)[0]
    operations.decide_same(work, cast.clara, submission, _choice(*first.spot, Verdict.ACCEPT))
    left = len(operations.open_findings(work, cast.clara, submission))
    operations.undo(work, cast.clara, submission)

    assert (left, len(operations.open_findings(work, cast.clara, submission))) == (0, 2)


def test_undo_without_an_action_is_refused(work: Work, cast: Cast) -> None:
    """It says so instead of doing nothing."""
    with pytest.raises(Refused, match="nothing to undo"):
        operations.undo(work, cast.clara, sent(work, cast.petra))


def test_a_decision_on_an_old_page_is_refused_with_both_sides(work: Work, cast: Cast) -> None:
    """What stands now, and what was sent; nothing of the text in either."""
    submission = sent(work, cast.petra)
    mark = operations.open_findings(work, cast.clara, submission)[0]
    operations.decide(work, cast.clara, submission, _choice(*mark.spot, Verdict.ACCEPT), seen=0)

    with pytest.raises(Stale) as refusal:
        operations.decide(work, cast.clara, submission, _choice(*mark.spot, Verdict.REJECT), seen=0)

    (difference,) = refusal.value.differences
    assert (difference.theirs, difference.yours) == ("accepted as person", "reject as person")


def test_a_finding_that_is_not_there_cannot_be_rejected(work: Work, cast: Cast) -> None:
    """So that nothing is waved through before it is found."""
    submission = sent(work, cast.petra, look=looker())

    with pytest.raises(Invalid, match="not there any more"):
        operations.decide(work, cast.clara, submission, _choice(0, 5, Verdict.REJECT))


def test_what_the_second_look_finds_has_to_be_decided(work: Work, cast: Cast) -> None:
    """A name that the first look missed does not get out."""
    submission = sent(work, cast.petra, look=looker("Fjordbank"))
    accept_all(work, cast.clara, submission)

    with pytest.raises(Refused, match="2 findings wait"):
        operations.clear(work, cast.clara, submission, CLEAN, look=looker("Odalys"))


def test_accepting_what_the_second_look_found_replaces_it(work: Work, cast: Cast) -> None:
    """The text is made anew, and numbered as one."""
    submission = sent(work, cast.petra, look=looker("Fjordbank"))
    accept_all(work, cast.clara, submission)
    look = looker("Odalys Brandvoll")
    (found,) = operations.open_preview(work, cast.clara, submission, look).second_look
    operations.decide_second_look(
        work, cast.clara, submission, _choice(*found.mark.spot, Verdict.ACCEPT), look=look
    )

    preview = operations.open_preview(work, cast.clara, submission, look)

    assert preview.second_look == ()
    assert preview.text.startswith("On Monday [PERSON_1] restarted the queue at [PERSON_2]")


def test_keeping_what_the_second_look_found_needs_a_reason(work: Work, cast: Cast) -> None:
    """A person says in writing why it may stay."""
    look = looker("queue")
    submission = sent(work, cast.petra, look=looker())
    (found,) = operations.open_preview(work, cast.clara, submission, look).second_look

    with pytest.raises(Invalid, match="why this may stay"):
        operations.decide_second_look(
            work, cast.clara, submission, _choice(*found.mark.spot, Verdict.REJECT), look=look
        )

    operations.decide_second_look(
        work, cast.clara, submission, _choice(*found.mark.spot, Verdict.REJECT, KEEP_REASON), look=look
    )
    assert operations.clear(work, cast.clara, submission, CLEAN, look=look).raw_purge_on is not None


def test_a_justification_is_sealed(work: Work, cast: Cast) -> None:
    """It may quote the text."""
    look = looker("queue")
    submission = sent(work, cast.petra, look=looker())
    (found,) = operations.open_preview(work, cast.clara, submission, look).second_look
    operations.decide_second_look(
        work, cast.clara, submission, _choice(*found.mark.spot, Verdict.REJECT, KEEP_REASON), look=look
    )

    (row,) = work.session.exec(select(SpanDecision))

    assert row.justification is not None
    assert KEEP_REASON.encode() not in row.justification


def test_a_text_the_machine_could_not_read_needs_a_word_for_word_reading(work: Work, cast: Cast) -> None:
    """Then, and only then, a person may sign for it."""
    look = looker(state="needs_attention")
    submission = sent(work, cast.petra, look=look)

    with pytest.raises(Invalid, match="word by word"):
        operations.clear(work, cast.clara, submission, CLEAN, look=look)

    read = Answers(NO_CLUES, read_by_hand=True)
    assert operations.clear(work, cast.clara, submission, read, look=look).checklist["read_by_hand"] is True


def test_findings_that_identify_stay_only_after_they_were_read_again(work: Work, cast: Cast) -> None:
    """Rejecting every name and answering five times no is not enough; the record says how many stay."""
    submission = sent(work, cast.petra)
    waiting = operations.open_findings(work, cast.clara, submission)
    operations.decide_many(
        work, cast.clara, submission, [_choice(*mark.spot, Verdict.REJECT) for mark in waiting]
    )

    with pytest.raises(Invalid, match="4 places stay"):
        operations.clear(work, cast.clara, submission, CLEAN, look=LOOK)

    read = Answers(NO_CLUES, kept_read_again=True)
    assert operations.clear(work, cast.clara, submission, read, look=LOOK).checklist["kept_direct"] == 4


def test_a_signature_is_bound_to_the_page_that_was_read(work: Work, cast: Cast) -> None:
    """A decision in between makes it stale."""
    submission = sent(work, cast.petra, look=looker())
    seen = operations.open_preview(work, cast.clara, submission, looker()).seen
    operations.mark_every(work, cast.clara, submission, Needle("Odalys", "PERSON"))

    with pytest.raises(Stale):
        operations.clear(work, cast.clara, submission, CLEAN, seen=seen, look=looker())


def test_a_clearance_that_is_taken_back_ends_the_source_at_once(work: Work, cast: Cast) -> None:
    """No editor reads it, and it is not live."""
    submission = cleared(work, cast.petra, cast.clara)
    token = operations.source_token_of(work.session, submission)
    assert token is not None
    operations.recall(work, cast.clara, submission, "by_mistake")

    assert not Desk().is_live(work, token)
    with pytest.raises(NotFound):
        operations.read_source(work, cast.ed, token)


def test_what_was_taken_back_is_decided_and_cleared_again(work: Work, cast: Cast) -> None:
    """By the same person, under the same token, and editors read the text that was signed last."""
    submission = cleared(work, cast.petra, cast.clara)
    token = operations.source_token_of(work.session, submission)
    assert token is not None
    operations.recall(work, cast.clara, submission, "something_identifies")
    operations.mark_every(work, cast.clara, submission, Needle("queue", "CODENAME"))
    operations.clear(work, cast.clara, submission, CLEAN, look=LOOK)

    assert "[CODENAME_1]" in operations.read_source(work, cast.ed, token).text


def test_signatures_before_a_recall_do_not_count(work: Work, cast: Cast) -> None:
    """Although no decision was changed since."""
    submission = cleared(work, cast.petra, cast.clara)
    operations.recall(work, cast.clara, submission, "by_mistake")

    assert not records.case_of(work.session, submission).is_cleared
    assert [entry.token for entry in queue.entries(work.session, cast.clara)] == [submission.token]


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [("clara", "because", Invalid), ("ed", "by_mistake", Refused), ("petra", "by_mistake", Refused)],
)
def test_a_recall_needs_a_clearer_and_a_reason(
    work: Work, cast: Cast, who: str, reason: str, refusal: type[Exception]
) -> None:
    """Nobody else, and not without saying why."""
    submission = cleared(work, cast.petra, cast.clara)

    with pytest.raises(refusal):
        operations.recall(work, getattr(cast, who), submission, reason)


def test_what_is_not_cleared_is_not_taken_back(work: Work, cast: Cast) -> None:
    """Neither before a signature nor twice."""
    submission = cleared(work, cast.petra, cast.clara)
    operations.recall(work, cast.clara, submission, "by_mistake")

    with pytest.raises(Refused, match="not cleared"):
        operations.recall(work, cast.clara, submission, "by_mistake")


def test_what_is_cleared_does_not_change(work: Work, cast: Cast) -> None:
    """Neither by a decision nor by an undo."""
    submission = cleared(work, cast.petra, cast.clara)

    with pytest.raises(Refused, match="is cleared"):
        operations.mark_every(work, cast.clara, submission, Needle("queue", "CODENAME"))
    with pytest.raises(Refused, match="is cleared"):
        operations.undo(work, cast.clara, submission)


def test_a_signature_says_what_was_signed(work: Work, cast: Cast) -> None:
    """Who, when, the statement, the checklist, the policy, the text by its digest."""
    submission = cleared(work, cast.petra, cast.clara)

    (signature,) = work.session.exec(select(Clearance))

    assert signature.by_id == cast.clara.id
    assert signature.required == 1
    assert signature.statement.startswith("I have read this text")
    assert signature.text_digest == work.vault.digest(
        f"cleared:{submission.token}", _text_of(work, cast, submission)
    )


def _text_of(work: Work, cast: Cast, submission: Submission) -> str:
    token = operations.source_token_of(work.session, submission)
    assert token is not None
    return operations.read_source(work, cast.ed, token).text


@pytest.fixture
def careful(settings: Settings, env: Environment) -> Environment:
    """The same bank, with a policy of two clearers."""
    return Environment(
        settings=settings.model_copy(update={"clearers": 2}),
        engine=env.engine,
        vault=env.vault,
        clock=env.clock,
    )


def test_with_a_policy_of_two_one_signature_changes_nothing(careful: Environment, cast: Cast) -> None:
    """The first waits for the second, and the same person cannot be both."""
    with unit_of_work(careful) as work:
        submission = cleared(work, cast.petra, cast.clara)

        assert operations.source_token_of(work.session, submission) is None
        assert not records.standing(work.session, submission).cleared
        with pytest.raises(Refused, match="second person"):
            operations.clear(work, cast.clara, submission, CLEAN, look=LOOK)


def test_the_second_signature_clears(careful: Environment, cast: Cast) -> None:
    """By another clearer, on the same text."""
    second = _also_clearer(cast)
    with unit_of_work(careful) as work:
        submission = cleared(work, cast.petra, cast.clara)
        operations.clear(work, second, submission, CLEAN, look=LOOK)

        assert operations.source_token_of(work.session, submission) is not None


def test_a_decision_after_the_first_signature_voids_it(careful: Environment, cast: Cast) -> None:
    """Two people have to sign the same text."""
    second = _also_clearer(cast)
    with unit_of_work(careful) as work:
        submission = cleared(work, cast.petra, cast.clara)
        operations.mark_every(work, second, submission, Needle("queue", "CODENAME"))
        operations.clear(work, second, submission, CLEAN, look=LOOK)

        assert operations.source_token_of(work.session, submission) is None


def _also_clearer(cast: Cast) -> Actor:
    return replace(cast.rosa, permissions=cast.clara.permissions)


def test_without_consent_for_exams_it_is_cleared_and_never_offered(work: Work, cast: Cast) -> None:
    """Each purpose is its own."""
    submission = cleared(work, cast.petra, cast.clara, scenario(consents=frozenset({Purpose.FRAMEWORK})))
    token = operations.source_token_of(work.session, submission)

    assert token is not None
    assert operations.live_sources(work) == []
    with pytest.raises(NotFound):
        operations.read_source(work, cast.ed, token)


def test_closing_erases_and_says_why(unit: Unit, cast: Cast, env: Environment) -> None:
    """A reason of the list, and no text left."""
    with unit() as work:
        submission = sent(work, cast.petra)
        operations.close(work, cast.clara, submission, "cannot_be_generalised")

    assert not env.vault.exists(f"raw:{submission.token}")


def test_closing_needs_a_reason_of_the_list(work: Work, cast: Cast) -> None:
    """Anything else is refused."""
    with pytest.raises(Invalid, match="why"):
        operations.close(work, cast.clara, sent(work, cast.petra), "because")


def test_proposed_placeholders_line_up_with_the_marks(work: Work, cast: Cast) -> None:
    """Each finding shows what would replace it; a rejected one shows nothing."""
    submission = sent(work, cast.petra)
    first = operations.open_findings(work, cast.clara, submission)[0]
    operations.decide(work, cast.clara, submission, _choice(*first.spot, Verdict.REJECT))
    bench = operations.open_bench(work, cast.clara, submission)

    assert placeholders(bench.text, bench.marks) == ("", "[PERSON_1]", "[PERSON_2]", "[PERSON_1]")


@pytest.mark.parametrize(
    "table", ["span_decision", "clearance", "detected_span", "submission", "consent_record", "source"]
)
def test_the_database_refuses_to_rewrite_what_was_decided(unit: Unit, cast: Cast, table: str) -> None:
    """Append-only is a trigger, not a habit."""
    with unit() as work:
        cleared(work, cast.petra, cast.clara)
    with pytest.raises(DBAPIError, match="append-only"), unit() as work:
        work.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - the names are in the test


def test_the_database_refuses_an_empty_stretch(unit: Unit, cast: Cast) -> None:
    """The rule is repeated where no code can forget it."""
    with unit() as work:
        submission = sent(work, cast.petra)
    with pytest.raises(IntegrityError), unit() as work:
        work.session.add(
            SpanDecision(
                submission_id=submission.id or 0,
                batch=1,
                start=4,
                end=4,
                kind="PERSON",
                verdict="accept",
                by_id=cast.ids["clara"],
                at=work.now(),
            )
        )
