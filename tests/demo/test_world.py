"""The demo's world is the same whenever it is made for the same instant, and lies before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla_plugin.demo.featured import featured
from sla_plugin.demo.happenings import Happenings
from sla_plugin.demo.history import history
from sla_plugin.demo.hours import calendar_of
from sla_plugin.demo.world import (
    DOI_KHAM,
    HUMAN_RESOURCES,
    ISOLA,
    LANNA,
    LUMIERE,
    MAE_LAO,
    RHEINWERK,
    Customer,
)
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.facts import Fact, FactKind, TicketField
from sla_plugin.domain.working_time import is_open
from sla_plugin.sdk.records import TicketFact, TicketRecord

NOW = datetime(2026, 11, 23, 3, 0, 41, 250_417, tzinfo=UTC)
BANGKOK = ZoneInfo("Asia/Bangkok")
SONGKRAN = (date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15))


def _calendars(now: datetime) -> dict[str, Calendar]:
    return {customer.key: calendar_of(customer.hours, now) for customer in LANNA.customers}


def _everyday(now: datetime = NOW, tickets: int = 2_000) -> list[Happenings]:
    return history(now, LANNA.customers, _calendars(now), tickets)


def _facts(ticket: Happenings, now: datetime = NOW) -> list[Fact]:
    return [change.data.fact for change in ticket.until(now) if isinstance(change.data, TicketFact)]


def _record(ticket: Happenings, now: datetime = NOW) -> TicketRecord:
    (record,) = (change.data for change in ticket.until(now) if isinstance(change.data, TicketRecord))
    return record


def test_the_same_instant_gives_the_same_tickets() -> None:
    once, again = ([ticket.until(NOW) for ticket in _everyday()] for _ in range(2))
    assert once == again
    assert [ticket.until(NOW) for ticket in featured(NOW, _calendars(NOW))] == [
        ticket.until(NOW) for ticket in featured(NOW, _calendars(NOW))
    ]


@pytest.mark.parametrize("now", [NOW, datetime(2026, 4, 13, 8, 30, 21, 77, tzinfo=UTC)])
def test_every_ticket_was_opened_within_thirteen_months_and_nothing_lies_ahead(now: datetime) -> None:
    told = [ticket.until(now) for ticket in _everyday(now)]
    assert len(told) == 2_000
    assert all(told)
    instants = [change.changed_at for changes in told for change in changes]
    assert now - timedelta(days=396) <= min(instants)
    assert max(instants) <= now


def test_everything_that_happens_to_tickets_happens_to_some() -> None:
    kinds = {fact.kind for ticket in _everyday() for fact in _facts(ticket)}
    assert kinds == {
        FactKind.OPENED,
        FactKind.PUBLIC_REPLY,
        FactKind.STATUS_CHANGED,
        FactKind.FIELD_CHANGED,
        FactKind.ASSIGNED,
        FactKind.OUTCOME,
    }


def test_a_record_tells_the_priority_that_the_ticket_has_now() -> None:
    (raised,) = (ticket for ticket in featured(NOW, _calendars(NOW)) if ticket.key == "DEMO-7")
    assert dict(_record(raised).fields)[TicketField.PRIORITY] == "P2"
    before = NOW - timedelta(hours=1)
    assert dict(_record(raised, before).fields)[TicketField.PRIORITY] == "P3"


@pytest.mark.parametrize("customer", [DOI_KHAM, MAE_LAO, HUMAN_RESOURCES], ids=lambda c: c.code)
def test_nobody_in_an_office_in_thailand_works_during_songkran(customer: Customer) -> None:
    calendar = calendar_of(customer.hours, NOW)
    noons = [datetime(on.year, on.month, on.day, 11, tzinfo=BANGKOK) for on in SONGKRAN]
    assert [is_open(calendar, noon) for noon in noons] == [False, False, False]
    assert is_open(calendar, datetime(2026, 4, 9, 11, tzinfo=BANGKOK))


def test_tickets_wait_over_songkran() -> None:
    waiting = [
        ticket
        for ticket in _everyday()
        if (facts := _facts(ticket))[0].occurred_at < datetime(2026, 4, 13, tzinfo=BANGKOK)
        and facts[-1].occurred_at >= datetime(2026, 4, 16, tzinfo=BANGKOK)
        and ticket.fields[TicketField.CUSTOMER] in {f"crm-demo:{c.key}" for c in (DOI_KHAM, MAE_LAO)}
    ]
    assert len(waiting) >= 3


def test_the_brasserie_is_closed_at_noon_and_the_hotels_open_for_less_of_the_winter() -> None:
    paris, rome = ZoneInfo("Europe/Paris"), ZoneInfo("Europe/Rome")
    brasserie, hotels = calendar_of(LUMIERE.hours, NOW), calendar_of(ISOLA.hours, NOW)
    open_at = [is_open(brasserie, datetime(2026, 10, 7, hour, tzinfo=paris)) for hour in (11, 13, 15)]
    assert open_at == [True, False, True]
    evenings = [is_open(hotels, datetime(2026, month, 10, 20, tzinfo=rome)) for month in (1, 6, 11)]
    assert evenings == [False, True, False]


def test_the_other_provider_serves_two_of_the_same_customers_under_the_same_ids() -> None:
    assert len(RHEINWERK.customers) == 2
    assert all(customer in LANNA.customers for customer in RHEINWERK.customers)


def test_a_desk_says_nothing_of_a_ticket_before_it_is_opened() -> None:
    ticket = featured(NOW, _calendars(NOW))[0]
    opened_at = NOW - timedelta(hours=3)
    assert ticket.until(opened_at - timedelta(microseconds=1)) == []
    assert [fact.kind for fact in _facts(ticket, opened_at)] == [FactKind.OPENED]
