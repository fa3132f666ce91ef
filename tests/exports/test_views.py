"""Pages of exports: who gets in, what they get, and what is kept of it."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exports import operations
from exports.models import ExportRecord
from itembank.assembly import operations as forms
from itembank.assembly import records
from itembank.core.work import Environment, Work
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.itembank.assembly.pages import counted, post

ClientFor = Callable[..., FlaskClient]
Unit = Callable[[], AbstractContextManager[Work]]
MOST_QUERIES = 8
PAGE = "/forms/F0001/exports"


@pytest.fixture(autouse=True)
def _locked(app: Flask, unit: Unit, cast: Cast) -> None:
    """A bank with a locked form, and with one that is not."""
    with app.app_context(), unit() as work:
        bank.locked(work, cast)
        bank.empty_form(work, cast)


def export(unit: Unit, cast: Cast) -> ExportRecord:
    """Export the form as tables."""
    with unit() as work:
        form = records.form(work.session, "F0001")
        return operations.export(work, cast.stan, form, ["csv"], "Autumn sitting.")


def all_exports(unit: Unit) -> list[ExportRecord]:
    """Return what the register has of the form."""
    with unit() as work:
        return operations.exports_of(work.session, records.form(work.session, "F0001"))


def test_staff_export_a_locked_form(client_for: ClientFor, unit: Unit) -> None:
    """One post, and the page of the export lists its files."""
    client = client_for("stan")
    answer = post(client, PAGE, {"formats": ["csv"], "reason": "Autumn sitting."})

    assert "F0001-key.csv" in client.get(answer.headers["Location"]).text
    assert [row.reason for row in all_exports(unit)] == ["Autumn sitting."]


def test_everything_comes_in_one_archive_with_the_recorded_digests(
    client_for: ClientFor, unit: Unit, cast: Cast
) -> None:
    """What is downloaded is what the register says."""
    record = export(unit, cast)
    page = f"/exports/{record.export_id}"
    answer = post(client_for("stan"), page, {}, to=f"{page}/archive")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        found = {name.split("/")[1]: opened.read(name) for name in opened.namelist()}

    assert {name: hashlib.sha256(content).hexdigest() for name, content in found.items()} == {
        file["name"]: file["sha256"] for file in record.files
    }


def test_the_register_calls_an_export_by_its_time(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """A link that is read out says what it leads to, and so does the page behind it."""
    record = export(unit, cast)
    words = f"Export of {record.at.day} {record.at:%B %Y, %H:%M}"
    client = client_for("stan")

    assert f">{words}</a>" in client.get(PAGE).text
    assert f"<h1>{words}</h1>" in client.get(f"/exports/{record.export_id}").text


def test_one_file_comes_as_a_download(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Never shown in the browser, where it could stay."""
    page = f"/exports/{export(unit, cast).export_id}"
    answer = post(client_for("stan"), page, {}, to=f"{page}/files/F0001-items.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="F0001-items.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "Kept reason"},
        {"formats": ["docx"], "reason": "Kept reason"},
        {"formats": ["csv"], "reason": ""},
    ],
)
def test_an_incomplete_request_is_refused_and_kept(
    client_for: ClientFor, unit: Unit, sent: dict[str, object]
) -> None:
    """Nothing is exported, and what was typed is still there."""
    answer = post(client_for("stan"), PAGE, sent)

    assert (answer.status_code, all_exports(unit)) == (422, [])
    assert str(sent["reason"]) in answer.text


def test_fields_that_nobody_asked_for_change_nothing(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Nobody exports in another's name."""
    extra = {"by_id": 1, "export_id": "mine", "role": "admin", "state": "approved"}
    post(client_for("stan"), PAGE, {"formats": ["csv"], "reason": "Autumn sitting.", **extra})

    assert [(row.by_id, row.export_id == "mine") for row in all_exports(unit)] == [(cast.ids["stan"], False)]


def test_who_gets_at_exports(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Exam staff, and nobody else; a wrong address says so."""
    page = f"/exports/{export(unit, cast).export_id}"
    expected = {
        ("", PAGE): 302,
        ("", page): 302,
        ("ed", PAGE): 403,
        ("ed", page): 403,
        ("rosa", "/exports"): 403,
        ("ada", page): 403,
        ("stan", "/exports"): 200,
        ("stan", page): 200,
        ("stan", "/forms/F0002/exports"): 200,
        ("stan", "/forms/F0404/exports"): 404,
        ("stan", "/exports/0000"): 404,
        ("stan", f"{page}/archive"): 405,
        ("stan", f"{page}/files/F0001-key.csv"): 405,
    }

    assert {(who, path): client_for(who).get(path).status_code for who, path in expected} == expected


def test_an_open_form_has_no_export_to_offer(client_for: ClientFor) -> None:
    """The page says who does what first, and a post is refused."""
    client = client_for("stan")
    answer = post(client, PAGE, {"formats": ["csv"], "reason": "Early."}, to="/forms/F0002/exports")

    assert "not locked yet" in client.get("/forms/F0002/exports").text
    assert answer.status_code == 403


def test_a_form_given_up_has_nothing_to_export(
    app: Flask, client_for: ClientFor, unit: Unit, cast: Cast
) -> None:
    """The page does not promise that somebody will lock it."""
    with app.app_context(), unit() as work:
        forms.give_up(work, cast.stan, records.form(work.session, "F0002"), reason="Doubled.")

    assert "given up and never locked" in client_for("stan").get("/forms/F0002/exports").text


def test_the_list_takes_few_queries_however_long(
    client_for: ClientFor, env: Environment, unit: Unit, cast: Cast
) -> None:
    """Ten more exports cost not one query more."""
    client = client_for("stan")
    client.get(PAGE)
    with counted(env.engine) as before:
        client.get(PAGE)
    for _ in range(10):
        export(unit, cast)
    with counted(env.engine) as after:
        client.get(PAGE)

    assert len(after) == len(before) <= MOST_QUERIES


def test_home_counts_forms_that_nobody_exported(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Until somebody does."""
    client = client_for("stan")
    before = client.get("/").text
    export(unit, cast)

    assert ("form to export" in before, client.get("/").text == before) == (True, False)
