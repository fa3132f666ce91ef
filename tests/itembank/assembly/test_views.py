"""Pages of outlines and forms, as exam staff and everybody else meet them."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from itembank.assembly import operations, records
from itembank.assembly.problem_reader import from_dict
from itembank.assembly.rules import FormState
from itembank.core import audit
from itembank.core.work import Environment, Work
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.itembank.assembly.pages import counted, post

ClientFor = Callable[..., FlaskClient]
Unit = Callable[[], AbstractContextManager[Work]]

MOST_QUERIES = 8
OUTLINE: dict[str, object] = {
    "name": "AIDA",
    **{f"count_{place}": 0 for place in range(8)},
    "count_0": 2,
    "count_1": 1,
    "free_cells": 0,
    "length": 3,
    "max_per_source": 2,
    "reason": "For the tests.",
}


@pytest.fixture
def locked(app: Flask, unit: Unit, cast: Cast) -> None:
    """A bank with a form that Stan assembled and Mona locked."""
    with app.app_context(), unit() as work:
        bank.locked(work, cast)


def state(unit: Unit, identifier: str = "F0001") -> FormState:
    """Return where a form stands."""
    with unit() as work:
        return records.state(work.session, records.form(work.session, identifier))


class TestOutlines:
    """Outlines are made on a page that keeps what was typed."""

    def test_a_new_outline_begins_with_one_that_sums_up(self, client_for: ClientFor) -> None:
        """Saving the proposal works, once it has a name and a reason."""
        client = client_for("stan")
        page = client.get("/outlines/new").text

        assert 'id="count_7"' in page
        sent = {**OUTLINE, **{f"count_{place}": 2 for place in range(8)}, "free_cells": 4, "length": 20}
        assert post(client, "/outlines/new", sent).status_code == 302

    def test_a_sum_that_does_not_match_is_refused_and_kept(self, client_for: ClientFor) -> None:
        """The sentence stands there, and so does everything that was typed."""
        answer = post(client_for("stan"), "/outlines/new", {**OUTLINE, "length": 5, "name": "Kept name"})

        assert answer.status_code == 422
        assert "2 + 1 = 3, not 5" in answer.text
        assert 'value="Kept name"' in answer.text

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("count_0", "two"),
            ("count_0", "-1"),
            ("length", ""),
            ("target_p", "1.5"),
            ("reason", ""),
            ("name", " "),
        ],
    )
    def test_a_field_that_cannot_be_read_is_named(
        self, client_for: ClientFor, field: str, value: str
    ) -> None:
        """With a link to it."""
        answer = post(client_for("stan"), "/outlines/new", {**OUTLINE, field: value})

        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)

    @pytest.mark.parametrize("page", ["/outlines/new", "/outlines/1/new-version"])
    def test_everything_wrong_is_said_at_once(self, client_for: ClientFor, page: str) -> None:
        """A missing reason hides neither the wrong sum nor the pass mark that is out of reach."""
        sent = {**OUTLINE, "length": 5, "reason": "", "target_p": "1.5", "pass_mark": 9, "base_number": 1}
        text = post(client_for("stan"), page, sent).text
        words = ("2 + 1 = 3, not 5", "Say why the outline is as it is", "a share from 0 to 1", "from 0 to 5")

        assert [one for one in words if one not in text] == []

    def test_a_stale_version_is_refused_with_both(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """Nothing is overwritten, and nothing is lost."""
        with app.app_context(), unit() as work:
            operations.save_outline(work, cast.mona, bank.draft({"PSF-1": 1, "PSF-2": 2}), base_number=1)
        sent = {**OUTLINE, "count_0": 3, "count_1": 0, "base_number": 1}
        answer = post(client_for("stan"), "/outlines/1/new-version", sent)

        assert answer.status_code == 409
        assert "What stands now, in version 2" in answer.text
        assert re.search(r'name="count_0"[^>]*value="3"', answer.text)

    def test_what_was_typed_can_be_saved_on_top(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """The page that shows both sends what it now stands on."""
        with app.app_context(), unit() as work:
            operations.save_outline(work, cast.mona, bank.draft({"PSF-1": 1, "PSF-2": 2}), base_number=1)
        client = client_for("stan")
        sent = {**OUTLINE, "count_0": 3, "count_1": 0, "base_number": 1}
        shown = post(client, "/outlines/1/new-version", sent).text
        base = re.search(r'name="base_number"[^>]*value="(\d+)"', shown)
        assert base is not None

        post(client, "/outlines/1/new-version", {**sent, "base_number": base.group(1)})
        with unit() as work:
            assert records.versions(work.session, "Short")[0].number == 3

    def test_a_new_version_keeps_the_name(self, client_for: ClientFor, unit: Unit) -> None:
        """Whatever name is posted: versions belong together."""
        sent = {**OUTLINE, "count_0": 1, "count_1": 2, "base_number": 1, "name": "Another"}
        post(client_for("stan"), "/outlines/1/new-version", sent)

        with unit() as work:
            assert [row.number for row in records.versions(work.session, "Short")] == [2, 1]

    def test_the_page_of_an_outline_says_what_is_short(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """Before anybody tries to assemble."""
        with app.app_context(), unit() as work:
            row = operations.save_outline(work, cast.stan, bank.draft(bank.MISSING, name="AIDA"))

        assert "short by 2" in client_for("stan").get(f"/outlines/{row.id}").text


class TestForms:
    """A form goes from draft to locked, each step by whom it may."""

    def test_staff_make_and_assemble_a_form(self, client_for: ClientFor) -> None:
        """Two posts, and the items stand on the page."""
        client = client_for("stan")
        post(client, "/forms/new", {"outline": 1, "title": "Winter", "identifier": ""})
        answer = post(client, "/forms/F0002", {"seed": 1}, to="/forms/F0002/assemble")

        assert answer.status_code == 302
        assert "A form was found that keeps every limit" in client.get("/forms/F0002").text

    def test_a_form_that_cannot_be_filled_says_why_and_where(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """Which cell, by how many, and where those items are."""
        with app.app_context(), unit() as work:
            bank.approved(work, cast, "PSF-3")
            bank.empty_form(work, cast, counts=bank.MISSING)
        client = client_for("stan")
        post(client, "/forms/F0002", {"seed": 1}, to="/forms/F0002/assemble")
        page = client.get("/forms/F0002").text

        assert "PSF-3: 2 needed, 1 approved item fits: short by 1." in page
        assert "/items?domain=PSF%7C1.1%7CPSF-3" in page

    def test_the_page_tells_an_assembler_who_locks(self, client_for: ClientFor) -> None:
        """Not them."""
        assert (
            "Somebody who did not assemble this form locks it" in client_for("stan").get("/forms/F0001").text
        )

    def test_a_manager_locks_a_form(self, client_for: ClientFor, unit: Unit) -> None:
        """After a look at the list, with a tick under the statement."""
        answer = post(client_for("mona"), "/forms/F0001/lock", {"assembly": 1, "agree": "y"})

        assert (answer.status_code, state(unit)) == (302, FormState.LOCKED)

    def test_nothing_is_locked_without_the_tick(self, client_for: ClientFor, unit: Unit) -> None:
        """A signature is meant."""
        answer = post(client_for("mona"), "/forms/F0001/lock", {"assembly": 1})

        assert (answer.status_code, state(unit)) == (422, FormState.ASSEMBLED)

    @pytest.mark.parametrize("number", ["2", "", "x", "-1"])
    def test_a_lock_for_another_run_is_stale(self, client_for: ClientFor, unit: Unit, number: str) -> None:
        """What is locked is what the page showed."""
        answer = post(client_for("mona"), "/forms/F0001/lock", {"assembly": number, "agree": "y"})

        assert (answer.status_code, state(unit)) == (409, FormState.ASSEMBLED)

    def test_a_stale_lock_talks_of_no_texts(self, client_for: ClientFor) -> None:
        """There are none side by side, as nobody typed any."""
        page = post(client_for("mona"), "/forms/F0001/lock", {"assembly": 2, "agree": "y"}).text

        assert ("side by side" in page, "Nothing was changed by what you sent." in page) == (False, True)

    def test_exam_staff_without_the_role_cannot_lock(self, client_for: ClientFor, unit: Unit) -> None:
        """The page is closed to them."""
        answer = post(
            client_for("stan"), "/forms/F0001", {"assembly": 1, "agree": "y"}, to="/forms/F0001/lock"
        )

        assert (answer.status_code, state(unit)) == (403, FormState.ASSEMBLED)

    def test_staff_give_a_form_up(self, client_for: ClientFor, unit: Unit) -> None:
        """It stays readable with its reason, and offers nothing more to do."""
        client = client_for("stan")
        answer = post(client, "/forms/F0001/give-up", {"reason": "Doubled by mistake."})
        page = client.get("/forms/F0001").text

        assert (answer.status_code, state(unit)) == (302, FormState.GIVEN_UP)
        assert ("Doubled by mistake." in page, "Assemble again" in page) == (True, False)

    def test_giving_up_without_a_reason_is_refused(self, client_for: ClientFor, unit: Unit) -> None:
        """The sentence says what is missing."""
        answer = post(client_for("stan"), "/forms/F0001/give-up", {"reason": " ", "state": "given up"})

        assert (answer.status_code, state(unit)) == (422, FormState.ASSEMBLED)
        assert "Say why the form is given up" in answer.text

    @pytest.mark.usefixtures("locked")
    def test_a_locked_form_cannot_be_given_up(self, client_for: ClientFor, unit: Unit) -> None:
        """The page does not offer it, and the address behind it refuses."""
        client = client_for("stan")
        page = client.get("/forms/F0001").text
        answer = post(client, "/forms/F0001", {"reason": "Late."}, to="/forms/F0001/give-up")

        assert ("Give this form up" in page, answer.status_code) == (False, 403)
        assert state(unit) is FormState.LOCKED

    def test_a_form_given_up_waits_for_nobody(self, client_for: ClientFor) -> None:
        """Neither to be assembled nor to be locked."""
        post(client_for("stan"), "/forms/F0001/give-up", {"reason": "Doubled by mistake."})
        page = client_for("mona").get("/").text

        assert re.findall(r'ib-count">(\d+)</span><span[^>]*>forms to (?:assemble|lock)<', page) == ["0", "0"]

    def test_a_short_outline_is_told_before_a_form_is_made(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """With the sentence; whoever has read it may go on."""
        with app.app_context(), unit() as work:
            row = operations.save_outline(work, cast.stan, bank.draft(bank.MISSING, name="AIDA"))
        client = client_for("stan")
        sent = {"outline": row.id, "title": "Winter"}
        first = post(client, "/forms/new", sent)
        warned = re.search(r'name="warned"[^>]*value="(\d+)"', first.text)
        assert warned is not None
        second = post(client, "/forms/new", {**sent, "warned": warned.group(1)})

        assert "PSF-3: 2 needed, 0 approved items fit: short by 2." in first.text
        assert (first.status_code, second.status_code) == (422, 302)

    def test_fields_that_nobody_asked_for_change_nothing(
        self, app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
    ) -> None:
        """There is no field for a state, a role or a person."""
        with app.app_context(), unit() as work:
            bank.empty_form(work, cast)
        extra = {
            "state": "locked",
            "size": 3,
            "by_id": 1,
            "role": "admin",
            "locked": "1",
            "status": "approved",
        }
        client = client_for("stan")
        post(client, "/forms/new", {"outline": 1, "title": "Third", **extra})
        post(client, "/forms/F0003", {"seed": 1, **extra}, to="/forms/F0003/assemble")

        with unit() as work:
            form = records.form(work.session, "F0003")
            run = records.newest_assembly(work.session, form)
            assert run is not None
            assert (run.by_id, form.created_by) == (cast.ids["stan"], cast.ids["stan"])
        assert (state(unit, "F0002"), state(unit, "F0003")) == (FormState.DRAFT, FormState.ASSEMBLED)

    @pytest.mark.usefixtures("locked")
    def test_a_locked_form_offers_no_button_to_change_it(self, client_for: ClientFor) -> None:
        """And the address behind it refuses."""
        client = client_for("stan")

        assert "Assemble again" not in client.get("/forms/F0001").text
        answer = post(client, "/forms/F0001", {"seed": 1}, to="/forms/F0001/assemble")
        assert answer.status_code == 403

    def test_the_problem_can_be_taken_away_and_checked(self, client_for: ClientFor) -> None:
        """It is a file of the public format, without any text of an item."""
        text = client_for("stan").get("/forms/F0001/runs/1/problem.json").text

        assert from_dict(json.loads(text)).spec.form_length == 3
        assert "invented figure" not in text

    @pytest.mark.usefixtures("locked")
    def test_taking_the_manifest_leaves_a_trace(self, client_for: ClientFor, unit: Unit, cast: Cast) -> None:
        """It holds the keys."""
        answer = post(client_for("stan"), "/forms/F0001", {}, to="/forms/F0001/manifest.json")

        with unit() as work:
            query = select(audit.AuditEvent.actor_id).where(audit.AuditEvent.action == "form.manifest")
            assert list(work.session.exec(query)) == [cast.ids["stan"]]
        assert json.loads(answer.text)["items"][0]["key"] == ["A"]

    def test_the_page_of_a_form_shows_no_key(self, client_for: ClientFor) -> None:
        """Only how the keys are spread."""
        page = client_for("stan").get("/forms/F0001").text

        assert "Key positions" in page
        assert "Compare each figure" not in page


SEEN = {
    ("", "/forms"): 302,
    ("", "/forms/F0001"): 302,
    ("", "/outlines/new"): 302,
    ("ed", "/forms"): 403,
    ("ed", "/forms/F0001"): 403,
    ("ed", "/forms/F0001/lock"): 403,
    ("ed", "/outlines/1"): 403,
    ("rita", "/forms/F0001/runs/1/problem.json"): 403,
    ("ada", "/forms/F0001"): 403,
    ("stan", "/forms/F0001/lock"): 403,
    ("ed", "/forms/F0001/give-up"): 403,
    ("stan", "/forms/F0001/give-up"): 200,
    ("stan", "/forms/F0404/give-up"): 404,
    ("stan", "/forms/F0404"): 404,
    ("stan", "/outlines/404"): 404,
    ("stan", "/outlines/404/new-version"): 404,
    ("stan", "/outlines/new?framework=PSF&version=9.9"): 404,
    ("stan", "/forms/F0001/runs/9/problem.json"): 404,
    ("mona", "/forms/F0404/lock"): 404,
    ("stan", "/forms/F0001/assemble"): 405,
    ("mona", "/forms/F0001/manifest.json"): 405,
    ("mona", "/forms/F0001/lock"): 200,
    ("stan", "/outlines"): 200,
    ("stan", "/forms/new"): 200,
}


def test_who_sees_which_page(client_for: ClientFor) -> None:
    """A stranger logs in first, the wrong role is refused, and a wrong address says so."""
    assert {(who, path): client_for(who).get(path).status_code for who, path in SEEN} == SEEN


def test_a_post_without_its_token_changes_nothing(client_for: ClientFor, unit: Unit) -> None:
    """Another site cannot press our buttons."""
    client = client_for("mona")
    paths = ("assemble", "give-up", "lock", "manifest.json")
    answers = [
        client.post(f"/forms/F0001/{path}", data={"assembly": 1, "agree": "y", "reason": "So."})
        for path in paths
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400]
    assert state(unit) is FormState.ASSEMBLED


@pytest.mark.parametrize("path", ["/forms", "/outlines"])
def test_a_list_takes_few_queries_however_long(
    app: Flask, client_for: ClientFor, env: Environment, unit: Unit, cast: Cast, path: str
) -> None:
    """Twenty more rows cost not one query more."""
    client = client_for("stan")
    client.get(path)
    with counted(env.engine) as before:
        client.get(path)
    with app.app_context(), unit() as work:
        for number in range(20):
            row = operations.save_outline(work, cast.stan, bank.draft(name=f"Outline {number}"))
            operations.create_form(work, cast.stan, row, title="Form")
    with counted(env.engine) as after:
        client.get(path)

    assert len(after) == len(before) <= MOST_QUERIES


def test_home_says_what_waits(client_for: ClientFor) -> None:
    """One form to lock for the manager, who did not assemble it, and none to assemble."""
    page = client_for("mona").get("/").text

    assert ">form to lock<" in page
    assert ">forms to assemble<" in page
