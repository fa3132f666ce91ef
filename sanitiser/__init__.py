"""Text in, findings and safe text out. Works without a network, a database or a web server."""

from sanitiser.engine import Sanitiser, load
from sanitiser.findings import (
    COMPLETE,
    NEEDS_ATTENTION,
    Detection,
    Finding,
    SanitiserUnavailable,
    Versions,
)
from sanitiser.kinds import Identifies, Kind
from sanitiser.leaks import Leak, check_leaks
from sanitiser.pseudonyms import (
    Placement,
    SafeText,
    Span,
    cluster,
    placeholder_for,
    propose,
    replace,
)

__all__ = [
    "COMPLETE",
    "NEEDS_ATTENTION",
    "Detection",
    "Finding",
    "Identifies",
    "Kind",
    "Leak",
    "Placement",
    "SafeText",
    "Sanitiser",
    "SanitiserUnavailable",
    "Span",
    "Versions",
    "check_leaks",
    "cluster",
    "load",
    "placeholder_for",
    "propose",
    "replace",
]
