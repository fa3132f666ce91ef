"""Editors find, read and write from cleared texts."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import event
from sqlmodel import select

from itembank.core.work import Environment, Work
from itembank.items.models import Item, ItemSource
from scenarios import operations
from tests.conftest import Cast
from tests.scenarios.stories import ClientFor, cleared, scenario, token_in

Unit = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def source(unit: Unit, cast: Cast) -> str:
    """The token of a cleared source."""
    with unit() as work:
        submission = cleared(work, cast.petra, cast.clara)
        return operations.source_token_of(work.session, submission) or ""


def test_the_list_shows_sources_without_a_contributor(client_for: ClientFor, source: str) -> None:
    """A date and a short token, no name."""
    page = client_for("ed").get("/sources").text

    assert "Cleared source of 2 march 2026" in page or "Cleared source of 2 March 2026" in page
    assert source in page
    assert "Petra" not in page


def test_an_empty_list_says_where_sources_come_from(client_for: ClientFor) -> None:
    """And offers to write without one."""
    page = client_for("ed").get("/sources").text

    assert "No cleared text is there" in page
    assert "constructed item" in page


def test_the_list_needs_as_many_queries_for_many_as_for_few(
    client_for: ClientFor, unit: Unit, cast: Cast, env: Environment
) -> None:
    """At most eight, log-in included."""
    with unit() as work:
        for number in range(12):
            cleared(work, cast.petra, cast.clara, scenario(f"Odalys broke it {number} times."))
    client = client_for("ed")
    seen: list[str] = []
    event.listen(env.engine, "before_cursor_execute", lambda *args: seen.append(str(args[2])))
    client.get("/sources")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) <= 8


def test_a_source_shows_its_cleared_text(client_for: ClientFor, source: str) -> None:
    """Placeholders where names were."""
    page = client_for("ed").get(f"/sources/{source}").text

    assert "[PERSON_1] restarted the queue" in page
    assert "Odalys" not in page


@pytest.mark.parametrize("name", ["petra", "clara", "rita", "stan", "ada", "nils"])
@pytest.mark.parametrize("path", ["/sources", "/sources/{}", "/sources/{}/draft"])
def test_sources_are_for_editors(client_for: ClientFor, source: str, name: str, path: str) -> None:
    """Every other role is refused."""
    assert client_for(name).get(path.format(source)).status_code == 403


def test_a_stranger_is_sent_to_the_log_in(client_for: ClientFor, source: str) -> None:
    """Nothing is said about what is there."""
    assert "/login" in client_for().get(f"/sources/{source}").location


@pytest.mark.parametrize("path", ["/sources/0000", "/sources/0000/draft"])
def test_a_bad_token_is_not_found(client_for: ClientFor, path: str) -> None:
    """The same as one that was taken back."""
    assert client_for("ed").get(path).status_code == 404


def test_an_item_written_beside_a_source_is_grounded_in_it(
    client_for: ClientFor, source: str, unit: Unit
) -> None:
    """Its token goes with the item; posted states and sources do not."""
    client = client_for("ed")
    csrf = token_in(client.get(f"/sources/{source}/draft").text)
    answer = client.post(
        f"/sources/{source}/draft",
        data={
            "csrf_token": csrf,
            "title": "Restarts",
            "language": "en-GB",
            "state": "approved",
            "token": "0" * 32,
        },
    )

    assert answer.status_code == 302
    with unit() as work:
        (row,) = work.session.exec(select(ItemSource))
        assert row.token == source
    assert "Write from source" not in client.get(f"/sources/{source}").text


def test_an_unfinished_draft_comes_back_with_its_words(
    client_for: ClientFor, source: str, unit: Unit
) -> None:
    """A missing title keeps nothing and loses nothing."""
    client = client_for("ed")
    csrf = token_in(client.get(f"/sources/{source}/draft").text)
    answer = client.post(f"/sources/{source}/draft", data={"csrf_token": csrf, "stimulus": "A queue grew."})

    assert answer.status_code == 422
    assert "A queue grew." in answer.text
    with unit() as work:
        assert work.session.exec(select(Item)).all() == []


def test_the_source_lists_what_was_written_from_it(client_for: ClientFor, source: str) -> None:
    """So that a second question on the same event is noticed."""
    client = client_for("ed")
    csrf = token_in(client.get(f"/sources/{source}/draft").text)
    client.post(
        f"/sources/{source}/draft", data={"csrf_token": csrf, "title": "Restarts", "language": "en-GB"}
    )

    assert "I0001" in client.get(f"/sources/{source}").text
