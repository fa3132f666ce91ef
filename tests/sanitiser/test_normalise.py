"""The folded copy and the way back from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitiser import Sanitiser
from sanitiser.normalise import normalise


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\u200bb", "ab"),
        ("ａ＠ｂ", "a@b"),
        ("jane[at]firm[.]test", "jane@firm.test"),
        (r"jane\u0040firm.test", "jane@firm.test"),
        ("jane%40firm.test", "jane@firm.test"),
        ("&lt;b&gt; &#64;", "<b> @"),
        ("a\r\nb", "a\nb"),
        ("e\u0301", "é"),
        ("09:10–09:55", "09:10-09:55"),
        ("=" * 500, "=" * 32),
    ],
)
def test_a_disguise_is_read_through(text: str, read: str) -> None:
    """What a person reads is what is searched."""
    assert normalise(text).text == read


@given(st.text(max_size=200))
def test_every_folded_character_leads_back_into_the_original(text: str) -> None:
    """No position falls outside, and positions never run backwards."""
    folded = normalise(text)

    ranges = [folded.original(at, at + 1) for at in range(len(folded.text))]

    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert [start for start, _ in ranges] == sorted(start for start, _ in ranges)


@pytest.mark.parametrize(
    "lead", ["🙂🙂 ", "e\u0301e\u0301 ", "a\r\nb\r\n", "\u200f\u202e", "\x00\x00", "\t\t"]
)
def test_positions_count_the_code_points_of_the_original(loaded: Sanitiser, lead: str) -> None:
    """Emoji, combining marks and line ends shift nothing."""
    text = f"{lead}write to a.b@firm.example now"

    finding = next(each for each in loaded.detect(text).findings if each.kind == "EMAIL")

    assert text[finding.start : finding.end] == "a.b@firm.example"


def test_an_address_split_by_an_invisible_character_is_found_whole(loaded: Sanitiser) -> None:
    """The invisible character goes with it."""
    text = "mail a.b\u200b@firm.ex\u200bample today"

    (finding,) = loaded.detect(text).findings

    assert text[finding.start : finding.end] == "a.b\u200b@firm.ex\u200bample"
