"""Postal addresses and postcodes."""

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "addresses"
_W = r"(?:St\.[ ])?[A-ZÀ-ÖØ-ÞĀ-Ž](?:[\w'’-]|\.(?=\w)){1,30}"
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Place|Pl|Square|Sq|Terrace|"
    r"Crescent|Cres|Way|Row|Walk|Mews|Gardens|Grove|"
    r"Rise|Hill|Parade|Quay|Wharf|Yard|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Loop|Circle|Cir|Alley|"
    r"Park|Green|View|Embankment|Esplanade|Plaza|Trail|Turnpike|Broadway|Bypass|Approach|Gate|Passage|"
    r"Promenade|Circus|Vale|Heights|Landing|Crossing|Bridge|Market|Mall|Center|Centre|House|Marg|Nagar)"
)
_EURO_SUFFIX = (
    r"(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|damm|ufer|ring|gate|gata|gatan|vei|veien|vegen|vej|"
    r"gade|vägen|väg|katu|tie|kuja|straat|laan|plein|kade|gracht|utca|utja)"
)
_EURO_PREFIX = (
    r"(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin|impasse|allée|via|viale|piazza|corso|largo|"
    r"vicolo|strada|calle|c/|avenida|avda\.?|plaza|paseo|carrera|rua|travessa|praça|"
    r"ul\.|ulica|ulice|aleja|al\.|plac|os\.|strada|str\.|bulevardul|jalan|jl\.|jln|rruga|odos)"
)
_POST = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}|[A-Z]{2}[ ]\d{5}(?:-\d{4})?|\d{5}(?:-\d{4})?|"
    r"[A-Z]\d[A-Z][ ]?\d[A-Z]\d|(?:[A-Z]{1,2}-)?\d{4,6}|\d{4}[ ]?[A-Z]{2}|\d{3}[ ]\d{2}|"
    r"[A-Z]{2}\d[ ]\d{3}|[A-Z]\d{2}[ ][A-Z0-9]{4}|[A-Z]{1,3}\d{1,3}[ ]\d{2,4})"
)
_UNIT = (
    r"(?:(?:Flat|Unit|Apt\.?|Apartment|Suite|Room|Floor|House|Plot|Level|Building|Block|Door|Shop|"
    r"No\.?)[ ]#?[\w-]{1,6},?[ ]{1,2}){0,2}"
)
_TAIL = (
    rf"(?:,?[ \n]{{1,2}}(?:(?:Suite|Apt\.?|Unit|Floor|Flat|Room|Ste\.?)[ ]#?\w{{1,6}}|\d{{1,2}}(?:st|"
    rf"nd|rd|th)[ ]floor|{_W}(?:[ ]{_W}){{0,2}}?[ ]{_POST}|"
    rf"{_W}(?:[ ]{_W}){{0,2}}|{_POST}(?:[ ]{_W}(?:[ ]{_W})?)?)){{0,4}}"
)
RULES = (
    rule(
        Kind.ADDRESS,
        r"(?<![\w-])(?P<it>(?:House|Plot|Flat|Shop|Villa|Door|H\.?[ ]?No\.?)[ ]#?[\w-]{1,6},[ ](?:Road|"
        r"Street|Sector|Block|Lane|Phase)[ ]\w{1,4}"
        rf"(?:,[ ]{_W}(?:[ ]{_W})?){{0,3}}(?:[ -]\d{{4,6}})?)",
        0.8,
        "a house and a road by number",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w.-])(?P<it>\d{{1,2}}-\d{{1,2}}-\d{{1,2}}[ ]{_W}(?:,[ ]{_W}){{1,2}})",
        0.75,
        "a block and a quarter",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>(?:Court|Room|Suite|Unit|Flat|Hall|Lab|Floor|Building|Block)[ ]\d{{1,4}}[A-Z]?,"
        rf"[ ]{_W}(?:[ ]{_W})?[ ]{_STREET}\b{_TAIL})",
        0.75,
        "a room and a street",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>{_UNIT}\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,5}}[A-Za-z]?)?,?[ ]{_W}"
        rf"(?:[ ]{_W}){{0,3}}[ ]{_STREET}\b\.?(?:[ ](?:North|South|East|West|N|S|E|W|NW|NE|SW|"
        rf"SE)\b)?{_TAIL}(?:,[ ]{_POST})?)",
        0.85,
        "a number, a street and what follows",
        check=lambda value: not value.startswith("0"),
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>(?:{_W}[ ]){{0,2}}[A-ZÀ-Þ][\w'-]{{1,30}}{_EURO_SUFFIX}[ ](?:No[.:]?[ ]?)"
        rf"?\d{{1,4}}[ ]?[a-zA-Z]?\b{_TAIL})",
        0.85,
        "a street and a number",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>(?i:{_EURO_PREFIX})[ ](?:(?:dei|degli|delle|dello|della|des|del|de|du|di|"
        rf"da|dos|do|las|los|la|le|el|l'|d')[ ]?){{0,3}}{_W}(?:[ ](?:de|del|la|e|"
        rf"y)?[ ]?{_W}){{0,3}},?[ ](?:n[.°º]?[ ]?|nº[ ]?)?\d{{1,5}}[a-zA-Z]?(?:/\d{{1,4}})?\b{_TAIL})",
        0.85,
        "a street and a number",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>\d{{1,4}}(?:[ ]?(?:bis|ter|[a-c]))?,?[ ](?:rue|avenue|boulevard|place|quai|"
        rf"chemin|impasse|allée|cours)[ ](?:(?:de|du|des|la|le|l'|d')[ ]?){{0,3}}{_W}"
        rf"(?:[ -]{_W}){{0,3}}{_TAIL})",
        0.88,
        "a number and a street",
    ),
    rule(
        Kind.ADDRESS,
        rf"(?<![\w-])(?P<it>{_W}(?:[ ]{_W}){{0,3}}[ ](?:Sokak|Sok\.|Sokağı|Caddesi|Cad\.|Cd\.|Sk\.|"
        rf"Mah\.|Mahallesi|Bulvarı|katu|gatan|vej|gade)[ ]No[:.]?[ ]?\d{{1,4}}"
        rf"(?:[ /][A-Z]?[:.]?\d{{1,4}})?(?:,?[ ]{_W}){{0,3}})",
        0.88,
        "a street and a number",
    ),
    rule(
        Kind.ADDRESS,
        r"(?<![\w-])(?P<it>(?i:p\.?[ ]?o\.?[ ]?box|postfach|boîte postale|apartado|postboks)[ ]\d{1,6}"
        r"(?:,?[ ](?:[A-Z][\w-]{1,20}[ ]?){1,3}(?:\d{4,6})?)?)",
        0.85,
        "a post box",
    ),
    rule(
        Kind.ADDRESS,
        r"(?<![\w-])(?P<it>(?:GIR[ ]?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPS-UW\d]?[ ]\d[ABD-HJLNP-UW-Z]{2})"
        r")(?![\w-])",
        0.8,
        "a British postcode",
    ),
    rule(
        Kind.ADDRESS,
        r"(?<![\w-])(?P<it>[ABCEGHJ-NPRSTVXY]\d[A-Z][ ]\d[A-Z]\d)(?![\w-])",
        0.75,
        "a Canadian postcode",
    ),
    rule(
        Kind.ADDRESS,
        r"(?i:\b(?:postcode|post code|zip(?: code)?|plz|postnummer|code postal|cap|pin code|"
        r"eircode)[\"']?[ :=]{1,3}[\"']?)(?P<it>(?=[\w -]{0,9}\d)[A-Z0-9]{2,8}(?:[ -][A-Z0-9]{2,4})?)\b",
        0.85,
        "a postcode after the word for one",
    ),
    rule(
        Kind.LOCATION,
        r"(?i:\b(?:lat(?:itude)?|lon(?:gitude)?|lng)[\"']?[ ]{0,2}[:=][ ]{0,2})(?P<it>-?\d{1,3}\.\d{3,10})",
        0.85,
        "a coordinate",
    ),
    rule(
        Kind.LOCATION,
        r"(?<![\w.])(?P<it>-?\d{1,2}\.\d{3,8},[ ]?-?\d{1,3}\.\d{3,8})(?![\w.])",
        0.75,
        "a pair of coordinates",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
