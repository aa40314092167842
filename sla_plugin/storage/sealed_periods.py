"""Periods that were closed: what they held then, and each adjustment since, as rows that only grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.adjustments import Adjustment
from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.domain.ids import AgreementId, TicketId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.periods import Period
from sla_plugin.storage.counted import clock_of, columns, counted_of
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class SealedPeriodRow(Row):
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    sealed_at = fields.DatetimeField()
    sealed_by = fields.TextField()

    class Meta:
        table = "sealed_period"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


class SealedCountRow(Row):
    period_id = fields.UUIDField()
    ticket_id = fields.UUIDField()
    side = fields.TextField()
    metric = fields.TextField()
    cycle = fields.IntField()
    entry = fields.IntField()
    recorded_at = fields.DatetimeField()
    at = fields.DatetimeField(null=True)
    result = fields.TextField(null=True)
    excluded_for = fields.TextField(null=True)
    contract_id = fields.UUIDField(null=True)
    agreement_id = fields.UUIDField(null=True)
    agreement_version_id = fields.UUIDField(null=True)
    customer_id = fields.UUIDField(null=True)
    service_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)
    priority = fields.TextField(null=True)

    class Meta:
        table = "sealed_count"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sealed period says of one clock. `number` 0: as it was sealed. `counted` None: the clock no
    longer counts in it."""

    clock: ClockKey
    number: int
    counted: Counted | None
    recorded_at: datetime


_APPEND = """
insert into sealed_count (tenant_id, id, period_id, entry, recorded_at, ticket_id, side, metric, cycle, at,
                          result, excluded_for, contract_id, agreement_id, agreement_version_id, customer_id,
                          service_id, site_id, priority)
select $1, new.id, $2, new.entry, $3, ticket_id, side, metric, cycle, at, result, excluded_for, contract_id,
       agreement_id, agreement_version_id, customer_id, service_id, site_id, priority
from unnest($4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::int[], $10::timestamptz[],
            $11::text[], $12::text[], $13::uuid[], $14::uuid[], $15::uuid[], $16::uuid[], $17::uuid[],
            $18::uuid[], $19::text[])
     as new (id, entry, ticket_id, side, metric, cycle, at, result, excluded_for, contract_id, agreement_id,
             agreement_version_id, customer_id, service_id, site_id, priority)
"""


async def append_sealed(
    session: Session, period: UUID, counted: Sequence[Counted], recorded_at: datetime
) -> None:
    """What the period holds as it is sealed."""
    numbers = [0] * len(counted)
    await session.sql(_APPEND, period, recorded_at, [new_id() for _ in counted], numbers, *columns(counted))


async def append_adjustments(
    session: Session,
    period: UUID,
    rows: Sequence[Adjustment],
    last: Mapping[ClockKey, int],
    recorded_at: datetime,
) -> None:
    """`last`: the number of each clock's last entry; a clock that is new to the period begins with 1."""
    content = [row.after for row in rows]
    found = [list(of) for of in zip(*(_content(one) for one in content), strict=True)]
    keys = [row.clock for row in rows]
    await session.sql(
        _APPEND,
        period,
        recorded_at,
        [new_id() for _ in rows],
        [last.get(key, 0) + 1 for key in keys],
        [key.ticket for key in keys],
        [key.side.value for key in keys],
        [str(key.metric) for key in keys],
        [key.cycle for key in keys],
        *found,
    )


def _content(counted: Counted | None) -> list[Any]:
    return [None] * 10 if counted is None else [column[0] for column in columns([counted])[4:]]


_SHARES = """
select agreement_id, metric, count(*) filter (where result = 'MET') as met, count(*) as whole
from (
    select distinct on (period_id, ticket_id, side, metric, cycle)
           period_id, side, metric, agreement_id, result
    from sealed_count
    where tenant_id = $1 and period_id in (select id from sealed_period where tenant_id = $1
                                           and ends_at <= $2 order by ends_at desc limit $3)
    order by period_id, ticket_id, side, metric, cycle, entry desc
) held join sealed_period period on period.tenant_id = $1 and period.id = held.period_id
where side = 'SLA' and result in ('MET', 'BREACHED')
group by period.ends_at, agreement_id, metric order by period.ends_at
"""


async def shares_before(
    session: Session, before: datetime, periods: int
) -> dict[tuple[AgreementId, MetricName], list[Fraction | None]]:
    """What each agreement attained of each metric, as it is known now: in the last so many sealed periods
    that end by then, the oldest first, without those in which nothing counted."""
    found: defaultdict[tuple[AgreementId, MetricName], list[Fraction | None]] = defaultdict(list)
    for row in await session.sql(_SHARES, before, periods):
        share = Fraction(row["met"], row["whole"])
        found[AgreementId(row["agreement_id"]), row["metric"]].append(share)
    return found


async def sealed_periods(session: Session) -> list[SealedPeriodRow]:
    return await session.query(SealedPeriodRow).order_by("starts_at")


async def entries(
    session: Session, periods: Sequence[UUID], tickets: Sequence[TicketId] | None = None
) -> dict[UUID, list[Entry]]:
    """By period, of each clock in the order in which they were made. `tickets`: of these only."""
    query = session.query(SealedCountRow).filter(period_id__in=list(periods))
    if tickets is not None:
        query = query.filter(ticket_id__in=list(tickets))
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for row in await query.order_by("ticket_id", "side", "metric", "cycle", "entry").values():
        counted = None if row["result"] is None else counted_of(row)
        entry = Entry(clock_of(row), row["entry"], counted, row["recorded_at"])
        found[row["period_id"]].append(entry)
    return found
