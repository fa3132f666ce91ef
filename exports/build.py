"""From a locked form in the bank to the document that the writers take.

The lock's manifest says what goes in; the bank's texts go in only when their hashes, computed anew, are
those of the manifest. Nothing that names a person or a source is read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from exports.document import ExportItem, FormDocument, ItemType, Option, Tag
from itembank.assembly import records, verification
from itembank.assembly.models import ExamForm, FormLock
from itembank.assembly.verification import Pinned
from itembank.core.errors import Refused
from itembank.core.work import Work
from itembank.framework import operations as framework
from itembank.framework import rules as framework_rules
from itembank.items.content import ItemContent, OptionContent

Titles = Mapping[tuple[str, str, str], str]


def document_for(work: Work, form: ExamForm) -> FormDocument:
    """Return the document of a locked form.

    Raises:
        Refused: when it is not locked, or when a text is not the one that was locked, naming the item.
    """
    lock = records.lock_of(work.session, form)
    if lock is None:
        raise Refused(f"{form.identifier} is not locked yet. Only a locked form can be exported.")
    found = verification.pinned(work.session, lock)
    faults = verification.text_faults(lock, found)
    if faults:
        raise Refused(
            f"{form.identifier} was not exported. {' '.join(faults)} Ask the administrator to look."
        )
    return _document(work.session, form, lock, found)


def _document(session: Session, form: ExamForm, lock: FormLock, found: Sequence[Pinned]) -> FormDocument:
    facts = lock.manifest
    pack = framework.get(session, facts["framework"]["name"], facts["framework"]["version"])
    titles = framework.domain_titles(session)
    lines = facts["items"]
    return FormDocument(
        identifier=form.identifier,
        title=facts["title"],
        language=Counter(one.content.language for one in found).most_common(1)[0][0],
        items=tuple(_item(line, one.content, titles) for line, one in zip(lines, found, strict=True)),
        locked_at=lock.at.replace(microsecond=0),
        manifest_hash=lock.manifest_hash,
        framework_label=f"{pack.framework} {pack.version}",
        framework_hash=facts["framework"]["sha256"],
        credit=framework_rules.credit(pack.body),
        time_limit_minutes=facts["time_limit_minutes"],
        pass_mark=facts["pass_mark"],
        instructions=facts["instructions"],
    )


def _item(line: Mapping[str, Any], content: ItemContent, titles: Titles) -> ExportItem:
    options = {option.identifier: option for option in content.options}
    return ExportItem(
        identifier=line["item"],
        revision=line["revision"],
        title=content.title,
        language=content.language,
        stimulus=content.stimulus,
        lead_in=content.lead_in,
        options=tuple(_option(options[name], line["key"]) for name in line["options"]),
        learning_point=content.learning_point,
        cognitive_level=content.cognitive_level,
        tags=tuple(
            Tag(tag.framework, tag.version, tag.domain, titles.get(tag.place, ""), tag.competency)
            for tag in content.tags
        ),
        content_hash=line["content_hash"],
        type=ItemType(content.type),
    )


def _option(option: OptionContent, key: Sequence[str]) -> Option:
    return Option(option.identifier, option.text, option.rationale, correct=option.identifier in key)
