"""Targets counted in working days: a working day is a local date on which hours start."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.local_hours import DAY
from sla_plugin.domain.open_times import FIRST_YEAR, LAST_YEAR
from sla_plugin.domain.working_time import HORIZON_YEARS, check_reach, next_open
from sla_plugin.errors import BadInput, Code


def same_time(calendar: CalendarHistory, start: datetime, days: int) -> datetime:
    """The clock time of `start` on the n-th following working day; if it is closed then, the next opening.

    Negative days count back, here and in `end_of_day`. BadInput `calendar.exhausted` where there are too few.
    """
    return next_open(calendar, clock_time_after(calendar, start, days))


def clock_time_after(calendar: CalendarHistory, start: datetime, days: int) -> datetime:
    """The clock time of `start` on the n-th following working day, open then or not."""
    local = _local(calendar, start)
    return _at(calendar, _following(calendar, start, local.date(), days), local.time())


def end_of_day(calendar: CalendarHistory, start: datetime, days: int) -> datetime:
    """The last closing of the n-th following working day, which may be after its midnight."""
    on = _following(calendar, start, _local(calendar, start).date(), days)
    in_force = _on(calendar, on)
    closes = in_force.own_hours(on)[-1][1]
    if in_force.masks_tail(on + ONE_DAY):
        closes = min(closes, DAY)
    over, seconds = divmod(closes, DAY)
    closing = datetime.combine(on, time()) + timedelta(days=over, seconds=seconds)
    return closing.replace(tzinfo=ZoneInfo(in_force.time_zone)).astimezone(UTC)


def by_time(calendar: CalendarHistory, start: datetime, days: int, at: time, cutoff: time | None) -> datetime:
    """`at` on the n-th following working day, counted from the next working day after the cut-off."""
    local = _local(calendar, start)
    late = cutoff is not None and local.time() > cutoff
    on = _following(calendar, start, local.date(), days + 1 if late else days)
    return _at(calendar, on, at)


def _following(calendar: CalendarHistory, start: datetime, on: date, days: int) -> date:
    """The n-th working day after a date; with none to count, the date itself or the first one after it."""
    remaining = abs(days)
    if days == 0 and not _on(calendar, on).own_hours(on):
        remaining = 1
    step = -1 if days < 0 else 1
    far = 0
    while remaining > 0:
        far += 1
        if far > 366 * HORIZON_YEARS or not FIRST_YEAR < on.year < LAST_YEAR:
            raise _too_few(start, days)
        on += timedelta(days=step)
        remaining -= bool(_on(calendar, on).own_hours(on))
    return on


def _local(calendar: CalendarHistory, start: datetime) -> datetime:
    return check_reach(start).astimezone(ZoneInfo(calendar.in_force(start).time_zone))


def _on(calendar: CalendarHistory, on: date) -> Calendar:
    """The version in force on a date, by the midnight that its own zone reads."""
    noon = datetime.combine(on, time(12), UTC)
    zone = ZoneInfo(calendar.in_force(noon).time_zone)
    return calendar.in_force(datetime.combine(on, time(), zone))


def _at(calendar: CalendarHistory, on: date, clock: time) -> datetime:
    """In the zone that the calendar has on that date."""
    zone = ZoneInfo(_on(calendar, on).time_zone)
    return datetime.combine(on, clock.replace(fold=0), zone).astimezone(UTC)


def _too_few(start: datetime, days: int) -> BadInput:
    return BadInput(
        Code.CALENDAR_EXHAUSTED,
        f"Within {HORIZON_YEARS} years of {start.isoformat()} there are no {abs(days)} working days.",
        hint="Give the calendar more hours, or promise fewer days.",
    )
