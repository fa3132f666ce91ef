"""A small bank for tests: a few approved items in two domains, and outlines that ask for them."""

from collections.abc import Mapping
from typing import Any

from itembank.assembly import operations, records
from itembank.assembly.models import ContentOutline, ExamForm
from itembank.assembly.outline import Cell, Outline
from itembank.assembly.rules import OutlineDraft
from itembank.core.work import Work
from itembank.items.content import Tag
from itembank.items.models import Item
from tests.conftest import FRAMEWORK, Cast
from tests.itembank.items import stories
from tests.itembank.items.examples import sound

TWO_AND_ONE = {"PSF-1": 2, "PSF-2": 1}


def draft(
    counts: Mapping[str, int] = TWO_AND_ONE, *, length: int = 3, free: int = 0, **more: Any
) -> OutlineDraft:
    """Return an outline of cells by domain; *more* are other fields of the outline."""
    name = more.pop("name", "Short")
    cells = tuple(Cell(domain, domain, {"domain": domain}, count) for domain, count in counts.items())
    return OutlineDraft(Outline(name, length, cells, free, **more), *FRAMEWORK, reason="For the tests.")


def approved(work: Work, cast: Cast, domain: str = "PSF-1", **changes: Any) -> Item:
    """Return a new approved item of a domain."""
    return stories.approved(work, cast, sound(tags=(Tag(*FRAMEWORK, domain),), **changes))


def stock(work: Work, cast: Cast) -> list[Item]:
    """Return five approved items: three of PSF-1, of falling difficulty, and two of PSF-2."""
    first = [approved(work, cast, "PSF-1", expected_p=p) for p in (0.5, 0.6, 0.9)]
    return [*first, *(approved(work, cast, "PSF-2", expected_p=p) for p in (0.6, 0.7))]


def outline(work: Work, cast: Cast, **more: Any) -> ContentOutline:
    """Return a saved outline for three items."""
    return operations.save_outline(work, cast.stan, draft(**more))


def empty_form(work: Work, cast: Cast, **more: Any) -> ExamForm:
    """Return a form that follows an outline and holds nothing yet."""
    return operations.create_form(work, cast.stan, outline(work, cast, **more), title="Autumn")


def assembled(work: Work, cast: Cast, **more: Any) -> ExamForm:
    """Return a form that Stan assembled from the stock."""
    stock(work, cast)
    form = empty_form(work, cast, **more)
    operations.assemble(work, cast.stan, form)
    return form


def locked(work: Work, cast: Cast, **more: Any) -> ExamForm:
    """Return a form that Stan assembled and Mona locked."""
    form = assembled(work, cast, **more)
    operations.lock(work, cast.mona, form, seen_assembly=1)
    return form


def items_of(work: Work, form: ExamForm) -> list[str]:
    """Return the identifiers on a form, in order."""
    newest = records.newest_assembly(work.session, form)
    return [row["item"] for row in newest.items] if newest else []
