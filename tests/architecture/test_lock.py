"""What is installed is exactly what was chosen."""

import re
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.tree import read

NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)")


def entries() -> dict[str, str]:
    """Return the lock's entries: name and everything that belongs to it."""
    logical = re.sub(r"\\\n\s*", " ", read(Path("requirements.lock")))
    starts = (line for line in logical.splitlines() if NAME.match(line))
    return {normalise(line.split("==")[0]): line for line in starts}


def normalise(name: str) -> str:
    """Write a project's name the way indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def declared() -> set[str]:
    """Return the names that pyproject.toml asks for, extras included."""
    project: dict[str, Any] = tomllib.loads(read(Path("pyproject.toml")))["project"]
    wanted = [*project["dependencies"], *(w for ws in project["optional-dependencies"].values() for w in ws)]
    names = {normalise(match.group(1)) for match in map(NAME.match, wanted) if match}
    return names - {"itembank"}


def test_every_entry_of_the_lock_has_a_version_and_a_hash() -> None:
    """A package that was replaced under the same name and version is refused."""
    loose = [name for name, text in entries().items() if "==" not in text or "--hash=sha256:" not in text]

    assert loose == []


def test_the_lock_names_no_index() -> None:
    """The lock works with any index, because the hashes decide."""
    address = re.compile(r"--(index-url|extra-index-url|find-links|trusted-host)|https?://|file:/")

    assert address.findall(read(Path("requirements.lock"))) == []


def test_everything_declared_is_locked() -> None:
    """A dependency added by hand cannot be forgotten in the lock."""
    assert declared() - set(entries()) == set()


def test_every_dependency_is_explained() -> None:
    """Each direct dependency has a row with its licence and the reason for it."""
    page = read(Path("docs/adr/0010-dependencies-and-licences.md"))
    rows = {
        normalise(name)
        for line in page.splitlines()
        for name in re.findall(r"[\w.-]+", line.split("|")[1:2][0] if "|" in line else "")
    }

    assert declared() - rows == set()
