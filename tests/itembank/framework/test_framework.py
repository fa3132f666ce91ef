"""A framework version never changes, and an incomplete one says what it lacks."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from itembank.core.errors import Invalid, RefusedInput
from itembank.core.work import Work
from itembank.framework import operations, rules
from tests.conftest import Cast

ClientFor = Callable[..., FlaskClient]

PACK: dict[str, Any] = {
    "framework": "TST",
    "framework_title": "Test framework",
    "version": "1.0",
    "licence": {"id": "CC-BY-4.0", "attribution": "Test framework, invented for tests"},
    "domains": [
        {"id": "T-1", "title": "One", "competencies": [{"id": "T-1.1", "statement": "Something holds."}]},
        {"id": "T-2", "title": "Two", "competencies": []},
    ],
}


def _changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PACK), **changes}


def test_the_packs_that_come_with_the_project_are_in(work: Work) -> None:
    """Both versions of the framework are there, under their own labels."""
    assert {(pack.framework, pack.version) for pack in operations.all_packs(work.session)} == {
        ("PSF", "1.0"),
        ("PSF", "1.1"),
    }


def test_an_incomplete_pack_says_what_is_missing(work: Work) -> None:
    """Nobody mistakes thirteen statements for forty."""
    state = rules.completeness(operations.get(work.session, "PSF", "1.0").body)
    assert (state.present, state.expected, "PSF-4.1" in state.missing) == (13, 40, True)


def test_importing_the_same_content_again_changes_nothing(work: Work, cast: Cast) -> None:
    """A repeated import is no error."""
    first, _ = operations.import_pack(work, cast.ada, _changed())
    again, is_new = operations.import_pack(work, cast.ada, _changed())
    assert (again.id, is_new) == (first.id, False)


def test_other_content_under_a_known_label_is_refused(work: Work, cast: Cast) -> None:
    """One changed word is another text, and needs another version."""
    operations.import_pack(work, cast.ada, _changed())
    with pytest.raises(Invalid, match="never changes"):
        operations.import_pack(work, cast.ada, _changed(framework_title="Test framework, edited"))


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    """The same data is the same pack."""
    assert rules.content_hash(PACK) == rules.content_hash(dict(reversed(PACK.items())))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "file"),
        (_changed(version=""), "version"),
        (_changed(licence={}), "licence.attribution"),
        (_changed(domains=[]), "domains"),
        (_changed(domains=[{"id": "T-1"}]), "domains[0]"),
        (_changed(domains=[{"id": "T-1", "title": "A"}, {"id": "T-1", "title": "B"}]), "domains[1].id"),
        (
            _changed(domains=[{"id": "T-1", "title": "A", "competencies": [{"id": "x"}]}]),
            "domains[0].competencies[0]",
        ),
    ],
)
def test_a_bad_pack_is_refused_with_the_place(body: Any, place: str) -> None:
    """Every problem says where it is."""
    with pytest.raises(RefusedInput) as caught:
        rules.check_pack(body)
    assert place in [problem.place for problem in caught.value.problems]


def test_versions_sort_as_people_read_them() -> None:
    """1.9 comes before 1.10."""
    assert sorted(["1.10", "1.9", "1.9.1"], key=rules.version_key) == ["1.9", "1.9.1", "1.10"]


def test_the_page_of_a_pack_gives_credit(client_for: ClientFor) -> None:
    """CC BY asks for it."""
    assert "CC BY 4.0" in client_for("ed").get("/framework/PSF/1.1").text


def test_an_unknown_pack_is_not_found(client_for: ClientFor) -> None:
    """A wrong address says so."""
    assert client_for("ed").get("/framework/PSF/9.9").status_code == 404
