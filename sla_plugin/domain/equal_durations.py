"""Targets that are no durations, turned into the working duration that is equal to them (30-clocks)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_plugin.domain import working_days
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.working_time import between


def equal_duration(target: Target, calendar: CalendarHistory, start: datetime) -> timedelta:
    """Never negative: a time of day that is over when the clock starts leaves nothing."""
    match target:
        case WorkingDuration(duration):
            return duration
        case WorkingDays(days, True):
            until = working_days.end_of_day(calendar, start, days)
        case WorkingDays(days, _):
            until = working_days.same_time(calendar, start, days)
        case ByTime(days, at, cutoff):
            until = working_days.by_time(calendar, start, days, at, cutoff)
    return max(timedelta(0), between(calendar, start, until))
