"""One assessment item: what the candidate sees, the key, and how it scores. No rationale, no title."""

from lxml import etree

from exports import markup
from exports.document import ExportItem
from exports.formats.qti30 import body
from exports.formats.qti30.xml import LANGUAGE, QTI, add, add_outcome, root, serialise
from exports.names import distinct

# One of four spellings in official files; players take all of them.
_MATCH_CORRECT = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
_POINTS = "1"


def write_item(item: ExportItem, name: str) -> bytes:
    """Return the XML of *item* under the identifier *name*. It scores one point, or none."""
    element = root(
        "qti-assessment-item",
        {None: QTI},
        # The bank's title can give the answer away, and players show this one to candidates.
        {"identifier": name, "title": name, "adaptive": "false", "time-dependent": "false"},
    )
    element.set(LANGUAGE, item.language)
    choices = distinct([option.identifier for option in item.options])
    _add_declarations(element, [choices[option.identifier] for option in item.correct])
    _add_body(add(element, "qti-item-body"), item, choices)
    add(element, "qti-response-processing", template=_MATCH_CORRECT)
    return serialise(element)


def _add_declarations(element: etree._Element, keys: list[str]) -> None:
    response = add(
        element,
        "qti-response-declaration",
        identifier="RESPONSE",
        cardinality="single",
        base_type="identifier",
    )
    correct = add(response, "qti-correct-response")
    for key in keys:
        add(correct, "qti-value", key)
    score = add_outcome(element, "SCORE", "0")
    score.set("normal-maximum", _POINTS)
    add_outcome(element, "MAXSCORE", _POINTS)


def _add_body(element: etree._Element, item: ExportItem, choices: dict[str, str]) -> None:
    """Add the question. The lead-in is the prompt, or stands before the choices where it has many blocks."""
    lead_in = markup.parse(item.lead_in)
    prompt = markup.as_inline(lead_in)
    before = [*markup.parse(item.stimulus), *(lead_in if prompt is None else ())]
    if before:
        body.add_blocks(add(element, "div", **body.direction(item.language)), before)
    interaction = add(
        element, "qti-choice-interaction", response_identifier="RESPONSE", shuffle="false", max_choices="1"
    )
    if prompt:
        body.add_line(add(interaction, "qti-prompt"), prompt, item.language)
    for option in item.options:
        choice = add(interaction, "qti-simple-choice", identifier=choices[option.identifier])
        body.add_choice(choice, markup.parse(option.text), item.language)
