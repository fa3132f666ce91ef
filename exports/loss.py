"""What a format could not carry, said openly: nothing may be lost in silence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from exports import markup
from exports.document import ExportItem, FormDocument

Texts = Callable[[ExportItem], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that a format left out or changed.

    *item* is None where the form as a whole is meant; *deliberate* marks what is held back on purpose.
    The sentence never repeats the text of an item.
    """

    format: str
    item: str | None
    what: str
    deliberate: bool = False

    def sentence(self) -> str:
        """Say the loss in one line, with its place."""
        place = "the form" if self.item is None else f"item {self.item}"
        return f"{self.format}, {place}: {self.what}"


def shown_as_text(name: str, document: FormDocument, texts: Texts) -> tuple[Loss, ...]:
    """Return what paper and offline players cannot show of *texts*: pictures, and links to follow."""
    return _found(name, document, texts, _pictures_and_links)


def unreadable_in_texts(name: str, document: FormDocument) -> tuple[Loss, ...]:
    """Return where control characters were replaced, which no document format can hold."""
    return _found(name, document, _all_texts, _unreadable)


def _found(
    name: str, document: FormDocument, texts: Texts, search: Callable[[Sequence[str]], Iterable[str]]
) -> tuple[Loss, ...]:
    whole = [Loss(name, None, what) for what in search((document.title, document.instructions))]
    items = [Loss(name, item.identifier, what) for item in document.items for what in search(texts(item))]
    return (*whole, *items)


def _all_texts(item: ExportItem) -> Sequence[str]:
    return (item.title, *item.candidate_texts, *item.staff_texts)


def _pictures_and_links(texts: Sequence[str]) -> Iterable[str]:
    nodes = [node for text in texts for node in markup.walk(markup.parse(text))]
    pictures = sum(isinstance(node, markup.Picture) for node in nodes)
    links = sum(isinstance(node, markup.Link) for node in nodes)
    if pictures:
        yield f"{pictures} picture(s) are shown as their alternative text only."
    if links:
        yield f"{links} link(s) are printed as text and cannot be followed."


def _unreadable(texts: Sequence[str]) -> Iterable[str]:
    times = sum(markup.is_unreadable(character) for text in texts for character in text)
    if times:
        yield f"{times} control character(s) were replaced by the replacement character U+FFFD."
