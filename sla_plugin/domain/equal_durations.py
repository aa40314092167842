"""Targets that are no durations, turned into the working duration that is equal to them (30-clocks)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain import working_days
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.working_time import add, between, next_open


@dataclass(frozen=True, slots=True)
class EqualDuration:
    """`ends_at_opening`: the promise was for an opening, which as a duration alone would be the closing
    before it."""

    duration: timedelta
    ends_at_opening: bool = False


def equal_duration(target: Target, calendar: CalendarHistory, start: datetime) -> EqualDuration:
    """Never negative: a time of day that is over when the clock starts leaves nothing."""
    match target:
        case WorkingDuration(duration):
            return EqualDuration(duration)
        case WorkingDays(days, True):
            return _up_to(working_days.end_of_day(calendar, start, days), calendar, start)
        case WorkingDays(days, _):
            return _up_to(working_days.same_time(calendar, start, days), calendar, start)
        case ByTime(days, at, cutoff):
            return _up_to(working_days.by_time(calendar, start, days, at, cutoff), calendar, start)
        case Until(instant):
            return _up_to(instant, calendar, start)
        case Agreed(otherwise):
            return equal_duration(otherwise, calendar, start)


def _up_to(until: datetime, calendar: CalendarHistory, start: datetime) -> EqualDuration:
    if until <= start:
        return EqualDuration(timedelta(0))
    duration = between(calendar, start, until)
    due = add(calendar, start, duration)
    return EqualDuration(duration, ends_at_opening=due != until == next_open(calendar, due))
