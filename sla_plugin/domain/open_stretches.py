"""From hours on local dates to open stretches of microseconds since 1970 UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.local_hours import Hours
from sla_plugin.domain.microseconds import DAY_US, EPOCH, MICROSECOND, SECOND, to_us

EPOCH_DAY = EPOCH.toordinal()


def open_stretches(calendar: Calendar, first_year: int, last_year: int) -> Iterator[tuple[int, int]]:
    """What the local dates of these years open, in the order of the dates; stretches may touch or overlap."""
    zone = ZoneInfo(calendar.time_zone)
    week = [_in_us(calendar.hours.get(weekday, Hours())) for weekday in range(7)]
    apart = _dates_apart(calendar)
    for year in range(first_year, last_year + 1):
        for day, offset in enumerate(steady_offsets(calendar.time_zone, year), date(year, 1, 1).toordinal()):
            hours = _in_us(calendar.open_from(date.fromordinal(day))) if day in apart else week[(day - 1) % 7]
            if offset is None:
                for opens, closes in hours:
                    yield _utc(day, opens, zone), _utc(day, closes, zone)
            else:
                midnight = (day - EPOCH_DAY) * DAY_US - offset
                for opens, closes in hours:
                    yield midnight + opens, midnight + closes


@lru_cache(maxsize=1024)
def steady_offsets(time_zone: str, year: int) -> tuple[int | None, ...]:
    """For each date of the year the zone's offset in microseconds, None where it changes on that date or the
    next, into which a shift may last.

    No zone changes twice within a day, so three midnights tell. A midnight that is skipped or comes twice is
    read as every local time is (see `_utc`), so it counts for the date before.
    """
    zone, first = ZoneInfo(time_zone), date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    midnight = datetime.combine(first, time(), zone)
    offsets = [(midnight + n * ONE_DAY).utcoffset() for n in range(days + 2)]
    return tuple(
        offset // MICROSECOND if offset is not None and offset == following == second else None
        for offset, following, second in zip(offsets, offsets[1:], offsets[2:], strict=False)
    )


def _dates_apart(calendar: Calendar) -> set[int]:
    """The dates that are not as their weekday is: holidays, special days, and those whose tails they mask."""
    special = {on.toordinal() for on in (*calendar.holidays, *calendar.special_days)}
    return special | {day - 1 for day in special}


def _in_us(hours: Hours) -> list[tuple[int, int]]:
    return [(opens * SECOND, closes * SECOND) for opens, closes in hours]


def _utc(day: int, us: int, zone: ZoneInfo) -> int:
    """A local time that does not exist is read with the offset before the gap, an ambiguous one is its first
    occurrence (RFC 5545; fold 0)."""
    local = datetime.fromordinal(day) + timedelta(microseconds=us)
    return to_us(local.replace(tzinfo=zone))
