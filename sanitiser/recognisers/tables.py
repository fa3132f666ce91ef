"""Columns of tables drawn with bars: the heading says what the cells are."""

import re
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser
from sanitiser.words import is_technology

_NAME = "tables"
_RULER = re.compile(r"[\s|+:=-]*")
_FEWEST_BARS = 1
_HEADINGS: tuple[tuple[Kind, float, re.Pattern[str]], ...] = (
    (
        Kind.RECORD_ID,
        0.7,
        re.compile(
            r"(?:\w{1,20}[_ ])?(?:id|no|nr|number|ref|reference|mrn|policy|claim|order|invoice|account|"
            r"acct|contract|case)\.?",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.PERSON,
        0.7,
        re.compile(
            r"(?:full|first|last|family|given|customer|patient|member|user|driver|employee|"
            r"staff)?[_ ]?(?:name|surname|owner|assignee|reporter|member|patient|customer|claimant|"
            r"applicant|driver|operator|employee|contact|reviewer|approver|author|who|person|caller|"
            r"holder|tenant|student|agent|nurse|doctor|witness|responsible|lead|on-?call)",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.USERNAME,
        0.7,
        re.compile(
            r"(?:user|username|login|account|handle|user[_ ]?id|created_by|updated_by|uid)", re.IGNORECASE
        ),
    ),
    (
        Kind.ORG,
        0.65,
        re.compile(
            r"(?:tenant|client|company|organi[sz]ation|org|employer|hospital|merchant|partner|bank|"
            r"insurer|institution)(?:[_ ]name)?",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.LOCATION,
        0.65,
        re.compile(r"(?:site|city|town|location|office|branch|country|place|depot|store)", re.IGNORECASE),
    ),
    (Kind.HOSTNAME, 0.7, re.compile(r"(?:host|hostname|node|server|machine)", re.IGNORECASE)),
    (
        Kind.MONEY,
        0.6,
        re.compile(
            r"(?:amount|total|price|premium|cost|loss|refund|payout|balance|salary|fine|"
            r"fee)(?:[ _(]{0,2}[A-Za-z€$£]{1,3}\)?)?",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.ADDRESS,
        0.7,
        re.compile(r"(?:home[_ ]|postal[_ ]|street[_ ])?(?:address|street|postcode|zip)", re.IGNORECASE),
    ),
    (
        Kind.PHONE,
        0.7,
        re.compile(r"(?:phone|tel|mobile|telephone|cell|msisdn)(?:[_ ]?(?:no|number))?", re.IGNORECASE),
    ),
)
_EMPTY = re.compile(
    r"(?i)-*|none|null|n/?a|nil|unknown|all|nobody|tbd|yes|no|true|false|\(null\)|\[\w+\]|<\w+>|\*+"
)
_NUMBERED = frozenset({Kind.RECORD_ID, Kind.MONEY, Kind.PHONE})


def find(text: str) -> Iterator[Match]:
    """Find the cells of columns whose heading names a person, a record or a place."""
    kinds: list[tuple[Kind, float] | None] = []
    position = 0
    for line in text.splitlines(keepends=True):
        cells = _cells(line, position)
        position += len(line)
        if len(cells) <= _FEWEST_BARS:
            kinds = kinds if line.strip() and _RULER.fullmatch(line.strip()) else []
        elif not kinds:
            kinds = [_heading(text[start:end]) for start, end in cells]
        elif len(cells) == len(kinds):
            yield from _row(text, cells, kinds)


def _cells(line: str, offset: int) -> list[tuple[int, int]]:
    """Give the ranges of the cells of a line, without the blanks around them."""
    if "|" not in line or _RULER.fullmatch(line.strip()):
        return []
    body = line.rstrip("\n")
    inner = body.strip()
    begin = body.index(inner) if inner else 0
    pieces = list(re.finditer(r"[^|]+", inner))
    return [
        (
            offset + begin + piece.start() + len(piece[0]) - len(piece[0].lstrip()),
            offset + begin + piece.start() + len(piece[0].rstrip()),
        )
        for piece in pieces
        if piece[0].strip() or piece.start() > 0
    ]


def _heading(cell: str) -> tuple[Kind, float] | None:
    bare = cell.strip(' *_`"')
    return next(((kind, score) for kind, score, pattern in _HEADINGS if pattern.fullmatch(bare)), None)


def _row(text: str, cells: list[tuple[int, int]], kinds: list[tuple[Kind, float] | None]) -> Iterator[Match]:
    for (start, end), column in zip(cells, kinds, strict=True):
        value = text[start:end]
        if column is None or not value or _EMPTY.fullmatch(value) or is_technology(value):
            continue
        kind, score = column
        has_digit = any(char.isdigit() for char in value)
        if kind in _NUMBERED and (not has_digit or (kind is Kind.RECORD_ID and len(value) < 3)):
            continue
        if kind is Kind.PERSON and (has_digit or not value[0].isalpha() or len(value) > 60):
            continue
        yield Match(start, end, kind, score, _NAME, "a cell under a heading for it")


RECOGNISER = Recogniser(_NAME, find)
