"""What could identify somebody does not pass from an item's text into review."""

from typing import Any

import pytest

from itembank.core.errors import RefusedInput
from itembank.core.work import Work
from itembank.demo import stories
from itembank.items import identifiers, importing, operations, signing
from itembank.items.content import ItemContent
from itembank.items.identifiers import STOPPING, Hit, Look, check
from itembank.items.lint import Finding, Severity
from tests.conftest import Cast
from tests.itembank.items.examples import SOUND, sound

PASTED = (
    "Jane Doe (jane.doe@acme-corp.com, +44 7700 900123) of Acme Corp Ltd pasted AKIAIOSFODNN7EXAMPLE "
    "on 203.0.113.77 and lost the ticket."
)


def findings(content: ItemContent, kind: str, words: str) -> tuple[Finding, ...]:
    """Return what comes of a look that takes *words*, where they first stand, for *kind*."""
    start = identifiers.whole_text(content).index(words)
    return check(content, Look(complete=True, found=(Hit(start, start + len(words), kind),)))


class TestFindings:
    """What a look means for an item."""

    @pytest.mark.parametrize("kind", sorted(STOPPING))
    def test_what_has_a_fixed_form_stops_the_item(self, kind: str) -> None:
        """No item needs an address, a number or a key."""
        (found,) = findings(SOUND, kind, "finds a total")

        assert found.severity is Severity.BLOCK

    @pytest.mark.parametrize("kind", ["PERSON", "ORG", "CODENAME", "A_KIND_OF_LATER"])
    def test_what_may_be_a_harmless_word_warns(self, kind: str) -> None:
        """A person decides about names."""
        (found,) = findings(SOUND, kind, "finds a total")

        assert found.severity is Severity.WARN

    @pytest.mark.parametrize(
        ("words", "label"),
        [
            ("A summary that", "Title"),
            ("finds a total", "Situation"),
            ("should run", "Question"),
            ("Show a notice", "Option C"),
            ("lets the figure through", "Rationale of option C"),
            ("anybody acts", "Learning point"),
            ("checking summaries", "Topic"),
        ],
    )
    def test_each_field_is_named_and_its_words_quoted(self, words: str, label: str) -> None:
        """The author finds the place without counting characters."""
        (found,) = findings(SOUND, "PERSON", words)

        assert (found.label, f"\u201c{words}\u201d" in found.message) == (label, True)

    def test_positions_count_in_the_field(self) -> None:
        """As those of every other finding."""
        (found,) = findings(SOUND, "PERSON", "finds a total")

        assert SOUND.stimulus[found.start : found.end] == "finds a total"

    def test_the_same_words_of_a_field_are_said_once(self) -> None:
        """A name that stands ten times is one thing to change."""
        content = sound(stimulus="Odalys asks. Odalys answers.")
        start = identifiers.whole_text(content).index("Odalys")
        hits = (Hit(start, start + 6, "PERSON"), Hit(start + 13, start + 19, "PERSON"))

        assert len(check(content, Look(complete=True, found=hits))) == 1

    def test_a_look_that_did_not_finish_stops_the_item(self) -> None:
        """What nobody looked at never counts as clean."""
        (found,) = check(SOUND, Look(complete=False))

        assert (found.severity, "did not finish" in found.message) == (Severity.BLOCK, True)

    def test_long_words_are_shortened_in_the_middle(self) -> None:
        """A finding fits on a line or two."""
        text = "first " + "x" * 500 + " last"

        words = identifiers.quote(text, 0, len(text))

        assert (len(words) < 70, words.startswith("\u201cfirst"), words.endswith("last\u201d")) == (True,) * 3


class TestSubmission:
    """The sanitiser looks at an item before reviewers do."""

    @pytest.mark.parametrize("field", ["title", "stimulus", "lead_in", "learning_point", "topic"])
    def test_a_pasted_identifier_stops_it_in_every_text(self, work: Work, cast: Cast, field: str) -> None:
        """R46: nothing identifying goes to review unseen."""
        changes: dict[str, Any] = {field: "Write to odalys@fjordbank.example before the check."}
        item = operations.create_item(work, cast.ed, sound(**changes))

        with pytest.raises(RefusedInput, match="change") as refusal:
            operations.submit(work, cast.ed, item, 1)

        assert any("odalys@fjordbank.example" in one.message for one in refusal.value.problems)

    def test_each_kind_of_a_pasted_line_is_said(self, work: Work, cast: Cast) -> None:
        """An address, a number, a key and a machine in one sentence are four things to change."""
        item = operations.create_item(work, cast.ed, sound(stimulus=PASTED))

        with pytest.raises(RefusedInput) as refusal:
            operations.submit(work, cast.ed, item, 1)

        said = " ".join(one.message for one in refusal.value.problems)
        words = ("jane.doe@acme-corp.com", "+44 7700 900123", "AKIAIOSFODNN7EXAMPLE", "203.0.113.77")
        assert [one for one in words if one not in said] == []

    def test_a_name_is_a_warning(self) -> None:
        """The author and the reviewers read it."""
        found = operations.check_identifiers(sound(stimulus="Jane Doe of Acme Corp Ltd found a wrong total."))

        assert {one.severity for one in found} == {Severity.WARN}
        assert "Jane Doe" in " ".join(one.message for one in found)

    def test_a_broken_sanitiser_stops_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A machine that cannot look lets nothing pass."""

        def fail(_text: str) -> Look:
            raise OSError

        monkeypatch.setattr(identifiers, "_ask_sanitiser", fail)

        assert not identifiers.look("Anything at all.").complete

    def test_the_signature_names_what_looked(self, work: Work, cast: Cast) -> None:
        """An auditor sees with which versions the item was searched."""
        item = operations.create_item(work, cast.ed, SOUND)

        signed = operations.submit(work, cast.ed, item, 1)

        assert signed.evidence["identifiers"]["versions"]["policy"]


def shipped(work: Work) -> list[ItemContent]:
    """Return every item that comes with the project."""
    samples = stories.sample_items()
    told = [
        {**one.item, "id": one.item_identifier, "enemies": []}
        for one in (*stories.finished(), *stories.waiting())
        if one.item
    ]
    frame = signing.frame(work)
    bodies = (samples, {**samples, "items": told})
    return [one.content for body in bodies for one in importing.read_items(body, frame).items]


def test_no_item_that_comes_with_the_project_is_stopped(work: Work) -> None:
    """Sound items pass; of false warnings there is at most one in four items."""
    contents = shipped(work)
    found = [one for content in contents for one in operations.check_identifiers(content)]

    assert len(contents) >= 15
    assert [one.message for one in found if one.severity is Severity.BLOCK] == []
    assert len(found) <= len(contents) / 4
