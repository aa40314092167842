"""Arithmetic over open time: add, subtract and measure, in two binary searches each (20-time).

Instants are aware, answers are UTC; durations are exact elapsed time, also across a DST change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.intervals import Interval
from sla_plugin.domain.microseconds import EPOCH, MICROSECOND, to_instant
from sla_plugin.domain.open_times import EARLIEST, LATEST, open_times
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.errors import BadInput, Code

HORIZON_YEARS = 20
"""How far open time is looked for, ahead or back, before a calendar counts as exhausted."""

_CLOSING_TIME = EndOfBusiness.CLOSING_TIME
AnyCalendar = Calendar | CalendarHistory
HORIZON_US = timedelta(days=HORIZON_YEARS * 365.25) // MICROSECOND
WIDENINGS = (0, 2, 5, 10, HORIZON_YEARS)
"""By how many years a window is widened, step by step, before open time is given up."""


def add(
    calendar: AnyCalendar,
    start: datetime,
    duration: timedelta,
    end_of_business: EndOfBusiness = _CLOSING_TIME,
) -> datetime:
    """The instant at which `duration` of open time has been used up since `start`.

    Zero is `start` itself, open or not; under NEXT_OPENING the next open instant. A negative duration is
    taken back. BadInput `calendar.exhausted` where 20 years hold too little.
    """
    needed = duration // MICROSECOND
    if needed < 0:
        return subtract(calendar, start, -duration, end_of_business)
    us, at_closing = _us(start), end_of_business is _CLOSING_TIME
    if needed == 0 and at_closing:
        return to_instant(us)
    find = bisect_left if at_closing else bisect_right
    times, year = open_times(calendar), start.year
    for ahead in WIDENINGS:
        window = times.window(year, year + ahead)
        wanted = window.total_until(us) + needed
        i = find(window.totals, wanted)
        if i < len(window.totals):
            return _within(us, window.ends[i] - (window.totals[i] - wanted), start)
    raise _exhausted("after", start)


def subtract(
    calendar: AnyCalendar,
    end: datetime,
    duration: timedelta,
    end_of_business: EndOfBusiness = _CLOSING_TIME,
) -> datetime:
    """The latest instant from which `duration` of open time fits before `end`; zero is `end` itself.

    Under NEXT_OPENING the mirror of `add`: what is used up exactly at an opening is at the closing before
    it, and zero is the last instant at whose left it was open.
    """
    needed = duration // MICROSECOND
    if needed < 0:
        return add(calendar, end, -duration, end_of_business)
    us, at_opening = _us(end), end_of_business is _CLOSING_TIME
    if needed == 0 and at_opening:
        return to_instant(us)
    find = bisect_right if at_opening else bisect_left
    times, year = open_times(calendar), end.year
    for back in WIDENINGS:
        window = times.window(year - back, year)
        wanted = window.total_until(us) - needed
        # With nothing left of the window, the closing before it is not in the window.
        if wanted > 0 or (wanted == 0 and at_opening):
            i = find(window.totals, wanted)
            return _within(us, window.ends[i] - (window.totals[i] - wanted), end)
    raise _exhausted("before", end)


def between(calendar: AnyCalendar, a: datetime, b: datetime) -> timedelta:
    """Open time in `[a, b)`; negative where `b` is earlier."""
    # Written out, because calling `_us` twice is a tenth of the time that all of it takes.
    first, last = (a - EPOCH) // MICROSECOND, (b - EPOCH) // MICROSECOND
    if not (EARLIEST <= first <= LATEST and EARLIEST <= last <= LATEST):
        check_reach(a)
        check_reach(b)
    times, year, other = open_times(calendar), a.year, b.year
    window = times.window(year, other) if year <= other else times.window(other, year)
    return MICROSECOND * (window.total_until(last) - window.total_until(first))


def is_open(calendar: AnyCalendar, at: datetime) -> bool:
    us = _us(at)
    window = open_times(calendar).window(at.year, at.year)
    i = bisect_right(window.starts, us) - 1
    return i >= 0 and us < window.ends[i]


def next_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """`at` itself if it is open, else the next opening."""
    us, times = _us(at), open_times(calendar)
    for ahead in WIDENINGS:
        window = times.window(at.year, at.year + ahead)
        i = bisect_right(window.ends, us)
        if i < len(window.ends):
            return _within(us, max(us, window.starts[i]), at)
    raise _exhausted("after", at)


def next_close(calendar: AnyCalendar, at: datetime) -> datetime:
    """The end of the open stretch at `at`, or of the next one. A calendar that does not close within 20 years
    is BadInput `calendar.exhausted` too."""
    us, times = _us(at), open_times(calendar)
    for ahead in WIDENINGS:
        window = times.window(at.year, at.year + ahead)
        i = bisect_right(window.ends, us)
        if i < len(window.ends) and window.ends[i] < window.known_until:
            return _within(us, window.ends[i], at)
    raise _exhausted("after", at)


def previous_open(calendar: AnyCalendar, at: datetime) -> datetime:
    """The latest instant up to `at` at whose left it was open: `at` itself, or the last closing before it."""
    us, times = _us(at), open_times(calendar)
    for back in WIDENINGS:
        window = times.window(at.year - back, at.year)
        i = bisect_left(window.starts, us) - 1
        if i >= 0:
            return _within(us, min(us, window.ends[i]), at)
    raise _exhausted("before", at)


def intervals(calendar: AnyCalendar, a: datetime, b: datetime) -> list[Interval]:
    """The open stretches of `[a, b)`, cut to it; none where `b` is not later."""
    low, high = _us(a), _us(b)
    if high <= low:
        return []
    window = open_times(calendar).window(a.year, b.year)
    first, last = bisect_right(window.ends, low), bisect_left(window.starts, high)
    return [
        Interval(to_instant(max(window.starts[i], low)), to_instant(min(window.ends[i], high)))
        for i in range(first, last)
    ]


def check_reach(at: datetime) -> datetime:
    """The same instant. BadInput `instant.out_of_range` where no table reaches: an answer is never cut off in
    silence."""
    _us(at)
    return at


def _us(at: datetime) -> int:
    us = (at - EPOCH) // MICROSECOND
    if EARLIEST <= us <= LATEST:
        return us
    raise out_of_range(at.isoformat())


def _within(us: int, found: int, asked: datetime) -> datetime:
    """An answer that other questions happen to have brought into the window is beyond the horizon still."""
    if -HORIZON_US <= found - us <= HORIZON_US and EARLIEST <= found <= LATEST:
        return EPOCH + MICROSECOND * found
    raise _exhausted("after" if found > us else "before", asked)


def _exhausted(side: str, at: datetime) -> BadInput:
    return exhausted(f"{side} {at.isoformat()}")


def exhausted(where: str) -> BadInput:
    return BadInput(
        Code.CALENDAR_EXHAUSTED,
        f"The calendar does not open and close as is asked for within {HORIZON_YEARS} years {where}.",
        hint="Give it more hours, or promise less.",
    )


def out_of_range(instant: str) -> BadInput:
    return BadInput(
        Code.INSTANT_OUT_OF_RANGE,
        f"No open time is known at {instant}.",
        hint=f"Take an instant from {to_instant(EARLIEST).isoformat()} to {to_instant(LATEST).isoformat()}.",
    )
