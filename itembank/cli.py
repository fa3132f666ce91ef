"""The `itembank` command: set up, serve, work, import, check. Thin: each command calls one operation."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, OperationalError

from itembank import migrations
from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Role
from itembank.app import HANDLERS, connect_queue, create_app, keep_house, make_environment
from itembank.assembly import verification as forms
from itembank.core import audit, jobs
from itembank.core.actor import SYSTEM, Actor
from itembank.core.crypto import create_master_key
from itembank.core.errors import DomainError, NotFound, RefusedInput
from itembank.core.files import read_json
from itembank.core.logging import configure
from itembank.core.settings import Mode, Settings
from itembank.core.work import Environment, Work, unit_of_work
from itembank.demo import run as demo_run
from itembank.framework import operations as framework
from itembank.items import operations as items

EXIT_NOT_VERIFIED = 1
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class _Group(click.Group):
    """A group whose commands answer refusals with a sentence on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal becomes a usage error, which exits with 2."""
        try:
            return super().invoke(ctx)
        except RefusedInput as error:
            lines = [error.message, *(f"  {problem.place}: {problem.message}" for problem in error.problems)]
            raise click.UsageError("\n".join(lines)) from None
        except DomainError as error:
            raise click.UsageError(error.message) from None
        except ValidationError as error:
            message = f"A setting will not do. {'; '.join(_setting_faults(error))}"
            raise click.UsageError(message) from None
        except OSError as error:
            place = f" ({error.filename})" if error.filename else ""
            message = f"The system refused{place}: {error.strerror or error}."
            raise click.UsageError(message) from None
        except (ArgumentError, OperationalError) as error:
            message = (
                f"The database cannot be opened ({type(error).__name__}). "
                "Check ITEMBANK_DATABASE_URL, and that its server runs and lets you in."
            )
            raise click.UsageError(message) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """An exam item bank that begins with real production incidents.

    Settings are environment variables: ITEMBANK_DATA_DIR holds everything that is kept,
    ITEMBANK_DATABASE_URL moves the database to PostgreSQL.

    Exit codes: 0 done, 1 a check failed, 2 wrong use or input.
    """
    configure(as_json=not sys.stderr.isatty())


@main.command()
@click.option(
    "--email", default="admin@localhost", show_default=True, help="The first administrator's log-in."
)
@click.option("--name", default="Administrator", show_default=True, help="The first administrator's name.")
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="Where people reach this bank."
)
def init(email: str, name: str, url: str) -> None:
    """Set up: data folder, keys, tables, framework packs, and a one-time link for the first administrator.

    Running it again keeps what is there, brings the tables up to date, and gives a new link while no
    administrator has a password.

    Example: itembank init --email ada@example.org --name "Ada Lovelace"
    """
    settings = Settings()
    env = set_up(settings)
    click.echo(f"The bank is in {settings.data_dir.resolve()}.")
    click.echo(f"The master key is {settings.master_key_path.resolve()}.")
    click.echo("Copy it to a safe place now: without it, sealed texts are gone.")
    with create_app(env).app_context(), unit_of_work(env) as work:
        for pack in framework.shipped_packs():
            framework.import_pack(work, SYSTEM, pack)
        log_in, token = _first_administrator(work, email=email, name=name)
    if token is None:
        click.echo("There is an administrator already. Start with: itembank serve")
        return
    click.echo(f"The first administrator logs in as {log_in}. Earlier links no longer work.")
    click.echo("Start `itembank serve`, then open this link once, within seven days, to set a password:")
    click.echo(f"  {url.rstrip('/')}/invitation/{token}")


@main.command()
@click.option("--host", default=None, help="Address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="Port to listen on.  [default: 8000]"
)
@click.option(
    "--worker/--no-worker", default=True, show_default=True, help="Also start a worker for background work."
)
def serve(host: str | None, port: int | None, *, worker: bool) -> None:
    """Serve the web application, and do the background work beside it.

    Example: ITEMBANK_DATA_DIR=/srv/itembank itembank serve --port 8080
    """
    from waitress import create_server

    env = _open()
    app = create_app(env)
    connect_queue(env)
    server = create_server(
        app,
        host=host or env.settings.host,
        port=env.settings.port if port is None else port,
        threads=8,
        # Forwarded headers reach the application only where a proxy is trusted to set them.
        clear_untrusted_proxy_headers=not env.settings.trusted_proxies,
    )
    with _worker_beside(wanted=worker):
        click.echo(
            f"itembank is at http://{server.effective_host}:{server.effective_port}  (stop with Ctrl-C)"
        )
        sys.stdout.flush()
        server.run()


@main.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
@click.option("--parent", type=int, default=None, hidden=True, help="Stop when this process is gone.")
def worker(*, once: bool, parent: int | None) -> None:
    """Do background work: detection on new submissions, purges that are due.

    Example: itembank worker --once
    """
    env = _open()
    done = jobs.run_waiting(env, HANDLERS)
    keep_house(env)
    if once:
        click.echo(f"{done} jobs done.")
        return
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    connect_queue(env).create_consumer(workers=1, check_worker_health=True).run()


@main.group(name="items")
def items_group() -> None:
    """Import and verify items."""


@items_group.command(name="import")
@click.argument("file", type=_FILE)
@click.option(
    "--as",
    "email",
    default=None,
    help="E-mail address of the person who imports; their name is on the record.",
)
def import_items(file: Path, email: str | None) -> None:
    """Import items from FILE (format sample-items/1); they arrive as drafts and pass every gate.

    Example: itembank items import sample-items.json --as ed@example.org
    """
    with _unit() as work:
        receipt = items.import_items(work, _actor(work, email), read_json(file))
    click.echo(f"{len(receipt.taken)} items taken, {len(receipt.refused)} refused.")
    for problem in receipt.refused:
        click.echo(f"  {problem.place}: {problem.message}", err=True)
    if receipt.refused:
        raise SystemExit(2)


@items_group.command(name="verify")
@click.argument("identifier")
def verify_item(identifier: str) -> None:
    """Recompute the hashes of an item's record and check every signature; exit code 1 when it does not hold.

    Example: itembank items verify CASE-01
    """
    with _unit(writing=False) as work:
        try:
            problems = items.verify_item(work, identifier)
        except NotFound:
            message = f"There is no item {identifier} in this bank."
            raise click.UsageError(message) from None
    _tell_verdict(f"The record of item {identifier}", problems)


@main.group(name="forms")
def forms_group() -> None:
    """Verify forms."""


@forms_group.command(name="verify")
@click.argument("identifier")
def verify_form(identifier: str) -> None:
    """Check a form without the solver: limits, objective, manifest, items; exit code 1 when it does not hold.

    Example: itembank forms verify F0001
    """
    with _unit(writing=False) as work:
        problems = forms.verify_form(work, identifier)
    _tell_verdict(f"Form {identifier}", problems)


@main.group(name="framework")
def framework_group() -> None:
    """Import framework packs."""


@framework_group.command(name="import")
@click.argument("file", type=_FILE)
def import_framework(file: Path) -> None:
    """Import the framework pack in FILE; an incomplete pack is fine, and what is missing is said.

    Example: itembank framework import psf-1.1.json
    """
    from itembank.framework import rules

    with _unit() as work:
        pack, is_new = framework.import_pack(work, SYSTEM, read_json(file))
        state = rules.completeness(pack.body)
    click.echo(f"{pack.title} {pack.version}: {'imported' if is_new else 'here already, unchanged'}.")
    click.echo(f"Content hash {pack.content_hash}.")
    click.echo(f"{state.present} of {state.expected} statements are present.")
    if state.missing:
        click.echo(f"Missing: {', '.join(state.missing)}.")


@main.group(name="audit")
def audit_group() -> None:
    """Check the audit log."""


@audit_group.command()
@click.option(
    "--anchor",
    type=click.Path(exists=True, path_type=Path),
    default=None,
    help="A file or folder of anchors kept elsewhere.",
)
def verify(anchor: Path | None) -> None:
    """Recompute the whole chain and compare it with the anchors; exit code 1 when it does not hold.

    Example: itembank audit verify --anchor /mnt/safe/anchors
    """
    settings = Settings()
    folder = anchor or settings.anchors_dir
    anchors = audit.read_anchors(folder) if folder.exists() else ()
    with _unit(writing=False) as work:
        verdict = audit.verify(work.session, anchors)
    if not verdict.holds:
        click.echo(f"The audit log does not hold: {verdict.reason}.", err=True)
        raise SystemExit(EXIT_NOT_VERIFIED)
    click.echo(f"The audit log holds: {verdict.rows} rows, {len(anchors)} anchors.")


@audit_group.command(name="anchor")
def write_anchor() -> None:
    """Write where the chain stands now into the anchors folder; copy that folder to another machine.

    Example: itembank audit anchor
    """
    env = _open()
    with unit_of_work(env, writing=False) as work:
        path = audit.write_anchor(work.session, env.settings.anchors_dir)
    click.echo(f"Written: {path}" if path else "The log is empty; there is nothing to anchor.")


@main.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Leave the exported forms and a summary here.",
)
def demo(out: Path | None) -> None:
    """Fill a demonstration bank by running the main job on invented submissions.

    Needs ITEMBANK_MODE=demo; a bank with real people in it is refused. Running it again finishes what is
    missing.

    Example: ITEMBANK_MODE=demo ITEMBANK_DATA_DIR=var/demo itembank demo --out build/demo
    """
    settings = Settings()
    if settings.mode is not Mode.DEMO:
        message = "The demonstration needs ITEMBANK_MODE=demo, so that it can never run in a real bank."
        raise click.UsageError(message)
    demo_run.fill(set_up(settings), out=out)


def set_up(settings: Settings) -> Environment:
    """Make the data folder, the keys and the tables where they are missing, and return the environment."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.master_key_path.exists():
        create_master_key(settings.master_key_path)
    env = make_environment(settings)
    env.vault.prepare()
    migrations.upgrade(env.engine)
    return env


def _open() -> Environment:
    """Return the environment of a bank that was set up and is up to date."""
    env = make_environment(Settings())
    if not migrations.is_current(env.engine):
        message = "The tables of this bank are missing or older than this version. Run: itembank init"
        raise click.UsageError(message)
    return env


@contextmanager
def _unit(*, writing: bool = True) -> Iterator[Work]:
    env = _open()
    with create_app(env).app_context(), unit_of_work(env, writing=writing) as work:
        yield work


def _first_administrator(work: Work, *, email: str, name: str) -> tuple[str, str | None]:
    """Return the log-in of the first administrator, and a link's token while nobody has a password."""
    if "@" not in email:
        message = "The log-in has the form of an e-mail address, such as ada@example.org or admin@localhost."
        raise click.UsageError(message)
    administrators = [
        pid for pid, roles in accounts.all_roles(work.session).items() if Role.ADMINISTRATOR in roles
    ]
    if not administrators:
        person = accounts.add_person(work, SYSTEM, name=name, email=email, roles=[Role.ADMINISTRATOR])
        return person.email, accounts.invite(work, SYSTEM, person)
    people = [work.session.get_one(User, person_id) for person_id in administrators]
    if any(person.password for person in people):
        return people[0].email, None
    return people[0].email, accounts.invite(work, SYSTEM, people[0])


def _setting_faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        name = "".join(f"ITEMBANK_{part}: ".upper() for part in fault["loc"])
        yield f"{name}{fault['msg'].removeprefix('Value error, ')}"


def _tell_verdict(what: str, problems: Sequence[str]) -> None:
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.echo(f"{what} does not hold.", err=True)
        raise SystemExit(EXIT_NOT_VERIFIED)
    click.echo(f"{what} holds.")


def _actor(work: Work, email: str | None) -> Actor:
    return (
        SYSTEM
        if email is None
        else accounts.actor_for(work.session, accounts.find_person(work.session, email))
    )


@contextmanager
def _worker_beside(*, wanted: bool) -> Iterator[None]:
    """Run a worker as long as the server runs; it leaves by itself when the server dies."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "itembank.cli", "worker", "--parent", str(os.getpid())]
    process = subprocess.Popen(command)  # noqa: S603 - our own module, no input of anybody
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
