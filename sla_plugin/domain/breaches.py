"""Breaches as a report tells them: how late, and in whose hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.ledger import ledger
from sla_plugin.domain.loads import TicketClock
from sla_plugin.domain.parties import NOBODY, Party
from sla_plugin.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Breach:
    """`late_by`: working time past the target up to the stop, or up to now where it goes on. `held_by` had
    the ticket when its time ran out; `held_longest` had it for the most working time."""

    clock: ClockKey
    service: ServiceId | None
    priority: str | None
    breached_at: datetime
    stopped_at: datetime | None
    late_by: timedelta
    held_by: Party
    held_longest: Party


def breaches(clocks: Iterable[TicketClock], period: Period) -> tuple[Breach, ...]:
    """Of the period, by instant, whether or not somebody excused them."""
    found = [
        _breach(of, of.clock.breached_at)
        for of in clocks
        if of.clock.breached_at is not None and of.clock.breached_at in period
    ]
    return tuple(sorted(found, key=lambda breach: (breach.breached_at, breach.clock)))


def _breach(of: TicketClock, breached_at: datetime) -> Breach:
    return Breach(
        clock=of.key,
        service=of.subject.service,
        priority=of.subject.priority,
        breached_at=breached_at,
        stopped_at=of.clock.stopped_at,
        late_by=of.clock.overrun,
        held_by=holder_at(of.clock, breached_at),
        held_longest=_longest(of.clock),
    )


def holder_at(clock: Clock, at: datetime) -> Party:
    """Who had the ticket up to that instant; nobody, where the clock's life does not hold it."""
    held = (segment.party for segment in clock.segments if segment.start < at <= segment.end)
    return next(held, clock.segments[0].party if clock.segments else NOBODY)


def _longest(clock: Clock) -> Party:
    held = ledger(clock.segments)
    return max(held, key=lambda party: held[party].running, default=NOBODY)
