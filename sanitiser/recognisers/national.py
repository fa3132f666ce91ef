"""Numbers that a state gives to people and companies."""

import re

from sanitiser import checksums
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "national"
_WORD = (
    r"(?:ssn|social security(?: number| no\.?)?|nino|national insurance(?: number| no\.?)?|"
    r"ni (?:number|no\.?)|nhs(?:[ _](?:number|no\.?))?|national (?:id|number|no\.?)|"
    r"passport(?: (?:number|no\.?))?|driving licen[cs]e(?: (?:number|no\.?))?|driver'?s? licen[cs]e(?: "
    r"(?:number|no\.?))?|id card(?: (?:number|no\.?))?|identity (?:number|card)|"
    r"cpr(?:[ -]?(?:nr|number|no)\.?)?|personnummer|fødselsnummer|fodselsnummer|henkilötunnus|hetu|"
    r"kennitala|pesel|nip|regon|krs|nif|nie|dni|cif|codice fiscale|c\.f\.|cf|"
    r"partita iva|p\.?[ ]?iva|aadhaar|pan|tckn|t\.?c\.? kimlik(?: no)?|kimlik(?: no)?|vkn|cpf|cnpj|rut|"
    r"curp|rfc no|nin|bvn|tin|itin|ein|sin|bsn|kvk(?:[ -]?(?:nr|nummer))?|btw(?:[ -]?(?:nr|nummer))?|"
    r"steuer-?id(?:entifikationsnummer)?|steuernummer|ust-?id(?:[ -]?nr\.?)?|hrb|siren|siret|tva|"
    r"numéro de sécurité sociale|insee|ahv(?:[ -]?(?:nr|nummer))?|avs|"
    r"vat(?: (?:reg(?:istration)?|number|no|id))?\.?(?: no\.?)?|tax (?:id|number|no|reference)\.?|utr|"
    r"company (?:number|no|reg(?:istration)?(?: (?:no|number))?)\.?|registered (?:number|no)\.?|"
    r"org\.?[ ]?(?:nr|no|nummer)\.?|organisasjonsnummer|organisationsnummer|cvr(?:[ -]?(?:nr|no))?\.?|"
    r"y-tunnus|ičo|ico|dič|oib|jmbg|egn|cnp|cui|rodné číslo|emšo|isikukood|asmens kodas|"
    r"abn|acn|tfn|medicare(?: (?:number|no))?|ird(?: number)?|nric|fin|mykad|ic (?:number|no)|nik|npwp|"
    r"philhealth|sss|cccd|cmnd|my number|rrn|sa id|rsa id|id number|id no\.?|omang|"
    r"emirates id|iqama|qid|civil id|cnic|nid|nic|gstin|cin no|lei|duns|d-u-n-s|insurance number|"
    r"versichertennummer|svnr|vnr)"
)


def is_id(value: str) -> bool:
    """Accept a value with at least four digits."""
    return sum(char.isdigit() for char in value) >= 4


def _social_security(value: str) -> bool:
    area, group, serial = value.replace(" ", "-").split("-")
    return area not in {"000", "666"} and group != "00" and serial != "0000"


def _birth_date_first(value: str) -> bool:
    return 1 <= int(value[:2]) <= 71 and 1 <= int(value[2:4]) <= 12


def _finnish(value: str) -> bool:
    return _FINNISH[int(value[:6] + value[7:10]) % 31] == value[10]


_FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"
RULES = (
    rule(
        Kind.NATIONAL_ID,
        r"(?i:\bpassports?\b[^\n.]{0,60}?(?:[ ](?:no|nr|number)\.?)?[ :(]{1,3})"
        r"(?P<it>[A-Z]{1,2}\d{6,9}[A-Z]?|\d{8,9})\b",
        0.8,
        "a number in a sentence about a passport",
    ),
    rule(
        Kind.NATIONAL_ID,
        rf"(?i:(?<![\w-]){_WORD}[\"']?(?:[ ](?:is|was|of|nr|no|"
        rf"number))?[ ]{{0,2}}[.:=#(]{{0,2}}[ ]{{0,2}}[\"'`]?)(?P<it>(?=[A-Za-z0-9 ./-]{{0,24}}\d)"
        rf"[A-Z0-9]{{1,16}}(?:[ ./-]?(?:[A-Z]?\d[A-Z0-9]{{0,11}}|[A-Z](?![A-Za-z]))){{0,6}})(?![\w]|[./-]\w)",
        0.88,
        "a number after the name of a state's number",
        check=is_id,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>\d{3}-\d{2}-\d{4})(?![\w-])",
        0.85,
        "has the form of a US social security number",
        check=_social_security,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D])(?![\w-])",
        0.93,
        "a British national insurance number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>\d{3}[ -]\d{3}[ -]\d{3}[ -]?\d)(?![\w-])",
        0.9,
        "a British NHS number",
        check=checksums.nhs,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>\d{11})(?![\w.-])",
        0.9,
        "an eleven-digit number whose check digits fit",
        check=lambda v: any(
            t(v)
            for t in (
                checksums.pesel,
                checksums.norwegian,
                checksums.turkish,
                checksums.steuer_id,
                checksums.cpf,
            )
        ),
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>\d{6}[ -]\d{5})(?![\w.-])",
        0.93,
        "a Norwegian national number",
        check=checksums.norwegian,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>(?:19|20)?\d{6}[-+]\d{4})(?![\w.-])",
        0.8,
        "a Nordic personal number",
        check=lambda v: checksums.luhn(v[-11:]) or _birth_date_first(v[-11:]),
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-FHJ-NPR-Y])(?![\w.-])",
        0.85,
        "a Finnish personal code",
        check=_finnish,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>[2-9]\d{3}[ ]\d{4}[ ]\d{4})(?![\w.-]|[ ]\d{4})",
        0.9,
        "an Indian Aadhaar number",
        check=checksums.verhoeff,
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[XYZ]?\d{7,8}-?[A-Z])(?![\w-])",
        0.88,
        "a Spanish identity number",
        check=lambda v: len(re.sub(r"\W", "", v)) == 9 and checksums.nif(v),
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])(?![\w-])",
        0.95,
        "an Italian fiscal code",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z])(?![\w-])",
        0.85,
        "an Indian tax number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2})(?![\w.-])",
        0.95,
        "a Brazilian tax number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w.-])(?P<it>756\.\d{4}\.\d{4}\.\d{2})(?![\w.-])",
        0.97,
        "a Swiss insurance number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?\d[\dAB][ ]?\d{3}[ ]?\d{3}[ ]?\d{2})"
        r"(?![\w-])",
        0.85,
        "a French insurance number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>(?:ATU\d{8}|BE[ ]?0?\d{3}\.?\d{3}\.?\d{3}|CHE-?\d{3}\.?\d{3}\.?\d{3}(?:[ ]?"
        r"(?:MWST|TVA|IVA))?|DE[ ]?\d{9}|DK[ ]?\d{8}|EE\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI\d{8}|"
        r"FR[A-Z0-9]{2}[ ]?\d{9}|"
        r"GB[ ]?\d{3}[ ]?\d{4}[ ]?\d{2}|IE\d{7}[A-Z]{1,2}|IT[ ]?\d{11}|LU\d{8}|NL[ ]?\d{9}B\d{2}|"
        r"NO[ ]?\d{9}MVA|PL[ ]?\d{10}|PT[ ]?\d{9}|SE\d{12}|CZ\d{8,10}|SK\d{10}|HU\d{8}|"
        r"RO\d{8,10}))(?![\w-])",
        0.85,
        "a VAT number",
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>[A-Z0-9]{18}\d{2})(?![\w-])",
        0.95,
        "a legal entity identifier",
        check=lambda v: bool(re.search(r"[A-Z]", v)) and bool(re.search(r"\d", v)) and checksums.lei(v),
    ),
    rule(
        Kind.NATIONAL_ID,
        r"(?<![\w-])(?P<it>(?:784-\d{4}-\d{7}-\d)|(?:\d{5}-\d{7}-\d)|(?:[STFGM]\d{7}[A-Z])|"
        r"(?:\d{6}-[1-8]\d{6}))(?![\w-])",
        0.85,
        "has the form of a national identity number",
    ),
)


RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
