"""What can be done with framework packs."""

import json
from importlib.resources import files
from typing import Any

from sqlmodel import Session, col, select

from itembank.core import audit
from itembank.core.actor import Actor
from itembank.core.errors import Invalid, NotFound
from itembank.core.work import Work
from itembank.framework import rules
from itembank.framework.models import FrameworkPack

SHIPPED = ("psf-1.0.json", "psf-1.1.json")


def import_pack(work: Work, actor: Actor, body: Any) -> tuple[FrameworkPack, bool]:
    """Import a pack; return it and whether it is new. The same content again is fine and changes nothing.

    Raises:
        RefusedInput: when it is not a pack.
        Invalid: when the label exists with other content.
    """
    rules.check_pack(body)
    digest = rules.content_hash(body)
    known = find(work.session, body["framework"], body["version"])
    if known is not None:
        _refuse_other_content(known, digest)
        return known, False
    pack = FrameworkPack(
        framework=body["framework"],
        version=body["version"],
        title=body["framework_title"],
        content_hash=digest,
        body=body,
        imported_by=actor.id,
        at=work.now(),
    )
    work.session.add(pack)
    work.session.flush()
    audit.record(work, actor, "framework.import", f"framework:{pack.id}", content_hash=digest)
    return pack, True


def shipped_packs() -> list[Any]:
    """Return the packs that come with the project."""
    folder = files("itembank.framework") / "data"
    return [json.loads((folder / name).read_text(encoding="utf-8")) for name in SHIPPED]


def find(session: Session, framework: str, version: str) -> FrameworkPack | None:
    """Return the pack of a label, or None."""
    return session.exec(
        select(FrameworkPack).where(FrameworkPack.framework == framework, FrameworkPack.version == version)
    ).first()


def get(session: Session, framework: str, version: str) -> FrameworkPack:
    """Return the pack of a label.

    Raises:
        NotFound: when it was not imported.
    """
    pack = find(session, framework, version)
    if pack is None:
        msg = f"The framework {framework} {version} is not in this bank. Import its pack first."
        raise NotFound(msg)
    return pack


def all_packs(session: Session) -> list[FrameworkPack]:
    """Return all packs, by framework, newest version first."""
    packs = session.exec(select(FrameworkPack).order_by(col(FrameworkPack.framework)))
    newest_first = sorted(packs, key=lambda pack: rules.version_key(pack.version), reverse=True)
    return sorted(newest_first, key=lambda pack: pack.framework)


def current_pack(session: Session) -> FrameworkPack | None:
    """Return the pack that new work is tagged with: the newest version of the first framework."""
    packs = all_packs(session)
    return packs[0] if packs else None


def domain_titles(session: Session) -> dict[tuple[str, str, str], str]:
    """Return the title of every (framework, version, domain)."""
    return {
        (pack.framework, pack.version, domain.id): domain.title
        for pack in all_packs(session)
        for domain in rules.domains(pack.body)
    }


def _refuse_other_content(known: FrameworkPack, digest: str) -> None:
    if known.content_hash != digest:
        msg = (
            f"{known.framework} {known.version} is in the bank already with other content "
            f"(hash {known.content_hash[:12]}, this file {digest[:12]}). A published version never changes: "
            "give the new text a new version."
        )
        raise Invalid(msg, place="version")
