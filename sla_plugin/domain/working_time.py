"""Arithmetic over open time: add, subtract and measure, in two binary searches each (20-time).

Instants are aware, answers are UTC; durations are exact elapsed time, also across a DST change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.intervals import Interval
from sla_plugin.domain.open_times import OpenTimes, open_times, to_instant, to_us
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.errors import BadInput, Code

HORIZON_YEARS = 20
"""How far ahead open time is looked for before a calendar counts as exhausted."""

AnyCalendar = Calendar | CalendarHistory
_MICROSECOND = timedelta(microseconds=1)


def add(
    calendar: AnyCalendar,
    start: datetime,
    duration: timedelta,
    end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
) -> datetime:
    """The instant at which `duration` of open time has been used up since `start`.

    Zero is `start` itself, open or not. BadInput `calendar.exhausted` where 20 years hold too little.
    """
    needed = duration // _MICROSECOND
    if needed < 0:
        return subtract(calendar, start, -duration)
    if needed == 0:
        return to_instant(to_us(start))
    times, us = open_times(calendar), to_us(start)
    find = bisect_left if end_of_business is EndOfBusiness.CLOSING_TIME else bisect_right
    for _ in _forward(times, start.year):
        wanted = times.total_until(us) + needed
        i = find(times.totals, wanted)
        if i < len(times.totals):
            return to_instant(times.ends[i] - (times.totals[i] - wanted))
    raise _exhausted(f"after {start.isoformat()}")


def subtract(calendar: AnyCalendar, end: datetime, duration: timedelta) -> datetime:
    """The latest instant from which `duration` of open time fits before `end`; zero is `end` itself."""
    needed = duration // _MICROSECOND
    if needed < 0:
        return add(calendar, end, -duration)
    if needed == 0:
        return to_instant(to_us(end))
    times, us = open_times(calendar), to_us(end)
    for _ in _backward(times, end.year):
        wanted = times.total_until(us) - needed
        if wanted >= 0:
            i = bisect_right(times.totals, wanted)
            return to_instant(times.ends[i] - (times.totals[i] - wanted))
    raise _exhausted(f"before {end.isoformat()}")


def between(calendar: AnyCalendar, a: datetime, b: datetime) -> timedelta:
    """Open time in `[a, b)`; negative where `b` is earlier."""
    times = open_times(calendar)
    times.cover(min(a.year, b.year), max(a.year, b.year))
    return timedelta(microseconds=times.total_until(to_us(b)) - times.total_until(to_us(a)))


def is_open(calendar: AnyCalendar, at: datetime) -> bool:
    times = open_times(calendar)
    times.cover(at.year, at.year)
    i = bisect_right(times.starts, to_us(at)) - 1
    return i >= 0 and to_us(at) < times.ends[i]


def next_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """`at` itself if it is open, else the next opening."""
    times, us = open_times(calendar), to_us(at)
    for _ in _forward(times, at.year):
        i = bisect_right(times.ends, us)
        if i < len(times.ends):
            return to_instant(max(us, times.starts[i]))
    raise _exhausted(f"after {at.isoformat()}")


def next_close(calendar: AnyCalendar, at: datetime) -> datetime:
    """The end of the open stretch at `at`, or of the next one."""
    times, us = open_times(calendar), to_us(at)
    for _ in _forward(times, at.year):
        i = bisect_right(times.ends, us)
        # The last stretch of the window may go on behind it, on a calendar that never closes.
        if i < len(times.ends) - 1:
            return to_instant(times.ends[i])
    raise _exhausted(f"after {at.isoformat()}")


def previous_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """The latest instant up to `at` at whose left it was open: `at` itself, or the last closing before it."""
    times, us = open_times(calendar), to_us(at)
    for _ in _backward(times, at.year):
        i = bisect_left(times.starts, us) - 1
        if i >= 0:
            return to_instant(min(us, times.ends[i]))
    raise _exhausted(f"before {at.isoformat()}")


def intervals(calendar: AnyCalendar, a: datetime, b: datetime) -> list[Interval]:
    """The open stretches of `[a, b)`, cut to it."""
    times = open_times(calendar)
    times.cover(a.year, b.year)
    low, high = to_us(a), to_us(b)
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


def _exhausted(where: str) -> BadInput:
    return BadInput(
        Code.CALENDAR_EXHAUSTED,
        f"The calendar has too little open time within {HORIZON_YEARS} years {where}.",
        hint="Give it more hours, or promise less.",
    )
