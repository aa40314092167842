"""The eight tickets show what they are there for, at whatever instant they are looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.demo.featured import featured
from sla_plugin.demo.hours import calendar_of
from sla_plugin.demo.seed import seed
from sla_plugin.demo.world import HANSEFRACHT, HUMAN_RESOURCES, ISOLA, LANNA, LUMIERE
from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.provenance import Attribute, LossReason
from sla_plugin.domain.working_time import is_open, next_open
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import TicketRow, tickets_by_keys
from tests.support.contracting import KEY

MONDAY_MORNING = datetime(2026, 11, 23, 3, tzinfo=UTC)
INSTANTS = [
    pytest.param(MONDAY_MORNING, id="a Monday morning in Chiang Mai"),
    pytest.param(datetime(2026, 4, 13, 8, tzinfo=UTC), id="Songkran"),
    pytest.param(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), id="the night in which Europe goes forward"),
    pytest.param(datetime(2026, 10, 25, 0, 59, tzinfo=UTC), id="the night in which Europe goes back"),
    pytest.param(datetime(2026, 11, 22, 17, tzinfo=UTC), id="a Sunday night"),
    pytest.param(datetime(2026, 1, 1, tzinfo=UTC), id="New Year"),
    pytest.param(datetime(2028, 2, 29, 14, 7, 31, 250, tzinfo=UTC), id="a leap day"),
]


async def _seeded(
    database: Database, provider: TenantId, other: TenantId, now: datetime
) -> dict[str, Evaluation]:
    """As they are evaluated from what is stored."""
    seeded = await seed(database, provider, other, KEY.seal, now, tickets=10)
    async with database.session(provider) as session:
        rows = {row.key: TicketId(row.id) for row in await tickets_by_keys(session, seeded.featured)}
        commitments = await load_commitments(session)
        histories = await facts_of(session, list(rows.values()))
    return {key: evaluate_ticket(histories[rows[key]], commitments, now) for key in seeded.featured}


def _clock(evaluation: Evaluation, metric: Metric = Metric.RESOLUTION) -> Clock:
    (clock,) = (c for c in evaluation.clocks if c.metric is metric and c.side is Side.SLA)
    return clock


def _state(evaluation: Evaluation) -> tuple[str, str]:
    clock = _clock(evaluation)
    return clock.state.value, clock.verdict.value


@pytest.mark.parametrize("now", INSTANTS)
async def test_each_shows_its_state_and_verdict(
    database: Database, tenant: TenantId, other_tenant: TenantId, now: datetime
) -> None:
    shown = await _seeded(database, tenant, other_tenant, now)
    assert list(shown) == [f"DEMO-{n}" for n in range(1, 9)]
    breached, breached_paused, at_risk, paused, closed, met, handed_over, nobody = shown.values()

    assert _state(breached) == ("RUNNING", "BREACHED")
    assert _clock(breached).breached_at == now - timedelta(hours=1)

    assert _state(breached_paused) == ("PAUSED", "BREACHED")
    assert _clock(breached_paused).breached_at == now - timedelta(hours=2)
    assert _clock(breached_paused).remaining == timedelta(hours=-1)

    assert _state(at_risk) == ("RUNNING", "AT_RISK")
    assert _clock(at_risk).due_at == now + timedelta(minutes=15)

    assert _state(paused) == ("PAUSED", "ON_TRACK")
    assert (_clock(paused).due_at, _clock(paused).remaining) == (None, timedelta(hours=1))

    assert _clock(closed).state == "RUNNING"
    assert _clock(closed).out_of_hours
    assert _clock(closed).elapsed == timedelta(minutes=40)

    assert _state(met) == ("STOPPED", "MET")
    assert _clock(met).elapsed == timedelta(hours=1)

    assert _state(handed_over)[0] == "RUNNING"
    assert [change.kind.value for change in _clock(handed_over).explanation.changes] == ["HANDED_OVER"]
    assert _clock(handed_over).target == timedelta(hours=8)
    assert _clock(handed_over).elapsed == timedelta(hours=6)

    assert (nobody.clocks, nobody.coverage.status) == ((), CoverageStatus.NO_CUSTOMER)
    for ticket in (breached, breached_paused, at_risk, paused, closed, met, handed_over):
        assert _clock(ticket, Metric.FIRST_RESPONSE).verdict == "MET"


async def test_the_ward_tablet_has_its_target_from_the_service_its_calendar_from_the_hospital_and_its_pause_rule_from_the_corporate_level(  # noqa: E501  # a sentence
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    shown = await _seeded(database, tenant, other_tenant, MONDAY_MORNING)
    commitment = _clock(shown["DEMO-4"]).commitment
    winners = {
        choice.attribute: choice.winner.agreement.code for choice in commitment.choices if choice.winner
    }
    assert winners == {
        Attribute.TARGET: "doi-kham-hospital-clinical-workplace",
        Attribute.CALENDAR: "doi-kham-hospital",
        Attribute.PAUSE: "corporate",
        Attribute.ESCALATIONS: "corporate",
    }
    losers = [
        (loser.version.agreement.code, loser.because) for loser in commitment.choice(Attribute.TARGET).losers
    ]
    assert losers == [
        ("doi-kham-hospital", LossReason.LESS_SPECIFIC_LEVEL),
        ("corporate", LossReason.LESS_SPECIFIC_LEVEL),
    ]


async def test_the_stored_rows_say_the_same(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    shown = await _seeded(database, tenant, other_tenant, MONDAY_MORNING)
    async with database.session(tenant) as session:
        rows = await session.sql(
            "select t.key, c.side, c.metric, c.state, c.verdict, c.due_at from clock c "
            "join ticket t on t.tenant_id = c.tenant_id and t.id = c.ticket_id "
            "where c.tenant_id = $1 and t.key like 'DEMO-%'"
        )
        stranger = await session.get(TicketRow, key="DEMO-8")
    stored = {
        (row["key"], row["side"], row["metric"], row["state"], row["verdict"], row["due_at"]) for row in rows
    }
    assert stored == {
        (key, clock.side, clock.metric, clock.state.value, clock.verdict.value, clock.due_at)
        for key, evaluation in shown.items()
        for clock in evaluation.clocks
    }
    assert sum(row["side"] == "SLA" for row in rows) == 14
    assert stranger.coverage == "NO_CUSTOMER"


_DAYS = st.integers(0, 365 * 11).map(lambda days: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=days))
_INSTANTS = st.builds(
    lambda day, us: day + timedelta(microseconds=us),
    _DAYS,
    st.integers(0, 86_400_000_000) | st.just(11 * 3_600_000_000),
)
"""Any, and the end of the afternoon in Chiang Mai, when all but the hotels can be open."""


@given(_INSTANTS)
def test_at_any_instant_somebody_is_closed_and_was_written_to_before(now: datetime) -> None:
    calendars = {customer.key: calendar_of(customer.hours, now) for customer in LANNA.customers}
    (ticket,) = (ticket for ticket in featured(now, calendars) if ticket.key == "DEMO-5")
    (chosen,) = (c for c in LANNA.customers if f"crm-demo:{c.key}" == ticket.fields[TicketField.CUSTOMER])
    calendar = calendars[chosen.key]
    assert not is_open(calendar, now)
    assert all(at < now and is_open(calendar, at) for at, _, _ in ticket.steps)
    closed = [of for of in calendars.values() if not is_open(of, now)]
    assert next_open(calendar, now) == max(next_open(of, now) for of in closed)


def test_on_a_sunday_night_it_waits_for_the_brasserie_which_is_closed_on_mondays_too() -> None:
    sunday = datetime(2026, 11, 22, 17, tzinfo=UTC)
    calendars = {customer.key: calendar_of(customer.hours, sunday) for customer in LANNA.customers}
    (ticket,) = (ticket for ticket in featured(sunday, calendars) if ticket.key == "DEMO-5")
    assert ticket.fields[TicketField.CUSTOMER] == f"crm-demo:{LUMIERE.key}"
    assert next_open(calendars[LUMIERE.key], sunday) == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_human_resources_have_left_before_the_hotels_open() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    instants = [began + timedelta(minutes=30 * n) for n in range(2 * 24 * 365)]
    of = {
        customer.key: calendar_of(customer.hours, began) for customer in (HUMAN_RESOURCES, ISOLA, HANSEFRACHT)
    }
    assert not any(is_open(of[HUMAN_RESOURCES.key], at) and is_open(of[ISOLA.key], at) for at in instants)
    assert any(is_open(of[HUMAN_RESOURCES.key], at) and is_open(of[HANSEFRACHT.key], at) for at in instants)
