"""Markdown as a neutral tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import markup
from exports.markup import (
    Block,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
)
from tests.exports.strategies import broken_texts, marks, words


def paragraph(text: str) -> Paragraph:
    """Return *text* as a paragraph."""
    return Paragraph((Text(text),))


class TestParse:
    """Every kind of markup has one kind of node."""

    @pytest.mark.parametrize(
        ("markdown", "expected"),
        [
            ("plain\ntext", paragraph("plain text")),
            ("*a* **b**", Paragraph((Emphasis((Text("a"),)), Text(" "), Strong((Text("b"),))))),
            ("a `b < c`", Paragraph((Text("a "), Code("b < c")))),
            ("a  \nb", Paragraph((Text("a"), Break(), Text("b")))),
            ("[a](http://b.c)", Paragraph((Link((Text("a"),), "http://b.c"),))),
            ("![a *b*](c.png)", Paragraph((Picture("a b", "c.png"),))),
            ("## a", Heading(2, (Text("a"),))),
            ("```py\nx = 1\n```", CodeBlock("x = 1", "py")),
            ("    x = 1", CodeBlock("x = 1", "")),
            ("> a", Quote((paragraph("a"),))),
            ("- a\n- b", Listing(None, ((paragraph("a"),), (paragraph("b"),)))),
            ("3. a", Listing(3, ((paragraph("a"),),))),
            ("---", Rule()),
            (
                "|a|b|\n|:-|-:|\n|1||",
                Table(
                    ("left", "right"),
                    ((Text("a"),), (Text("b"),)),
                    (((Text("1"),), ()),),
                ),
            ),
        ],
    )
    def test_each_kind_is_read(self, markdown: str, expected: Block) -> None:
        """One kind of markup, one node."""
        assert markup.parse(markdown) == (expected,)

    @pytest.mark.parametrize(
        "html", ["<b>bold</b>", "<script>x()</script>", "<!-- note -->", "<div>\nx\n</div>"]
    )
    def test_raw_html_is_text(self, html: str) -> None:
        """What an author typed as HTML is shown, never obeyed."""
        assert markup.parse(html) == (paragraph(html.replace("\n", " ")),)

    def test_a_line_like_a_link_definition_is_kept(self) -> None:
        """CommonMark would swallow it; an item may not lose a line."""
        assert markup.parse("[note]: see below") == (paragraph("[note]: see below"),)

    @pytest.mark.parametrize("row", ["| 1 | 2 | 3 |", "1|2|3", "| 1 | 2 \\| x | 3 |"])
    def test_a_row_with_too_many_cells_is_shown_as_typed(self, row: str) -> None:
        """The parser would drop the last cell without saying so."""
        table = f"| a | b |\n|---|---|\n{row}"

        assert markup.parse(f"x\n\n{table}\n\ny") == (paragraph("x"), CodeBlock(table, ""), paragraph("y"))

    def test_the_title_of_a_link_is_kept(self) -> None:
        """It is printed with the address."""
        (block,) = markup.parse('[a](http://b.c "why")')

        assert block == Paragraph((Link((Text("a"),), 'http://b.c "why"'),))

    @pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "*"])
    def test_deep_nesting_is_shown_as_typed(self, mark: str) -> None:
        """The parser would drop the innermost words without saying so."""
        markdown = mark * 80 + "deep" + ("*" * 80 if mark == "*" else "")

        assert "deep" in markup.plain_text(markup.parse(markdown))

    @given(st.lists(st.tuples(marks, words), max_size=12))
    def test_no_word_is_lost(self, pieces: list[tuple[str, str]]) -> None:
        """Whatever the markup around it, each word of the source is in the tree."""
        tree = markup.parse("".join(mark + word for mark, word in pieces))

        languages = [node.language for node in markup.walk(tree) if isinstance(node, CodeBlock)]
        found = " ".join([markup.plain_text(tree), *languages])
        assert [word for _, word in pieces if word not in found] == []

    @given(broken_texts)
    def test_no_unreadable_character_passes(self, text: str) -> None:
        """Control characters end here, and not in a writer."""
        nodes = markup.walk(markup.parse(text))

        texts = [node.text for node in nodes if isinstance(node, Text | Code | CodeBlock)]
        assert [c for text in texts for c in text if markup.is_unreadable(c)] == []


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\U0010ffff"])
def test_unreadable_characters_are_replaced(character: str) -> None:
    """Each is shown as the replacement character."""
    assert markup.readable(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_a_link_that_is_its_own_address_is_printed_once() -> None:
    """The address is not repeated after itself."""
    (block,) = markup.parse("<https://example.org>")

    assert [markup.address_note(node) for node in markup.walk([block]) if isinstance(node, Link)] == [""]


@pytest.mark.parametrize("mark", ["#", "###"])
def test_a_heading_without_words_is_shown_as_typed(mark: str) -> None:
    """It would vanish, and a PDF for everybody may hold no empty heading."""
    assert markup.parse(mark) == (paragraph(mark),)
