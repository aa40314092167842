"""Bring closed periods to what is known now, by rows beside what was sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.adjustments import adjustments
from sla_plugin.domain.exclusions import exclude
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.periods import Period
from sla_plugin.storage.counted import counted_of_tickets
from sla_plugin.storage.exclusions import decided_on
from sla_plugin.storage.sealed_periods import append_adjustments, entries, sealed_periods
from sla_plugin.storage.session import Session


async def adjust_sealed_periods(session: Session, tickets: Sequence[TicketId], now: datetime) -> None:
    """For these tickets. One statement while nothing is sealed; the statements grow with the periods that
    change, which are few, not with the tickets."""
    periods = await sealed_periods(session)
    if not periods:
        return
    held = await entries(session, [period.id for period in periods], tickets)
    whole = Period(min(p.starts_at for p in periods), max(p.ends_at for p in periods))
    counted = exclude(await counted_of_tickets(session, tickets, whole), await decided_on(session, tickets))
    for period in periods:
        # Of several entries of one clock the last one holds.
        last = {entry.clock: entry for entry in held.get(period.id, ())}
        sealed = [entry.counted for entry in last.values() if entry.counted is not None]
        rows = adjustments(period.period, sealed, counted)
        if rows:
            numbers = {clock: entry.number for clock, entry in last.items()}
            await append_adjustments(session, period.id, rows, numbers, now)
