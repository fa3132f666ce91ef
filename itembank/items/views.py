"""Pages of items."""

from flask import Blueprint

from itembank.core.actor import Actor
from itembank.core.http import NavEntry, Waiting
from itembank.core.work import Work

bp = Blueprint("items", __name__, template_folder="templates")
NAV: list[NavEntry] = []


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Nothing waits yet."""
    return []
