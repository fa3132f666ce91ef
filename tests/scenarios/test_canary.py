"""Planted words pass through the whole part, a forced error included, and stay under seal."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlalchemy.engine import Engine
from sqlmodel import select, text

from itembank.app import connect_queue
from itembank.core import jobs
from itembank.core.settings import Settings
from itembank.core.work import Environment, Work
from scenarios.clearance_jobs import HANDLERS
from scenarios.models import Submission
from scenarios.wording import CHECKLIST
from tests.scenarios.stories import ClientFor, hidden, token_in

Unit = Callable[[], AbstractContextManager[Work]]
CANARIES = ("Zanzibarella", "Quirrelbank", "kestrelvane", "xkcd-9931-token", "plumbagora")
STORY = (
    "Zanzibarella Okoro of Quirrelbank restarted kestrelvane-db-01.kestrelvane.internal; "
    "the password was xkcd-9931-token. A plumbagora followed."
)


@dataclass(slots=True)
class Trail:
    """Everything others could see on the way: addresses, titles, and pages for people who do not clear."""

    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    pages_of_others: list[str] = field(default_factory=list)

    def note(self, client: FlaskClient, path: str, *, others: bool = False) -> str:
        """Open a page and remember where it was, what its title said, and its words if others see it."""
        answer = client.get(path, follow_redirects=True)
        self.addresses.append(answer.request.url)
        self.titles.append(answer.text.partition("<title>")[2].partition("</title>")[0])
        if others:
            self.pages_of_others.append(answer.text)
        return answer.text


@pytest.fixture
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own for temporary files, to be searched afterwards."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    tempfile.tempdir = None


def _walk(client_for: ClientFor, env: Environment, unit: Unit) -> Trail:
    """Share (refused first), draft, send, detect, decide, sign, and write an item."""
    trail = Trail()
    petra, clara, ed = client_for("petra"), client_for("clara"), client_for("ed")
    page = trail.note(petra, "/share")
    fields = {"csrf_token": token_in(page), "key": hidden(page, "key"), "linked": "yes", "text": STORY}
    petra.post("/share", data={**fields, "save": "y"})
    petra.post("/share", data={**fields, "send": "y"})
    petra.post(
        "/share", data={**fields, "send": "y", "attestation": "production", "exam": "y", "done": "plumbagora"}
    )
    trail.note(petra, "/share/received", others=True)
    trail.note(petra, "/my/scenarios", others=True)
    jobs.run_waiting(env, HANDLERS)
    with unit() as work:
        token = work.session.exec(select(Submission.token)).one()
    trail.note(ed, f"/clearance/{token}", others=True)
    trail.note(clara, "/clearance", others=True)
    page = trail.note(clara, f"/clearance/{token}")
    _clear(clara, token, page)
    source = trail.note(ed, "/sources", others=True).partition('href="/sources/')[2].partition('"')[0]
    page = trail.note(ed, f"/sources/{source}", others=True)
    page = trail.note(ed, f"/sources/{source}/draft", others=True)
    ed.post(
        f"/sources/{source}/draft",
        data={"csrf_token": token_in(page), "title": "Restarts", "language": "en-GB"},
    )
    trail.note(ed, "/items", others=True)
    return trail


def _clear(clara: FlaskClient, token: str, page: str) -> None:
    """Mark what may be missed, accept all, decide what the second look finds, sign."""
    csrf = {"csrf_token": token_in(page)}
    for word in CANARIES:
        seen = hidden(clara.get(f"/clearance/{token}").text, "seen")
        find = {"needle": word, "kind": "CODENAME", "ignore_case": "y", "seen": seen}
        clara.post(f"/clearance/{token}/find", data={**csrf, **find})
    while 'class="ib-finding undecided' in (page := clara.get(f"/clearance/{token}").text):
        place = page.partition('class="ib-finding undecided')[2].partition('data-row="')[2].partition('"')[0]
        act = {"do": f"accept:{place}", "seen": hidden(page, "seen")}
        clara.post(f"/clearance/{token}/decisions", data={**csrf, **act})
    page = clara.get(f"/clearance/{token}/preview").text
    answers = {question.key: "no" for question in CHECKLIST}
    answer = clara.post(f"/clearance/{token}/clear", data={**csrf, "seen": hidden(page, "seen"), **answers})
    assert answer.status_code == 302, "the walk did not reach the signature"


def _rows(engine: Engine) -> str:
    """Return every value of every table as text."""
    with engine.connect() as connection:
        tables = inspect(engine).get_table_names()
        rows = [row for name in tables for row in connection.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608 - names from the database itself
    return "\n".join(
        str(tuple(bytes(v).decode("latin-1") if isinstance(v, memoryview) else v for v in row))
        for row in rows
    )


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _found(haystack: str | bytes) -> list[str]:
    data = haystack.lower() if isinstance(haystack, bytes) else haystack.lower().encode()
    return [word for word in CANARIES if word.lower().encode() in data]


def test_planted_words_are_found_nowhere(
    client_for: ClientFor,
    env: Environment,
    settings: Settings,
    unit: Unit,
    temp_folder: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No log, address, title, page of others, row, file of the data folder or temporary file holds one."""
    connect_queue(env)
    trail = _walk(client_for, env, unit)
    logged = "".join(capfd.readouterr())

    assert "scenarios.bench" in logged, "the log was not captured"
    assert _found(logged) == []
    assert _found("\n".join([*trail.addresses, *trail.titles, *trail.pages_of_others])) == []
    assert _found(_rows(env.engine)) == []
    assert _found(_bytes_of(settings.data_dir)) == []
    assert _found(_bytes_of(temp_folder)) == []


def test_an_error_page_holds_no_planted_word(
    client_for: ClientFor, unit: Unit, capfd: pytest.CaptureFixture[str]
) -> None:
    """A fault on a raw text shows a reference number, and logs its kind and place only."""
    client = client_for("petra")
    page = client.get("/share").text
    fields = {"csrf_token": token_in(page), "linked": "yes", "text": STORY}
    client.post("/share", data={**fields, "send": "y", "attestation": "production", "exam": "y"})
    with unit() as work:
        token = work.session.exec(select(Submission.token)).one()
        work.session.execute(text("UPDATE raw_text SET sealed = :junk"), {"junk": STORY.encode()})

    answer = client_for("clara").get(f"/clearance/{token}")

    assert answer.status_code >= 400
    assert _found(answer.text) == []
    assert _found("".join(capfd.readouterr())) == []


def test_a_log_in_debug_detail_holds_no_planted_word(
    env: Environment, client_for: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even what libraries say when asked for everything."""
    caplog.set_level("DEBUG")
    client = client_for()
    page = client.get("/share").text
    fields = {
        "csrf_token": token_in(page),
        "text": STORY,
        "attestation": "production",
        "exam": "y",
        "send": "y",
    }
    client.post("/share", data=fields)
    jobs.run_waiting(env, HANDLERS)

    assert _found("\n".join(record.getMessage() for record in caplog.records)) == []
