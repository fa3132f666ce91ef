"""What can be done with items: one verb, one function. Rows are appended; the state follows from them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, or_, select

from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.audit import AuditEvent
from itembank.core.errors import Difference, Invalid, Problem, Refused, RefusedInput, Stale
from itembank.core.ports import SourceFinding
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.items import content as contents
from itembank.items import identifiers, importing, lint, records, rules, signing, verifying
from itembank.items.content import Domain, ItemContent
from itembank.items.identifiers import Looker
from itembank.items.importing import ImportReceipt, IncomingItem
from itembank.items.lint import Finding, Severity
from itembank.items.models import (
    BlindAnswer,
    Item,
    ItemEditor,
    ItemRelation,
    ItemRevision,
    ItemSource,
    ItemStep,
    Review,
    RevisionTag,
    SignOff,
)
from itembank.items.pool import ON_HOLD, PoolItem, approved_pool, approved_revision
from itembank.items.records import item_id, item_record
from itembank.items.rules import Code, Verdict

#: The operations, and the readings of the bank that other features take from here.
__all__ = [
    "ON_HOLD",
    "PoolItem",
    "add_enemies",
    "answer_blind",
    "approve",
    "approved_pool",
    "approved_revision",
    "assign_editor",
    "check_draft",
    "check_identifiers",
    "check_sources",
    "check_wording",
    "create_item",
    "differences",
    "enemies_of",
    "find_answer",
    "has_answered",
    "import_items",
    "item_record",
    "refuse_stale_review",
    "reject",
    "review",
    "revise",
    "send_back",
    "submit",
    "verify_item",
    "withdraw",
]


def create_item(
    work: Work,
    actor: Actor,
    content: ItemContent,
    source_tokens: Iterable[str] = (),
    *,
    identifier: str = "",
    note: str = "",
) -> Item:
    """Make an item with its first revision, grounded in *source_tokens*; without one it is constructed.

    Raises:
        RefusedInput: when the content has a fault of shape.
        Invalid: when a source is not live, or the identifier is taken.
    """
    contents.refuse_bad_shape(content)
    tokens = tuple(dict.fromkeys(source_tokens))
    _refuse_dead_sources(work, tokens)
    item = _add_item(work, actor, identifier)
    revision = _append(work, actor, item, content, number=1, note=note)
    for token in tokens:
        work.session.add(ItemSource(item_id=item_id(item), token=token, at=work.now(), by_id=actor.id))
    work.session.flush()
    audit.record(
        work,
        actor,
        "item.create",
        f"item:{item.id}",
        revision=1,
        content_hash=revision.content_hash,
        sources=len(tokens),
    )
    return item


def revise(
    work: Work, actor: Actor, item: Item, content: ItemContent, base_number: int, note: str = ""
) -> ItemRevision:
    """Append a revision written on top of revision *base_number*; the same content again adds nothing.

    Raises:
        Refused: when the item is not the actor's to edit, or is closed.
        RefusedInput: when the content has a fault of shape.
        Stale: when somebody saved in between, with base, theirs and yours of each field that differs.
    """
    _hold(work, item)
    rules.check_edit(records.facts_of(work, item), actor)
    contents.refuse_bad_shape(content)
    latest = records.latest_revision(work.session, item)
    if latest.number != base_number:
        raise _stale(work.session, item, latest, content, base_number)
    if contents.to_json(content) == latest.content:
        return latest
    revision = _append(work, actor, item, content, number=latest.number + 1, note=note)
    audit.record(
        work,
        actor,
        "item.revise",
        f"item:{item.id}",
        revision=revision.number,
        content_hash=revision.content_hash,
    )
    return revision


def assign_editor(work: Work, actor: Actor, item: Item, person_id: int) -> None:
    """Let another editor work on an item, which bars them from judging it; twice changes nothing.

    Raises:
        Refused: when the item is not the actor's to edit, or the other judged it.
    """
    facts = records.facts_of(work, item)
    rules.check_edit(facts, actor)
    rules.check_assign(facts, person_id)
    if person_id in facts.editors:
        return
    work.session.add(ItemEditor(item_id=item_id(item), person_id=person_id, at=work.now(), by_id=actor.id))
    audit.record(work, actor, "item.assign", f"item:{item.id}", person=person_id)


def check_wording(work: Work, content: ItemContent) -> tuple[Finding, ...]:
    """Return the findings of the lint for *content* in this bank."""
    return lint.lint(content, signing.frame(work))


def check_sources(work: Work, item: Item, content: ItemContent) -> tuple[Finding, ...]:
    """Return where an item's text repeats a source of it; only words of the item are quoted."""
    fields = contents.texts(content)
    return tuple(
        _repeat(fields[found.field], found)
        for token in records.tokens_of(work.session, item)
        for found in work.env.sources.check(work, token, fields)
    )


def _repeat(text: str, found: SourceFinding) -> Finding:
    severity = Severity.BLOCK if found.blocks else Severity.WARN
    message = f"{identifiers.quote(text, found.start, found.end)}: {found.reason}"
    return Finding("SRC-02", severity, found.field, message, found.start, found.end)


def check_identifiers(content: ItemContent, look: Looker = identifiers.look) -> tuple[Finding, ...]:
    """Return what in an item's texts may identify somebody."""
    return identifiers.check(content, look(identifiers.whole_text(content)))


def check_draft(work: Work, item: Item, content: ItemContent) -> tuple[Finding, ...]:
    """Return everything that the checks say to an author, what comes from real life first."""
    real = (*check_sources(work, item, content), *check_identifiers(content))
    return (*real, *check_wording(work, content))


def submit(work: Work, actor: Actor, item: Item, number: int, look: Looker = identifiers.look) -> SignOff:
    """Sign for authorship of revision *number* and send it to review; *look* seeks what may identify.

    Raises:
        Stale: when a later revision stands.
        Refused: when the item is not the actor's to submit, or its source was withdrawn.
        RefusedInput: when something has to be changed first, with each place.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    _refuse_stale(work.session, item, facts, number)
    rules.check_submit(facts, actor)
    revision = records.latest_revision(work.session, item)
    content = records.content_of(revision)
    _refuse_withdrawn_source(work, item)
    findings, seen = check_wording(work, content), look(identifiers.whole_text(content))
    real = (*check_sources(work, item, content), *identifiers.check(content, seen))
    _refuse_faults((*real, *findings))
    evidence = {
        "lint": {"rule_set": lint.RULE_SET, "report": lint.report_hash(findings)},
        "identifiers": {"versions": dict(seen.versions), "report": lint.report_hash(real)},
    }
    signed = signing.sign(work, actor, item, revision, Code.AUTHORSHIP, evidence)
    _step(work, actor, item, revision, "submitted")
    return signed


def answer_blind(
    work: Work, actor: Actor, item: Item, number: int, chosen: str, *, no_interest: bool
) -> BlindAnswer:
    """Record what a reviewer chooses before the key is shown to them.

    Raises:
        Stale, Refused: as for a review.
        Invalid: when nothing that can be chosen was, or an interest was not ruled out.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    refuse_stale_review(item, facts, number)
    _reviewable(work, facts, actor)
    revision = records.latest_revision(work.session, item)
    if find_answer(work.session, revision, actor):
        raise Refused("You have answered already; your first answer counts.")
    if not no_interest:
        raise Invalid(
            "Confirm that you have no interest to declare, or leave this item to somebody else.",
            "no_interest",
        )
    if chosen not in {
        *(option.identifier for option in records.content_of(revision).options),
        *rules.NO_CHOICE,
    }:
        raise Invalid("Choose an answer.", place="chosen")
    answer = BlindAnswer(
        revision_id=revision.id or 0,
        reviewer_id=actor.known_id,
        chosen=chosen,
        no_interest=True,
        at=work.now(),
    )
    work.session.add(answer)
    work.session.flush()
    audit.record(work, actor, "item.answer_blind", f"item:{item.id}", revision=number)
    return answer


def review(work: Work, actor: Actor, item: Item, number: int, verdict: Verdict) -> Review:
    """Record a domain reviewer's verdict on revision *number*; an approval is a signature.

    Raises:
        Stale: when a later revision stands.
        Refused: when this person may not review it, or has not answered it blind.
        Invalid: when the checklist, the reason or the comment is missing.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    refuse_stale_review(item, facts, number)
    domains = _reviewable(work, facts, actor)
    revision = records.latest_revision(work.session, item)
    answer = find_answer(work.session, revision, actor)
    if answer is None:
        raise Refused("Answer the item before you see its key; the review comes after.")
    found_key = answer.chosen in records.content_of(revision).key
    rules.check_verdict(verdict, found_key=found_key)
    row = _add_review(work, actor, item, revision, verdict)
    if verdict.approves:
        evidence = {
            "domains": [list(domain) for domain in domains],
            "experience": signing.experience_ids(work, actor, domains),
            "found_key": found_key,
        }
        signing.sign(work, actor, item, revision, Code.DOMAIN, evidence)
    return row


def approve(work: Work, actor: Actor, item: Item, number: int, comment: str = "") -> SignOff:
    """Sign revision *number* as approved for use.

    Raises:
        Stale: when a later revision stands.
        Refused: when this person may not approve it, it is too early, or its source was withdrawn.
        Invalid: when a reviewer missed the key and the comment does not say why it holds.
        RefusedInput: when its text repeats a source.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    _refuse_stale(work.session, item, facts, number)
    rules.check_approve(facts, actor)
    revision = records.latest_revision(work.session, item)
    _refuse_withdrawn_source(work, item)
    _refuse_faults(check_sources(work, item, records.content_of(revision)))
    if rules.missed_key(facts) and not comment.strip():
        raise Invalid(
            "A reviewer did not find the key. Say why it holds before you approve.", place="comment"
        )
    return signing.sign(work, actor, item, revision, Code.APPROVAL, {"comment": contents.clean(comment)})


def send_back(work: Work, actor: Actor, item: Item, number: int, reason_code: str, comment: str) -> Review:
    """Ask for changes as a domain lead, instead of approving.

    Raises:
        Stale, Refused: as for an approval.
        Invalid: when the reason or the comment is missing.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    _refuse_stale(work.session, item, facts, number)
    rules.check_approve(facts, actor)
    rules.check_reason(reason_code, comment, rules.RETURN_REASONS)
    verdict = Verdict("return", reason_code=reason_code, comment=contents.clean(comment))
    return _add_review(work, actor, item, records.latest_revision(work.session, item), verdict)


def reject(work: Work, actor: Actor, item: Item, number: int, reason_code: str, comment: str) -> None:
    """End the life of a revision that is in review; an older approved one stays in use.

    Raises:
        Stale, Refused: when it is not this person's to reject.
        Invalid: when the reason or the comment is missing.
    """
    _hold(work, item)
    facts = records.facts_of(work, item)
    _refuse_stale(work.session, item, facts, number)
    rules.check_reject(facts, actor)
    rules.check_reason(reason_code, comment, rules.REJECT_REASONS)
    _step(work, actor, item, records.latest_revision(work.session, item), "rejected", reason_code, comment)


def withdraw(work: Work, actor: Actor, item: Item, comment: str) -> None:
    """Take an item out of use for good, whatever its state.

    Raises:
        Refused: when it is not this person's to withdraw.
        Invalid: when nothing says why.
    """
    _hold(work, item)
    rules.check_withdraw(records.facts_of(work, item), actor)
    if not comment.strip():
        raise Invalid("Say why in a sentence.", place="comment")
    revision = records.latest_revision(work.session, item)
    _step(work, actor, item, revision, "withdrawn", comment=comment)


def import_items(work: Work, actor: Actor, body: Any) -> ImportReceipt:
    """Take the items of a file as drafts; each comes whole or is refused with its place and reason.

    The same file again changes nothing. Enemies are connected after all items are in.

    Raises:
        Invalid: when the body is no file of items.
    """
    reading = importing.read_items(body, signing.frame(work))
    taken, unchanged, refused = [], [], list(reading.refused)
    for incoming in reading.items:
        known = work.session.exec(select(Item).where(Item.identifier == incoming.identifier)).first()
        if known is None:
            create_item(work, actor, incoming.content, identifier=incoming.identifier, note=incoming.note)
            taken.append(incoming.identifier)
        elif _began_as(work.session, known, incoming.content):
            unchanged.append(incoming.identifier)
        else:
            message = f"There is an item {incoming.identifier} with other content. Choose another identifier."
            refused.append(Problem(f"{incoming.place}.id", message))
    here = frozenset((*taken, *unchanged))
    remarks = _connect_enemies(work, actor, [one for one in reading.items if one.identifier in here])
    audit.record(work, actor, "item.import", "items", taken=len(taken), refused=len(refused))
    return ImportReceipt(tuple(taken), tuple(unchanged), tuple(refused), tuple(remarks))


def verify_item(work: Work, identifier: str) -> list[str]:
    """Return what does not hold in an item's record, a sentence each; empty when all of it does.

    Raises:
        NotFound: when there is no such item.
    """
    item = records.find_item(work.session, identifier)
    events = work.session.exec(select(AuditEvent).where(AuditEvent.subject == f"item:{item.id}"))
    logged = frozenset(str(event.body.get("content_hash")) for event in events)
    frameworks = frozenset(pack.content_hash for pack in framework.all_packs(work.session))
    return verifying.problems_of(records.item_record(work, item), logged, frameworks)


def has_answered(session: Session, revision_id: int, actor: Actor) -> bool:
    """Whether *actor* answered a revision blind."""
    mine = select(BlindAnswer.id).where(
        BlindAnswer.revision_id == revision_id, BlindAnswer.reviewer_id == actor.id
    )
    return session.exec(mine).first() is not None


def refuse_stale_review(item: Item, facts: rules.ItemFacts, number: int, yours: str = "") -> None:
    """Refuse a review of an older revision; show *yours*, and nothing of the new text and its key.

    Raises:
        Stale: when revision *number* is not the newest.
    """
    if facts.latest.number != number:
        lost = (Difference("What you wrote", theirs="(not recorded, because the text changed)", yours=yours),)
        raise Stale(_changed_since(item, facts, number), lost if yours else ())


def find_answer(session: Session, revision: ItemRevision, actor: Actor) -> BlindAnswer | None:
    """Return what *actor* answered blind to *revision*, or None."""
    mine = select(BlindAnswer).where(
        BlindAnswer.revision_id == revision.id, BlindAnswer.reviewer_id == actor.id
    )
    return session.exec(mine).first()


def add_enemies(work: Work, actor: Actor, one: Item, other: Item) -> bool:
    """Record that two items must not meet on a form; return whether that is new.

    Raises:
        Invalid: when both are the same item.
    """
    low, high = sorted((item_id(one), item_id(other)))
    if low == high:
        raise Invalid("An item cannot be its own enemy.", place="enemies")
    known = select(ItemRelation).where(ItemRelation.a_id == low, ItemRelation.b_id == high)
    if work.session.exec(known).first():
        return False
    work.session.add(ItemRelation(kind="enemy", a_id=low, b_id=high, at=work.now(), by_id=actor.id))
    work.session.flush()
    audit.record(work, actor, "item.relate", f"item:{low}", kind="enemy", other=high)
    return True


def _hold(work: Work, item: Item) -> None:
    """Let one writer at a time decide about an item; SQLite has one writer anyway."""
    work.session.exec(select(Item).where(Item.id == item.id).with_for_update()).one()


def _reviewable(work: Work, facts: rules.ItemFacts, actor: Actor) -> tuple[Domain, ...]:
    verified = records.verified_domains(work.session, actor)
    return rules.check_review(facts, actor, verified)


def _add_review(work: Work, actor: Actor, item: Item, revision: ItemRevision, verdict: Verdict) -> Review:
    row = Review(
        revision_id=revision.id or 0,
        reviewer_id=actor.known_id,
        verdict=verdict.choice,
        checklist=dict(verdict.checklist),
        reason_code=verdict.reason_code,
        comment=contents.clean(verdict.comment),
        at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        actor,
        "item.review",
        f"item:{item.id}",
        revision=revision.number,
        verdict=row.verdict,
        reason=row.reason_code,
    )
    return row


def _step(
    work: Work,
    actor: Actor,
    item: Item,
    revision: ItemRevision,
    kind: str,
    reason_code: str = "",
    comment: str = "",
) -> None:
    work.session.add(
        ItemStep(
            item_id=item_id(item),
            revision_id=revision.id or 0,
            kind=kind,
            by_id=actor.id,
            at=work.now(),
            reason_code=reason_code,
            comment=contents.clean(comment),
        )
    )
    work.session.flush()
    audit.record(work, actor, f"item.{kind}", f"item:{item.id}", revision=revision.number, reason=reason_code)


def _refuse_stale(session: Session, item: Item, facts: rules.ItemFacts, number: int) -> None:
    """Refuse an action on a page that shows an older revision, with what changed since."""
    if facts.latest.number == number:
        return
    shown = records.content_of(records.revision_at(session, item, number))
    latest = records.content_of(records.latest_revision(session, item))
    raise Stale(_changed_since(item, facts, number), differences(shown, latest, shown))


def _changed_since(item: Item, facts: rules.ItemFacts, number: int) -> str:
    return (
        f"{item.identifier} has changed since you opened the page: you saw revision {number}, "
        f"and revision {facts.latest.number} stands now. Nothing was recorded."
    )


def _refuse_withdrawn_source(work: Work, item: Item) -> None:
    if records.grounding_of(work, item) is rules.Grounding.SOURCE_WITHDRAWN:
        raise Refused(
            "The source of this item was withdrawn, so it cannot go on. Withdraw it, or ask a domain lead."
        )


def _refuse_faults(findings: Iterable[Finding]) -> None:
    """Refuse text with a finding that blocks, naming fields of the item only."""
    problems = tuple(
        Problem(one.label, f"{one.message} ({one.rule})") for one in lint.blocking(tuple(findings))
    )
    if problems:
        count = "One thing has" if len(problems) == 1 else f"{len(problems)} things have"
        raise RefusedInput(f"{count} to change before this item can go on.", problems)


def _began_as(session: Session, item: Item, content: ItemContent) -> bool:
    """Whether *item* began as *content*; the order of tags may have followed a newer framework."""
    first = records.content_of(records.revision_at(session, item, 1))
    return replace(first, tags=tuple(sorted(first.tags))) == replace(
        content, tags=tuple(sorted(content.tags))
    )


def _connect_enemies(work: Work, actor: Actor, incoming: Iterable[IncomingItem]) -> Iterator[Problem]:
    for one in incoming:
        for name in one.enemies:
            other = work.session.exec(select(Item).where(Item.identifier == name)).first()
            if other is None or name == one.identifier:
                yield Problem(
                    f"{one.place}.enemies", f"{name} is not an item here, so nothing was connected."
                )
                continue
            add_enemies(work, actor, records.find_item(work.session, one.identifier), other)


def _add_item(work: Work, actor: Actor, identifier: str) -> Item:
    if identifier and work.session.exec(select(Item).where(Item.identifier == identifier)).first():
        raise Invalid(f"There is an item {identifier} already.", place="id")
    item = Item(
        identifier=identifier or work.env.new_id(),
        origin="imported" if identifier else "written",
        created_at=work.now(),
        created_by=actor.id,
    )
    work.session.add(item)
    work.session.flush()
    if not identifier:
        item.identifier = _free_identifier(work.session, item_id(item))
        work.session.flush()
    return item


def _free_identifier(session: Session, number: int) -> str:
    """Return I0042 for the item with id 42, or a longer form where an import has taken that."""
    identifier = f"I{number:04d}"
    while session.exec(select(Item).where(Item.identifier == identifier)).first():
        identifier += "-1"
    return identifier


def _append(
    work: Work, actor: Actor, item: Item, content: ItemContent, *, number: int, note: str
) -> ItemRevision:
    hashes = rules.field_hashes(content)
    revision = ItemRevision(
        item_id=item_id(item),
        number=number,
        author_id=actor.id,
        at=work.now(),
        title=content.title,
        language=content.language,
        type=content.type,
        content=contents.to_json(content),
        domains=[list(domain) for domain in content.domains],
        hashes=hashes,
        content_hash=rules.content_hash(hashes),
        note=note,
    )
    work.session.add(revision)
    work.session.flush()
    work.session.add_all(_tag_rows(revision, content))
    work.session.flush()
    return revision


def _tag_rows(revision: ItemRevision, content: ItemContent) -> list[RevisionTag]:
    return [
        RevisionTag(
            revision_id=revision.id or 0,
            framework=tag.framework,
            version=tag.version,
            domain=tag.domain,
            competency=tag.competency,
            is_primary=index == 0,
        )
        for index, tag in enumerate(content.tags)
    ]


def _refuse_dead_sources(work: Work, tokens: tuple[str, ...]) -> None:
    if not all(work.env.sources.is_live(work, token) for token in tokens):
        raise Invalid("This source is not available any more. Choose another one.", place="source")


def _stale(
    session: Session, item: Item, latest: ItemRevision, content: ItemContent, base_number: int
) -> Stale:
    base = records.content_of(records.revision_at(session, item, base_number))
    return Stale(
        f"{item.identifier} was saved by somebody else while your page was open: "
        f"you wrote on revision {base_number}, and revision {latest.number} stands now.",
        differences(base, records.content_of(latest), content),
    )


def differences(base: ItemContent, theirs: ItemContent, yours: ItemContent) -> tuple[Difference, ...]:
    """Return each field in which what stands now differs from what was sent, with what both began from."""
    shown = [_as_shown(one) for one in (base, theirs, yours)]
    names = dict.fromkeys(name for fields in (shown[2], shown[1]) for name in fields)
    return tuple(
        Difference(
            name, theirs=shown[1].get(name, ""), yours=shown[2].get(name, ""), base=shown[0].get(name, "")
        )
        for name in names
        if shown[1].get(name, "") != shown[2].get(name, "")
    )


def _as_shown(content: ItemContent) -> dict[str, str]:
    fields = {contents.field_label(name): text for name, text in contents.texts(content).items()}
    fields["Key"] = ", ".join(content.key)
    fields["Order of the options"] = ", ".join(option.identifier for option in content.options)
    fields["Cognitive level"] = content.cognitive_level
    fields["Expected share of right answers"] = (
        "" if content.expected_p is None else f"{content.expected_p:g}"
    )
    fields["Framework tags"] = "; ".join(
        " ".join(filter(None, [*tag.place, tag.competency])) for tag in content.tags
    )
    return fields


def enemies_of(session: Session, item: Item) -> tuple[Item, ...]:
    """Return the items that must not meet *item* on a form, by identifier."""
    rows = session.exec(
        select(ItemRelation).where(or_(ItemRelation.a_id == item.id, ItemRelation.b_id == item.id))
    )
    others = {row.b_id if row.a_id == item.id else row.a_id for row in rows}
    return tuple(session.exec(select(Item).where(col(Item.id).in_(others)).order_by(col(Item.identifier))))
