"""Tests of exports begin with a bank that holds some items, an outline and an assembled form."""

import pytest

from tests.itembank.assembly.bank import Template, prepared


@pytest.fixture(scope="session")
def template(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return the prepared bank, from which each test gets a copy."""
    return prepared(template, tmp_path_factory)
