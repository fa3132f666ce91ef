"""Errors for people: each carries a sentence that says what happened and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus


class DomainError(Exception):
    """Base of all refusals that a person can understand; *message* is shown as it is."""

    status = HTTPStatus.BAD_REQUEST
    title = "That did not work"

    def __init__(self, message: str) -> None:
        """Keep the sentence for people."""
        super().__init__(message)
        self.message = message


class Refused(DomainError):
    """The action is understood and not allowed for this person or in this state."""

    status = HTTPStatus.FORBIDDEN
    title = "Not allowed"


class NotFound(DomainError):
    """Nothing is there, or it is not for this person; the two look the same on purpose."""

    status = HTTPStatus.NOT_FOUND
    title = "Not found"


class Invalid(DomainError):
    """The input breaks a rule; *place* names the field or the line."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Something needs a change"

    def __init__(self, message: str, place: str = "") -> None:
        """Keep the sentence and the place it is about."""
        super().__init__(message)
        self.place = place


class Unavailable(DomainError):
    """A part the action needs is not there at the moment; trying again later can help."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "Not available right now"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two versions exist: what stands now, and what the person sent."""

    label: str
    theirs: str
    yours: str
    base: str = ""


class Stale(DomainError):
    """The page is older than the record: both texts are shown, and nothing is lost."""

    status = HTTPStatus.CONFLICT
    title = "Somebody else saved first"

    def __init__(
        self, message: str, differences: tuple[Difference, ...] = (), sent: Mapping[str, str] | None = None
    ) -> None:
        """Keep the sentence, the fields that differ, and everything the person sent."""
        super().__init__(message)
        self.differences = differences
        self.sent = dict(sent or {})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it is and what to do."""

    place: str
    message: str


class RefusedInput(Invalid):
    """A file or form with several problems, each with its place; none of it was taken."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        """Keep the sentence and every problem that was found."""
        super().__init__(message)
        self.problems = problems
