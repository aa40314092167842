"""Whether what a contract promises can be delivered by those who support it."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.storage.session import Session
from sla_plugin.usecases.check_support import check_support


async def is_supported(session: Session, content: VersionContent, now: datetime) -> bool:
    """Every gap of every service level is waived by name, or there is none."""
    levels = {line.service_level for line in content.lines if line.service_level is not None}
    for level in sorted(levels):
        found = await check_support(session, level, now)
        if any(waiver is None for _, waiver in found.gaps):
            return False
    return True
