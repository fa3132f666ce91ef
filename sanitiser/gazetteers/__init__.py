"""Word lists that ship with the package. Entries are lower case, without accents."""

import unicodedata
from functools import cache
from importlib.resources import files

# Letters that no Unicode decomposition takes apart.
_SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "þ": "th", "ð": "d", "ß": "ss", "ı": "i"},
)


_PREFIXES = ("re", "un", "non", "pre", "mis", "over", "auto", "multi")


@cache
def load(name: str) -> frozenset[str]:
    """Read the list *name*, once per process."""
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line)


def fold(value: str) -> str:
    """Bring *value* to the form in which the lists are written."""
    spelled = value.casefold().translate(_SPELLED)
    if spelled.isascii():
        return spelled
    return "".join(char for char in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(char))


def is_english(word: str) -> bool:
    """Say whether *word* is an ordinary English word, or one of the trade, in any common inflection."""
    folded = fold(word)
    return any(
        form in load("english") or form in load("jargon") or form in load("peoples")
        for form in _stems(folded)
    )


def is_common(word: str) -> bool:
    """Say whether *word* is among the words that everybody uses, or one of the trade."""
    return any(form in load("common") or form in load("jargon") for form in _stems(fold(word)))


def _stems(word: str) -> tuple[str, ...]:
    forms = [word]
    if word.endswith("'s"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    if word.endswith(("ed", "er")):
        forms.extend((word[:-2], word[:-1]))
    if word.endswith("ing"):
        forms.extend((word[:-3], word[:-3] + "e"))
    forms.extend(
        word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix) and len(word) > 6
    )
    return tuple(forms)
