"""`add`, `subtract` and `between` over arrays, as `working_time` does them one by one.

Instants are int64 microseconds since 1970 UTC, durations int64 microseconds; both broadcast.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain.microseconds import to_instant
from sla_plugin.domain.open_times import EARLIEST, LATEST, OpenWindow, open_times
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.domain.working_time import HORIZON_US, WIDENINGS, AnyCalendar, exhausted, out_of_range
from sla_plugin.errors import BadInput

Microseconds = NDArray[np.int64]
_Shift = Callable[[Microseconds, Microseconds, bool], Microseconds]
_BEFORE_ALL = np.int64(-(2**62))


class WorkingTimes:
    """The open time of one calendar, or of a calendar's versions. Of values with the same content only one
    table is kept, however many of these are made."""

    def __init__(self, calendar: AnyCalendar) -> None:
        self._times = open_times(calendar)
        self._arrays: _Arrays | None = None

    def between(self, a: Microseconds, b: Microseconds) -> Microseconds:
        """Open time in `[a, b)`; negative where `b` is earlier. BadInput `instant.out_of_range`."""
        if not (a.size and b.size):
            return np.zeros(np.broadcast_shapes(a.shape, b.shape), np.int64)
        years = *_years(a), *_years(b)
        arrays = self._over(min(years), max(years))
        return arrays.total_until(b) - arrays.total_until(a)

    def add(
        self,
        start: Microseconds,
        duration: Microseconds,
        end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
    ) -> Microseconds:
        """The instant at which each duration is used up; a negative one is taken back.

        BadInput `calendar.exhausted` or `instant.out_of_range` where any single one would be.
        """
        rolls = end_of_business is EndOfBusiness.NEXT_OPENING
        return _by_sign(start, duration, self._ahead, self._back, rolls)

    def subtract(
        self,
        end: Microseconds,
        duration: Microseconds,
        end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
    ) -> Microseconds:
        """The latest instants from which each duration fits before `end`; refusals as for `add`."""
        rolls = end_of_business is EndOfBusiness.NEXT_OPENING
        return _by_sign(end, duration, self._back, self._ahead, rolls)

    def _ahead(self, start: Microseconds, needed: Microseconds, rolls: bool) -> Microseconds:
        first, last = _years(start)
        for ahead in WIDENINGS:
            arrays = self._over(first, last + ahead)
            wanted = arrays.total_until(start) + needed
            found, missing = arrays.reached(wanted, "right" if rolls else "left")
            if not missing.any():
                return _within(start, found, "after")
        raise _exhausted(start, missing, "after")

    def _back(self, end: Microseconds, needed: Microseconds, rolls: bool) -> Microseconds:
        first, last = _years(end)
        for back in WIDENINGS:
            arrays = self._over(first - back, last)
            wanted = arrays.total_until(end) - needed
            # With nothing left of the window, the closing before it is not in the window.
            missing = wanted <= 0 if rolls else wanted < 0
            if not missing.any():
                found, _ = arrays.reached(wanted, "left" if rolls else "right")
                return _within(end, found, "before")
        raise _exhausted(end, missing, "before")

    def _over(self, first_year: int, last_year: int) -> _Arrays:
        window = self._times.window(first_year, last_year)
        if self._arrays is None or self._arrays.window is not window:
            self._arrays = _Arrays(window)
        return self._arrays


class _Arrays:
    """A window with a stretch of no length before all others, so that every instant has one at its left.

    `shut[i]` is the time that was not open up to `ends[i]`, counted from 1970: within a stretch an instant
    less `shut` is its running total, and a running total plus `shut` is its instant.
    """

    def __init__(self, window: OpenWindow) -> None:
        self.window = window
        self._starts, self._totals = _int64(window.starts), _int64(window.totals)
        shut = _int64(window.ends) - self._totals
        self._shut_until = np.concatenate(([_BEFORE_ALL], shut))
        self._totals_until = np.concatenate(([np.int64(0)], self._totals))
        self._shut = np.concatenate((shut, [np.int64(0)]))

    def total_until(self, us: Microseconds) -> Microseconds:
        i = np.searchsorted(self._starts, us, side="right")
        return np.minimum(self._totals_until[i], us - self._shut_until[i])

    def reached(
        self, totals: Microseconds, side: Literal["left", "right"]
    ) -> tuple[Microseconds, NDArray[np.bool_]]:
        """The instants at which the running total is reached, and which ones the window does not reach."""
        i = np.searchsorted(self._totals, totals, side=side)
        return totals + self._shut[i], i == len(self._totals)


def _int64(values: array[int]) -> Microseconds:
    return np.frombuffer(values, np.int64)


def _by_sign(
    at: Microseconds,
    duration: Microseconds,
    forward: _Shift,
    backward: _Shift,
    rolls: bool,
) -> Microseconds:
    """Zero is the instant itself, unless it rolls on; a negative duration goes the other way."""
    at, duration = np.broadcast_arrays(at, duration)
    if not at.size:
        return at.copy()
    _years(at)
    beyond = (duration > HORIZON_US) | (duration < -HORIZON_US)
    if beyond.any():
        raise _exhausted(at, beyond, "around")
    ahead, back = duration >= 0 if rolls else duration > 0, duration < 0
    if ahead.all():
        return forward(at, duration, rolls)
    found = at.copy()
    if ahead.any():
        found[ahead] = forward(at[ahead], duration[ahead], rolls)
    if back.any():
        found[back] = backward(at[back], -duration[back], rolls)
    return found


def _years(us: Microseconds) -> tuple[int, int]:
    """The first and the last one. BadInput `instant.out_of_range` where no table reaches."""
    first, last = int(us.min()), int(us.max())
    if first < EARLIEST or last > LATEST:
        raise out_of_range(_spoken(first if first < EARLIEST else last))
    return to_instant(first).year, to_instant(last).year


def _within(us: Microseconds, found: Microseconds, side: str) -> Microseconds:
    """As for a single one: the window may hold what is beyond the horizon of some."""
    beyond = (np.abs(found - us) > HORIZON_US) | (found < EARLIEST) | (found > LATEST)
    if beyond.any():
        raise _exhausted(us, beyond, side)
    return found


def _exhausted(us: Microseconds, which: NDArray[np.bool_], side: str) -> BadInput:
    return exhausted(f"{side} {_spoken(int(us[which][0]))}")


def _spoken(us: int) -> str:
    """Of an instant that may be beyond every date, too."""
    try:
        return to_instant(us).isoformat()
    except OverflowError:
        return f"{us} µs since 1970"
