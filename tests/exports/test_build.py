"""The document of a form is made of what was locked, and of nothing else."""

import pytest

from exports.build import document_for
from exports.document import problems
from itembank.assembly import records
from itembank.assembly.models import ExamForm
from itembank.core.errors import Refused
from itembank.core.work import Work
from tests.conftest import Cast
from tests.itembank.assembly import bank
from tests.itembank.assembly.test_verification import tamper
from tests.itembank.items.examples import SOUND


@pytest.fixture
def form(work: Work, cast: Cast) -> ExamForm:
    """A locked form of three items."""
    return bank.locked(work, cast)


def test_a_locked_form_becomes_a_document_that_can_be_written(work: Work, form: ExamForm) -> None:
    """Its items stand in the form's order, with the manifest's hash on it."""
    document = document_for(work, form)
    lock = records.lock_of(work.session, form)
    assert lock is not None

    assert problems(document) == []
    assert [item.identifier for item in document.items] == bank.items_of(work, form)
    assert document.manifest_hash == lock.manifest_hash


def test_the_document_says_what_the_revision_says(work: Work, form: ExamForm) -> None:
    """Every text of the item arrives, with its key."""
    item = document_for(work, form).items[0]

    assert (item.stimulus, item.lead_in, item.learning_point) == (
        SOUND.stimulus,
        SOUND.lead_in,
        SOUND.learning_point,
    )
    assert [(one.identifier, one.text, one.rationale) for one in item.options] == [
        (one.identifier, one.text, one.rationale) for one in SOUND.options
    ]
    assert [one.identifier for one in item.correct] == ["A"]


def test_the_document_gives_the_framework_its_credit(work: Work, form: ExamForm) -> None:
    """With the version, and the hash that pins its text."""
    document = document_for(work, form)

    assert (document.framework_label, "CC BY 4.0" in document.credit) == ("PSF 1.1", True)
    assert {tag.title for item in document.items for tag in item.tags} == {
        "Input Governance",
        "Output Validation",
    }


def test_a_form_that_is_not_locked_is_refused(work: Work) -> None:
    """It could still change."""
    with pytest.raises(Refused, match="Only a locked form can be exported"):
        document_for(work, bank.assembled(work))


def test_a_text_that_was_tampered_with_is_refused_by_name(work: Work, form: ExamForm) -> None:
    """Nothing that nobody signed leaves the bank."""
    tamper(
        work,
        "item_revision",
        "UPDATE item_revision SET content = replace(content, 'invented figure', 'right figure')",
    )

    with pytest.raises(Refused, match="I0001: its text is not the one that was locked"):
        document_for(work, form)


def test_a_manifest_that_was_tampered_with_is_refused(work: Work, form: ExamForm) -> None:
    """Another key in the manifest is not what was signed."""
    tamper(work, "form_lock", "UPDATE form_lock SET manifest = replace(manifest, '[\"A\"]', '[\"B\"]')")

    with pytest.raises(Refused, match="The manifest was changed after the lock"):
        document_for(work, form)
