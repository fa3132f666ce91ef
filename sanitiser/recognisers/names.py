"""People: speakers of a chat, titled names, given names, and words that only a name explains."""

import re
from collections import Counter
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser, apply, rule
from sanitiser.words import CAPITAL, Word, is_family, is_given, is_ordinary, is_technology, words

_NAME = "names"
_PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|bint|ibn|ap|af|av|zu|ter|ten|y|e|Al|El|De|Van|Von|Le|La|Di|Da|Du|Mac|St)"
_FULL = rf"(?:{CAPITAL}|[A-Z]\.)(?:[ ](?:{_PARTICLE}[ ]){{0,2}}(?:{CAPITAL}|[A-Z]\.)){{0,3}}"
_HONORIFIC = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Fr|Sr|Herr|Frau|Madame|Mme|Mlle|Monsieur|M|Señora?|Sra?|Dona?|Doña|Signora?|Sig|Pan|Pani|Hr|Nurse|Sister|Matron|"
    r"Judge|Justice|Inspector|Detective|Sergeant|Sgt|Constable|Officer|PC|DI|DS|DCI|Captain|Capt|Colonel|Col|Major|Lieutenant|Lt|Father|Rabbi|Imam|Sheikh|Councillor|Cllr|Minister|Senator|Advocate|Adv|Ing|Dipl|Mag|Uncle|Aunt|Auntie|Bay|Hanım|Shri|Smt|Ustad|Hajj[i]?)"
)
_ROLE = (
    r"(?:[Oo]wner|OWNER|[Aa]ssignee|[Rr]eporter|[Rr]equester|[Cc]aller|[Aa]uthor|[Aa]pprover|[Rr]eviewer|[Ss]igned(?: off)?(?: by)?|[Pp]repared by|[Ww]ritten by|[Cc]losed by|[Oo]pened by|[Aa]pproved by|"
    r"[Rr]eported by|[Cc]reated by|[Rr]aised by|[Ff]ound by|[Aa]ssigned to|[Ee]scalated to|[Hh]anded(?: over)? to|[Cc]ontact|[Cc]omment|[Ff]rom|FROM|[Tt]o|TO|[Cc]c|CC|[Bb]cc|[Aa]ttn|[Aa]ttendees|[Pp]resent|[Pp]articipants|"
    r"[Cc]ustomer|[Cc]lient|[Pp]atient|[Mm]ember|[Cc]laimant|[Aa]pplicant|[Dd]river|[Nn]ame|[Ff]ull[_ ]?[Nn]ame|[Ff]irst[_ ]?[Nn]ame|[Ll]ast[_ ]?[Nn]ame|[Ss]urname|[Oo]perator|[Oo]n-?call|[Ll]ead|[Ff]acilitator|[Ss]cribe|[Mm]anager|[Ee]mployee|[Ss]tudent|[Tt]enant|[Hh]older|[Bb]eneficiary|[Ii]nsured|[Ww]itness|[Ii]nterviewee|[Ss]peaker|[Ii]nterviewer|[Dd]octor|[Nn]urse|[Cc]ommander|IC|Ops lead)"
)
RULES = (
    rule(Kind.PERSON, rf"(?<![\w-]){_HONORIFIC}\.?[ ](?:{_HONORIFIC}\.?[ ])?(?P<it>{_FULL})", 0.85, "a name after a title", check=lambda value: not is_ordinary(value)),
    rule(Kind.PERSON, rf"(?m:^[ \t>*-]{{0,6}}(?:\*\*)?{_ROLE}(?:\*\*)?[\"']?[ ]{{0,4}}:(?:\*\*)?[ ]{{0,6}}[\"']?)(?P<it>{_FULL})", 0.75, "a name in a field for a person", check=lambda value: _has_name(value)),
    rule(Kind.PERSON, rf"(?<![\w])[\"']?{_ROLE}[\"']?[ ]{{0,3}}[:=][ ]{{0,3}}[\"']?(?P<it>{_FULL})", 0.7, "a name in a field for a person", check=lambda value: _has_name(value)),
    rule(Kind.PERSON, rf"(?<![\w])(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?[ ](?:\"[^\W\d_][\w-]{{1,20}}\"|\([^\W\d_][\w-]{{1,20}}\)|'[^\W\d_][\w-]{{1,20}}')[ ]{CAPITAL})(?![\w])", 0.85, "a name with a nickname in it", check=lambda value: any(is_given(part) for part in re.findall(r"[^\W\d_]+", value))),
    rule(Kind.PERSON, rf"(?m:(?:^|[|;,][ ]?)[\"']?)(?P<it>{_FULL})[\"']?[ ]{{1,2}}<[\w.+-]{{1,64}}@", 0.93, "a name before an address"),
    rule(Kind.PERSON, rf"(?<![\w.])(?P<it>(?:[A-Z]\.[ ]?){{1,3}}(?:{_PARTICLE}[ ])?{CAPITAL})(?![\w])", 0.75, "initials and a family name", check=lambda value: not is_ordinary(value.split(".")[-1].strip()) or is_family(value.split(".")[-1].strip())),
    rule(Kind.PERSON, rf"(?i:\b(?:regards|cheers|thanks|thank you|sincerely|best|yours|grüße|gruß|cordialement|saludos|hilsen|mvh|dhanyabad|obrigad[oa]|br|rgds)[,.!]?[ ]{{0,2}}\n{{1,3}}[ ]{{0,4}}[-—]{{0,2}}[ ]?)(?P<it>{_FULL})(?=[ ]*(?:\n|$|,))", 0.85, "a name that closes a letter"),
    rule(Kind.PERSON, rf"(?m:^[ ]{{0,4}}(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Hh]allo|[Nn]amaste|[Bb]onjour|[Cc]iao|[Hh]ola)[ ])(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?)(?=[ ]?[,!:]|[ ]?\n)", 0.75, "a name in a greeting", check=lambda value: not is_ordinary(value.split()[0])),
    rule(Kind.PERSON, rf"(?<![\w])(?:[Mm]y name is|[Tt]his is|it'?s|its|I am|I'm|called|named|nicknamed|alias)[ ](?P<it>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})", 0.6, "a name that someone gives", check=lambda value: is_given(value.split()[0]) or not is_ordinary(value)),
    rule(Kind.PERSON, rf"\b(?:[Nn]urse|[Pp]atient|[Cc]ustomer|[Cc]laimant|[Oo]perator|[Dd]river|[Tt]ester|[Cc]olleague|[Mm]anager|[Ee]ngineer|[Dd]eveloper|[Aa]nalyst|[Aa]pplicant|[Mm]ember|[Mm]other|[Ff]ather|[Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Bb]rother|[Ss]ister|[Cc]hief|[Ss]upervisor|[Bb]oss|[Ii]ntern|[Tt]rainee|[Ss]tudent|[Tt]eacher|[Pp]upil|[Tt]enant|[Rr]esident|[Cc]arer|[Dd]octor|[Mm]idwife|[Vv]et|[Pp]orter|[Cc]aptain)[ ](?P<it>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})", 0.65, "a name after an occupation", check=lambda value: _has_name(value)),
    rule(Kind.PERSON, rf"\b(?:nurse|patient|claimant|operator|tester|colleague|engineer|developer|analyst|applicant|supervisor|intern|trainee|doctor|midwife|porter|driver)[ ](?P<it>{CAPITAL})(?![\w]|[ ][A-Z])", 0.55, "a name after an occupation", check=lambda value: not is_technology(value) and not value.isupper()),
)
_SPEAKER = re.compile(
    r"(?m)^[ \t>*-]{0,6}(?:[\[(<]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:.]\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:[ ]?[AaPp][Mm])?(?:[ ]?(?:UTC|Z|CET|CEST|GMT|BST))?[\])>]?[ \t,–-]{0,4})?"
    r"[<*@_]{0,2}(?P<it>[^\W\d_][^\W\d_'.-]{1,20}(?:[ ._-][^\W\d_][^\W\d_'.-]{0,20}){0,2})(?:[ ]\((?:[^)\n]{1,40})\))?[>*_]{0,2}"
    r"(?:[ ]?[\[(]\d{1,2}[:.]\d{2}(?:[: ][^\])]{0,12})?[\])]:?|[ ]{1,2}\d{1,2}:\d{2}(?:[ ][AaPp][Mm])?(?=[ \n])|:(?=[ ]))(?!//)",
)
_INITIALS = re.compile(r"(?m)^[ \t>*-]{0,6}(?:[\[(]?\d{1,2}[:.]\d{2}(?::\d{2})?[\])]?[ \t]{1,4})?(?P<it>[A-Z]{2,3})(?:[ ]?[\[(]\d{1,2}[:.]\d{2}[\])])?:(?=[ ])")
# Words that open lines of reports and logs.
_HEADINGS = frozenset(
    """user assistant system bot human agent tool function model prompt completion rendered output input expected actual note notes summary impact timeline cause root action actions lesson lessons
    date time to from cc subject re fw fwd title status priority severity type key created updated opened closed resolved reporter assignee owner caller description comment comments steps step result results
    error warning info debug fatal trace exception caused fix fixed question answer q a ps pps site location name host node pod env version file line level job ci sn short work assignment group page part update
    reference our your tel fax phone mobile email address web http https mailto warn err critical alert event events source target message reason details detail context background recommendation recommendations
    follow-up followup next today tomorrow yesterday morning afternoon monday tuesday wednesday thursday friday saturday sunday thought observation plan exit args request response search query reply cost duration
    affected detection mitigation resolution what why how who when where yes no ok okay example service project team department attendees present minutes agenda decision decisions item items topic log logs commit branch repo
    kind spec metadata template spec image labels data id value values config rule rules alert expr annotations runbook verdict score table figure ticket issue order case customer patient client member policy claim invoice amount
    total id's bullets problem solution workaround evidence scope background caveat disclaimer warning reminder edit edited added removed changed moved fwd attached attachment attachments cause effect trigger symptom symptoms
    region zone cluster namespace session transcript reviewer editor author support staff moderator speaker caller dispatcher operator nurse doctor teacher student tenant resident driver pilot controller officer chair unknown""".split(),
)


def _has_name(value: str) -> bool:
    """Accept a phrase in which at least one word is a name or no ordinary word."""
    parts = [part for part in re.split(r"[ .]", value) if part]
    return any((is_given(part) or not is_ordinary(part)) and part.casefold() not in _HEADINGS and len(part) > 1 for part in parts) and not is_technology(value)


def _speakers(text: str) -> Iterator[Match]:
    hits = [hit for hit in _SPEAKER.finditer(text) if _is_speaker(hit["it"])]
    counts = Counter(hit["it"].casefold() for hit in hits)
    for hit in hits:
        strong = counts[hit["it"].casefold()] > 1 or is_given(hit["it"].split()[0])
        known = is_given(hit["it"].split()[0]) or not is_ordinary(hit["it"])
        if known or (strong and counts[hit["it"].casefold()] > 1 and hit["it"][0].isupper()):
            yield Match(hit.start("it"), hit.end("it"), Kind.PERSON, 0.8 if strong else 0.5, _NAME, "speaks in a conversation")


def _is_speaker(value: str) -> bool:
    folded = value.casefold()
    parts = value.split()
    if re.search(r"_|[a-z][A-Z]|Error$|Exception$", value):
        return False
    if len(parts) > 1 and not all(part[0].isupper() and (is_given(part) or not is_ordinary(part)) for part in parts):
        return False
    return folded not in _HEADINGS and folded.split()[0] not in _HEADINGS and not is_technology(value) and len(value) > 1


def _initials(text: str) -> Iterator[Match]:
    """Find speakers' initials: they open a line twice, or fit a name in the text."""
    hits = list(_INITIALS.finditer(text))
    counts = Counter(hit["it"] for hit in hits)
    full = {"".join(part[0] for part in re.split(r"[ -]", name)) for name in re.findall(rf"{CAPITAL}(?:[ -]{CAPITAL}){{1,2}}", text)}
    chosen = {value for value, count in counts.items() if value.casefold() not in _HEADINGS and not is_technology(value) and (count > 1 or value in full)}
    for value in sorted(chosen):
        for hit in re.finditer(rf"(?<![\w-]){value}(?![\w-])", text):
            yield Match(hit.start(), hit.end(), Kind.PERSON, 0.7, _NAME, "initials that open lines")


_JOINS = re.compile(r"[ ](?:(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|bint|ibn|ap|af|av|zu|ter|ten|y)[ ]){0,2}|[ ]\"[^\"\n]{2,20}\"[ ]|[ ]\([^\W\d_]{2,20}\)[ ]|[ ][A-Z]\.[ ]|-|[ ](?:al|el)-")


def _given_names(text: str) -> Iterator[Match]:
    """Find given names and the capitalised words that follow them."""
    found = list(words(text))
    common = Counter(word.text for word in found if not word.capital)
    for index, word in enumerate(found):
        if not word.capital or not is_given(word.text) or is_technology(word.text) and not _names_after(text, found, index):
            continue
        end, parts = _extend(text, found, index)
        if parts == 1 and (_is_doubtful(word, common) or word.text.isupper()):
            continue
        if parts > 1 and is_ordinary(word.text) and is_ordinary(found[index + 1].text):
            continue
        yield Match(word.start, end, Kind.PERSON, 0.75 if parts > 1 else 0.55, _NAME, "a given name" + (" and more" if parts > 1 else ""))


def _names_after(text: str, found: list[Word], index: int) -> bool:
    """Say whether a family name follows directly."""
    following = found[index + 1 : index + 2]
    return bool(following) and text[found[index].end : following[0].start] == " " and following[0].capital and is_family(following[0].text) and not is_ordinary(following[0].text)


def _extend(text: str, found: list[Word], index: int) -> tuple[int, int]:
    """Follow a name to the right over family names and particles; give its end and its number of parts."""
    end, parts = found[index].end, 1
    limit = end
    for word in found[index + 1 : index + 7]:
        gap = text[limit : word.start]
        if not word.capital and _JOINS.fullmatch(f" {word.text} ") and gap == " ":
            limit = word.end
            continue
        bridged = text[end : word.start]
        if not (word.capital and (_JOINS.fullmatch(bridged) or bridged == " ")) or (is_ordinary(word.text) and not is_family(word.text)):
            break
        end, limit, parts = word.end, word.end, parts + 1
    return end, parts


def _is_doubtful(word: Word, common: Counter[str]) -> bool:
    """Say whether a lone given name may just be a word: it is English and begins a sentence, or occurs in lower case."""
    return is_ordinary(word.text) and (word.first or common[word.text.casefold()] > 0) or len(word.text) < 3 or (is_ordinary(word.text) and word.text.casefold() in _CALENDAR)  # noqa: PLR2004


_CALENDAR = frozenset({"april", "may", "june", "august", "summer", "autumn", "will", "mark", "art", "page", "case", "bill", "grant", "chase", "max", "van", "china", "may", "data", "model", "sunday", "an", "my", "so", "an", "do"})


def _unknown(text: str) -> Iterator[Match]:
    """Find capitalised words that no dictionary knows: someone's name, or something's."""
    run: list[Word] = []
    for word in words(text):
        if run and text[run[-1].end : word.start] in {" ", "-"} and word.capital and not is_technology(word.text):
            run.append(word)
            continue
        yield from _name_of(text, run)
        run = [word] if word.capital and not is_technology(word.text) else []
    yield from _name_of(text, run)


def _name_of(text: str, run: list[Word]) -> Iterator[Match]:
    while run and (run[0].first and is_ordinary(run[0].text) and not is_given(run[0].text)):
        run = run[1:]
    strange = [word for word in run if _is_strange(word)]
    if not strange or is_technology(text[run[0].start : run[-1].end]):
        return
    if len(run) > 5:  # noqa: PLR2004 - a heading in capitals, not a name
        run = strange[:1]
    people = sum(is_given(word.text) or is_family(word.text) for word in run)
    kind = Kind.PERSON if people and people * 2 >= len(run) else Kind.ORG
    yield Match(run[0].start, run[-1].end, kind, 0.45, _NAME, "a capitalised word that no dictionary knows")


def _is_strange(word: Word) -> bool:
    letters = word.text.replace("'", "").replace("-", "")
    shortest = 4 if word.first else 3
    if len(letters) < shortest or is_ordinary(word.text) or word.text.isupper():
        return False
    return not re.search(r"[a-z][A-Z]", word.text)


def find(text: str) -> Iterator[Match]:
    """Find people by place in a line, by title, by list, and by strangeness."""
    yield from apply(RULES, text, _NAME)
    yield from _speakers(text)
    yield from _initials(text)
    yield from _given_names(text)
    yield from _unknown(text)


RECOGNISER = Recogniser(_NAME, find, soft=True)
