"""The files of the project, as version control sees them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("itembank", "scenarios", "sanitiser", "exports")
TEXT = frozenset(
    {".py", ".md", ".toml", ".sh", ".html", ".js", ".css", ".json", ".jsonl", ".typ", ".txt", ".ini"}
)


@cache
def files() -> tuple[Path, ...]:
    """List what is committed or about to be, relative to the root; ignored files are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = {Path(name) for name in listing.split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def text_files() -> tuple[Path, ...]:
    """List the files that hold text we wrote; a file without a suffix, such as the Makefile, counts."""
    return tuple(path for path in files() if path.suffix in TEXT or not path.suffix)


def package_files() -> tuple[Path, ...]:
    """List the files of the four packages."""
    return tuple(path for path in files() if path.parts[0] in PACKAGES)


def templates() -> tuple[Path, ...]:
    """List the templates of all pages."""
    return tuple(path for path in package_files() if path.suffix == ".html")


def read(path: Path) -> str:
    """Return the text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def lines(paths: tuple[Path, ...]) -> list[tuple[str, str]]:
    """List (place, line) for every line of *paths*, the place as file:number."""
    return [
        (f"{path}:{number}", line)
        for path in paths
        for number, line in enumerate(read(path).splitlines(), start=1)
    ]
