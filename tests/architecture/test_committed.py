"""What is committed names no machine and no package host."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, lines, read, text_files

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
PATH_IN_README = re.compile(r"`((?:itembank|scenarios|sanitiser|exports|docs|scripts)/[\w/.]*)`")


def places_with(needles: tuple[str, ...]) -> list[str]:
    """List the places where any of *needles* stands."""
    return [place for place, line in lines(text_files()) if any(needle in line for needle in needles)]


def test_nothing_committed_names_a_package_host() -> None:
    """Where packages come from is the reader's choice, not ours."""
    assert places_with(HOSTS) == []


def test_nothing_committed_names_the_folder_it_was_written_in() -> None:
    """The tree works wherever it is put."""
    assert places_with((f"{ROOT}/", f"{ROOT.parent}/shared")) == []


def test_every_link_between_documents_leads_somewhere() -> None:
    """A reader who follows a link finds the page."""
    documents = [path for path in text_files() if path.suffix == ".md"]
    targets = [(path, link) for path in documents for link in LINK.findall(read(path)) if ":" not in link]

    assert [(str(p), link) for p, link in targets if not (ROOT / p.parent / link).exists()] == []


def test_readme_names_only_folders_that_exist() -> None:
    """The table of steps can be trusted."""
    named = PATH_IN_README.findall(read(Path("README.md")))

    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_project_files_are_there(name: str) -> None:
    """Someone who wants to use, report or contribute finds the file they look for."""
    assert (ROOT / name).is_file()


def test_notice_credits_the_framework() -> None:
    """The licence of the packs asks for the name of the work, its author and the licence."""
    credit = "Production Safety Framework (PSF), Production AI Institute, productionai.institute, CC BY 4.0"

    assert credit in read(Path("NOTICE"))
