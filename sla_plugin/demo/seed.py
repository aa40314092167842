"""Fill two empty tenants with the demo's world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.demo.featured import featured, keys
from sla_plugin.demo.happenings import Happenings
from sla_plugin.demo.history import TICKETS, history
from sla_plugin.demo.promises import Promises, calendar_of
from sla_plugin.demo.world import CUSTOMERS, DESK, Customer
from sla_plugin.domain.ids import ConnectionId, TenantId
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Database
from sla_plugin.usecases.take_tickets import take_tickets

PAGE = 250
"""Tickets that are taken in one transaction."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """`featured`: the keys of the eight tickets to begin with."""

    tickets: int
    facts: int
    featured: tuple[str, ...]


async def seed(database: Database, provider: TenantId, other: TenantId, now: datetime) -> Seeded:
    """Both tenants must be empty: Conflict `object.duplicate` where they are not, and nothing is added."""
    calendars = {customer.key: calendar_of(customer, now) for customer in CUSTOMERS}
    shown = featured(now, calendars)
    everyday = history(now, calendars, TICKETS)
    facts = await _fill(database, provider, now, CUSTOMERS, [*shown, *everyday])
    # Another provider with customers of the same ids: that nobody sees them shows the isolation.
    await _fill(database, other, now, CUSTOMERS[3:6], history(now, calendars, tickets=40))
    return Seeded(len(shown) + len(everyday), facts, tuple(keys(shown)))


async def _fill(
    database: Database,
    tenant: TenantId,
    now: datetime,
    customers: Sequence[Customer],
    tickets: list[Happenings],
) -> int:
    async with database.session(tenant) as session:
        await Promises(session, now).enter(customers)
        desk = ConnectionRow(
            key=DESK, adapter="memory", config={"system": "demo"}, value_rules={}, secrets=b"", created_at=now
        )
        await session.add(desk)
    facts = 0
    for start in range(0, len(tickets), PAGE):
        page = [change for ticket in tickets[start : start + PAGE] for change in ticket.until(now)]
        async with database.session(tenant) as session:
            facts += (await take_tickets(session, ConnectionId(desk.id), page, now)).facts
    return facts
