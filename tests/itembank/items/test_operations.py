"""Items are created, revised, reviewed, approved, imported and verified by appending rows."""

import json
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from itembank.accounts import operations as accounts
from itembank.core.audit import AuditEvent
from itembank.core.errors import Invalid, Refused, RefusedInput, Stale
from itembank.core.ports import NoSources, SourceFinding
from itembank.core.settings import Settings
from itembank.core.work import Work
from itembank.items import operations, records, rules
from itembank.items.models import Item, ItemRevision, Review, SignOff
from itembank.items.rules import State
from tests.conftest import Cast
from tests.itembank.items import stories
from tests.itembank.items.examples import PSF_2, PSF_6, SOUND, sound
from tests.itembank.items.stories import APPROVE, RETURN


@dataclass(slots=True)
class FewSources(NoSources):
    """Sources of a test: live tokens, who contributed, and what an item repeats."""

    live: set[str] = field(default_factory=set)
    contributors: dict[str, int] = field(default_factory=dict)
    repeats: tuple[SourceFinding, ...] = ()

    def is_live(self, work: Work, token: str) -> bool:  # noqa: ARG002 - the signature is the protocol's
        """Whether the test lets the source live."""
        return token in self.live

    def barred_people(self, work: Work, token: str) -> frozenset[int]:  # noqa: ARG002 - the signature is the protocol's
        """Whoever contributed it in the test."""
        return frozenset({self.contributors[token]} if token in self.contributors else ())

    def check(self, work: Work, token: str, fields: Any) -> tuple[SourceFinding, ...]:  # noqa: ARG002 - the signature is the protocol's
        """What the test says is repeated."""
        return self.repeats


def state_of(work: Work, item: Item) -> State:
    """Return the state that the rows amount to."""
    return rules.derive(records.facts_of(work, item)).state


def set_policy(work: Work, **changes: Any) -> None:
    """Change the settings of the bank under test."""
    work.env.settings = Settings.model_validate({**work.settings.model_dump(), **changes})


def withdraw_experience(work: Work, cast: Cast, name: str, domain: str) -> None:
    """Take back the verification of somebody's experience in a domain."""
    for row, _ in accounts.statements_with_decisions(work.session, cast.ids[name]):
        if row.domain == domain:
            accounts.decide_experience(work, cast.ada, row.id or 0, verified=False)


def test_a_new_item_is_a_draft_in_the_pool(work: Work, cast: Cast) -> None:
    """The pool knows items that are not approved, and says what they are."""
    item = operations.create_item(work, cast.ed, SOUND)

    assert [(one.identifier, one.status) for one in operations.approved_pool(work)] == [
        (item.identifier, "draft")
    ]


def test_content_with_a_fault_of_shape_is_refused(work: Work, cast: Cast) -> None:
    """Nothing half-formed gets a revision."""
    with pytest.raises(RefusedInput):
        operations.create_item(work, cast.ed, sound(key=("Z",)))

    assert work.session.exec(select(Item)).all() == []


def test_an_identifier_that_an_import_took_is_not_given_twice(work: Work, cast: Cast) -> None:
    """Written and imported items live under one list of names."""
    operations.create_item(work, cast.ed, SOUND, identifier="I0002")

    assert operations.create_item(work, cast.ed, SOUND).identifier == "I0002-1"


class TestRevise:
    """A revision is appended; nobody's text is lost."""

    def test_the_old_revision_stays_byte_for_byte(self, work: Work, cast: Cast) -> None:
        """Changing one character makes a new revision in draft."""
        item = stories.approved(work, cast)
        before = records.revision_at(work.session, item, 1).content

        operations.revise(work, cast.ed, item, sound(stimulus=SOUND.stimulus + "!"), 1)

        assert records.revision_at(work.session, item, 1).content == before
        assert state_of(work, item) is State.DRAFT

    def test_an_approved_revision_stays_usable_while_a_new_one_is_written(
        self, work: Work, cast: Cast
    ) -> None:
        """The pool offers the revision that was approved, not the draft on top of it."""
        item = stories.approved(work, cast)

        operations.revise(work, cast.ed, item, sound(title="Another title"), 1)

        found = operations.approved_pool(work)[0]
        assert (found.number, found.status) == (1, "approved")

    def test_the_database_refuses_to_change_a_revision(self, work: Work, cast: Cast) -> None:
        """Even the application's own connection may only append."""
        operations.create_item(work, cast.ed, SOUND)

        with pytest.raises(DBAPIError, match="append-only"), work.session.begin_nested():
            work.session.execute(text("UPDATE item_revision SET title = 'x'"))

    def test_the_same_content_again_adds_nothing(self, work: Work, cast: Cast) -> None:
        """Saving twice is no second revision."""
        item = operations.create_item(work, cast.ed, SOUND)

        assert operations.revise(work, cast.ed, item, SOUND, 1).number == 1

    def test_a_stale_save_shows_base_theirs_and_yours(self, work: Work, cast: Cast) -> None:
        """Two editors at once: the second sees both texts of each field that differs."""
        item = operations.create_item(work, cast.ed, SOUND)
        operations.revise(work, cast.ed, item, sound(topic="theirs"), 1)

        with pytest.raises(Stale) as stale:
            operations.revise(work, cast.ed, item, sound(topic="mine"), 1)

        (found,) = stale.value.differences
        assert (found.label, found.base, found.theirs, found.yours) == (
            "Topic",
            SOUND.topic,
            "theirs",
            "mine",
        )

    def test_somebody_else_cannot_revise(self, work: Work, cast: Cast) -> None:
        """A role without a part in the item is not enough."""
        item = operations.create_item(work, cast.ed, SOUND)

        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            operations.revise(work, cast.rita, item, sound(topic="mine"), 1)

    def test_an_editor_who_was_given_the_item_can_revise(self, work: Work, cast: Cast) -> None:
        """Two editors can work on one item, once the first lets the second in."""
        item = operations.create_item(work, cast.ed, SOUND)
        second = replace(cast.ed, id=cast.ids["nils"])

        operations.assign_editor(work, cast.ed, item, second.known_id)

        assert operations.revise(work, second, item, sound(topic="theirs"), 1).number == 2


class TestSubmit:
    """An author signs for a draft that has no blocking fault."""

    def test_it_is_signed_with_name_statement_and_hashes(self, work: Work, cast: Cast) -> None:
        """The signature says who, what for, and to which content it is bound."""
        item = stories.submitted(work, cast)

        (signed,) = work.session.exec(select(SignOff)).all()
        assert (signed.printed_name, signed.role, signed.code) == ("Ed Editor", "editor", "AU")
        assert signed.hashes == rules.covered_hashes(rules.Code.AUTHORSHIP, rules.field_hashes(SOUND))
        assert state_of(work, item) is State.IN_REVIEW

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"key": ()}, "Key"),
            ({"learning_point": ""}, "Learning point"),
            ({"tags": ()}, "Framework tags"),
            ({"cognitive_level": ""}, "Cognitive level"),
            ({"options": SOUND.options[:2]}, "Options"),
        ],
    )
    def test_what_is_missing_stops_it(
        self, work: Work, cast: Cast, changes: dict[str, Any], place: str
    ) -> None:
        """Review cannot start while a needed part is missing."""
        item = operations.create_item(work, cast.ed, sound(**changes))

        with pytest.raises(RefusedInput) as refusal:
            operations.submit(work, cast.ed, item, 1)

        assert [problem.place for problem in refusal.value.problems] == [place]

    def test_text_that_repeats_its_source_stops_it(self, work: Work, cast: Cast) -> None:
        """The refusal names places in the item, and nothing of the source."""
        found = SourceFinding("options[B].text", 4, 12, "repeats eight words of its source", blocks=True)
        work.env.sources = FewSources(live={"t"}, repeats=(found,))
        item = operations.create_item(work, cast.ed, SOUND, ["t"])

        with pytest.raises(RefusedInput) as refusal:
            operations.submit(work, cast.ed, item, 1)

        (problem,) = refusal.value.problems
        assert (problem.place, problem.message) == (
            "Option B",
            "\u201cthe mode\u201d: repeats eight words of its source (SRC-02)",
        )

    def test_a_withdrawn_source_stops_it(self, work: Work, cast: Cast) -> None:
        """An item that lost its source is neither grounded nor constructed."""
        work.env.sources = FewSources(live={"t"})
        item = operations.create_item(work, cast.ed, SOUND, ["t"])
        work.env.sources = FewSources()

        with pytest.raises(Refused, match="withdrawn"):
            operations.submit(work, cast.ed, item, 1)

    def test_a_dead_source_makes_no_item(self, work: Work, cast: Cast) -> None:
        """A token that means nothing grounds nothing."""
        with pytest.raises(Invalid, match="not available"):
            operations.create_item(work, cast.ed, SOUND, ["unknown"])

    def test_it_is_refused_for_an_older_revision(self, work: Work, cast: Cast) -> None:
        """What was on the page is what is signed."""
        item = operations.create_item(work, cast.ed, SOUND)
        operations.revise(work, cast.ed, item, sound(topic="new"), 1)

        with pytest.raises(Stale):
            operations.submit(work, cast.ed, item, 1)


class TestReview:
    """Domain reviewers answer blind, then judge; two and a lead make an item usable."""

    def test_two_reviews_and_an_approval_make_an_item_usable(self, work: Work, cast: Cast) -> None:
        """Author, two reviewers and a domain lead: four people, one approved revision."""
        item = stories.approved(work, cast)

        assert operations.approved_pool(work)[0].status == "approved"
        assert operations.approved_revision(work, item) == records.revision_at(work.session, item, 1)

    def test_a_review_needs_a_blind_answer_first(self, work: Work, cast: Cast) -> None:
        """The key is not judged by somebody who saw it first."""
        item = stories.submitted(work, cast)

        with pytest.raises(Refused, match="before you see its key"):
            operations.review(work, cast.rita, item, 1, APPROVE)

    def test_the_first_answer_counts(self, work: Work, cast: Cast) -> None:
        """Nobody corrects a blind answer after they saw the key."""
        item = stories.submitted(work, cast)
        operations.answer_blind(work, cast.rita, item, 1, "B", no_interest=True)

        with pytest.raises(Refused, match="first answer"):
            operations.answer_blind(work, cast.rita, item, 1, "A", no_interest=True)

    @pytest.mark.parametrize(("chosen", "no_interest"), [("Z", True), ("", True), ("A", False)])
    def test_an_answer_is_one_of_those_offered_by_somebody_without_interest(
        self, work: Work, cast: Cast, chosen: str, *, no_interest: bool
    ) -> None:
        """A declared interest leaves the item to somebody else."""
        item = stories.submitted(work, cast)

        with pytest.raises(Invalid):
            operations.answer_blind(work, cast.rita, item, 1, chosen, no_interest=no_interest)

    def test_a_missed_key_is_answered_by_reviewer_and_lead(self, work: Work, cast: Cast) -> None:
        """Approval against a blind answer needs words from both."""
        item = stories.submitted(work, cast)
        operations.answer_blind(work, cast.rita, item, 1, "?more", no_interest=True)
        operations.review(work, cast.rita, item, 1, replace(APPROVE, comment="B repeats the fault."))
        stories.judge(work, cast.ravi, item)

        with pytest.raises(Invalid, match="did not find the key"):
            operations.approve(work, cast.rosa, item, 1)

    def test_a_return_asks_for_changes_and_keeps_the_words(self, work: Work, cast: Cast) -> None:
        """One reviewer is enough to send an item back."""
        item = stories.submitted(work, cast)

        stories.judge(work, cast.rita, item, verdict=RETURN)

        assert state_of(work, item) is State.CHANGES_REQUESTED
        assert work.session.exec(select(Review.comment)).all() == [RETURN.comment]

    def test_a_revision_after_a_return_starts_at_the_beginning(self, work: Work, cast: Cast) -> None:
        """The new text goes through every gate; the old review stays readable."""
        item = stories.submitted(work, cast)
        stories.judge(work, cast.rita, item, verdict=RETURN)
        operations.revise(work, cast.ed, item, sound(stimulus="A clearer situation."), 1)
        operations.submit(work, cast.ed, item, 2)

        stories.judge(work, cast.rita, item, 2)

        assert state_of(work, item) is State.IN_REVIEW
        assert len(work.session.exec(select(Review)).all()) == 2

    def test_an_item_of_two_domains_is_not_covered_by_reviewers_of_one(self, work: Work, cast: Cast) -> None:
        """Each tagged domain is covered by people who ran such systems."""
        withdraw_experience(work, cast, "ravi", PSF_6.domain)
        item = stories.submitted(work, cast, sound(tags=(PSF_2, PSF_6)))

        for reviewer in (cast.rita, cast.ravi):
            stories.judge(work, reviewer, item)

        found = rules.derive(records.facts_of(work, item))
        assert (found.state, found.missing) == (State.IN_REVIEW, ("PSF-6: 1 of 2 domain reviews.",))

    def test_a_contributor_of_the_source_cannot_review(self, work: Work, cast: Cast) -> None:
        """In the same words as every other exclusion."""
        work.env.sources = FewSources(live={"t"}, contributors={"t": cast.ids["rita"]})
        item = stories.submitted(work, cast, tokens=("t",))

        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            operations.answer_blind(work, cast.rita, item, 1, "A", no_interest=True)

    def test_a_review_of_an_older_revision_shows_nothing_of_the_new_one(self, work: Work, cast: Cast) -> None:
        """Its key is not known to the reviewer yet."""
        item = stories.submitted(work, cast)
        operations.answer_blind(work, cast.rita, item, 1, "A", no_interest=True)
        operations.revise(work, cast.ed, item, sound(key=("B",)), 1)

        with pytest.raises(Stale) as stale:
            operations.review(work, cast.rita, item, 1, APPROVE)

        assert stale.value.differences == ()

    def test_a_relaxed_policy_stays_on_the_record(self, work: Work, cast: Cast) -> None:
        """An item approved by one reviewer says so for ever, whatever policy becomes."""
        set_policy(work, reviewers=1)
        item = stories.submitted(work, cast)
        stories.judge(work, cast.rita, item)
        signed = operations.approve(work, cast.rosa, item, 1)
        set_policy(work, reviewers=2)

        assert signed.evidence["policy"] == {"reviewers": 1, "date": "2026-03-02"}
        assert state_of(work, item) is State.APPROVED


class TestDecisions:
    """Domain leads approve, send back, reject and withdraw."""

    def test_a_lead_can_send_back(self, work: Work, cast: Cast) -> None:
        """With a reason, as a reviewer would."""
        item = stories.reviewed(work, cast)

        operations.send_back(work, cast.rosa, item, 1, "language", "Say it in fewer words.")

        assert state_of(work, item) is State.CHANGES_REQUESTED

    def test_a_rejected_revision_leaves_the_approved_one_in_use(self, work: Work, cast: Cast) -> None:
        """Rejection is about the text that was sent."""
        item = stories.approved(work, cast)
        operations.revise(work, cast.ed, item, sound(stimulus="A worse situation."), 1)
        operations.submit(work, cast.ed, item, 2)

        operations.reject(work, cast.rosa, item, 2, "duplicate", "It repeats another.")

        assert state_of(work, item) is State.REJECTED
        assert operations.approved_pool(work)[0].number == 1

    def test_a_withdrawn_item_is_in_no_pool(self, work: Work, cast: Cast) -> None:
        """Its record stays."""
        item = stories.approved(work, cast)

        operations.withdraw(work, cast.rosa, item, "It was found on a public page.")

        assert operations.approved_revision(work, item) is None
        assert [one.status for one in operations.approved_pool(work)] == ["withdrawn"]

    def test_an_author_cannot_withdraw_what_is_approved(self, work: Work, cast: Cast) -> None:
        """Forms may count on it."""
        item = stories.approved(work, cast)

        with pytest.raises(Refused, match="domain lead"):
            operations.withdraw(work, cast.ed, item, "I changed my mind.")

    def test_an_approved_item_without_a_live_source_is_on_hold(self, work: Work, cast: Cast) -> None:
        """New forms leave it out until somebody decides."""
        work.env.sources = sources = FewSources(live={"t"})
        item = stories.submitted(work, cast, tokens=("t",))
        stories.judge(work, cast.rita, item)
        stories.judge(work, cast.ravi, item)
        operations.approve(work, cast.rosa, item, 1)

        sources.live.clear()

        assert operations.approved_pool(work)[0].status == operations.ON_HOLD

    def test_every_act_is_in_the_audit_log_without_a_text(self, work: Work, cast: Cast) -> None:
        """Ids, hashes and counts only."""
        stories.approved(work, cast)

        events = work.session.exec(select(AuditEvent).where(col(AuditEvent.subject).like("item:%")))
        bodies = [(event.action, json.dumps(event.body)) for event in events]
        assert {"item.create", "item.submitted", "item.answer_blind", "item.review", "item.sign"} == {
            action for action, _ in bodies
        }
        assert not any("summary" in body or "Rita" in body for _, body in bodies)


class TestPool:
    """Assembly reads the bank as plain data."""

    def test_an_item_brings_everything_assembly_counts(self, work: Work, cast: Cast) -> None:
        """Domain, level, key, difficulty, words, sources and enemies."""
        work.env.sources = FewSources(live={"t"})
        item = operations.create_item(work, cast.ed, SOUND, ["t"])
        other = operations.create_item(work, cast.ed, SOUND)
        operations.add_enemies(work, cast.ed, other, item)

        found = operations.approved_pool(work)[0]

        assert found.domain == ("PSF", "1.1", "PSF-2")
        assert (found.key, found.expected_p, found.cognitive_level) == (("A",), 0.7, "apply")
        assert (found.source_tokens, found.constructed, found.enemies) == (("t",), False, (other.identifier,))

    def test_a_pair_of_enemies_is_recorded_once(self, work: Work, cast: Cast) -> None:
        """In whatever order they are named."""
        one, other = (operations.create_item(work, cast.ed, SOUND) for _ in range(2))

        assert operations.add_enemies(work, cast.ed, one, other)
        assert not operations.add_enemies(work, cast.ed, other, one)


def sample_file() -> Any:
    """Return the sample items that come with the project."""
    return json.loads((files("itembank.demo") / "data" / "sample-items.json").read_text(encoding="utf-8"))


class TestImport:
    """Items of a file come in through the same door, whole or not at all."""

    def test_imported_items_are_drafts_without_signatures(self, work: Work, cast: Cast) -> None:
        """Nothing is approved by a file."""
        receipt = operations.import_items(work, cast.ed, sample_file())

        assert len(receipt.taken) == 10
        assert {one.status for one in operations.approved_pool(work)} == {"draft"}
        assert work.session.exec(select(SignOff)).all() == []

    def test_the_same_file_again_changes_nothing(self, work: Work, cast: Cast) -> None:
        """Also after an item was edited here."""
        operations.import_items(work, cast.ed, sample_file())
        item = records.find_item(work.session, "DEMO-001")
        operations.revise(work, cast.ed, item, sound(), 1)

        receipt = operations.import_items(work, cast.ed, sample_file())

        assert (receipt.taken, len(receipt.unchanged), receipt.refused) == ((), 10, ())
        assert len(work.session.exec(select(ItemRevision)).all()) == 11

    def test_other_content_under_a_known_identifier_is_refused(self, work: Work, cast: Cast) -> None:
        """A file never overwrites what is here."""
        operations.import_items(work, cast.ed, sample_file())
        body = sample_file()
        body["items"][3]["title"] = "Another title"

        receipt = operations.import_items(work, cast.ed, body)

        assert [problem.place for problem in receipt.refused] == ["items[3].id"]

    def test_a_refused_item_leaves_the_others_whole(self, work: Work, cast: Cast) -> None:
        """Each refusal has its place and reason; nothing half is kept."""
        body = sample_file()
        body["items"][2]["options"][1]["text"] = 7
        body["items"][5]["key"] = "A"

        receipt = operations.import_items(work, cast.ed, body)

        assert [problem.place for problem in receipt.refused] == ["items[2].options[1].text", "items[5].key"]
        assert len(receipt.taken) == 8 == len(operations.approved_pool(work))

    def test_enemies_are_connected_after_all_items_are_in(self, work: Work, cast: Cast) -> None:
        """An item may name one that stands later in the file; an unknown one is reported."""
        body = sample_file()
        body["items"][0]["enemies"] = ["DEMO-009", "NOWHERE"]

        receipt = operations.import_items(work, cast.ed, body)

        first = operations.approved_pool(work)[0]
        assert (first.identifier, first.enemies) == ("DEMO-001", ("DEMO-009",))
        assert [remark.place for remark in receipt.remarks] == ["items[0].enemies"]

    @pytest.mark.parametrize(
        "body", [[], {}, {"schema": "sample-items/2", "items": []}, {"schema": "sample-items/1"}]
    )
    def test_another_file_is_refused(self, work: Work, cast: Cast, body: Any) -> None:
        """With what is needed instead."""
        with pytest.raises(Invalid, match="sample-items/1"):
            operations.import_items(work, cast.ed, body)


class TestVerify:
    """A record is checked without trusting it."""

    def test_an_approved_item_holds(self, work: Work, cast: Cast) -> None:
        """Hashes, signatures, blind answers and independence."""
        assert operations.verify_item(work, stories.approved(work, cast).identifier) == []

    @pytest.mark.parametrize(
        ("statement", "told"),
        [
            ("UPDATE item_revision SET content = replace(content, 'reports', 'papers')", "situation"),
            ("UPDATE item_revision SET domains = '[]'", "domains to cover"),
            ("UPDATE item_revision SET title = 'x'", "title"),
            (
                "UPDATE sign_off SET hashes = replace(hashes, '\"T\":\"', '\"T\":\"0') WHERE code = 'D'",
                "hashes it covers",
            ),
            ("UPDATE blind_answer SET chosen = 'B'", "blind answer"),
            (
                "UPDATE review SET verdict = 'return', reason_code = 'cue', comment = 'x'",
                "no review that approves",
            ),
            ("DELETE FROM audit_event", "audit log"),
        ],
    )
    def test_a_change_behind_its_back_shows(self, work: Work, cast: Cast, statement: str, told: str) -> None:
        """Whoever can write to the database leaves a trace."""
        item = stories.approved(work, cast)
        without_protection(work, statement)

        assert any(told in problem for problem in operations.verify_item(work, item.identifier))


def without_protection(work: Work, statement: str) -> None:
    """Run a statement as somebody who first takes the triggers of its table away."""
    table = statement.split()[2 if statement.startswith("DELETE") else 1]
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
    else:
        work.session.execute(text(f"DROP TRIGGER {table}_no_update"))
        work.session.execute(text(f"DROP TRIGGER {table}_no_delete"))
    work.session.execute(text(statement))
    work.session.expire_all()
