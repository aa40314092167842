"""Fill two empty tenants with the demo's world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.demo.closing import announce_maintenance, close_last_month, confirm
from sla_plugin.demo.contracting import ANAN
from sla_plugin.demo.featured import featured
from sla_plugin.demo.happenings import Happenings
from sla_plugin.demo.history import history
from sla_plugin.demo.hours import calendar_of
from sla_plugin.demo.promises import Promises
from sla_plugin.demo.world import DESK, LANNA, RHEINWERK, Provider
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ConnectionId, TenantId
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.take_tickets import take_tickets

TICKETS = 2_000
OF_THE_OTHER = 40

PAGE = 1_000
"""Tickets that are taken in one transaction. PostgreSQL plans once per connection how it finds the ticket of
a fact; while it has no statistics and sees few tickets, it does so by reading all of the tenant's."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the provider got. `featured`: the keys of the eight tickets to begin with."""

    tickets: int
    facts: int
    featured: tuple[str, ...]


async def seed(
    database: Database,
    provider: TenantId,
    other: TenantId,
    seal: Callable[[str], str],
    now: datetime,
    *,
    tickets: int = TICKETS,
) -> Seeded:
    """`tickets`: everyday ones, beside the eight. `seal` goes on the contracts' trails. Conflict
    `object.duplicate` where either tenant holds this world, or a part of it, already; then nothing is added
    to either."""
    calendars = {customer.key: calendar_of(customer.hours, now) for customer in LANNA.customers}
    async with database.session(provider) as ours, database.session(other) as theirs:
        desk = await _enter(ours, LANNA, calendars, Deed(ANAN, now, seal))
        await announce_maintenance(ours, now)
        other_desk = await _enter(theirs, RHEINWERK, calendars, Deed(ANAN, now, seal))
    shown = featured(now, calendars)
    told = [*shown, *history(now, LANNA.customers, calendars, tickets)]
    facts = await _tell(database, provider, desk, told, now)
    async with database.session(provider) as session:
        await close_last_month(session, LANNA, now)
    of_the_other = history(now, RHEINWERK.customers, calendars, OF_THE_OTHER)
    await _tell(database, other, other_desk, of_the_other, now)
    return Seeded(len(told), facts, tuple(ticket.key for ticket in shown))


async def _enter(
    session: Session, provider: Provider, calendars: dict[str, Calendar], deed: Deed
) -> ConnectionId:
    await Promises(session, deed, calendars).enter(provider)
    desk = ConnectionRow(
        key=DESK, adapter="memory", config={"system": "demo"}, value_rules={}, secrets=b"", created_at=deed.at
    )
    await session.add(desk)
    await confirm(session, ConnectionId(desk.id), deed.at)
    return ConnectionId(desk.id)


async def _tell(
    database: Database, tenant: TenantId, desk: ConnectionId, tickets: Sequence[Happenings], now: datetime
) -> int:
    """How many facts that were."""
    facts = 0
    for start in range(0, len(tickets), PAGE):
        page = [change for ticket in tickets[start : start + PAGE] for change in ticket.until(now)]
        async with database.session(tenant) as session:
            facts += (await take_tickets(session, desk, page, now)).facts
    return facts
