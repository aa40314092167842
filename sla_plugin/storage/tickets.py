"""Tickets: what the desk shows now, what that means here, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise import fields

from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.coverage import Coverage
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import ConnectionId, TenantId, TicketId
from sla_plugin.sdk.records import TicketRecord
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Database, Session


class TicketRow(Row):
    connection_id = fields.UUIDField()
    external_id = fields.TextField()
    key = fields.TextField()
    subject = fields.TextField()
    url = fields.TextField(null=True)
    status = fields.TextField()
    desk_status = fields.TextField()
    opened_at = fields.DatetimeField()
    version = fields.BigIntField()
    customer_key = fields.TextField(null=True)
    customer_id = fields.UUIDField(null=True)
    service_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)
    department = fields.TextField(null=True)
    ticket_type = fields.TextField(null=True)
    priority = fields.TextField(null=True)
    merged_into = fields.TextField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    coverage = fields.TextField(default="NO_CUSTOMER")
    coverage_since = fields.DatetimeField(null=True)
    coverage_because = fields.TextField(null=True)
    evaluated_at = fields.DatetimeField(null=True)
    next_instant = fields.DatetimeField(null=True)

    class Meta:
        table = "ticket"


@dataclass(frozen=True, slots=True)
class TicketVersion:
    """A ticket as one read of the desk showed it."""

    external_id: str
    version: int
    record: TicketRecord


_UPSERT = """
insert into ticket as held (tenant_id, id, connection_id, external_id, key, subject, url, status, desk_status,
                            opened_at, version, customer_key)
select $1, id, $2, external_id, key, subject, url, status, desk_status, opened_at, version, customer_key
from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::timestamptz[], $11::bigint[], $12::text[])
     as new (id, external_id, key, subject, url, status, desk_status, opened_at, version, customer_key)
on conflict (tenant_id, connection_id, external_id) do update set
    key = excluded.key, subject = excluded.subject, url = excluded.url, status = excluded.status,
    desk_status = excluded.desk_status, opened_at = excluded.opened_at, version = excluded.version,
    customer_key = excluded.customer_key, deleted_at = null
where excluded.version > held.version
"""

_IDS = """
select id, external_id from ticket
where tenant_id = $1 and connection_id = $2 and external_id = any($3::text[])
"""

_EVALUATED = """
update ticket as held set
    customer_id = new.customer_id, service_id = new.service_id, site_id = new.site_id,
    department = new.department, ticket_type = new.ticket_type, priority = new.priority,
    coverage = new.coverage, coverage_since = new.coverage_since, coverage_because = new.coverage_because,
    evaluated_at = $2, next_instant = new.next_instant
from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::timestamptz[], $12::text[], $13::timestamptz[])
     as new (id, customer_id, service_id, site_id, department, ticket_type, priority, coverage,
             coverage_since, coverage_because, next_instant)
where held.tenant_id = $1 and held.id = new.id
"""

_CLAIM = """
select held.id from ticket held
join unnest($2::uuid[], $3::timestamptz[]) as seen (id, next_instant) using (id)
where held.tenant_id = $1 and held.next_instant = seen.next_instant
order by held.id for update of held skip locked
"""

_LATER = """
with later as (
    select id from ticket where tenant_id = $1 and (next_instant is null or next_instant > $2)
"""
# In the order of `upsert_tickets`: who locked them as they lie on the disk would deadlock with it.
_NOW = """
    order by connection_id, external_id collate "C" for no key update
)
update ticket set next_instant = $2 from later where tenant_id = $1 and ticket.id = later.id
"""
_MARK_DUE = _LATER + _NOW
_MARK_CUSTOMERS_DUE = f"{_LATER} and customer_key = any($3::text[]) {_NOW}"


async def upsert_tickets(
    session: Session, connection: ConnectionId, seen: Sequence[TicketVersion]
) -> dict[str, TicketId]:
    """Store what is newer than what we hold; the ids of all of them by the desk's id.

    Sorted by key, so that two writers can wait for each other but never deadlock.
    """
    newest = {ticket.external_id: ticket for ticket in sorted(seen, key=lambda t: t.version)}
    ordered = [newest[external_id] for external_id in sorted(newest)]
    records = [ticket.record for ticket in ordered]
    await session.sql(
        _UPSERT,
        connection,
        [new_id() for _ in ordered],
        [ticket.external_id for ticket in ordered],
        [record.key for record in records],
        [record.subject for record in records],
        [record.url for record in records],
        [record.status.value for record in records],
        [record.desk_status for record in records],
        [record.opened_at for record in records],
        [ticket.version for ticket in ordered],
        [dict(record.fields).get(TicketField.CUSTOMER) for record in records],
    )
    return await ticket_ids(session, connection, [ticket.external_id for ticket in ordered])


async def ticket_ids(
    session: Session, connection: ConnectionId, external_ids: Sequence[str]
) -> dict[str, TicketId]:
    rows = await session.sql(_IDS, connection, list(external_ids))
    return {row["external_id"]: TicketId(row["id"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What evaluation found out about one ticket."""

    ticket: TicketId
    subject: Subject
    coverage: Coverage
    next_instant: datetime | None


async def save_evaluated(session: Session, tickets: Sequence[Evaluated], evaluated_at: datetime) -> None:
    subjects = [ticket.subject for ticket in tickets]
    await session.sql(
        _EVALUATED,
        evaluated_at,
        [ticket.ticket for ticket in tickets],
        [subject.customer for subject in subjects],
        [subject.service for subject in subjects],
        [subject.site for subject in subjects],
        [subject.department for subject in subjects],
        [subject.ticket_type for subject in subjects],
        [subject.priority for subject in subjects],
        [ticket.coverage.status.value for ticket in tickets],
        [ticket.coverage.since for ticket in tickets],
        [ticket.coverage.because for ticket in tickets],
        [ticket.next_instant for ticket in tickets],
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A ticket whose instant has come, as it was seen; it counts only if it is still so when claimed."""

    tenant: TenantId
    ticket: TicketId
    next_instant: datetime


async def due_tickets(database: Database, now: datetime, since: datetime, many: int) -> list[Due]:
    """The longest due first, across tenants. `since` is the low watermark: see `workers.pump`."""
    rows = await database.across_tenants("select * from due_tickets($1, $2, $3)", now, since, many)
    return [Due(TenantId(row["tenant_id"]), TicketId(row["ticket_id"]), row["next_instant"]) for row in rows]


async def claim(session: Session, due: Sequence[Due]) -> list[TicketId]:
    """Lock those that are still due as they were seen; somebody else has, or had, the others."""
    rows = await session.sql(
        _CLAIM, [ticket.ticket for ticket in due], [ticket.next_instant for ticket in due]
    )
    return [TicketId(row["id"]) for row in rows]


async def mark_all_due(session: Session, now: datetime) -> None:
    """Something was promised, or somebody became known: let the pump evaluate every ticket again."""
    await session.sql(_MARK_DUE, now)


async def mark_due_for_customers(session: Session, customer_keys: Sequence[str], now: datetime) -> None:
    """Who is meant by these `system:id` keys has changed."""
    await session.sql(_MARK_CUSTOMERS_DUE, now, list(customer_keys))


async def never_evaluated(session: Session, tickets: Sequence[TicketId]) -> list[TicketId]:
    rows = session.query(TicketRow).filter(id__in=list(tickets), evaluated_at__isnull=True)
    return [TicketId(row["id"]) for row in await rows.values("id")]


async def close_merged(session: Session, ticket: TicketId, survivor: str) -> None:
    await session.change(TicketRow, {"id": ticket}, merged_into=survivor)


async def close_deleted(session: Session, ticket: TicketId, at: datetime) -> None:
    await session.change(TicketRow, {"id": ticket}, deleted_at=at)


async def ticket_by_external(session: Session, system: str, key: str) -> TicketRow | None:
    """By the key of its desk's connection and the number that the desk shows."""
    connection = await session.query(ConnectionRow).get_or_none(key=system)
    if connection is None:
        return None
    return await session.query(TicketRow).filter(connection_id=connection.id, key=key).order_by("id").first()


async def tickets_by_keys(session: Session, keys: Sequence[str]) -> list[TicketRow]:
    """Several of one number, where several desks are connected."""
    return await session.query(TicketRow).filter(key__in=list(keys)).order_by("id")


_WORKED_ON = """
select id from ticket t where tenant_id = $1 and opened_at < $3
and (exists (select from clock c where c.tenant_id = t.tenant_id and c.ticket_id = t.id
             and (c.stopped_at is null or c.stopped_at >= $2))
     or not exists (select from clock c where c.tenant_id = t.tenant_id and c.ticket_id = t.id))
order by id
"""


async def tickets_worked_on(session: Session, start: datetime, end: datetime) -> list[TicketId]:
    """Those of which a clock ran in `[start, end)`, and those that have none yet."""
    return [TicketId(row["id"]) for row in await session.sql(_WORKED_ON, start, end)]


async def look_again(session: Session, tickets: Sequence[TicketId], at: datetime) -> None:
    """Not before then, whatever was due."""
    await session.query(TicketRow).filter(id__in=list(tickets)).update(next_instant=at)
