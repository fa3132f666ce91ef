"""Checks an item's record without trusting it: hashes recomputed, signatures looked at one by one. Pure."""

from collections.abc import Iterator

from itembank.items import rules
from itembank.items.records import ItemRecord, RevisionRecord
from itembank.items.rules import Code, State


def problems_of(record: ItemRecord, logged: frozenset[str], frameworks: frozenset[str]) -> list[str]:
    """Return what does not hold, a sentence each; empty when everything does.

    *logged* are the content hashes that the audit log names for it, *frameworks* the hashes of the packs.
    """
    found = list(_number_problems(record))
    for revision in record.revisions:
        found += _hash_problems(revision, logged)
        found += _signature_problems(revision, frameworks)
        found += _independence_problems(record, revision)
    return found


def _number_problems(record: ItemRecord) -> Iterator[str]:
    numbers = [one.row.number for one in record.revisions]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{record.item.identifier}: the revisions are {numbers}; one is missing."


def _hash_problems(revision: RevisionRecord, logged: frozenset[str]) -> Iterator[str]:
    row, name = revision.row, f"Revision {revision.row.number}"
    hashes = rules.field_hashes(revision.content)
    for part in rules.FieldClass:
        if row.hashes.get(part) != hashes[part]:
            yield f"{name}: the hash of its {part.label} does not match its content."
    if row.content_hash != rules.content_hash(hashes):
        yield f"{name}: its content hash does not match its content."
    if row.domains != [list(domain) for domain in revision.content.domains]:
        yield f"{name}: the domains to cover do not match its tags."
    if row.title != revision.content.title:
        yield f"{name}: the title in the list is not the title of its content."
    if row.content_hash not in logged:
        yield f"{name}: the audit log does not know its content hash."


def _signature_problems(revision: RevisionRecord, frameworks: frozenset[str]) -> Iterator[str]:
    answers = {one.reviewer_id: one.chosen for one in revision.answers}
    approved = {one.reviewer_id for one in revision.reviews if one.verdict == "approve"}
    for row in revision.signed:
        name = f"Revision {revision.row.number}, {row.code} of person {row.signer_id}"
        if row.hashes != rules.covered_hashes(Code(row.code), revision.row.hashes):
            yield f"{name}: the hashes it covers are not those of the revision."
        if row.evidence.get("framework_hash") not in frameworks:
            yield f"{name}: the framework it relies on is not in this bank."
        if row.code != Code.DOMAIN:
            continue
        if row.signer_id not in approved:
            yield f"{name}: there is no review that approves."
        found_key = answers.get(row.signer_id) in revision.content.key
        if bool(row.evidence.get("found_key")) is not found_key:
            yield f"{name}: what it says of the blind answer is not what was answered."


def _independence_problems(record: ItemRecord, revision: RevisionRecord) -> Iterator[str]:
    if revision.state.state not in {State.APPROVED, State.SUPERSEDED}:
        return
    wrote = rules.authors(record.facts, revision.row.number)
    judged = [one.signer_id for one in revision.state.valid if one.code is not Code.AUTHORSHIP]
    if len(set(judged)) < len(judged) or wrote & set(judged) or record.facts.barred & set(judged):
        yield f"Revision {revision.row.number}: the people who signed are not independent of each other."
