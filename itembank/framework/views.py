"""Pages of framework packs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from itembank.accounts.permissions import Permission
from itembank.core.actor import Actor
from itembank.core.files import parse_json
from itembank.core.http import NavEntry, Waiting, current_actor, current_work, requires
from itembank.core.work import Work
from itembank.framework import operations, rules
from itembank.framework.forms import ImportForm

bp = Blueprint("framework", __name__, url_prefix="/framework", template_folder="templates")
NAV = [NavEntry("Framework", "framework.index", frozenset({Permission.FRAMEWORK_READ}))]


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say that a framework is needed while there is none."""
    if not actor.may(Permission.FRAMEWORK_IMPORT) or operations.all_packs(work.session):
        return []
    return [
        Waiting("framework to import", 1, url_for(".index"), "Items cannot be tagged before there is one.")
    ]


@bp.get("/")
@requires(Permission.FRAMEWORK_READ)
def index() -> str:
    """List the packs of this bank."""
    packs = operations.all_packs(current_work().session)
    rows = [(pack, rules.completeness(pack.body)) for pack in packs]
    return render_template("framework/index.html", rows=rows, form=ImportForm())


@bp.get("/<framework>/<version>")
@requires(Permission.FRAMEWORK_READ)
def show(framework: str, version: str) -> str:
    """Show one version: its domains, its statements, what is missing, its credit and hash."""
    pack = operations.get(current_work().session, framework, version)
    return render_template(
        "framework/show.html",
        pack=pack,
        domains=rules.domains(pack.body),
        completeness=rules.completeness(pack.body),
        credit=rules.credit(pack.body),
    )


@bp.post("/import")
@requires(Permission.FRAMEWORK_IMPORT)
def import_pack() -> ResponseReturnValue:
    """Import a pack from a file."""
    file = request.files.get("file")
    if not ImportForm().validate_on_submit() or file is None or not file.filename:
        flash("Choose the JSON file of a framework pack.", "danger")
        return redirect(url_for(".index"))
    pack, is_new = operations.import_pack(current_work(), current_actor(), parse_json(file.read()))
    flash("Imported." if is_new else "This pack is here already, with the same content.", "success")
    return redirect(url_for(".show", framework=pack.framework, version=pack.version))
