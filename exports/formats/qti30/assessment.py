"""The assessment test: one part, one section, the items in the order that was locked."""

from collections.abc import Mapping

from lxml import etree

from exports import markup
from exports.document import ExportItem, FormDocument
from exports.formats.qti30 import body
from exports.formats.qti30.xml import LANGUAGE, QTI, add, add_outcome, root, serialise
from exports.names import ncname

_SECONDS = 60


def write_assessment(document: FormDocument, name: str, items: Mapping[str, str]) -> bytes:
    """Return the XML of the test *name*. *items* gives the name of each item by its identifier."""
    element = root("qti-assessment-test", {None: QTI}, {"identifier": name})
    element.set("title", markup.readable(document.title))
    _add_outcomes(element, document)
    if document.time_limit_minutes is not None:
        add(element, "qti-time-limits", max_time=str(document.time_limit_minutes * _SECONDS))
    _add_instructions(element, document)
    part = add(
        element,
        "qti-test-part",
        identifier="part-1",
        navigation_mode="nonlinear",
        submission_mode="simultaneous",
    )
    # An exam: one attempt, and nobody is told in the course of it how they did.
    add(part, "qti-item-session-control", max_attempts="1", show_feedback="false", show_solution="false")
    section = add(part, "qti-assessment-section", identifier="section-1", visible="true")
    section.set("title", markup.readable(document.title))
    for item in document.items:
        _add_reference(section, item, items[item.identifier])
    _add_outcome_processing(element)
    return serialise(element)


def _add_outcomes(element: etree._Element, document: FormDocument) -> None:
    maximum = f"{len(document.items)}"
    score = add_outcome(element, "SCORE", "0")
    score.set("normal-maximum", maximum)
    if document.pass_mark is not None:
        score.set("mastery-value", f"{document.pass_mark:g}")
    add_outcome(element, "MAXSCORE", maximum)


def _add_instructions(element: etree._Element, document: FormDocument) -> None:
    """Add what candidates read first; it names its language, which the test itself may not."""
    blocks = markup.parse(document.instructions)
    if not blocks:
        return
    rubric = add(element, "qti-rubric-block", use="instructions", view="candidate")
    content = add(add(rubric, "qti-content-body"), "div", **body.direction(document.language))
    content.set(LANGUAGE, document.language)
    body.add_blocks(content, blocks)


def _add_reference(section: etree._Element, item: ExportItem, name: str) -> None:
    reference = add(section, "qti-assessment-item-ref", identifier=name, href=f"items/{name}.xml")
    if categories := dict.fromkeys(ncname(tag.domain) for tag in item.tags):
        reference.set("category", " ".join(categories))


def _add_outcome_processing(element: etree._Element) -> None:
    processing = add(element, "qti-outcome-processing")
    for outcome in ("SCORE", "MAXSCORE"):
        total = add(add(processing, "qti-set-outcome-value", identifier=outcome), "qti-sum")
        add(total, "qti-test-variables", variable_identifier=outcome)
