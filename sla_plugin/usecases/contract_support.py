"""Whether what a contract promises can be delivered by those who support it."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.ids import AgreementId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.check_support import Support, read_support


async def is_supported(session: Session, content: VersionContent, now: datetime) -> bool:
    """Every gap of every service level is waived by name, or there is none."""
    return not _levels(content) or is_supported_by(await read_support(session), content, now)


def is_supported_by(support: Support, content: VersionContent, now: datetime) -> bool:
    """The same, of support that was read already."""
    checks = (support.check(level, now) for level in sorted(_levels(content)))
    return all(waiver is not None for check in checks for _, waiver in check.gaps)


def _levels(content: VersionContent) -> set[AgreementId]:
    return {line.service_level for line in content.lines if line.service_level is not None}
