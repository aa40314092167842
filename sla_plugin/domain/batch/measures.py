"""Open time of many calendars at once: each item of an array by the calendar that measures it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Flags, Indices, Microseconds
from sla_plugin.domain.batch.working_times import WorkingTimes
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.terms import EndOfBusiness

_RULES = (EndOfBusiness.CLOSING_TIME, EndOfBusiness.NEXT_OPENING)
_Measure = Callable[[int, Indices | slice], Microseconds]


class Measures:
    """Calendars by number; those that say the same have the same one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._times: list[WorkingTimes] = []

    def number(self, calendar: CalendarHistory) -> int:
        number = self._numbers.setdefault(calendar.content_hash, len(self._times))
        if number == len(self._times):
            self._times.append(WorkingTimes(calendar))
        return number

    def between(self, calendars: Codes, a: Microseconds, b: Microseconds) -> Microseconds:
        return _by_key(calendars, lambda key, which: self._times[key].between(a[which], b[which]))

    def add(
        self, calendars: Codes, start: Microseconds, duration: Microseconds, at_opening: Flags
    ) -> Microseconds:
        """`at_opening`: what is used up exactly at closing time is due at the next opening."""

        def added(key: int, which: Indices | slice) -> Microseconds:
            calendar, rule = divmod(key, len(_RULES))
            return self._times[calendar].add(start[which], duration[which], _RULES[rule])

        return _by_key(calendars * len(_RULES) + at_opening, added)

    def subtract(self, calendars: Codes, end: Microseconds, duration: Microseconds) -> Microseconds:
        return _by_key(calendars, lambda key, which: self._times[key].subtract(end[which], duration[which]))

    def is_open(self, calendars: Codes, at: Microseconds) -> Flags:
        return self.between(calendars, at, at + 1) > 0


def _by_key(keys: Codes, measure: _Measure) -> Microseconds:
    """One call for each key, with the places of its items."""
    found = np.empty(len(keys), np.int64)
    if not keys.size:
        return found
    first, most = int(keys[0]), int(keys.max())
    if first == most == keys.min():
        return measure(first, slice(None))
    # Sixteen bits are sorted by counting, several times as fast as more of them.
    order = np.argsort(keys.astype(np.min_scalar_type(most)), kind="stable")
    bounds = np.cumsum(np.bincount(keys, minlength=most + 1))
    for key, (start, end) in enumerate(zip([0, *bounds], bounds, strict=False)):
        if start < end:
            which = order[start:end]
            found[which] = measure(key, which)
    return found
