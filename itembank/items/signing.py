"""Electronic signatures on revisions: who, when, meaning, statement, hashes covered, what they rest on."""

from typing import Any

from itembank.accounts import operations as accounts
from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.framework import rules as packs
from itembank.items import records, rules
from itembank.items.content import Domain, ItemContent
from itembank.items.lint import Frame
from itembank.items.models import Item, ItemRevision, SignOff
from itembank.items.rules import Code

ROLES = {Code.AUTHORSHIP: "editor", Code.DOMAIN: "reviewer", Code.APPROVAL: "domain lead"}
STATEMENTS = {
    Code.AUTHORSHIP: (
        "I wrote this item or take responsibility for its text. It is original, holds nothing confidential, "
        "and as far as I can tell nobody can be recognised from it."
    ),
    Code.DOMAIN: (
        "I have run such systems. I have no interest to declare for this item. I answered it before I saw "
        "the key, read it with its key and rationales, and approve this revision."
    ),
    Code.APPROVAL: (
        "I neither wrote nor reviewed this item. I have read it with its reviews, and approve this revision "
        "for use."
    ),
}


def sign(
    work: Work, actor: Actor, item: Item, revision: ItemRevision, code: Code, evidence: dict[str, Any]
) -> SignOff:
    """Append a signature that covers the field classes of its kind as they are in *revision*."""
    content = records.content_of(revision)
    row = SignOff(
        item_id=records.item_id(item),
        revision_id=revision.id or 0,
        code=code.value,
        signer_id=actor.known_id,
        printed_name=actor.name,
        role=ROLES[code],
        at=work.now(),
        meaning=code.meaning,
        statement=STATEMENTS[code],
        hashes=rules.covered_hashes(code, revision.hashes),
        evidence={"framework_hash": framework_hash(work, content), "policy": policy(work), **evidence},
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        actor,
        "item.sign",
        f"item:{item.id}",
        code=row.code,
        revision=revision.number,
        content_hash=revision.content_hash,
    )
    return row


def policy(work: Work) -> dict[str, Any]:
    """Return the policy in force, which stays on the record: how many reviewers, and on which day."""
    return {"reviewers": work.settings.reviewers, "date": work.now().date().isoformat()}


def frame(work: Work) -> Frame:
    """Return the framework that tags are checked against."""
    current = framework.current_pack(work.session)
    known = [
        (pack, domain) for pack in framework.all_packs(work.session) for domain in packs.domains(pack.body)
    ]
    return Frame(
        current=(current.framework, current.version) if current else None,
        domains=frozenset((pack.framework, pack.version, domain.id) for pack, domain in known),
        competencies=frozenset(
            (pack.framework, pack.version, domain.id, entry.id)
            for pack, domain in known
            for entry in domain.competencies
        ),
    )


def framework_hash(work: Work, content: ItemContent) -> str:
    """Return the content hash of the framework version that the item belongs to, or "" while it has none."""
    if content.primary is None:
        return ""
    pack = framework.find(work.session, content.primary.framework, content.primary.version)
    return pack.content_hash if pack else ""


def experience_ids(work: Work, actor: Actor, domains: tuple[Domain, ...]) -> list[int]:
    """Return the ids of the verified statements of experience that a review in *domains* relies on."""
    return [
        row.id or 0
        for row, decisions in accounts.statements_with_decisions(work.session, actor.known_id)
        if decisions and decisions[-1] and (row.framework, row.version, row.domain) in domains
    ]
