"""Which characters can be printed.

Typst's own fonts hold Latin, Greek, Cyrillic, Hebrew, Arabic and many signs, but neither Chinese, Japanese
and Korean nor emoji. A tagged PDF may hold no character without a glyph, so those are printed as numbers.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from exports.formats.pdf.typeset import prints


def missing_glyphs(texts: Iterable[str]) -> frozenset[str]:
    """Return the characters of *texts* that cannot be printed."""
    return _missing(frozenset(character for text in texts for character in text if not character.isascii()))


def printable(text: str, missing: frozenset[str]) -> str:
    """Return *text* with a number, such as [U+4E2D], for each of the *missing* characters."""
    return "".join(_stand_in(character) if character in missing else character for character in text)


def _stand_in(character: str) -> str:
    invisible = unicodedata.category(character) == "Cf"
    return "" if invisible else f"[U+{ord(character):04X}]"


@lru_cache(maxsize=64)
def _missing(characters: frozenset[str]) -> frozenset[str]:
    return frozenset(_search(sorted(characters)))


def _search(characters: Sequence[str]) -> Sequence[str]:
    """Halve the characters until those without a glyph stand alone."""
    # Each follows a letter, as an accent must.
    if prints(" ".join(f"x{character}" for character in characters)):
        return ()
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return (*_search(characters[:middle]), *_search(characters[middle:]))
