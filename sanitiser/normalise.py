"""A folded copy of a text to search in, with a map back to the original.

Invisible characters go, compatible forms are folded (NFKC), escapes are decoded, and runs or unbroken strings
too long to be language are cut short, so that no regular expression and no tokenizer sees them.
"""

import bisect
import re
import unicodedata
from dataclasses import dataclass

LONGEST_RUN = 32
LONGEST_STRING = 512
KEPT_OF_STRING = 256

_DOTS = r"(?<=\w)[ ]?(?:\[(?:\.|dot)\]|\(dot\))[ ]?(?=\w)"
_AT = r"(?<=\w)[ ]?(?:\[(?:@|at)\]|\(at\))[ ]?(?=\w)"
_SPECIAL = re.compile(
    r"(?P<long>[^\s,;\"'<>{}()\[\]|&\\]{513,})"
    r"|(?P<run>(?P<one>.)(?P=one){32,})"
    r"|(?P<newline>\r\n?)"
    # Zero-width, soft hyphen, bidirectional controls, variation selectors, byte order mark.
    r"|(?P<hidden>[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff]+)"
    rf"|(?P<dot>{_DOTS})|(?P<at>{_AT})|(?P<escaped_at>(?<=\w)%40(?=\w))"
    r"|\\u(?P<json>[0-9a-fA-F]{4})"
    r"|&\#(?P<entity>[0-9]{2,6});"
    r"|&(?P<named>amp|lt|gt|quot|nbsp|apos|commat|period);"
    r"|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f])"
    r"|(?P<wide>[^\x00-\x7f][\u0300-\u036f]{0,8}|[A-Za-z][\u0300-\u036f]{1,8})",
    re.DOTALL | re.IGNORECASE,
)
_NAMED = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": " ", "apos": "'", "commat": "@", "period": ".",
}  # fmt: skip
_LOOKALIKES = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "–": "-", "−": "-", "™": " ", "®": " ", "©": " ", "\u2028": "\n", "\u2029": "\n",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Normalised:
    """The folded *text*, and where each piece of it came from.

    *starts* and *sources* are parallel: piece *i* begins at ``starts[i]`` in the folded text and covers
    ``sources[i]`` in the original. A piece of equal length on both sides maps character by character.
    *unread* are original ranges of which only the beginning was kept.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[tuple[int, int], ...]
    unread: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Map the folded range [*start*, *end*) to the smallest original range that covers it."""
        return self._map(start)[0], self._map(end - 1)[1]

    def _map(self, position: int) -> tuple[int, int]:
        index = bisect.bisect_right(self.starts, position) - 1
        begin, end = self.sources[index]
        limit = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        if end - begin != limit - self.starts[index]:
            return begin, end
        offset = begin + position - self.starts[index]
        return offset, offset + 1


def normalise(text: str) -> Normalised:
    """Fold *text* for searching and keep the way back to its own offsets."""
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    unread: list[tuple[int, int]] = []
    length = 0

    def add(piece: str, begin: int, end: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            sources.append((begin, end))
            length += len(piece)

    position = 0
    for match in _SPECIAL.finditer(text):
        begin, end = match.span()
        add(text[position:begin], position, begin)
        position = end
        if match["long"] and not _is_run(match["long"]):
            unread.append((begin, end))
            kept = begin + KEPT_OF_STRING - 1
            add(text[begin:kept], begin, kept)
            add(text[kept], kept, end)
        else:
            add(_fold(match), begin, end)
    add(text[position:], position, len(text))
    return Normalised("".join(pieces), tuple(starts), tuple(sources), tuple(unread))


def _is_run(piece: str) -> bool:
    return piece == piece[0] * len(piece)


def _fold(match: re.Match[str]) -> str:
    """Say what a special stretch reads as."""
    name = match.lastgroup
    value = match[0]
    if match["long"] or match["run"]:
        return value[0] * LONGEST_RUN
    if match["json"]:
        return _decoded(int(match["json"], 16), value)
    if match["entity"]:
        return _decoded(int(match["entity"]), value)
    if match["named"]:
        return _NAMED[match["named"].lower()]
    if match["wide"]:
        return unicodedata.normalize("NFKC", value.translate(_LOOKALIKES))
    return {"newline": "\n", "dot": ".", "at": "@", "escaped_at": "@", "control": " "}.get(name or "", "")


def _decoded(code: int, value: str) -> str:
    """Decode an escape, unless it stands for no character of its own."""
    if code < ord(" ") or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return value
    return unicodedata.normalize("NFKC", chr(code))
