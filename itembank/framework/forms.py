"""Web forms of framework packs."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField


class ImportForm(FlaskForm):
    """The file of a framework pack."""

    file = FileField("Framework pack (JSON)")
