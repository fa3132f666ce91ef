"""How well a detection matches annotated texts: recall, and what was taken out without need."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sanitiser.findings import Detection


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """An annotated stretch; *kind* is d for direct or q for quasi."""

    start: int
    end: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """An annotated text; *keep* are ranges that must survive."""

    identifier: str
    text: str
    spans: tuple[GoldSpan, ...]
    keep: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Report:
    """Counts over a corpus. A span is caught when findings of any label cover every character of it."""

    total: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    clean: int = 0
    unfinished: int = 0
    keeps: int = 0
    kept: int = 0
    characters: int = 0
    outside: int = 0
    masked_outside: int = 0
    seconds: float = 0.0

    def recall(self, name: str) -> float:
        """Give the share of spans under *name*, a label or direct or quasi, that were caught."""
        return self.caught[name] / self.total[name] if self.total[name] else 1.0


def evaluate(
    texts: Iterable[GoldText],
    detect: Callable[[str], Detection],
    clock: Callable[[], float] = time.process_time,
) -> Report:
    """Detect in every text and compare with its annotation. *clock* gives seconds."""
    report = Report()
    for gold in texts:
        began = clock()
        detection = detect(gold.text)
        report.seconds += clock() - began
        _count(report, gold, detection)
    return report


def _count(report: Report, gold: GoldText, detection: Detection) -> None:
    covered = _mask(len(gold.text), ((finding.start, finding.end) for finding in detection.findings))
    wanted = _mask(len(gold.text), ((span.start, span.end) for span in gold.spans))
    labels = {(finding.start, finding.end): str(finding.kind) for finding in detection.findings}
    missed_direct = 0
    for span in gold.spans:
        strength = "direct" if span.kind == "d" else "quasi"
        is_caught = all(covered[span.start : span.end])
        for name in (span.label, strength):
            report.total[name] += 1
            report.caught[name] += is_caught
            report.labelled[name] += labels.get((span.start, span.end)) == span.label
        missed_direct += strength == "direct" and not is_caught
    report.documents += 1
    report.clean += missed_direct == 0
    report.unfinished += detection.state != "complete"
    report.keeps += len(gold.keep)
    report.kept += sum(not any(covered[start:end]) for start, end in gold.keep)
    report.characters += len(gold.text)
    report.outside += wanted.count(0)
    report.masked_outside += sum(1 for was, want in zip(covered, wanted, strict=True) if was and not want)


def _mask(length: int, ranges: Iterable[tuple[int, int]]) -> bytearray:
    mask = bytearray(length)
    for start, end in ranges:
        mask[start:end] = b"\x01" * (min(end, length) - start)
    return mask


def lines(report: Report) -> Sequence[str]:
    """Write the report as lines of text, labels first."""
    names = sorted(name for name in report.total if name not in {"direct", "quasi"})
    rows = [f"{'label':<16}{'spans':>7}{'caught':>8}{'recall':>8}{'exact':>8}"]
    for name in (*names, "direct", "quasi"):
        total = report.total[name]
        exact = report.labelled[name] / total if total else 1.0
        rows.append(f"{name:<16}{total:>7}{report.caught[name]:>8}{report.recall(name):>8.3f}{exact:>8.3f}")
    rate = report.characters / report.seconds if report.seconds else 0.0
    return (
        *rows,
        f"documents without a missed direct span: {report.clean} of {report.documents}",
        f"documents that need attention: {report.unfinished}",
        f"masked outside the annotation: {_share(report.masked_outside, report.outside):.1%} of characters",
        f"kept strings that survived: {report.kept} of {report.keeps}",
        f"speed: {rate:,.0f} characters a second",
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
