"""A desk of a tenant's in the database, with tickets as it shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import ConnectionId, TicketId
from sla_plugin.sdk.records import TicketRecord
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import TicketVersion, upsert_tickets

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def connect_desk(session: Session, key: str = "desk") -> ConnectionId:
    row = ConnectionRow(key=key, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=MONDAY)
    await session.add(row)
    return ConnectionId(row.id)


def shown(external_id: str, version: int = 1, subject: str = "No display") -> TicketVersion:
    """A ticket as one read of the desk shows it."""
    record = TicketRecord(f"T-{external_id}", subject, Status.OPEN, "open", MONDAY)
    return TicketVersion(external_id, version, record)


async def open_tickets(
    session: Session, connection: ConnectionId, external_ids: Sequence[str]
) -> list[TicketId]:
    """New tickets, in the order of the ids."""
    ids = await upsert_tickets(session, connection, [shown(one) for one in external_ids])
    return [ids[one] for one in external_ids]
