"""Open time as a table: sorted instants with running totals, built once for a window of years.

Instants are whole microseconds since 1970 UTC. Tables are shared by content, so that a thousand tenants with
the same week in one zone hold one; the window grows on demand.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.intervals import union
from sla_plugin.domain.local_hours import DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""A table that was once asked about a year far away stays that large, so nobody may ask about any year."""


def to_us(at: datetime) -> int:
    """Exact: EPOCH is UTC, so two instants of one zone are never compared by their wall clocks."""
    since = at - EPOCH
    return (since.days * DAY + since.seconds) * SECOND + since.microseconds


def to_instant(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


EARLIEST = to_us(datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC))
LATEST = to_us(datetime(LAST_YEAR, 1, 1, tzinfo=UTC))
"""The first and the last instant about which a table can be asked."""


class OpenTimes:
    """`starts[i]`, `ends[i]` bound the i-th open stretch; `totals[i]` is the open time up to `ends[i]`.

    A stretch that ends at or after `known_until` may go on behind the window.
    """

    def __init__(self, versions: tuple[tuple[datetime | None, datetime | None, Calendar], ...]) -> None:
        self._versions = versions
        self.first_year = self.last_year = 0
        self.known_until = 0
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.totals: list[int] = []

    def cover(self, first_year: int, last_year: int) -> None:
        """Make sure that the window holds these years and one more on either side, as far as years go."""
        first, last = max(first_year - 1, FIRST_YEAR), min(last_year + 1, LAST_YEAR)
        if self.first_year and self.first_year <= first and last <= self.last_year:
            return
        if self.first_year:
            first, last = min(first, self.first_year), max(last, self.last_year)
        stretches = union(s for v in self._versions for s in _expand(*v, first, last))
        self.starts = [start for start, _ in stretches]
        self.ends = [end for _, end in stretches]
        self.totals = list(accumulate(end - start for start, end in stretches))
        self.first_year, self.last_year = first, last
        self.known_until = to_us(datetime(last, 12, 30, tzinfo=UTC))

    def total_until(self, us: int) -> int:
        """Open time of the window before this instant."""
        i = bisect_right(self.starts, us) - 1
        if i < 0:
            return 0
        return self.totals[i] - max(self.ends[i] - us, 0)


def open_times(calendar: Calendar | CalendarHistory) -> OpenTimes:
    return _of_calendar(calendar) if isinstance(calendar, Calendar) else _of_history(calendar)


@lru_cache(maxsize=4096)
def _of_calendar(calendar: Calendar) -> OpenTimes:
    return OpenTimes(((None, None, calendar),))


@lru_cache(maxsize=4096)
def _of_history(history: CalendarHistory) -> OpenTimes:
    if len(history.versions) == 1:
        return _of_calendar(history.versions[0][1])
    return OpenTimes(tuple(history.spans()))


def _expand(
    start: datetime | None, end: datetime | None, calendar: Calendar, first_year: int, last_year: int
) -> list[tuple[int, int]]:
    """The open stretches of one version, clipped to the time in which it is in force."""
    zone = ZoneInfo(calendar.time_zone)
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    stretches = []
    on = first
    while on <= last:
        if hours := calendar.own_hours(on):
            next_day = on + timedelta(days=1)
            latest = DAY if calendar.masks_tail(next_day) else 2 * DAY
            stretches += [
                (_utc(on, opens, zone), _utc(on, min(closes, latest), zone)) for opens, closes in hours
            ]
        on += timedelta(days=1)
    low = to_us(start) if start is not None else None
    high = to_us(end) if end is not None else None
    return [(a if low is None else max(a, low), b if high is None else min(b, high)) for a, b in stretches]


def _utc(on: date, seconds: int, zone: ZoneInfo) -> int:
    """A local time that does not exist is read with the offset before the gap, an ambiguous one is its first
    occurrence (RFC 5545; fold 0)."""
    days, rest = divmod(seconds, DAY)
    clock = time(rest // 3600, rest // 60 % 60, rest % 60)
    return to_us(datetime.combine(on + timedelta(days=days), clock, zone))
