"""The pages of items: they work for whom they are for, and are closed to everybody else."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import select
from werkzeug.test import TestResponse

from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Role
from itembank.core.ports import NoSources
from itembank.core.work import Environment, Work
from itembank.items import operations, records, rules
from itembank.items.models import BlindAnswer, Item, ItemRevision, SignOff
from itembank.items.rules import CHECKLIST, State
from tests.conftest import Cast
from tests.itembank.items import stories
from tests.itembank.items.examples import SOUND, sound

Unit = Callable[[], AbstractContextManager[Work]]
ClientFor = Callable[..., FlaskClient]

FIELDS = {
    "title": SOUND.title,
    "stimulus": SOUND.stimulus,
    "lead_in": SOUND.lead_in,
    "options-0-identifier": "A",
    "options-0-text": "Compare each figure with the report it cites.",
    "options-0-rationale": "Best: it finds the invented figure.",
    "options-1-identifier": "B",
    "options-1-text": "Ask the model whether its figures are right.",
    "options-1-rationale": "Tempting, but it repeats the fault.",
    "options-2-identifier": "C",
    "options-2-text": "Show a notice that figures can be mistaken.",
    "options-2-rationale": "It warns, and lets the figure through.",
    "options-3-identifier": "D",
    "options-3-text": "Limit each summary to one short paragraph.",
    "options-3-rationale": "Shorter texts hold wrong figures too.",
    "key": "A",
    "learning_point": SOUND.learning_point,
    "cognitive_level": "apply",
    "expected_p": "0.7",
    "primary_domain": "PSF|1.1|PSF-2",
    "topic": SOUND.topic,
    "language": "en-GB",
}
YES = dict.fromkeys(CHECKLIST, "yes")


def post(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Send a form as a browser does, with the token of a page of this person."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/").text)
    token = found.group(1) if found else ""
    return client.post(path, data={"csrf_token": token, **fields})


def send(client: FlaskClient, path: str, fields: Mapping[str, Any]) -> TestResponse:
    """Send a whole form of fields."""
    return post(client, path, **fields)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that run inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def state_of(unit: Unit, identifier: str) -> State:
    """Return the state that the rows of an item amount to."""
    with unit() as work:
        return rules.derive(records.facts_of(work, records.find_item(work.session, identifier))).state


@pytest.fixture
def draft(unit: Unit, cast: Cast, app: Flask) -> str:
    """A sound draft by Ed; its identifier."""
    with app.app_context(), unit() as work:
        return operations.create_item(work, cast.ed, SOUND).identifier


@pytest.fixture
def in_review(unit: Unit, cast: Cast, app: Flask) -> str:
    """An item by Ed that waits for reviewers; its identifier."""
    with app.app_context(), unit() as work:
        return stories.submitted(work, cast).identifier


@pytest.fixture
def reviewed(unit: Unit, cast: Cast, app: Flask) -> str:
    """An item that waits for a domain lead; its identifier."""
    with app.app_context(), unit() as work:
        return stories.reviewed(work, cast).identifier


class TestWriting:
    """An editor writes, saves, and sends to review."""

    def test_an_editor_writes_an_item_and_sends_it_to_review(self, client_for: ClientFor, unit: Unit) -> None:
        """From an empty form to a signature."""
        ed = client_for("ed")

        saved = send(ed, "/items/new", FIELDS)
        sent = post(ed, saved.location + "/submit", number=1, confirm="y")

        assert (saved.status_code, sent.status_code) == (302, 302)
        assert state_of(unit, "I0001") is State.IN_REVIEW

    def test_the_form_keeps_every_field(self, client_for: ClientFor, unit: Unit) -> None:
        """What was typed is what is stored."""
        send(client_for("ed"), "/items/new", FIELDS)

        with unit() as work:
            assert records.content_of(work.session.exec(select(ItemRevision)).one()) == SOUND

    def test_saving_an_unchanged_page_changes_nothing(
        self, client_for: ClientFor, unit: Unit, draft: str
    ) -> None:
        """The edit page holds the whole item, so nothing is lost by saving it."""
        ed = client_for("ed")
        page = ed.get(f"/items/{draft}/edit").text
        shown = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))

        send(ed, f"/items/{draft}/edit", {**FIELDS, "base_number": shown["base_number"]})

        with unit() as work:
            assert len(work.session.exec(select(ItemRevision)).all()) == 1

    def test_a_form_with_an_error_keeps_what_was_typed(self, client_for: ClientFor) -> None:
        """Nothing has to be written twice."""
        answer = send(client_for("ed"), "/items/new", {**FIELDS, "title": "", "expected_p": "70"})

        assert answer.status_code == 422
        assert "Ask the model whether its figures are right." in answer.text
        assert "Give the item a working title" in answer.text
        assert "Give a number from 0 to 1" in answer.text

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"key": "E"}, "The key is option E, which is empty."),
            ({"competencies": "PSF|1.1|PSF-1|PSF-1.1"}, "PSF-1.1 belongs to a domain that is not chosen."),
            ({"primary_domain": "PSF|9|PSF-1"}, "Not a valid choice"),
            ({"stimulus": "x" * 6001}, "At most 6,000 characters"),
        ],
    )
    def test_a_field_that_cannot_be_taken_says_so(
        self, client_for: ClientFor, changes: dict[str, str], told: str
    ) -> None:
        """Nothing is dropped without a word."""
        answer = send(client_for("ed"), "/items/new", {**FIELDS, **changes})

        assert (answer.status_code, told in answer.text) == (422, True)

    def test_fields_that_the_form_does_not_have_change_nothing(
        self, client_for: ClientFor, unit: Unit
    ) -> None:
        """State, role, author and identifier are nobody's to post."""
        extra = {
            "state": "approved",
            "role": "admin",
            "roles": "administrator",
            "author_id": "1",
            "identifier": "MINE",
            "number": "7",
            "origin": "imported",
            "submitted": "1",
            "withdrawn": "1",
        }

        send(client_for("ed"), "/items/new", {**FIELDS, **extra})

        with unit() as work:
            item, row = work.session.exec(select(Item)).one(), work.session.exec(select(ItemRevision)).one()
            assert (item.identifier, item.origin, row.number) == ("I0001", "written", 1)
            assert work.session.exec(select(SignOff)).all() == []
        assert state_of(unit, "I0001") is State.DRAFT
        assert client_for("ed").get("/people").status_code == 403

    def test_extra_fields_on_a_submission_approve_nothing(
        self, client_for: ClientFor, unit: Unit, draft: str
    ) -> None:
        """A submission is one signature, whatever else is sent along."""
        sent = {
            "number": "1",
            "confirm": "y",
            "state": "approved",
            "code": "AP",
            "signer_id": "5",
            "role": "admin",
        }

        send(client_for("ed"), f"/items/{draft}/submit", sent)

        with unit() as work:
            (signed,) = work.session.exec(select(SignOff)).all()
        assert (signed.code, state_of(unit, draft)) == ("AU", State.IN_REVIEW)

    def test_a_stale_page_is_refused_with_both_texts(
        self, client_for: ClientFor, unit: Unit, cast: Cast, draft: str
    ) -> None:
        """The second editor sees base, theirs and yours, and can save on top."""
        with unit() as work:
            item = records.find_item(work.session, draft)
            operations.revise(work, cast.ed, item, sound(topic="what they wrote"), 1)
        ed, mine = client_for("ed"), {**FIELDS, "topic": "what I wrote", "base_number": "1"}

        refused = send(ed, f"/items/{draft}/edit", mine)
        again = send(ed, f"/items/{draft}/edit", {**mine, "base_number": "2"})

        assert refused.status_code == 409
        assert all(words in refused.text for words in ("what they wrote", "what I wrote", SOUND.topic))
        assert 'name="base_number" type="hidden" value="2"' in refused.text
        assert again.status_code == 302

    def test_a_conflict_takes_over_what_only_the_other_changed(
        self, client_for: ClientFor, unit: Unit, cast: Cast, draft: str
    ) -> None:
        """Saving on top of another's text does not undo it."""
        with unit() as work:
            item = records.find_item(work.session, draft)
            operations.revise(work, cast.ed, item, sound(lead_in="Which check comes before a summary?"), 1)

        refused = send(
            client_for("ed"), f"/items/{draft}/edit", {**FIELDS, "topic": "mine", "base_number": "1"}
        )

        shown = re.search(r'<textarea[^>]*name="lead_in"[^>]*>\s*([^<]*)</textarea>', refused.text)
        assert shown is not None
        assert (shown[1], 'value="mine"' in refused.text) == ("Which check comes before a summary?", True)

    def test_a_submission_that_cannot_go_on_says_what_to_change(
        self, client_for: ClientFor, unit: Unit, cast: Cast, app: Flask
    ) -> None:
        """With the place of each fault; nothing is signed."""
        with app.app_context(), unit() as work:
            identifier = operations.create_item(work, cast.ed, sound(learning_point="")).identifier

        answer = post(client_for("ed"), f"/items/{identifier}/submit", number=1, confirm="y")

        assert (answer.status_code, "Learning point" in answer.text) == (422, True)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"topic": "another"}, "approved already"),
            ({"expected_p": 0.4}, "until the reviewers answer"),
        ],
    )
    def test_the_answer_to_a_submission_says_what_is_needed_now(
        self,
        client_for: ClientFor,
        unit: Unit,
        cast: Cast,
        app: Flask,
        changes: dict[str, Any],
        said: str,
    ) -> None:
        """Nobody is told to wait for reviewers who have nothing to do."""
        with app.app_context(), unit() as work:
            item = stories.approved(work, cast)
            operations.revise(work, cast.ed, item, sound(**changes), 1)
        ed = client_for("ed")

        post(ed, f"/items/{item.identifier}/submit", number=2, confirm="y")

        assert said in ed.get(f"/items/{item.identifier}").text

    @pytest.mark.parametrize("page", ["", "/edit", "/submit"])
    def test_the_author_reads_their_own_words_in_a_finding(
        self, client_for: ClientFor, unit: Unit, cast: Cast, app: Flask, page: str
    ) -> None:
        """On every page of the item, and not as a count of characters."""
        text = "Somebody writes to odalys@fjordbank.example about a wrong total."
        with app.app_context(), unit() as work:
            identifier = operations.create_item(work, cast.ed, sound(stimulus=text)).identifier

        shown = client_for("ed").get(f"/items/{identifier}{page}").text

        assert "\u201codalys@fjordbank.example\u201d looks like" in shown

    def test_an_expired_form_shows_what_was_written(self, client_for: ClientFor) -> None:
        """A page left open too long costs nobody their text."""
        answer = client_for("ed").post("/items/new", data=FIELDS)

        assert (answer.status_code, SOUND.stimulus in answer.text) == (400, True)

    def test_markup_in_an_item_stays_text(
        self, client_for: ClientFor, unit: Unit, cast: Cast, app: Flask
    ) -> None:
        """Raw HTML is shown, never run."""
        with app.app_context(), unit() as work:
            text = "A page says <script>alert(1)</script> and <img src=x onerror=alert(2)>."
            identifier = operations.create_item(work, cast.ed, sound(stimulus=text)).identifier

        page = client_for("ed").get(f"/items/{identifier}").text

        assert "&lt;script&gt;alert(1)" in page
        assert "<img" not in page

    def test_the_title_of_a_page_holds_nothing_of_the_item(self, client_for: ClientFor, draft: str) -> None:
        """Titles end up in histories and logs."""
        page = client_for("ed").get(f"/items/{draft}").text

        assert re.findall(r"<title>(.*?)</title>", page) == [f"Item {draft} · itembank"]

    def test_an_old_revision_stays_readable(
        self, client_for: ClientFor, unit: Unit, cast: Cast, draft: str
    ) -> None:
        """History is never rewritten."""
        with unit() as work:
            item = records.find_item(work.session, draft)
            operations.revise(work, cast.ed, item, sound(stimulus="Something else altogether."), 1)

        assert "A team summarises reports" in client_for("ed").get(f"/items/{draft}/revisions/1").text

    def test_an_editor_can_let_another_in(
        self, client_for: ClientFor, unit: Unit, cast: Cast, draft: str
    ) -> None:
        """The other then opens and edits it."""
        with unit() as work:
            nils = work.session.get_one(User, cast.ids["nils"])
            accounts.grant_role(work, cast.ada, nils, Role.EDITOR)
        nils_client = client_for("nils")
        before = nils_client.get(f"/items/{draft}").status_code

        post(client_for("ed"), f"/items/{draft}/editors", person=cast.ids["nils"])

        assert (before, nils_client.get(f"/items/{draft}/edit").status_code) == (404, 200)

    def test_an_author_withdraws_a_draft(self, client_for: ClientFor, unit: Unit, draft: str) -> None:
        """With a reason that stays on the record."""
        post(client_for("ed"), f"/items/{draft}/withdraw", comment="It repeats another.")

        assert state_of(unit, draft) is State.WITHDRAWN


class LinkedSource(NoSources):
    """A source that has a page."""

    def is_live(self, work: Work, token: str) -> bool:  # noqa: ARG002 - the signature is the protocol's
        """Every source of the test lives."""
        return True

    def link(self, work: Work, token: str) -> str:  # noqa: ARG002 - the signature is the protocol's
        """Return the address of its page."""
        return f"/sources/{token}"


class TestSourceLink:
    """An item leads back to what it was written from."""

    @pytest.fixture
    def grounded(self, env: Environment, unit: Unit, cast: Cast, app: Flask) -> str:
        """An item by Ed that has a source; its identifier."""
        env.sources = LinkedSource()
        with app.app_context(), unit() as work:
            return operations.create_item(work, cast.ed, SOUND, ["t1"]).identifier

    @pytest.mark.parametrize("page", ["", "/edit"])
    def test_who_writes_from_sources_can_open_it(
        self, client_for: ClientFor, grounded: str, page: str
    ) -> None:
        """From the item and while editing."""
        assert 'href="/sources/t1"' in client_for("ed").get(f"/items/{grounded}{page}").text

    def test_others_get_no_link(self, client_for: ClientFor, grounded: str) -> None:
        """Nobody is led to a page that refuses them."""
        page = client_for("stan").get(f"/items/{grounded}").text

        assert ("unknown source" in page, "/sources/t1" in page) == (True, False)


class TestReviewing:
    """A reviewer answers blind, then judges."""

    def test_a_reviewer_answers_then_approves(
        self, client_for: ClientFor, unit: Unit, in_review: str
    ) -> None:
        """Two steps, one signature."""
        rita = client_for("rita")

        answered = post(rita, f"/reviews/{in_review}/answer", number=1, chosen="A", no_interest="y")
        judged = post(rita, f"/reviews/{in_review}/verdict", number=1, verdict="approve", **YES)

        assert (answered.status_code, judged.status_code) == (302, 302)
        with unit() as work:
            assert [one.code for one in work.session.exec(select(SignOff))] == ["AU", "D"]

    def test_nothing_gives_the_key_away_before_the_answer(
        self, client_for: ClientFor, in_review: str
    ) -> None:
        """Neither the list nor the page holds key, rationales or learning point."""
        rita = client_for("rita")

        pages = rita.get("/reviews").text + rita.get(f"/reviews/{in_review}/answer").text

        assert "Compare each figure" in pages
        assert not any(words in pages for words in ("Best: it finds", "is-key", SOUND.learning_point))

    def test_the_second_step_is_closed_before_the_first(self, client_for: ClientFor, in_review: str) -> None:
        """The address of the page with the key leads back to the question."""
        answer = client_for("rita").get(f"/reviews/{in_review}/verdict")

        assert answer.location == f"/reviews/{in_review}/answer"

    def test_a_reviewer_sees_neither_author_nor_other_reviewers(
        self, client_for: ClientFor, unit: Unit, cast: Cast, in_review: str, app: Flask
    ) -> None:
        """On no page, before or after the answer."""
        with app.app_context(), unit() as work:
            stories.judge(work, cast.ravi, records.find_item(work.session, in_review))
        rita = client_for("rita")
        pages = rita.get("/reviews").text + rita.get(f"/reviews/{in_review}/answer").text
        post(rita, f"/reviews/{in_review}/answer", number=1, chosen="A", no_interest="y")

        pages += rita.get(f"/reviews/{in_review}/verdict").text

        assert not any(name in pages for name in ("Ed Editor", "Ravi"))

    def test_a_reviewer_who_sees_all_items_still_answers_blind(
        self, client_for: ClientFor, unit: Unit, cast: Cast, in_review: str
    ) -> None:
        """Combining roles opens no side door to the key or to other people's views."""
        with unit() as work:
            accounts.grant_role(work, cast.ada, work.session.get_one(User, cast.ids["rita"]), Role.EXAM_STAFF)

        pages = client_for("rita").get(f"/items/{in_review}").text
        pages += client_for("rita").get(f"/items/{in_review}/revisions/1").text

        assert not any(words in pages for words in ("Best: it finds", "is-key", "Ed Editor"))

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"verdict": "approve"}, "Answer yes or no."),
            ({**YES}, "Choose a verdict."),
            ({**YES, "verdict": "return"}, "Choose a reason."),
            ({**YES, "verdict": "return", "reason_code": "cue"}, "Say why in a sentence."),
            ({**YES, "fair": "no", "verdict": "approve"}, "You answered no to"),
            ({**YES, "verdict": "approve", "comment": "x" * 4001}, "At most 4,000 characters"),
        ],
    )
    def test_an_incomplete_verdict_says_what_is_missing(
        self, client_for: ClientFor, in_review: str, sent: dict[str, str], told: str
    ) -> None:
        """And keeps what was typed."""
        rita = client_for("rita")
        post(rita, f"/reviews/{in_review}/answer", number=1, chosen="A", no_interest="y")

        answer = send(rita, f"/reviews/{in_review}/verdict", {"number": "1", "comment": "", **sent})

        assert (answer.status_code, told in answer.text) == (422, True)

    def test_a_text_that_changed_under_a_review_costs_no_words(
        self, client_for: ClientFor, unit: Unit, cast: Cast, in_review: str
    ) -> None:
        """The reviewer gets the comment back; the new revision's text stays hidden."""
        rita = client_for("rita")
        post(rita, f"/reviews/{in_review}/answer", number=1, chosen="A", no_interest="y")
        with unit() as work:
            item = records.find_item(work.session, in_review)
            operations.revise(work, cast.ed, item, sound(stimulus="Another situation."), 1)

        sent = {**YES, "number": "1", "verdict": "approve", "comment": "My long comment."}
        answer = send(rita, f"/reviews/{in_review}/verdict", sent)

        assert answer.status_code == 409
        assert ("My long comment." in answer.text, "Another situation." in answer.text) == (True, False)

    @pytest.mark.parametrize("name", ["ed", "stan"])
    def test_reviews_are_closed_to_other_roles(
        self, client_for: ClientFor, in_review: str, name: str
    ) -> None:
        """Whoever is no reviewer gets no page."""
        assert client_for(name).get(f"/reviews/{in_review}/answer").status_code == 403

    def test_an_item_outside_verified_domains_is_not_there(
        self, client_for: ClientFor, unit: Unit, cast: Cast, in_review: str
    ) -> None:
        """It looks like an item that does not exist."""
        with unit() as work:
            for row, _ in accounts.statements_with_decisions(work.session, cast.ids["rita"]):
                accounts.decide_experience(work, cast.ada, row.id or 0, verified=False)
        rita = client_for("rita")

        hidden, missing = rita.get(f"/reviews/{in_review}/answer"), rita.get("/reviews/I9999/answer")

        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert rules.NOT_FOR_YOU in hidden.text
        assert rules.NOT_FOR_YOU in missing.text

    def test_an_interest_leaves_no_answer(self, client_for: ClientFor, unit: Unit, in_review: str) -> None:
        """Without the confirmation nothing is recorded and no key is shown."""
        answer = post(client_for("rita"), f"/reviews/{in_review}/answer", number=1, chosen="A")

        assert answer.status_code == 422
        with unit() as work:
            assert work.session.exec(select(BlindAnswer)).all() == []

    def test_words_that_may_identify_are_shown_to_reviewers(
        self, client_for: ClientFor, unit: Unit, cast: Cast, app: Flask
    ) -> None:
        """The machine only warns about names; people decide."""
        content = sound(stimulus="Odalys Brandvoll reads a total that stands in no report.")
        with app.app_context(), unit() as work:
            item = stories.submitted(work, cast, content)
            operations.answer_blind(work, cast.rita, item, 1, "A", no_interest=True)

        page = client_for("rita").get(f"/reviews/{item.identifier}/verdict").text

        assert "\u201cOdalys Brandvoll\u201d may name a person" in page


class TestApproving:
    """A domain lead decides."""

    def test_a_lead_approves(self, client_for: ClientFor, unit: Unit, reviewed: str) -> None:
        """After which the item can stand on a form."""
        post(client_for("rosa"), f"/approvals/{reviewed}", number=1, decision="approve")

        assert state_of(unit, reviewed) is State.APPROVED

    def test_a_lead_sends_back_with_a_reason(self, client_for: ClientFor, unit: Unit, reviewed: str) -> None:
        """The author reads it."""
        sent = {"number": 1, "decision": "return", "return_reason": "language", "comment": "Shorter."}

        post(client_for("rosa"), f"/approvals/{reviewed}", **sent)

        assert state_of(unit, reviewed) is State.CHANGES_REQUESTED
        assert "Shorter." in client_for("ed").get(f"/items/{reviewed}/edit").text

    def test_a_decision_without_its_reason_is_refused(self, client_for: ClientFor, reviewed: str) -> None:
        """The message stands beside the field."""
        answer = post(client_for("rosa"), f"/approvals/{reviewed}", number=1, decision="reject")

        assert (answer.status_code, "Choose a reason." in answer.text) == (422, True)

    @pytest.mark.parametrize("decision", ["approve", "return", "reject"])
    def test_a_second_tab_says_what_the_lead_decided(
        self, client_for: ClientFor, reviewed: str, decision: str
    ) -> None:
        """It is no riddle for the one person who knows."""
        rosa, path = client_for("rosa"), f"/approvals/{reviewed}"
        sent = {"number": "1", "return_reason": "cue", "reject_reason": "policy", "comment": "Said in words."}
        send(rosa, path, {**sent, "decision": decision})

        again = send(rosa, path, {**sent, "decision": "approve"})

        verb = {"approve": "approved at", "return": "sent back at", "reject": "rejected at"}[decision]
        assert (again.status_code, f"revision 1, {verb}" in again.text) == (409, True)
        assert rosa.get(path).status_code == 409

    def test_a_second_tab_says_what_the_reviewer_decided(
        self, client_for: ClientFor, unit: Unit, cast: Cast, app: Flask, in_review: str
    ) -> None:
        """And records nothing twice."""
        with app.app_context(), unit() as work:
            stories.judge(work, cast.rita, records.find_item(work.session, in_review))
        sent = {**YES, "number": "1", "verdict": "approve"}

        again = send(client_for("rita"), f"/reviews/{in_review}/verdict", sent)

        assert (again.status_code, "approved in review at" in again.text) == (409, True)

    def test_a_lead_sees_nothing_before_the_reviews_are_in(
        self, client_for: ClientFor, in_review: str
    ) -> None:
        """Approval is the last step."""
        assert client_for("rosa").get(f"/approvals/{in_review}").status_code == 404

    @pytest.mark.parametrize("name", ["ed", "rita"])
    def test_approvals_are_closed_to_other_roles(
        self, client_for: ClientFor, reviewed: str, name: str
    ) -> None:
        """Whoever is no domain lead gets no page."""
        sent = post(client_for(name), f"/approvals/{reviewed}", number=1, decision="approve")

        assert sent.status_code == 403


class TestDoors:
    """Every page is closed to strangers, and to items that are not there."""

    PAGES = (
        "/items",
        "/items/new",
        "/items/I0001",
        "/items/I0001/edit",
        "/items/I0001/submit",
        "/items/I0001/revisions/1",
        "/reviews",
        "/reviews/I0001",
        "/reviews/I0001/answer",
        "/reviews/I0001/verdict",
        "/approvals",
        "/approvals/I0001",
    )

    def test_a_stranger_is_asked_to_log_in(self, client_for: ClientFor) -> None:
        """No page shows anything to somebody unknown."""
        stranger = client_for()

        answers = {path: stranger.get(path) for path in self.PAGES}

        assert [path for path, one in answers.items() if "/login" not in (one.location or "")] == []

    @pytest.mark.parametrize("name", ["nils", "ada"])
    def test_people_without_the_role_are_refused(self, client_for: ClientFor, name: str) -> None:
        """A log-in alone opens no item, and neither does administering the bank."""
        client = client_for(name)

        answers = {path: client.get(path).status_code for path in self.PAGES}

        assert answers == dict.fromkeys(self.PAGES, 403)

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("ed", "/items/NOWHERE"),
            ("ed", "/items/NOWHERE/edit"),
            ("ed", "/items/NOWHERE/submit"),
            ("stan", "/items/NOWHERE/revisions/1"),
            ("rita", "/reviews/NOWHERE"),
            ("rosa", "/approvals/NOWHERE"),
        ],
    )
    def test_an_item_that_is_not_there_is_not_found(
        self, client_for: ClientFor, name: str, path: str
    ) -> None:
        """In the words used for an item that is not for this person."""
        answer = client_for(name).get(path)

        assert (answer.status_code, rules.NOT_FOR_YOU in answer.text) == (404, True)

    @pytest.mark.parametrize("path", ["/items/I0001/editors", "/items/I0001/withdraw"])
    def test_an_action_is_no_page(self, client_for: ClientFor, path: str) -> None:
        """Links change nothing."""
        assert client_for("ed").get(path).status_code == 405

    def test_an_exam_writer_sees_own_items_and_staff_sees_all(
        self, client_for: ClientFor, unit: Unit, cast: Cast, draft: str
    ) -> None:
        """Editors see what they work on; exam staff see the bank."""
        with unit() as work:
            accounts.grant_role(work, cast.ada, work.session.get_one(User, cast.ids["nils"]), Role.EDITOR)

        assert draft not in client_for("nils").get("/items").text
        assert draft in client_for("stan").get("/items").text

    def test_staff_reads_the_record_and_edits_nothing(self, client_for: ClientFor, draft: str) -> None:
        """Seeing all items is no right to write them."""
        stan = client_for("stan")

        assert (stan.get(f"/items/{draft}").status_code, stan.get(f"/items/{draft}/edit").status_code) == (
            200,
            403,
        )


class TestLists:
    """Lists stay quick and say what can be done."""

    @pytest.fixture
    def many(self, unit: Unit, cast: Cast, app: Flask) -> None:
        """Sixty drafts and three items in review."""
        with app.app_context(), unit() as work:
            for number in range(60):
                operations.create_item(work, cast.ed, sound(title=f"Draft number {number}"))
            for _ in range(3):
                stories.submitted(work, cast)

    LISTS = (
        ("stan", "/items"),
        ("stan", "/items?state=draft&page=2"),
        ("ed", "/items?q=Draft&domain=PSF|1.1|PSF-2&origin=constructed"),
        ("rita", "/reviews"),
        ("rosa", "/approvals"),
    )

    @pytest.mark.usefixtures("many")
    def test_a_list_needs_few_queries_whatever_its_length(
        self, client_for: ClientFor, env: Environment
    ) -> None:
        """At most eight, log-in and roles included; transactions are not counted."""
        asked = {}
        for name, path in self.LISTS:
            client = client_for(name)
            with counted(env.engine) as statements:
                client.get(path)
            asked[path] = sum(one.startswith("SELECT") for one in statements)

        assert {path: count for path, count in asked.items() if count > 8} == {}

    ROWS: ClassVar[dict[str, int]] = {
        "": 50,
        "?page=2": 13,
        "?page=99": 50,
        "?state=in_review": 3,
        "?state=draft&page=2": 10,
        "?state=draft&page=99": 10,
        "?q=NUMBER 7": 1,
        "?q=%": 0,
        "?origin=grounded": 0,
        "?domain=PSF|1.1|PSF-3": 0,
        "?domain=nonsense&state=nonsense&origin=nonsense": 50,
    }

    @pytest.mark.usefixtures("many")
    def test_a_list_is_narrowed_and_paged(self, client_for: ClientFor) -> None:
        """Each filter leaves what it names."""
        stan = client_for("stan")

        pages = {query: stan.get(f"/items{query}").text for query in self.ROWS}

        assert {query: page.count('<th scope="row"') for query, page in pages.items()} == self.ROWS

    @pytest.mark.parametrize(
        ("name", "path", "told"),
        [
            ("ed", "/items", "There are no items yet."),
            ("stan", "/items?state=approved", "No item is of these kinds."),
            ("rita", "/reviews", "Nothing waits for your review."),
            ("rosa", "/approvals", "Nothing waits for your approval."),
        ],
    )
    def test_an_empty_list_says_what_to_do(
        self, client_for: ClientFor, name: str, path: str, told: str
    ) -> None:
        """Nobody is left in front of an empty page."""
        assert told in client_for(name).get(path).text

    def test_the_start_page_counts_what_waits(self, client_for: ClientFor, in_review: str) -> None:
        """A reviewer sees one item, its author none."""
        assert in_review
        assert re.search(r'ib-count">1</span>\s*<span[^>]*>items to review', client_for("rita").get("/").text)
