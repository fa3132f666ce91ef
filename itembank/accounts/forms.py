"""Web forms of accounts. Each names its fields; anything else that is posted is ignored."""

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, Email, EqualTo, Length

from itembank.accounts.permissions import Role
from itembank.accounts.rules import MAX_PASSWORD, MIN_PASSWORD


class Checkboxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class InviteForm(FlaskForm):
    """A new person and what they are here for."""

    name = StringField("Name", [DataRequired("Give the person's name."), Length(max=120)])
    email = EmailField("E-mail address", [DataRequired("Give an e-mail address."), Email(), Length(max=255)])
    roles = Checkboxes("Roles", choices=[(role.value, role.label.capitalize()) for role in Role])


class RoleForm(FlaskForm):
    """One role to give or take away."""

    role = SelectField("Role", choices=[(role.value, role.label.capitalize()) for role in Role])


class PasswordForm(FlaskForm):
    """A first password."""

    password = PasswordField(
        "Password",
        [
            DataRequired("Choose a password."),
            Length(MIN_PASSWORD, MAX_PASSWORD, f"Use {MIN_PASSWORD} to {MAX_PASSWORD} characters."),
        ],
        description=f"At least {MIN_PASSWORD} characters; a sentence of your own is a good one.",
    )
    again = PasswordField("The same again", [EqualTo("password", "The two are not the same.")])


class ExperienceForm(FlaskForm):
    """A statement of experience in one domain."""

    domain = SelectField("Domain")
    statement = TextAreaField(
        "What you ran, and for how long", [DataRequired("Say it in a sentence."), Length(max=600)]
    )


class ConfirmForm(FlaskForm):
    """A plain action without fields, protected against forged requests."""
