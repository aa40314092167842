"""Arithmetic over open time: add, subtract and measure, in two binary searches each (20-time).

Instants are aware, answers are UTC; durations are exact elapsed time, also across a DST change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.intervals import Interval
from sla_plugin.domain.open_times import EARLIEST, LATEST, OpenTimes, open_times, to_instant, to_us
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.errors import BadInput, Code

HORIZON_YEARS = 20
"""How far open time is looked for, ahead or back, before a calendar counts as exhausted."""

AnyCalendar = Calendar | CalendarHistory
_MICROSECOND = timedelta(microseconds=1)
_HORIZON_US = timedelta(days=HORIZON_YEARS * 365.25) // _MICROSECOND


def add(
    calendar: AnyCalendar,
    start: datetime,
    duration: timedelta,
    end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
) -> datetime:
    """The instant at which `duration` of open time has been used up since `start`.

    Zero is `start` itself, open or not; under NEXT_OPENING the next open instant. A negative duration is
    taken back. BadInput `calendar.exhausted` where 20 years hold too little.
    """
    needed = duration // _MICROSECOND
    at_closing = end_of_business is EndOfBusiness.CLOSING_TIME
    if needed < 0:
        return subtract(calendar, start, -duration, end_of_business)
    times, us = open_times(calendar), _us(start)
    if needed == 0:
        return to_instant(us) if at_closing else next_open(calendar, start)
    find = bisect_left if at_closing else bisect_right
    for _ in _forward(times, start.year):
        wanted = times.total_until(us) + needed
        i = find(times.totals, wanted)
        if i < len(times.totals):
            return _within(us, times.ends[i] - (times.totals[i] - wanted), f"after {start.isoformat()}")
    raise _exhausted(f"after {start.isoformat()}")


def subtract(
    calendar: AnyCalendar,
    end: datetime,
    duration: timedelta,
    end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
) -> datetime:
    """The latest instant from which `duration` of open time fits before `end`; zero is `end` itself.

    Under NEXT_OPENING the mirror of `add`: what is used up exactly at an opening is at the closing before
    it, and zero is the last instant at whose left it was open.
    """
    needed = duration // _MICROSECOND
    at_opening = end_of_business is EndOfBusiness.CLOSING_TIME
    if needed < 0:
        return add(calendar, end, -duration, end_of_business)
    times, us = open_times(calendar), _us(end)
    if needed == 0:
        return to_instant(us) if at_opening else previous_open(calendar, end)
    find = bisect_right if at_opening else bisect_left
    for _ in _backward(times, end.year):
        wanted = times.total_until(us) - needed
        # With nothing left of the window, the closing before it is not in the window.
        if wanted > 0 or (wanted == 0 and at_opening):
            i = find(times.totals, wanted)
            return _within(us, times.ends[i] - (times.totals[i] - wanted), f"before {end.isoformat()}")
    raise _exhausted(f"before {end.isoformat()}")


def between(calendar: AnyCalendar, a: datetime, b: datetime) -> timedelta:
    """Open time in `[a, b)`; negative where `b` is earlier."""
    times, first, last = open_times(calendar), _us(a), _us(b)
    times.cover(min(a.year, b.year), max(a.year, b.year))
    return timedelta(microseconds=times.total_until(last) - times.total_until(first))


def is_open(calendar: AnyCalendar, at: datetime) -> bool:
    times, us = open_times(calendar), _us(at)
    times.cover(at.year, at.year)
    i = bisect_right(times.starts, us) - 1
    return i >= 0 and us < times.ends[i]


def next_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """`at` itself if it is open, else the next opening."""
    times, us = open_times(calendar), _us(at)
    for _ in _forward(times, at.year):
        i = bisect_right(times.ends, us)
        if i < len(times.ends):
            return _within(us, max(us, times.starts[i]), f"after {at.isoformat()}")
    raise _exhausted(f"after {at.isoformat()}")


def next_close(calendar: AnyCalendar, at: datetime) -> datetime:
    """The end of the open stretch at `at`, or of the next one. A calendar that does not close within 20 years
    is BadInput `calendar.exhausted` too."""
    times, us = open_times(calendar), _us(at)
    for _ in _forward(times, at.year):
        i = bisect_right(times.ends, us)
        if i < len(times.ends) and times.ends[i] < times.known_until:
            return _within(us, times.ends[i], f"after {at.isoformat()}")
    raise _exhausted(f"after {at.isoformat()}")


def previous_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """The latest instant up to `at` at whose left it was open: `at` itself, or the last closing before it."""
    times, us = open_times(calendar), _us(at)
    for _ in _backward(times, at.year):
        i = bisect_left(times.starts, us) - 1
        if i >= 0:
            return _within(us, min(us, times.ends[i]), f"before {at.isoformat()}")
    raise _exhausted(f"before {at.isoformat()}")


def intervals(calendar: AnyCalendar, a: datetime, b: datetime) -> list[Interval]:
    """The open stretches of `[a, b)`, cut to it; none where `b` is not later."""
    times, low, high = open_times(calendar), _us(a), _us(b)
    if high <= low:
        return []
    times.cover(a.year, b.year)
    first, last = bisect_right(times.ends, low), bisect_left(times.starts, high)
    return [
        Interval(to_instant(max(times.starts[i], low)), to_instant(min(times.ends[i], high)))
        for i in range(first, last)
    ]


def _forward(times: OpenTimes, year: int) -> Iterator[None]:
    """Widen the window step by step, as far as the horizon."""
    for ahead in (0, 2, 5, 10, HORIZON_YEARS):
        times.cover(year, year + ahead)
        yield


def _backward(times: OpenTimes, year: int) -> Iterator[None]:
    """Widen the window step by step, as far back as the horizon."""
    for back in (0, 2, 5, 10, HORIZON_YEARS):
        times.cover(year - back, year)
        yield


def check_reach(at: datetime) -> datetime:
    """The same instant. BadInput `instant.out_of_range` where no table reaches: an answer is never cut off in
    silence."""
    if EARLIEST <= to_us(at) <= LATEST:
        return at
    raise BadInput(
        Code.INSTANT_OUT_OF_RANGE,
        f"No open time is known at {at.isoformat()}.",
        hint=f"Take an instant from {to_instant(EARLIEST).isoformat()} to {to_instant(LATEST).isoformat()}.",
    )


def _us(at: datetime) -> int:
    return to_us(check_reach(at))


def _within(us: int, found: int, where: str) -> datetime:
    """An answer that other questions happen to have brought into the window is beyond the horizon still."""
    if abs(found - us) > _HORIZON_US or not EARLIEST <= found <= LATEST:
        raise _exhausted(where)
    return to_instant(found)


def _exhausted(where: str) -> BadInput:
    return BadInput(
        Code.CALENDAR_EXHAUSTED,
        f"The calendar does not open and close as is asked for within {HORIZON_YEARS} years {where}.",
        hint="Give it more hours, or promise less.",
    )
