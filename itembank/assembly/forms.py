"""Web forms of outlines and exam forms. Each names its fields; anything else that is posted is ignored."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FloatField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from itembank.assembly import rules
from itembank.assembly.outline import Cell, Outline
from itembank.assembly.rules import DOMAIN, OutlineDraft
from itembank.framework.rules import DomainEntry

_WHOLE = "Give a whole number."
_COUNT = "count_"
MOST_SEED = 2**31 - 1


def _whole(
    label: str, low: int, high: int, *, needed: bool = True, hint: str = "", start: int | None = None
) -> Any:
    """Return a field for a whole number."""
    presence = InputRequired(_WHOLE) if needed else Optional()
    span = NumberRange(low, high, f"Give a whole number from {low} to {high}.")
    return IntegerField(
        label, [presence, span], invalid_value_message=_WHOLE, description=hint, default=start
    )


class OutlineForm(FlaskForm):
    """A content outline; `outline_form` adds a count for each domain of a framework version."""

    base_number = HiddenField()
    name = StringField(
        "Name",
        [DataRequired("Give the outline a name, such as “AIDA 2026”."), Length(max=rules.MAX_NAME)],
        filters=[lambda text: text.strip() if text else text],
    )
    length = _whole("Length of the form, in items", 1, rules.MAX_LENGTH)
    free_cells = _whole(
        "Free places", 0, rules.MAX_LENGTH, hint="These take items of any domain, as the limits allow."
    )
    max_per_source = _whole(
        "At most from one source", 1, rules.MAX_LENGTH, needed=False, start=2, hint="Empty: no limit."
    )
    max_constructed = _whole(
        "At most constructed",
        0,
        rules.MAX_LENGTH,
        needed=False,
        hint="Items that an editor invented, with no incident behind them. Empty: no limit.",
    )
    max_exposure = _whole(
        "At most earlier forms",
        0,
        rules.MAX_LENGTH,
        needed=False,
        hint="How many locked forms an item may stand on already. Empty: no limit.",
    )
    target_p = FloatField(
        "Expected share of right answers",
        [Optional(), NumberRange(0, 1, "Give a share from 0 to 1, such as 0.65.")],
        description=(
            "The form comes as close to this as it can, going by the authors' estimates. "
            "Empty: difficulty plays no part."
        ),
    )
    pass_mark = _whole(
        "Pass mark, in right answers", 0, rules.MAX_LENGTH, needed=False, hint="Empty: set elsewhere."
    )
    time_limit = _whole("Time limit, in minutes", 1, 1_440, needed=False, hint="Empty: no limit.")
    reason = TextAreaField(
        "Reason",
        [DataRequired("Say why the outline is as it is; it is kept with it."), Length(max=rules.MAX_REASON)],
        description="Where the numbers come from, or what changes and why. It is kept with this version.",
    )

    def count_fields(self) -> list[Any]:
        """Return the fields of the domains' counts, in the framework's order."""
        return [field for field in self if field.name.startswith(_COUNT)]


class FormForm(FlaskForm):
    """A new exam form; *warned* is the outline of which the page said that the bank cannot fill it now."""

    outline = SelectField("Content outline", coerce=int)
    warned = HiddenField()
    title = StringField(
        "Title",
        [DataRequired("Give the form a title; candidates read it on the booklet."), Length(max=200)],
        description="Candidates read it on the booklet.",
    )
    identifier = StringField(
        "Number",
        [Optional(), Length(max=32)],
        description="Leave it empty and the form gets the next number.",
    )


class AssembleForm(FlaskForm):
    """A run of the solver."""

    seed = _whole(
        "Seed",
        0,
        MOST_SEED,
        start=1,
        hint=(
            "The same bank, outline and seed give the same form. "
            "Another seed draws another form among equals."
        ),
    )


class GiveUpForm(FlaskForm):
    """Why nothing more is done with a form."""

    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Say why the form is given up; it is kept with it."),
            Length(max=rules.MAX_REASON),
        ],
        description="It is kept with the form, with your name and the time.",
    )


class LockForm(FlaskForm):
    """The signature under a form; *assembly* is the run that the person looked at."""

    assembly = HiddenField()
    agree = BooleanField("I have read this and sign it", [DataRequired("Tick the box to sign.")])


def outline_form(domains: Sequence[DomainEntry]) -> type[OutlineForm]:
    """Return the web form for outlines of a framework version with these *domains*."""
    counts: Mapping[str, Any] = {
        f"{_COUNT}{place}": _whole(f"{domain.id} {domain.title}", 0, rules.MAX_LENGTH)
        for place, domain in enumerate(domains)
    }
    return type("DomainOutlineForm", (OutlineForm,), dict(counts))


def propose(form: OutlineForm, domains: Sequence[DomainEntry]) -> None:
    """Fill an empty form with an outline that sums up, as a start."""
    counts, form.free_cells.data, form.length.data = rules.proposal([domain.id for domain in domains])
    for field, domain in zip(form.count_fields(), domains, strict=True):
        field.data = counts[domain.id]
    form.target_p.data = 0.65


def fill(form: OutlineForm, draft: OutlineDraft, number: int, domains: Sequence[DomainEntry]) -> None:
    """Fill the form with a saved outline as the start of its next version; the reason is for the person."""
    outline = draft.outline
    counts = rules.by_domain(outline)
    for field, domain in zip(form.count_fields(), domains, strict=True):
        field.data = counts.get(domain.id, 0)
    form.base_number.data = number
    form.name.data = outline.name
    form.length.data = outline.length
    form.free_cells.data = outline.free_cells
    form.max_per_source.data = outline.max_per_source
    form.max_constructed.data = outline.max_constructed
    form.max_exposure.data = outline.max_exposure
    form.target_p.data = outline.target_p
    form.pass_mark.data = draft.pass_mark
    form.time_limit.data = draft.time_limit_minutes


def can_be_read(form: OutlineForm) -> bool:
    """Whether the counts and the length were understood, so that the outline can be checked as a whole."""
    return not any(field.errors for field in (form.length, form.free_cells, *form.count_fields()))


def read_draft(
    form: OutlineForm, framework: str, version: str, domains: Sequence[DomainEntry], *, name: str = ""
) -> OutlineDraft:
    """Return the outline that a form with readable counts describes, named *name* if it follows another.

    A domain with no item asked for has no cell. What was not understood, beside the counts, is left out.
    """
    cells = tuple(
        Cell(domain.id, f"{domain.id} {domain.title}", {DOMAIN: domain.id}, field.data)
        for field, domain in zip(form.count_fields(), domains, strict=True)
        if field.data
    )
    outline = Outline(
        name=name or form.name.data or "",
        length=form.length.data,
        cells=cells,
        free_cells=form.free_cells.data,
        max_per_source=_sound(form.max_per_source),
        max_constructed=_sound(form.max_constructed),
        max_exposure=_sound(form.max_exposure),
        target_p=_sound(form.target_p),
    )
    return OutlineDraft(
        outline=outline,
        framework=framework,
        version=version,
        reason=(form.reason.data or "").strip(),
        pass_mark=_sound(form.pass_mark),
        time_limit_minutes=_sound(form.time_limit),
    )


def _sound(field: Any) -> Any:
    """Return what was typed, or None when the field has a fault of its own."""
    return None if field.errors else field.data
