"""The lint finds structural faults and cues, and leaves sound items alone."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from itembank.items import importing, lint
from itembank.items.content import ItemContent, OptionContent
from itembank.items.lint import Finding, Frame, Severity
from tests.itembank.items.examples import PSF_2, SOUND, sound

FRAME = Frame(("PSF", "1.1"), frozenset({PSF_2.place}), frozenset({(*PSF_2.place, "PSF-2.1")}))


def findings(content: ItemContent) -> list[tuple[str, str]]:
    """Return rule and severity of each finding."""
    return [(one.rule, one.severity.value) for one in lint.lint(content, FRAME)]


def with_option(text: str, identifier: str = "D") -> ItemContent:
    """Return the sound item with one option changed."""
    options = tuple(replace(one, text=text) if one.identifier == identifier else one for one in SOUND.options)
    return sound(options=options)


def test_a_sound_item_has_no_finding() -> None:
    """Silence is what an editor hopes for."""
    assert findings(SOUND) == []


@pytest.mark.parametrize(
    ("content", "rule", "severity"),
    [
        (sound(key=()), "KEY-01", "block"),
        (sound(key=("A", "B")), "KEY-01", "block"),
        (sound(options=SOUND.options[:2]), "KEY-02", "block"),
        (sound(options=(*SOUND.options, *(OptionContent(x, x * 30, x) for x in "EF"))), "KEY-02", "info"),
        (with_option("Ask the model whether its figures are right"), "KEY-03", "block"),
        (with_option("Ask a model whether the figures are right."), "KEY-03", "warn"),
        (sound(options=(replace(SOUND.options[0], rationale=""), *SOUND.options[1:])), "KEY-06", "block"),
        (sound(tags=()), "KEY-08", "block"),
        (sound(tags=(replace(PSF_2, version="1.0"),)), "KEY-08", "block"),
        (sound(tags=(PSF_2, replace(PSF_2, domain="PSF-99"))), "KEY-08", "block"),
        (sound(tags=(replace(PSF_2, competency="PSF-2.9"),)), "KEY-08", "block"),
        (sound(cognitive_level=""), "KEY-08", "block"),
        (sound(learning_point=""), "KEY-16", "block"),
        (sound(lead_in=""), "KEY-16", "block"),
        (sound(stimulus="TODO: what happened"), "KEY-16", "block"),
        (sound(stimulus="The team of [ORGANISATION_1] sees a fault."), "KEY-16", "block"),
        (with_option("Option 4"), "KEY-16", "block"),
        (with_option("All of the above"), "DIF-01", "block"),
        (with_option("Both of these."), "DIF-01", "block"),
        (with_option("A to C"), "DIF-01", "block"),
        (with_option("None of the above."), "DIF-02", "warn"),
        (with_option("A and C only"), "DIF-03", "block"),
        (with_option("Both A, B and C"), "DIF-03", "block"),
        (with_option("1, 2 and 3 only"), "DIF-03", "block"),
        (sound(lead_in="Which check is NOT needed before a summary is shown?"), "DIF-04", "warn"),
        (sound(lead_in="All of these help, except which one of them?"), "DIF-04", "warn"),
        (sound(lead_in="Which of these is least likely to find the figure?"), "DIF-04", "warn"),
        (sound(lead_in="Which is NOT a reason not to show the summary?"), "DIF-06", "block"),
        (sound(lead_in="Which of the following statements is true?"), "DIF-15", "warn"),
        (sound(lead_in="Checking of figures:"), "DIF-15", "warn"),
        (sound(lead_in="What now?"), "DIF-15", "warn"),
        (
            with_option("Compare each figure with its report, the page, and the table that it cites.", "A"),
            "CUE-01",
            "warn",
        ),
        (with_option("Compare.", "A"), "CUE-01", "info"),
        (with_option("Summaries are always limited to one paragraph."), "CUE-05", "warn"),
        (with_option("Limit every summary to one short paragraph."), "CUE-05", "info"),
        (with_option("Limit each summary to **one** short paragraph."), "CUE-09", "warn"),
        (with_option("Limit each summary to one short paragraph"), "CUE-09", "warn"),
        (sound(language="de"), "LANG", "info"),
    ],
)
def test_a_flaw_is_found(content: ItemContent, rule: str, severity: str) -> None:
    """Each planted flaw shows under its rule."""
    assert (rule, severity) in findings(content)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"lead_in": "Which check should run at least once a day?"}, "DIF-04"),
        ({"lead_in": "What should the team do if the alert does not fire?"}, "DIF-04"),
        ({"lead_in": "Which check lowers the number of false alarms?"}, "DIF-04"),
        ({"lead_in": "Which statement about the check is true?"}, "DIF-15"),
        ({"lead_in": "Choose the check that should run before a summary is shown."}, "DIF-15"),
        ({"stimulus": "A comment in the code, `TODO`, was shown to customers by a model."}, "KEY-16"),
        ({"stimulus": "The prompt holds [square brackets] and a list."}, "KEY-16"),
    ],
)
def test_a_near_miss_stays_silent(changes: dict[str, Any], rule: str) -> None:
    """A rule that cries wolf is switched off by people."""
    assert rule not in [name for name, _ in findings(sound(**changes))]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Limit all of the summaries to one paragraph.", "DIF-01"),
        ("Ask A and B teams to compare their figures.", "DIF-03"),
        ('Show a notice that reads "never trust this".', "CUE-05"),
        ("Retry after 50 seconds, then show the figure.", "KEY-03"),
    ],
)
def test_an_option_that_only_resembles_a_flaw_stays_silent(text: str, rule: str) -> None:
    """Words inside quotation marks, or in another sense, are no flaw."""
    assert rule not in [name for name, _ in findings(with_option(text))]


def test_options_that_differ_by_a_figure_are_not_the_same() -> None:
    """Five seconds and fifty are different answers."""
    options = tuple(
        OptionContent(x, f"Retry after {n} seconds.", "Why.")
        for x, n in zip("ABC", (5, 50, 500), strict=True)
    )

    assert "KEY-03" not in [name for name, _ in findings(sound(options=options))]


def test_a_finding_points_at_the_words() -> None:
    """The span is in the field that is named."""
    found = lint.lint(with_option("Summaries are always limited to one paragraph."), FRAME)

    assert found == (Finding("CUE-05", Severity.WARN, "options[D].text", found[0].message, start=14, end=20),)


def test_what_blocks_comes_first() -> None:
    """An editor sees what stops the item before what may be looked at."""
    found = findings(sound(lead_in="What now?", learning_point=""))

    assert [severity for _, severity in found] == ["block", "warn"]


def test_the_report_hash_follows_the_findings() -> None:
    """A signature names the report it was given in view of."""
    clean, flawed = lint.lint(SOUND, FRAME), lint.lint(sound(key=()), FRAME)

    assert lint.report_hash(clean) != lint.report_hash(flawed)


def test_the_demonstration_items_raise_no_blocking_finding() -> None:
    """Items written by careful people pass."""
    body = json.loads((files("itembank.demo") / "data" / "sample-items.json").read_text(encoding="utf-8"))
    places = {
        (tag["framework"], tag["version"], tag["domain"]) for row in body["items"] for tag in row["tags"]
    }
    named = {
        (tag["framework"], tag["version"], tag["domain"], one)
        for row in body["items"]
        for tag in row["tags"]
        for one in tag["competencies"]
    }
    frame = Frame(("PSF", "1.1"), frozenset(places), frozenset(named))

    found = [lint.lint(one.content, frame) for one in importing.read_items(body, frame).items]

    assert [lint.blocking(one) for one in found] == [()] * 10
