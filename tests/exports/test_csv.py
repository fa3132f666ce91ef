"""The tables for spreadsheets."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given

from exports.document import ExportItem, FormDocument
from exports.formats.csv.write import losses, neutralise, original, write
from tests.exports.samples import AWKWARD, a_form, an_item
from tests.exports.strategies import awkward_texts


def rows(form: FormDocument, ending: str) -> list[dict[str, str]]:
    """Return the rows of the file of *form* that ends so."""
    (content,) = [content for name, content in write(form).items() if name.endswith(ending)]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestWrite:
    """Two files, one of them without any key."""

    def test_both_files_are_named_for_the_form(self) -> None:
        """Files of several forms can lie in one folder."""
        assert list(write(a_form())) == ["FORM-A-items.csv", "FORM-A-key.csv"]

    def test_excel_reads_it_as_utf_8(self) -> None:
        """The byte-order mark tells it."""
        assert all(content.startswith(b"\xef\xbb\xbf") for content in write(a_form()).values())

    def test_the_questions_stand_in_form_order(self) -> None:
        """The order that was locked is the order of the rows."""
        form = a_form(an_item("Z"), an_item("A"))

        assert [(row["position"], row["item"]) for row in rows(form, "-items.csv")] == [
            ("1", "Z"),
            ("2", "A"),
        ]

    def test_texts_stay_as_they_were_signed_off(self) -> None:
        """The Markdown is kept to the character."""
        (row,) = rows(a_form(an_item(stimulus=AWKWARD)), "-items.csv")

        assert row["stimulus"] == AWKWARD

    def test_the_key_names_the_option_and_its_letter(self) -> None:
        """Responses refer to identifiers, people to letters."""
        row = rows(a_form(), "-key.csv")[0]

        assert (row["key_letter"], row["key_id"]) == ("B", "opt-b")

    def test_each_option_has_its_rationale_in_the_key(self) -> None:
        """The staff read why."""
        assert rows(a_form(), "-key.csv")[0]["option_C_rationale"] == "Quokkarationale of opt-c"

    def test_items_with_fewer_options_leave_cells_empty(self) -> None:
        """Every row is as wide as the widest."""
        short = an_item("S", options=an_item().options[:2])

        assert rows(a_form(an_item("L"), short), "-items.csv")[1]["option_C_text"] == ""

    @given(awkward_texts)
    def test_any_text_comes_back(self, text: str) -> None:
        """A reader gets what the writer had, for every text."""
        item: ExportItem = replace(an_item(), title=text)

        (row,) = rows(a_form(item), "-key.csv")

        assert original(row["title"]) == text


class TestNeutralise:
    """No cell may run in a spreadsheet."""

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "'=1", "'"])
    def test_a_formula_becomes_text(self, cell: str) -> None:
        """An apostrophe stops it."""
        assert neutralise(cell) == f"'{cell}"

    @pytest.mark.parametrize("cell", ["", "plain", "a=b", "1-2", "it's"])
    def test_plain_text_is_left_alone(self, cell: str) -> None:
        """Only what starts like a formula is touched."""
        assert neutralise(cell) == cell

    @given(awkward_texts)
    def test_it_can_be_undone(self, cell: str) -> None:
        """A reader takes off exactly what was put on."""
        assert original(neutralise(cell)) == cell


def test_instructions_are_named_as_lost() -> None:
    """A table of questions has no place for them, and says so."""
    assert any("instructions" in loss.what for loss in losses(a_form()) if not loss.deliberate)
