"""The booklet and the key on paper: readable for everyone, and no key where none belongs."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from exports.document import FormDocument
from exports.formats.pdf.glyphs import missing_glyphs, printable
from exports.formats.pdf.write import losses, write
from tests.exports.samples import AWKWARD, STAFF_WORDS, a_form, an_item, an_option, restaffed
from tests.exports.strategies import broken_texts


def reader(form: FormDocument, ending: str) -> PdfReader:
    """Return the file of *form* that ends so."""
    (content,) = [content for name, content in write(form).items() if name.endswith(ending)]
    return PdfReader(io.BytesIO(content))


def booklet(form: FormDocument) -> PdfReader:
    """Return the candidates' booklet."""
    return reader(form, "-booklet.pdf")


def key(form: FormDocument) -> PdfReader:
    """Return the staff's key."""
    return reader(form, "-key.pdf")


def printed(pdf: PdfReader) -> str:
    """Return all that is printed, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def tags(node: PdfObject | None) -> list[str]:
    """Return the tags of the structure tree from *node* down, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, DictionaryObject):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (tags(node.raw_get("/K")) if "/K" in node else [])


def structure(pdf: PdfReader) -> list[str]:
    """Return the tags of the whole document."""
    return tags(catalogue(pdf, "/StructTreeRoot"))


def catalogue(pdf: PdfReader, *path: str) -> PdfObject:
    """Return what the document's catalogue says at *path*."""
    found: PdfObject = pdf.root_object
    for name in path:
        assert isinstance(found, DictionaryObject)
        found = found[name]
    return found


class TestAccessibility:
    """PDF/UA-1: read aloud in the right order and language."""

    def test_it_says_that_it_is_pdf_ua(self) -> None:
        """Readers and validators go by it."""
        metadata = catalogue(booklet(a_form()), "/Metadata")

        assert isinstance(metadata, StreamObject)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.get_data()

    def test_it_is_tagged(self) -> None:
        """Without tags there is no reading order."""
        assert str(catalogue(booklet(a_form()), "/MarkInfo", "/Marked")) == "True"

    def test_it_names_its_language(self) -> None:
        """Screen readers pronounce by it."""
        assert str(catalogue(booklet(a_form()), "/Lang")) == "en-GB"

    def test_its_title_is_shown_in_the_window(self) -> None:
        """The title of the form, not the name of the file."""
        pdf = booklet(a_form())

        assert str(catalogue(pdf, "/ViewerPreferences", "/DisplayDocTitle")) == "True"
        assert pdf.metadata is not None
        assert pdf.metadata.title == "Foundation, form A"

    def test_headings_leave_no_gap(self) -> None:
        """Title, question, and what the author used within it."""
        found = [tag for tag in structure(booklet(a_form(an_item(stimulus=AWKWARD)))) if tag.startswith("/H")]

        assert found == ["/H1", "/H2", "/H2", "/H3"]

    def test_tables_have_headings(self) -> None:
        """Three of them in the sample."""
        assert structure(booklet(a_form(an_item(stimulus=AWKWARD)))).count("/TH") == 3

    def test_options_are_a_list(self) -> None:
        """One list of three for each question, and none in the instructions."""
        assert structure(booklet(a_form(an_item()))).count("/LI") == 3


class TestBooklet:
    """What the candidate reads."""

    def test_it_prints_questions_and_lettered_options(self) -> None:
        """In the order that was locked."""
        text = printed(booklet(a_form()))

        assert "Question 2 A valve sticks. What comes first? A. Stop the line B. Ask the team C. Wait" in text

    def test_it_prints_the_limits(self) -> None:
        """Time, pass mark and instructions."""
        text = printed(booklet(a_form()))

        assert "45 minutes Pass mark 2 of 2" in text
        assert "Choose one answer." in text

    def test_every_page_is_numbered(self) -> None:
        """A missing page is noticed."""
        pdf = booklet(a_form())

        numbers = [f"Page {number} of {len(pdf.pages)}" for number in range(1, len(pdf.pages) + 1)]
        assert [n for n, page in zip(numbers, pdf.pages, strict=True) if n not in page.extract_text()] == []

    def test_it_credits_the_framework(self) -> None:
        """Its licence asks for it."""
        assert "Framework by an institute, CC BY 4.0" in printed(booklet(a_form()))

    def test_it_prints_no_staff_text(self) -> None:
        """Neither rationale, learning point, title nor tag."""
        text = printed(booklet(a_form()))

        assert [word for word in STAFF_WORDS if word in text] == []

    def test_it_does_not_depend_on_the_key(self) -> None:
        """Change all that only the staff may know: the booklet stays the same to the byte."""
        other = a_form(*(restaffed(item) for item in a_form().items))

        name = "FORM-A-booklet.pdf"
        assert write(other)[name] == write(a_form())[name]


class TestKey:
    """What the staff read."""

    def test_it_warns_that_it_is_secret(self) -> None:
        """On the first page, before anything else."""
        assert "FOR STAFF ONLY" in key(a_form()).pages[0].extract_text()

    def test_it_names_the_right_option(self) -> None:
        """Letter B, marked in words and not by colour alone."""
        assert "B, key Ask the team Quokkarationale of opt-b" in printed(key(a_form()))

    @pytest.mark.parametrize("word", [*STAFF_WORDS, "ab" * 32])
    def test_it_holds_what_the_booklet_leaves_out(self, word: str) -> None:
        """Rationales, learning points, titles, tags and content hashes."""
        assert word in printed(key(a_form())).replace(" ", "")


class TestAwkwardTexts:
    """No text can act as markup of the typesetter, or stop it."""

    def test_markup_of_the_typesetter_is_printed(self) -> None:
        """Nothing between # and } is obeyed."""
        text = "#panic() #{1+1} $x$ @ref <label> // x /* y */ \\u{41} #include"

        assert text in printed(booklet(a_form(an_item(stimulus=f"`` {text} ``"))))

    def test_code_keeps_its_lines(self) -> None:
        """Line ends and indentation are part of it."""
        pdf = booklet(a_form(an_item(stimulus="```\nif x < 1:\n    y()\n```")))

        assert "if x < 1:\n    y()" in pdf.pages[1].extract_text()

    def test_a_word_without_an_end_stays_on_the_page(self) -> None:
        """A long address breaks over lines, and no character is lost."""
        address = "https://example.org/" + "a1" * 150

        text = printed(booklet(a_form(an_item(stimulus=address))))

        assert address in text.replace(" ", "")

    def test_a_question_longer_than_a_page_is_printed_whole(self) -> None:
        """It runs on to the next page."""
        stimulus = "\n\n".join(f"Sentence number {n}." for n in range(120))

        assert "Sentence number 119." in printed(booklet(a_form(an_item(stimulus=stimulus))))

    def test_characters_without_a_glyph_are_printed_as_numbers(self) -> None:
        """Better a number than nothing."""
        assert "x [U+1F600] y" in printed(booklet(a_form(an_item(stimulus="x 😀 y"))))

    def test_characters_without_a_glyph_are_reported(self) -> None:
        """The report names the item."""
        found = [
            (loss.item, loss.what)
            for loss in losses(a_form(an_item(stimulus="中文 😀")))
            if not loss.deliberate
        ]

        assert found == [("ITEM-1", "3 character(s) have no glyph in the fonts and are printed as numbers.")]

    @settings(max_examples=30, deadline=timedelta(seconds=5))
    @given(broken_texts)
    @example("#")
    def test_any_text_can_be_typeset(self, text: str) -> None:
        """Whatever an author typed, there is a PDF."""
        options = (an_option("a", text=text), an_option("b", text=text, correct=True))
        item = an_item(options=options, stimulus=f"x{text}", lead_in=text)
        form = a_form(replace(item, title=text, learning_point=text), title=f"x{text}", instructions=text)

        assert {content[:5] for content in write(form).values()} == {b"%PDF-"}


class TestBytes:
    """The same form, the same file."""

    def test_the_same_form_gives_the_same_bytes(self) -> None:
        """Anyone can compare two exports."""
        assert write(a_form()) == write(a_form())

    def test_the_file_is_dated_by_the_lock(self) -> None:
        """The clock of the exporting machine does not matter."""
        metadata = booklet(a_form()).metadata

        assert metadata is not None
        assert metadata.creation_date is not None
        assert metadata.creation_date.date() == a_form().locked_at.date()


class TestGlyphs:
    """Which characters the fonts hold."""

    def test_common_scripts_are_printed(self) -> None:
        """Latin, Greek, Cyrillic, Hebrew, Arabic, arrows and boxes."""
        assert missing_glyphs(["éßł λ Ж ש م ü ı → ≤ ∑ ✓ │ “x” … €"]) == frozenset()

    def test_missing_ones_are_found_among_many(self) -> None:
        """Each of them, and no other."""
        assert missing_glyphs(["aé中b", "Ж한", "😀"]) == frozenset("中한😀")

    def test_invisible_characters_leave_nothing_behind(self) -> None:
        """A number for something that cannot be seen would only confuse."""
        assert (
            printable("a\N{ZERO WIDTH NO-BREAK SPACE}b", frozenset("\N{ZERO WIDTH NO-BREAK SPACE}")) == "ab"
        )
