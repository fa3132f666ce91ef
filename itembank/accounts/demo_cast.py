"""The invented people of the demonstration. Their password is public, so they exist in demo mode only."""

from dataclasses import dataclass

from itembank.accounts.permissions import Role

PASSWORD = "everyone may try this bank"  # noqa: S105 - public on purpose, shown on the demo's log-in page


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the cast, and what they are here to do."""

    key: str
    name: str
    purpose: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        """The log-in."""
        return f"{self.key}@demo.example.org"


CAST = (
    DemoPerson("petra", "Petra Practitioner", "share what went wrong in her systems", (Role.CONTRIBUTOR,)),
    DemoPerson("clara", "Clara Clearer", "decide what identifies, and clear texts", (Role.CLEARER,)),
    DemoPerson("ed", "Ed Editor", "write items from cleared texts", (Role.EDITOR,)),
    DemoPerson("rita", "Rita Reviewer", "review items in her domains", (Role.REVIEWER,)),
    DemoPerson("ravi", "Ravi Reviewer", "review items in his domains", (Role.REVIEWER,)),
    DemoPerson(
        "rosa", "Rosa Lead", "review, and approve what two others reviewed", (Role.REVIEWER, Role.DOMAIN_LEAD)
    ),
    DemoPerson("stan", "Stan Staff", "assemble exam forms and export them", (Role.EXAM_STAFF,)),
    DemoPerson(
        "mona", "Mona Manager", "lock forms that others assembled", (Role.EXAM_STAFF, Role.EXAM_MANAGER)
    ),
    DemoPerson("ada", "Ada Administrator", "look after people and roles", (Role.ADMINISTRATOR,)),
)
