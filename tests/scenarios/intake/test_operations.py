"""What contributors send is taken once, sealed, followed and given back."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import func, select

from itembank.core import audit
from itembank.core.actor import STRANGER
from itembank.core.errors import Invalid, NotFound, Refused
from itembank.core.jobs import Job
from itembank.core.work import Environment, Work
from scenarios import records
from scenarios.intake import operations
from scenarios.intake.rules import State
from scenarios.models import ConsentRecord, ContributorLink, Draft, RawText, Submission
from scenarios.wording import CONSENTS, VERSION, Purpose
from tests.conftest import Cast, MovingClock
from tests.scenarios.stories import STORY, cleared, scenario, sent

Unit = Callable[[], AbstractContextManager[Work]]


def _count(work: Work, table: type[Submission | ContributorLink | Draft]) -> int:
    return work.session.exec(select(func.count()).select_from(table)).one()


def test_a_text_is_sealed_as_it_arrives(work: Work) -> None:
    """The bank holds no word of it; the key store opens it."""
    submission = operations.submit(work, STRANGER, scenario()).submission
    sealed = work.session.get_one(RawText, submission.id).sealed

    assert b"Odalys" not in sealed
    assert work.vault.open(f"raw:{submission.token}", "raw", sealed) == STORY


def test_a_double_click_makes_one_submission(work: Work) -> None:
    """Both answers show the same receipt."""
    first = operations.submit(work, STRANGER, scenario(), "k1")
    second = operations.submit(work, STRANGER, scenario(), "k1")

    assert _count(work, Submission) == 1
    assert first.code == second.code


def test_another_text_from_the_same_page_is_another_submission(work: Work) -> None:
    """Going back in the browser and changing the text loses nothing."""
    operations.submit(work, STRANGER, scenario(), "k1")
    operations.submit(work, STRANGER, scenario("Something else broke."), "k1")

    assert _count(work, Submission) == 2


def test_an_anonymous_submission_has_nobody_attached(work: Work) -> None:
    """There is no row that could say who."""
    operations.submit(work, STRANGER, scenario())

    assert _count(work, ContributorLink) == 0


def test_only_one_table_knows_the_contributor(work: Work, cast: Cast) -> None:
    """Not even the audit log names them."""
    submission = operations.submit(work, cast.petra, scenario()).submission
    query = select(audit.AuditEvent).where(audit.AuditEvent.subject == f"submission:{submission.id}")

    assert work.session.get_one(ContributorLink, submission.id).person_id == cast.petra.id
    assert {event.actor_id for event in work.session.exec(query)} == {None}


def test_the_wording_of_each_consent_is_kept(work: Work) -> None:
    """What was allowed, what was not, and the words as they were shown."""
    operations.submit(work, STRANGER, scenario(consents=frozenset({Purpose.EXAM})))
    rows = {row.purpose: row for row in work.session.exec(select(ConsentRecord))}

    assert {purpose: row.given for purpose, row in rows.items()} == {
        "attestation": True,
        "exam": True,
        "framework": False,
        "analysis": False,
    }
    assert rows["framework"].wording == CONSENTS[Purpose.FRAMEWORK]
    assert {row.wording_version for row in rows.values()} == {VERSION}


def test_the_machine_is_asked_by_a_job_that_holds_no_text(work: Work) -> None:
    """A job names the submission by its token."""
    submission = operations.submit(work, STRANGER, scenario()).submission

    (job,) = work.session.exec(select(Job))

    assert (job.kind, job.subject) == ("detect", submission.token)


def test_an_empty_text_is_refused_with_its_place(work: Work) -> None:
    """Nothing is kept of a refused scenario."""
    with pytest.raises(Invalid) as refusal:
        operations.submit(work, STRANGER, scenario(" "))

    assert refusal.value.place == "text"
    assert _count(work, Submission) == 0


def test_a_receipt_code_finds_its_submission(work: Work) -> None:
    """However it is typed, and only its digest is stored."""
    receipt = operations.submit(work, STRANGER, scenario())

    assert operations.find_by_code(work, receipt.code.lower().replace("-", " ")) is receipt.submission
    assert receipt.code not in str(receipt.submission.model_dump())


def test_an_unknown_code_is_told(work: Work) -> None:
    """The sentence says what to check."""
    with pytest.raises(NotFound, match="letter by letter"):
        operations.find_by_code(work, "AAAA-BBBB-CCCC-DDDD")


def test_the_state_follows_the_work(work: Work, cast: Cast) -> None:
    """Received, in clearance, cleared: as things happen."""
    fresh = sent(work, cast.petra)
    done = cleared(work, cast.petra, cast.clara, scenario("Again Odalys broke it."))

    assert operations.state_of(work, fresh) is State.RECEIVED
    assert operations.state_of(work, done) is State.CLEARED
    assert [row.state for row in operations.sent_by(work, cast.petra)] == [State.CLEARED, State.RECEIVED]


def test_somebody_elses_submission_looks_as_if_it_were_not_there(work: Work, cast: Cast) -> None:
    """A token that leaked opens nothing."""
    submission = operations.submit(work, cast.petra, scenario()).submission

    with pytest.raises(NotFound):
        operations.own(work, cast.nils, submission.token)


def test_withdrawing_destroys_both_texts(unit: Unit, cast: Cast, env: Environment) -> None:
    """Their keys are gone as soon as the withdrawal is safe."""
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
    with unit() as work:
        operations.withdraw(work, cast.petra, records.get_submission(work.session, submission.token))

    assert not env.vault.exists(f"raw:{submission.token}")
    assert not env.vault.exists(f"cleared:{submission.token}")


def test_withdrawing_twice_is_refused(work: Work) -> None:
    """Gone is gone."""
    submission = operations.submit(work, STRANGER, scenario()).submission
    operations.withdraw(work, STRANGER, submission)

    with pytest.raises(Refused, match="withdrawn already"):
        operations.withdraw(work, STRANGER, submission)


def test_a_withdrawal_that_fails_erases_nothing(unit: Unit, env: Environment) -> None:
    """Keys are destroyed only after the record of it is safe."""
    with unit() as work:
        submission = operations.submit(work, STRANGER, scenario()).submission
    with pytest.raises(Refused), unit() as work:
        _withdraw_twice(work, submission.token)

    assert env.vault.exists(f"raw:{submission.token}")


def _withdraw_twice(work: Work, token: str) -> None:
    """Fail after the first one, in the same transaction."""
    for _ in range(2):
        operations.withdraw(work, STRANGER, records.get_submission(work.session, token))


def test_a_draft_comes_back_word_by_word(work: Work) -> None:
    """With the token that the browser keeps."""
    token, _ = operations.save_draft(work, STRANGER, (), {"text": "half a story", "exam": "y"})

    (draft,) = operations.kept_drafts(work, STRANGER, [token])

    assert draft.values == {"text": "half a story", "exam": "y"}


def test_a_draft_is_sealed(work: Work) -> None:
    """The bank holds neither its words nor its token."""
    token, _ = operations.save_draft(work, STRANGER, (), {"text": "half a story"})

    (row,) = work.session.exec(select(Draft))

    assert b"half a story" not in row.sealed
    assert token not in str(row.model_dump())


def test_saving_again_keeps_one_draft(work: Work) -> None:
    """The newer words replace the older ones."""
    token, reference = operations.save_draft(work, STRANGER, (), {"text": "one"})

    again = operations.save_draft(work, STRANGER, [token], {"text": "two"}, reference)

    assert again == ("", reference)
    assert _count(work, Draft) == 1


def test_a_draft_follows_its_owner_to_another_browser(work: Work, cast: Cast) -> None:
    """Logged in, no cookie is needed; and nobody else gets it."""
    operations.save_draft(work, cast.petra, (), {"text": "mine"})

    assert len(operations.kept_drafts(work, cast.petra, ())) == 1
    assert operations.kept_drafts(work, cast.nils, ()) == []


def test_a_draft_is_kept_for_seven_days(work: Work, clock: MovingClock) -> None:
    """And no longer."""
    token, _ = operations.save_draft(work, STRANGER, (), {"text": "one"})
    clock.advance(days=8)

    assert operations.kept_drafts(work, STRANGER, [token]) == []


def test_forgetting_a_draft_destroys_its_key(unit: Unit, env: Environment) -> None:
    """No backup of the bank can bring it back."""
    with unit() as work:
        token, reference = operations.save_draft(work, STRANGER, (), {"text": "one"})
        (key_id,) = work.session.exec(select(Draft.key_id))
    with unit() as work:
        operations.forget_draft(work, STRANGER, [token], reference)

    assert not env.vault.exists(key_id)
