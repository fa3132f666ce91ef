"""Cards, bank accounts and wallets."""

import re

from sanitiser import checksums
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "financial"


def _iban(value: str) -> bool:
    compact = value.replace(" ", "").replace("-", "")
    return 15 <= len(compact) <= 34 and checksums.mod97(compact)


RULES = (
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w-])(?P<it>[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}(?:[ -]?[A-Z0-9]{1,4})?)(?![\w-])",
        0.97,
        "an IBAN whose check digits fit",
        check=_iban,
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\biban\b[\"']?[ ]{0,2}[:=#(]?[ ]{0,2}[\"']?)(?P<it>[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4})"
        r"{3,8}(?:[ -]?[A-Z0-9]{1,4})?)(?![\w-])",
        0.93,
        "the number after IBAN",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w.-])(?P<it>\d(?:[ -]?\d){12,18})(?![\w.-])",
        0.95,
        "a card number whose check digit fits",
        check=checksums.card,
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\b(?:card|pan|amex|visa|mastercard|debit|credit)(?:[ _-]?(?:no|number|num|ending|"
        r"nr))?[\"']?(?:[ ](?:is|was|in|no))?[ ]{0,2}[:=#]?[ ]{0,2}[\"']?)(?P<it>\d{4}[ -]?"
        r"(?:[\dxX*•]{4}[ -]?){2}[\dxX*•]{1,7}|\d{4,6}[*xX•]{4,9}\d{4})(?![\w])",
        0.93,
        "a number after a word for a card",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w])(?P<it>\d{6}[*xX•]{4,9}\d{2,4}|\d{4}[ -]\d{2}[*xX•]{2}[ -][*xX•]{4}[ -]\d{4})(?![\w])",
        0.9,
        "a partly masked card number",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\b(?:exp(?:iry|ires|iration)?(?: date)?|valid (?:thru|until|"
        r"to))[\"']?[ ]{0,2}[:=.]?[ ]{0,2}[\"']?)(?P<it>(?:0[1-9]|1[0-2])/(?:20)?\d{2})\b",
        0.85,
        "the expiry of a card",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\b(?:account|acct|a/c|acc|konto(?:nummer)?|kontonr|compte|conto|cuenta|bank ?giro|"
        r"bankgiro|plusgiro|routing|aba|sort code|sort|bsb|clabe|ifsc|transit|giro)(?:[ _-]?(?:no|nr|"
        r"number|num))?\.?[\"']?(?:[ ](?:is|was|ending))?[ ]{0,2}[:=#]?[ ]{0,2}[\"']?)"
        r"(?P<it>\d{2}-\d{2}-\d{2}(?:[ /]{1,3}\d{6,10})?|\d{6,18}|\d{2,4}(?:[ .-]\d{2,6}){1,4}|"
        r"[A-Z]{4}0[A-Z0-9]{6})(?![\w.-])",
        0.8,
        "a number after a word for a bank account",
        check=lambda value: sum(char.isdigit() for char in value) != 12 or " " in value,
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w-])(?P<it>\d{2}-\d{2}-\d{2}[ /]{1,3}\d{8})(?![\w-])",
        0.9,
        "a sort code and an account",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\b(?:bic|swift)(?:[ -]?code)?[\"']?[ ]{0,2}[:=]?[ ]{0,2}[\"']?)(?P<it>[A-Z]{6}[A-Z0-9]{2}"
        r"(?:[A-Z0-9]{3})?)(?![\w-])",
        0.9,
        "a bank's code",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w])(?P<it>bc1[ac-hj-np-z02-9]{20,71}|0x[0-9a-fA-F]{40})(?![\w])",
        0.95,
        "a wallet",
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?<![\w])(?P<it>[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![\w])",
        0.7,
        "has the form of a wallet",
        check=lambda v: bool(re.search(r"[a-z]", v)) and bool(re.search(r"[A-Z]", v)),
    ),
    rule(
        Kind.FINANCIAL_ID,
        r"(?i:\b(?:wallet|solana|sol address|txid|tx hash|xpub)[ :=]{1,3}[\"'`]?)"
        r"(?P<it>[1-9A-HJ-NP-Za-km-z]{26,111})\b",
        0.85,
        "a wallet after the word for one",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
