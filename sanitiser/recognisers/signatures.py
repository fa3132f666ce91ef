"""The lines below a closing formula: a name, a post, a firm."""

import re
from collections.abc import Iterator

from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser
from sanitiser.words import CAPITAL, is_given, is_ordinary, words

_NAME = "signatures"
_CLOSING = re.compile(
    r"(?im)^[ \t>]{0,6}(?:(?:kind|best|warm|many|with)[ ])?(?:best[ ])?(?:regards|wishes|thanks|"
    r"thank you|cheers|sincerely|yours(?: (?:sincerely|faithfully|truly))?|best|rgds|br|"
    r"respectfully|mit freundlichen grüßen|mfg|viele grüße|cordialement|bien à vous|talk soon|"
    r"speak soon|take care|all the best|see you|cheers|ta|saludos|un saludo|"
    r"atentamente|hilsen|med vennlig hilsen|mvh|hälsningar|"
    r"pozdrawiam|s pozdravem|saygılarımla|cordiali saluti|distinti saluti|atenciosamente|abraços|"
    r"groeten|met vriendelijke groet|terveisin|dhanyabad|for the [a-z ]{3,30})"
    r"[,.! ]{0,3}$",
)
_LINE = re.compile(r"[^\n]*\n?")
_MOST_LINES = 7
_TITLE = re.compile(
    rf"(?P<it>{CAPITAL}(?:(?:,?[ ](?:of|and|for|the|&|de|du|für|til))?,?[ ]{CAPITAL}){{0,6}})"
)
_NAME_LINE = re.compile(
    rf"(?P<it>(?:[A-Z]\.[ ]?)*{CAPITAL}(?:[ ](?:[a-z]{{1,3}}[ ])?(?:{CAPITAL}|[A-Z]\.)){{0,4}})"
)


def find(text: str) -> Iterator[Match]:
    """Find the name that closes a letter and the post under it."""
    for closing in _CLOSING.finditer(text):
        position, named, count = closing.end() + 1, False, 0
        for line in _LINE.finditer(text, position):
            count += bool(line[0].strip())
            if count > _MOST_LINES or not line[0] or (named and not line[0].strip()):
                break
            body = line[0].strip(" \t\n-,>|")
            start = line.start() + line[0].find(body) if body else line.start()
            named = named or body.startswith("[")  # a placeholder stands for the name
            for match in _judge(body, start, named=named):
                named = True
                yield match


def _judge(body: str, start: int, *, named: bool) -> Iterator[Match]:
    """Read one line: first the name, then posts and firms, alone or after commas and bars."""
    if not named:
        hit = _NAME_LINE.match(body)
        if hit and (hit.end() == len(body) or body[hit.end()] in ",|/-("):
            yield Match(start, start + hit.end("it"), Kind.PERSON, 0.75, _NAME, "closes a letter")
            yield from _posts(body, start, hit.end("it"))
        return
    yield from _posts(body, start, 0)


def _is_plain(value: str) -> bool:
    """Say whether every word is ordinary and no name."""
    return all(is_ordinary(word.text) and not is_given(word.text) for word in words(value))


def _posts(body: str, start: int, offset: int) -> Iterator[Match]:
    whole = _TITLE.fullmatch(body) if not offset else None
    if whole and "," in body and _is_plain(body):
        yield Match(start, start + len(body), Kind.JOB_TITLE, 0.5, _NAME, "stands under a signature")
        return
    for piece in re.finditer(r"[^,|/]+", body[offset:]):
        value = piece[0].strip(" -")
        hit = _TITLE.fullmatch(value)
        if hit and len(value) > 2:
            begin = start + offset + piece.start() + piece[0].find(value)
            kind = Kind.JOB_TITLE if _is_plain(value) else Kind.ORG
            yield Match(begin, begin + len(value), kind, 0.5, _NAME, "stands under a signature")


RECOGNISER = Recogniser(_NAME, find, soft=True)
