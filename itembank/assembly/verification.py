"""Checking a locked form without the solver: hashes, limits, objective, and what the audit log says of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from itembank.assembly import check, records
from itembank.assembly.manifest import manifest_hash
from itembank.assembly.models import ExamForm, FormAssembly, FormLock, LockedItem
from itembank.assembly.problem import problem_hash
from itembank.core.audit import AuditEvent
from itembank.core.errors import Invalid
from itembank.core.work import Work
from itembank.items import content as contents
from itembank.items import rules as item_rules
from itembank.items.content import ItemContent
from itembank.items.models import Item, ItemRevision

_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Pinned:
    """An item of a locked form as the bank has it: its identifier, and the pinned revision."""

    position: int
    item: str
    revision: int
    content: ItemContent


def verify_form(work: Work, identifier: str) -> list[str]:
    """Return a sentence for everything that is wrong with a locked form; empty when it is as it was signed.

    Raises:
        NotFound: when there is no such form.
        Invalid: when it is not locked or was given up, so that nothing is fixed that could hold or not.
    """
    form = records.form(work.session, identifier)
    lock = records.lock_of(work.session, form)
    if lock is None and records.given_up_of(work.session, form):
        raise Invalid(f"{form.identifier} was given up and never locked, so there is nothing to verify.")
    if lock is None:
        raise Invalid(f"{form.identifier} is not locked yet, so there is nothing to verify.")
    assembly = work.session.get_one(FormAssembly, lock.assembly_id)
    return [
        *text_faults(lock, pinned(work.session, lock)),
        *_log_faults(work.session, form, lock),
        *_proof_faults(work.session, lock, assembly),
    ]


def pinned(session: Session, lock: FormLock) -> tuple[Pinned, ...]:
    """Return what the bank holds of a locked form, in the form's order."""
    query = (
        select(LockedItem.position, Item.identifier, ItemRevision)
        .join(ItemRevision, col(ItemRevision.id) == col(LockedItem.revision_id))
        .join(Item, col(Item.id) == col(ItemRevision.item_id))
        .where(LockedItem.lock_id == lock.id)
        .order_by(col(LockedItem.position))
    )
    return tuple(
        Pinned(position, name, row.number, contents.from_json(row.content))
        for position, name, row in session.exec(query)
    )


def text_faults(lock: FormLock, found: Iterable[Pinned]) -> list[str]:
    """Return where the bank's texts are not those of the manifest, by hashes computed anew."""
    faults = (
        []
        if manifest_hash(lock.manifest) == lock.manifest_hash
        else ["The manifest was changed after the lock."]
    )
    lines = {line["position"]: line for line in lock.manifest["items"]}
    present = {one.position: one for one in found}
    for position in sorted(lines.keys() | present.keys()):
        faults += _item_faults(position, lines.get(position), present.get(position))
    return faults


def _item_faults(position: int, line: dict[str, object] | None, found: Pinned | None) -> Iterator[str]:
    if line is None or found is None:
        yield f"Position {position}: the manifest and the bank do not name the same items."
        return
    if (line["item"], line["revision"]) != (found.item, found.revision):
        named = f"{line['item']}, revision {line['revision']}"
        yield f"Position {position}: the manifest names {named}; the bank has another."
        return
    if item_rules.content_hash(item_rules.field_hashes(found.content)) != line["content_hash"]:
        yield f"{found.item}: its text is not the one that was locked."
    if sorted(found.content.key) != sorted(_texts(line["key"])):
        yield f"{found.item}: its key is not the one that was locked."


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _log_faults(session: Session, form: ExamForm, lock: FormLock) -> Iterator[str]:
    query = select(AuditEvent).where(
        AuditEvent.action == "form.lock", AuditEvent.subject == f"form:{form.id}"
    )
    events = session.exec(query).all()
    if [event.body.get("manifest_hash") for event in events] != [lock.manifest_hash]:
        yield "The audit log does not know this lock: verify the log."


def _proof_faults(session: Session, lock: FormLock, assembly: FormAssembly) -> Iterator[str]:
    """Check the limits and the objective again, on the problem as it was kept."""
    problem = records.problem(session, assembly.problem_hash)
    if problem_hash(problem) != lock.manifest["assembly"]["problem_sha256"]:
        yield "The problem that the solver was given was changed after the lock."
        return
    names = [line["item"] for line in lock.manifest["items"]]
    broken = check.verify(problem, [names])
    yield from (fault.removeprefix("Form 1: ") for fault in broken)
    if not broken and not _is_same(check.objective_value(problem, [names]), assembly.result["objective"]):
        yield "The objective that was recorded is not the one that these items have."


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CLOSE
