"""Background work of clearance."""

from itembank.core.jobs import Handlers

HANDLERS: Handlers = {}
