"""Telephone numbers, in international and in national form."""

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "phones"
_WORD = (
    r"(?:tel(?:ephone|efon)?|phone|mobile|mob|cell|fax|call(?:ed|back)?|ring|rang|dial(?:-in)?|"
    r"whatsapp|sms|text(?:ed)?|hotline|bridge|landline|direct|gsm|handy|tlf|tfn|puh|contact|"
    r"reach(?: me)? (?:on|at)|number)"
)


def is_number(value: str) -> bool:
    """Accept 7 to 15 digits, as every numbering plan does."""
    return 7 <= sum(char.isdigit() for char in value) <= 15


RULES = (
    rule(
        Kind.PHONE,
        r"(?i:\b(?:at|on|desk|call|dial|ring|phone|extension)[ ])(?P<it>x[ ]?\d{3,5})\b",
        0.75,
        "an extension",
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.])(?P<it>\(0\)[ ]?\d{2,4}(?:[ .-]?\d{2,4}){2,3})(?![\w]|\.\d)",
        0.8,
        "a national telephone number",
        check=is_number,
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w+.])(?P<it>(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,5}"
        r"(?:[ ./-]?\d{2,5}){1,5}(?:[ ]?(?:ext|x|ext\.)[ ]?\d{1,6})?)(?![\w]|\.\d|-\d)",
        0.93,
        "an international telephone number",
        check=is_number,
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.])(?P<it>\(\d{2,5}\)[ .-]?\d{3,4}[ .-]?\d{3,4}(?:[ ]?(?:ext\.?|x)[ ]?\d{1,6})?)"
        r"(?![\w]|\.\d)",
        0.88,
        "a telephone number",
        check=is_number,
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.-])(?P<it>[2-9]\d{2}[.-][2-9]\d{2}[.-]\d{4}(?:[ ]?(?:ext\.?|x)[ ]?\d{1,6})?)(?![\w.-])",
        0.8,
        "a North American telephone number",
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.-])(?P<it>0[1-9]\d{1,4}[ -/]\d{2,4}[ -]\d{2,5}(?:[ -]\d{2,4})?)(?![\w.-])",
        0.75,
        "a national telephone number",
        check=lambda v: is_number(v) and ":" not in v and "." not in v,
    ),
    rule(
        Kind.PHONE, r"(?<![\w.-])(?P<it>07\d{3}[ ]?\d{3}[ ]?\d{3})(?![\w.-])", 0.8, "a British mobile number"
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.-])(?P<it>1?[ -]?8(?:00|33|44|55|66|77|88)[ -]\d{3}[ -]\d{4}|555-\d{4})(?![\w.-])",
        0.8,
        "a North American telephone number",
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.-])(?P<it>0[1-9]\d{0,3}(?:[ -]\d{2}){3,4}|0[1-9]\d[ ]\d{4}[ ]\d{4}|"
        r"0[1-9]\d{2}[ ]\d{3}[ ]\d{4}|0800[ ]\d{2,4}(?:[ ]\d{2,4}){0,2})(?![\w.-])",
        0.75,
        "a national telephone number",
    ),
    rule(
        Kind.PHONE,
        r"(?<![\w.,/-])(?P<it>[2-9]\d(?:[ ]\d{2}){3})(?![\w.-]|[ ]\d)",
        0.6,
        "four pairs of digits",
    ),
    rule(
        Kind.PHONE,
        rf"(?i:\b{_WORD}(?:[ ](?:no|nr|number|is|on|at|me|us|them|him|her|team|desk|the|"
        rf"line))?[ ]?[.:=]?[ ]{{0,3}}[\"'(]?)(?P<it>\+?\(?\d[\d ()./-]{{5,20}}\d)(?![\w]|\.\d)",
        0.82,
        "a number after a word for telephone",
        check=is_number,
    ),
    rule(
        Kind.PHONE,
        r"(?i:\b(?:ext(?:ension|n)?|durchwahl|dw|intern|poste|anexo)\.?[ :]{0,2})(?P<it>\d{2,6})\b",
        0.8,
        "an extension",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
