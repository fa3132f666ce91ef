"""An invented item, whole and sound, that tests change where they need to."""

from dataclasses import replace
from typing import Any

from itembank.items.content import ItemContent, OptionContent, Tag

PSF_2 = Tag("PSF", "1.1", "PSF-2")
PSF_6 = Tag("PSF", "1.1", "PSF-6")

SOUND = ItemContent(
    title="A summary that invents a figure",
    stimulus="A team summarises reports with a model. A reader finds a total that stands in no report.",
    lead_in="Which check should run before a summary is shown?",
    options=(
        OptionContent(
            "A", "Compare each figure with the report it cites.", "Best: it finds the invented figure."
        ),
        OptionContent(
            "B", "Ask the model whether its figures are right.", "Tempting, but it repeats the fault."
        ),
        OptionContent(
            "C", "Show a notice that figures can be mistaken.", "It warns, and lets the figure through."
        ),
        OptionContent(
            "D", "Limit each summary to one short paragraph.", "Shorter texts hold wrong figures too."
        ),
    ),
    key=("A",),
    learning_point="Check what a model wrote against its source before anybody acts on it.",
    cognitive_level="apply",
    expected_p=0.7,
    tags=(PSF_2,),
    topic="checking summaries",
)


def sound(**changes: Any) -> ItemContent:
    """Return the invented item with some fields changed."""
    return replace(SOUND, **changes)
