"""Words that only a name explains: unknown to the dictionary, or with a capital they are not owed."""

import re
from collections import Counter
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser
from sanitiser.words import (
    HEADINGS,
    Word,
    is_everyday,
    is_family,
    is_given,
    is_ordinary,
    is_people,
    is_technology,
    led_by_particle,
    words,
)

_NAME = "strange words"
_LONGEST_RUN = 5
_SHORTEST_FIRST = 4
_SHORTEST = 3
_CAMEL = re.compile(r"(?<![\w.$/-])[A-Z][a-z]{2,14}(?:[A-Z][a-z]{2,14}){1,2}(?![\w(]|\.\w|::)")
_LEADS_TO_FIRM = re.compile(r"(?:\b(?:for|at|by|client|supplier|vendor|customer|company),?[ ])$")
_CODE_TAIL = re.compile(
    r"(?:Error|Exception|Service|Controller|Manager|Handler|Factory|Config|Client|Server|Request|"
    r"Response|Job|Task|"
    r"Worker|Queue|Role|Policy|Probe|Loader|Parser|Builder|Provider|Adapter|Listener|Filter|Context|"
    r"Session|Model|"
    r"Vector|Mapper|Template|Store|Pool|Executor|Thread|Object|Event|Key|Set|Map|List|Type|Id|Name|Off|"
    r"Backoff)$",
)


def find(text: str) -> Iterator[Match]:
    """Find words that stand out."""
    found = list(words(text))
    lower = Counter(word.text for word in found if not word.capital)
    for run in _runs(text, found):
        yield from _unknown(text, run)
        yield from _misplaced(text, run, lower)
    for hit in _CAMEL.finditer(text):
        parts = re.findall(r"[A-Z][a-z]+", hit[0])
        led = bool(_LEADS_TO_FIRM.search(text[max(0, hit.start() - 14) : hit.start()]))
        plain = all(map(is_everyday, parts)) and not led
        if not _CODE_TAIL.search(hit[0]) and not is_technology(hit[0]) and not plain:
            following = re.match(r"(?:[ ][A-Z][a-z]{2,20}){0,3}", text[hit.end() :])
            end = hit.end() + (following.end() if following else 0)
            yield Match(hit.start(), end, Kind.ORG, 0.4, _NAME, "a joined word that no dictionary knows")


def _runs(text: str, found: list[Word]) -> Iterator[list[Word]]:
    """Give the stretches of capitalised words that stand side by side."""
    run: list[Word] = []
    for word in found:
        fits = word.capital and not is_technology(word.text)
        if run and fits and text[run[-1].end : word.start] in {" ", "-"}:
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if fits else []
    if run:
        yield run


def _unknown(text: str, run: list[Word]) -> Iterator[Match]:
    while run and run[0].first and is_ordinary(run[0].text) and not is_given(run[0].text):
        run = run[1:]
    strange = [word for word in run if _is_strange(word)]
    if not strange or is_technology(text[run[0].start : run[-1].end]):
        return
    if len(run) > _LONGEST_RUN:
        run = strange[:1]
    people = sum(is_given(word.text) or is_family(word.text) for word in run)
    kind = Kind.PERSON if people and people * 2 >= len(run) else Kind.ORG
    start = led_by_particle(text, run[0].start) if kind is Kind.PERSON or len(run) == 1 else run[0].start
    yield Match(start, run[-1].end, kind, 0.45, _NAME, "a capitalised word that no dictionary knows")


def _is_strange(word: Word) -> bool:
    letters = word.text.replace("'", "").replace("-", "")
    shortest = _SHORTEST_FIRST if word.first else _SHORTEST
    if len(letters) < shortest or is_ordinary(word.text) or word.text.isupper():
        return False
    return not re.search(r"[a-z][A-Z]", _SCOTTISH.sub("", word.text))


# Prefixes of family names after which a second capital is no sign of a program's name.
_SCOTTISH = re.compile(r"^(?:Mc|Mac|Fitz|De|Di|La|Le|Van|O')(?=[A-Z])")


_OPENERS = frozenset(
    {
        "At",
        "In",
        "For",
        "From",
        "With",
        "By",
        "Of",
        "On",
        "To",
        "After",
        "Before",
        "Since",
        "When",
        "While",
        "Our",
        "The",
        "Yesterday",
    },
)


def _misplaced(text: str, run: list[Word], lower: Counter[str]) -> Iterator[Match]:
    """Find ordinary words whose capital the sentence does not owe, and which the text never writes small."""
    while len(run) > 1 and run[0].first and run[0].text in _OPENERS:
        run = run[1:]
    first = run[0]
    before = re.search(r"(?:^|[^\w])([^\W\d_]{2,20}),?[ ]$", text[max(0, first.start - 24) : first.start])
    led = before is not None and (before[1].islower() or before[1] in _OPENERS)
    if first.first or not led:
        return
    if re.match(r"[ :(]{1,2}\d", text[run[-1].end : run[-1].end + 3]) or is_people(first.text):
        return
    if any(not word.text[1:].islower() or lower[word.text.casefold()] for word in run):
        return
    if len(run) > _LONGEST_RUN or all(
        word.text.casefold() in HEADINGS or len(word.text) < _SHORTEST_FIRST for word in run
    ):
        return
    kind = Kind.PERSON if is_given(first.text) else Kind.ORG
    score = 0.45 if len(run) > 1 else 0.4
    yield Match(first.start, run[-1].end, kind, score, _NAME, "a capital that the sentence does not owe")


RECOGNISER = Recogniser(_NAME, find, soft=True)
