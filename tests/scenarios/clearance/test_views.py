"""The queue, the workbench and the preview, for clearers and nobody else."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import select

from itembank.core import audit
from itembank.core.work import Environment, Work
from scenarios import operations, records
from scenarios.clearance.detection import Look
from scenarios.clearance.rules import Mark
from scenarios.models import SpanDecision
from scenarios.operations import Choice, Verdict
from scenarios.wording import CHECKLIST
from tests.conftest import Cast
from tests.scenarios.stories import (
    LOOK,
    STORY,
    ClientFor,
    accept_all,
    cleared,
    looker,
    scenario,
    sent,
    token_in,
)

Unit = Callable[[], AbstractContextManager[Work]]
SECRET = "sk-proj-Zq81LmNo2PqR77StUv"


@dataclass(frozen=True, slots=True)
class Desk:
    """A clearer's browser with one submission on the workbench."""

    client: FlaskClient
    token: str
    csrf: str

    def post(self, path: str, **data: str | int) -> tuple[int, str]:
        """Post a form of the workbench."""
        sent_data = {"csrf_token": self.csrf, **data}
        answer = self.client.post(f"/clearance/{self.token}/{path}", data=sent_data)
        return answer.status_code, answer.text


@pytest.fixture
def desk(client_for: ClientFor, unit: Unit, cast: Cast) -> Desk:
    """Petra's story, looked at by the machine, opened by Clara."""
    with unit() as work:
        token = sent(work, cast.petra).token
    client = client_for("clara")
    return Desk(client, token, token_in(client.get(f"/clearance/{token}").text))


def _marks(unit: Unit, cast: Cast, token: str) -> tuple[Mark, ...]:
    with unit() as work:
        return operations.open_bench(work, cast.clara, records.get_submission(work.session, token)).marks


def _accept_all(unit: Unit, cast: Cast, token: str) -> None:
    with unit() as work:
        accept_all(work, cast.clara, records.get_submission(work.session, token))


def test_the_queue_lists_what_waits_without_a_word_of_it(desk: Desk) -> None:
    """How old, how long, how far."""
    page = desk.client.get("/clearance").text

    assert "0 of 4 decided" in page
    assert "Odalys" not in page


def test_an_empty_queue_says_what_will_come(client_for: ClientFor) -> None:
    """Nobody looks at an empty table."""
    assert "Nothing waits for clearance" in client_for("clara").get("/clearance").text


def test_the_queue_needs_as_many_queries_for_many_as_for_few(
    client_for: ClientFor, unit: Unit, cast: Cast, env: Environment
) -> None:
    """At most twelve, log-in included."""
    with unit() as work:
        for number in range(12):
            sent(work, cast.petra, scenario(f"Odalys broke it {number} times."))
    client = client_for("clara")
    seen: list[str] = []
    event.listen(env.engine, "before_cursor_execute", lambda *args: seen.append(str(args[2])))
    client.get("/clearance")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) <= 12


def test_the_workbench_shows_text_and_findings(desk: Desk) -> None:
    """Marks in the text, the proposed placeholder beside each finding."""
    page = desk.client.get(f"/clearance/{desk.token}").text

    assert page.count('<mark class="f undecided"') == 4
    assert "[PERSON_1]" in page
    assert "0</span> of <span data-total>4" in page


def test_the_title_of_the_page_holds_no_word_of_the_text(desk: Desk) -> None:
    """Titles end up in histories and on screens that others see."""
    page = desk.client.get(f"/clearance/{desk.token}").text

    assert "<title>Clearing a scenario · itembank</title>" in page


def test_a_secret_is_never_shown_back_in_full(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Neither in the list nor in the text; rejected, it was none."""
    with unit() as work:
        submission = operations.submit(
            work, cast.petra, scenario(f"The key was {SECRET} all along.")
        ).submission
        operations.detect(work, submission, _secret_look)
    page = client_for("clara").get(f"/clearance/{submission.token}").text

    assert SECRET not in page
    assert "sk••••" in page
    assert "looks like a password or key" in page


def _secret_look(text: str) -> Look:
    seen = looker(SECRET)(text)
    return replace(seen, found=tuple(replace(one, kind="SECRET") for one in seen.found))


@pytest.mark.parametrize("name", ["petra", "ed", "rita", "stan", "ada", "nils"])
def test_the_workbench_is_for_clearers(client_for: ClientFor, desk: Desk, name: str) -> None:
    """Every other role is refused and sees no word."""
    answer = client_for(name).get(f"/clearance/{desk.token}")

    assert answer.status_code == 403
    assert "Odalys" not in answer.text


def test_a_stranger_is_sent_to_the_log_in(client_for: ClientFor, desk: Desk) -> None:
    """Nothing is said about what is there."""
    assert "/login" in client_for().get(f"/clearance/{desk.token}").location


def test_an_editors_request_for_raw_text_is_refused_and_recorded(
    client_for: ClientFor, desk: Desk, unit: Unit, cast: Cast
) -> None:
    """The audit log knows who asked."""
    answer = client_for("ed").get(f"/clearance/{desk.token}")

    assert answer.status_code == 403
    with unit() as work:
        query = select(audit.AuditEvent).where(audit.AuditEvent.action == "raw.refused")
        assert [one.actor_id for one in work.session.exec(query)] == [cast.ids["ed"]]


def test_a_bad_token_is_not_found(client_for: ClientFor) -> None:
    """It looks the same as one that is not for you."""
    assert client_for("clara").get("/clearance/0000").status_code == 404


def test_ones_own_submission_is_not_opened(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Somebody else clears it; the queue says so."""
    with unit() as work:
        token = sent(work, cast.clara).token
    client = client_for("clara")

    assert client.get(f"/clearance/{token}").status_code == 403
    assert "you sent it" in client.get("/clearance").text


@pytest.mark.parametrize(
    ("act", "standing"),
    [
        ("accept", "accepted"),
        ("reject", "rejected"),
        ("accept_same", "accepted"),
        ("reject_same", "rejected"),
    ],
)
def test_a_decision_works_as_a_plain_form(
    desk: Desk, unit: Unit, cast: Cast, act: str, standing: str
) -> None:
    """Without any script; the page comes back at the same place."""
    mark = _marks(unit, cast, desk.token)[0]

    status, _ = desk.post("decisions", do=f"{act}:{mark.start}:{mark.end}", seen=0)

    assert status == 302
    assert _marks(unit, cast, desk.token)[0].standing.value == standing


def test_another_kind_is_accepted_with_the_mark(desk: Desk, unit: Unit, cast: Cast) -> None:
    """The kind that was chosen, not the one that was found."""
    mark = _marks(unit, cast, desk.token)[0]
    desk.post("decisions", do=f"accept:{mark.start}:{mark.end}", kind="ORG", seen=0)

    assert _marks(unit, cast, desk.token)[0].kind == "ORG"


def test_typed_text_is_marked_everywhere(desk: Desk, unit: Unit, cast: Cast) -> None:
    """Without a mouse and without a script."""
    desk.post("find", needle="queue", kind="CODENAME", whole_words="y", ignore_case="y", seen=0)

    assert "CODENAME" in {mark.kind for mark in _marks(unit, cast, desk.token)}


def test_text_that_is_nowhere_is_told(desk: Desk) -> None:
    """In a sentence, on the same page."""
    desk.post("find", needle="absent", kind="ORG", seen=0)

    assert "This is nowhere in the text" in desk.client.get(f"/clearance/{desk.token}").text


def test_marking_asks_for_a_kind_and_keeps_what_was_typed(desk: Desk, unit: Unit, cast: Cast) -> None:
    """Nothing is a person merely because nobody chose."""
    status, page = desk.post("find", needle="queue", kind="", seen=0)

    assert status == 422
    assert "Choose what kind it is." in page
    assert 'value="queue"' in page
    assert len(_marks(unit, cast, desk.token)) == len(LOOK(STORY).found)


def test_undo_works_as_a_plain_form(desk: Desk, unit: Unit, cast: Cast) -> None:
    """One step back."""
    mark = _marks(unit, cast, desk.token)[0]
    desk.post("decisions", do=f"accept:{mark.start}:{mark.end}", seen=0)
    desk.post("decisions", do="undo", seen=1)

    assert _marks(unit, cast, desk.token)[0].is_undecided


def test_a_stale_page_is_refused_and_shows_both(desk: Desk, unit: Unit, cast: Cast) -> None:
    """What stands now and what was sent; the way back leads to the workbench."""
    mark = _marks(unit, cast, desk.token)[0]
    desk.post("decisions", do=f"accept:{mark.start}:{mark.end}", seen=0)
    status, page = desk.post("decisions", do=f"reject:{mark.start}:{mark.end}", seen=0)

    assert status == 409
    assert "accepted as person" in page
    assert "reject as person" in page
    assert desk.client.get(f"/clearance/{desk.token}/decisions").location == f"/clearance/{desk.token}"


@pytest.mark.parametrize(
    "do", ["", "approve", "accept", "accept:x:y", "accept:1", "withdraw:0:4", "accept:0:4; DROP TABLE item"]
)
def test_an_unknown_action_is_refused(desk: Desk, do: str) -> None:
    """Only the verbs of the workbench, about positions."""
    assert desk.post("decisions", do=do, seen=0)[0] == 422


def test_extra_fields_change_nothing(desk: Desk, unit: Unit, cast: Cast) -> None:
    """A posted state or person is ignored."""
    mark = _marks(unit, cast, desk.token)[0]
    desk.post(
        "decisions", do=f"accept:{mark.start}:{mark.end}", seen=0, state="cleared", by_id=99, role="admin"
    )

    with unit() as work:
        (row,) = work.session.exec(select(SpanDecision))
        assert row.by_id == cast.ids["clara"]
        assert (
            operations.source_token_of(work.session, records.get_submission(work.session, desk.token)) is None
        )


def test_a_script_is_told_how_every_mark_stands(desk: Desk, unit: Unit, cast: Cast) -> None:
    """So that it paints what is true."""
    mark = _marks(unit, cast, desk.token)[0]
    answer = desk.client.post(
        f"/clearance/{desk.token}/decisions",
        data={"csrf_token": desk.csrf, "seen": 0, "do": f"accept:{mark.start}:{mark.end}"},
        headers={"X-Bench": "script"},
    )

    assert answer.json is not None
    assert answer.json["seen"] == 1
    assert answer.json["marks"][0] == ["accepted", "person", "[PERSON_1]"]


def test_the_preview_waits_for_every_decision(desk: Desk) -> None:
    """It leads back to what is open."""
    answer = desk.client.get(f"/clearance/{desk.token}/preview", follow_redirects=True)

    assert "4 findings wait for a decision" in answer.text


def test_the_preview_shows_the_text_as_editors_will_read_it(desk: Desk, unit: Unit, cast: Cast) -> None:
    """With the checklist and the statement beside it."""
    _accept_all(unit, cast, desk.token)
    page = desk.client.get(f"/clearance/{desk.token}/preview").text

    assert "On Monday [PERSON_1] restarted the queue at [PERSON_2] twice." in page
    assert all(question.text in page for question in CHECKLIST)


def test_signing_makes_a_source(desk: Desk, unit: Unit, cast: Cast) -> None:
    """With the whole checklist answered."""
    with unit() as work:
        submission = records.get_submission(work.session, desk.token)
        accept_all(work, cast.clara, submission)
        seen = operations.open_preview(work, cast.clara, submission, LOOK).seen
    answers = {question.key: "no" for question in CHECKLIST}

    assert desk.post("clear", seen=seen, **answers)[0] == 302
    with unit() as work:
        assert operations.source_token_of(work.session, records.get_submission(work.session, desk.token))


def test_an_open_question_keeps_it_in_and_keeps_the_notes(desk: Desk, unit: Unit, cast: Cast) -> None:
    """What was answered and written is still there."""
    with unit() as work:
        submission = records.get_submission(work.session, desk.token)
        accept_all(work, cast.clara, submission)
        seen = operations.open_preview(work, cast.clara, submission, LOOK).seen

    status, page = desk.post("clear", seen=seen, news="no", notes="Looked it up, found nothing.")

    assert status == 422
    assert "Answer every question of the checklist" in page
    assert "Looked it up, found nothing." in page


def test_the_preview_lists_what_stays_and_asks_to_read_it_again(desk: Desk, unit: Unit, cast: Cast) -> None:
    """Signing without the tick is refused on the same page, with the count."""
    with unit() as work:
        submission = records.get_submission(work.session, desk.token)
        waiting = operations.open_findings(work, cast.clara, submission)
        choices = [Choice(*mark.spot, Verdict.REJECT, mark.kind) for mark in waiting]
        seen = operations.decide_many(work, cast.clara, submission, choices)
        operations.open_preview(work, cast.clara, submission, LOOK)
    page = desk.client.get(f"/clearance/{desk.token}/preview").text
    answers = {question.key: "no" for question in CHECKLIST}

    status, refused = desk.post("clear", seen=seen, **answers)

    assert '<b class="ib-snippet">Odalys Brandvoll</b>' in page
    assert "I have read these 4 places again" in page
    assert status == 422
    assert "4 places stay" in refused
    assert desk.post("clear", seen=seen, kept_read_again="y", **answers)[0] == 302


def test_what_the_second_look_found_is_decided_on_the_page(desk: Desk, unit: Unit, cast: Cast) -> None:
    """With a reason to keep it."""
    with unit() as work:
        submission = records.get_submission(work.session, desk.token)
        accept_all(work, cast.clara, submission)
        preview = operations.open_preview(work, cast.clara, submission, looker("queue"))
    (found,) = preview.second_look
    place: dict[str, str | int] = {"start": found.mark.start, "end": found.mark.end, "kind": "PERSON"}

    refused, _ = desk.post("second-look", act="reject", seen=preview.seen, **place)
    kept, _ = desk.post(
        "second-look", act="reject", seen=preview.seen, justification="An everyday word.", **place
    )

    assert (refused, kept) == (422, 302)


def test_closing_needs_a_reason_and_a_tick(desk: Desk, env: Environment) -> None:
    """Only then the texts go."""
    desk.post("close", reason="", sure="y")
    desk.post("close", reason="duplicate")
    still_there = env.vault.exists(f"raw:{desk.token}")
    desk.post("close", reason="duplicate", sure="y")

    assert still_there
    assert not env.vault.exists(f"raw:{desk.token}")


def test_the_machine_can_be_asked_at_once(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """When no worker runs."""
    with unit() as work:
        token = operations.submit(work, cast.petra, scenario()).submission.token
    client = client_for("clara")
    page = client.get(f"/clearance/{token}").text
    client.post(f"/clearance/{token}/detect", data={"csrf_token": token_in(page)})

    assert "The machine has not looked" in page
    assert "The machine has not looked" not in client.get(f"/clearance/{token}").text


def test_a_clearance_is_found_and_taken_back(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """The list and the page say how many editors opened it; then it waits again."""
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
        source = operations.source_token_of(work.session, submission)
    client_for("ed").get(f"/sources/{source}")
    client, address = client_for("clara"), f"/clearance/{submission.token}/recall"
    listed, page = client.get("/clearance/cleared").text, client.get(address).text
    refused = client.post(address, data={"csrf_token": token_in(page), "reason": ""})
    client.post(address, data={"csrf_token": token_in(page), "reason": "by_mistake"})

    assert address in listed
    assert "opened by 1 editor, no questions written" in listed
    assert "1 editor has opened it." in page
    assert (refused.status_code, "Choose why the clearance" in refused.text) == (422, True)
    assert submission.token in client.get("/clearance").text
    assert client_for("ed").get(f"/sources/{source}").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("", 302), ("ed", 403), ("petra", 403)])
def test_only_clearers_see_and_take_back_what_is_cleared(
    client_for: ClientFor, unit: Unit, cast: Cast, name: str, status: int
) -> None:
    """Both pages refuse everybody else."""
    with unit() as work:
        token = cleared(work, cast.petra, cast.clara).token

    assert client_for(name).get("/clearance/cleared").status_code == status
    assert client_for(name).get(f"/clearance/{token}/recall").status_code == status


def test_a_cleared_text_can_be_read_and_not_changed(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """The page offers no action."""
    with unit() as work:
        token = cleared(work, cast.petra, cast.clara).token
    page = client_for("clara").get(f"/clearance/{token}").text

    assert "This text is cleared" in page
    assert 'name="do"' not in page


def test_a_large_text_with_many_findings_is_answered_quickly(unit: Unit, cast: Cast) -> None:
    """20,000 characters and 500 findings: one decision is well under a second on a busy machine."""
    words = " ".join(f"Name{number} told somebody else about it." for number in range(500))
    with unit() as work:
        submission = sent(
            work, cast.petra, scenario(words[:20_000]), looker("Name1", "Name2", "Name3", "Name4")
        )
        marks = operations.open_findings(work, cast.clara, submission)
        clock = time.perf_counter()
        operations.decide(work, cast.clara, submission, Choice(*marks[0].spot, Verdict.ACCEPT, "PERSON"))

    assert len(marks) > 400
    assert time.perf_counter() - clock < 1.0
