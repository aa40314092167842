"""Open time as a table: sorted instants with running totals, built once for a window of years.

Tables are shared by content, so that a thousand tenants with the same week in one zone hold one; the window
grows on demand. What a table says again and again its calendar says once, as runs of a week and the dates
that differ: an idle table is let go, and expanded again from its calendar.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, chain
from operator import sub
from threading import Lock

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.microseconds import to_us
from sla_plugin.domain.open_stretches import open_stretches

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""A table that was once asked about a year far away stays that large, so nobody may ask about any year."""

EARLIEST = to_us(datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC))
LATEST = to_us(datetime(LAST_YEAR, 1, 1, tzinfo=UTC))
"""The first and the last instant about which a table can be asked."""

MOST_TABLES = 512
"""How many are kept expanded: 23 kB for a year of single shifts, so some 35 MB at three years each."""

Version = tuple[datetime | None, datetime | None, Calendar]


@dataclass(frozen=True, slots=True, eq=False)
class OpenWindow:
    """Microseconds since 1970 UTC: `starts[i]`, `ends[i]` bound the i-th open stretch of these years,
    `totals[i]` is the open time up to `ends[i]`.

    A stretch that ends at or after `known_until` may go on behind the window. What is searched is a list: an
    array would make a number at every step of a search.
    """

    first_year: int
    last_year: int
    starts: list[int]
    ends: array[int]
    totals: list[int]
    known_until: int

    def total_until(self, us: int) -> int:
        """Open time of the window before this instant."""
        i = bisect_right(self.starts, us) - 1
        if i < 0:
            return 0
        total, open_after = self.totals[i], self.ends[i] - us
        return total - open_after if open_after > 0 else total


class OpenTimes:
    """The table of one calendar, as far as it was asked for."""

    def __init__(self, versions: tuple[Version, ...]) -> None:
        self._versions = versions
        self._window: OpenWindow | None = None
        self.idle = False

    def window(self, first_year: int, last_year: int) -> OpenWindow:
        """One that holds these years and one more on either side, as far as years go."""
        window = self._window
        if window is not None and window.first_year < first_year and last_year < window.last_year:
            return window
        first, last = max(first_year - 1, FIRST_YEAR), min(last_year + 1, LAST_YEAR)
        if window is None or not window.first_year <= first <= last <= window.last_year:
            window = self._window = self._grown(window, first, last)
        return window

    def _grown(self, window: OpenWindow | None, first: int, last: int) -> OpenWindow:
        if window is None:
            return _window(first, last, self._stretches(first, last))
        first, last = min(first, window.first_year), max(last, window.last_year)
        before = self._stretches(first, window.first_year - 1)
        after = self._stretches(window.last_year + 1, last)
        return _window(first, last, chain(before, zip(window.starts, window.ends, strict=True), after))

    def _stretches(self, first_year: int, last_year: int) -> Iterator[tuple[int, int]]:
        """Of each version, clipped to the time in which it is in force."""
        for start, end, calendar in self._versions:
            if start is None and end is None:
                yield from open_stretches(calendar, first_year, last_year)
                continue
            first = first_year if start is None else max(first_year, start.year - 1)
            last = last_year if end is None else min(last_year, end.year + 1)
            low = to_us(start) if start is not None else _EVER
            high = to_us(end) if end is not None else -_EVER
            for opens, closes in open_stretches(calendar, first, last):
                yield max(opens, low), min(closes, high)


_EVER = -(2**63)
_tables: dict[str, OpenTimes] = {}
_changing = Lock()


def open_times(calendar: Calendar | CalendarHistory) -> OpenTimes:
    """The one table of everything with the same content."""
    times = _tables.get(calendar.content_hash)
    if times is None:
        with _changing:
            _make_room()
            times = _tables.setdefault(calendar.content_hash, OpenTimes(_versions(calendar)))
    times.idle = False
    return times


def _make_room() -> None:
    """The first of the queue goes, unless it was asked since it was last looked at: then it queues again."""
    while len(_tables) >= MOST_TABLES:
        content = next(iter(_tables))
        times = _tables.pop(content)
        if not times.idle:
            times.idle = True
            _tables[content] = times


def _versions(calendar: Calendar | CalendarHistory) -> tuple[Version, ...]:
    if isinstance(calendar, Calendar):
        return ((None, None, calendar),)
    if len(calendar.versions) == 1:
        return ((None, None, calendar.versions[0][1]),)
    return tuple(calendar.spans())


def _window(first_year: int, last_year: int, stretches: Iterable[tuple[int, int]]) -> OpenWindow:
    starts, ends, last = [], [], _EVER
    for start, end in sorted(stretches):
        if start > last:
            if end > start:
                starts.append(start)
                ends.append(end)
                last = end
        elif end > last:
            ends[-1] = last = end
    totals = list(accumulate(map(sub, ends, starts)))
    known_until = to_us(datetime(last_year, 12, 30, tzinfo=UTC))
    return OpenWindow(first_year, last_year, starts, array("q", ends), totals, known_until)
