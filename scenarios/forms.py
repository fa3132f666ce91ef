"""Web forms of scenarios. Each names its fields; anything else that is posted is ignored."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Regexp

from scenarios.clearance.rules import MAX_NEEDLE, Verdict
from scenarios.intake.rules import Domain
from scenarios.wording import (
    ATTESTATIONS,
    CHECKLIST,
    CLOSING_REASONS,
    CONSENTS,
    KINDS,
    RECALL_REASONS,
    SCALES,
    SECTORS,
    Purpose,
)

_BREAK = "|"
_FAR = 10_000_000  # No text is as long as this; it only keeps absurd numbers out.


class ShareForm(FlaskForm):
    """A scenario: one text, one attestation, at least one use; all else may stay empty."""

    text = TextAreaField("What happened?")
    attestation = RadioField(
        "Was this in production?",
        [AnyOf([lived.value for lived in ATTESTATIONS], "Say whether it happened, or nearly happened.")],
        choices=[(lived.value, wording) for lived, wording in ATTESTATIONS.items()],
        validate_choice=False,
    )
    exam = BooleanField(CONSENTS[Purpose.EXAM])
    framework = BooleanField(CONSENTS[Purpose.FRAMEWORK])
    analysis = BooleanField(CONSENTS[Purpose.ANALYSIS])
    noticed = TextAreaField("How was it noticed?")
    done = TextAreaField("What was done?")
    outcome = TextAreaField("What happened then?", description="“It was never fixed” is a fine answer.")
    wrong_first_move = TextAreaField(
        "What would a competent colleague wrongly do first?",
        description="This is what makes a question hard in the right way.",
    )
    why_right = TextAreaField("Why was the right action better?")
    domain = SelectField("Which part of the framework does it touch?", default="")
    sector = SelectField("Kind of organisation", choices=list(SECTORS.items()), default="")
    scale = SelectField("How many people it concerned", choices=list(SCALES.items()), default="")
    key = HiddenField()
    draft = HiddenField()
    linked = HiddenField()
    send = SubmitField("Send")
    save = SubmitField("Save a draft")

    def offer(self, titles: Iterable[tuple[Domain, str]]) -> "ShareForm":
        """Fill in the domains that can be chosen; return the form itself."""
        known = [(_BREAK.join(domain), f"{domain[2]} {title}") for domain, title in titles]
        self.domain.choices = [("", "Not sure"), *known]
        return self


#: What a draft keeps: every field that a person fills in.
DRAFT_FIELDS = (
    "text",
    "attestation",
    *(purpose.value for purpose in Purpose),
    "noticed",
    "done",
    "outcome",
    "wrong_first_move",
    "why_right",
    "domain",
    "sector",
    "scale",
)


class CodeForm(FlaskForm):
    """A receipt code."""

    code = StringField("Receipt code", [InputRequired("Type the code from your receipt."), Length(max=60)])


class WithdrawForm(FlaskForm):
    """A receipt code, and that its owner means it."""

    code = HiddenField()
    sure = BooleanField("Erase my texts for good.", [InputRequired("Tick the box if you mean it.")])


class PlainForm(FlaskForm):
    """A plain action without fields, protected against forged requests."""


class DraftForm(FlaskForm):
    """Which draft to erase."""

    draft = HiddenField()


class DecisionForm(FlaskForm):
    """One action on the workbench: a verb with the stretch it is about, such as `accept:12:20`, or `undo`."""

    do = StringField(
        "Action", [Regexp(r"(?:undo|(?:accept|reject|accept_same|reject_same|add):\d{1,7}:\d{1,7})\Z")]
    )
    kind = SelectField("Accept as", choices=[("", "the kind that was found"), *KINDS.items()], default="")
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, _FAR)])


class FindForm(FlaskForm):
    """Text to mark wherever it stands."""

    needle = StringField(
        "Text to mark",
        [
            InputRequired("Type what to mark."),
            Length(max=MAX_NEEDLE, message=f"Type at most {MAX_NEEDLE} characters."),
        ],
    )
    kind = SelectField(
        "Kind",
        [AnyOf(KINDS, "Choose what kind it is.")],
        choices=[("", "Choose a kind"), *KINDS.items()],
        default="",
        validate_choice=False,
    )
    whole_words = BooleanField("Whole words only", default=True)
    ignore_case = BooleanField("Upper and lower case alike", default=True)
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, _FAR)])


class SecondLookForm(FlaskForm):
    """A decision over something that the second look found."""

    act = StringField("Action", [AnyOf([Verdict.ACCEPT.value, Verdict.REJECT.value])])
    start = IntegerField("From", [InputRequired(), NumberRange(0, _FAR)])
    end = IntegerField("To", [InputRequired(), NumberRange(0, _FAR)])
    kind = SelectField("Kind", choices=list(KINDS.items()))
    justification = TextAreaField("Why it may stay", [Length(max=1_000)])
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, _FAR)])


class ClearForm(FlaskForm):
    """The checklist of indirect clues, and the signature."""

    notes = TextAreaField(
        "What you did about each yes", [Length(max=2_000)], description="Needed when an answer is yes."
    )
    read_by_hand = BooleanField("I have read this text word by word, because the machine could not.")
    kept_read_again = BooleanField("I have read what stays again; none of it identifies anybody.")
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, _FAR)])


for _question in CHECKLIST:  # One yes-or-no field per question, so that a new question needs one line only.
    setattr(
        ClearForm,
        _question.key,
        RadioField(_question.text, choices=[("no", "No"), ("yes", "Yes")], validate_choice=False),
    )


class RecallForm(FlaskForm):
    """Why a clearance is taken back."""

    reason = SelectField(
        "Why is it taken back?", choices=[("", "Choose a reason"), *RECALL_REASONS.items()], default=""
    )


class CloseForm(FlaskForm):
    """Why a submission cannot be used."""

    reason = SelectField("Reason", choices=[("", "Choose a reason"), *CLOSING_REASONS.items()], default="")
    sure = BooleanField("Erase its texts for good.", [InputRequired("Tick the box if you mean it.")])
