"""Canonical forms and their SHA-256, the same on every machine."""

import hashlib
import json
import re
import unicodedata
from typing import Any

_SPACES = re.compile(r"[ \t\u00a0]+")


def canonical_json(value: Any) -> str:
    """Return *value* as JSON with sorted keys and no spaces: the idea of RFC 8785, for plain data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_text(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_json(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of *value*."""
    return sha256_text(canonical_json(value))


def normalise_text(text: str) -> str:
    """Return *text* in NFC, with white-space runs in a line made one space and line ends trimmed.

    Field classes are hashed after this normalisation, so that a stray space voids no sign-off.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_SPACES.sub(" ", line).rstrip() for line in lines).strip()
