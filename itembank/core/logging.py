"""Structured logs without texts: event names, ids, counts and durations only."""

import logging
import sys
import traceback
from typing import Any

import structlog

_QUIET = ("presidio-analyzer", "huey", "waitress", "tldextract", "flask_limiter", "alembic")


def configure(*, as_json: bool) -> None:
    """Send one line per event to standard error, as JSON for machines or plainly for people."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s %(levelname)s", force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    render: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def get_logger() -> Any:
    """Return the logger; call it as `log.info("event.name", key=value)`."""
    return structlog.get_logger()


def describe(error: BaseException) -> dict[str, Any]:
    """Return the kind of *error* and where it was raised; never its message, which can hold a text."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "cause": type(error.__cause__).__name__ if error.__cause__ else None,
        "frames": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])
