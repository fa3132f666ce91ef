"""Log-in by Flask-Security on our own tables: argon2id, second factor, sessions that end when they should."""

from datetime import timedelta
from typing import Any, cast

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import MailUtil, RoleMixin, Security, UserMixin, user_authenticated
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.totp import Totp
from passlib.totp import TotpMatch
from sqlalchemy.orm import scoped_session
from sqlmodel import Session
from werkzeug.local import LocalProxy

from itembank.accounts import operations
from itembank.accounts.models import User
from itembank.accounts.permissions import STAFF_ROLES
from itembank.core import audit
from itembank.core.actor import STRANGER, Actor
from itembank.core.errors import Refused
from itembank.core.http import Open, current_work, environment, limiter
from itembank.core.settings import Settings

#: Endpoints of Flask-Security, and whom they are open to.
DECLARED: dict[str, Open] = {
    "security.login": Open.ANYONE,
    "security.logout": Open.ANYONE,
    "security.two_factor_setup": Open.ANYONE,
    "security.two_factor_setup_validate": Open.ANYONE,
    "security.two_factor_token_validation": Open.ANYONE,
    "security.two_factor_rescue": Open.ANYONE,
    "security.tf_select": Open.ANYONE,
    "security.mf_recovery": Open.ANYONE,
    "security.mf_recovery_codes": Open.LOGGED_IN,
    "security.verify": Open.LOGGED_IN,
    "security.change_password": Open.LOGGED_IN,
}


class _Datastore(SQLAlchemySessionUserDatastore):
    """Flask-Security's store on the request's unit of work, which alone commits."""

    def commit(self) -> None:
        """Flush only: the unit of work commits at the end of the request."""
        self.db.session.flush()


def _normalise(address: str) -> str:
    """Return an address as accounts keep it; an inner one, such as `ada@office`, is fine."""
    return address.strip().lower()


class _Addresses(MailUtil):
    """Addresses are names of accounts here, not places to deliver to: an inner one is fine."""

    def normalize(self, email: str) -> str:
        """Return the address as accounts keep it."""
        return _normalise(email)


class _CodesOnce(Totp):
    """One-time codes that work once: the time step of the last one is kept (RFC 6238, section 5.2)."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the time step of the last code that was accepted."""
        return cast(User, user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the time step of the code that was just accepted."""
        cast(User, user).tf_last_counter = tmatch.counter


class _NoRoles(RoleMixin):
    """Flask-Security wants a role model; ours are in code, so it never meets one."""


def install(app: Flask, settings: Settings) -> None:
    """Configure Flask-Security on *app*."""
    app.config.update(_config(settings))
    request_session = cast("scoped_session[Session]", LocalProxy(lambda: current_work().session))
    store = _Datastore(request_session, User, _NoRoles)
    Security(app, store, mail_util_cls=_Addresses, totp_cls=_CodesOnce)
    _limit_attempts(app, settings)
    app.view_functions["security.two_factor_rescue"] = _refuse_rescue
    app.extensions["itembank.login"] = _send_to_login
    user_authenticated.connect(_note_login, app)


def _limit_attempts(app: Flask, settings: Settings) -> None:
    """Slow down whoever guesses passwords or codes, by address; others are not affected."""
    for endpoint in ("security.login", "security.two_factor_token_validation", "security.mf_recovery"):
        slowed: Any = limiter.limit(f"{settings.logins_per_minute} per minute", methods=["POST"])
        app.view_functions[endpoint] = slowed(app.view_functions[endpoint])


def find_actor() -> Actor:
    """Return the person of this request with their permissions, or a stranger.

    Staff who still have to set up their second factor may do nothing else.
    """
    if not current_user.is_authenticated:
        return STRANGER
    actor = operations.actor_for(current_work().session, current_user)
    g.lacks_second_factor = _lacks_second_factor(actor)
    return Actor(id=actor.id, name=actor.name) if g.lacks_second_factor else actor


def lacks_second_factor() -> bool:
    """Whether the person of this request is staff who must set up a second factor before anything else."""
    return bool(g.get("lacks_second_factor", False))


def _lacks_second_factor(actor: Actor) -> bool:
    if not environment().settings.demands_second_factor or actor.id is None:
        return False
    is_staff = bool(operations.roles_of(current_work().session, actor.id) & STAFF_ROLES)
    return is_staff and current_user.tf_primary_method is None


def _send_to_login() -> ResponseReturnValue:
    """Ask a stranger to log in, and bring them back to the page they wanted."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted))


def _refuse_rescue() -> ResponseReturnValue:
    """No code is ever sent by mail: a recovery code or an administrator helps."""
    msg = "Codes are not sent by mail. Use a recovery code, or ask an administrator for a new link."
    raise Refused(msg)


def _note_login(_app: Flask, user: User, **_extra: Any) -> None:
    session.permanent = True
    actor = operations.actor_for(current_work().session, user)
    audit.record(current_work(), actor, "person.log_in", f"person:{user.id}")


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": _normalise, "case_insensitive": True}}],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 15,
        "SECURITY_PASSWORD_CHECK_BREACHED": None,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_TRACKABLE": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": False,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/mf-recovery-codes",
        "SECURITY_TOTP_ISSUER": "itembank",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_CSRF_COOKIE_NAME": None,
        "SECURITY_REDIRECT_VALIDATE_MODE": ["absolute"],
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
            "The e-mail address or the password is not right. Check both and try again.",
            "error",
        ),
        "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": (
            "That code is not right, or it was used already. Wait for the next one and type it.",
            "error",
        ),
        "SECURITY_FRESHNESS": timedelta(minutes=60),
        "SESSION_COOKIE_NAME": "__Host-itembank" if settings.https else "itembank",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=settings.idle_minutes),
    }
