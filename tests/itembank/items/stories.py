"""Short stories about items that tests begin from: submitted, reviewed, approved."""

from itembank.core.actor import Actor
from itembank.core.work import Work
from itembank.items import operations, records
from itembank.items.content import ItemContent
from itembank.items.models import Item
from itembank.items.rules import CHECKLIST, Verdict
from tests.conftest import Cast
from tests.itembank.items.examples import SOUND

APPROVE = Verdict("approve", dict.fromkeys(CHECKLIST, "yes"))
RETURN = Verdict("return", dict.fromkeys(CHECKLIST, "yes"), "unclear-stem", "Say when the total was found.")


def submitted(work: Work, cast: Cast, content: ItemContent = SOUND, *, tokens: tuple[str, ...] = ()) -> Item:
    """Ed writes an item and sends it to review."""
    item = operations.create_item(work, cast.ed, content, tokens)
    operations.submit(work, cast.ed, item, 1)
    return item


def judge(work: Work, actor: Actor, item: Item, number: int = 1, verdict: Verdict = APPROVE) -> None:
    """Somebody finds the key of an item before seeing it, and gives a verdict."""
    key = records.content_of(records.latest_revision(work.session, item)).key[0]
    operations.answer_blind(work, actor, item, number, key, no_interest=True)
    operations.review(work, actor, item, number, verdict)


def reviewed(work: Work, cast: Cast, content: ItemContent = SOUND) -> Item:
    """Two reviewers approve an item."""
    item = submitted(work, cast, content)
    judge(work, cast.rita, item)
    judge(work, cast.ravi, item)
    return item


def approved(work: Work, cast: Cast, content: ItemContent = SOUND) -> Item:
    """A domain lead, who did not review it, approves an item."""
    item = reviewed(work, cast, content)
    operations.approve(work, cast.rosa, item, 1)
    return item
