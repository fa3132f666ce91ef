"""Items are created, revised, reviewed and approved by appending rows."""

from itembank.core.work import Work
from itembank.items import operations
from tests.conftest import Cast
from tests.itembank.items import stories
from tests.itembank.items.examples import sound


def test_a_new_item_is_a_draft_in_the_pool(work: Work, cast: Cast) -> None:
    """The pool knows items that are not approved, and says what they are."""
    item = operations.create_item(work, cast.ed, sound())

    found = operations.approved_pool(work)

    assert [(one.identifier, one.status) for one in found] == [(item.identifier, "draft")]


def test_two_reviews_and_an_approval_make_an_item_usable(work: Work, cast: Cast) -> None:
    """Author, two reviewers and a domain lead: four people, one approved revision."""
    item = stories.approved(work, cast)

    assert operations.approved_pool(work)[0].status == "approved"
    assert operations.verify_item(work, item.identifier) == []
