"""What can be taken, and where it stands."""

import pytest

from scenarios.intake import rules
from scenarios.intake.rules import Scenario, Standing, State
from scenarios.wording import Lived, Purpose


def _scenario(text: str = "It broke.", noticed: str = "", sector: str = "") -> Scenario:
    return Scenario(
        text=text,
        lived=Lived.PRODUCTION,
        consents=frozenset({Purpose.EXAM}),
        noticed=noticed,
        sector=sector,
    )


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), State.RECEIVED),
        (Standing(looked_at=True), State.IN_CLEARANCE),
        (Standing(looked_at=True, cleared=True), State.CLEARED),
        (Standing(looked_at=True, cleared=True, drafted_from=True), State.IN_USE),
        (Standing(looked_at=True, closed=True, erased=True), State.CLOSED),
        (Standing(erased=True), State.CLOSED),
        (Standing(looked_at=True, cleared=True, erased=True), State.CLEARED),
        (Standing(cleared=True, drafted_from=True, withdrawn=True, erased=True), State.WITHDRAWN),
    ],
)
def test_where_a_submission_stands(standing: Standing, expected: State) -> None:
    """The state follows from what happened; nobody can set it."""
    assert rules.state(standing) is expected


def test_every_state_has_words() -> None:
    """A contributor never meets a code."""
    assert set(rules.STATE_WORDS) == set(State)


@pytest.mark.parametrize(
    ("scenario", "places"),
    [
        (_scenario(), []),
        (_scenario("   \n"), ["text"]),
        (_scenario("x" * 101), ["text"]),
        (_scenario(noticed="x" * 4_001), ["noticed"]),
        (Scenario(text="It broke.", lived=Lived.NEAR_MISS, consents=frozenset()), ["consents"]),
        (Scenario(text="", lived=Lived.NEAR_MISS, consents=frozenset()), ["text", "consents"]),
    ],
)
def test_what_keeps_a_scenario_from_being_taken(scenario: Scenario, places: list[str]) -> None:
    """Every problem is named with its place, all at once."""
    assert [place for place, _ in rules.problems(scenario, 100)] == places


def test_an_over_long_text_is_told_by_how_much() -> None:
    """The sentence helps to shorten."""
    ((_, message),) = rules.problems(_scenario("x" * 142), 100)

    assert "42 characters longer than the 100" in message


def test_the_document_begins_with_the_story() -> None:
    """So that positions in the story are positions in the document."""
    text = rules.document(_scenario("It broke.\n", noticed="An alarm.", sector="health"))

    assert text == "It broke.\n\nHow it was noticed\nAn alarm.\n\nSetting\nHealth or care"


def test_a_scenario_does_not_show_its_text_when_printed() -> None:
    """A stray representation in a log holds no word of it."""
    assert "canary" not in repr(_scenario("canary", noticed="canary"))


def test_a_receipt_code_is_short_and_speakable() -> None:
    """Sixteen characters in groups of four."""
    code = rules.receipt_code("ab" * 32)

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]


@pytest.mark.parametrize("typed", ["abcd-efgh-ijkl-mnop", "ABCDEFGHIJKLMNOP", " abcd efgh 1jkl mn0p "])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    """Case, separators and look-alikes do not matter."""
    assert rules.plain_code(typed) == "ABCDEFGHIJKLMNOP"


def test_line_ends_count_once() -> None:
    """Browsers send two characters for one."""
    assert rules.plain_lines("a\r\nb\rc") == "a\nb\nc"
