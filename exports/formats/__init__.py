"""The formats a form can leave in: one folder each, and this table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from exports.document import FormDocument
from exports.formats.csv import write as csv
from exports.formats.pdf import write as pdf
from exports.formats.qti30 import write as qti30
from exports.loss import Loss


class Audience(StrEnum):
    """Who may hold a file."""

    CANDIDATE = "candidate"
    STAFF = "staff"
    DELIVERY = "delivery system"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a form. *audiences* tells by the end of a file's name whom the file is for."""

    identifier: str
    label: str
    write: Callable[[FormDocument], dict[str, bytes]]
    losses: Callable[[FormDocument], tuple[Loss, ...]]
    audiences: Mapping[str, Audience]

    def audience(self, name: str) -> Audience:
        """Return whom the file called *name* is for; a file nobody thought of is for the staff."""
        matches = (audience for ending, audience in self.audiences.items() if name.endswith(ending))
        return next(matches, Audience.STAFF)


FORMATS: Mapping[str, Format] = {
    entry.identifier: entry
    for entry in (
        Format("qti30", "QTI 3.0 package", qti30.write, qti30.losses, {"-qti30.zip": Audience.DELIVERY}),
        Format("pdf", "PDF booklet and key", pdf.write, pdf.losses, {"-booklet.pdf": Audience.CANDIDATE}),
        Format("csv", "CSV tables", csv.write, csv.losses, {"-items.csv": Audience.CANDIDATE}),
    )
}
