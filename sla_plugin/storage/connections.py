"""Connected desks and CRMs, their streams, and the records that could not be understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import fields

from sla_plugin.domain.ids import ConnectionId, TicketId
from sla_plugin.sdk.records import RecordKind
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ConnectionRow(Row):
    key = fields.TextField()
    adapter = fields.TextField()
    config: Any = fields.JSONField()
    value_rules: Any = fields.JSONField()
    secrets = fields.BinaryField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "connection"


class StreamRow(Row):
    connection_id = fields.UUIDField()
    kind = fields.TextField()
    cursor: Any = fields.JSONField(null=True)
    confirmed_until = fields.DatetimeField(null=True)
    changes_taken = fields.BigIntField(default=0)
    last_run_at = fields.DatetimeField(null=True)
    last_error = fields.TextField(null=True)
    reconciled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stream"


class DeadLetterRow(Row):
    connection_id = fields.UUIDField()
    kind = fields.TextField()
    external_id = fields.TextField()
    reason = fields.TextField()
    payload: Any = fields.JSONField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "dead_letter"


_CONFIRMED = """
select t.id, s.confirmed_until from ticket t
join stream s on s.tenant_id = t.tenant_id and s.connection_id = t.connection_id and s.kind = $3
where t.tenant_id = $1 and t.id = any($2::uuid[])
"""


async def stream_for_update(session: Session, connection: ConnectionId, kind: str) -> StreamRow:
    """The stream, locked until the transaction ends: one run at a time moves a cursor."""
    await session.sql(
        "insert into stream (tenant_id, id, connection_id, kind) values ($1, $2, $3, $4) "
        "on conflict do nothing",
        new_id(),
        connection,
        kind,
    )
    return await session.query(StreamRow).select_for_update().get(connection_id=connection, kind=kind)


async def remember_failure(
    session: Session, connection: ConnectionId, kinds: Sequence[str], error: str, at: datetime
) -> None:
    """The system could not be used at all: each of its streams says so, also one that was never read."""
    for kind in kinds:
        stream = await stream_for_update(session, connection, kind)
        await session.change(StreamRow, {"id": stream.id}, last_run_at=at, last_error=error)


async def bury(
    session: Session,
    connection: ConnectionId,
    kind: str,
    external_id: str,
    reason: str,
    payload: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep a record that could not be taken; a later failure of the same record replaces its reason."""
    which = {"connection_id": connection, "kind": kind, "external_id": external_id}
    await session.query(DeadLetterRow).filter(**which).delete()
    await session.add(DeadLetterRow(reason=reason, payload=dict(payload), recorded_at=at, **which))


async def dead_letters(session: Session) -> list[tuple[str, DeadLetterRow]]:
    """Each with the key of its connection, the latest last."""
    keys = {row.id: row.key for row in await session.query(ConnectionRow)}
    rows = await session.query(DeadLetterRow).order_by("recorded_at", "id")
    return [(keys[row.connection_id], row) for row in rows]


async def begin_again(session: Session, connection: ConnectionId) -> None:
    """Forget how far it was read and what was set aside: whatever is still not understood is set aside anew,
    and what was taken before changes nothing."""
    await session.query(DeadLetterRow).filter(connection_id=connection).delete()
    await session.query(StreamRow).filter(connection_id=connection).update(cursor=None)


@dataclass(frozen=True, slots=True)
class StreamState:
    connection: str
    kind: str
    taken: int
    set_aside: int
    last_run_at: datetime | None
    last_error: str | None


_STATES = """
select c.key, s.kind, s.changes_taken, s.last_run_at, s.last_error,
       (select count(*) from dead_letter d where d.tenant_id = s.tenant_id
        and d.connection_id = s.connection_id and d.kind = s.kind) as set_aside
from stream s join connection c on c.tenant_id = s.tenant_id and c.id = s.connection_id
where s.tenant_id = $1 order by c.key, s.kind
"""


async def stream_states(session: Session) -> list[StreamState]:
    return [
        StreamState(
            row["key"],
            row["kind"],
            row["changes_taken"],
            row["set_aside"],
            row["last_run_at"],
            row["last_error"],
        )
        for row in await session.sql(_STATES)
    ]


async def confirmed_for_tickets(
    session: Session, tickets: Sequence[TicketId]
) -> dict[TicketId, datetime | None]:
    """Up to which instant the stream that each ticket came by is known to be complete."""
    rows = await session.sql(_CONFIRMED, list(tickets), RecordKind.TICKET.value)
    return {TicketId(row["id"]): row["confirmed_until"] for row in rows}
