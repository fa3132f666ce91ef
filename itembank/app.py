"""The composition root: makes the environment and the web application, and connects the features."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, render_template
from flask_bootstrap import Bootstrap5
from huey import SqliteHuey, crontab
from werkzeug.middleware.proxy_fix import ProxyFix

import exports.views
import itembank.accounts.views
import itembank.assembly.views
import itembank.framework.views
import itembank.items.views
import scenarios.views
from itembank.accounts import demo_cast, identity
from itembank.core import audit, http, jobs
from itembank.core.actor import Actor
from itembank.core.crypto import Vault, read_master_key
from itembank.core.db import make_engine
from itembank.core.http import NavEntry, Open, Waiting, current_actor, current_work, requires
from itembank.core.settings import Mode, Settings
from itembank.core.work import Environment, Work, unit_of_work
from itembank.framework.catalogue import Catalogue
from scenarios import clearance_jobs
from scenarios.desk import Desk

HANDLERS: jobs.Handlers = clearance_jobs.HANDLERS
_FEATURES: tuple[Any, ...] = (
    scenarios.views,
    itembank.items.views,
    itembank.assembly.views,
    exports.views,
    itembank.framework.views,
    itembank.accounts.views,
)

bp = Blueprint("home", __name__)


def make_environment(settings: Settings) -> Environment:
    """Open the database and the key store of an installation that was initialised.

    Raises:
        KeyProblem: when the master key is missing or wrong.
    """
    vault = Vault(make_engine(settings.keys_url), read_master_key(settings.master_key_path))
    return Environment(
        settings=settings,
        engine=make_engine(settings.bank_url),
        vault=vault,
        sources=Desk(),
        domains=Catalogue(),
    )


def connect_queue(env: Environment) -> SqliteHuey:
    """Let *env* tell a worker about new jobs, and return the queue that the worker listens to."""
    queue = jobs.make_queue(env)

    @queue.task(name="run_job")
    def run_job(job_id: int) -> None:
        jobs.run_job(env, HANDLERS, job_id)

    @queue.periodic_task(crontab(minute="*"), name="sweep")
    def sweep() -> None:
        jobs.run_waiting(env, HANDLERS)

    @queue.periodic_task(crontab(minute="15", hour="3"), name="keep_house")
    def daily() -> None:
        keep_house(env)

    env.notify_worker = run_job
    return queue


def keep_house(env: Environment) -> None:
    """Do what is due each day: erase texts that reached their date, and anchor the audit log."""
    clearance_jobs.purge(env)
    with unit_of_work(env, writing=False) as work:
        audit.write_anchor(work.session, env.settings.anchors_dir)


def create_app(env: Environment) -> Flask:
    """Return the web application of *env*."""
    app = Flask("itembank", root_path=str(Path(__file__).parent))
    app.config.update(_config(env))
    if env.settings.trusted_proxies:
        hops = env.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way to wrap.
    Bootstrap5(app)
    identity.install(app, env.settings)
    http.install(app, env, declared_outside=dict(identity.DECLARED), who=identity.find_actor)
    app.register_blueprint(bp)
    for feature in _FEATURES:
        app.register_blueprint(feature.bp)
    app.context_processor(lambda: _page_context(env))
    return app


@bp.get("/")
@requires(Open.ANYONE)
def show() -> str:
    """Show what waits for this person, or what this place is."""
    actor = current_actor()
    if not actor.is_known:
        return render_template("core/welcome.html")
    return render_template("core/home.html", waiting=_waiting(current_work(), actor))


@bp.get("/health")
@requires(Open.ANYONE)
def health() -> dict[str, str]:
    """Say that the application answers and its database can be read."""
    current_work().session.connection()
    return {"status": "ok"}


def _waiting(work: Work, actor: Actor) -> list[Waiting]:
    sources: list[Callable[[Work, Actor], list[Waiting]]] = [feature.waiting for feature in _FEATURES]
    return [entry for source in sources for entry in source(work, actor)]


def _page_context(env: Environment) -> dict[str, Any]:
    actor = current_actor()
    entries: list[NavEntry] = [entry for feature in _FEATURES for entry in feature.NAV]
    return {
        "actor": actor,
        "nav": [entry for entry in entries if actor.is_known and actor.may_any(entry.permissions)],
        "is_demo": env.settings.mode is Mode.DEMO,
        "needs_second_factor": identity.lacks_second_factor(),
        "demo_cast": demo_cast.CAST,
        "demo_password": demo_cast.PASSWORD,
    }


def _config(env: Environment) -> dict[str, Any]:
    return {
        "SECRET_KEY": env.vault.secret("session"),
        "SECURITY_PASSWORD_SALT": env.vault.secret("password-salt"),
        "SECURITY_TOTP_SECRETS": {"1": env.vault.secret("totp")},
        "BOOTSTRAP_SERVE_LOCAL": True,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "TEMPLATES_AUTO_RELOAD": False,
        "RATELIMIT_ENABLED": env.settings.mode is not Mode.TEST,
        "WTF_CSRF_TIME_LIMIT": None,
    }
