"""Everything that can be done with a scenario; for commands and other callers."""

from scenarios.clearance.operations import (
    clear,
    close,
    decide,
    decide_many,
    decide_same,
    decide_second_look,
    detect,
    mark_every,
    open_bench,
    open_findings,
    open_preview,
    recall,
    undo,
)
from scenarios.clearance.rules import Answers, Choice, Needle, Verdict
from scenarios.erasure import finish, purge_due
from scenarios.handover.operations import live_sources, read_source, source_token_of
from scenarios.intake.operations import submit, withdraw
from scenarios.intake.rules import Scenario
from scenarios.wording import Lived, Purpose

__all__ = [
    "Answers",
    "Choice",
    "Lived",
    "Needle",
    "Purpose",
    "Scenario",
    "Verdict",
    "clear",
    "close",
    "decide",
    "decide_many",
    "decide_same",
    "decide_second_look",
    "detect",
    "finish",
    "live_sources",
    "mark_every",
    "open_bench",
    "open_findings",
    "open_preview",
    "purge_due",
    "read_source",
    "recall",
    "source_token_of",
    "submit",
    "undo",
    "withdraw",
]
