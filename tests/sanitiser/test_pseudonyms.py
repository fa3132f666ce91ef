"""Placeholders and replacement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitiser import Kind, Span, propose, replace


def spans(text: str, *marks: tuple[str, Kind]) -> list[Span]:
    """Mark each value at its next mention."""
    found: list[Span] = []
    at = 0
    for value, kind in marks:
        start = text.index(value, at)
        at = start + len(value)
        found.append(Span(start, at, kind))
    return found


class TestReplace:
    """What goes and what stays."""

    def test_a_value_is_replaced_by_its_placeholder(self) -> None:
        """The text around it is untouched."""
        text = "Amara rang."

        assert replace(text, spans(text, ("Amara", Kind.PERSON))).text == "[PERSON_1] rang."

    def test_a_placement_leads_from_source_to_result(self) -> None:
        """Both positions hold what they say."""
        text = "then Amara rang"

        safe = replace(text, spans(text, ("Amara", Kind.PERSON)))
        (placement,) = safe.placements

        assert text[placement.source_start : placement.source_end] == "Amara"
        assert safe.text[placement.start : placement.end] == placement.placeholder

    def test_neighbours_stay_two(self) -> None:
        """Two addresses side by side are two placeholders."""
        text = "a@x.test b@x.test"

        result = replace(text, spans(text, ("a@x.test", Kind.EMAIL), ("b@x.test", Kind.EMAIL)))

        assert result.text == "[EMAIL_1] [EMAIL_2]"

    def test_a_secret_tells_not_even_that_it_is_the_same(self) -> None:
        """Secrets carry no number."""
        text = "k3y and k3y"

        assert (
            replace(text, spans(text, ("k3y", Kind.SECRET), ("k3y", Kind.SECRET))).text
            == "[SECRET] and [SECRET]"
        )

    def test_a_replacement_given_is_used(self) -> None:
        """A person may generalise instead."""
        assert replace("at Bergen", [Span(3, 9, Kind.LOCATION, "a Nordic town")]).text == "at a Nordic town"

    def test_numbers_in_the_text_are_not_given_again(self) -> None:
        """A placeholder that is there already means someone else."""
        text = "[PERSON_1] met Amara"

        assert replace(text, spans(text, ("Amara", Kind.PERSON))).text == "[PERSON_1] met [PERSON_2]"

    def test_overlapping_spans_are_refused(self) -> None:
        """Nobody can say which one wins."""
        with pytest.raises(ValueError, match="overlaps"):
            replace("Amara Okafor", [Span(0, 12, Kind.PERSON), Span(6, 12, Kind.PERSON)])

    def test_a_span_outside_the_text_is_refused(self) -> None:
        """Positions of another text do harm."""
        with pytest.raises(ValueError, match="outside"):
            replace("Amara", [Span(0, 9, Kind.PERSON)])

    @given(st.text(max_size=60), st.data())
    def test_everything_outside_the_spans_survives_and_nothing_inside(
        self, text: str, data: st.DataObject
    ) -> None:
        """The result is the gaps of the source with placeholders between them."""
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        marked = [Span(start, end, Kind.RECORD_ID) for start, end in pairs]

        safe = replace(text, marked)

        edges = [0, *(edge for pair in pairs for edge in pair), len(text)]
        gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
        kept = [0, *(edge for each in safe.placements for edge in (each.start, each.end)), len(safe.text)]
        assert [safe.text[start:end] for start, end in zip(kept[::2], kept[1::2], strict=True)] == gaps
        assert all(each.placeholder.startswith("[RECORD_ID_") for each in safe.placements)


class TestPropose:
    """The same thing has the same number."""

    @pytest.mark.parametrize(
        ("text", "marks", "expected"),
        [
            ("Amara Okafor, Okafor, AMARA", ("Amara Okafor", "Okafor", "AMARA"), (1, 1, 1)),
            ("Amara Okafor, S. Aas, Solveig Aas", ("Amara Okafor", "S. Aas", "Solveig Aas"), (1, 2, 2)),
            ("Théo Abitbol, Theo's", ("Théo Abitbol", "Theo's"), (1, 1)),
            ("Ana Ruiz, Ana Popescu, Ana", ("Ana Ruiz", "Ana Popescu", "Ana"), (1, 2, 3)),
            ("Bo, Al, Bo", ("Bo", "Al", "Bo"), (1, 2, 1)),
            ("Seung-min Pak, Seung-min", ("Seung-min Pak", "Seung-min"), (1, 1)),
        ],
    )
    def test_the_forms_of_a_name_share_a_number(
        self, text: str, marks: tuple[str, ...], expected: tuple[int, ...]
    ) -> None:
        """Parts join the only full name that holds them; ambiguous ones stay apart."""
        proposed = propose(text, spans(text, *((mark, Kind.PERSON) for mark in marks)))

        assert proposed == tuple(f"[PERSON_{number}]" for number in expected)

    def test_a_legal_form_makes_no_other_firm(self) -> None:
        """The short form is the same organisation."""
        text = "Halvorsen Re Ltd and Halvorsen Re"

        marked = spans(text, ("Halvorsen Re Ltd", Kind.ORG), ("Halvorsen Re", Kind.ORG))

        assert propose(text, marked) == ("[ORG_1]", "[ORG_1]")

    def test_an_address_takes_the_number_of_its_person(self) -> None:
        """The local part is the name."""
        text = "Bo Li, Amara Okafor <amara.okafor@firm.test>"
        marked = spans(
            text,
            ("Bo Li", Kind.PERSON),
            ("Amara Okafor", Kind.PERSON),
            ("amara.okafor@firm.test", Kind.EMAIL),
        )

        assert propose(text, marked)[2] == "[EMAIL_2]"

    def test_proposals_keep_the_order_of_the_question(self) -> None:
        """Numbers follow the text, answers follow the list."""
        text = "Amara met Bo"

        marked = spans(text, ("Amara", Kind.PERSON), ("Bo", Kind.PERSON))

        assert propose(text, marked[::-1]) == ("[PERSON_2]", "[PERSON_1]")
