"""Editors get the cleared text, and never more."""

import pytest
from sqlmodel import select

from itembank.core import audit
from itembank.core.errors import NotFound, Refused
from itembank.core.work import Work
from scenarios import operations
from scenarios.handover import operations as handover
from tests.conftest import Cast
from tests.scenarios.stories import cleared, scenario


def test_an_editor_reads_the_cleared_text(work: Work, cast: Cast) -> None:
    """With placeholders where names were."""
    token = operations.source_token_of(work.session, cleared(work, cast.petra, cast.clara)) or ""

    text = operations.read_source(work, cast.ed, token).text

    assert "[PERSON_1] restarted the queue" in text
    assert "Odalys" not in text


def test_reading_a_source_is_recorded(work: Work, cast: Cast) -> None:
    """A cleared text can still say something to those who were there."""
    token = operations.source_token_of(work.session, cleared(work, cast.petra, cast.clara)) or ""
    operations.read_source(work, cast.ed, token)
    query = select(audit.AuditEvent).where(audit.AuditEvent.action == "source.open")

    (event,) = work.session.exec(query)

    assert event.actor_id == cast.ed.id


@pytest.mark.parametrize("name", ["petra", "clara", "rita", "stan", "ada"])
def test_cleared_texts_are_for_editors(work: Work, cast: Cast, name: str) -> None:
    """Not for reviewers, who judge the item on its own."""
    token = operations.source_token_of(work.session, cleared(work, cast.petra, cast.clara)) or ""

    with pytest.raises(Refused, match="for editors"):
        operations.read_source(work, getattr(cast, name), token)


def test_a_withdrawn_source_is_gone_from_the_list(work: Work, cast: Cast) -> None:
    """And from its own page."""
    submission = cleared(work, cast.petra, cast.clara)
    token = operations.source_token_of(work.session, submission) or ""
    operations.withdraw(work, cast.petra, submission)

    assert operations.live_sources(work) == []
    with pytest.raises(NotFound):
        operations.read_source(work, cast.ed, token)


def test_the_newest_source_comes_first(work: Work, cast: Cast) -> None:
    """Fifty on a page."""
    first = cleared(work, cast.petra, cast.clara)
    second = cleared(work, cast.petra, cast.clara, scenario("Odalys broke it again."))
    tokens = [operations.source_token_of(work.session, one) for one in (second, first)]

    assert [entry.token for entry in operations.live_sources(work)] == tokens
    assert [entry.token for entry in operations.live_sources(work, offset=1)] == tokens[1:]
    assert handover.count_live(work.session) == handover.count_unused(work.session) == 2


def test_the_token_of_a_source_is_not_the_token_of_its_submission(work: Work, cast: Cast) -> None:
    """An item cannot be followed back by its token alone."""
    submission = cleared(work, cast.petra, cast.clara)

    assert operations.source_token_of(work.session, submission) != submission.token
