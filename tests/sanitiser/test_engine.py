"""The promises of the detector as a whole."""

import itertools
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace as with_changes
from pathlib import Path

import pytest

import sanitiser
from sanitiser import Kind, Sanitiser, SanitiserUnavailable, Span, replace
from sanitiser.matches import Match, Recogniser

DATA = Path(__file__).parent / "data" / "own.jsonl"
TEXT = (
    "From: Amara Okafor <amara.okafor@halvik.example>\nOn 3 March 2025 at 09:12 Tor-Erik opened INC-20931.\n"
    "Okafor of Halvik Reinsurance rang +44 1632 960 417, password was Winter2031!, lost €212,480.\n"
)


def own_texts() -> list[str]:
    """Give our own annotated texts."""
    return [json.loads(line)["text"] for line in DATA.read_text(encoding="utf-8").splitlines()]


def broken(text: str) -> Iterator[Match]:
    """Fail while holding the text, as a bad recogniser would."""
    raise RuntimeError(text)


def test_findings_are_in_order_and_never_overlap(loaded: Sanitiser) -> None:
    """A page can draw them one after the other."""
    for text in own_texts():
        findings = loaded.detect(text).findings
        assert all(a.end <= b.start for a, b in itertools.pairwise(findings))


def test_the_same_text_gives_the_same_answer(loaded: Sanitiser) -> None:
    """Twice in one process."""
    assert loaded.detect(TEXT) == loaded.detect(TEXT)


def test_the_answer_does_not_depend_on_the_hash_seed() -> None:
    """Sets and dictionaries decide nothing."""
    program = "import sys, sanitiser; print(sanitiser.load().detect(sys.argv[1]))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, TEXT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(answers) == 1


def test_a_cleared_text_is_quiet(loaded: Sanitiser) -> None:
    """A second detection finds no placeholder, and nothing that the first one missed."""
    for text in own_texts():
        spans = [Span(each.start, each.end, each.kind) for each in loaded.detect(text).findings]
        assert loaded.detect(replace(text, spans).text).findings == ()


@pytest.mark.parametrize(
    "mark", ["[PERSON_1]", "[SECRET]", "[REDACTED]", "<USER_ID>", "********", "{{name}}"]
)
def test_a_placeholder_is_never_flagged(loaded: Sanitiser, mark: str) -> None:
    """What stands for something already taken out stays."""
    assert loaded.detect(f"user: {mark} said that {mark} was gone, password: {mark}").findings == ()


def test_no_connection_is_opened(loaded: Sanitiser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a socket nor a name look-up."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert loaded.detect(TEXT + "see www.firm.com and x@firm.com").state == "complete"


def test_no_text_reaches_a_log(loaded: Sanitiser, caplog: pytest.LogCaptureFixture) -> None:
    """Even with every logger wide open."""
    caplog.set_level(logging.DEBUG)

    loaded.detect("canaryword " + TEXT + " IBAN DE89 3704 0044 0532 0130 00")

    assert "canaryword" not in caplog.text
    assert "3704" not in caplog.text


class TestFailClosed:
    """Whatever breaks, the text goes to a person."""

    def test_a_recogniser_that_raises_asks_for_attention(self, loaded: Sanitiser) -> None:
        """The rest still answers, but the text does not count as examined."""
        detection = with_changes(loaded, hard=(*loaded.hard, Recogniser("broken", broken))).detect(TEXT)

        assert detection.state == "needs_attention"
        assert detection.findings

    def test_its_note_names_the_recogniser_and_not_the_text(self, loaded: Sanitiser) -> None:
        """An error message may carry what it failed on."""
        detection = with_changes(loaded, hard=(Recogniser("broken", broken),)).detect("canaryword")

        assert detection.notes == ("The recogniser broken failed with RuntimeError.",)

    def test_a_text_that_takes_too_long_asks_for_attention(self, loaded: Sanitiser) -> None:
        """Half an answer is none."""
        ticks = iter(range(0, 10_000_000, 6))

        detection = with_changes(loaded, clock=lambda: float(next(ticks))).detect(TEXT)

        assert detection.state == "needs_attention"

    def test_what_is_too_long_to_read_is_reported(self, loaded: Sanitiser) -> None:
        """Nobody looked at it, so it must not pass."""
        text = "blob " + "ab1" * 1000 + " end"

        (finding,) = loaded.detect(text).findings

        assert (finding.start, finding.end, finding.kind) == (5, 3005, Kind.SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "=" * 20_000,
        "a.a.a." * 4_000 + " jo@corp.internal",
        "x" * 100_000,
        "a@" * 20_000,
        "-_" * 10_000,
        '"' * 20_000,
    ],
    ids=["equals", "dotted", "letters", "signs", "dashes", "quotes"],
)
def test_a_hostile_text_is_answered_in_time(loaded: Sanitiser, text: str) -> None:
    """Runs and unbroken strings cost nothing."""
    began = time.process_time()

    loaded.detect(text)

    assert time.process_time() - began < 5.0


class TestVersions:
    """Every answer says what gave it."""

    def test_the_model_is_the_one_that_the_policy_was_measured_with(self, loaded: Sanitiser) -> None:
        """Its weights have the digest in the policy."""
        assert loaded.versions.state == "verified"

    def test_versions_travel_with_the_answer(self, loaded: Sanitiser) -> None:
        """A later run can be compared."""
        assert loaded.detect("x").versions == loaded.versions

    def test_versions_can_be_stored(self, loaded: Sanitiser) -> None:
        """None is empty."""
        assert all(loaded.versions.as_dict().values())


@pytest.mark.parametrize("name", ["nothing-of-that-name", "../default", ""])
def test_an_unknown_policy_is_refused_with_a_sentence(name: str) -> None:
    """The caller learns what to do."""
    with pytest.raises(SanitiserUnavailable, match=r"polic.*\."):
        sanitiser.load(name)


def test_importing_the_package_loads_no_heavy_library() -> None:
    """A web page that only replaces text pays for no model."""
    heavy = "{'spacy', 'presidio_analyzer', 'flask', 'sqlmodel'}"
    program = f"import sys, sanitiser; print(sorted({heavy} & set(sys.modules)))"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert answer.stdout.strip() == "[]"
