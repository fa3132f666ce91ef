"""A PostgreSQL server of our own for the tests, started in a temporary folder and gone afterwards.

A test that wants a database asks for the fixture `postgres_server` and clones a template; cloning takes
milliseconds where migrating takes seconds.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

ROLE = "itembank"
START_LIMIT = 30.0  # seconds
STOP_LIMIT = 10.0  # seconds
# Nothing in a test database needs to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


@dataclass(frozen=True, slots=True)
class Programs:
    """The two programs of one PostgreSQL version."""

    initdb: Path
    postgres: Path


class PostgresFailed(RuntimeError):
    """The server did not come up; the message holds the end of its log."""


def available() -> bool:
    """Tell whether this machine has a PostgreSQL server."""
    return find_programs() is not None


def find_programs() -> Programs | None:
    """Find a matching pair of programs: Debian's newest version first, then PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        programs = Programs(folder / "initdb", folder / "postgres")
        if programs.initdb.is_file() and programs.postgres.is_file():
            return programs
    return None


def _version_of(folder: Path) -> float:
    """Read the version from a path like /usr/lib/postgresql/15/bin; 0 when it holds none."""
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


@contextmanager
def start_postgres() -> Iterator[str]:
    """Run a server in a temporary folder and yield the URL of its maintenance database.

    It listens on 127.0.0.1 and on a socket in its folder, with a password made for the occasion.
    Raises PostgresFailed when the server does not answer in time.
    """
    programs = find_programs()
    if programs is None:
        msg = "No PostgreSQL server was found on this machine."
        raise PostgresFailed(msg)
    with tempfile.TemporaryDirectory(prefix="itembank-pg-", ignore_cleanup_errors=True) as name:
        folder, owner, password = Path(name), _owner(), secrets.token_hex(16)
        if owner:
            shutil.chown(folder, owner)
        _initialise(programs, folder, owner, password)
        port = _free_port()
        url = URL.create("postgresql+psycopg", ROLE, password, "127.0.0.1", port, "postgres")
        with _serve(programs, folder, owner, port):
            _wait_until_ready(url, folder / "log")
            yield url.render_as_string(hide_password=False)


def _owner() -> str | None:
    """Name the user to run as: PostgreSQL refuses root, so root lends it to someone else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _initialise(programs: Programs, folder: Path, owner: str | None, password: str) -> None:
    """Make an empty cluster."""
    password_file = folder / "password"
    password_file.write_text(password)
    if owner:
        shutil.chown(password_file, owner)
    paths = [f"--pgdata={folder / 'data'}", f"--pwfile={password_file}"]
    options = [f"--username={ROLE}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"]
    command = [str(programs.initdb), *paths, *options]
    done = subprocess.run(command, user=owner, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PostgresFailed(done.stderr[-2000:])


@contextmanager
def _serve(programs: Programs, folder: Path, owner: str | None, port: int) -> Iterator[None]:
    """Run the server process, and stop it whatever happens."""
    settings = [part for setting in FAST for part in ("-c", setting)]
    listen = ["-D", str(folder / "data"), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port)]
    command = [str(programs.postgres), *listen, *settings]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, user=owner, cwd=folder, stdout=log, stderr=log)
    try:
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown; insist when it takes too long."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(url: URL, log: Path) -> None:
    """Return when the server answers."""
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        try:
            connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresFailed(log.read_text(errors="replace")[-2000:])


def connect(url: URL) -> psycopg.Connection:
    """Open a connection outside any transaction, as CREATE DATABASE demands."""
    parts = url.translate_connect_args(username="user", database="dbname")
    return psycopg.connect(autocommit=True, **parts)


def _execute(server: str, statement: str, **names: str) -> None:
    """Run one statement on the maintenance database, names quoted."""
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with connect(make_url(server)) as connection:
        connection.execute(sql.SQL(statement).format(**quoted))


def _url_of(server: str, name: str) -> str:
    """Name a database of the server *server*."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def create_database(server: str, name: str) -> str:
    """Make an empty database and return its URL. Migrate it, close it, and it can serve as a template."""
    _execute(server, "CREATE DATABASE {name} TEMPLATE template0", name=name)
    return _url_of(server, name)


def clone(server: str, template: str, name: str) -> str:
    """Copy the database *template*, to which nothing may be connected, and return the URL of the copy."""
    _execute(server, "CREATE DATABASE {name} TEMPLATE {template}", name=name, template=template)
    return _url_of(server, name)


def drop(server: str, name: str) -> None:
    """Remove a database, ending the connections that are left."""
    _execute(server, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)
