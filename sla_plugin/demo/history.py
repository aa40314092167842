"""Thirteen months of everyday tickets: the same for the same instant, whatever the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import CUSTOMERS, Customer
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.facts import Status
from sla_plugin.domain.working_time import add, next_open

TICKETS = 2_000
SPAN = timedelta(days=395)
SEED = 25_430_413
"""Songkran of 2000 by the Thai calendar; any number will do."""

SUBJECTS = {
    "workplace": ("Password forgotten", "Laptop is slow", "Printer jams", "จอภาพกะพริบ"),
    "clinical-workplace": ("Patient record does not open", "ระบบผู้ป่วยช้า", "Badge reader fails"),
    "network": ("No Wi-Fi in the yard", "VPN drops every hour", "Switch is loud"),
    "erp": ("Invoice cannot be posted", "Stock differs from count", "Report is empty"),
    "new-user": ("Account for a new colleague",),
    "leaver": ("Close the account today",),
    "device": ("Second screen, please", "Phone for the field"),
}
HUMAN_RESOURCES = ("new-user", "leaver", "device")
USUAL = ("workplace", "workplace", "network", "erp")


def history(now: datetime, calendars: Mapping[str, Calendar], tickets: int) -> list[Happenings]:
    """`calendars` by customer. Whatever would lie after `now` has not happened yet."""
    dice = Random(SEED)  # noqa: S311  # a story, not a secret
    shares = [customer.share for customer in CUSTOMERS]
    return [
        _ticket(f"{n:05}", dice.choices(CUSTOMERS, shares)[0], now, calendars, dice)
        for n in range(1, tickets + 1)
    ]


def _ticket(
    key: str, customer: Customer, now: datetime, calendars: Mapping[str, Calendar], dice: Random
) -> Happenings:
    service = dice.choice(_services(customer))
    priority = dice.choices(("P1", "P2", "P3", "P4"), (6, 22, 48, 24))[0]
    site = dice.choice(customer.sites).key if customer.sites else None
    ticket = Happenings(key, dice.choice(SUBJECTS[service]), fields(customer.key, service, priority, site))
    calendar = calendars[customer.key]
    at = next_open(calendar, now - SPAN * dice.random()) + timedelta(minutes=dice.randrange(0, 150))
    ticket.opened(at)
    pace = {"P1": 0.25, "P2": 0.7, "P3": 2.0, "P4": 4.0}[priority]

    def later(hours: float) -> datetime:
        """Working time passes, now and then far too much of it."""
        nonlocal at
        spent = hours * pace * dice.lognormvariate(-0.6, 0.7)
        at = add(calendar, at, timedelta(minutes=max(1, round(spent * 60))))
        return at

    ticket.replied(later(1.2))
    if dice.random() < 0.08 and priority in ("P3", "P4"):
        ticket.raised(later(1), "P2")
    if dice.random() < 0.3:
        ticket.turned(later(2), Status.PENDING_CUSTOMER)
        ticket.turned(later(6), Status.OPEN)
    ticket.turned(later(5), Status.RESOLVED)
    if dice.random() < 0.06:
        ticket.turned(later(8), Status.OPEN)
        ticket.turned(later(2), Status.RESOLVED)
    return ticket


def _services(customer: Customer) -> tuple[str, ...]:
    if customer.name.startswith("Lanna"):
        return HUMAN_RESOURCES
    return ("clinical-workplace", *USUAL) if "Hospital" in customer.name else USUAL
