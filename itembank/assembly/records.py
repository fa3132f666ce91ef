"""Reading outlines and forms: what pages and operations look up, and nothing that changes anything."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from itembank.accounts.models import User
from itembank.assembly import rules
from itembank.assembly.models import (
    AssemblyProblem,
    ContentOutline,
    ExamForm,
    FormAssembly,
    FormGivenUp,
    FormLock,
    LockedItem,
)
from itembank.assembly.outline import Outline
from itembank.assembly.problem import Problem
from itembank.assembly.problem_reader import from_dict
from itembank.assembly.rules import FormState, OutlineDraft
from itembank.core.http import get_or_404


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line in the list of forms; *assemblers* are the ids of everybody who assembled it."""

    form: ExamForm
    outline: ContentOutline
    state: FormState
    size: int
    assemblers: frozenset[int]


def outline(session: Session, outline_id: int) -> ContentOutline:
    """Return an outline version.

    Raises:
        NotFound: when there is none.
    """
    found: ContentOutline = get_or_404(session.get(ContentOutline, outline_id), "outline")
    return found


def versions(session: Session, name: str) -> list[ContentOutline]:
    """Return all versions of an outline, newest first."""
    query = select(ContentOutline).where(ContentOutline.name == name)
    return list(session.exec(query.order_by(col(ContentOutline.number).desc())))


def newest_outlines(session: Session) -> list[ContentOutline]:
    """Return the newest version of every outline, by name."""
    newest = select(ContentOutline.name, func.max(ContentOutline.number)).group_by(col(ContentOutline.name))
    numbers = dict(session.exec(newest).all())
    everything = session.exec(select(ContentOutline).order_by(col(ContentOutline.name)))
    return [row for row in everything if row.number == numbers[row.name]]


def has_outlines(session: Session) -> bool:
    """Whether anybody has made an outline yet."""
    return session.exec(select(ContentOutline.id).limit(1)).first() is not None


def draft_of(row: ContentOutline) -> OutlineDraft:
    """Return a stored outline as the draft it was saved from."""
    return OutlineDraft(
        outline=rules.read_outline(row.name, row.body),
        framework=row.framework,
        version=row.framework_version,
        reason=row.reason,
        pass_mark=row.pass_mark,
        time_limit_minutes=row.time_limit_minutes,
    )


def wanted(row: ContentOutline) -> Outline:
    """Return what a stored outline asks for."""
    return rules.read_outline(row.name, row.body)


def form(session: Session, identifier: str) -> ExamForm:
    """Return the form of that identifier.

    Raises:
        NotFound: when there is none.
    """
    query = select(ExamForm).where(ExamForm.identifier == identifier)
    found: ExamForm = get_or_404(session.exec(query).first(), "form")
    return found


def outline_of(session: Session, exam_form: ExamForm) -> ContentOutline:
    """Return the outline version that a form follows."""
    return session.get_one(ContentOutline, exam_form.outline_id)


def assemblies(session: Session, exam_form: ExamForm) -> list[FormAssembly]:
    """Return all runs of the solver for a form, newest first."""
    query = select(FormAssembly).where(FormAssembly.form_id == exam_form.id)
    return list(session.exec(query.order_by(col(FormAssembly.number).desc())))


def newest_assembly(session: Session, exam_form: ExamForm) -> FormAssembly | None:
    """Return the newest run of the solver for a form, which is the one that counts."""
    query = select(FormAssembly).where(FormAssembly.form_id == exam_form.id)
    return session.exec(query.order_by(col(FormAssembly.number).desc()).limit(1)).first()


def lock_of(session: Session, exam_form: ExamForm) -> FormLock | None:
    """Return the lock of a form, or None while it is open."""
    return session.exec(select(FormLock).where(FormLock.form_id == exam_form.id)).first()


def given_up_of(session: Session, exam_form: ExamForm) -> FormGivenUp | None:
    """Return who gave a form up and why, or None."""
    return session.exec(select(FormGivenUp).where(FormGivenUp.form_id == exam_form.id)).first()


def state(session: Session, exam_form: ExamForm) -> FormState:
    """Return where a form stands."""
    newest = newest_assembly(session, exam_form)
    is_locked = lock_of(session, exam_form) is not None
    is_given_up = given_up_of(session, exam_form) is not None
    return rules.state_of(size=newest.size if newest else 0, is_locked=is_locked, is_given_up=is_given_up)


def assemblers(session: Session, exam_form: ExamForm) -> frozenset[int]:
    """Return the ids of everybody whose run gave this form items."""
    query = select(FormAssembly.by_id).where(FormAssembly.form_id == exam_form.id, FormAssembly.size > 0)
    return frozenset(session.exec(query))


def all_forms(session: Session) -> list[FormRow]:
    """Return every form with its state, newest first, in four queries."""
    runs: dict[int, list[tuple[int, int, int]]] = {}
    columns = select(FormAssembly.form_id, FormAssembly.number, FormAssembly.size, FormAssembly.by_id)
    for form_id, number, size, by_id in session.exec(columns):
        runs.setdefault(form_id, []).append((number, size, by_id))
    locked = frozenset(session.exec(select(FormLock.form_id)))
    given_up = frozenset(session.exec(select(FormGivenUp.form_id)))
    pairs = session.exec(
        select(ExamForm, ContentOutline)
        .join(ContentOutline, col(ContentOutline.id) == col(ExamForm.outline_id))
        .order_by(col(ExamForm.id).desc())
    )
    rows = []
    for one, follows in pairs:
        size, people = _runs_of(runs.get(one.id or 0, []))
        now = rules.state_of(size=size, is_locked=one.id in locked, is_given_up=one.id in given_up)
        rows.append(FormRow(one, follows, now, size, people))
    return rows


def _runs_of(runs: list[tuple[int, int, int]]) -> tuple[int, frozenset[int]]:
    """Return the size of the newest of the runs, and the ids of everybody whose run gave items."""
    people = frozenset(by_id for _, size, by_id in runs if size)
    return (max(runs)[1] if runs else 0), people


def problem(session: Session, problem_hash: str) -> Problem:
    """Return a problem that was given to the solver."""
    return from_dict(session.get_one(AssemblyProblem, problem_hash).body)


def past_uses(session: Session) -> dict[int, int]:
    """Return on how many locked forms each item stands, by the item's id; unused ones are left out."""
    query = select(LockedItem.item_id, func.count()).group_by(col(LockedItem.item_id))
    return dict(session.exec(query).all())


def names(session: Session, people: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id."""
    query = select(User.id, User.name).where(col(User.id).in_(sorted(set(people))))
    return {person_id: name for person_id, name in session.exec(query) if person_id is not None}
