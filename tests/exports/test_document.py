"""What may be exported, and what is refused."""

from dataclasses import replace
from datetime import datetime

import pytest

from exports.document import ExportItem, ExportRefused, FormDocument, Tag, ensure_exportable, letter, problems
from tests.exports.samples import a_form, an_item, an_option


class TestProblems:
    """A form is exported whole or not at all, so every fault is named first."""

    def test_a_sound_form_has_none(self) -> None:
        """Nothing stands in the way of a sound form."""
        assert problems(a_form()) == []

    @pytest.mark.parametrize(
        ("item", "words"),
        [
            (an_item(options=(an_option("a", correct=True),)), "fewer than two options"),
            (an_item(options=(an_option("a"), an_option("b"))), "0 correct options"),
            (
                an_item(options=(an_option("a", correct=True), an_option("b", correct=True))),
                "2 correct options",
            ),
            (an_item(options=(an_option("a", correct=True), an_option("a"))), "two options called a"),
            (an_item(stimulus=" ", lead_in="\n"), "asks nothing"),
            (an_item(language="English please"), "not a language tag"),
        ],
    )
    def test_a_faulty_item_is_named(self, item: ExportItem, words: str) -> None:
        """Each fault of an item is told with the item's name."""
        (problem,) = problems(a_form(item))

        assert "ITEM-1" in problem
        assert words in problem

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            (replace(a_form(), items=()), "no items"),
            (a_form(an_item("X"), an_item("X")), "X stands on it more than once"),
            (a_form(locked_at=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001 - that is the fault
            (replace(a_form(), language=""), "not a language tag"),
        ],
    )
    def test_a_faulty_form_is_told(self, form: FormDocument, words: str) -> None:
        """Each fault of the form as a whole is told."""
        (problem,) = problems(form)

        assert words in problem

    def test_a_faulty_form_is_refused_with_every_fault(self) -> None:
        """One refusal names all that is to be mended."""
        form = a_form(an_item("X", stimulus="", lead_in=""), an_item("Y", options=(an_option("a"),)))

        with pytest.raises(ExportRefused, match=r"FORM-A was not exported.*X asks nothing.*Y has fewer"):
            ensure_exportable(form)


@pytest.mark.parametrize(("position", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_options_are_lettered_like_columns(position: int, expected: str) -> None:
    """After Z comes AA, as the typesetter counts too."""
    assert letter(position) == expected


def test_a_tag_without_competency_names_its_domain() -> None:
    """Incomplete frameworks are allowed."""
    assert Tag("PSF", "1.1", "PSF-4", "Oversight").label == "PSF 1.1 PSF-4 Oversight"
