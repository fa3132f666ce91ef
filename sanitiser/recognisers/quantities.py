"""Exact counts of people, accounts, records and sites."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "quantities"
_NOUN = (
    r"(?:people|persons?|customers?|clients?|users?|members?|patients?|residents?|citizens?|students?|"
    r"pupils?|employees?|staff|workers|drivers?|agents?|passengers?|guests?|tenants?|households?|"
    r"families|homes?|"
    r"policyholders?|policies|claims?|claimants?|accounts?|records?|applications?|applicants?|"
    r"subscribers?|cardholders?|cards?|patient records|orders?|invoices?|payments?|transactions?|"
    r"quotes?|letters?|messages|emails?|e-mails?|mails|"
    r"posts?|cooks?|bakeries|shops?|stores?|branches|sites?|offices?|clinics?|practices|hospitals?|"
    r"schools?|farms?|farmers|parcels?|shipments?|tickets?|bookings?|reservations?|candidates?|voters?|"
    r"donors?|listings?|"
    r"properties|meters?|vehicles?|trucks?|devices|profiles?|contacts?|leads?|sellers?|buyers?|"
    r"merchants?|suppliers?|partners?|callers?|calls|conversations|transcripts|documents?|files|images|"
    r"photos|recipients|participants|"
    r"individuals|beneficiaries|pensioners?|borrowers?|loans?|mortgages?|contracts?|leases?|"
    r"prescriptions?|appointments?|referrals?|readers|players|fans|children|women|men|adults|names|"
    r"addresses|others)"
)
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3}){1,4}|\d{3,9}"


def is_exact(value: str) -> bool:
    """Accept numbers with three significant figures or more."""
    digits = re.sub(r"\D", "", value).strip("0")
    return len(digits) >= 3


RULES = (
    rule(
        Kind.QUANTITY,
        rf"(?<![\w.,:/$€£-])(?P<it>{_NUMBER})(?=[ ](?:\w{{2,20}}[ -]){{0,3}}?{_NOUN}\b)(?![.,]\d)",
        0.75,
        "an exact count",
        check=is_exact,
    ),
    rule(
        Kind.QUANTITY,
        r"(?<![\w.,:/$€£+-])(?P<it>\d{1,3}(?:,\d{3}){1,4})(?![\w.,%]\w|%|[ ]?(?:ms|tokens|steps|rps|"
        r"qps|req|requests|MB|GB|KB|kB|bytes|iterations|parameters|params|epochs|vectors|dimensions|"
        r"rows|lines|chunks|characters|chars|samples)\b)",
        0.55,
        "an exact grouped number",
        check=is_exact,
    ),
    rule(
        Kind.QUANTITY,
        r"(?i:\b(?:total|affected|impacted|customers|users|members|patients|accounts|records|people|"
        r"headcount|staff|employees|recipients|count|num_users|n_users|user_count|"
        rf"customer_count)[\"']?[ ]{{0,2}}[:=][ ]{{0,2}})(?P<it>{_NUMBER})(?![\w.,%]\w|%)",
        0.6,
        "a count in a field",
        check=is_exact,
    ),
    rule(
        Kind.QUANTITY,
        r"(?m:^[ ]*count[ ]*\n[ ]*-+[ ]*\n[ ]*)(?P<it>\d{3,12})\b",
        0.8,
        "the answer of a count",
        check=is_exact,
    ),
    rule(
        Kind.QUANTITY,
        r"(?i:\b(?:total(?: of)?|all|other|those|the|another|some|about|exactly|only|to|for|of|"
        rf"and)[ ])(?P<it>\d{{1,3}}(?:[. ]\d{{3}}){{1,3}})(?=[ ](?:\w{{2,20}}[ ]){{0,2}}{_NOUN}\b)",
        0.7,
        "an exact count",
        check=is_exact,
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
