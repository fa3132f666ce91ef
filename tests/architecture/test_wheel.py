"""The package as it is built holds what it needs and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, package_files

BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
# Notes beside data are for readers of the tree.
NOTES = frozenset({".md"})


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build a wheel from a copy of the tree, offline, and list what is in it."""
    copy, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for path in files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy / path)
    command = [sys.executable, "-c", BUILD, str(out)]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(zipfile.ZipFile(next(out.glob("*.whl"))).namelist())


def test_wheel_holds_every_file_of_the_packages(names: set[str]) -> None:
    """Templates, policies, framework packs and migrations are installed with the code."""
    wanted = {path.as_posix() for path in package_files() if path.suffix not in NOTES}

    assert wanted - names == set()


def test_wheel_holds_nothing_but_the_packages(names: set[str]) -> None:
    """Tests, notes and version control stay at home."""
    tops = {Path(name).parts[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_wheel_carries_licence_and_notice(names: set[str]) -> None:
    """The credits travel with the package."""
    carried = {Path(name).name for name in names if ".dist-info/licenses/" in name}

    assert {"LICENSE", "NOTICE"} <= carried
