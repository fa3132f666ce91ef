"""Pages of scenarios: the blueprint with every page on it, the navigation, and what waits."""

from flask import url_for

from itembank.accounts.permissions import Permission
from itembank.core.actor import Actor
from itembank.core.http import NavEntry, Waiting
from itembank.core.work import Work
from scenarios.blueprint import bp
from scenarios.clearance import queue
from scenarios.clearance import views as _clearance
from scenarios.handover import operations as handover
from scenarios.handover import views as _handover
from scenarios.intake import operations as intake
from scenarios.intake import views as _intake

__all__ = ["NAV", "bp", "waiting"]

PAGES = (
    _intake,
    _clearance,
    _handover,
)  # Imported for their pages, which register themselves on the blueprint.
NAV: list[NavEntry] = [
    NavEntry("Share a scenario", "scenarios.share", frozenset({Permission.SCENARIO_SEND})),
    NavEntry("My scenarios", "scenarios.mine", frozenset({Permission.SCENARIO_SEND})),
    NavEntry("Clearance", "scenarios.clearance", frozenset({Permission.SCENARIO_CLEAR})),
    NavEntry("Sources", "scenarios.sources", frozenset({Permission.SCENARIO_DRAFT_FROM})),
]


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say what waits for this person: something to share, to clear, or to write from."""
    return [*_for_contributor(work, actor), *_for_clearer(work, actor), *_for_editor(work, actor)]


def _for_contributor(work: Work, actor: Actor) -> list[Waiting]:
    if not actor.may(Permission.SCENARIO_SEND):
        return []
    drafts = len(intake.kept_drafts(work, actor, ()))
    hint = "It is sealed and kept for a few days." if drafts else "Something went wrong lately? Share it."
    return [Waiting("unsent draft", drafts, url_for("scenarios.share"), hint)]


def _for_clearer(work: Work, actor: Actor) -> list[Waiting]:
    if not actor.may(Permission.SCENARIO_CLEAR):
        return []
    count = queue.count_waiting(work.session, actor)
    return [Waiting("scenarios to clear", count, url_for("scenarios.clearance"), "The oldest comes first.")]


def _for_editor(work: Work, actor: Actor) -> list[Waiting]:
    if not actor.may(Permission.SCENARIO_DRAFT_FROM):
        return []
    count = handover.count_unused(work.session)
    return [
        Waiting(
            "cleared texts to write from", count, url_for("scenarios.sources"), "Nobody has used these yet."
        )
    ]
