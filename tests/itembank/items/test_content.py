"""The content of an item has a shape, and a draft may be incomplete."""

from dataclasses import replace
from typing import Any

import pytest

from itembank.core.errors import RefusedInput
from itembank.items import content as contents
from itembank.items.content import ItemContent, OptionContent, Tag
from tests.itembank.items.examples import SOUND, sound


def test_content_survives_being_stored() -> None:
    """What was written is what is read."""
    assert contents.from_json(contents.to_json(SOUND)) == SOUND


def test_a_draft_needs_no_more_than_a_title() -> None:
    """Editors save what they have."""
    assert contents.check(ItemContent(title="An idea")) == ()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"key": ("Z",)}, "key"),
        ({"key": ("A", "A")}, "key"),
        ({"options": (*SOUND.options, SOUND.options[0])}, "options"),
        ({"options": (OptionContent("not a name", "Text."),), "key": ()}, "options"),
        ({"options": tuple(OptionContent(letter, letter) for letter in "ABCDEFGHI")}, "options"),
        ({"cognitive_level": "guess"}, "cognitive_level"),
        ({"expected_p": 1.1}, "expected_p"),
        ({"expected_p": float("nan")}, "expected_p"),
        ({"language": "English!"}, "language"),
        ({"type": "essay"}, "type"),
        ({"tags": (SOUND.tags[0], SOUND.tags[0])}, "tags"),
    ],
)
def test_a_fault_of_shape_is_named_with_its_place(changes: dict[str, Any], place: str) -> None:
    """The first problem says where it is."""
    assert contents.check(sound(**changes))[0].place == place


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "item"),
        ({}, "title"),
        ({"title": "T", "stimulus": 3}, "stimulus"),
        ({"title": "T", "options": {}}, "options"),
        ({"title": "T", "options": ["A"]}, "options[0]"),
        ({"title": "T", "options": [{"identifier": "A"}]}, "options[0].text"),
        (
            {"title": "T", "tags": [{"framework": "PSF", "version": 1.1, "domain": "PSF-1"}]},
            "tags[0].version",
        ),
        ({"title": "T", "key": "A"}, "key"),
        ({"title": "T", "expected_p": True}, "expected_p"),
    ],
)
def test_data_of_another_shape_is_refused(body: Any, place: str) -> None:
    """Nothing is guessed and nothing is dropped."""
    with pytest.raises(RefusedInput) as refusal:
        contents.from_json(body)

    assert refusal.value.problems[0].place == place


def test_controls_and_foreign_line_ends_are_cleaned() -> None:
    """Such characters break exports, and nobody typed them on purpose."""
    assert contents.clean("\x00a\r\nb\x0b\u2028 ") == "a\nb"


def test_only_domains_of_the_primary_version_are_to_be_covered() -> None:
    """Experience is verified per version; older tags say where the item stood."""
    tags = (Tag("PSF", "1.1", "PSF-2"), Tag("PSF", "1.0", "PSF-2"), Tag("PSF", "1.1", "PSF-6", "PSF-6.1"))

    assert sound(tags=tags).domains == (("PSF", "1.1", "PSF-2"), ("PSF", "1.1", "PSF-6"))


NEW = replace(SOUND.options[1], text="Another wrong answer.")


@pytest.mark.parametrize(
    ("theirs", "yours", "merged"),
    [
        ({"topic": "t"}, {}, {"topic": "t"}),
        ({}, {"topic": "y"}, {"topic": "y"}),
        ({"topic": "t"}, {"title": "y"}, {"topic": "t", "title": "y"}),
        ({"topic": "t"}, {"topic": "y"}, {"topic": "y"}),
        (
            {"options": (*SOUND.options[:1], NEW, *SOUND.options[2:])},
            {"topic": "y"},
            {"topic": "y", "options": (*SOUND.options[:1], NEW, *SOUND.options[2:])},
        ),
        ({"options": SOUND.options[:3]}, {}, {"options": SOUND.options[:3]}),
        (
            {"options": SOUND.options[:3]},
            {"options": (*SOUND.options[:1], NEW, *SOUND.options[2:])},
            {"options": (*SOUND.options[:1], NEW, *SOUND.options[2:3])},
        ),
        (
            {"options": tuple(reversed(SOUND.options))},
            {"topic": "y"},
            {"topic": "y", "options": tuple(reversed(SOUND.options))},
        ),
    ],
)
def test_two_texts_are_merged_by_field(
    theirs: dict[str, Any], yours: dict[str, Any], merged: dict[str, Any]
) -> None:
    """What only one of two editors changed is kept; where both did, the second decides with both in view."""
    assert contents.merge(SOUND, sound(**theirs), sound(**yours)) == sound(**merged)


def test_words_are_those_a_candidate_reads() -> None:
    """Rationales and the learning point are not on the page."""
    content = replace(SOUND, stimulus="Three short words.", lead_in="Which one?", options=(), key=())

    assert contents.words(content) == 5


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("options[B].text", "Option B"),
        ("options[B].rationale", "Rationale of option B"),
        ("lead_in", "Question"),
        ("anything", "anything"),
    ],
)
def test_fields_have_names_in_words(field: str, label: str) -> None:
    """People do not read field names."""
    assert contents.field_label(field) == label
