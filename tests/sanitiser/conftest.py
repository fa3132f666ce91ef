"""One loaded sanitiser for all tests, and a short way to ask it."""

from collections.abc import Callable

import pytest

import sanitiser
from sanitiser import Sanitiser
from sanitiser.matches import Recogniser


@pytest.fixture(scope="session")
def loaded() -> Sanitiser:
    """Load the sanitiser once for the whole run."""
    return sanitiser.load()


@pytest.fixture(scope="session")
def found(loaded: Sanitiser) -> Callable[[str], list[tuple[str, str]]]:
    """Give a function from a text to its findings, as pairs of label and text."""

    def ask(text: str) -> list[tuple[str, str]]:
        return [(str(each.kind), text[each.start : each.end]) for each in loaded.detect(text).findings]

    return ask


def hits(recogniser: Recogniser, text: str) -> set[str]:
    """Give what one recogniser alone matches in *text*."""
    return {text[match.start : match.end] for match in recogniser.find(text)}
