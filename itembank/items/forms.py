"""Web forms of items. Each names its fields; anything else that is posted is ignored."""

from collections.abc import Iterable, Iterator
from itertools import count
from string import ascii_uppercase
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional

from itembank.framework.models import FrameworkPack
from itembank.framework.rules import domains
from itembank.items.content import (
    LIMITS,
    MAX_OPTIONS,
    SINGLE_BEST_ANSWER,
    CognitiveLevel,
    Domain,
    ItemContent,
    OptionContent,
    Tag,
    clean,
)
from itembank.items.rules import CHECKLIST, NO_CHOICE, REJECT_REASONS, RETURN_REASONS, Verdict

SHOWN_OPTIONS = 5
_BREAK = "|"


class Checkboxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _text(label: str, field: str, description: str = "", rows: int = 3) -> TextAreaField:
    limit = LIMITS[field]
    return TextAreaField(
        label,
        [Length(max=limit, message=f"At most {limit:,} characters fit here. Shorten the text.")],
        description=description,
        render_kw={"rows": rows},
    )


class OptionForm(Form):
    """One option; it belongs to the item's form, which carries the protection."""

    identifier = HiddenField()
    text = _text("Text", "text", rows=2)
    rationale = _text("Why it is right or wrong", "rationale", rows=2)


class ItemForm(FlaskForm):
    """The whole content of an item. A draft may be incomplete; only the title is needed to save."""

    title = StringField(
        "Working title",
        [
            DataRequired("Give the item a working title; candidates do not see it."),
            Length(max=LIMITS["title"]),
        ],
        description="For finding it again. Candidates do not see it.",
    )
    stimulus = _text(
        "Situation",
        "stimulus",
        "What happened, told so that nobody can be recognised. Markdown: **bold**, lists, tables, code.",
        rows=7,
    )
    lead_in = _text(
        "Question", "lead_in", "One question that can be answered before reading the options.", rows=2
    )
    options = FieldList(FormField(OptionForm), min_entries=SHOWN_OPTIONS, max_entries=MAX_OPTIONS)
    key = StringField("Key")
    learning_point = _text("Learning point", "learning_point", "What a candidate should take away.", rows=2)
    cognitive_level = SelectField(
        "Cognitive level",
        choices=[
            ("", "Choose a level"),
            *((level.value, level.value.capitalize()) for level in CognitiveLevel),
        ],
        default="",
        description="What answering demands.",
    )
    expected_p = DecimalField(
        "Expected share of right answers",
        [Optional(), NumberRange(0, 1, "Give a number from 0 to 1, such as 0.7.")],
        places=None,
        description="Your guess, from 0 to 1: 0.7 means that seven of ten candidates find the key.",
    )
    primary_domain = SelectField("Domain it belongs to", default="")
    further_domains = Checkboxes("Further domains it needs")
    competencies = Checkboxes("Competencies it tests")
    language = StringField(
        "Language",
        [DataRequired("Give the language as a tag such as en-GB."), Length(max=35)],
        default="en-GB",
        description="As a tag: en-GB, de, fr-CA.",
    )
    topic = StringField(
        "Topic", [Length(max=LIMITS["topic"])], description="A few words, for finding like items."
    )
    base_number = IntegerField(widget=widgets.HiddenInput(), validators=[Optional()], default=0)

    def offer(self, packs: Iterable[FrameworkPack]) -> "ItemForm":
        """Fill in what can be chosen from *packs*, and letters of option rows; return the form itself."""
        known = list(packs)
        places = list(_domain_choices(known))
        self.primary_domain.choices = [("", "Choose a domain"), *places]
        self.further_domains.choices = places
        self.competencies.choices = list(_competency_choices(known))
        label_options(self)
        return self

    def validate_key(self, field: Field) -> None:
        """Refuse a key that points at an empty option; a draft may have none."""
        chosen = clean(field.data or "")
        if chosen and chosen not in {option.identifier for option in _read_options(self)}:
            raise ValidationError(
                f"The key is option {chosen}, which is empty. Fill it in, or choose another key."
            )

    def validate_competencies(self, field: Field) -> None:
        """Refuse a competency whose domain is not chosen, because it would be dropped without a word."""
        places = {self.primary_domain.data, *(self.further_domains.data or [])}
        for value in field.data or []:
            place, _, competency = value.rpartition(_BREAK)
            if place not in places:
                raise ValidationError(
                    f"{competency} belongs to a domain that is not chosen. Choose the domain too."
                )


def _number() -> IntegerField:
    """Make the hidden field that says which revision a page showed."""
    return IntegerField(widget=widgets.HiddenInput(), validators=[InputRequired("Open the page again.")])


def _comment(label: str, limit: int = 2_000) -> TextAreaField:
    message = f"At most {limit:,} characters fit here. Shorten the text."
    return TextAreaField(label, [Length(max=limit, message=message)], render_kw={"rows": 4})


def _choice(label: str, choices: Iterable[tuple[str, str]], message: str) -> RadioField:
    known = list(choices)
    valid = AnyOf([value for value, _ in known], message)
    return RadioField(label, [InputRequired(message), valid], choices=known, validate_choice=False)


class SubmitForm(FlaskForm):
    """The signature with which an author sends a revision to review."""

    number = _number()
    confirm = BooleanField("I sign this statement", [InputRequired("Tick the box to sign the statement.")])


class AnswerForm(FlaskForm):
    """What a reviewer chooses before the key is shown."""

    number = _number()
    chosen = RadioField("Your answer", [InputRequired("Choose an answer.")])
    no_interest = BooleanField(
        "I have no interest to declare for this item.",
        [InputRequired("Confirm it, or leave this item to somebody else.")],
    )

    def offer(self, content: ItemContent) -> "AnswerForm":
        """Fill in what can be chosen: the options, and that none or more than one could be right."""
        options = [(option.identifier, option.text) for option in content.options]
        self.chosen.choices = [*options, *NO_CHOICE.items()]
        return self


class ReviewForm(FlaskForm):
    """The checklist (one field for each line of it, added below) and the verdict of a domain reviewer."""

    number = _number()
    verdict = _choice(
        "Your verdict",
        [("approve", "Approve: I sign this revision"), ("return", "Return it: something has to change")],
        "Choose a verdict.",
    )
    reason_code = SelectField(
        "Main reason for returning it", choices=[("", "Choose a reason"), *RETURN_REASONS.items()], default=""
    )
    comment = _comment("Comment for the author", 4_000)

    def checklist(self) -> list[Field]:
        """Return the fields of the checklist in order."""
        return [self[name] for name in CHECKLIST]

    def read(self) -> Verdict:
        """Return the verdict that the form holds."""
        return Verdict(
            choice=self.verdict.data or "",
            checklist={name: self[name].data or "" for name in CHECKLIST},
            reason_code=self.reason_code.data or "",
            comment=clean(self.comment.data or ""),
        )


for _name, _statement in CHECKLIST.items():
    setattr(ReviewForm, _name, _choice(_statement, [("yes", "Yes"), ("no", "No")], "Answer yes or no."))


class DecisionForm(FlaskForm):
    """What a domain lead decides about a reviewed item."""

    number = _number()
    decision = _choice(
        "Your decision",
        [
            ("approve", "Approve it for use: I sign this revision"),
            ("return", "Send it back: something has to change"),
            ("reject", "Reject it: this revision ends here"),
        ],
        "Choose a decision.",
    )
    return_reason = SelectField(
        "Reason for sending it back", choices=[("", "Choose a reason"), *RETURN_REASONS.items()], default=""
    )
    reject_reason = SelectField(
        "Reason for rejecting it", choices=[("", "Choose a reason"), *REJECT_REASONS.items()], default=""
    )
    comment = _comment("Comment")


class WithdrawForm(FlaskForm):
    """Why an item is taken out of use."""

    comment = _comment("Why it is withdrawn")


class EditorForm(FlaskForm):
    """Another editor who is to work on an item."""

    person = SelectField("Editor", coerce=int)


def read_content(form: ItemForm) -> ItemContent:
    """Return the content that a form holds; empty option rows are left out."""
    options = tuple(_read_options(form))
    chosen = clean(form.key.data or "")
    return ItemContent(
        title=clean(form.title.data or ""),
        stimulus=clean(form.stimulus.data or ""),
        lead_in=clean(form.lead_in.data or ""),
        options=options,
        key=tuple(option.identifier for option in options if option.identifier == chosen),
        learning_point=clean(form.learning_point.data or ""),
        cognitive_level=form.cognitive_level.data or "",
        expected_p=None if form.expected_p.data is None else float(form.expected_p.data),
        tags=tuple(_read_tags(form)),
        topic=clean(form.topic.data or ""),
        type=SINGLE_BEST_ANSWER,
        language=clean(form.language.data or ""),
    )


def fill(form: ItemForm, content: ItemContent, base_number: int = 0) -> ItemForm:
    """Put *content* into a form, for revision *base_number*; return the form."""
    for name in (
        "title",
        "stimulus",
        "lead_in",
        "learning_point",
        "topic",
        "expected_p",
        "cognitive_level",
        "language",
    ):
        form[name].data = getattr(content, name)
    form.base_number.data = base_number
    form.base_number.raw_data = form.expected_p.raw_data = None  # Numbers show what was posted otherwise.
    form.key.data = content.key[0] if content.key else ""
    _fill_options(form, content)
    form.primary_domain.data = _joined(content.primary.place) if content.primary else ""
    places = dict.fromkeys(_joined(tag.place) for tag in content.tags)
    form.further_domains.data = [place for place in places if place != form.primary_domain.data]
    form.competencies.data = [_joined((*tag.place, tag.competency)) for tag in content.tags if tag.competency]
    return form


def label_options(form: ItemForm) -> None:
    """Give every option row without an identifier the next letter, once and for good."""
    letters = _letters(row.form.identifier.data or "" for row in form.options)
    for row in form.options:
        if not row.form.identifier.data:
            row.form.identifier.data = next(letters)


def _fill_options(form: ItemForm, content: ItemContent) -> None:
    while form.options.entries:
        form.options.pop_entry()
    for option in content.options:
        form.options.append_entry(
            {"identifier": option.identifier, "text": option.text, "rationale": option.rationale}
        )
    while len(form.options) < SHOWN_OPTIONS:
        form.options.append_entry()
    label_options(form)


def _letters(taken: Iterable[str]) -> Iterator[str]:
    """Yield letters after the last one taken, so that a letter is not given twice; then X1, X2 and on."""
    used = {one for one in taken if one}
    last = max(
        (ascii_uppercase.index(one) for one in used if len(one) == 1 and one in ascii_uppercase), default=-1
    )
    yield from ascii_uppercase[last + 1 :]
    yield from (name for name in map("X{}".format, count(1)) if name not in used)


def _read_options(form: ItemForm) -> Iterator[OptionContent]:
    label_options(form)
    for row in form.options:
        text, rationale = clean(row.form.text.data or ""), clean(row.form.rationale.data or "")
        if text or rationale:
            yield OptionContent(clean(row.form.identifier.data), text, rationale)


def _read_tags(form: ItemForm) -> Iterator[Tag]:
    chosen = [form.primary_domain.data or "", *(form.further_domains.data or [])]
    competencies = [value.split(_BREAK) for value in form.competencies.data or []]
    for place in dict.fromkeys(value for value in chosen if value):
        framework, version, domain = place.split(_BREAK)
        inside = [one[3] for one in competencies if one[:3] == [framework, version, domain]]
        for competency in inside or [None]:
            yield Tag(framework, version, domain, competency)


def _domain_choices(packs: Iterable[FrameworkPack]) -> Iterator[tuple[str, str]]:
    for pack in packs:
        for domain in domains(pack.body):
            place = (pack.framework, pack.version, domain.id)
            yield _joined(place), f"{domain.id} {domain.title} ({pack.framework} {pack.version})"


def _competency_choices(packs: Iterable[FrameworkPack]) -> Iterator[tuple[str, str]]:
    for pack in packs:
        for domain in domains(pack.body):
            for entry in domain.competencies:
                value = _joined((pack.framework, pack.version, domain.id, entry.id))
                yield value, f"{entry.id} ({pack.version}): {entry.statement}"


def _joined(parts: Domain | tuple[Any, ...]) -> str:
    return _BREAK.join(str(part) for part in parts)
