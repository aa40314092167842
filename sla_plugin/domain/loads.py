"""Who was busy when: the working time of clocks in a period, by hour of day, by service and by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.intervals import Interval
from sla_plugin.domain.ledger import ZERO
from sla_plugin.domain.parties import Party
from sla_plugin.domain.periods import Period
from sla_plugin.domain.segments import SegmentKind, SegmentReason

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TicketClock:
    """A clock with the ticket it belongs to. `subject`: what the ticket is about."""

    key: ClockKey
    subject: Subject
    clock: Clock


@dataclass(frozen=True, slots=True)
class Load:
    """Working time, cut three ways: each way adds up to the same. `by_hour` has 24 entries, by local hour.

    `by_party` is the ledger of all the clocks together.
    """

    by_hour: tuple[timedelta, ...]
    by_service: Mapping[ServiceId | None, timedelta]
    by_party: Mapping[Party, timedelta]


def load(clocks: Iterable[TicketClock], period: Period, zone: str) -> Load:
    """Give the clocks of one metric, or a ticket's minutes are counted once for each of its clocks."""
    local = ZoneInfo(zone)
    by_hour = [ZERO] * 24
    by_service: defaultdict[ServiceId | None, timedelta] = defaultdict(timedelta)
    by_party: defaultdict[Party, timedelta] = defaultdict(timedelta)
    for of in clocks:
        for segment in of.clock.segments:
            worked = period.clip(segment.start, segment.end)
            if segment.kind is not SegmentKind.RUNNING or worked is None:
                continue
            by_service[of.subject.service] += worked.length
            by_party[segment.party] += worked.length
            for hour, length in _hours(worked, local):
                by_hour[hour] += length
    return Load(tuple(by_hour), dict(by_service), dict(by_party))


def pauses(clocks: Iterable[TicketClock], period: Period) -> Mapping[SegmentReason, timedelta]:
    """Wall time in which clocks waited, by what for."""
    waited: defaultdict[SegmentReason, timedelta] = defaultdict(timedelta)
    for of in clocks:
        for segment in of.clock.segments:
            within = period.clip(segment.start, segment.end)
            if segment.kind is SegmentKind.PAUSED and within is not None:
                waited[segment.reason] += within.length
    return dict(waited)


def _hours(worked: Interval, zone: ZoneInfo) -> Iterator[tuple[int, timedelta]]:
    at = worked.start
    while at < worked.end:
        local = at.astimezone(zone)
        end = min(at + _HOUR - _past_the_hour(local), worked.end)
        yield local.hour, end - at
        at = end


def _past_the_hour(local: datetime) -> timedelta:
    return timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
