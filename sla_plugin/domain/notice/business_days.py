"""Days on which somebody works: those on which a calendar has hours of its own."""

from __future__ import annotations

from datetime import date, timedelta

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.errors import BadInput, Code

_LONGEST_GAP = 3_660
"""Days without a business day after which none is looked for any more."""


def is_business_day(calendar: Calendar, on: date) -> bool:
    return bool(calendar.own_hours(on))


def business_day_from(calendar: Calendar, on: date) -> date:
    """That day, or the next one on which somebody works. BadInput `calendar.exhausted`."""
    return _walk(calendar, on, ONE_DAY)


def business_day_until(calendar: Calendar, on: date) -> date:
    """That day, or the last one before it. BadInput `calendar.exhausted`."""
    return _walk(calendar, on, -ONE_DAY)


def nth_business_day_after(calendar: Calendar, on: date, count: int) -> date:
    """R6; the day itself for none. BadInput `calendar.exhausted`."""
    for _ in range(count):
        on = business_day_from(calendar, on + ONE_DAY)
    return on


def _walk(calendar: Calendar, on: date, step: timedelta) -> date:
    for _ in range(_LONGEST_GAP):
        if is_business_day(calendar, on):
            return on
        on += step
    raise BadInput(
        Code.CALENDAR_EXHAUSTED,
        f"Nobody works for ten years around {on}.",
        hint="Name a calendar with business days.",
        field="calendar",
    )
