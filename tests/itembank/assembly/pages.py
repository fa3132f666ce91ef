"""Posting forms as a browser does, and counting what a page asks of the database."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse


def post(client: FlaskClient, page: str, sent: Mapping[str, object], *, to: str = "") -> TestResponse:
    """Open *page*, and post *sent* with its token to it or to another address."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    token = found.group(1) if found else ""
    return client.post(to or page, data={"csrf_token": token, **sent})


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that run while the block runs."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
