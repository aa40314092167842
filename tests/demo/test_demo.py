"""The demo's world shows what it promises to show, at whatever instant it is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sla_plugin.demo.featured import featured
from sla_plugin.demo.history import history
from sla_plugin.demo.promises import calendar_of
from sla_plugin.demo.seed import seed
from sla_plugin.demo.world import CUSTOMERS
from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.domain.metrics import Metric
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import TicketRow, tickets_by_keys

INSTANTS = [
    pytest.param(datetime(2026, 11, 23, 3, tzinfo=UTC), id="a Monday morning in Chiang Mai"),
    pytest.param(datetime(2026, 4, 13, 8, tzinfo=UTC), id="Songkran"),
    pytest.param(
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC), id="the night in which Europe's clocks go forward"
    ),
    pytest.param(datetime(2026, 11, 22, 17, tzinfo=UTC), id="a Sunday night"),
    pytest.param(datetime(2028, 2, 29, 14, tzinfo=UTC), id="a leap day"),
]


async def _featured(
    database: Database, tenant: TenantId, keys: tuple[str, ...], now: datetime
) -> list[Evaluation]:
    async with database.session(tenant) as session:
        rows = {row.key: TicketId(row.id) for row in await tickets_by_keys(session, keys)}
        commitments = await load_commitments(session)
        histories = await facts_of(session, list(rows.values()))
    return [evaluate_ticket(histories[rows[key]], commitments, now) for key in keys]


def _resolution(evaluation: Evaluation) -> tuple[str, str]:
    (clock,) = (c for c in evaluation.clocks if c.metric is Metric.RESOLUTION)
    return clock.state.value, clock.verdict.value


@pytest.mark.parametrize("now", INSTANTS)
async def test_the_eight_tickets_show_what_they_are_there_for(
    database: Database,
    tenant: TenantId,
    other_tenant: TenantId,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sla_plugin.demo.seed.TICKETS", 20)
    seeded = await seed(database, tenant, other_tenant, now)
    shown = await _featured(database, tenant, seeded.featured, now)
    breached, breached_paused, at_risk, paused, closed, met, handed_over, nobody = shown
    assert _resolution(breached) == ("RUNNING", "BREACHED")
    assert _resolution(breached_paused) == ("PAUSED", "BREACHED")
    assert _resolution(at_risk) == ("RUNNING", "AT_RISK")
    assert _resolution(paused) == ("PAUSED", "ON_TRACK")
    assert _resolution(met) == ("STOPPED", "MET")
    (out_of_hours,) = (c for c in closed.clocks if c.metric is Metric.RESOLUTION)
    assert out_of_hours.out_of_hours
    (handed,) = (c for c in handed_over.clocks if c.metric is Metric.RESOLUTION)
    assert [change.kind.value for change in handed.explanation.changes] == ["HANDED_OVER"]
    assert (nobody.clocks, nobody.coverage.status) == ((), CoverageStatus.NO_CUSTOMER)


async def test_every_other_ticket_is_covered_and_the_other_provider_has_its_own(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    seeded = await seed(database, tenant, other_tenant, now)
    assert (seeded.tickets, len(seeded.featured)) == (2008, 8)
    async with database.session(tenant) as session:
        uncovered = await session.query(TicketRow).exclude(coverage="COVERED").values("key")
        held = await session.query(TicketRow).count()
    assert uncovered == [{"key": "DEMO-8"}]
    assert held > 1_900
    async with database.session(other_tenant) as session:
        assert 30 < await session.query(TicketRow).count() <= 40


async def test_a_tenant_that_holds_something_is_left_as_it_is(
    database: Database, tenant: TenantId, other_tenant: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sla_plugin.demo.seed.TICKETS", 20)
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    await seed(database, tenant, other_tenant, now)
    async with database.session(tenant) as session:
        before = await session.query(TicketRow).order_by("id").values()
    with pytest.raises(Conflict) as refused:
        await seed(database, tenant, other_tenant, now)
    assert refused.value.code is Code.DUPLICATE
    async with database.session(tenant) as session:
        assert await session.query(TicketRow).order_by("id").values() == before


def test_the_same_instant_gives_the_same_tickets() -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    calendars = {customer.key: calendar_of(customer, now) for customer in CUSTOMERS}
    once, again = ([t.until(now) for t in history(now, calendars, 200)] for _ in range(2))
    assert once == again
    assert [t.until(now) for t in featured(now, calendars)] == [
        t.until(now) for t in featured(now, calendars)
    ]


def test_nothing_happens_in_the_future() -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    calendars = {customer.key: calendar_of(customer, now) for customer in CUSTOMERS}
    changes = [change for ticket in history(now, calendars, 500) for change in ticket.until(now)]
    assert max(change.changed_at for change in changes) <= now
    assert min(change.changed_at for change in changes) >= now - timedelta(days=396)
