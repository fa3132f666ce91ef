"""Serial numbers, asset tags, vehicles."""

import re

from sanitiser import checksums
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "devices"
_HAS_DIGITS = re.compile(r"\d.{0,20}\d")


def has_digits(value: str) -> bool:
    """Accept a value with two digits or more."""
    return bool(_HAS_DIGITS.search(value))


RULES = (
    rule(
        Kind.DEVICE_ID,
        r"(?i:\b(?:serial(?:[ _-]?(?:no|nr|number|num))?|s/n|sn|asset(?:[ _-]?(?:tag|no|id|number))?|"
        r"device(?:[ _-]?(?:id|no|serial))|imei|imsi|iccid|meid|udid|vin|chassis|hull|tail(?: number)?|"
        r"inventory(?: no)?|unit id|equipment)\.?[\"']?[ ]{0,2}[:=#(]?[ ]{0,2}[\"'`]?)(?P<it>"
        r"(?=[\w-]{0,30}\d)[A-Z0-9]{2,24}(?:[-/][A-Z0-9]{1,16}){0,4})\b",
        0.88,
        "a number after a word for a device",
        check=has_digits,
    ),
    rule(
        Kind.DEVICE_ID,
        r"(?i:\b(?:plate|number ?plate|licen[cs]e plate|reg(?:istration)?(?: (?:no|number|plate))?|"
        r"rego|kennzeichen|truck|lorry|van|car|bus|ambulance|tram|trailer|vehicle|aircraft|drone|"
        r"locomotive|vessel|taxi|forklift|excavator)[.:]?[ ]{1,2}(?:no\.? |number |reg\.? )?[\"'`(]?)"
        r"(?P<it>(?=[A-Z0-9 -]{0,12}\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:[ .-][A-Z0-9]{1,4})?)(?![\w])",
        0.75,
        "a plate after a word for a vehicle",
        check=lambda value: bool(re.search(r"[A-Z]", value)) and has_digits(value) and not value.isalpha(),
    ),
    rule(
        Kind.DEVICE_ID,
        r"(?<![\w-])(?P<it>(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])"
        r"[A-HJ-NPR-Z0-9]{9}[0-9X][A-HJ-NPR-Z0-9]{3}\d{4})(?![\w-])",
        0.8,
        "has the form of a vehicle number",
    ),
    rule(
        Kind.DEVICE_ID,
        r"(?<![\w.-])(?P<it>\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d)(?![\w.-])",
        0.8,
        "a mobile device number whose check digit fits",
        check=lambda v: checksums.luhn(v) and not v.startswith(("3", "4", "5", "6", "2")),
    ),
    rule(
        Kind.DEVICE_ID,
        r"(?<![\w-])(?P<it>[A-Z]{2}\d{2}[ ][A-Z]{3}|(?:G|D|N|LN|OY|SE|OH|EI|PH|HB|OE|F|I|EC|VH|ZK|ZS|"
        r"VT|TF|SP|OK|HA)-[A-Z]{3,4})(?![\w-])",
        0.6,
        "has the form of a plate or an aircraft's registration",
    ),
    rule(
        Kind.DEVICE_ID,
        r"\b(?:MV|M/V|MS|M/S|MT|SS|HMS|RV|FV|MY)[ ](?P<it>[A-ZÀ-Þ][\w-]{2,20}(?:[ ][A-ZÀ-Þ][\w-]{2,20})"
        r"{0,2})",
        0.75,
        "a named vessel",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
