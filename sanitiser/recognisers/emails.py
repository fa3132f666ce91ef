"""E-mail addresses with any last label, in plain and in spelled-out form."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
RULES = (
    rule(
        Kind.EMAIL,
        rf"(?<![\w.+-])(?P<it>[\w](?:[\w.+'%-]{{0,62}}[\w+-])?@(?:{_LABEL}\.)"
        rf"{{1,8}}[^\W\d_][\w-]{{1,62}})(?<![-_])",
        0.97,
        "has the form of an e-mail address",
    ),
    rule(
        Kind.EMAIL,
        r"\b(?P<it>[\w.+-]{1,64} at [\w-]{1,63}(?: dot [\w-]{2,63}){1,4})\b",
        0.8,
        "spells out an e-mail address",
        flags=re.IGNORECASE,
    ),
    rule(
        Kind.EMAIL,
        r"(?i:\b(?:e-?mail|mailto|from|to|cc|reply-to)[ \t]{0,3}[:=][ \t]{0,3}<?)"
        r"(?P<it>[\w.+-]{1,64}@[\w-]{2,63})\b(?![\w.])",
        0.8,
        "an address without a domain suffix, after a mail word",
    ),
)


RECOGNISER = Recogniser("emails", lambda text: apply(RULES, text, "emails"))
