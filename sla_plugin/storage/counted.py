"""What each clock cycle counts as, as rows beside the clocks: read by period, without evaluating anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.clock import Side
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.counted import ClockKey, Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusions import exclude
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    ContractId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import EVERYTHING, Dimension, Slice
from sla_plugin.storage.exclusions import decided_in
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class CountedRow(Row):
    ticket_id = fields.UUIDField()
    side = fields.TextField()
    metric = fields.TextField()
    cycle = fields.IntField()
    at = fields.DatetimeField()
    result = fields.TextField()
    excluded_for = fields.TextField(null=True)
    contract_id = fields.UUIDField()
    agreement_id = fields.UUIDField()
    agreement_version_id = fields.UUIDField()
    customer_id = fields.UUIDField(null=True)
    service_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)
    priority = fields.TextField(null=True)

    class Meta:
        table = "counted"


# A clock that goes on as before is left alone: most evaluations change nothing here.
_SAVE = """
with new as (
    select * from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::timestamptz[],
                         $9::text[], $10::text[], $11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[],
                         $15::uuid[], $16::uuid[], $17::text[])
        as new (id, ticket_id, side, metric, cycle, at, result, excluded_for, contract_id, agreement_id,
                agreement_version_id, customer_id, service_id, site_id, priority)
), gone as (
    delete from counted where tenant_id = $1 and ticket_id = any($2::uuid[])
    and (ticket_id, side, metric, cycle) not in (select ticket_id, side, metric, cycle from new)
)
insert into counted as held (tenant_id, id, ticket_id, side, metric, cycle, at, result, excluded_for,
                             contract_id, agreement_id, agreement_version_id, customer_id, service_id,
                             site_id, priority)
select $1, new.* from new
on conflict (tenant_id, ticket_id, side, metric, cycle) do update set
    at = excluded.at, result = excluded.result, excluded_for = excluded.excluded_for,
    contract_id = excluded.contract_id, agreement_id = excluded.agreement_id,
    agreement_version_id = excluded.agreement_version_id, customer_id = excluded.customer_id,
    service_id = excluded.service_id, site_id = excluded.site_id, priority = excluded.priority
where (held.at, held.result, held.excluded_for, held.contract_id, held.agreement_id,
       held.agreement_version_id, held.customer_id, held.service_id, held.site_id, held.priority)
   is distinct from
      (excluded.at, excluded.result, excluded.excluded_for, excluded.contract_id, excluded.agreement_id,
       excluded.agreement_version_id, excluded.customer_id, excluded.service_id, excluded.site_id,
       excluded.priority)
"""

_COLUMNS = {
    Dimension.CUSTOMER: "customer_id",
    Dimension.CONTRACT: "contract_id",
    Dimension.AGREEMENT: "agreement_id",
    Dimension.SERVICE: "service_id",
    Dimension.METRIC: "metric",
    Dimension.PRIORITY: "priority",
    Dimension.SITE: "site_id",
    Dimension.SIDE: "side",
}


async def save_counted(session: Session, tickets: Sequence[TicketId], counted: Iterable[Counted]) -> None:
    """These are all that count of these tickets. Their clocks must have been saved before."""
    ordered = sorted(counted, key=lambda one: one.clock)
    await session.sql(_SAVE, list(tickets), [new_id() for _ in ordered], *columns(ordered))


def columns(counted: Sequence[Counted]) -> list[list[Any]]:
    """Clock and content, one list a column, in the order of the table."""
    return [
        [one.clock.ticket for one in counted],
        [one.clock.side.value for one in counted],
        [str(one.clock.metric) for one in counted],
        [one.clock.cycle for one in counted],
        [one.at for one in counted],
        [one.result.value for one in counted],
        [one.excluded_for and one.excluded_for.value for one in counted],
        [one.contract for one in counted],
        [one.agreement for one in counted],
        [one.version for one in counted],
        [one.subject.customer for one in counted],
        [one.subject.service for one in counted],
        [one.subject.site for one in counted],
        [one.subject.priority for one in counted],
    ]


async def counted_in(
    session: Session,
    period: Period,
    within: Slice = EVERYTHING,
    customers: Sequence[OrganisationId] | None = None,
) -> list[Counted]:
    """What counts in a period and slice, before anybody's exclusions, by clock; `customers`: of any of these.
    One statement."""
    query = session.query(CountedRow).filter(at__gte=period.start, at__lt=period.end)
    for dimension, value in within.where:
        column = _COLUMNS[dimension]
        query = query.filter(**({f"{column}__isnull": True} if value is None else {column: value}))
    if customers is not None:
        query = query.filter(customer_id__in=list(customers))
    rows = await query.order_by("ticket_id", "metric", "cycle", "side").values()
    return [counted_of(row) for row in rows]


async def books(session: Session, period: Period, within: Slice = EVERYTHING) -> list[Counted]:
    """The same with everybody's exclusions. Two statements."""
    counted = await counted_in(session, period, within)
    return list(exclude(counted, await decided_in(session, period)))


async def counted_of_tickets(session: Session, tickets: Sequence[TicketId], period: Period) -> list[Counted]:
    """What of these tickets counts in the period, before anybody's exclusions."""
    of_tickets = session.query(CountedRow).filter(ticket_id__in=list(tickets))
    rows = await of_tickets.filter(at__gte=period.start, at__lt=period.end).values()
    return [counted_of(row) for row in rows]


def clock_of(row: Mapping[str, Any]) -> ClockKey:
    return ClockKey(TicketId(row["ticket_id"]), row["metric"], row["cycle"], Side(row["side"]))


def counted_of(row: Mapping[str, Any]) -> Counted:
    """Of the subject only what attainment is cut by is kept."""
    reason = row["excluded_for"]
    return Counted(
        clock=clock_of(row),
        at=row["at"],
        subject=Subject(
            customer=_id(OrganisationId, row["customer_id"]),
            service=_id(ServiceId, row["service_id"]),
            site=_id(SiteId, row["site_id"]),
            priority=row["priority"],
        ),
        contract=ContractId(row["contract_id"]),
        agreement=AgreementId(row["agreement_id"]),
        version=AgreementVersionId(row["agreement_version_id"]),
        result=Result(row["result"]),
        excluded_for=None if reason is None else ExclusionReason(reason),
    )


def _id(make: Any, of: UUID | None) -> Any:
    return None if of is None else make(of)
