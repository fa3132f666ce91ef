"""Web forms of exports. Each names its fields; anything else that is posted is ignored."""

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField, widgets
from wtforms.validators import DataRequired, Length

from exports.formats import FORMATS
from exports.operations import MAX_REASON


class ExportForm(FlaskForm):
    """Which formats, and what for."""

    formats = SelectMultipleField(
        "Formats",
        [DataRequired("Choose at least one format.")],
        choices=[(name, entry.label) for name, entry in FORMATS.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    reason = TextAreaField(
        "Reason",
        [DataRequired("Say what the export is for; it is kept."), Length(max=MAX_REASON)],
        description="Who will use it, and for what sitting. The register keeps it with your name.",
    )


class FetchForm(FlaskForm):
    """A plain request for a file, protected against forged requests."""
