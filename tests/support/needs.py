"""What to do when a machine lacks something that a test needs."""

import os

import pytest


def need(what: str, *, present: bool) -> None:
    """Skip the test when *what* is absent; fail in CI, where an absent need would hide untested code."""
    if present:
        return
    sentence = f"{what} was not found. Run scripts/test-needs.sh to see how to get it."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
