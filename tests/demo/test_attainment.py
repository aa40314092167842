"""What the demo's clocks count as is kept beside them, and is what their tickets' histories say."""

from __future__ import annotations

from datetime import UTC, datetime

from sla_plugin.demo.seed import seed
from sla_plugin.domain.attainment import attainments, trend
from sla_plugin.domain.booking import booked
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.counted import Counted
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.slices import Dimension
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import books
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
EVER = Period(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


async def _computed(session: Session) -> list[Counted]:
    tickets = [TicketId(row["id"]) for row in await session.query(TicketRow).values("id")]
    commitments, histories = await load_commitments(session), await facts_of(session, tickets)
    found: list[Counted] = []
    for ticket in tickets:
        evaluation = evaluate_ticket(histories[ticket], commitments, NOW, ticket)
        found += booked(ticket, histories[ticket], evaluation, commitments, NOW)
    return sorted(found, key=lambda one: one.clock)


async def test_stored_attainment_is_what_all_tickets_say_when_they_are_evaluated_anew(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, NOW, tickets=400)
    async with database.session(tenant) as session:
        stored = sorted(await books(session, EVER), key=lambda one: one.clock)
        computed = await _computed(session)
    assert len(stored) > 700
    for by in ([], [Dimension.CUSTOMER, Dimension.METRIC], list(Dimension)):
        assert attainments(stored, EVER, by) == attainments(computed, EVER, by)
    months = [month.period for month in Month.of(NOW, "Asia/Bangkok").trailing(13)]
    assert trend(stored, months) == trend(computed, months)
