"""What we last wrote into a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tortoise import fields

from sla_plugin.domain.ids import ConnectionId, TicketId
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class WriteBackRow(Row):
    ticket_id = fields.UUIDField()
    fingerprint = fields.TextField()
    version = fields.BigIntField()
    written_at = fields.DatetimeField()

    class Meta:
        table = "write_back"


@dataclass(frozen=True, slots=True)
class Outdated:
    """A ticket that was evaluated after it was last written; `fingerprint` None: never written."""

    ticket: TicketId
    external_id: str
    version: int
    fingerprint: str | None


_OUTDATED = """
select t.id, t.external_id, t.version, w.fingerprint
from ticket t left join write_back w on w.tenant_id = t.tenant_id and w.ticket_id = t.id
where t.tenant_id = $1 and t.connection_id = $2 and t.merged_into is null and t.deleted_at is null
  and t.evaluated_at is not null and (w.written_at is null or w.written_at < t.evaluated_at)
order by t.id
"""

_REMEMBER = """
insert into write_back (tenant_id, id, ticket_id, fingerprint, version, written_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, ticket_id) do update set
    fingerprint = excluded.fingerprint, version = excluded.version, written_at = excluded.written_at
"""


async def outdated_tickets(session: Session, connection: ConnectionId) -> list[Outdated]:
    return [
        Outdated(TicketId(row["id"]), row["external_id"], row["version"], row["fingerprint"])
        for row in await session.sql(_OUTDATED, connection)
    ]


async def remember_written(
    session: Session, ticket: TicketId, fingerprint: str, version: int, now: datetime
) -> None:
    await session.sql(_REMEMBER, new_id(), ticket, fingerprint, version, now)
