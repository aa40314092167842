"""`add`, `subtract` and `between` over arrays, as `working_time` does them one by one.

Instants are int64 microseconds since 1970 UTC, durations int64 microseconds; both broadcast.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain.batch.sorted_values import SortedValues
from sla_plugin.domain.microseconds import to_instant
from sla_plugin.domain.open_times import EARLIEST, LATEST, OpenWindow, open_times
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.domain.working_time import HORIZON_US, WIDENINGS, AnyCalendar, exhausted, out_of_range
from sla_plugin.errors import BadInput

Microseconds = NDArray[np.int64]
_Function = Callable[[Microseconds, Microseconds], Microseconds]
_Move = Callable[[Microseconds, Microseconds, bool], Microseconds]

_FAR = np.int64(2**62)
"""Farther than any instant, and still far from overflowing when an instant is added."""
_PIECE = 16_384
"""So many items at once, so that what is worked out on the way stays in the processor's cache."""


class WorkingTimes:
    """The open time of one calendar, or of a calendar's versions.

    A window of its table is turned into arrays once (0.2 ms), so keep the value as long as there is work.
    """

    def __init__(self, calendar: AnyCalendar) -> None:
        self._times = open_times(calendar)
        self._arrays: _Arrays | None = None

    def between(self, a: Microseconds, b: Microseconds) -> Microseconds:
        """Open time in `[a, b)`; negative where `b` is earlier. BadInput `instant.out_of_range`."""
        a, b = np.broadcast_arrays(a, b)
        if not a.size:
            return a.copy()
        years = *_years(a), *_years(b)
        return _in_pieces(self._over(min(years), max(years)).between, a, b)

    def add(
        self,
        start: Microseconds,
        duration: Microseconds,
        end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
    ) -> Microseconds:
        """The instants at which each duration is used up; a negative one is taken back.

        BadInput `calendar.exhausted` or `instant.out_of_range` where any single one would be.
        """
        stays = end_of_business is EndOfBusiness.CLOSING_TIME
        return _by_sign(start, duration, stays, self._ahead, self._back)

    def subtract(
        self,
        end: Microseconds,
        duration: Microseconds,
        end_of_business: EndOfBusiness = EndOfBusiness.CLOSING_TIME,
    ) -> Microseconds:
        """The latest instants from which each duration fits before `end`; refusals as for `add`."""
        stays = end_of_business is EndOfBusiness.CLOSING_TIME
        return _by_sign(end, duration, stays, self._back, self._ahead)

    def _ahead(self, start: Microseconds, needed: Microseconds, at_closing: bool) -> Microseconds:
        first, last = _years(start)
        for ahead in WIDENINGS:
            arrays = self._over(first, last + ahead)
            found = _in_pieces(arrays.after_to_closing if at_closing else arrays.after, start, needed)
            if found.max() <= LATEST:
                break
        return _within_horizon(start, found, "after")

    def _back(self, end: Microseconds, needed: Microseconds, at_opening: bool) -> Microseconds:
        first, last = _years(end)
        for back in WIDENINGS:
            arrays = self._over(first - back, last)
            found = _in_pieces(arrays.before_to_opening if at_opening else arrays.before, end, needed)
            if found.min() >= EARLIEST:
                break
        return _within_horizon(end, found, "before")

    def _over(self, first_year: int, last_year: int) -> _Arrays:
        window = self._times.window(first_year, last_year)
        if self._arrays is None or self._arrays.window is not window:
            self._arrays = _Arrays(window)
        return self._arrays


class _Arrays:
    """A window. `shut` is the time that was not open up to the end of a stretch, counted from 1970: within
    the stretch an instant less `shut` is its running total, and a running total plus `shut` is its instant.

    What is not in the window is found farther away than any instant.
    """

    def __init__(self, window: OpenWindow) -> None:
        self.window = window
        starts, ends, totals = (
            np.array(values, np.int64) for values in (window.starts, window.ends, window.totals)
        )
        shut = ends - totals
        self._starts, self._totals = SortedValues(starts), SortedValues(totals)
        # One more stretch before all others, and one behind.
        self._total_before = np.concatenate(([0], totals))
        self._shut_before = np.concatenate(([-_FAR], shut))
        self._shut = np.concatenate((shut, [_FAR]))

    def between(self, a: Microseconds, b: Microseconds) -> Microseconds:
        return self._total_until(b) - self._total_until(a)

    def after_to_closing(self, start: Microseconds, needed: Microseconds) -> Microseconds:
        wanted = self._total_until(start) + needed
        return wanted + self._shut.take(self._totals.count_up_to(wanted - 1))

    def after(self, start: Microseconds, needed: Microseconds) -> Microseconds:
        wanted = self._total_until(start) + needed
        return wanted + self._shut.take(self._totals.count_up_to(wanted))

    def before_to_opening(self, end: Microseconds, needed: Microseconds) -> Microseconds:
        wanted = self._total_until(end) - needed
        found = wanted + self._shut.take(self._totals.count_up_to(wanted))
        return np.where(wanted < 0, -_FAR, found)

    def before(self, end: Microseconds, needed: Microseconds) -> Microseconds:
        wanted = self._total_until(end) - needed
        found = wanted + self._shut.take(self._totals.count_up_to(wanted - 1))
        # With nothing left of the window, the closing before it is not in the window.
        return np.where(wanted <= 0, -_FAR, found)

    def _total_until(self, us: Microseconds) -> Microseconds:
        i = self._starts.count_up_to(us)
        return np.minimum(self._total_before.take(i), us - self._shut_before.take(i))


def _in_pieces(function: _Function, a: Microseconds, b: Microseconds) -> Microseconds:
    flat_a, flat_b, found = a.ravel(), b.ravel(), np.empty(a.size, np.int64)
    for i in range(0, a.size, _PIECE):
        piece = slice(i, i + _PIECE)
        found[piece] = function(flat_a[piece], flat_b[piece])
    return found.reshape(a.shape)


def _by_sign(
    at: Microseconds, duration: Microseconds, stays: bool, ahead: _Move, back: _Move
) -> Microseconds:
    """Zero is the instant itself where that `stays`; a negative duration goes the other way."""
    at, duration = np.broadcast_arrays(at, duration)
    if not at.size:
        return at.copy()
    least, most = duration.min(), duration.max()
    within_horizon = least >= -HORIZON_US and most <= HORIZON_US
    if within_horizon and (least > 0 or (least == 0 and not stays)):
        return ahead(at, duration, stays)
    _years(at)
    if not within_horizon:
        raise _exhausted(at, (duration > HORIZON_US) | (duration < -HORIZON_US), "around")
    forward, backward = duration > 0 if stays else duration >= 0, duration < 0
    moved = at.copy()
    if forward.any():
        moved[forward] = ahead(at[forward], duration[forward], stays)
    if backward.any():
        moved[backward] = back(at[backward], -duration[backward], stays)
    return moved


def _years(us: Microseconds) -> tuple[int, int]:
    """The first and the last one. BadInput `instant.out_of_range` where no table reaches."""
    first, last = int(us.min()), int(us.max())
    if first < EARLIEST or last > LATEST:
        raise out_of_range(_spoken(first if first < EARLIEST else last))
    return to_instant(first).year, to_instant(last).year


def _within_horizon(us: Microseconds, found: Microseconds, side: str) -> Microseconds:
    """As for a single one: a window may hold what is beyond the horizon of some."""
    first, last = (us.min(), found.max()) if side == "after" else (found.min(), us.max())
    if first >= EARLIEST and last <= LATEST and last - first <= HORIZON_US:
        return found
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
