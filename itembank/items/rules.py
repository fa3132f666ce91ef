"""Pure decisions about items: what is hashed, what a signature covers, which state follows, who may do what.

Nothing here is stored. Revisions, sign-offs, reviews and steps are facts; a state is what they amount to.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from itembank.accounts.permissions import Permission
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, Refused
from itembank.core.hashing import normalise_text, sha256_json
from itembank.items.content import Domain, ItemContent

#: Said for every exclusion alike, so that it tells nothing about the source, the author or other reviewers.
NOT_FOR_YOU = "This item is not available for you."


class AlreadyDecided(Refused):
    """The page of a decision that this person has made already, in another tab or before."""

    status = HTTPStatus.CONFLICT
    title = "You decided already"


class FieldClass(StrEnum):
    """Parts of an item that are hashed on their own. Relations (E) are between items, in no revision."""

    TEXT = "T"
    OPTIONS = "O"
    KEY = "K"
    ORDER = "X"
    RATIONALE = "R"
    MEDIA = "M"
    ALTERNATIVE = "A"
    TAGS = "G"
    NOTES = "N"

    @property
    def label(self) -> str:
        """The class in words."""
        return _CLASS_LABELS[self]


class Code(StrEnum):
    """Kinds of sign-off."""

    AUTHORSHIP = "AU"
    DOMAIN = "D"
    APPROVAL = "AP"

    @property
    def meaning(self) -> str:
        """What the signature means."""
        return _MEANINGS[self]


class State(StrEnum):
    """Development states of a revision; an item shows that of its newest one."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATE_LABELS[self]


class Grounding(StrEnum):
    """Where an item comes from."""

    GROUNDED = "grounded"
    CONSTRUCTED = "constructed"
    SOURCE_WITHDRAWN = "source_withdrawn"

    @property
    def label(self) -> str:
        """The kind of origin in words."""
        return self.value.replace("_", " ")


_F = FieldClass
#: What each sign-off covers: a change in one of these classes voids it, and nothing else does.
COVERS: Mapping[Code, tuple[FieldClass, ...]] = {
    Code.AUTHORSHIP: (_F.TEXT, _F.OPTIONS, _F.KEY, _F.MEDIA),
    Code.DOMAIN: (_F.TEXT, _F.OPTIONS, _F.KEY, _F.RATIONALE, _F.MEDIA, _F.TAGS),
    Code.APPROVAL: (_F.TEXT, _F.OPTIONS, _F.KEY, _F.RATIONALE, _F.MEDIA, _F.TAGS),
}

RETURN_REASONS: Mapping[str, str] = {
    "key-wrong": "The key is wrong",
    "two-keys": "Two options can be defended",
    "no-key": "No option is right",
    "unclear-stem": "The situation or the question is unclear",
    "off-blueprint": "It does not test the tagged domain",
    "wrong-level": "The cognitive level is wrong",
    "trivial": "It is trivial",
    "outdated": "It is outdated",
    "cue": "Something gives the key away",
    "implausible-distractor": "A wrong option tempts nobody",
    "sensitive": "It is sensitive or unfair",
    "identifies-source": "It may identify a source",
    "duplicate": "It repeats another item",
    "language": "The wording needs work",
    "accessibility": "It is not accessible",
    "other": "Something else",
}
REJECT_REASONS: Mapping[str, str] = {
    "beyond-repair": "It is beyond repair",
    "duplicate": "It repeats another item",
    "out-of-scope": "It is out of scope",
    "source-withdrawn": "Its source was withdrawn",
    "policy": "It is against policy",
}
#: What a domain reviewer answers; the key is stored with the answer (journey J08).
CHECKLIST: Mapping[str, str] = {
    "accurate": "It is accurate.",
    "plausible": "It is plausible in production.",
    "one_best": "Exactly one option is best.",
    "tempting": "The wrong options tempt, and are wrong.",
    "fits": "It tests what its domain and competency say.",
    "neutral": "It favours no vendor and no product.",
    "anonymous": "Nobody could be identified from it.",
    "level": "Cognitive level and difficulty look right.",
    "fair": "The wording is fair and clear to everybody.",
}


#: What a reviewer can say to the blind question instead of an option.
NO_CHOICE: Mapping[str, str] = {"?more": "More than one could be right", "?none": "None of them is right"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says about a revision: approve or return, with checklist, reason and comment."""

    choice: str
    checklist: Mapping[str, str] = field(default_factory=dict)
    reason_code: str = ""
    comment: str = ""

    @property
    def approves(self) -> bool:
        """Whether it is an approval."""
        return self.choice == "approve"


@dataclass(frozen=True, slots=True)
class RevisionFacts:
    """What happened to one revision. *returned* is whether a reviewer asked for changes."""

    id: int
    number: int
    author_id: int | None
    hashes: Mapping[str, str]
    domains: tuple[Domain, ...] = ()
    submitted: bool = False
    rejected: bool = False
    returned: bool = False
    reviewers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off as the rules see it.

    *domains* are those a domain reviewer relied on, *needed* the reviewers that policy asked for at the time
    of an approval, *found_key* whether the signer chose the key before seeing it.
    """

    code: Code
    signer_id: int
    number: int
    hashes: Mapping[str, str]
    domains: tuple[Domain, ...] = ()
    needed: int = 0
    found_key: bool = False


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Everything that decides about an item; its revisions are in order, and there is at least one.

    *barred* people contributed a source, *editors* were given the item to work on beside its authors,
    *needed* is how many reviewers policy asks for now.
    """

    revisions: tuple[RevisionFacts, ...]
    signatures: tuple[Signature, ...] = ()
    barred: frozenset[int] = frozenset()
    editors: frozenset[int] = frozenset()
    withdrawn: bool = False
    needed: int = 2

    @property
    def latest(self) -> RevisionFacts:
        """The newest revision."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True)
class ItemState:
    """What the facts amount to for one revision: state, what is missing in words, and whose turn it is."""

    state: State
    number: int
    missing: tuple[str, ...] = ()
    turn: str = ""
    valid: tuple[Signature, ...] = ()


# Hashes.


def field_hashes(content: ItemContent) -> dict[str, str]:
    """Return the SHA-256 of each field class of *content*, after normalisation."""
    return {part.value: sha256_json(value) for part, value in _field_values(content).items()}


def content_hash(hashes: Mapping[str, str]) -> str:
    """Return the one hash that names a revision's whole content: that of its field-class hashes."""
    return sha256_json(dict(hashes))


def covered_hashes(code: Code, hashes: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes that a sign-off of *code* binds itself to."""
    return {part.value: hashes[part] for part in COVERS[code]}


def changed_classes(signature: Signature, hashes: Mapping[str, str]) -> tuple[FieldClass, ...]:
    """Return the covered classes that differ from *hashes*; any of them voids the signature."""
    return tuple(part for part in COVERS[signature.code] if signature.hashes.get(part) != hashes.get(part))


def _field_values(content: ItemContent) -> dict[FieldClass, Any]:
    text = normalise_text
    return {
        _F.TEXT: [text(content.title), text(content.stimulus), text(content.lead_in)],
        _F.OPTIONS: {option.identifier: text(option.text) for option in content.options},
        _F.KEY: [content.type, sorted(content.key)],
        _F.ORDER: [option.identifier for option in content.options],
        _F.RATIONALE: [
            {option.identifier: text(option.rationale) for option in content.options},
            text(content.learning_point),
        ],
        _F.MEDIA: [],
        _F.ALTERNATIVE: [content.language],
        _F.TAGS: [
            list(content.primary.place) if content.primary else None,
            sorted([*tag.place, tag.competency or ""] for tag in content.tags),
            content.cognitive_level,
            content.expected_p,
        ],
        _F.NOTES: [text(content.topic)],
    }


# State.


def derive(facts: ItemFacts) -> ItemState:
    """Return the state of the newest revision."""
    return derive_revision(facts, facts.latest)


def derive_revision(facts: ItemFacts, revision: RevisionFacts) -> ItemState:
    """Return the state of *revision*, with the signatures that count for it."""
    state = _own_state(facts, revision)
    if state.state is State.APPROVED and _approved_later(facts, revision):
        return ItemState(State.SUPERSEDED, revision.number, valid=state.valid)
    return state


def approved_revision(facts: ItemFacts) -> RevisionFacts | None:
    """Return the revision that may be used: the newest approved one, even while a later one is in work."""
    if facts.withdrawn:
        return None
    found = [one for one in facts.revisions if _own_state(facts, one).state is State.APPROVED]
    return found[-1] if found else None


def authors(facts: ItemFacts, up_to: int | None = None) -> frozenset[int]:
    """Return everybody who wrote a revision or signed for authorship, up to and with revision *up_to*."""
    last = facts.latest.number if up_to is None else up_to
    wrote = {one.author_id for one in facts.revisions if one.number <= last and one.author_id is not None}
    signed = {one.signer_id for one in facts.signatures if one.code is Code.AUTHORSHIP and one.number <= last}
    return frozenset(wrote | signed)


def valid_signatures(facts: ItemFacts, revision: RevisionFacts) -> tuple[Signature, ...]:
    """Return the signatures that count for *revision*: on its hashes, by people independent of each other.

    A person counts once. Authorship comes first, then domain review, then approval: whoever holds an earlier
    one holds no later one.
    """
    taken = set(authors(facts, revision.number) | facts.barred)
    valid = [one for one in _matching(facts, revision, Code.AUTHORSHIP) if one.number == revision.number]
    for code in (Code.DOMAIN, Code.APPROVAL):
        found = {one.signer_id: one for one in _matching(facts, revision, code) if one.signer_id not in taken}
        valid.extend(found.values())
        taken.update(found)
    return tuple(valid)


def grounding(live: int, tokens: int) -> Grounding:
    """Say where an item comes from: *live* of its *tokens* still stand behind it."""
    if tokens == 0:
        return Grounding.CONSTRUCTED
    return Grounding.GROUNDED if live else Grounding.SOURCE_WITHDRAWN


def _own_state(facts: ItemFacts, revision: RevisionFacts) -> ItemState:
    """Return the state of a revision without regard to later ones."""
    valid = valid_signatures(facts, revision)
    found, turn, missing = _judge(facts, revision, valid)
    return ItemState(found, revision.number, missing, turn, valid)


def _judge(
    facts: ItemFacts, revision: RevisionFacts, valid: tuple[Signature, ...]
) -> tuple[State, str, tuple[str, ...]]:
    """Return the state, whose turn it is, and what is missing."""
    if facts.withdrawn or revision.rejected:
        return (State.WITHDRAWN if facts.withdrawn else State.REJECTED), "", ()
    if not revision.submitted or not any(one.code is Code.AUTHORSHIP for one in valid):
        return State.DRAFT, "its author", ("Its author has not sent it to review.",)
    if revision.returned:
        return State.CHANGES_REQUESTED, "its author", ("A reviewer asked for changes.",)
    approval = next((one for one in valid if one.code is Code.APPROVAL), None)
    gaps = tuple(_review_gaps(revision, valid, approval.needed if approval else facts.needed))
    if gaps:
        return State.IN_REVIEW, "domain reviewers", gaps
    if approval is None:
        return State.REVIEWED, "a domain lead", ("Approval by somebody who neither wrote nor reviewed it.",)
    return State.APPROVED, "", ()


def _review_gaps(revision: RevisionFacts, valid: tuple[Signature, ...], needed: int) -> Iterator[str]:
    reviews = [one for one in valid if one.code is Code.DOMAIN]
    counts = Counter(domain for one in reviews for domain in set(one.domains))
    if not revision.domains:
        yield "It is tagged with no domain."
    for domain in revision.domains:
        if counts[domain] < needed:
            yield f"{domain[2]}: {counts[domain]} of {needed} domain reviews."
    if reviews and not any(one.found_key for one in reviews):
        yield "No reviewer has found the key before seeing it."


def _approved_later(facts: ItemFacts, revision: RevisionFacts) -> bool:
    later = (one for one in facts.revisions if one.number > revision.number)
    return any(_own_state(facts, one).state is State.APPROVED for one in later)


def _matching(facts: ItemFacts, revision: RevisionFacts, code: Code) -> list[Signature]:
    return [
        one
        for one in facts.signatures
        if one.code is code and one.number <= revision.number and not changed_classes(one, revision.hashes)
    ]


# Who may do what. Each refuses with a sentence; the bans hold for every combination of roles.

_CLOSED = frozenset({State.REJECTED, State.WITHDRAWN})


def works_on(facts: ItemFacts, person_id: int | None) -> bool:
    """Whether a person is author or editor of the item. One that nobody wrote here is open to all editors."""
    people = authors(facts) | facts.editors
    return person_id is not None and (not people or person_id in people)


def can_open(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* may read the record: who works on it, who sees all, a domain lead when it is due."""
    if actor.may(Permission.ITEM_SEE_ALL):
        return True
    if actor.may(Permission.ITEM_WRITE) and works_on(facts, actor.id):
        return True
    return actor.may(Permission.ITEM_APPROVE) and not _is_excluded(facts, actor) and _has_come_to_lead(facts)


def may_edit(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* may write the next revision."""
    mine = actor.may(Permission.ITEM_WRITE) and works_on(facts, actor.id) and not _has_judged(facts, actor)
    return mine and derive(facts).state not in _CLOSED


def check_edit(facts: ItemFacts, actor: Actor) -> None:
    """Refuse an edit by somebody who does not work on the item, who judged it, or of a closed item.

    Raises:
        Refused: with what to do.
    """
    if not actor.may(Permission.ITEM_WRITE) or not works_on(facts, actor.id) or _has_judged(facts, actor):
        raise Refused(NOT_FOR_YOU)
    state = derive(facts).state
    if state in _CLOSED:
        raise Refused(f"This item is {state.label.lower()}. Write a new one instead.")


def check_submit(facts: ItemFacts, actor: Actor) -> None:
    """Refuse a submission by somebody who may not edit, or of a revision that is not a draft.

    Raises:
        Refused: with what to do.
    """
    check_edit(facts, actor)
    state = derive(facts).state
    if state is State.CHANGES_REQUESTED:
        raise Refused("A reviewer asked for changes. Edit the item; the new revision can be sent to review.")
    if state is not State.DRAFT:
        raise Refused(f"This revision was sent to review already; it is {state.label.lower()}.")


def review_domains(facts: ItemFacts, actor: Actor, verified: frozenset[Domain]) -> tuple[Domain, ...]:
    """Return the domains that *actor* may review the newest revision in; none when it is not for them."""
    if not actor.may(Permission.ITEM_REVIEW) or _is_excluded(facts, actor):
        return ()
    if actor.id in facts.latest.reviewers or actor.id in _signers(facts, Code.DOMAIN, Code.APPROVAL):
        return ()
    if derive(facts).state is not State.IN_REVIEW:
        return ()
    return tuple(domain for domain in facts.latest.domains if domain in verified)


def check_review(facts: ItemFacts, actor: Actor, verified: frozenset[Domain]) -> tuple[Domain, ...]:
    """Return the domains that *actor* may review the newest revision in.

    Raises:
        Refused: in the same words for every exclusion.
    """
    domains = review_domains(facts, actor, verified)
    if not domains:
        raise Refused(NOT_FOR_YOU)
    return domains


def can_approve(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* is an independent domain lead for the newest revision, and its reviews are in."""
    return is_lead(facts, actor) and derive(facts).state is State.REVIEWED


def check_approve(facts: ItemFacts, actor: Actor) -> None:
    """Refuse an approval by an author, an editor, a reviewer or a contributor, or before the reviews are in.

    Raises:
        Refused: in the same words for every exclusion; with the state when it is too early or too late.
    """
    if not is_lead(facts, actor):
        raise Refused(NOT_FOR_YOU)
    found = derive(facts)
    if found.state is not State.REVIEWED:
        missing = " ".join(found.missing)
        raise Refused(f"This item is {found.state.label.lower()}, so it cannot be approved. {missing}")


def check_reject(facts: ItemFacts, actor: Actor) -> None:
    """Refuse a rejection or return by anybody but an independent domain lead, or of a revision not in hand.

    Raises:
        Refused: with what to do.
    """
    if not actor.may(Permission.ITEM_APPROVE) or _is_excluded(facts, actor):
        raise Refused(NOT_FOR_YOU)
    state = derive(facts).state
    if state not in {State.IN_REVIEW, State.REVIEWED, State.CHANGES_REQUESTED}:
        raise Refused(f"This item is {state.label.lower()}; only one that is in review can be rejected.")


def check_withdraw(facts: ItemFacts, actor: Actor) -> None:
    """Refuse a withdrawal: its editors may before anything is approved, an independent domain lead always.

    Raises:
        Refused: with what to do.
    """
    if facts.withdrawn:
        raise Refused("This item was withdrawn already.")
    if actor.may(Permission.ITEM_APPROVE) and not _is_excluded(facts, actor):
        return
    if not may_edit(facts, actor):
        raise Refused(NOT_FOR_YOU)
    if approved_revision(facts) is not None:
        raise Refused("An approved item is in use. Ask a domain lead to withdraw it.")


def may_withdraw(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* may withdraw the item, so that pages offer it to them."""
    leads = actor.may(Permission.ITEM_APPROVE) and not _is_excluded(facts, actor)
    return not facts.withdrawn and (leads or (may_edit(facts, actor) and approved_revision(facts) is None))


def check_assign(facts: ItemFacts, person_id: int) -> None:
    """Refuse to give an item to somebody who judged it or stands behind its source.

    Raises:
        Refused: without saying which.
    """
    judged = {one.signer_id for one in facts.signatures if one.code is not Code.AUTHORSHIP}
    judged |= {person for one in facts.revisions for person in one.reviewers}
    if person_id in judged | facts.barred:
        raise Refused("This item is not available for that person. Choose somebody else.")


def missed_key(facts: ItemFacts) -> bool:
    """Whether a domain reviewer whose signature counts chose another answer than the key."""
    return any(one.code is Code.DOMAIN and not one.found_key for one in valid_signatures(facts, facts.latest))


def check_verdict(verdict: Verdict, *, found_key: bool) -> None:
    """Refuse a verdict without criteria: every line is answered, and what is not plain is said in words.

    Raises:
        Invalid: naming the field.
    """
    for name, statement in CHECKLIST.items():
        if verdict.checklist.get(name) not in {"yes", "no"}:
            raise Invalid(f"Answer every line of the checklist: \u201c{statement}\u201d", place=name)
    if verdict.choice not in {"approve", "return"}:
        raise Invalid("Choose a verdict: approve, or return.", place="verdict")
    if not verdict.approves:
        check_reason(verdict.reason_code, verdict.comment, RETURN_REASONS)
        return
    failed = [CHECKLIST[name] for name in CHECKLIST if verdict.checklist[name] == "no"]
    if failed:
        said = f"You answered no to \u201c{failed[0]}\u201d"
        raise Invalid(f"{said}: return the item, or change the answer.", place="verdict")
    if not found_key and not verdict.comment.strip():
        raise Invalid("Your answer was not the key. Say in the comment why the key holds.", place="comment")


def check_reason(reason_code: str, comment: str, known: Mapping[str, str]) -> None:
    """Refuse a decision without a known reason.

    Raises:
        Invalid: naming the field.
    """
    if reason_code not in known:
        raise Invalid("Choose a reason.", place="reason_code")
    if not comment.strip():
        raise Invalid("Say why in a sentence.", place="comment")


def _is_excluded(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* wrote, edits or contributed to the item; a stranger always is."""
    return actor.id is None or actor.id in authors(facts) | facts.editors | facts.barred


def is_lead(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* is a domain lead who neither wrote nor reviewed the newest revision."""
    judged = actor.id in facts.latest.reviewers or actor.id in _signers(facts, Code.DOMAIN)
    return actor.may(Permission.ITEM_APPROVE) and not _is_excluded(facts, actor) and not judged


def _has_judged(facts: ItemFacts, actor: Actor) -> bool:
    """Whether *actor* ever reviewed or approved any revision: such a person never edits the item."""
    reviewed = any(actor.id in one.reviewers for one in facts.revisions)
    signed = any(one.signer_id == actor.id for one in facts.signatures if one.code is not Code.AUTHORSHIP)
    return reviewed or signed


def _signers(facts: ItemFacts, *codes: Code) -> frozenset[int]:
    valid = valid_signatures(facts, facts.latest)
    return frozenset(one.signer_id for one in valid if one.code in codes)


def _has_come_to_lead(facts: ItemFacts) -> bool:
    return derive(facts).state is State.REVIEWED or approved_revision(facts) is not None


_CLASS_LABELS = {
    _F.TEXT: "title, situation or question",
    _F.OPTIONS: "options",
    _F.KEY: "key",
    _F.ORDER: "order of the options",
    _F.RATIONALE: "rationales or learning point",
    _F.MEDIA: "media",
    _F.ALTERNATIVE: "language",
    _F.TAGS: "domain, competency, cognitive level or expected difficulty",
    _F.NOTES: "topic",
}
_MEANINGS = {
    Code.AUTHORSHIP: "authorship",
    Code.DOMAIN: "domain review",
    Code.APPROVAL: "approval",
}
_STATE_LABELS = {
    State.DRAFT: "Draft",
    State.IN_REVIEW: "In review",
    State.CHANGES_REQUESTED: "Changes requested",
    State.REVIEWED: "Reviewed",
    State.APPROVED: "Approved",
    State.SUPERSEDED: "Superseded",
    State.REJECTED: "Rejected",
    State.WITHDRAWN: "Withdrawn",
}
