"""Names for files and identifiers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.names import distinct, ncname


@pytest.mark.parametrize("text", ["ITEM-1", "a.b_c", "_x"])
def test_a_good_name_is_kept(text: str) -> None:
    """People find their own identifiers again."""
    assert ncname(text) == text


@given(st.text(max_size=60))
def test_any_text_becomes_a_name(text: str) -> None:
    """Every system takes the name: short, ASCII, and starting with a letter or underscore."""
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}", ncname(text))


@given(st.lists(st.text(alphabet="aA/1 ", min_size=1, max_size=3), unique=True, max_size=20))
def test_names_differ_even_without_capitals(texts: list[str]) -> None:
    """Files of one package never overwrite each other."""
    names = [name.casefold() for name in distinct(texts).values()]

    assert len(set(names)) == len(texts)


def test_a_name_does_not_depend_on_its_neighbours() -> None:
    """An item keeps its name from export to export."""
    assert distinct(["7 b", "c"])["7 b"] == distinct(["7 b", "d", "e"])["7 b"]
