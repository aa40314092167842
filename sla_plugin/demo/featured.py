"""The eight tickets that the demo begins with, each to show one thing at the very instant of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import (
    CHAO_PHRAYA,
    DOI_KHAM,
    ERP_TEAM,
    LANNA,
    NETWORK_TEAM,
    WORKPLACE_TEAM,
    Customer,
)
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.facts import Status
from sla_plugin.domain.working_time import is_open, next_open, previous_open

LOGISTICS, HOSPITAL, STRANGER = CHAO_PHRAYA.key, DOI_KHAM.key, "4711"


def featured(now: datetime, calendars: Mapping[str, Calendar]) -> list[Happenings]:
    """`calendars` by customer. Most are measured around the clock, so that they show the same on a Sunday
    night."""

    def ago(hours: float) -> datetime:
        return now - timedelta(hours=hours)

    breached = _ticket(1, "Scanners at dock 4 lost their connection", LOGISTICS, "P1", "network")
    breached.opened(ago(3))
    breached.replied(ago(2.8))
    breached.handed_to(ago(2.5), NETWORK_TEAM)

    breached_and_paused = _ticket(2, "Customs documents print blank", LOGISTICS, "P2", "erp")
    breached_and_paused.opened(ago(10))
    breached_and_paused.replied(ago(9.5))
    breached_and_paused.turned(ago(1), Status.PENDING_CUSTOMER)

    at_risk = _ticket(3, "Route planning answers slowly", LOGISTICS, "P1", "erp")
    at_risk.opened(ago(1.75))
    at_risk.replied(ago(1.6))

    paused = _ticket(4, "Ward tablet does not unlock (แท็บเล็ตวอร์ด 3)", HOSPITAL, "P1", "clinical-workplace")
    paused.opened(ago(2))
    paused.replied(ago(1.8))
    paused.handed_to(ago(1.7), WORKPLACE_TEAM)
    paused.turned(ago(1), Status.PENDING_CUSTOMER)

    met = _ticket(6, "Label printer out of paper size", LOGISTICS, "P2", "erp")
    met.opened(ago(5))
    met.replied(ago(4.7))
    met.turned(ago(4), Status.RESOLVED)

    handed_over = _ticket(7, "Tracking page shows yesterday's positions", LOGISTICS, "P3", "erp")
    handed_over.opened(ago(6))
    handed_over.replied(ago(5))
    handed_over.handed_to(ago(4), ERP_TEAM)
    handed_over.raised(ago(0.5), "P2")

    nobody = _ticket(8, "A new phone for the reception", STRANGER, "P3", "workplace")
    nobody.opened(ago(2))
    return [
        breached, breached_and_paused, at_risk, paused,
        _out_of_hours(now, calendars), met, handed_over, nobody,
    ]  # fmt: skip


def _out_of_hours(now: datetime, calendars: Mapping[str, Calendar]) -> Happenings:
    """Of the customer who opens again last, which on most weekends is on Monday. Somebody is always closed:
    Human Resources in Chiang Mai leave before the hotels in Italy begin."""
    closed = [customer for customer in LANNA.customers if not is_open(calendars[customer.key], now)]
    chosen: Customer = max(closed, key=lambda customer: next_open(calendars[customer.key], now))
    ticket = _ticket(5, "Mail does not arrive on the phone", chosen.key, "P3", "workplace")
    closing = previous_open(calendars[chosen.key], now)
    ticket.opened(closing - timedelta(minutes=40))
    ticket.replied(closing - timedelta(minutes=20))
    return ticket


def _ticket(number: int, subject: str, customer: str, priority: str, service: str) -> Happenings:
    return Happenings(f"DEMO-{number}", subject, fields(customer, service, priority))
