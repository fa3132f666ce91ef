"""What comes back from a source into a new text."""

from sanitiser import Kind, Span, check_leaks

SOURCE = (
    "Amara Okafor of Halvorsen Reinsurance saw that the retry loop in our client has no cap so it fell over."
)
VALUES = [Span(0, 12, Kind.PERSON), Span(16, 37, Kind.ORG)]


def test_a_value_of_the_source_is_found_however_it_is_written() -> None:
    """Case and accents hide nothing."""
    text = "An engineer, AMÁRA OKAFOR, noticed."

    (leak,) = check_leaks(SOURCE, VALUES, text)

    assert (text[leak.start : leak.end], leak.score) == ("AMÁRA OKAFOR", 1.0)


def test_a_respelled_value_is_found_with_a_lower_score() -> None:
    """One letter off is still the same firm."""
    (leak,) = check_leaks(SOURCE, VALUES, "It was Halvorson Reinsurance again.")

    assert 0.9 <= leak.score < 1.0


def test_a_value_inside_another_word_is_no_leak() -> None:
    """Whole words only."""
    assert check_leaks("Rose left", [Span(0, 4, Kind.PERSON)], "The prose was good, errors rosettes.") == ()


def test_eight_words_in_a_row_are_a_leak() -> None:
    """Copied wording can be searched."""
    text = "Which control fails when the retry loop in our client has no cap?"

    (leak,) = check_leaks(SOURCE, [], text)

    assert text[leak.start : leak.end] == "the retry loop in our client has no cap"


def test_seven_words_in_a_row_are_none() -> None:
    """Stock phrases are shorter than that."""
    assert check_leaks(SOURCE, [], "Suppose the retry loop in our client has one.") == ()


def test_a_clean_text_has_no_leak() -> None:
    """A rewritten story passes."""
    assert check_leaks(SOURCE, VALUES, "A service overloads its supplier after an outage.") == ()
