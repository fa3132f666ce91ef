"""Forms are assembled by the solver, locked by somebody else, and never change again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from itembank.accounts import operations as accounts
from itembank.accounts.models import User
from itembank.accounts.permissions import Permission, Role
from itembank.assembly import operations, records
from itembank.assembly.models import FormAssembly, FormLock
from itembank.assembly.rules import FormState
from itembank.core import audit
from itembank.core.errors import Invalid, Refused, RefusedInput, Stale
from itembank.core.work import Environment, Work
from itembank.items import operations as items
from itembank.items.content import Tag
from itembank.items.models import Item
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.itembank.items import stories
from tests.itembank.items.examples import sound

TABLES = ("exam_form", "assembly_problem", "form_assembly", "form_lock", "form_given_up", "locked_item")
Unit = Callable[[], AbstractContextManager[Work]]


def item_on(work: Work, form_item: str) -> Item:
    """Return an item by its identifier."""
    return work.session.exec(select(Item).where(Item.identifier == form_item)).one()


def refuses(work: Work, statement: str) -> bool:
    """Whether the database refuses a statement."""
    try:
        with work.session.begin_nested():
            work.session.execute(text(statement))
    except DBAPIError:
        return True
    return False


class TestMaking:
    """A form begins empty."""

    def test_a_form_gets_the_next_number(self, work: Work, cast: Cast) -> None:
        """Nobody has to think of one."""
        outline = bank.short(work)
        made = [operations.create_form(work, cast.stan, outline, title="Form").identifier for _ in range(2)]

        assert made == ["F0002", "F0003"]

    @pytest.mark.parametrize(
        ("identifier", "title", "place"),
        [
            ("f0001", "Again", "identifier"),
            ("1A", "Begins with a digit", "identifier"),
            ("A/B", "Has a slash", "identifier"),
            ("A" * 33, "Too long", "identifier"),
            ("A1", " ", "title"),
        ],
    )
    def test_a_number_or_title_that_cannot_be_is_refused(
        self, work: Work, cast: Cast, identifier: str, title: str, place: str
    ) -> None:
        """The field is named, so that the page can show it."""
        with pytest.raises(Invalid) as caught:
            operations.create_form(work, cast.stan, bank.short(work), title=title, identifier=identifier)

        assert caught.value.place == place

    def test_an_empty_form_is_a_draft(self, work: Work, cast: Cast) -> None:
        """Nothing is on it."""
        assert records.state(work.session, bank.empty_form(work, cast)) is FormState.DRAFT


class TestAssembling:
    """The solver chooses approved items that keep every limit."""

    def test_a_form_holds_what_the_outline_asks(self, work: Work) -> None:
        """Two of the first domain, one of the second, in that order."""
        form = bank.assembled(work)
        newest = records.newest_assembly(work.session, form)
        assert newest is not None
        domains = [line["item"] for line in newest.items]

        assert records.state(work.session, form) is FormState.ASSEMBLED
        assert [name in {"I0001", "I0002", "I0003"} for name in domains] == [True, True, False]

    def test_the_nearest_to_the_target_is_chosen(self, work: Work) -> None:
        """0.5 + 0.6 + 0.7 is 1.8 of 3, which is the target itself."""
        form = bank.assembled(work)
        newest = records.newest_assembly(work.session, form)
        assert newest is not None

        assert bank.items_of(work, form) == ["I0001", "I0002", "I0005"]
        assert (newest.result["status"], newest.result["objective"]) == ("optimal", 0)

    def test_the_same_bank_and_seed_give_the_same_form(self, work: Work, cast: Cast) -> None:
        """Anybody can repeat it."""
        form = bank.assembled(work)
        first = bank.items_of(work, form)
        operations.assemble(work, cast.stan, form)

        assert bank.items_of(work, form) == first

    def test_enemies_never_meet(self, work: Work, cast: Cast) -> None:
        """One of the two stays away, although both would fit."""
        items.add_enemies(work, cast.ed, item_on(work, "I0001"), item_on(work, "I0002"))
        form = bank.empty_form(work, cast)
        operations.assemble(work, cast.stan, form)

        assert not {"I0001", "I0002"} <= set(bank.items_of(work, form))

    def test_an_item_that_is_not_approved_never_gets_on_a_form(self, work: Work, cast: Cast) -> None:
        """It is told of, and that is all."""
        bank.approved(work, cast, "PSF-3")
        stories.reviewed(work, cast, sound(tags=(Tag("PSF", "1.1", "PSF-3"),)))
        form = bank.empty_form(work, cast, counts={"PSF-3": 2}, length=2)
        run = operations.assemble(work, cast.stan, form)

        assert run.size == 0
        assert "short by 1. 1 more is reviewed" in run.result["explanation"]["sentences"][0]

    def test_a_cell_that_is_short_is_named(self, work: Work, cast: Cast) -> None:
        """By how many, too."""
        bank.approved(work, cast, "PSF-3")
        form = bank.empty_form(work, cast, counts=bank.MISSING)
        run = operations.assemble(work, cast.stan, form)
        shortages = run.result["explanation"]["shortages"]

        assert [(one["line"], one["needed"], one["fit"]) for one in shortages] == [
            ("PSF-3", 2, 1),
            ("PSF-4", 1, 0),
        ]

    def test_a_run_without_a_form_leaves_a_draft(self, work: Work, cast: Cast) -> None:
        """The answer is kept all the same."""
        form = bank.empty_form(work, cast, counts=bank.MISSING)
        operations.assemble(work, cast.stan, form)

        assert records.state(work.session, form) is FormState.DRAFT
        assert len(records.assemblies(work.session, form)) == 1

    def test_a_problem_is_kept_once(self, work: Work, cast: Cast) -> None:
        """The same bank, outline and seed pose the same problem, under the same hash."""
        form = bank.assembled(work)
        operations.assemble(work, cast.stan, form)
        hashes = {run.problem_hash for run in records.assemblies(work.session, form)}

        assert len(hashes) == 1

    def test_a_form_on_which_an_item_stands_counts_as_a_use(self, work: Work, cast: Cast) -> None:
        """With no earlier use allowed, the second form takes what is left."""
        first = bank.locked(work, cast)
        second = bank.empty_form(work, cast, counts={"PSF-1": 1, "PSF-2": 1}, length=2, max_exposure=0)
        operations.assemble(work, cast.stan, second)

        assert not set(bank.items_of(work, first)) & set(bank.items_of(work, second))


class TestLocking:
    """A lock fixes what was seen, by somebody who did not assemble it."""

    def test_somebody_else_locks_a_form(self, work: Work, cast: Cast) -> None:
        """It is locked, and the lock says who and what."""
        form = bank.locked(work, cast)
        lock = records.lock_of(work.session, form)
        assert lock is not None

        assert records.state(work.session, form) is FormState.LOCKED
        assert (lock.printed_name, [line["item"] for line in lock.manifest["items"]]) == (
            "Mona Manager",
            bank.items_of(work, form),
        )

    def test_whoever_assembled_a_form_cannot_lock_it(self, work: Work, cast: Cast) -> None:
        """Not even with the role that locks."""
        form = bank.empty_form(work, cast)
        operations.assemble(work, cast.mona, form)

        with pytest.raises(Refused, match="Somebody who did not assemble this form locks it"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_an_earlier_assembler_cannot_lock_it_either(self, work: Work, cast: Cast) -> None:
        """Having somebody press the button again is no way round."""
        form = bank.empty_form(work, cast)
        operations.assemble(work, cast.mona, form)
        operations.assemble(work, cast.stan, form)

        with pytest.raises(Refused, match="Somebody who did not assemble"):
            operations.lock(work, cast.mona, form, seen_assembly=2)

    def test_no_further_role_lets_an_assembler_lock(self, work: Work, cast: Cast) -> None:
        """The ban holds even for somebody who has every role there is."""
        form = bank.assembled(work)
        person = work.session.get_one(User, cast.ids["stan"])
        for role in set(Role) - {Role.EXAM_STAFF}:
            accounts.grant_role(work, cast.ada, person, role)
        stan = accounts.actor_for(work.session, person)

        assert stan.may(Permission.FORM_LOCK)
        with pytest.raises(Refused, match="Somebody who did not assemble"):
            operations.lock(work, stan, form, seen_assembly=1)

    def test_a_page_that_is_older_than_the_form_locks_nothing(self, work: Work, cast: Cast) -> None:
        """What is signed is what was seen."""
        form = bank.assembled(work)
        operations.assemble(work, cast.stan, form, seed=2)

        with pytest.raises(Stale, match="assembled again"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_a_draft_cannot_be_locked(self, work: Work, cast: Cast) -> None:
        """There is nothing on it."""
        form = bank.empty_form(work, cast)

        with pytest.raises(Refused, match="assemble the form first"):
            operations.lock(work, cast.mona, form, seen_assembly=0)

    def test_a_withdrawn_item_stops_the_lock_by_name(self, work: Work, cast: Cast) -> None:
        """Nothing that is not approved now gets on a locked form."""
        form = bank.assembled(work)
        gone = bank.items_of(work, form)[0]
        items.withdraw(work, cast.rosa, item_on(work, gone), "Its incident was made public.")

        with pytest.raises(RefusedInput, match=f"{gone} is no longer approved"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_a_newer_approved_revision_stops_the_lock_by_name(self, work: Work, cast: Cast) -> None:
        """The form has the old text, the bank another."""
        form = bank.assembled(work)
        item = item_on(work, "I0001")
        content = replace(
            sound(tags=(Tag("PSF", "1.1", "PSF-1"),), expected_p=0.5),
            lead_in="Which check should run before a summary reaches a reader?",
        )
        items.revise(work, cast.ed, item, content, 1)
        items.submit(work, cast.ed, item, 2)
        for person in (cast.rita, cast.ravi):
            stories.judge(work, person, item, 2)
        items.approve(work, cast.rosa, item, 2)

        with pytest.raises(RefusedInput, match="I0001: the form has revision 1, but revision 2 is approved"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_a_later_draft_of_an_item_does_not_stop_the_lock(self, work: Work, cast: Cast) -> None:
        """The approved revision stays usable while the next is being written."""
        form = bank.assembled(work)
        content = sound(tags=(Tag("PSF", "1.1", "PSF-1"),), title="Being written anew")
        items.revise(work, cast.ed, item_on(work, "I0001"), content, 1)
        operations.lock(work, cast.mona, form, seen_assembly=1)

        assert records.state(work.session, form) is FormState.LOCKED

    def test_items_that_became_enemies_stop_the_lock(self, work: Work, cast: Cast) -> None:
        """The limits are checked again at the lock, without the solver."""
        form = bank.assembled(work)
        items.add_enemies(work, cast.ed, item_on(work, "I0001"), item_on(work, "I0002"))

        with pytest.raises(RefusedInput, match="I0001 and I0002 are enemies"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_a_locked_form_is_never_assembled_again(self, work: Work, cast: Cast) -> None:
        """A correction is a new form."""
        form = bank.locked(work, cast)

        with pytest.raises(Refused, match="locked and never changes"):
            operations.assemble(work, cast.stan, form)

    def test_an_answer_that_comes_after_the_lock_is_refused(self, work: Work, cast: Cast) -> None:
        """The solver worked while somebody locked: its answer comes too late."""
        form = bank.assembled(work)
        plan = operations.plan_assembly(work, form, seed=3)
        answer = operations.solve_plan(plan)
        operations.lock(work, cast.mona, form, seen_assembly=1)

        with pytest.raises(Refused, match="locked and never changes"):
            operations.record_assembly(work, cast.stan, form, plan, answer)

    def test_a_run_that_arrives_during_the_lock_waits_and_is_refused(
        self, app: Flask, unit: Unit, cast: Cast
    ) -> None:
        """Two people at the same moment: the lock comes first, and nothing is added after it.

        Seen to fail on PostgreSQL without `hold`.
        """
        with app.app_context(), unit() as work:
            form = bank.assembled(work)
            plan = operations.plan_assembly(work, form, seed=3)
        answer = operations.solve_plan(plan)
        stan, mona = cast.stan, cast.mona

        def record() -> None:
            with unit() as other:
                operations.record_assembly(other, stan, records.form(other.session, "F0001"), plan, answer)

        with ThreadPoolExecutor(1) as pool:
            with unit() as work:
                operations.lock(work, mona, records.form(work.session, "F0001"), seen_assembly=1)
                late = pool.submit(record)
                time.sleep(0.3)  # Long enough for the other to arrive and wait.
            with pytest.raises(Refused, match="locked and never changes"):
                late.result(timeout=30)

    def test_a_form_is_locked_once(self, work: Work, cast: Cast) -> None:
        """The database itself refuses a second lock."""
        form = bank.locked(work, cast)
        row = work.session.exec(select(FormLock).where(FormLock.form_id == form.id)).one()
        second = FormLock(**row.model_dump(exclude={"id"}))

        with pytest.raises(IntegrityError), work.session.begin_nested():
            work.session.add(second)

    def test_a_lock_leaves_an_event_and_an_anchor(
        self, app: Flask, unit: Unit, cast: Cast, env: Environment
    ) -> None:
        """The anchor stands in its folder once the lock is committed."""
        with app.app_context(), unit() as work:
            bank.locked(work, cast)
        with unit() as work:
            event = work.session.exec(
                select(audit.AuditEvent).where(audit.AuditEvent.action == "form.lock")
            ).one()
        anchors = audit.read_anchors(Path(env.settings.anchors_dir))

        assert [(anchor.seq, anchor.hash) for anchor in anchors] == [(event.seq, event.hash)]

    def test_the_database_refuses_to_delete_anything_of_a_form(self, work: Work, cast: Cast) -> None:
        """The application's own connection may only append."""
        bank.locked(work, cast)
        operations.give_up(work, cast.stan, bank.empty_form(work, cast), reason="Doubled.")

        deletions = [f"DELETE FROM {table}" for table in TABLES]  # noqa: S608 - the names stand above
        assert [deletion for deletion in deletions if not refuses(work, deletion)] == []

    def test_the_database_refuses_to_change_what_a_form_holds(self, work: Work) -> None:
        """The list that was recorded stays."""
        assert refuses(work, "UPDATE form_assembly SET items = '[]'")

    def test_a_failed_lock_leaves_nothing(self, work: Work, cast: Cast) -> None:
        """Neither a lock nor a line of one."""
        form = bank.assembled(work)
        with pytest.raises(Stale):
            operations.lock(work, cast.mona, form, seen_assembly=9)

        assert (records.lock_of(work.session, form), records.past_uses(work.session)) == (None, {})


class TestGivingUp:
    """Nothing more is done with a form that is given up, and it stays readable."""

    def test_a_form_is_given_up_with_a_reason(self, work: Work, cast: Cast) -> None:
        """Who did it and why is kept with it."""
        form = bank.empty_form(work, cast)
        row = operations.give_up(work, cast.stan, form, reason=" Doubled. ")

        assert records.state(work.session, form) is FormState.GIVEN_UP
        assert (row.by_id, row.reason) == (cast.ids["stan"], "Doubled.")

    def test_a_form_given_up_is_not_assembled(self, work: Work, cast: Cast) -> None:
        """Make a new one."""
        form = bank.empty_form(work, cast)
        operations.give_up(work, cast.stan, form, reason="Doubled.")

        with pytest.raises(Refused, match="was given up"):
            operations.assemble(work, cast.stan, form)

    def test_a_form_given_up_is_not_locked(self, work: Work, cast: Cast) -> None:
        """Even with items on it."""
        form = bank.assembled(work)
        operations.give_up(work, cast.stan, form, reason="Doubled.")

        with pytest.raises(Refused, match="was given up"):
            operations.lock(work, cast.mona, form, seen_assembly=1)

    def test_a_locked_form_is_never_given_up(self, work: Work, cast: Cast) -> None:
        """Candidates may have sat it."""
        with pytest.raises(Refused, match="locked and never changes"):
            operations.give_up(work, cast.stan, bank.locked(work, cast), reason="Doubled.")

    def test_a_form_is_given_up_once(self, work: Work, cast: Cast) -> None:
        """The first reason stands."""
        form = bank.empty_form(work, cast)
        operations.give_up(work, cast.stan, form, reason="Doubled.")

        with pytest.raises(Refused, match="already"):
            operations.give_up(work, cast.mona, form, reason="Another.")

    def test_without_a_reason_nothing_is_given_up(self, work: Work, cast: Cast) -> None:
        """The field is named, so that the page can show it."""
        form = bank.empty_form(work, cast)
        with pytest.raises(Invalid) as caught:
            operations.give_up(work, cast.stan, form, reason=" ")

        assert (caught.value.place, records.state(work.session, form)) == ("reason", FormState.DRAFT)

    def test_the_log_notes_it_without_the_reason(self, work: Work, cast: Cast) -> None:
        """The reason is kept with the form."""
        operations.give_up(work, cast.stan, bank.empty_form(work, cast), reason="Doubled.")
        query = select(audit.AuditEvent).where(audit.AuditEvent.action == "form.give-up")
        event = work.session.exec(query).one()

        assert (event.actor_id, "Doubled" in str(event.body)) == (cast.ids["stan"], False)

    def test_the_list_says_so(self, work: Work, cast: Cast) -> None:
        """The other form is as it was."""
        operations.give_up(work, cast.stan, bank.empty_form(work, cast), reason="Doubled.")

        states = [row.state for row in records.all_forms(work.session)]
        assert states == [FormState.GIVEN_UP, FormState.ASSEMBLED]


def test_the_log_holds_hashes_and_no_titles(work: Work, cast: Cast) -> None:
    """What a form is called, and what its items say, is nobody's business in the log."""
    bank.locked(work, cast)
    bodies = [str(row.body) for row in work.session.exec(select(audit.AuditEvent))]

    assert not [body for body in bodies if "Autumn" in body or "summary" in body]


def test_a_list_of_forms_says_where_each_stands(work: Work, cast: Cast) -> None:
    """States, sizes and assemblers, each from the newest run."""
    bank.locked(work, cast)
    bank.empty_form(work, cast)

    rows = [
        (row.form.identifier, row.state, row.size, row.assemblers) for row in records.all_forms(work.session)
    ]
    assert rows == [
        ("F0002", FormState.DRAFT, 0, frozenset()),
        ("F0001", FormState.LOCKED, 3, frozenset({cast.ids["stan"]})),
    ]


def test_a_run_is_numbered_once(work: Work) -> None:
    """Two runs of one form can never have the same number."""
    form = bank.assembled(work)
    row = work.session.exec(select(FormAssembly).where(FormAssembly.form_id == form.id)).one()

    with pytest.raises(IntegrityError), work.session.begin_nested():
        work.session.add(FormAssembly(**row.model_dump(exclude={"id"})))
