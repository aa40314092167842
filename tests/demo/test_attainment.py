"""What the demo's clocks count as is kept beside them, and is what their tickets' histories say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sla_plugin.demo.seed import seed
from sla_plugin.demo.world import CHAO_PHRAYA, ISOLA, LUMIERE
from sla_plugin.domain.attainment import attainments, trend
from sla_plugin.domain.booking import booked
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.counted import Counted
from sla_plugin.domain.ids import OrganisationId, TenantId, TicketId
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.slices import Dimension
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import books
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.improvements import all_actions
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.sealed_periods import sealed_periods
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.make_service_report import make_service_report
from tests.support.contracting import KEY

NOW = datetime(2026, 11, 23, 3, 0, 41, 250_417, tzinfo=UTC)
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
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=400)
    async with database.session(tenant) as session:
        stored = sorted(await books(session, EVER), key=lambda one: one.clock)
        computed = await _computed(session)
    assert len(stored) > 700
    for by in ([], [Dimension.CUSTOMER, Dimension.METRIC], list(Dimension)):
        assert attainments(stored, EVER, by) == attainments(computed, EVER, by)
    months = [month.period for month in Month.of(NOW, "Asia/Bangkok").trailing(13)]
    assert trend(stored, months) == trend(computed, months)


async def test_last_month_was_closed_and_acted_on(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW)
    async with database.session(tenant) as session:
        names = {row.id: row.code for row in await session.query(OrganisationRow)}
        [sealed] = await sealed_periods(session)
        actions = [action for _, action in await all_actions(session)]
        reports = {
            code: await make_service_report(session, OrganisationId(key), "2026-10", 3, NOW)
            for key, code in names.items()
            if code in (CHAO_PHRAYA.code, LUMIERE.code, ISOLA.code)
        }
    assert sealed.period == Month(2026, 10, "Asia/Bangkok").period
    [logistics_id] = [key for key, code in names.items() if code == CHAO_PHRAYA.code]
    assert {dict(action.slice.where)[Dimension.CUSTOMER] for action in actions} == {logistics_id}
    logistics, brasserie, hotels = (reports[c.code] for c in (CHAO_PHRAYA, LUMIERE, ISOLA))
    assert [row.amount.currency for row in logistics.credits] == ["THB"]
    assert {metric.judgement.goal_met for metric in logistics.metrics} >= {False}
    assert [metric.judgement.is_watermelon for metric in brasserie.metrics] == [True, True]
    assert (brasserie.credits, brasserie.improvements, hotels.credits) == ((), (), ())


async def test_the_hotels_know_of_the_maintenance_in_two_days(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    async with database.session(tenant) as session:
        commitments = await load_commitments(session)
        hotels = await session.get(OrganisationRow, code=ISOLA.code)
    [window] = commitments.windows
    assert window.closes_calendars
    assert window.period.start == NOW.replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    assert commitments.closing(Subject(OrganisationId(hotels.id))) == (window,)
    assert commitments.closing(Subject()) == ()
