"""Dates, clock times, log stamps and named days."""

import re
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser, apply, rule

_NAME = "times"
_SURE_DATE = 0.86
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    # German, French, Italian, Spanish, Portuguese, Dutch, the Nordic languages, Polish, Czech, Turkish.
    r"januar[iy]?|februar[iy]?|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|"
    r"juillet|août|septembre|octobre|novembre|décembre|"
    r"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|"
    r"enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre|diciembre|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|maart|mei|augustus|"
    r"desember|maj|augusti|janúar|febrúar|apríl|maí|júní|júlí|ágúst|október|nóvember|"
    r"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|"
    r"grudnia|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|"
    r"ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|tammikuuta|helmikuuta|"
    r"maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|"
    r"joulukuuta)"
)
_LONG_MONTH = r"(?:January|February|March|April|June|July|August|September|October|November|December)"
_DAY = (
    r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"mánudaginn|þriðjudaginn|miðvikudaginn|fimmtudaginn|föstudaginn|mandag|tirsdag|onsdag|torsdag|"
    r"fredag)"
)
_ZONE = (
    r"(?:UTC|GMT|Z|CES?T|EES?T|WES?T|BST|IST|[ECMPA][SD]?T|JST|SGT|HKT|AE[SD]T|NZ[SD]T|MSK|SAST|WAT|"
    r"EAT|AST|NPT|PKT|ICT|KST|TRT|local(?: time)?)"
)
_CLOCK = (
    rf"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:[.,]\d{{1,9}})?(?:[ ]?(?:[ap]\.?m\b\.?))?"
    rf"(?:[ ]?{_ZONE}\b)?(?:[ ]?[+-]\d{{2}}:?\d{{2}})?"
)
_DATE = (
    rf"(?:{_DAY},?[ ](?:the[ ])?)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?(?:[ ]of)?[ -]{_MONTH}\b\.?(?:,?[ -](?:19|20)?\d{{2}}\b(?!:))?"
    rf"|{_MONTH}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,?[ ](?:19|20)\d{{2}}\b)?"
    rf"|\d{{1,2}}/{_MONTH}/\d{{2,4}}"
    rf"|(?:19|20)\d{{2}}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d{{2}}"
    rf"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:(?:19|20)\d{{2}}|\d{{2}}))"
)
_STAMP = (
    r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T_ ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d"
    r"(?:[.,]\d{1,9})?)?(?:[ ]?(?:Z|[+-]\d{2}:?\d{2}))?"
    rf"(?:[ ]{_ZONE}\b)?"
)
_I = re.IGNORECASE
_SURE = (
    rule(
        Kind.DATE_TIME,
        r"(?<![\w.-])20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[T_-]\d{4}(?:\d{2})?Z?)?(?![\w]|"
        r"[.-]\d)",
        0.7,
        "a compact date",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w.-])20\d{2}-\d{2}-\d{2}[_-]\d{2}[-h_]\d{2}(?:[-m_]\d{2})?(?!\w)",
        0.9,
        "a time stamp",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w.])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{2}(?![\w]|\.\d)",
        0.7,
        "a date with a short year",
    ),
    rule(Kind.DATE_TIME, r"(?<![\w/.])(?:0?[1-9]|1[0-2])/20\d{2}(?![\w/])", 0.7, "a month and a year"),
    rule(
        Kind.DATE_TIME,
        rf"(?<!\w)\d{{1,2}}[ ]de[ ]{_MONTH}(?:[ ]del?[ ]20\d{{2}})?(?!\w)",
        0.9,
        "a date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<!\w)(?:noon|midnight)[ ](?:on[ ])?{_DATE}(?![\w/-])",
        0.9,
        "a time and a date",
        flags=_I,
    ),
    rule(Kind.DATE_TIME, rf"(?<![\w-]){_MONTH}-\d{{1,2}}(?![\w-])", 0.7, "a month and a day", flags=_I),
    rule(Kind.DATE_TIME, r"20\d{2}年\d{1,2}月(?:\d{1,2}日)?", 0.95, "a date"),
    rule(Kind.DATE_TIME, rf"(?<![\w.-]){_STAMP}(?![\w])", 0.97, "a time stamp"),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w./-]){_CLOCK},?[ ](?:on[ ](?:the[ ])?)?{_DATE}(?![\w/-])",
        0.95,
        "a time and a date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w./-]){_DATE}(?:,?[ ](?:at[ ])?{_CLOCK})?(?![\w/]|-\d|\.\d)",
        0.9,
        "a date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w./-])\d{{1,2}}(?:st|nd|rd|th)?[ ]?(?:-|to|and|bis|till|until)[ ]?\d{{1,2}}(?:st|nd|"
        rf"rd|th|\.)?[ ]{_MONTH}\b(?:[ ](?:19|20)\d{{2}})?(?![\w])",
        0.93,
        "a range of days",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w./-])(?:{_DATE}|\d{{1,2}}[ ]{_MONTH})[ ]?(?:-|to|until)[ ]?\d{{1,2}}[ ]{_MONTH}[ ]"
        rf"(?:19|20)\d{{2}}(?![\w])",
        0.93,
        "a range of days",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w-])(?:(?:early|mid|late)[ -])?{_LONG_MONTH}(?:,?[ ](?:19|20)\d{{2}})?(?![\w])",
        0.85,
        "a month",
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w-]){_MONTH}\.?[ '](?:(?:19|20)\d{{2}}|'\d{{2}})(?![\w-])",
        0.88,
        "a month and a year",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w-])(?:Q[1-4][ /-]?(?:FY[ ]?)?(?:(?:19|20)?\d{2})|(?:19|20)\d{2}[ -]?Q[1-4]|Q[1-4]|"
        r"FY[ ]?(?:20)?\d{2}(?:/\d{2})?|H[12][ ](?:20)\d{2})(?![\w.-])",
        0.85,
        "a quarter",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w-])(?:(?:first|second|third|fourth|last)[ ]quarter(?:[ ]of)?[ ](?:19|20)\d{2}|"
        r"(?:early|mid|late|end of)[ -](?:19|20)\d{2})(?![\w-])",
        0.85,
        "a part of a year",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w-])(?:spring|summer|autumn|fall|winter)[ ](?:of[ ])?(?:19|20)\d{2}(?![\w-])",
        0.9,
        "a season and a year",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w-])(?:(?:19|20)\d{2}[ -]?W(?:0?[1-9]|[1-4]\d|5[0-3])|(?:calendar )?week[ ](?:0?[1-9]|"
        r"[1-4]\d|5[0-3])(?:[ ]of[ ](?:19|20)\d{2}|,[ ](?:19|20)\d{2})?|KW[ ]?\d{1,2})(?![\w-])",
        0.75,
        "a numbered week",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w]){_MONTH}[ ]{{1,2}}\d{{1,2}}[ ]\d{{2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,6}})?(?![\w])",
        0.95,
        "a system log stamp",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w])\d{{1,2}}/{_MONTH}/\d{{4}}:\d{{2}}:\d{{2}}:\d{{2}}(?:[ ][+-]\d{{4}})?",
        0.97,
        "a web server's stamp",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w]){_DAY}[ ]{_MONTH}[ ]{{1,2}}\d{{1,2}}[ ]\d{{2}}:\d{{2}}:\d{{2}}(?:[ ]{_ZONE})"
        rf"?[ ]\d{{4}}(?![\w])",
        0.97,
        "a system date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w]){_DATE},?[ ]at[ ]\d{{1,2}}:\d{{2}}(?:[ ]?[AP]M)?",
        0.95,
        "a mail header's date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w./-])(?P<it>(?:19|20)\d{2}-(?:0[1-9]|1[0-2]))(?![\w-])",
        0.75,
        "a year and a month",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w.-])(?P<it>1[4-9]\d{8}(?:\.\d{1,6})?|1[4-9]\d{11}|1[4-9]\d{14}|1[4-9]\d{17})(?![\w.-])",
        0.7,
        "seconds since 1970",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?i:\b(?:in|since|until|of|by|from|during|before|after|year|early|late|mid|for|back in|"
        r"through|summer|winter)[ ])(?P<it>(?:19[5-9]\d|20[0-4]\d))(?![\w%]|[.,-]\d|[ ](?:tokens|rows|"
        r"requests|users|customers|records|calls|items|ms|times|messages|lines|people|bytes|characters|"
        r"words|samples|dimensions))",
        0.65,
        "a year",
    ),
    rule(Kind.DATE_TIME, r"(?<![\w])\((?P<it>(?:19[5-9]\d|20[0-4]\d))\)", 0.5, "a year in brackets"),
    rule(
        Kind.DATE_TIME,
        r"(?<![\w])(?P<it>(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])\.?)(?=[ ](?:at|um|kl|uhr|to|-|"
        r"in the|we|the)\b)(?![\w])",
        0.4,
        "a day and a month",
    ),
)
# Dates of every form but the quarter, which does not make a clock time mean anything.
_DATED = tuple(each for each in _SURE if each.score >= _SURE_DATE)
_NAMED_DAYS = (
    r"Christmas(?: Eve| Day)?|Boxing Day|New Year(?:'s)?(?: Eve| Day)?|Easter(?: (?:Monday|Sunday|"
    r"weekend))?|Good Friday|Thanksgiving(?: Day)?|Black Friday|Cyber Monday|Singles' Day|"
    r"Halloween|Valentine's Day|Mother's Day|Father's Day|Labou?r Day|May Day|Independence Day|"
    r"Bastille Day|Midsummer(?: Eve| Day)?|Ramadan|Eid(?: al-(?:Fitr|Adha))?|Diwali|Holi|Hanukkah|"
    r"Yom Kippur|Passover|Lunar New Year|Chinese New Year|Memorial Day|Veterans Day|"
    r"Martin Luther King Day|Presidents' Day|Canada Day|Australia Day|Anzac Day|Republic Day|"
    r"Constitution Day|St\.? Patrick's Day|"
    r"Whit Monday|Pentecost|Ascension Day|All Saints'? Day|All Souls'? Day|Epiphany|Carnival|"
    r"Mardi Gras|Oktoberfest|Bank Holiday(?: Monday)?|bank holiday|Golden Week|Juneteenth|Columbus Day|"
    r"Guy Fawkes Night|Bonfire Night|Songkran|Nowruz|King's Day|"
    r"Liberation Day|Walpurgis Night|Lucia|Tax Day|election day|Election Day|Prime Day|NYE|"
    r"Friday the 13th|Pride(?: weekend)"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|(?:twenty|thirty)[ -](?:first|"
    r"second|third|fourth|"
    r"fifth|sixth|seventh|eighth|ninth)|thirtieth)"
)
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SPOKEN = (
    rule(
        Kind.DATE_TIME,
        rf"\b(?:{_ORDINAL}[ ](?:of[ ])?{_MONTH}|{_MONTH}[ ](?:the[ ])?{_ORDINAL})\b",
        0.9,
        "a date in words",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        r"(?i:\b(?:in|of|since|until|by|last|early|late|mid|next|em|en|im|de|w|i|di|nel|à|au)[ ])"
        r"(?P<it>(?:january|february|april|june|july|august|september|october|november|december|"
        r"janvier|février|avril|juin|"
        r"juillet|août|septembre|octobre|novembre|décembre|gennaio|febbraio|aprile|maggio|giugno|"
        r"luglio|agosto|settembre|"
        r"ottobre|dicembre|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre|diciembre|"
        r"janeiro|fevereiro|"
        r"março|maio|junho|julho|setembro|outubro|dezembro))(?![\w])",
        0.8,
        "a month in lower case",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?i:\b(?:on|em|el|le|am|den|dne|il|in)[ ])(?P<it>(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|"
        r"1[0-2]))(?![\w/.%])",
        0.5,
        "a day and a month",
    ),
)
_SPOKEN_CLOCK = (
    rule(
        Kind.DATE_TIME,
        rf"\b(?:(?:five|ten|quarter|twenty|twenty[ -]five|half)[ ](?:past|to|before|after)[ ]{_HOUR}|"
        rf"{_HOUR}[ ]o'clock|"
        rf"{_HOUR}[ ](?:thirty|fifteen|forty[ -]five)(?=[ ](?:am|pm|in the)))\b",
        0.7,
        "a clock time in words",
        flags=_I,
    ),
)
_NAMED = (
    rule(
        Kind.DATE_TIME, rf"(?<![\w-])(?:{_NAMED_DAYS})(?:[ ](?:19|20)\d{{2}})?(?![\w-])", 0.8, "a named day"
    ),
)
_BARE = (
    rule(
        Kind.DATE_TIME,
        r"(?<![\w.:/-])(?:[01]?\d|2[0-3])(?:[.:h]\d{2})?[ ]?(?:[Uu]hr\b|[ap]\.?m\b)|(?<![\w.:/-])"
        r"(?:[01]?\d|2[0-3])h[0-5]\d(?!\w)",
        0.7,
        "a clock time beside a date",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?i:\b(?:on|since|until|by|from|of|before|after)[ ])(?P<it>the[ ](?:[12]?1st|2?2nd|2?3rd|"
        r"[12]?[4-9]th|1[0-9]th|[23]0th|31st))(?![ -]?[A-Za-z])",
        0.45,
        "a day of a month that the text names elsewhere",
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w.:/$€£-]){_CLOCK}-{_CLOCK}(?![\w:.%]|-\d)",
        0.8,
        "a range of clock times",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w.:/$€£=-])(?<!line )(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[.,]\d{{1,9}})?"
        rf"(?:[ ]?[ap]\.?m\b)?(?:[ ]?{_ZONE}\b)?(?![\w:%]|\.\d|-\d)",
        0.8,
        "a clock time beside a date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w.:/$€£-])(?P<it>(?:1[0-2]|0?[1-9])[ ]?[ap]\.?m\b\.?(?:[ ]{_ZONE}\b)?)",
        0.75,
        "a clock time beside a date",
        flags=_I,
    ),
    rule(
        Kind.DATE_TIME,
        rf"(?<![\w.:/$€£-])(?P<it>(?:[01]\d|2[0-3])[0-5]\d[ ]?(?:{_ZONE}|hrs|hours|h)\b)(?![\w])",
        0.75,
        "a clock time beside a date",
    ),
    rule(
        Kind.DATE_TIME,
        r"(?i:\b(?:at|um|kl\.?|à|alle|from|since|by|until|around|about|before|after|till)[ ])(?P<it>"
        r"(?:[01]?\d|2[0-3])[.h][0-5]\d)(?![\w%]|\.\d)",
        0.55,
        "a clock time beside a date",
    ),
)
_ABSOLUTE = re.compile(
    rf"{_STAMP}|(?<!\w){_DATE}(?!\w)|(?<!\w){_MONTH}[ ]\d{{1,2}}(?!\w)|(?<!\w){_LONG_MONTH}(?!\w)|"
    rf"(?<![\w.-])1[4-9]\d{{8}}(?![\w.-])|(?<!\w)(?:{_NAMED_DAYS})(?!\w)|(?<!\w)(?:19|"
    rf"20)\d{{2}}[ -]?W\d\d",
    _I,
)
_UNIT_AFTER = re.compile(r"[ ]?(?:ms|s|sec|min|minutes|hours|h|days|%|tokens|x|MB|GB|kB)\b")


def find(text: str) -> Iterator[Match]:
    """Find dates, and bare clock times when the text carries a date at all."""
    yield from apply(_SURE, text, _NAME)
    yield from apply(_NAMED, text, _NAME)
    yield from apply(_SPOKEN, text, _NAME)
    dated = any(True for _ in apply((*_DATED, *_SPOKEN), text, _NAME))
    if dated:
        yield from apply(_SPOKEN_CLOCK, text, _NAME)
    if dated or _ABSOLUTE.search(text):
        yield from (
            hit for hit in apply(_BARE, text, _NAME) if not _UNIT_AFTER.match(text[hit.end : hit.end + 10])
        )


RECOGNISER = Recogniser(_NAME, find)
