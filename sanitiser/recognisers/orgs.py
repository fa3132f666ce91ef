"""Organisations: legal forms, words that end a firm's name, tenants, authorities."""

import re
from collections.abc import Iterator

from sanitiser.gazetteers import fold, load
from sanitiser.kinds import Identifies, Kind
from sanitiser.matches import Match, Recogniser, apply, rule
from sanitiser.words import CAPITAL, Word, is_everyday, is_ordinary, is_technology, words

_NAME = "orgs"
_JOIN = r"(?:[ ](?:&|and|of|de|del|della|du|des|la|le|y|e|und|og|och|for|the|van|von|di|da|do|dos|-)){0,3}[ ]"
_LEGAL = (
    r"(?:Ltd|Limited|LLP|LLC|L\.L\.C\.|Inc|Incorporated|Corp|Corporation|PLC|plc|p\.l\.c|GmbH|mbH|AG|"
    r"KG|OHG|UG|SE|e\.V|SA|S\.A|SAS|SARL|S\.à r\.l|SpA|S\.p\.A|S\.r\.l|Srl|SRL|S\.L|SL|SLU|BV|B\.V|NV|"
    r"N\.V|"
    r"AB|AS|ASA|A/S|ApS|Oy|Oyj|OY|ehf|hf|s\.r\.o|a\.s|sp\. z o\.o|S\.K\.A|d\.o\.o|d\.d|Kft|Zrt|Nyrt|"
    r"EOOD|OOD|SIA|UAB|OÜ|Pvt\.? Ltd|Pty Ltd|Pty|Pte\.? Ltd|Sdn\.? Bhd|Bhd|K\.K|KK|Co|& Co|& Sons|"
    r"& Daughters|& Partners|A\.Ş|Ltd\. Şti|CIC|CIO|NHS Trust|Foundation Trust|Holdings?|LTDA|Ltda|"
    r"S\.A\. de C\.V|Cía|JSC|OJSC|OOO|TOO|PT|Tbk)"
)
_NOUN = (
    r"(?:Bank|Banking|Insurance|Reinsurance|Assurance|Mutual|Health|Healthcare|Hospital|Hospitals|"
    r"Clinic|Clinics|Surgery|Infirmary|Hospice|Trust|Partnership|Partners|Group|Holdings|Logistics|"
    r"Freight|Shipping|Lines|Airlines|Airways|Air|Rail|Railways|Transit|"
    r"Energy|Energi|Power|Electric|Gas|Water|Utilities|Telecom|Fibre|Fiber|Mobile|Broadband|Networks|"
    r"Systems|Software|Technologies|Technology|Tech|Labs|Laboratories|Analytics|Robotics|Digital|Media|"
    r"Press|Publishing|Studios|Games|Foods|Bakery|Bakeries|Brewery|Dairy|Farms|Cafés|Cafes|Coffee|"
    r"Kitchen|Recipes|Restaurants|Hotels|"
    r"Resorts|Travel|Tours|Retail|Stores|Supermarkets|Mart|Market|Markets|Fashion|Homes|Housing|"
    r"Properties|Property|Estates|Residences|Realty|Construction|Engineering|Manufacturing|Industries|"
    r"Steel|Chemicals|Pharma|Pharmaceuticals|Pharmacy|Biotech|Biosciences|Sciences|Instruments|Motors|"
    r"Automotive|Aerospace|Marine|Maritime|"
    r"Capital|Finance|Financial|Credit|Savings|Payments|Pay|Investments|Securities|Asset Management|"
    r"Wealth|Pensions|Pension Fund|Brokers|Advisory|Consulting|Consultants|Associates|Solicitors|Legal|"
    r"Law|Chambers|Recruitment|Staffing|Security|Assurance|Translations?|Transcription|University|"
    r"College|School|Academy|Institute|Council|Borough Council|County Council|Authority|Agency|"
    r"Ministry|"
    r"Department of [A-Z]\w+|Foundation|Charity|Society|Association|Federation|Union|Credit Union|"
    r"Cooperative|Co-op|Co-operative|Church|Museum|Museo|Library|Theatre|Orchestra|Club|Radio|TV|"
    r"Television|News|Times|Tribune|Gazette|Courier|Post|Court|Tribunal|Police|Constabulary|Fire Service|"
    r"Ambulance Service|Housing Association|Building Society|Municipality|Kommune|Universität|Klinikum|"
    r"Krankenhaus|Hôpital|Banca|Banco|Banque|Sparkasse|Assicurazioni|Seguros|Versicherung(?:en)?|"
    r"Forsikring|Cloud|AI|Data|Inference|CRM|Hosting|Compute)"
)
_TENANT = (
    r"(?:tenant(?:_?id|_?name|_?slug)?|customer(?:_?name|_?slug)?|client(?:_?name)?|"
    r"org(?:ani[sz]ation)?(?:_?name|_?slug)?|company(?:_?name)?|workspace|account_?name|employer|"
    r"merchant(?:_?name)?|partner|supplier|vendor|brand|institution|hospital|school|bank|insurer)"
)
_QUASI_NOUN = re.compile(
    r"(?i)\b(?:police|court|ministry|commission(?:er)?|authority|ombudsman|regulator|inspectorate|"
    r"tribunal|department of|agency|office of|cert|isac|parliament|government|radio|gazette|times|"
    r"tribune|courier|news)\b"
)
_I = re.IGNORECASE


def _strength(value: str) -> Identifies:
    return Identifies.QUASI if _QUASI_NOUN.search(value) else Identifies.DIRECT


RULES = (
    rule(
        Kind.ORG,
        rf"(?<![\w-])(?P<it>{CAPITAL}(?:{_JOIN}{CAPITAL}){{0,4}},?[ ]{_LEGAL}\b\.?(?<![ ,]))",
        0.88,
        "a name with a legal form",
    ),
    rule(
        Kind.ORG,
        rf"(?i:[\"']?\b{_TENANT}[\"']?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?)(?P<it>[a-z][\w-]{{2,40}}|"
        rf"{CAPITAL}(?:[ ]{CAPITAL}){{0,4}})(?![\w@.(])",
        0.75,
        "the value of a field for an organisation",
        check=lambda value: (
            not all(is_ordinary(part) for part in re.split(r"[-_ ]", value) if part) and not value.isdigit()
        ),
    ),
    rule(
        Kind.ORG,
        r"(?i:\b(?:tenant|client|customer|workspace|org|account) )[\"'`]?(?P<it>[a-z][a-z0-9]{2,20}"
        r"(?:-[a-z0-9]{2,20}){0,3})\b(?![\w@./(:=])",
        0.5,
        "a slug after a word for a client",
        check=lambda value: not all(is_ordinary(part) for part in value.split("-")),
    ),
    rule(
        Kind.ORG,
        r"(?<![\w])(?P<it>(?:University|Ministry|Department|Court|Bank|Office|Institute|Museum|Museo|"
        r"City|County|Royal Borough|Borough|Commissioner|Federation|Order|College|Universidad|"
        r"Université|Universität|Ayuntamiento|Mairie|Comune|Stadt|Commission|Bureau|Board|Society|"
        r"Church|School|House|Hospital|Hôpital|Casa|Maison|Officine|Azienda|Grupo|Groupe|Gruppo|Banco|"
        r"Banca|Banque|Caisse|Sjúkrahús|Sjukhus|Sykehus|Sygehus)[ ](?:of|for|de|del|della|di|la|van|"
        r"der|des|du)(?:[ ](?:the|la|las|los|le|les|l'))?[ ](?:[A-ZÀ-Þ][\w'-]{1,24})(?:[ ](?:and[ ]|"
        r"of[ ])?[A-ZÀ-Þ][\w'-]{1,24}){0,3})",
        0.75,
        "an institution",
    ),
    rule(
        Kind.ORG,
        r"(?i:\b(?:informed|told|notified|reported to|report to|reported it to|wrote to|written to|"
        r"notification to|"
        r"letter from|fined by|supervised by|regulated by|approved by|complained to|sealed by|"
        r"inspected by|audited by|regulator|authority|reg:)[ (]{1,2}(?:the[ ])?)(?P<it>[A-ZÀ-Þ]{3,8})"
        r"(?![\w-])",
        0.6,
        "capitals after a word for reporting",
        check=lambda value: not is_technology(value),
        identifies=Identifies.QUASI,
    ),
    rule(
        Kind.ORG,
        r"(?i:\b(?:firm|company|agency|client|customer|bank|startup|contractor|charity|supplier|"
        r"vendor)[ ](?:called|named)[ ])"
        r"(?P<it>[^\W\d_]{3,24}(?:[ ](?:consulting|group|bank|insurance|logistics|energy|health|media|"
        r"solutions|systems|"
        r"partners|services|labs|foods|travel|homes|[A-ZÀ-Þ][\w'-]{2,24})){0,3})",
        0.6,
        "what a firm is called",
    ),
    rule(
        Kind.ORG,
        r"(?<![\w-])(?P<it>[a-z]{4,20}[ ](?:consulting|insurance|logistics|reinsurance|energy|airlines|"
        r"pharma|capital|"
        r"motors|foods|hospital|university|council|housing))(?![\w-])",
        0.45,
        "a rare word and a word for a firm",
        check=lambda value: not is_ordinary(value.split()[0]) and not is_everyday(value.split()[0]),
    ),
    rule(
        Kind.ORG,
        r"(?<![\w])(?P<it>St\.?[ ][A-ZÀ-Þ][\w'-]{2,20}(?:'s)?(?:[ ](?:Hospital|Clinic|School|College|"
        r"Church|Infirmary|Hospice|Trust|Primary|Academy))?)",
        0.7,
        "named after a saint",
    ),
    rule(
        Kind.ORG,
        r"(?<![\w$])(?:NYSE|NASDAQ|LSE|OSE|FWB|TSX|ASX)[:][ ]?(?P<it>[A-Z]{1,5})\b|"
        r"(?<![\w$])\$(?P<bare>[A-Z]{2,5})\b",
        0.8,
        "a stock ticker",
        identifies=Identifies.QUASI,
    ),
)
_SHOUTED = re.compile(r"(?<!\w)(?:[A-ZÀ-Þ][A-ZÀ-Þ'&-]{1,24}[ ]){1,6}[A-ZÀ-Þ]{3,24}(?!\w)")
_LAST = re.compile(_NOUN)
# One word at least before the noun; what it is decides whether the phrase is a name.
_NAMED = re.compile(
    rf"(?<![\w-])(?P<it>{CAPITAL}(?:(?:{_JOIN}){CAPITAL}){{0,4}}?[ ]{_NOUN}(?:[ ](?:{_NOUN}|"
    rf"{_LEGAL})\b){{0,3}})(?![\w-])"
)
_DESCRIBED = re.compile(
    r"\b(?:the|one of the (?:two|three|four|big four))[ ](?P<it>(?:largest|biggest|oldest|leading|only|"
    r"national|second[- ]largest|third[- ]largest|top)[ ](?:[\w-]{2,20}[ ]){0,3}(?:bank|insurer|"
    r"reinsurer|retailer|supermarket|hospital|utility|operator|telco|carrier|airline|university|broker|"
    r"lender|supplier|provider)s?)\b",
    _I,
)
_STOP_FIRST = frozenset(
    {
        "The",
        "Our",
        "Their",
        "This",
        "That",
        "A",
        "An",
        "In",
        "On",
        "At",
        "For",
        "From",
        "By",
        "To",
        "Of",
        "And",
        "But",
        "Or",
        "Every",
        "Each",
        "No",
        "Your",
        "My",
        "His",
        "Her",
        "Its",
        "All",
        "Any",
        "Some",
        "With",
        "When",
        "If",
        "As",
        "Per",
        "Via",
        "Then",
        "Dear",
    }
)


def _named(text: str) -> Iterator[Match]:
    """Find phrases that end in a firm's word and hold something that is not plain description."""
    for hit in _NAMED.finditer(text):
        start = hit.start("it")
        parts = [word for word in words(hit["it"]) if word.capital]
        while parts and (parts[0].text in _STOP_FIRST or _introduces(text, start, hit["it"], parts)):
            parts = parts[1:]
        if len(parts) < 2:
            continue
        line = text[text.rfind("\n", 0, start) + 1 : hit.end()].strip(" #*-")
        opens_line = line == hit["it"]
        strange = any(not is_ordinary(word.text) for word in parts[:-1])
        if strange or not opens_line or parts[-1].text in _NEVER_HEADINGS:
            score = 0.75 if strange else 0.5
            yield Match(
                start + parts[0].start,
                hit.end("it"),
                Kind.ORG,
                score,
                _NAME,
                "ends like the name of a firm",
                _strength(hit["it"]),
            )


def _introduces(text: str, start: int, phrase: str, parts: list[Word]) -> bool:
    """Say whether the first word only leads to the name, as in "Payroll of X Ltd" and "Informed X Bank"."""
    if len(parts) < 3 or not is_ordinary(parts[0].text):
        return False
    before = text[max(0, start - 16) : start]
    begins = parts[0].start > 0 or not before or bool(_BEGINS.search(before))
    led = bool(_LED.match(phrase[parts[0].end :])) and not is_ordinary(parts[1].text)
    return led or (begins and not is_ordinary(parts[1].text))


_LED = re.compile(r"[ ](?:of|for|at|from|to|and|by)[ ]")
_BEGINS = re.compile(r"(?:[.!?:;]['\")\]]{0,2}[ \t]{1,3}|\n[ \t>*#0-9.)(-]{0,12})$")
# Nouns that end the name of a firm even on a line of its own, where others may be a heading.
_NEVER_HEADINGS = frozenset(
    {
        "Academy",
        "Airlines",
        "Airways",
        "Associates",
        "Bakery",
        "Brewery",
        "Clinic",
        "College",
        "Constabulary",
        "Cooperative",
        "Dairy",
        "Estates",
        "Holdings",
        "Hospice",
        "Hospital",
        "Infirmary",
        "Kommune",
        "Municipality",
        "Partners",
        "Partnership",
        "Railways",
        "Reinsurance",
        "Residences",
        "Society",
        "Solicitors",
        "Surgery",
        "University",
    },
)


def _authorities(text: str) -> Iterator[Match]:
    """Find regulators, courts and police forces on the list."""
    for hit in re.finditer(
        r"(?<![\w-])[A-ZÀ-Þ][\w'-]{1,30}(?:[ ](?:of|and|the|for|[A-ZÀ-Þ][\w'-]{1,30})){0,6}(?![\w-])", text
    ):
        phrase = hit[0].split(" ")
        for size in range(len(phrase), 0, -1):
            value = " ".join(phrase[:size])
            if fold(value) in load("authorities") and (size > 1 or value.isupper()):
                yield Match(
                    hit.start(),
                    hit.start() + len(value),
                    Kind.ORG,
                    0.75,
                    _NAME,
                    "an authority on the list",
                    Identifies.QUASI,
                )
                break


def find(text: str) -> Iterator[Match]:
    """Find organisations by form, by field and by list."""
    yield from apply(RULES, text, _NAME)
    yield from _named(text)
    yield from _authorities(text)
    for hit in _SHOUTED.finditer(text):
        if _LAST.fullmatch(hit[0].rsplit(" ", 1)[-1].capitalize()):
            yield Match(
                *hit.span(), Kind.ORG, 0.55, _NAME, "in capitals, ends like a firm", _strength(hit[0])
            )
    for hit in _DESCRIBED.finditer(text):
        yield Match(
            hit.start("it"),
            hit.end("it"),
            Kind.ORG,
            0.6,
            _NAME,
            "a description that fits very few",
            Identifies.QUASI,
        )


RECOGNISER = Recogniser(_NAME, find, soft=True)
