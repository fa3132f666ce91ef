"""Recall on our own annotated texts, with floors that may only rise."""

import json
from pathlib import Path

import pytest

from sanitiser import Sanitiser
from sanitiser.evaluate import GoldSpan, GoldText, Report, evaluate

DATA = Path(__file__).parent / "data" / "own.jsonl"


@pytest.fixture(scope="module")
def report(loaded: Sanitiser) -> Report:
    """Detect in every text of ours."""
    records = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    texts = [
        GoldText(record["id"], record["text"], tuple(GoldSpan(**span) for span in record["spans"]), ())
        for record in records
    ]
    return evaluate(texts, loaded.detect)


@pytest.mark.parametrize(
    ("name", "floor"),
    [("direct", 0.97), ("quasi", 0.95), ("SECRET", 1.0), ("EMAIL", 1.0), ("PERSON", 0.95), ("ORG", 0.95)],
)
def test_recall_does_not_fall(report: Report, name: str, floor: float) -> None:
    """A change that loses names is seen."""
    assert report.recall(name) >= floor


def test_little_is_masked_without_need(report: Report) -> None:
    """An emptied story is useless."""
    assert report.masked_outside / report.outside < 0.02


def test_every_text_is_examined_in_full(report: Report) -> None:
    """None needs attention."""
    assert report.unfinished == 0
