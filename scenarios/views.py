"""Pages of scenarios."""

from flask import Blueprint

from itembank.core.actor import Actor
from itembank.core.http import NavEntry, Open, Waiting, requires
from itembank.core.work import Work

bp = Blueprint("scenarios", __name__, template_folder="templates")
NAV: list[NavEntry] = []


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Nothing waits yet."""
    return []


@bp.get("/share")
@requires(Open.ANYONE)
def share() -> str:
    """Share a scenario."""
    return "share"


@bp.get("/receipt")
@requires(Open.ANYONE)
def receipt_lookup() -> str:
    """Look a receipt up."""
    return "receipt"
