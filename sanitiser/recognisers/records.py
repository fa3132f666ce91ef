"""Numbers of customers, policies, claims, orders, sessions, traces and everything else kept in rows."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.recognisers.tickets import is_project

_NAME = "records"
_WORDS = (
    r"(?:customers?|clients?|patients?|members?|policy(?:holder)?|policies|claims?|orders?|invoices?|"
    r"contracts?|dockets?|cases?|accounts?|acct|applicants?|"
    r"applications?|appid|loans?|leases?|batch(?:es)?|lots?|bookings?|reservations?|shipments?|"
    r"parcels?|tracking|consignments?|transactions?|txn|payments?|"
    r"users?|subscribers?|students?|employees?|staff|badge|mrn|hospital|file|dossier|reference|ref|"
    r"our ref(?:erence)?|your ref(?:erence)?|record|"
    r"repair|job|deal|opportunity|contact|lead|crm|registration|membership|matter|permit|certificate|"
    r"meter|device|asset|"
    r"request|trace|span|session|correlation|message|msg|thread|conversation|run|event|sid|docket|"
    r"aktenzeichen|az|dosya|sak|visit|encounter|specimen|sample|prescription|referral)"
)
_NUMBER = r"(?:no\.?|nr\.?|num(?:ber)?|id|ref(?:erence)?|#|№)"


def has_digits(value: str) -> bool:
    """Accept identifiers with at least three digits that are no plain year, version or standard."""
    digits = sum(char.isdigit() for char in value)
    return digits >= 3 and not re.fullmatch(
        r"(?:19|20)\d\d|v?\d{1,3}(?:\.\d{1,3}){1,3}|\d{1,2}[:.]\d\d(?:[:.]\d\d)?|\d{4}-\d\d-\d\d.{0,30}",
        value,
    )


def is_reference(value: str) -> bool:
    """Accept prefixed numbers after a word for a record; a standard's number there must be a long one."""
    return has_digits(value) and (is_project(value) or len(value.split("-", maxsplit=1)[0]) == 1)


def is_mixed(value: str) -> bool:
    """Accept prefixed numbers whose prefix names no standard."""
    return has_digits(value) and is_project(value)


RULES = (
    rule(Kind.RECORD_ID, r"(?<![\w/.-])(?P<it>[A-Z]-\d{4,10})(?![\w-])", 0.65, "a letter and a number"),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{1,4}\d{6,12}[A-Z]{0,2})(?![\w.-]\w)",
        0.6,
        "letters and a long number",
    ),
    rule(
        Kind.RECORD_ID,
        rf"(?i:\b{_WORDS}[ _-]{{0,2}}(?:{_NUMBER})?[\"']?[ ]{{0,2}}[:=#(]?[ ]{{0,2}}[\"'`(#]?)(?P<it>"
        rf"(?=[a-z]{{0,20}}[A-Z0-9])(?=[A-Za-z]{{0,20}}\d)[A-Za-z0-9]{{12,32}})(?!\w)",
        0.75,
        "a mixed string after the word for a record",
        check=lambda value: bool(re.search(r"[A-Za-z]", value)) and bool(re.search(r"\d", value)),
    ),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w])\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?(?![\w])",
        0.97,
        "a UUID",
    ),
    rule(
        Kind.RECORD_ID,
        r"(?i:\b(?:trace|span|request|req|correlation|session|sess|message|msg|run|event|parent|"
        r"transaction|txn|conversation|thread|call|job|execution|flow|cf-ray|x-request-id|"
        r"x-amzn-trace-id|traceparent|etag|uid|guid|sid)[ _-]?(?:id)?[\"']?[ ]{0,4}[:= ]{1,3}[\"'`]?)"
        r"(?P<it>(?=[\w-]{0,60}\d)[0-9a-fA-F]{8,64}(?:-[0-9a-fA-F]{2,32}){0,4})\b",
        0.88,
        "a number of one request or session",
    ),
    rule(Kind.RECORD_ID, r"\b(?P<it>0[01]-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9])\b", 0.97, "a trace header"),
    rule(
        Kind.RECORD_ID,
        r"\b(?P<it>Root=1-[0-9a-f]{8}-[0-9a-f]{24})\b|\b(?P<other>1-[0-9a-f]{8}-[0-9a-f]{24})\b",
        0.95,
        "a trace number",
    ),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w/-])(?P<it>[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f]{64})(?![\w-])",
        0.75,
        "a hexadecimal number of a usual length",
        check=lambda v: bool(re.search(r"[a-f]", v)) and bool(re.search(r"\d", v)),
    ),
    rule(Kind.RECORD_ID, r"(?<![\w])(?P<it>0[0-7][0-9A-HJKMNP-TV-Z]{24})(?![\w])", 0.85, "a ULID"),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w-])(?P<it>(?:asst|thread|run|msg|chatcmpl|cmpl|req|resp|file|batch|call|toolu|step|"
        r"sess|session|conv|cus|sub|pi|ch|in|acct|evt|seti|cs|pm|ord|usr|user|cust|tkt|txn|trace|span|"
        r"job|vs|ftjob|org|proj)[-_](?=[A-Za-z0-9]{0,60}\d)[A-Za-z0-9]{6,64})(?![\w-])",
        0.85,
        "a prefixed number of one object",
    ),
    rule(
        Kind.RECORD_ID,
        r"(?i:<)(?P<it>[\w.+$=-]{6,120}@[\w.-]{3,100})>(?=[ \t]{0,3}(?:\n|$))",
        0.3,
        "may be the number of a message",
    ),
    rule(
        Kind.RECORD_ID, r"(?i:\bmessage-id:[ ]{0,3})(?P<it><[^<>\s]{5,250}>)", 0.97, "the number of a message"
    ),
    rule(
        Kind.RECORD_ID,
        r"\b(?P<it>SHA256:[A-Za-z0-9+/]{20,64}=?|(?:[0-9A-Fa-f]{2}:){15,31}[0-9A-Fa-f]{2}|"
        r"(?:[0-9A-F]{4}[ ]{1,2}){9}[0-9A-F]{4})(?![\w:])",
        0.95,
        "a fingerprint",
    ),
    rule(
        Kind.RECORD_ID,
        rf"(?i:\b{_WORDS}(?:[ _-]{{0,2}}{_NUMBER})?[\"']?[ ]{{0,2}}(?:[:=#(]|[ ]is[ ]|[ ]was[ ]|"
        rf"[ ]{_NUMBER})?[ ]{{0,2}}[\"'`(#]?)(?P<it>(?=[\w/-]{{0,30}}\d)[A-Za-z0-9]{{1,12}}"
        rf"(?:[-/_][A-Za-z0-9]{{1,16}}){{1,6}})(?![\w])",
        0.8,
        "a number after the word for what it counts",
        check=is_reference,
    ),
    rule(
        Kind.RECORD_ID,
        rf"(?i:\b{_WORDS}[ _-]{{0,2}}(?:{_NUMBER}[\"']?[ ]{{0,2}}[:=#]?|[:=#])[ ]{{0,2}}[\"'`(#]?)"
        rf"(?P<it>[A-Z]{{0,6}}\d{{3,20}}[A-Z]{{0,4}})\b(?![.,]\d|%)",
        0.78,
        "a number after the word for what it counts",
        check=has_digits,
    ),
    rule(
        Kind.RECORD_ID,
        rf"(?i:\b{_WORDS}[ ]{{1,2}}[\"'`(#]?)(?P<it>[A-Z]{{1,6}}\d{{4,20}}[A-Z]{{0,3}}|\d{{6,20}})\b"
        r"(?![.,]\d|[ ]?(?:%|ms|tokens|rows|requests|records|times|users|customers|members|people|"
        r"calls|messages))",
        0.7,
        "a number after the word for what it counts",
        check=has_digits,
    ),
    rule(
        Kind.RECORD_ID,
        r"(?i:[\"']?\b\w{0,24}(?:customer|client|patient|member|policy|claim|order|invoice|contract|"
        r"account|applicant|application|app|loan|user|case|batch|booking|employee|subscriber|person|"
        r"profile|record|doc|document|deal|lead|contact|sample|student|trip|ride|visit|job)_?(?:id|no|"
        r"nr|number|ref)[\"']?[ ]{0,2}[:=][ ]{0,2}[\"']?)(?P<it>[\w-]{2,60})",
        0.85,
        "the value of a number field",
        check=lambda value: bool(re.search(r"\d", value)),
    ),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{1,5}-(?:[A-Z]{1,4}-)?\d{4,10}(?:-\d{1,6})?(?:-[A-Z0-9]{1,5})?)(?![\w-])",
        0.7,
        "a prefixed number",
        check=is_mixed,
    ),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{2,6}-\d{2,6}-\d{2,8}(?:-[A-Z0-9]{1,6})?)(?![\w-])",
        0.7,
        "a prefixed number",
        check=is_mixed,
    ),
    rule(
        Kind.RECORD_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{2,6}(?:/[A-Z0-9]{1,8}){1,5})(?![\w/-])",
        0.75,
        "a file reference",
        check=has_digits,
    ),
    rule(
        Kind.RECORD_ID,
        r"(?i:\b(?:pgp|gpg|fingerprint|thumbprint|serial(?: number)?|checksum|md5|"
        r"sha-?256)[ :=]{1,3}[\"'`]?)(?P<it>(?=[0-9a-f:]{0,64}\d)[0-9a-fA-F:]{12,95})\b",
        0.85,
        "a fingerprint",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
