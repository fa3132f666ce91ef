"""The words people agree to, and the words we use to them. A change here needs a new version, never an edit.

Consent records keep the whole wording, so that what somebody agreed to can be shown as they saw it.
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = "2026-1"


class Purpose(StrEnum):
    """What a contributor may allow, each on its own."""

    EXAM = "exam"
    FRAMEWORK = "framework"
    ANALYSIS = "analysis"


class Lived(StrEnum):
    """How the contributor answers the question whether this happened in production."""

    PRODUCTION = "production"
    NEAR_MISS = "near_miss"


ATTESTATION = "attestation"

CONSENTS: dict[Purpose, str] = {
    Purpose.EXAM: (
        "The cleared text may be rewritten into exam questions. A question that was approved can stay in use "
        "after I withdraw, if nothing particular to my scenario is left in it."
    ),
    Purpose.FRAMEWORK: "The cleared text may be used to find gaps in the framework.",
    Purpose.ANALYSIS: (
        "The cleared text may be counted and summarised, without quotation, in published analysis."
    ),
}
ATTESTATIONS: dict[Lived, str] = {
    Lived.PRODUCTION: "This happened in a system that was in production. I was involved, and I may share it.",
    Lived.NEAR_MISS: (
        "This was a near miss in a system that was in production. I was involved, and I may share it."
    ),
}

CLEARANCE_STATEMENT = (
    "I have read this text as editors will see it. Every finding in it was decided, and to the best of my "
    "judgement nothing in it identifies a person or an organisation."
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question about clues that no machine finds."""

    key: str
    text: str


CHECKLIST = (
    Question("news", "Was this in the news, or could somebody find it with a web search?"),
    Question("product", "Does it describe a product, system or service that only one organisation has?"),
    Question("post", "Does it name a post or role that only one person holds?"),
    Question("quotes", "Does it quote words from a chat, e-mail or report that could be searched for?"),
    Question("insiders", "Would people who were there know it by the order of events or by its figures?"),
)

CLOSING_REASONS: dict[str, str] = {
    "cannot_be_generalised": "Nothing useful is left once everything identifying is gone",
    "not_a_scenario": "It does not tell of an incident or a near miss",
    "duplicate": "The same event was sent before",
    "not_ours_to_keep": "It holds data that we must not keep, such as health data of somebody else",
}

RECALL_REASONS: dict[str, str] = {
    "something_identifies": "Something that identifies somebody is still in it",
    "by_mistake": "It was signed by mistake",
    "told_from_outside": "Somebody told us that they recognise it",
}

SECTORS: dict[str, str] = {
    "": "Rather not say",
    "finance": "Finance or insurance",
    "health": "Health or care",
    "public": "Public administration",
    "education": "Education or research",
    "retail": "Retail or consumer services",
    "industry": "Industry, energy or transport",
    "media": "Media or telecommunications",
    "technology": "Software or technology",
    "other": "Something else",
}
SCALES: dict[str, str] = {
    "": "Rather not say",
    "tens": "Tens of people concerned, or fewer",
    "hundreds": "Hundreds",
    "thousands": "Thousands",
    "more": "Tens of thousands or more",
}

KINDS: dict[str, str] = {
    "PERSON": "person",
    "ORG": "organisation",
    "VENDOR": "vendor or product",
    "CODENAME": "internal name",
    "LOCATION": "place",
    "ADDRESS": "address",
    "EMAIL": "e-mail address",
    "PHONE": "phone number",
    "USERNAME": "user name",
    "URL": "link",
    "HOSTNAME": "host name",
    "IP_ADDRESS": "IP address",
    "MAC_ADDRESS": "MAC address",
    "CLOUD_RESOURCE": "cloud resource",
    "SECRET": "secret",
    "TICKET_ID": "ticket number",
    "RECORD_ID": "record number",
    "CREDENTIAL_ID": "credential number",
    "FINANCIAL_ID": "account or card number",
    "NATIONAL_ID": "official number",
    "CODE_REF": "code reference",
    "DATE_TIME": "date or time",
    "MONEY": "amount of money",
    "QUANTITY": "exact count",
    "JOB_TITLE": "post held by few",
    "EVENT": "public event",
    "DEVICE_ID": "device number",
}
