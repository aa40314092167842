"""Clocks as rows: a cache of `evaluate`, good for lists and filters, never a source of truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tortoise import fields

from sla_plugin.domain.clocks import Clock
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ClockRow(Row):
    ticket_id = fields.UUIDField()
    side = fields.TextField()
    metric = fields.TextField()
    cycle = fields.IntField()
    agreement_version_id = fields.UUIDField()
    contract_id = fields.UUIDField()
    calendar_id = fields.UUIDField()
    state = fields.TextField()
    verdict = fields.TextField()
    target_us = fields.BigIntField()
    elapsed_us = fields.BigIntField()
    counted_us = fields.BigIntField()
    allowance_us = fields.BigIntField()
    started_at = fields.DatetimeField()
    stopped_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    breached_at = fields.DatetimeField(null=True)
    evaluated_at = fields.DatetimeField()
    next_instant = fields.DatetimeField(null=True)

    class Meta:
        table = "clock"


_UPSERT = """
insert into clock (tenant_id, id, ticket_id, side, metric, cycle, agreement_version_id, contract_id,
calendar_id,
                   state, verdict, target_us, elapsed_us, counted_us, allowance_us, started_at, stopped_at,
                   due_at, breached_at, next_instant, evaluated_at)
select $1, new.*, $2
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::uuid[], $9::uuid[], $10::uuid[],
            $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::timestamptz[],
            $21::timestamptz[])
     as new
on conflict (tenant_id, ticket_id, side, metric, cycle) do update set
    agreement_version_id = excluded.agreement_version_id, contract_id = excluded.contract_id,
    calendar_id = excluded.calendar_id, state = excluded.state, verdict = excluded.verdict,
    target_us = excluded.target_us, elapsed_us = excluded.elapsed_us, counted_us = excluded.counted_us,
    allowance_us = excluded.allowance_us, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
    due_at = excluded.due_at, breached_at = excluded.breached_at, next_instant = excluded.next_instant,
    evaluated_at = excluded.evaluated_at
"""

_FORGET = """
delete from clock where tenant_id = $1 and ticket_id = any($2::uuid[])
and not exists (select from unnest($3::uuid[], $4::text[], $5::text[], $6::int[])
                            as kept (ticket_id, side, metric, cycle)
                where (kept.ticket_id, kept.side, kept.metric, kept.cycle)
                    = (clock.ticket_id, clock.side, clock.metric, clock.cycle))
"""


async def save_clocks(
    session: Session, clocks: Mapping[TicketId, Sequence[Clock]], evaluated_at: datetime
) -> None:
    """These are all the clocks of these tickets; one that a late fact made impossible is forgotten."""
    pairs = sorted(
        ((ticket, clock) for ticket, of in clocks.items() for clock in of),
        key=lambda pair: (pair[0], pair[1].side, pair[1].metric, pair[1].cycle),
    )
    tickets = [ticket for ticket, _ in pairs]
    sides = [clock.side.value for _, clock in pairs]
    metrics = [str(clock.metric) for _, clock in pairs]
    cycles = [clock.cycle for _, clock in pairs]
    await session.sql(_FORGET, list(clocks), tickets, sides, metrics, cycles)
    if not pairs:
        return
    values = [clock for _, clock in pairs]
    await session.sql(
        _UPSERT,
        evaluated_at,
        [new_id() for _ in pairs],
        tickets,
        sides,
        metrics,
        cycles,
        [clock.commitment.winner.id for clock in values],
        [clock.commitment.contract.id for clock in values],
        [clock.commitment.calendar for clock in values],
        [clock.state.value for clock in values],
        [clock.verdict.value for clock in values],
        [clock.target // MICROSECOND for clock in values],
        [clock.elapsed // MICROSECOND for clock in values],
        [clock.counted // MICROSECOND for clock in values],
        [clock.allowance // MICROSECOND for clock in values],
        [clock.started_at for clock in values],
        [clock.stopped_at for clock in values],
        [clock.due_at for clock in values],
        [clock.breached_at for clock in values],
        [clock.next_instant for clock in values],
    )
