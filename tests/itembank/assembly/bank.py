"""A small bank for tests: five approved items in two domains, an outline, and a form that Stan assembled.

It is filled once per database and process, because approving items takes many steps; each test gets a copy.
"""

import secrets
import shutil
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from itembank.app import create_app, make_environment
from itembank.assembly import operations, records
from itembank.assembly.models import ContentOutline, ExamForm
from itembank.assembly.outline import Cell, Outline
from itembank.assembly.rules import OutlineDraft
from itembank.core.settings import Settings
from itembank.core.work import Work, unit_of_work
from itembank.items.content import Tag
from itembank.items.models import Item
from tests.conftest import FRAMEWORK, NOW, Cast, MovingClock, _cast
from tests.itembank.items import stories
from tests.itembank.items.examples import sound
from tests.support import postgres

Template = tuple[Settings, str]

TWO_AND_ONE = {"PSF-1": 2, "PSF-2": 1}
#: Nothing of these domains is in the bank, so that a test can say what is short.
MISSING = {"PSF-3": 2, "PSF-4": 1}


def prepared(template: Template, folders: pytest.TempPathFactory) -> Template:
    """Return a copy of the bank of *template* with items, an outline and an assembled form in it."""
    original, server = template
    folder = folders.mktemp("prepared")
    shutil.copytree(original.data_dir, folder, dirs_exist_ok=True)
    url = ""
    if server:
        name = f"prepared_{secrets.token_hex(6)}"
        url = postgres.clone(server, str(make_url(original.database_url).database), name)
    settings = original.model_copy(update={"data_dir": folder, "database_url": url})
    env = make_environment(settings)
    env.clock = MovingClock(NOW.replace(hour=1))
    with create_app(env).app_context(), unit_of_work(env) as work:
        cast = _cast(env)
        stock(work, cast)
        operations.save_outline(work, cast.stan, draft())
        operations.assemble(work, cast.stan, empty_form(work, cast))
    env.engine.dispose()
    env.vault.close()
    return settings, server


def draft(
    counts: Mapping[str, int] = TWO_AND_ONE, *, length: int = 3, free: int = 0, **more: Any
) -> OutlineDraft:
    """Return an outline of cells by domain; *more* are other fields of the outline."""
    fields: dict[str, Any] = {"name": "Short", "target_p": 0.6} | more
    cells = tuple(Cell(domain, domain, {"domain": domain}, count) for domain, count in counts.items())
    outline = Outline(length=length, cells=cells, free_cells=free, **fields)
    return OutlineDraft(outline, *FRAMEWORK, reason="For the tests.")


def approved(work: Work, cast: Cast, domain: str = "PSF-1", **changes: Any) -> Item:
    """Return a new approved item of a domain."""
    return stories.approved(work, cast, sound(tags=(Tag(*FRAMEWORK, domain),), **changes))


def stock(work: Work, cast: Cast) -> list[Item]:
    """Return five approved items: three of PSF-1, from hard to easy, and two of PSF-2."""
    first = [approved(work, cast, "PSF-1", expected_p=p) for p in (0.5, 0.6, 0.9)]
    return [*first, *(approved(work, cast, "PSF-2", expected_p=p) for p in (0.6, 0.7))]


def short(work: Work) -> ContentOutline:
    """Return the outline that is in the bank: two items of PSF-1 and one of PSF-2, as near 0.6 as can be."""
    return records.versions(work.session, "Short")[0]


def empty_form(work: Work, cast: Cast, **more: Any) -> ExamForm:
    """Return a form that holds nothing yet; with *more* it follows an outline of its own."""
    outline = operations.save_outline(work, cast.stan, draft(name="Other", **more)) if more else short(work)
    return operations.create_form(work, cast.stan, outline, title="Autumn")


def assembled(work: Work) -> ExamForm:
    """Return the form that Stan assembled."""
    return records.form(work.session, "F0001")


def locked(work: Work, cast: Cast) -> ExamForm:
    """Return the form that Stan assembled, locked by Mona."""
    form = assembled(work)
    operations.lock(work, cast.mona, form, seen_assembly=1)
    return form


def items_of(work: Work, form: ExamForm) -> list[str]:
    """Return the identifiers on a form, in order."""
    newest = records.newest_assembly(work.session, form)
    return [row["item"] for row in newest.items] if newest else []
