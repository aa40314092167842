"""Compare an agreement in a file with what is published of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sla_plugin.agreement_files.differences import Difference, differences
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session
from sla_plugin.usecases.export_agreement import stated_agreement
from sla_plugin.usecases.understand_agreement import understand_agreement


async def compare_agreement(session: Session, text: str, file: str) -> tuple[Difference, ...]:
    """What the file says otherwise than the last version here, and than the calendars of the codes that it
    brings: a file that has just been taken differs in nothing. FilesRefused; NotFound where nothing of its
    code is here."""
    understood = await understand_agreement(session, text, file)
    understood.file.check()
    stated, held = understood.file.stated, understood.held
    if held is None:
        raise NotFound(
            Code.NOT_FOUND,
            f"There is no agreement {stated.code} here.",
            hint="Nothing to compare with: name a second file, or import this one.",
        )
    before = replace(await stated_agreement(session, held), bring=understood.known)
    after = replace(
        stated,
        name=stated.name or held.name,
        effective_from=understood.effective_from.astimezone(UTC),
    )
    return differences(before, after)
