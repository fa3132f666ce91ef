"""Numbers of a person's certificate or licence."""

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.recognisers.tickets import is_project

_NAME = "credentials"
RULES = (
    rule(
        Kind.CREDENTIAL_ID,
        r"(?<![\w-])(?P<it>(?:AIDA|CPAP|CPAA)[- ]?(?:19|20)\d{2}[- ]\d{2,8})(?![\w])",
        0.98,
        "an exam credential",
    ),
    rule(
        Kind.CREDENTIAL_ID, r"(?<![\w-])(?P<it>(?:AIDA|CPAP|CPAA)-\d{2,8})(?![\w])", 0.9, "an exam credential"
    ),
    rule(
        Kind.CREDENTIAL_ID,
        r"(?i:\b(?:credential|certificate|certification|cert|licen[cs]e(?: is| was)?|cédula|"
        r"colegiad[oa]|individual reference|registration|reg|gmc|nmc|hcpc|"
        r"gphc|npi|bar|sra|fca ref(?:erence)?|medical council|chartered|cissp|cisa|cism|pmp|aws cert|"
        r"member(?:ship)?|warrant|pilot|big|rpps|lanr|ahpra|mdcn|dea|nmc pin)(?:[ -]?(?:no|nr|number|id|ref|"
        r"#))?[.:]?[ ]{0,2}[:=#(]?[ ]{0,2}[\"'`]?)(?P<it>(?:[A-Z]{1,4}-[A-Z]{1,4}[ ])?(?=[\w/-]{0,20}\d{2})"
        r"[A-Z0-9]{4,14}(?:[-/][A-Z0-9]{1,8}){0,3})\b",
        0.75,
        "a number after a word for a licence or certificate",
        check=lambda value: sum(char.isdigit() for char in value) > 3,
    ),
    rule(
        Kind.CREDENTIAL_ID,
        r"(?<![\w-])(?P<it>[A-Z]{3,6}-(?:19|20)\d{2}-\d{4,6})(?![\w-])",
        0.6,
        "an exam prefix, a year and a number",
        check=is_project,
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
