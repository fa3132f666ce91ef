"""Who may import whom."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import ROOT, read


def layers() -> set[str]:
    """Return the modules that the layer table names."""
    contracts = tomllib.loads(read(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    table = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    return {name for line in table for name in re.findall(r"[\w.]+", line)}


def test_import_contracts_hold() -> None:
    """Raw text has no path to an export, rules are pure, and the sanitiser stands alone."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_of_the_bank_has_a_layer() -> None:
    """A new module cannot slip past the contracts by not being in the table."""
    parts = {entry.stem for entry in (ROOT / "itembank").iterdir() if entry.suffix == ".py"}
    parts |= {entry.parent.name for entry in (ROOT / "itembank").glob("*/__init__.py")}
    parts -= {"__init__", "__main__"}

    assert {f"itembank.{part}" for part in parts} <= layers()
