"""Targets counted in working days: a working day is a local date on which hours start."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.local_hours import DAY
from sla_plugin.domain.working_time import HORIZON_YEARS, next_open
from sla_plugin.errors import BadInput, Code


def same_time(calendar: CalendarHistory, start: datetime, days: int) -> datetime:
    """The clock time of `start` on the n-th following working day; if it is closed then, the next opening."""
    local = start.astimezone(ZoneInfo(calendar.in_force(start).time_zone))
    return next_open(
        calendar, _at(calendar, start, _following(calendar, start, local.date(), days), local.time())
    )


def end_of_day(calendar: CalendarHistory, start: datetime, days: int) -> datetime:
    """The last closing of the n-th following working day."""
    local = start.astimezone(ZoneInfo(calendar.in_force(start).time_zone))
    on = _following(calendar, start, local.date(), days)
    in_force = _on(calendar, on)
    over, seconds = divmod(in_force.own_hours(on)[-1][1], DAY)
    closing = (datetime.combine(on, time()) + timedelta(days=over, seconds=seconds)).time()
    return _at(calendar, start, on + timedelta(days=over), closing)


def by_time(calendar: CalendarHistory, start: datetime, days: int, at: time, cutoff: time | None) -> datetime:
    """`at` on the n-th following working day, counted from the next working day after the cut-off."""
    local = start.astimezone(ZoneInfo(calendar.in_force(start).time_zone))
    late = cutoff is not None and local.time() > cutoff
    on = _following(calendar, start, local.date(), days + 1 if late else days)
    return _at(calendar, start, on, at)


def _following(calendar: CalendarHistory, start: datetime, on: date, days: int) -> date:
    """The n-th working day after a date; with none to count, the date itself or the first one after it."""
    latest = on + timedelta(days=366 * HORIZON_YEARS)
    remaining = days
    if days == 0 and not _on(calendar, on).own_hours(on):
        remaining = 1
    while remaining > 0:
        on += timedelta(days=1)
        if on > latest:
            raise BadInput(
                Code.CALENDAR_EXHAUSTED,
                f"Within {HORIZON_YEARS} years after {start.isoformat()} there are no {days} working days.",
            )
        remaining -= bool(_on(calendar, on).own_hours(on))
    return on


def _on(calendar: CalendarHistory, on: date) -> Calendar:
    """The version in force on a date, by the midnight that its own zone reads."""
    noon = datetime.combine(on, time(12), UTC)
    zone = ZoneInfo(calendar.in_force(noon).time_zone)
    return calendar.in_force(datetime.combine(on, time(), zone))


def _at(calendar: CalendarHistory, start: datetime, on: date, clock: time) -> datetime:
    zone = ZoneInfo(calendar.in_force(start).time_zone)
    return datetime.combine(on, clock.replace(fold=0), zone).astimezone(UTC)
