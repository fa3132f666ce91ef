"""What the bank may ask about sources, by opaque token only. Answers never hold a word of a source."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask import url_for

from itembank.core import audit
from itembank.core.actor import SYSTEM
from itembank.core.db import WRITING
from itembank.core.ports import SourceFinding
from itembank.core.work import Work, unit_of_work
from scenarios import records
from scenarios.clearance import operations as clearance
from scenarios.handover import operations as handover
from scenarios.models import ContributorLink, RawText, Submission

if TYPE_CHECKING:
    from sanitiser import Span


class Desk:
    """The real desk; `itembank.core.ports.SourceDesk` says what each answer means."""

    def is_live(self, work: Work, token: str) -> bool:
        """Whether a cleared, attested source stands behind *token*."""
        return handover.is_live(work.session, token)

    def barred_people(self, work: Work, token: str) -> frozenset[int]:
        """Ids of people who may not review an item from this source: whoever contributed it."""
        found = records.find_source(work.session, token)
        if found is None:
            return frozenset()
        link = work.session.get(ContributorLink, records.id_of(found[1]))
        return frozenset({link.person_id}) if link else frozenset()

    def check(self, work: Work, token: str, fields: Mapping[str, str]) -> tuple[SourceFinding, ...]:
        """Compare an item's fields with the sealed texts in memory; only positions in the item come out."""
        found = records.find_source(work.session, token)
        if found is None or not handover.is_live(work.session, token):
            return ()
        submission = found[1]
        texts = list(_texts(work, submission))
        return tuple(finding for name, value in fields.items() for finding in _leaks(name, value, texts))

    def label(self, work: Work, token: str) -> str:
        """A label for editors that says nothing about the contributor."""
        found = records.find_source(work.session, token)
        return handover.label_of(found[0]) if found else "unknown source"

    def link(self, work: Work, token: str) -> str:
        """The address of the page of a live source, or nothing."""
        return url_for("scenarios.source", token=token) if handover.is_live(work.session, token) else ""


def _texts(work: Work, submission: Submission) -> list[tuple[str, "list[Span]", bool]]:
    """Open what an item is compared with: a text, the stretches that count, whether a repeat blocks."""
    cleared = handover.cleared_text(work, submission)
    number = records.id_of(submission)
    if records.is_erased(work.session, number, records.RAW):
        return [(cleared, [], True)]
    _note_opening(work, number)
    sealed = work.session.get_one(RawText, number).sealed
    raw = work.vault.open(records.key_of(records.RAW, submission.token), records.RAW, sealed)
    direct, quasi = _replaced(work, submission)
    return [(raw, direct, True), (cleared, [], True), (raw, quasi, False)]


def _note_opening(work: Work, number: int) -> None:
    """Record that a raw text was opened; a reading unit of work cannot, so the record gets one of its own."""
    if WRITING.items() <= work.session.get_bind().get_execution_options().items():
        audit.record(work, SYSTEM, "raw.open", f"submission:{number}", purpose="leak-check")
        return
    with unit_of_work(work.env) as own:
        audit.record(own, SYSTEM, "raw.open", f"submission:{number}", purpose="leak-check")


def _replaced(work: Work, submission: Submission) -> "tuple[list[Span], list[Span]]":
    """Return what was replaced: stretches that identify on their own, and those that do so in combination."""
    from sanitiser import Identifies, Kind, Span
    from sanitiser.kinds import identifies

    direct: list[Span] = []
    quasi: list[Span] = []
    for mark in clearance.replaced_marks(work, submission):
        kind = Kind(mark.kind)
        strength = mark.found.identifies if mark.found and mark.found.kind == mark.kind else identifies(kind)
        (direct if strength == Identifies.DIRECT else quasi).append(Span(mark.start, mark.end, kind))
    return direct, quasi


def _leaks(field: str, value: str, texts: "Sequence[tuple[str, list[Span], bool]]") -> list[SourceFinding]:
    from sanitiser import check_leaks

    known: dict[tuple[int, int], SourceFinding] = {}
    for text, values, blocks in texts:
        for leak in check_leaks(text, values, value):
            finding = SourceFinding(field, leak.start, leak.end, leak.reason, blocks)
            known.setdefault((leak.start, leak.end), finding)
    return sorted(known.values(), key=lambda finding: (finding.start, finding.end))
