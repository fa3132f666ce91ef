"""The blueprint that all pages of scenarios hang on."""

from flask import Blueprint

bp = Blueprint(
    "scenarios",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/scenarios/static",
)
