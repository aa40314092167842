"""Thirteen months of everyday tickets: the same for the same instant, whatever the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import CARRIER, ERP_TEAM, NETWORK_TEAM, WORKPLACE_TEAM, Customer
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.facts import Status
from sla_plugin.domain.working_time import add, next_open

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
PRIORITIES = {"P1": 6, "P2": 22, "P3": 48, "P4": 24}
"""How many of a hundred."""

SLOWNESS = {"P1": 0.22, "P2": 0.55, "P3": 1.8, "P4": 4.0}
AT_ONCE = {"leaver": 0.05}
"""Services whose work is not put off, whatever the priority."""

ALWAYS = Calendar.always()


def history(
    now: datetime, customers: Sequence[Customer], calendars: Mapping[str, Calendar], tickets: int
) -> list[Happenings]:
    """`calendars` by customer. Each is opened by `now`; what lies ahead of it is left out by `until`."""
    dice = Random(SEED)  # noqa: S311  # a story, not a secret
    shares = [customer.share for customer in customers]
    minute = now.replace(second=0, microsecond=0)
    return [
        _ticket(f"{n:05}", dice.choices(customers, shares)[0], minute, calendars, dice)
        for n in range(1, tickets + 1)
    ]


@dataclass
class _Work:
    """How a ticket comes along: it is now `at`, and working time passes, now and then far too much of it."""

    calendar: Calendar
    dice: Random
    at: datetime
    slowness: float

    def later(self, hours: float) -> datetime:
        spent = hours * self.slowness * self.dice.lognormvariate(-0.6, 0.7)
        self.at = add(self.calendar, self.at, timedelta(minutes=max(1, round(spent * 60))))
        return self.at

    def happens(self, probability: float) -> bool:
        return self.dice.random() < probability


def _ticket(
    key: str, customer: Customer, now: datetime, calendars: Mapping[str, Calendar], dice: Random
) -> Happenings:
    service = dice.choice(customer.services)
    (priority,) = dice.choices(list(PRIORITIES), list(PRIORITIES.values()))
    site = dice.choice(customer.sites).key if customer.sites else None
    ticket = Happenings(key, dice.choice(SUBJECTS[service]), fields(customer.key, service, priority, site))
    calendar = ALWAYS if priority in customer.around_the_clock else calendars[customer.key]
    slowness = AT_ONCE.get(service, SLOWNESS[priority]) * customer.slowness
    work = _Work(calendar, dice, _opening(calendar, now, dice), slowness)
    ticket.opened(work.at)
    ticket.replied(work.later(1.2))
    if priority in ("P3", "P4") and service not in AT_ONCE and work.happens(0.08):
        ticket.raised(work.later(1), "P2")
        work.slowness = SLOWNESS["P2"] * customer.slowness
    _hand_over(ticket, service, work)
    if work.happens(0.3):
        ticket.turned(work.later(2), Status.PENDING_CUSTOMER)
        ticket.came_back(work.later(6))
    ticket.turned(work.later(5), Status.RESOLVED)
    if work.happens(customer.reopened):
        ticket.came_back(work.later(8))
        ticket.turned(work.later(2), Status.RESOLVED)
    if work.happens(0.4):
        ticket.rated(work.later(8), _score(customer.csat, dice))
    return ticket


def _opening(calendar: Calendar, now: datetime, dice: Random) -> datetime:
    """Mostly in the hours of the customer. What would lie ahead has not happened, and is drawn again."""
    minutes = SPAN // timedelta(minutes=1)
    while True:
        some_day = now - timedelta(minutes=dice.randrange(minutes))
        at = next_open(calendar, some_day) + timedelta(minutes=dice.randrange(150))
        if at <= now:
            return at


def _hand_over(ticket: Happenings, service: str, work: _Work) -> None:
    """Some need the specialists, and some of those the supplier, who hands it back."""
    if service == "network":
        ticket.handed_to(work.later(0.2), NETWORK_TEAM)
        if work.happens(0.2):
            ticket.handed_to(work.later(0.5), CARRIER, supplier=True)
            ticket.handed_to(work.later(1), NETWORK_TEAM)
    elif work.happens(0.25):
        ticket.handed_to(work.later(0.2), ERP_TEAM if service == "erp" else WORKPLACE_TEAM)


def _score(mean: float, dice: Random) -> int:
    return min(5, max(1, round(dice.gauss(mean, 0.8))))
