"""Invented forms to export. Staff-only texts carry words of their own, so that a leak shows."""

from dataclasses import replace
from datetime import UTC, datetime

from exports.document import ExportItem, FormDocument, Option, Tag

LOCKED_AT = datetime(2026, 3, 4, 5, 6, 8, tzinfo=UTC)
STAFF_WORDS = ("Quokkarationale", "Wombatpoint", "Numbattitle", "Bilbytag")

AWKWARD = """A log says `if a < b && c > "d"`:

```python
def f(x):
    return "#{x} $y$ @z \\\\ {}" if x <= 1 else '<&>'
```

| Step | Result | Note |
|:-----|-------:|:----:|
| `grep` & co | 12 | a **bold** claim |
| 2 | 3.5 | `a\\|b` |

> Quoted, and *stressed*.

7. seventh
8. eighth
   - inner

### A heading

<script>alert(1)</script> $E = mc^2$ #hash @at ~ _ { } \\* 😀 中文 שלום مرحبا
[a link](https://example.org/x)
![a chart](chart.png)
"""


def an_option(identifier: str = "a", *, correct: bool = False, text: str = "An answer") -> Option:
    """Return an option with a rationale that no candidate may read."""
    return Option(identifier, text, f"Quokkarationale of {identifier}", correct)


def an_item(
    identifier: str = "ITEM-1",
    *,
    stimulus: str = "A queue grows.",
    lead_in: str = "What comes first?",
    options: tuple[Option, ...] = (
        an_option("opt-a", text="Stop the line"),
        an_option("opt-b", text="Ask the team", correct=True),
        an_option("opt-c", text="Wait"),
    ),
    language: str = "en-GB",
) -> ExportItem:
    """Return an item with one correct option out of three."""
    return ExportItem(
        identifier=identifier,
        revision=2,
        title="Numbattitle",
        language=language,
        stimulus=stimulus,
        lead_in=lead_in,
        options=options,
        learning_point="Wombatpoint",
        cognitive_level="apply",
        tags=(Tag("PSF", "1.1", "PSF-1", "Bilbytag", "PSF-1.1"),),
        content_hash="ab" * 32,
    )


def restaffed(item: ExportItem) -> ExportItem:
    """Return *item* with everything changed that only the staff may know, its key first of all."""
    options = tuple(
        replace(option, rationale=f"Other {option.rationale}", correct=option is item.options[0])
        for option in item.options
    )
    return replace(
        item, title="Other", options=options, learning_point="Other", cognitive_level="recall", tags=()
    )


def a_form(
    *items: ExportItem,
    identifier: str = "FORM-A",
    title: str = "Foundation, form A",
    instructions: str = "Choose **one** answer.",
    locked_at: datetime = LOCKED_AT,
) -> FormDocument:
    """Return a locked form of *items*, or of two plain ones."""
    return FormDocument(
        identifier=identifier,
        title=title,
        language="en-GB",
        items=items or (an_item("ITEM-1"), an_item("ITEM-2", stimulus="A valve sticks.")),
        locked_at=locked_at,
        manifest_hash="cd" * 32,
        framework_label="Production Safety Framework 1.1",
        framework_hash="ef" * 32,
        credit="Framework by an institute, CC BY 4.0",
        time_limit_minutes=45,
        pass_mark=2,
        instructions=instructions,
    )
