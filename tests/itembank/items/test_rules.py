"""State follows from facts, and the bans hold for every combination of roles."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from itembank.accounts.permissions import Permission
from itembank.core.actor import STRANGER, Actor
from itembank.core.errors import Invalid, Refused
from itembank.items import rules
from itembank.items.content import OptionContent
from itembank.items.rules import (
    Code,
    FieldClass,
    Grounding,
    ItemFacts,
    RevisionFacts,
    Signature,
    State,
    Verdict,
)
from tests.itembank.items.examples import PSF_2, PSF_6, SOUND, sound
from tests.itembank.items.stories import APPROVE, RETURN

ED, RITA, RAVI, ROSA, PETRA = range(1, 6)
EVERYTHING = frozenset(Permission)
TWO, SIX = PSF_2.place, PSF_6.place
HASHES = rules.field_hashes(SOUND)


def revision(number: int = 1, **changes: Any) -> RevisionFacts:
    """Return facts of a submitted revision of the sound item, written by Ed."""
    facts = RevisionFacts(
        id=number, number=number, author_id=ED, hashes=HASHES, domains=(TWO,), submitted=True
    )
    return replace(facts, **changes)


def signature(code: Code, signer: int, number: int = 1, **changes: Any) -> Signature:
    """Return a signature on the sound item."""
    found = Signature(
        code, signer, number, rules.covered_hashes(code, HASHES), (TWO,), needed=2, found_key=True
    )
    return replace(found, **changes)


AU = signature(Code.AUTHORSHIP, ED)
D1, D2 = signature(Code.DOMAIN, RITA), signature(Code.DOMAIN, RAVI)
AP = signature(Code.APPROVAL, ROSA)


def facts(*signatures: Signature, **changes: Any) -> ItemFacts:
    """Return facts of an item with one submitted revision."""
    return replace(ItemFacts(revisions=(revision(),), signatures=signatures), **changes)


def everybody(person: int) -> Actor:
    """Return a person who holds every permission there is."""
    return Actor(id=person, name="Somebody", permissions=EVERYTHING)


class TestHashes:
    """Each field class is hashed on its own."""

    @pytest.mark.parametrize(
        ("changes", "changed"),
        [
            ({"stimulus": "Another."}, {"T"}),
            ({"lead_in": "Another?"}, {"T"}),
            ({"title": "Another"}, {"T"}),
            ({"key": ("B",)}, {"K"}),
            ({"learning_point": "Another."}, {"R"}),
            ({"cognitive_level": "remember"}, {"G"}),
            ({"tags": (PSF_6,)}, {"G"}),
            ({"tags": (PSF_2, PSF_6)}, {"G"}),
            ({"topic": "another"}, {"N"}),
            ({"expected_p": 0.5}, {"G"}),
            ({"language": "de"}, {"A"}),
            ({"options": tuple(reversed(SOUND.options))}, {"X"}),
            ({"options": SOUND.options[:3]}, {"O", "X", "R"}),
            (
                {"options": (OptionContent("A", "New.", SOUND.options[0].rationale), *SOUND.options[1:])},
                {"O"},
            ),
            ({"options": (OptionContent("A", SOUND.options[0].text, "New."), *SOUND.options[1:])}, {"R"}),
        ],
    )
    def test_a_change_shows_in_its_class_alone(self, changes: dict[str, Any], changed: set[str]) -> None:
        """What is not touched keeps its hash, so that no more is voided than must be."""
        new = rules.field_hashes(sound(**changes))

        assert {part for part in FieldClass if new[part] != HASHES[part]} == changed

    def test_white_space_changes_nothing(self) -> None:
        """A stray space voids no signature."""
        spaced = sound(stimulus=SOUND.stimulus.replace(". ", ".   ") + "\n")

        assert rules.field_hashes(spaced) == HASHES

    def test_which_tag_is_primary_counts(self) -> None:
        """The primary domain decides where an item stands on a form."""
        one = rules.field_hashes(sound(tags=(PSF_2, PSF_6)))
        other = rules.field_hashes(sound(tags=(PSF_6, PSF_2)))

        assert one[FieldClass.TAGS] != other[FieldClass.TAGS]


class TestState:
    """The state is what the facts amount to."""

    @pytest.mark.parametrize(
        ("found", "state"),
        [
            (facts(revisions=(revision(submitted=False),)), State.DRAFT),
            (facts(), State.DRAFT),
            (facts(AU, revisions=(revision(submitted=False),)), State.DRAFT),
            (facts(AU), State.IN_REVIEW),
            (facts(AU, D1), State.IN_REVIEW),
            (facts(AU, D1, D1), State.IN_REVIEW),
            (facts(AU, D1, D2), State.REVIEWED),
            (facts(AU, D1, D2, AP), State.APPROVED),
            (facts(AU, D1, AP), State.IN_REVIEW),
            (facts(D1, D2, AP), State.DRAFT),
            (facts(AU, D1, D2, AP, withdrawn=True), State.WITHDRAWN),
            (facts(AU, revisions=(revision(rejected=True),)), State.REJECTED),
            (facts(AU, D1, D2, revisions=(revision(returned=True),)), State.CHANGES_REQUESTED),
            (facts(AU, D1, needed=1), State.REVIEWED),
            (facts(AU, D1, replace(AP, needed=1)), State.APPROVED),
        ],
    )
    def test_it_follows_from_the_rows(self, found: ItemFacts, state: State) -> None:
        """No one sets a state."""
        assert rules.derive(found).state is state

    def test_a_stricter_policy_leaves_what_was_approved(self) -> None:
        """An item approved by one reviewer stays approved under the policy of its day."""
        approved = facts(AU, D1, replace(AP, needed=1), needed=3)

        assert rules.derive(approved).state is State.APPROVED

    @pytest.mark.parametrize("domains", [(TWO,), (SIX,)])
    def test_every_domain_needs_its_own_reviewers(self, domains: tuple[Any, ...]) -> None:
        """An item tagged with two domains is not covered by reviewers of one."""
        tagged = facts(
            AU,
            replace(D1, domains=domains),
            replace(D2, domains=domains),
            revisions=(revision(domains=(TWO, SIX)),),
        )

        assert rules.derive(tagged).state is State.IN_REVIEW

    def test_somebody_must_have_found_the_key(self) -> None:
        """Two approvals by people who both chose another answer are not enough."""
        blind = facts(AU, replace(D1, found_key=False), replace(D2, found_key=False))

        assert rules.derive(blind).missing == ("No reviewer has found the key before seeing it.",)

    def test_what_is_missing_is_said_in_words(self) -> None:
        """People see whose turn it is."""
        found = rules.derive(facts(AU, D1))

        assert (found.missing, found.turn) == (("PSF-2: 1 of 2 domain reviews.",), "domain reviewers")

    def test_an_older_approved_revision_stays_in_use(self) -> None:
        """A draft on top of an approved item takes nothing out of the pool."""
        newer = revision(2, submitted=False, hashes=rules.field_hashes(sound(stimulus="New.")))
        found = facts(AU, D1, D2, AP, revisions=(revision(), newer))

        assert rules.derive(found).state is State.DRAFT
        assert rules.approved_revision(found) == revision()

    def test_an_approved_revision_supersedes_the_one_before(self) -> None:
        """One revision of an item is in use at a time."""
        both = (revision(), revision(2))
        found = facts(AU, D1, D2, AP, signature(Code.AUTHORSHIP, ED, 2), revisions=both)

        assert rules.derive_revision(found, both[0]).state is State.SUPERSEDED

    @pytest.mark.parametrize(
        ("changes", "kept"),
        [
            ({"topic": "another"}, {"D", "AP"}),
            ({"options": tuple(reversed(SOUND.options))}, {"D", "AP"}),
            ({"language": "en-US"}, {"D", "AP"}),
            ({"learning_point": "Another."}, set()),
            ({"tags": (PSF_6,)}, set()),
            ({"cognitive_level": "remember"}, set()),
            ({"expected_p": 0.9}, set()),
            ({"stimulus": "Another."}, set()),
            ({"key": ("B",)}, set()),
        ],
    )
    def test_a_change_voids_what_covers_it_and_no_more(self, changes: dict[str, Any], kept: set[str]) -> None:
        """The matrix of what voids what, seen from a revision on top of an approved one."""
        second = revision(2, hashes=rules.field_hashes(sound(**changes)))
        found = facts(AU, D1, D2, AP, revisions=(revision(), second))

        assert {one.code.value for one in rules.valid_signatures(found, second)} == kept


class TestIndependence:
    """Nobody holds two parts in the approval of one revision."""

    @pytest.mark.parametrize(("first", "second"), list(combinations(range(4), 2)))
    def test_one_person_in_two_parts_counts_once(self, first: int, second: int) -> None:
        """Whichever two of the four signatures one person gives, the item is not approved."""
        signed = [AU, D1, D2, AP]
        signed[second] = replace(signed[second], signer_id=signed[first].signer_id)

        assert rules.derive(facts(*signed)).state is not State.APPROVED

    @pytest.mark.parametrize("barred", [RITA, RAVI, ROSA])
    def test_a_contributor_of_the_source_does_not_count(self, barred: int) -> None:
        """Who sent an incident in neither reviews nor approves what came of it."""
        assert rules.derive(facts(AU, D1, D2, AP, barred=frozenset({barred}))).state is not State.APPROVED

    def test_an_author_of_an_earlier_revision_does_not_count(self) -> None:
        """Author is whoever wrote any revision up to this one."""
        both = (revision(author_id=RITA), revision(2))
        found = facts(replace(AU, number=2), replace(D1, number=2), replace(D2, number=2), AP, revisions=both)

        assert rules.derive(found).state is State.IN_REVIEW

    @pytest.mark.parametrize(
        ("found", "person"),
        [
            (facts(AU), ED),
            (facts(AU, barred=frozenset({PETRA})), PETRA),
            (facts(AU, editors=frozenset({RITA})), RITA),
            (facts(AU, D1), RITA),
            (facts(AU, revisions=(revision(reviewers=frozenset({RITA})),)), RITA),
        ],
    )
    def test_the_excluded_cannot_review_whatever_their_roles(self, found: ItemFacts, person: int) -> None:
        """The ban stands above every permission, and its words tell nothing."""
        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            rules.check_review(found, everybody(person), frozenset({TWO}))

    def test_a_reviewer_without_verified_experience_cannot_review(self) -> None:
        """Experience in another domain does not help."""
        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            rules.check_review(facts(AU), everybody(RITA), frozenset({SIX}))

    def test_a_reviewer_answers_for_verified_domains_only(self) -> None:
        """Of two tagged domains, the one with experience is relied on."""
        both = facts(AU, revisions=(revision(domains=(TWO, SIX)),))

        assert rules.check_review(both, everybody(RITA), frozenset({SIX})) == (SIX,)

    @pytest.mark.parametrize("person", [ED, RITA, PETRA])
    def test_the_excluded_cannot_approve_whatever_their_roles(self, person: int) -> None:
        """Author, reviewer and contributor are refused in the same words."""
        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            rules.check_approve(facts(AU, D1, D2, barred=frozenset({PETRA})), everybody(person))

    @pytest.mark.parametrize("person", [RITA, ROSA])
    def test_who_judged_an_item_never_edits_it(self, person: int) -> None:
        """A reviewer who may also write does not become an author of what they judged."""
        found = facts(AU, D1, D2, AP, editors=frozenset({person}))

        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            rules.check_edit(found, everybody(person))

    def test_a_reviewer_cannot_be_made_an_editor(self) -> None:
        """Assignment is no way around the ban."""
        with pytest.raises(Refused):
            rules.check_assign(facts(AU, D1), RITA)


class TestMoves:
    """Only legal moves succeed."""

    STATES = (
        (State.DRAFT, facts(revisions=(revision(submitted=False),))),
        (State.IN_REVIEW, facts(AU)),
        (State.CHANGES_REQUESTED, facts(AU, revisions=(revision(returned=True),))),
        (State.REVIEWED, facts(AU, D1, D2)),
        (State.APPROVED, facts(AU, D1, D2, AP)),
        (State.REJECTED, facts(AU, revisions=(revision(rejected=True),))),
        (State.WITHDRAWN, facts(AU, withdrawn=True)),
    )
    LEGAL = (
        (
            rules.check_edit,
            ED,
            {State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.REVIEWED, State.APPROVED},
        ),
        (rules.check_submit, ED, {State.DRAFT}),
        (rules.check_approve, 6, {State.REVIEWED}),
        (rules.check_reject, 6, {State.IN_REVIEW, State.REVIEWED, State.CHANGES_REQUESTED}),
        (rules.check_withdraw, ED, {State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.REVIEWED}),
        (rules.check_withdraw, 6, set(State) - {State.WITHDRAWN}),
        (lambda found, actor: rules.check_review(found, actor, frozenset({TWO})), 6, {State.IN_REVIEW}),
    )

    @pytest.mark.parametrize(("state", "found"), STATES)
    @pytest.mark.parametrize(("check", "person", "legal"), LEGAL)
    def test_a_move_is_allowed_in_its_states_alone(
        self, check: Any, person: int, legal: set[State], state: State, found: ItemFacts
    ) -> None:
        """Every pair of state and action, by somebody who may everything."""
        try:
            check(found, everybody(person))
            allowed = True
        except Refused:
            allowed = False

        assert allowed == (state in legal)

    @pytest.mark.parametrize(
        ("check", "permission"),
        [
            (rules.check_edit, Permission.ITEM_WRITE),
            (rules.check_submit, Permission.ITEM_WRITE),
        ],
    )
    def test_an_author_without_the_permission_is_refused(self, check: Any, permission: Permission) -> None:
        """A role that was taken away takes its rights along."""
        author = Actor(id=ED, name="Ed", permissions=EVERYTHING - {permission})

        with pytest.raises(Refused, match=rules.NOT_FOR_YOU):
            check(facts(revisions=(revision(submitted=False),)), author)

    @pytest.mark.parametrize("actor", [STRANGER, Actor(id=ED, name="Ed")])
    def test_nobody_opens_an_item_without_a_role(self, actor: Actor) -> None:
        """Not even its author, once they have no role."""
        assert not rules.can_open(facts(AU), actor)


class TestVerdict:
    """A verdict rests on criteria and says in words what is not plain."""

    @pytest.mark.parametrize(
        ("verdict", "found_key", "place"),
        [
            (Verdict("approve"), True, "accurate"),
            (replace(APPROVE, choice=""), True, "verdict"),
            (replace(APPROVE, checklist={**APPROVE.checklist, "fair": "no"}), True, "verdict"),
            (replace(APPROVE, checklist={**APPROVE.checklist, "fair": "perhaps"}), True, "fair"),
            (APPROVE, False, "comment"),
            (replace(RETURN, reason_code=""), True, "reason_code"),
            (replace(RETURN, reason_code="because"), True, "reason_code"),
            (replace(RETURN, comment=" "), True, "comment"),
        ],
    )
    def test_an_incomplete_one_is_refused_with_its_place(
        self, verdict: Verdict, place: str, *, found_key: bool
    ) -> None:
        """The page can show what to do beside the field."""
        with pytest.raises(Invalid) as refusal:
            rules.check_verdict(verdict, found_key=found_key)

        assert refusal.value.place == place

    @pytest.mark.parametrize(
        ("verdict", "found_key"),
        [
            (APPROVE, True),
            (replace(APPROVE, comment="The other reading is ruled out."), False),
            (RETURN, False),
        ],
    )
    def test_a_whole_one_passes(self, verdict: Verdict, *, found_key: bool) -> None:
        """Nothing is asked that is not needed."""
        rules.check_verdict(verdict, found_key=found_key)


@pytest.mark.parametrize(
    ("live", "tokens", "kind"),
    [
        (0, 0, Grounding.CONSTRUCTED),
        (1, 1, Grounding.GROUNDED),
        (1, 2, Grounding.GROUNDED),
        (0, 1, Grounding.SOURCE_WITHDRAWN),
    ],
)
def test_an_item_is_grounded_while_one_source_lives(live: int, tokens: int, kind: Grounding) -> None:
    """An item that lost its source is not called constructed."""
    assert rules.grounding(live, tokens) is kind
