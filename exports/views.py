"""Pages of exports."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exports import operations
from exports.build import document_for
from exports.formats import FORMATS, Audience
from exports.forms import ExportForm, FetchForm
from exports.models import ExportRecord
from itembank.accounts.permissions import Permission
from itembank.assembly import records
from itembank.assembly.models import ExamForm
from itembank.assembly.rules import FormState
from itembank.core.actor import Actor
from itembank.core.errors import Invalid
from itembank.core.http import NavEntry, Waiting, current_actor, current_work, requires
from itembank.core.work import Work

bp = Blueprint("exports", __name__, template_folder="templates")
NAV = [NavEntry("Exports", "exports.index", frozenset({Permission.FORM_EXPORT}))]
_AUDIENCES = {
    Audience.CANDIDATE: "candidates",
    Audience.STAFF: "staff only",
    Audience.DELIVERY: "the delivery system only; it holds the keys",
}


def waiting(work: Work, actor: Actor) -> list[Waiting]:
    """Say how many locked forms were never exported."""
    if not actor.may(Permission.FORM_EXPORT):
        return []
    done = operations.counts(work.session)
    count = sum(row.form.id not in done for row in _locked(work))
    hint = "They are locked, and nobody has exported them yet."
    title = "form to export" if count == 1 else "forms to export"
    return [Waiting(title, count, url_for("exports.index"), hint)]


@bp.get("/exports")
@requires(Permission.FORM_EXPORT)
def index() -> str:
    """List the locked forms and how often each was exported."""
    work = current_work()
    return render_template("exports/index.html", rows=_locked(work), counts=operations.counts(work.session))


@bp.route("/forms/<identifier>/exports", methods=["GET", "POST"])
@requires(Permission.FORM_EXPORT)
def show(identifier: str) -> ResponseReturnValue:
    """Show a form's exports, and make one more."""
    work, form = current_work(), ExportForm()
    found = records.form(work.session, identifier)
    if form.validate_on_submit():
        record = _make(work, found, form)
        if record is not None:
            flash("The export is ready.", "success")
            return redirect(url_for(".export", export_id=record.export_id))
    rows = operations.exports_of(work.session, found)
    return render_template(
        "exports/show.html",
        exam_form=found,
        lock=records.lock_of(work.session, found),
        given_up=records.given_up_of(work.session, found),
        form=form,
        rows=rows,
        names=records.names(work.session, (row.by_id for row in rows)),
        labels={name: entry.label for name, entry in FORMATS.items()},
    ), 422 if form.errors else 200


@bp.get("/exports/<export_id>")
@requires(Permission.FORM_EXPORT)
def export(export_id: str) -> str:
    """Show one export: its files, their digests, and whom each is for."""
    work = current_work()
    record = operations.find(work.session, export_id)
    return render_template(
        "exports/export.html",
        record=record,
        exam_form=work.session.get_one(ExamForm, record.form_id),
        names=records.names(work.session, [record.by_id]),
        labels={name: entry.label for name, entry in FORMATS.items()},
        audiences=_AUDIENCES,
        form=FetchForm(),
    )


@bp.post("/exports/<export_id>/archive")
@requires(Permission.FORM_EXPORT)
def fetch_all(export_id: str) -> Response:
    """Hand out all files of an export in one archive."""
    content = _fetch(export_id, "")
    return _download(f"export-{export_id[:8]}.zip", content)


@bp.post("/exports/<export_id>/files/<name>")
@requires(Permission.FORM_EXPORT)
def fetch(export_id: str, name: str) -> Response:
    """Hand out one file of an export."""
    return _download(name, _fetch(export_id, name))


def _locked(work: Work) -> list[records.FormRow]:
    return [row for row in records.all_forms(work.session) if row.state is FormState.LOCKED]


def _make(work: Work, found: ExamForm, form: ExportForm) -> ExportRecord | None:
    """Build outside any transaction, so that nobody waits for the typesetter; then register it."""
    identifier, formats, reason = found.identifier, form.formats.data, form.reason.data
    try:
        operations.check_request(formats, reason)
        document = document_for(work, found)
        work.session.rollback()  # Nothing was written yet; others may write while the files are built.
        made = operations.make_files(document, formats, work.env.new_id())
    except Invalid as error:
        field = form.reason if error.place == "reason" else form.formats
        field.errors = [*field.errors, error.message]
        return None
    return operations.record_export(
        work, current_actor(), records.form(work.session, identifier), made, reason
    )


def _fetch(export_id: str, name: str) -> bytes:
    work = current_work()
    record = operations.find(work.session, export_id)
    document = document_for(work, work.session.get_one(ExamForm, record.form_id))
    formats = record.formats
    work.session.rollback()  # As above.
    made = operations.make_files(document, formats, export_id)
    return operations.hand_out(work, current_actor(), operations.find(work.session, export_id), made, name)


def _download(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/octet-stream", headers=headers)
