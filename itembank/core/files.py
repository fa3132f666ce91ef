"""Reading files that people hand in."""

import json
from pathlib import Path
from typing import Any

from itembank.core.errors import Invalid


def read_json(path: Path) -> Any:
    """Return the JSON in a file.

    Raises:
        Invalid: when it is not text or not JSON, with the place.
    """
    return parse_json(path.read_bytes())


def parse_json(data: bytes) -> Any:
    """Return the JSON in *data*, UTF-8 with or without a byte-order mark.

    Raises:
        Invalid: when it is not text or not JSON, with the place.
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"The file is not text in UTF-8 (byte {error.start + 1}). Nothing was taken from it."
        raise Invalid(msg, place=f"byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        msg = f"The file is not JSON: {place}: {error.msg}. Nothing was taken from it."
        raise Invalid(msg, place=place) from None
    except RecursionError:
        msg = "The file is nested too deeply to be read. Nothing was taken from it."
        raise Invalid(msg, place="file") from None
