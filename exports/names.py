"""Names that every system can hold: for files, and for identifiers in XML."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

_LENGTH = 32
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.-]")
_START = re.compile(r"[A-Za-z_]")


def ncname(text: str) -> str:
    """Return *text* as an XML name of at most 32 ASCII characters.

    A text that is such a name already is returned as it is. Any other gets a few characters of its
    digest, so that two texts never share a name, and one text has the same name in every export.
    """
    safe = _FORBIDDEN.sub("_", text)
    if safe == text and _START.match(text) and len(text) <= _LENGTH:
        return text
    return _marked(text)


def distinct(texts: Sequence[str]) -> dict[str, str]:
    """Return a name for each of *texts*, unequal even where capitals do not count, as in file names."""
    shared = Counter(ncname(text).casefold() for text in set(texts))
    return {text: ncname(text) if shared[ncname(text).casefold()] == 1 else _marked(text) for text in texts}


def _marked(text: str) -> str:
    safe = _FORBIDDEN.sub("_", text)
    start = safe if _START.match(safe) else f"_{safe}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{start[: _LENGTH - len(digest) - 1]}_{digest}"
