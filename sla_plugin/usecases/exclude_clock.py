"""Decide that a clock shall not count."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusions import Exclusion
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.exclusions import add_exclusion
from sla_plugin.storage.session import Session
from sla_plugin.usecases.adjust_sealed_periods import adjust_sealed_periods


async def exclude_clock(
    session: Session, clock: ClockKey, reason: ExclusionReason, because: str, approver: str, now: datetime
) -> UUID:
    """BadInput `exclusion.unreasoned`; NotFound where there is no such clock."""
    exclusion = Exclusion(clock, reason, because, approver, now)
    await session.get(
        ClockRow, ticket_id=clock.ticket, side=clock.side.value, metric=clock.metric, cycle=clock.cycle
    )
    which = await add_exclusion(session, exclusion)
    await adjust_sealed_periods(session, [clock.ticket], now)
    return which
