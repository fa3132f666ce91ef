"""The main job, step by step, as the cast would do it; each step is one unit of work and may be run again."""

from sqlmodel import select

from itembank.assembly import operations as assembly
from itembank.assembly import records as forms
from itembank.assembly.models import ContentOutline, ExamForm, FormAssembly
from itembank.assembly.outline import Cell, Outline
from itembank.assembly.rules import FormState, OutlineDraft
from itembank.core.work import Work
from itembank.demo.people import actor
from itembank.demo.stories import GoldSpan, Story
from itembank.framework import operations as framework
from itembank.framework import rules as packs
from itembank.items import importing, records, signing
from itembank.items import operations as items
from itembank.items.content import ItemContent
from itembank.items.models import Item
from itembank.items.rules import CHECKLIST, State, Verdict, derive
from scenarios import operations as scenarios
from scenarios.clearance.rules import Mark
from scenarios.models import Submission
from scenarios.records import get_submission
from scenarios.wording import CHECKLIST as CLUES

FORM = "F0001"
NEXT_FORM = "F0002"
OUTLINE = "AIDA demonstration"
LENGTH = 20
TARGET_P = 0.72
_HEAVY = ("PSF-1", "PSF-2")
_STAYS = "A person read it in its place: it identifies nobody."
_REVIEWERS = ("rita", "ravi")


def submit(work: Work, story: Story) -> str:
    """Send a story as Petra would; return the submission's token."""
    scenario = scenarios.Scenario(
        text=story.text,
        lived=scenarios.Lived.PRODUCTION,
        consents=frozenset({scenarios.Purpose.EXAM, scenarios.Purpose.FRAMEWORK}),
        noticed=story.noticed,
        done=story.done,
        wrong_first_move=story.wrong_first_move,
        domain=("PSF", "1.1", story.domain),
    )
    receipt = scenarios.submit(work, actor(work, "petra"), scenario, key=story.id)
    return receipt.submission.token


def clear(work: Work, story: Story, token: str) -> None:
    """Decide over every finding as Clara would, look again, and sign."""
    submission = get_submission(work.session, token)
    if scenarios.source_token_of(work.session, submission) is not None:
        return
    clara = actor(work, "clara")
    choices = _choices(story, scenarios.open_findings(work, clara, submission))
    if choices:
        scenarios.decide_many(work, clara, submission, choices)
    _decide_second_look(work, submission)
    answers = scenarios.Answers({question.key: False for question in CLUES}, kept_read_again=True)
    scenarios.clear(work, clara, submission, answers)


def write(work: Work, story: Story, token: str) -> None:
    """Write the item of a story as Ed would, from its cleared source."""
    submission = get_submission(work.session, token)
    source = scenarios.source_token_of(work.session, submission)
    if story.item is None or source is None or _find(work, story.item_identifier):
        return
    items.create_item(
        work, actor(work, "ed"), _content(work, story), [source], identifier=story.item_identifier
    )


def keep_apart(work: Work, story: Story, identifiers: dict[str, str]) -> None:
    """Record which items give each other away; *identifiers* leads from the data's ids to the bank's."""
    item = _find(work, story.item_identifier)
    if item is None or story.item is None:
        return
    for name in story.item.get("enemies", []):
        other = _find(work, identifiers.get(name, name))
        if other is not None:
            items.add_enemies(work, actor(work, "ed"), item, other)


def send_to_review(work: Work, identifier: str) -> None:
    """Submit an item as its editor would."""
    item = records.find_item(work.session, identifier)
    facts = records.facts_of(work, item)
    if derive(facts).state is State.DRAFT:
        items.submit(work, actor(work, "ed"), item, facts.latest.number)


def review(work: Work, identifier: str, reviewer: str) -> None:
    """Answer an item blind, then sign it, as one reviewer would."""
    item = records.find_item(work.session, identifier)
    facts = records.facts_of(work, item)
    person = actor(work, reviewer)
    signed = {signature.signer_id for signature in facts.signatures}
    if derive(facts).state is not State.IN_REVIEW or person.id in signed:
        return
    key = records.content_of(records.latest_revision(work.session, item)).key[0]
    items.answer_blind(work, person, item, facts.latest.number, key, no_interest=True)
    verdict = Verdict("approve", checklist=dict.fromkeys(CHECKLIST, "yes"))
    items.review(work, person, item, facts.latest.number, verdict)


def approve(work: Work, identifier: str) -> None:
    """Approve an item as Rosa, whom neither writing nor reviewing it bars."""
    item = records.find_item(work.session, identifier)
    facts = records.facts_of(work, item)
    if derive(facts).state is State.REVIEWED:
        items.approve(work, actor(work, "rosa"), item, facts.latest.number)


def assemble(work: Work) -> FormAssembly:
    """Save the outline and assemble a form, as Stan would."""
    stan = actor(work, "stan")
    form = _form(work) or assembly.create_form(
        work, stan, _outline(work), title="AIDA demonstration form", identifier=FORM
    )
    newest = forms.newest_assembly(work.session, form)
    return newest or assembly.assemble(work, stan, form, seed=1)


def begin_next_form(work: Work) -> None:
    """Leave an empty form for Stan to assemble."""
    if _form(work, NEXT_FORM) is None:
        assembly.create_form(
            work, actor(work, "stan"), _outline(work), title="The next form", identifier=NEXT_FORM
        )


def lock(work: Work) -> None:
    """Lock the form as Mona, who did not assemble it."""
    form = forms.form(work.session, FORM)
    newest = forms.newest_assembly(work.session, form)
    if newest is not None and forms.state(work.session, form) is FormState.ASSEMBLED:
        assembly.lock(work, actor(work, "mona"), form, seen_assembly=newest.number)


def _choices(story: Story, found: tuple[Mark, ...]) -> list[scenarios.Choice]:
    """Accept what the gold marks, keep the rest, and add what the machine missed."""
    verdicts = [scenarios.Choice(mark.start, mark.end, _verdict(story, mark), mark.kind) for mark in found]
    missed = [span for span in story.gold if not _is_inside(span, found)]
    return verdicts + [
        scenarios.Choice(span.start, span.end, scenarios.Verdict.ADD, span.kind) for span in missed
    ]


def _verdict(story: Story, mark: Mark) -> scenarios.Verdict:
    meets = any(span.start < mark.end and mark.start < span.end for span in story.gold)
    return scenarios.Verdict.ACCEPT if meets else scenarios.Verdict.REJECT


def _is_inside(span: GoldSpan, marks: tuple[Mark, ...]) -> bool:
    return any(mark.start <= span.start and span.end <= mark.end for mark in marks)


def _decide_second_look(work: Work, submission: Submission) -> None:
    clara = actor(work, "clara")
    while waiting := scenarios.open_preview(work, clara, submission).waiting:
        mark = waiting[0]
        choice = scenarios.Choice(mark.start, mark.end, scenarios.Verdict.REJECT, mark.kind, _STAYS)
        scenarios.decide_second_look(work, clara, submission, choice)


def _content(work: Work, story: Story) -> ItemContent:
    row = {**(story.item or {}), "id": story.item_identifier, "enemies": []}
    reading = importing.read_items({"schema": importing.SCHEMA, "items": [row]}, signing.frame(work))
    return reading.items[0].content


def _find(work: Work, identifier: str) -> Item | None:
    return work.session.exec(select(Item).where(Item.identifier == identifier)).first()


def _form(work: Work, identifier: str = FORM) -> ExamForm | None:
    return work.session.exec(select(ExamForm).where(ExamForm.identifier == identifier)).first()


def _outline(work: Work) -> ContentOutline:
    known = forms.versions(work.session, OUTLINE)
    return known[0] if known else assembly.save_outline(work, actor(work, "stan"), _outline_draft(work))


def _outline_draft(work: Work) -> OutlineDraft:
    """Return three items on each heavy domain, two on each other one, and free places up to the length."""
    pack = framework.get(work.session, "PSF", "1.1")
    cells = tuple(
        Cell(domain.id, f"{domain.id} {domain.title}", {"domain": domain.id}, 3 if domain.id in _HEAVY else 2)
        for domain in packs.domains(pack.body)
    )
    outline = Outline(
        name=OUTLINE,
        length=LENGTH,
        cells=cells,
        free_cells=LENGTH - sum(cell.count for cell in cells),
        max_per_source=2,
        target_p=TARGET_P,
    )
    return OutlineDraft(
        outline,
        framework=pack.framework,
        version=pack.version,
        reason="The published weighting sums to 18; two free places make it 20.",
        pass_mark=13,
        time_limit_minutes=20,
    )
