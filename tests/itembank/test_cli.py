"""The command sets a bank up, serves it, checks it, and says plainly what is wrong."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from itembank.framework import operations as framework

START_LIMIT = 40.0  # seconds


def run(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a bank of its own."""
    return subprocess.run(
        [sys.executable, "-m", "itembank.cli", *arguments],
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def environment(data: Path, **variables: str) -> dict[str, str]:
    """The variables of a bank in *data*, and of nothing else on this machine."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ITEMBANK_")}
    return {**kept, "ITEMBANK_DATA_DIR": str(data), **variables}


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address; killed without mercy at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "itembank.cli", "serve", "--port", "0", *arguments],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found is not None
        yield process, found.group(0)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def fetch(url: str) -> tuple[int, str]:
    """Return the status and body of a page."""
    with urllib.request.urlopen(url, timeout=START_LIMIT) as response:  # noqa: S310 - our own server
        return response.status, response.read().decode()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "bank"


@pytest.fixture(scope="module")
def new_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank that was set up once, to be copied."""
    data = tmp_path_factory.mktemp("new") / "bank"
    assert run(data, "init").returncode == 0
    return data


@pytest.fixture
def bank(new_bank: Path, data: Path) -> Path:
    """A bank that was set up."""
    return shutil.copytree(new_bank, data)


def test_init_makes_a_bank_without_a_default_account(bank: Path) -> None:
    """There is a person, and no password that anybody could guess."""
    with create_engine(f"sqlite:///{bank / 'itembank.sqlite3'}").connect() as connection:
        assert connection.execute(text("SELECT password FROM person")).scalars().all() == [None]


def test_init_prints_a_link_that_sets_the_first_password(data: Path) -> None:
    """The link leads to the page that sets it."""
    found = re.search(r"http://\S+(/invitation/\S+)", run(data, "init").stdout)
    assert found is not None

    with serving(data, "--no-worker") as (_, address):
        status, page = fetch(address + found.group(1))
    assert (status, "Set your password" in page) == (200, True)


def test_init_again_keeps_the_keys(bank: Path) -> None:
    """A second set-up never makes sealed texts unreadable."""
    before = (bank / "keys" / "master.key").read_bytes()
    run(bank, "init")
    assert (bank / "keys" / "master.key").read_bytes() == before


def test_what_is_kept_is_for_its_owner_only(bank: Path) -> None:
    """Nobody else on the machine reads the bank."""
    assert oct(bank.stat().st_mode)[-3:] == "700"


def test_serve_before_init_says_what_to_do(data: Path) -> None:
    """No traceback, exit code 2."""
    done = run(data, "serve")
    assert (done.returncode, "itembank init" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_killed_server_starts_again(bank: Path) -> None:
    """Nothing has to be repaired by hand."""
    with serving(bank, "--no-worker") as (process, _):
        process.kill()
    with serving(bank, "--no-worker") as (_, address):
        assert fetch(address + "/health")[0] == 200


def test_the_worker_leaves_when_its_server_is_killed(bank: Path) -> None:
    """No orphan keeps working on the bank."""
    with serving(bank) as (process, _):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 1
        process.kill()
    limit = time.monotonic() + START_LIMIT
    while Path(f"/proc/{children[0]}").exists() and time.monotonic() < limit:
        time.sleep(0.2)
    assert not Path(f"/proc/{children[0]}").exists()


def test_an_untouched_log_verifies(bank: Path) -> None:
    """Exit code 0, and how many rows there were."""
    assert run(bank, "audit", "verify").returncode == 0


def test_a_changed_log_exits_with_1(bank: Path) -> None:
    """Whoever edits the file is found out."""
    with create_engine(f"sqlite:///{bank / 'itembank.sqlite3'}").begin() as connection:
        connection.execute(text("DROP TRIGGER audit_event_no_update"))
        connection.execute(text("UPDATE audit_event SET action = 'x' WHERE seq = 2"))

    done = run(bank, "audit", "verify")
    assert (done.returncode, "row 2" in done.stderr) == (1, True)


def test_a_log_that_was_cut_off_is_found_by_its_anchor(bank: Path) -> None:
    """The anchors folder is used by itself."""
    run(bank, "audit", "anchor")
    with create_engine(f"sqlite:///{bank / 'itembank.sqlite3'}").begin() as connection:
        connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        connection.execute(text("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)"))

    assert run(bank, "audit", "verify").returncode == 1


def test_a_framework_pack_is_imported_from_a_file(bank: Path, tmp_path: Path) -> None:
    """An incomplete pack is fine, and what is missing is said."""
    import json

    pack: dict[str, Any] = {**framework.shipped_packs()[0], "version": "9.0"}
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack), encoding="utf-8")

    done = run(bank, "framework", "import", str(file))
    assert (done.returncode, "Missing: PSF-3.4" in done.stdout) == (0, True)


@pytest.mark.parametrize("content", ["{", "[]", '{"framework": "X"}', "\xff"])
def test_a_file_that_is_no_pack_is_refused_in_a_sentence(bank: Path, tmp_path: Path, content: str) -> None:
    """Exit code 2 and no traceback."""
    file = tmp_path / "pack.json"
    file.write_bytes(content.encode("latin-1"))

    done = run(bank, "framework", "import", str(file))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_production_refuses_the_demonstration(bank: Path) -> None:
    """Invented people can never get into a real bank."""
    assert run(bank, "demo").returncode == 2


@pytest.mark.parametrize(
    "command",
    ["init", "serve", "worker", "demo", "audit verify", "audit anchor", "items import", "framework import"],
)
def test_every_command_has_help_with_an_example(data: Path, command: str) -> None:
    """`--help` is enough to start."""
    done = run(data, *command.split(), "--help")
    assert (done.returncode, "Example:" in done.stdout) == (0, True)


def test_a_second_link_is_for_the_same_person_and_voids_the_first(data: Path) -> None:
    """Whoever found the first print-out cannot use it."""
    first = re.search(r"/invitation/\S+", run(data, "init", "--email", "bea@example.org").stdout)
    second = run(data, "init")
    assert first is not None
    assert "logs in as bea@example.org" in second.stdout

    with serving(data, "--no-worker") as (_, address), pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(address + first.group(0))


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("init", "--email", "nobody"), {}),
        (("init",), {"ITEMBANK_DATABASE_URL": "nonsense"}),
        (("init",), {"ITEMBANK_DATA_DIR": "/proc/nowhere"}),
        (("init",), {"ITEMBANK_MODE": "party"}),
        (("items", "verify", "NOTHING"), {}),
    ],
)
def test_what_cannot_work_is_told_in_a_sentence(
    bank: Path, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    """Exit code 2, one sentence, no traceback."""
    done = run(bank, *arguments, **variables)
    assert (done.returncode, "Traceback" in done.stderr, "Error: " in done.stderr) == (2, False, True)


def test_a_busy_port_is_told_in_a_sentence(bank: Path) -> None:
    """Somebody else is there already."""
    with serving(bank, "--no-worker") as (_, address):
        done = run(bank, "serve", "--no-worker", "--port", address.rpartition(":")[2])
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
