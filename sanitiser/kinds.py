"""The kinds of identifier, which of them identify on their own, and which wins when two fit."""

from enum import StrEnum


class Identifies(StrEnum):
    """How strongly a stretch of text points at someone."""

    DIRECT = "direct"
    QUASI = "quasi"


class Kind(StrEnum):
    """What a stretch of text is. The names are the labels of the annotation guideline."""

    PERSON = "PERSON"
    ORG = "ORG"
    VENDOR = "VENDOR"
    CODENAME = "CODENAME"
    LOCATION = "LOCATION"
    ADDRESS = "ADDRESS"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    USERNAME = "USERNAME"
    URL = "URL"
    HOSTNAME = "HOSTNAME"
    IP_ADDRESS = "IP_ADDRESS"
    MAC_ADDRESS = "MAC_ADDRESS"
    CLOUD_RESOURCE = "CLOUD_RESOURCE"
    SECRET = "SECRET"  # noqa: S105 - the name of a label
    TICKET_ID = "TICKET_ID"
    RECORD_ID = "RECORD_ID"
    CREDENTIAL_ID = "CREDENTIAL_ID"
    FINANCIAL_ID = "FINANCIAL_ID"
    NATIONAL_ID = "NATIONAL_ID"
    CODE_REF = "CODE_REF"
    DATE_TIME = "DATE_TIME"
    MONEY = "MONEY"
    QUANTITY = "QUANTITY"
    JOB_TITLE = "JOB_TITLE"
    EVENT = "EVENT"
    DEVICE_ID = "DEVICE_ID"


QUASI_KINDS = frozenset(
    {
        Kind.VENDOR,
        Kind.LOCATION,
        Kind.DATE_TIME,
        Kind.MONEY,
        Kind.QUANTITY,
        Kind.JOB_TITLE,
        Kind.EVENT,
    },
)

# Rule 6 of the guideline, with the kinds that it leaves out placed where they lose the least.
PRECEDENCE = (
    Kind.SECRET,
    Kind.FINANCIAL_ID,
    Kind.NATIONAL_ID,
    Kind.CREDENTIAL_ID,
    Kind.EMAIL,
    Kind.URL,
    Kind.CLOUD_RESOURCE,
    Kind.CODE_REF,
    Kind.MAC_ADDRESS,
    Kind.IP_ADDRESS,
    Kind.HOSTNAME,
    Kind.ADDRESS,
    Kind.PHONE,
    Kind.TICKET_ID,
    Kind.RECORD_ID,
    Kind.DEVICE_ID,
    Kind.USERNAME,
    Kind.CODENAME,
    Kind.MONEY,
    Kind.DATE_TIME,
    Kind.JOB_TITLE,
    Kind.EVENT,
    Kind.PERSON,
    Kind.ORG,
    Kind.VENDOR,
    Kind.LOCATION,
    Kind.QUANTITY,
)
RANK = {kind: rank for rank, kind in enumerate(PRECEDENCE)}


def identifies(kind: Kind) -> Identifies:
    """Say whether *kind* usually identifies on its own or only in combination."""
    return Identifies.QUASI if kind in QUASI_KINDS else Identifies.DIRECT
