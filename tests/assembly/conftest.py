"""One solver process for all tests of this folder."""

from collections.abc import Iterator

import pytest

from itembank.assembly.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A solver process that the tests share, as starting one takes longer than most problems do."""
    with Engine() as shared:
        yield shared
