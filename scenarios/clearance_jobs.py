"""Background work of clearance: the machine's first look at each text, and what is due on its date.

Jobs carry a token and may run twice. The transaction is not held open while the machine reads.
"""

from itembank.core.jobs import Handlers
from itembank.core.work import Environment, unit_of_work
from scenarios import erasure, records
from scenarios.clearance import detection, operations


def detect(env: Environment, token: str) -> None:
    """Look at the raw text of a submission, unless that was done or the text is gone."""
    text = _open(env, token)
    if text is None:
        return
    seen = detection.look(text)
    with unit_of_work(env) as work:
        submission = records.get_submission(work.session, token)
        if operations.is_to_detect(work, submission):
            operations.keep_look(work, submission, seen)


def purge(env: Environment, _subject: str = "") -> None:
    """Erase what reached its date, and finish erasures that a crash interrupted."""
    with unit_of_work(env) as work:
        erasure.purge_due(work)
    with unit_of_work(env) as work:
        erasure.finish(work)


HANDLERS: Handlers = {"detect": detect, "purge": purge}


def _open(env: Environment, token: str) -> str | None:
    with unit_of_work(env) as work:
        submission = records.get_submission(work.session, token)
        if not operations.is_to_detect(work, submission):
            return None
        return operations.open_for_machine(work, submission)
