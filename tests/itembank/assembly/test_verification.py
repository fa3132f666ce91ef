"""A locked form is checked without the solver, and whatever was tampered with is found."""

import pytest
from sqlalchemy import text

from itembank.assembly import operations, records, verification
from itembank.assembly.models import ExamForm, FormLock
from itembank.assembly.problem import problem_hash
from itembank.core.errors import Invalid, NotFound
from itembank.core.work import Work
from tests.conftest import Cast
from tests.itembank.assembly import bank


@pytest.fixture
def form(work: Work, cast: Cast) -> ExamForm:
    """A locked form of three items."""
    return bank.locked(work, cast)


def tamper(work: Work, table: str, statement: str) -> None:
    """Change rows as somebody with the database in their hands would: triggers first."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
    else:
        for verb in ("update", "delete"):
            work.session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
    work.session.execute(text(statement.replace(":", r"\:")))
    work.session.expire_all()


def test_a_locked_form_as_it_was_signed_has_no_fault(work: Work, form: ExamForm) -> None:
    """Hashes, limits, objective and log all agree."""
    assert verification.verify_form(work, form.identifier) == []


def test_a_form_that_was_given_up_has_nothing_to_verify(work: Work, cast: Cast) -> None:
    """It was never locked, and never will be."""
    form = bank.empty_form(work, cast)
    operations.give_up(work, cast.stan, form, reason="Doubled.")

    with pytest.raises(Invalid, match="given up and never locked"):
        verification.verify_form(work, form.identifier)


def test_a_form_that_is_not_locked_has_nothing_to_verify(work: Work, cast: Cast) -> None:
    """Which is another thing than a form that does not hold."""
    form = bank.empty_form(work, cast)

    with pytest.raises(Invalid, match="F0002 is not locked yet, so there is nothing to verify"):
        verification.verify_form(work, form.identifier)


def test_an_unknown_form_is_not_found(work: Work) -> None:
    """A typing mistake does not look like a sound form."""
    with pytest.raises(NotFound):
        verification.verify_form(work, "F0404")


@pytest.mark.parametrize(
    ("table", "statement", "words"),
    [
        (
            "item_revision",
            "UPDATE item_revision SET content = replace(content, 'invented figure', 'right figure')",
            "I0001: its text is not the one that was locked",
        ),
        (
            "item_revision",
            'UPDATE item_revision SET content = replace(content, \'"key":["A"]\', \'"key":["B"]\')',
            "I0001: its key is not the one that was locked",
        ),
        (
            "form_lock",
            'UPDATE form_lock SET manifest = replace(manifest, \'"key":["A"]\', \'"key":["B"]\')',
            "The manifest was changed after the lock",
        ),
        (
            "locked_item",
            "UPDATE locked_item SET revision_id = (SELECT max(id) FROM item_revision) WHERE position = 1",
            "Position 1: the manifest names I0001, revision 1; the bank has another",
        ),
        ("locked_item", "DELETE FROM locked_item WHERE position = 2", "Position 2"),
        (
            "assembly_problem",
            "UPDATE assembly_problem SET body = replace(body, '\"form_length\":3', '\"form_length\":4')",
            "The problem that the solver was given was changed",
        ),
        (
            "form_assembly",
            "UPDATE form_assembly SET result = replace(result, '\"objective\":0', '\"objective\":1')",
            "The objective that was recorded is not the one",
        ),
    ],
    ids=["text", "key", "manifest", "other revision", "line gone", "problem", "objective"],
)
def test_what_was_tampered_with_is_found(
    work: Work, form: ExamForm, table: str, statement: str, words: str
) -> None:
    """Somebody who drops the triggers and edits a row is found out, with the place."""
    tamper(work, table, statement)

    assert [fault for fault in verification.verify_form(work, form.identifier) if words in fault]


def test_a_manifest_and_hash_forged_together_do_not_match_the_log(work: Work, form: ExamForm) -> None:
    """The audit log knows the hash that was signed."""
    forged = "0" * 64
    tamper(work, "form_lock", f"UPDATE form_lock SET manifest_hash = '{forged}'")  # noqa: S608 - a constant

    assert "The audit log does not know this lock: verify the log." in verification.verify_form(
        work, form.identifier
    )


def test_the_file_of_the_problem_has_the_hash_that_is_on_record(work: Work, form: ExamForm) -> None:
    """Whoever reads the file and hashes it anew gets the same."""
    run = records.newest_assembly(work.session, form)
    assert run is not None
    lock: FormLock | None = records.lock_of(work.session, form)
    assert lock is not None

    assert problem_hash(records.problem(work.session, run.problem_hash)) == run.problem_hash
    assert lock.manifest["assembly"]["problem_sha256"] == run.problem_hash
