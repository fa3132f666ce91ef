"""People whose place in the text gives them away: after a title, in a field, at the end of a letter."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import CAPITAL, HEADINGS, is_family, is_given, is_ordinary, is_technology

_NAME = "names"
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|bint|ibn|ap|af|av|zu|ter|ten|y|e|Al|"
    r"El|De|Van|Von|Le|La|Di|Da|Du|Mac|St)"
)
_FULL = (
    rf"(?:{_PARTICLE}[ ]){{0,2}}(?:{CAPITAL}|[A-Z]\.)(?:[ ](?:{_PARTICLE}[ ]){{0,2}}(?:{CAPITAL}|"
    rf"[A-Z]\.)){{0,3}}"
)
_STRONG = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Madame|Mme|Mlle|Monsieur|Herr|Frau|Señora?|Signora?|Cllr|"
    r"Seu|Dona|Doña|Dra|MR|MRS|MS|DR|PROF|Capt)"
)
_HONORIFIC = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Fr|Sr|Herr|Frau|Madame|"
    r"Mme|Mlle|Monsieur|M|Señora?|Sra?|Dona?|Doña|Signora?|Sig|Pan|Pani|Hr|Nurse|Sister|Matron|"
    r"Judge|Justice|Inspector|Detective|Sergeant|Sgt|Constable|Officer|PC|DI|DS|DCI|Captain|Capt|"
    r"Colonel|Col|Major|Lieutenant|Lt|Father|Rabbi|Imam|Sheikh|Councillor|Cllr|Minister|Senator|"
    r"Advocate|Adv|Ing|Dipl|Mag|Uncle|Aunt|Auntie|Bay|Hanım|Shri|Smt|Ustad|Hajj[i]?|Seu|Sig)"
)
_ROLE = (
    r"(?:[Oo]wner|OWNER|[Aa]ssignee|[Rr]eporter|[Rr]equester|[Cc]aller|[Aa]uthor|[Aa]pprover|"
    r"[Rr]eviewer|[Ss]igned(?: off)?(?: by)?|[Pp]repared by|[Ww]ritten by|[Cc]losed by|[Oo]pened by|"
    r"[Aa]pproved by|"
    r"[Rr]eported by|[Cc]reated by|[Rr]aised by|[Ff]ound by|[Aa]ssigned to|[Ee]scalated to|"
    r"[Hh]anded(?: over)? to|[Cc]ontact|[Cc]omment|[Ff]rom|FROM|[Tt]o|TO|[Cc]c|CC|[Bb]cc|[Aa]ttn|"
    r"[Aa]ttendees|[Pp]resent|[Pp]articipants|"
    r"[Cc]ustomer|[Cc]lient|[Pp]atient|[Mm]ember|[Cc]laimant|[Aa]pplicant|[Dd]river|[Nn]ame|"
    r"[Ff]ull[_ ]?[Nn]ame|[Ff]irst[_ ]?[Nn]ame|[Ll]ast[_ ]?[Nn]ame|[Ss]urname|[Oo]perator|[Oo]n-?call|"
    r"[Ll]ead|[Ff]acilitator|[Ss]cribe|[Mm]anager|[Ee]mployee|[Ss]tudent|[Tt]enant|[Hh]older|"
    r"[Bb]eneficiary|[Ii]nsured|[Ww]itness|[Ii]nterviewee|[Ss]peaker|[Ii]nterviewer|[Dd]octor|[Nn]urse|"
    r"[Cc]ommander|IC|Ops lead)"
)


def _has_name(value: str) -> bool:
    """Accept a phrase in which at least one word is a name or no ordinary word."""
    parts = [part for part in re.split(r"[ .]", value) if part]
    return any(
        (is_given(part) or not is_ordinary(part)) and part.casefold() not in HEADINGS and len(part) > 1
        for part in parts
    ) and not is_technology(value)


RULES = (
    rule(
        Kind.PERSON,
        r"(?<![\w.@])(?P<it>(?!U\.[SKN]|C\.F|P\.I|E\.U|A\.I|P\.[SO]|N\.B|I\.T|Q\.E|A\.D|B\.C|C\.E|D\.C|"
        r"H\.[QR])(?:[A-Z]\.){2,3})(?=[ ,;:)]|$)",
        0.45,
        "initials with full stops",
    ),
    rule(
        Kind.PERSON,
        r"(?<![\w-])(?:mr|mrs|ms|mister|dr|prof|madam|herr|frau)\.?[ ](?P<it>[^\W\d_]{3,20}"
        r"(?:-[^\W\d_]{2,20})?)(?![\w.@])",
        0.7,
        "a name after a title in lower case",
        check=lambda value: value.islower() and value not in {"the", "and", "who", "was", "said", "then"},
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w-]){_STRONG}\.?[ ](?P<it>{_FULL})",
        0.85,
        "a name after a title",
        check=lambda value: (
            not is_technology(value) and value.split()[0] not in {"The", "A", "An", "I", "No"}
        ),
    ),
    rule(
        Kind.PERSON,
        rf"(?m:(?:^|[ ;,:]))\"?(?P<it>{CAPITAL},[ ]{CAPITAL}(?:[ ]{CAPITAL})?)"
        rf"\"?[ ]{{1,2}}[<(\[][\w.+-]{{1,64}}@",
        0.9,
        "a name before an address",
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w])(?P<it>{CAPITAL}[ ][A-Z]\.)(?!\w)",
        0.7,
        "a given name and an initial",
        check=lambda value: is_given(value.split()[0]) or not is_ordinary(value.split()[0]),
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w.])(?P<it>{CAPITAL})(?=[ ](?:and|&)[ ]{CAPITAL})",
        0.45,
        "a given name beside another",
        check=is_given,
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w-]){_HONORIFIC}\.?[ ](?:{_HONORIFIC}\.?[ ])?(?P<it>{_FULL})",
        0.85,
        "a name after a title",
        check=lambda value: not is_ordinary(value),
    ),
    rule(
        Kind.PERSON,
        rf"(?m:^[ \t>*-]{{0,6}}(?:\*\*)?{_ROLE}(?:\*\*)?[\"']?[ ]{{0,4}}:(?:\*\*)?[ ]{{0,6}}[\"']?)"
        rf"(?P<it>{_FULL})",
        0.75,
        "a name in a field for a person",
        check=_has_name,
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w])[\"']?{_ROLE}[\"']?[ ]{{0,3}}[:=][ ]{{0,3}}[\"']?(?P<it>{_FULL})",
        0.7,
        "a name in a field for a person",
        check=_has_name,
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w])(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?[ ](?:\"[^\W\d_][\w-]{{1,20}}\"|"
        rf"\([^\W\d_][\w-]{{1,20}}\)|'[^\W\d_][\w-]{{1,20}}')[ ]{CAPITAL})(?![\w])",
        0.85,
        "a name with a nickname in it",
        check=lambda value: any(is_given(part) for part in re.findall(r"[^\W\d_]+", value)),
    ),
    rule(
        Kind.PERSON,
        rf"(?m:(?:^|[|;,][ ]?)[\"']?)(?P<it>{_FULL})[\"']?[ ]{{1,2}}<[\w.+-]{{1,64}}@",
        0.93,
        "a name before an address",
    ),
    rule(
        Kind.PERSON,
        rf"(?<![\w.])(?P<it>(?:[A-Z]\.[ ]?){{1,3}}(?:{_PARTICLE}[ ])?{CAPITAL})(?![\w])",
        0.75,
        "initials and a family name",
        check=lambda value: (
            not is_ordinary(value.split(".")[-1].strip()) or is_family(value.split(".")[-1].strip())
        ),
    ),
    rule(
        Kind.PERSON,
        r"(?i:\b(?:regards|cheers|thanks|thank you|sincerely|best|yours|grüße|gruß|cordialement|"
        r"saludos|hilsen|mvh|dhanyabad|obrigad[oa]|br|"
        rf"rgds)[,.!]?[ ]{{0,2}}\n{{1,3}}[ ]{{0,4}}[-—]{{0,2}}[ ]?)(?P<it>{_FULL})(?=[ ]*(?:\n|$|,))",
        0.85,
        "a name that closes a letter",
    ),
    rule(
        Kind.PERSON,
        rf"(?m:^[ ]{{0,4}}(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Hh]allo|[Nn]amaste|[Bb]onjour|[Cc]iao|"
        rf"[Hh]ola)[ ])(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?)(?=[ ]?[,!:]|[ ]?\n)",
        0.75,
        "a name in a greeting",
        check=lambda value: not is_ordinary(value.split()[0]),
    ),
    rule(
        Kind.PERSON,
        r"(?<![\w])(?:[Mm]y name is|[Tt]his is|it'?s|its|I am|I'm|called|named|nicknamed|"
        rf"alias)[ ](?P<it>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})",
        0.6,
        "a name that someone gives",
        check=lambda value: is_given(value.split()[0]) or not is_ordinary(value),
    ),
    rule(
        Kind.PERSON,
        r"\b(?:[Nn]urse|[Pp]atient|[Cc]ustomer|[Cc]laimant|[Oo]perator|[Dd]river|[Tt]ester|"
        r"[Cc]olleague|[Mm]anager|[Ee]ngineer|[Dd]eveloper|[Aa]nalyst|[Aa]pplicant|[Mm]ember|"
        r"[Mm]other|[Ff]ather|[Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Bb]rother|[Ss]ister|[Cc]hief|"
        r"[Ss]upervisor|[Bb]oss|[Ii]ntern|[Tt]rainee|[Ss]tudent|[Tt]eacher|[Pp]upil|[Tt]enant|"
        rf"[Rr]esident|[Cc]arer|[Dd]octor|[Mm]idwife|[Vv]et|[Pp]orter|[Cc]aptain)[ ](?P<it>{CAPITAL}"
        rf"(?:[ ]{CAPITAL}){{0,2}})",
        0.65,
        "a name after an occupation",
        check=_has_name,
    ),
    rule(
        Kind.PERSON,
        r"\b(?:nurse|patient|claimant|operator|tester|colleague|engineer|developer|analyst|applicant|"
        rf"supervisor|intern|trainee|doctor|midwife|porter|driver)[ ](?P<it>{CAPITAL})(?![\w]|[ ][A-Z])",
        0.55,
        "a name after an occupation",
        check=lambda value: not is_technology(value) and not value.isupper(),
    ),
)


RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME), soft=True)
