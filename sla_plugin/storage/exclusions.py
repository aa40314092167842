"""Decisions that a clock shall not count, kept for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusions import Exclusion
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.periods import Period
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ExclusionRow(Row):
    ticket_id = fields.UUIDField()
    side = fields.TextField()
    metric = fields.TextField()
    cycle = fields.IntField()
    reason = fields.TextField()
    because = fields.TextField()
    approver = fields.TextField()
    approved_at = fields.DatetimeField()

    class Meta:
        table = "exclusion"

    def value(self) -> Exclusion:
        return Exclusion(
            clock=ClockKey(TicketId(self.ticket_id), self.metric, self.cycle, Side(self.side)),
            reason=ExclusionReason(self.reason),
            because=self.because,
            approver=self.approver,
            approved_at=self.approved_at,
        )


_DECIDED_IN = """
select e.ticket_id, e.side, e.metric, e.cycle, e.reason, e.because, e.approver, e.approved_at
from exclusion e join counted c using (tenant_id, ticket_id, side, metric, cycle)
where e.tenant_id = $1 and c.at >= $2 and c.at < $3
"""


async def decided_in(session: Session, period: Period) -> list[Exclusion]:
    """On clocks that count in the period."""
    rows: Any = await session.sql(_DECIDED_IN, period.start, period.end)
    return [ExclusionRow(**row).value() for row in rows]


async def decided_on(session: Session, tickets: Sequence[TicketId]) -> list[Exclusion]:
    return [row.value() for row in await session.query(ExclusionRow).filter(ticket_id__in=list(tickets))]


async def add_exclusion(session: Session, exclusion: Exclusion) -> UUID:
    row = ExclusionRow(
        ticket_id=exclusion.clock.ticket,
        side=exclusion.clock.side.value,
        metric=exclusion.clock.metric,
        cycle=exclusion.clock.cycle,
        reason=exclusion.reason.value,
        because=exclusion.because,
        approver=exclusion.approver,
        approved_at=exclusion.approved_at,
    )
    await session.add(row)
    return row.id
