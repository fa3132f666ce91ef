"""The web's shared ground: permissions of endpoints, one transaction a request, headers, error pages."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from itembank.core.actor import STRANGER, Actor
from itembank.core.errors import DomainError, NotFound, Refused, Stale
from itembank.core.logging import describe, get_logger
from itembank.core.work import Environment, Work, begin

F = TypeVar("F", bound=Callable[..., Any])

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Open(StrEnum):
    """Declarations of endpoints that need no permission; each says whom it is open to."""

    ANYONE = "open:anyone"
    LOGGED_IN = "open:logged-in"


def requires(*permissions: StrEnum, writing: bool = False) -> Callable[[F], F]:
    """Declare that an endpoint needs one of *permissions*; *writing* marks a GET that leaves a trace."""

    def declare(view: F) -> F:
        setattr(view, "permissions", frozenset(permissions))  # noqa: B010 - functions have no such attribute for mypy
        setattr(view, "writing", writing)  # noqa: B010 - the same
        return view

    return declare


def declared(app: Flask, endpoint: str) -> frozenset[StrEnum]:
    """Return what *endpoint* declares; empty when it declares nothing, which is refused."""
    outside: dict[str, StrEnum] = app.extensions["itembank.declared"]
    if _is_static(endpoint):
        return frozenset({Open.ANYONE})
    if endpoint in outside:
        return frozenset({outside[endpoint]})
    return getattr(app.view_functions[endpoint], "permissions", frozenset())


def environment() -> Environment:
    """Return the environment of the running application."""
    return cast(Environment, current_app.extensions["itembank"])


def current_work() -> Work:
    """Return this request's unit of work, opened on first use."""
    if "work" not in g:
        g.work = begin(environment(), writing=_is_writing())
    return cast(Work, g.work)


def current_actor() -> Actor:
    """Return who is acting in this request."""
    return cast(Actor, g.get("actor", STRANGER))


def install(
    app: Flask, env: Environment, *, declared_outside: dict[str, StrEnum], who: Callable[[], Actor]
) -> None:
    """Wire transactions, permissions, headers and error pages into *app*; *who* finds who is acting."""
    app.extensions["itembank"] = env
    app.extensions["itembank.declared"] = declared_outside
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_note_start)
    app.before_request(lambda: _check_permission(app, who))
    app.after_request(_commit)
    app.after_request(_add_headers)
    app.after_request(_log)
    app.teardown_request(_close)
    app.register_error_handler(DomainError, _show_refusal)
    app.register_error_handler(CSRFError, _show_expired)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_fault)


def _is_static(endpoint: str) -> bool:
    """Whether an endpoint serves files of the program: style sheets and scripts, the same for everybody."""
    return endpoint == "static" or endpoint.endswith(".static")


def _is_writing() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in _SAFE_METHODS or getattr(view, "writing", False)


def _note_start() -> None:
    g.started, g.reference = time.perf_counter(), secrets.token_hex(4)


def _check_permission(app: Flask, who: Callable[[], Actor]) -> ResponseReturnValue | None:
    """Deny by default: an endpoint that declares nothing is closed to everybody."""
    if request.endpoint is not None and _is_static(request.endpoint):
        return None
    g.actor = actor = who()
    if request.endpoint is None:  # Nothing is there; the page that says so still knows who is asking.
        return None
    needs = declared(app, request.endpoint)
    if Open.ANYONE in needs:
        return None
    if not actor.is_known:
        return cast(ResponseReturnValue, app.extensions["itembank.login"]())
    if Open.LOGGED_IN in needs or actor.may_any(needs):
        return None
    msg = "Your roles do not include this page. If you need it, ask an administrator for the role."
    raise Refused(msg)


def _commit(response: Response) -> Response:
    work: Work | None = g.get("work")
    if work is not None and _is_writing() and not g.get("failed", False):
        work.commit()
    return response


def _close(_error: BaseException | None) -> None:
    work: Work | None = g.pop("work", None)
    if work is not None:
        work.session.close()


def _abandon() -> None:
    """Forget everything this request did: nothing half-done is kept."""
    g.failed = True
    work: Work | None = g.pop("work", None)
    if work is not None:
        work.session.rollback()
        work.session.close()


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if environment().settings.https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint and _is_static(request.endpoint):
        response.headers["Cache-Control"] = "public, max-age=3600"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _log(response: Response) -> Response:
    """One line per request: the endpoint's name, never its address, which could hold an id of a person."""
    if request.endpoint and not _is_static(request.endpoint):
        get_logger().info(
            "request",
            endpoint=request.endpoint,
            method=request.method,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
            actor=current_actor().id,
            reference=g.get("reference"),
        )
    return response


def _show_refusal(error: DomainError) -> ResponseReturnValue:
    _abandon()
    template = "core/stale.html" if isinstance(error, Stale) else "core/refused.html"
    return render_template(template, error=error, reference=g.get("reference")), error.status


def _show_expired(_error: CSRFError) -> ResponseReturnValue:
    """Show what was sent, so that a page left open too long costs nobody their text."""
    _abandon()
    hidden = {"csrf_token", "password"}
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in hidden]
    return render_template("core/expired.html", kept=kept), 400


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    _abandon()
    if error.code is not None and error.code < 400:  # noqa: PLR2004 - below 400 it is a redirect, no error
        return error.get_response()
    return render_template(
        "core/http_error.html", error=error, reference=g.get("reference")
    ), error.code or 500


def _show_fault(error: Exception) -> ResponseReturnValue:
    """Show a reference number and nothing of what went wrong; the log has its kind and place."""
    _abandon()
    get_logger().error("fault", reference=g.get("reference"), endpoint=request.endpoint, **describe(error))
    return render_template("core/fault.html", reference=g.get("reference")), 500


def get_or_404(record: Any, what: str) -> Any:
    """Return *record*, or raise NotFound naming *what* was looked for."""
    if record is None:
        msg = f"There is no such {what}, or it is not for you."
        raise NotFound(msg)
    return record


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person, for their home page: how many, of what, and where."""

    title: str
    count: int
    url: str
    hint: str


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A place in the navigation, for people with one of *permissions*."""

    label: str
    endpoint: str
    permissions: frozenset[StrEnum]
