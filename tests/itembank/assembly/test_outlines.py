"""Outlines are saved as versions, and refused while they do not sum up."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from itembank.assembly import operations, records
from itembank.core import audit
from itembank.core.errors import Invalid, NotFound, RefusedInput, Stale
from itembank.core.work import Work
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.itembank.assembly.bank import draft


def test_an_outline_whose_cells_do_not_sum_up_is_refused(work: Work, cast: Cast) -> None:
    """The sentence shows the sum and what would mend it."""
    counts = {"PSF-1": 3, "PSF-2": 3} | {f"PSF-{number}": 2 for number in range(3, 9)}

    with pytest.raises(RefusedInput, match=r"3 \+ 3 \+ 2 \+ 2 \+ 2 \+ 2 \+ 2 \+ 2 = 18, not 20"):
        operations.save_outline(work, cast.stan, draft(counts, length=20))


def test_free_places_fill_the_sum(work: Work, cast: Cast) -> None:
    """18 in cells and 2 free make 20."""
    counts = {"PSF-1": 3, "PSF-2": 3} | {f"PSF-{number}": 2 for number in range(3, 9)}
    row = operations.save_outline(work, cast.stan, draft(counts, length=20, free=2, name="AIDA"))

    assert (row.number, records.wanted(row).length) == (1, 20)


def test_a_refused_outline_leaves_nothing_behind(work: Work, cast: Cast) -> None:
    """Neither a row nor an event."""
    before = audit.head(work.session)
    with pytest.raises(RefusedInput):
        operations.save_outline(work, cast.stan, draft(length=4, name="AIDA"))

    assert [row.name for row in records.newest_outlines(work.session)] == ["Short"]
    assert audit.head(work.session) == before


def test_a_change_is_a_new_version(work: Work, cast: Cast) -> None:
    """The old one stays as it was, with its reason."""
    first = bank.short(work)
    operations.save_outline(
        work, cast.stan, replace(draft({"PSF-1": 1, "PSF-2": 2}), reason="Fewer."), base_number=1
    )

    assert [row.reason for row in records.versions(work.session, "Short")] == ["Fewer.", "For the tests."]
    assert records.wanted(first) == draft().outline


def test_a_version_on_top_of_an_old_one_is_refused_with_both(work: Work, cast: Cast) -> None:
    """Somebody saved meanwhile: what differs is shown, and nothing is overwritten."""
    operations.save_outline(work, cast.stan, draft({"PSF-1": 1, "PSF-2": 2}), base_number=1)

    with pytest.raises(Stale) as caught:
        operations.save_outline(work, cast.mona, draft(max_per_source=1), base_number=1)

    assert {difference.label for difference in caught.value.differences} == {
        "Cells",
        "At most from one source",
    }


def test_two_outlines_cannot_have_one_name(work: Work, cast: Cast) -> None:
    """A form must be able to name its outline."""
    with pytest.raises(Invalid, match="already"):
        operations.save_outline(work, cast.stan, draft(max_per_source=1))


def test_a_version_without_a_change_is_refused(work: Work, cast: Cast) -> None:
    """There is nothing to save, and the sentence says so."""
    with pytest.raises(Invalid, match="Nothing differs"):
        operations.save_outline(work, cast.stan, draft(), base_number=1)


def test_an_outline_for_a_framework_that_is_not_here_is_refused(work: Work, cast: Cast) -> None:
    """Its domains would mean nothing."""
    with pytest.raises(NotFound, match=r"PSF 9\.9"):
        operations.save_outline(work, cast.stan, replace(draft(), version="9.9"))


def test_the_bank_says_which_cell_is_short(work: Work, cast: Cast) -> None:
    """Before anybody assembles anything."""
    bank.approved(work, cast, "PSF-3")
    row = operations.save_outline(work, cast.stan, draft(bank.MISSING, name="AIDA"))
    short = operations.supply_of(work, row)

    assert [(one.line, one.short_by) for one in short] == [("PSF-3", 1), ("PSF-4", 1)]


@pytest.mark.parametrize(
    "statement", ["UPDATE content_outline SET reason = 'x'", "DELETE FROM content_outline"]
)
def test_the_database_refuses_to_change_an_outline(work: Work, statement: str) -> None:
    """A version that was saved never changes, whoever asks."""
    with pytest.raises(DBAPIError), work.session.begin_nested():
        work.session.execute(text(statement))
