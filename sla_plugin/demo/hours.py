"""When somebody works: a week in a zone, the public holidays there, and days of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import WEEKDAYS, Calendar
from sla_plugin.usecases.holiday_sets import resolve_holidays

DayHours = list[list[str]]
Week = Mapping[str, DayHours]


def on(days: str, *hours: tuple[str, str]) -> Week:
    """`on("mon-fri", ("09:00", "17:00"))`."""
    first, _, last = days.partition("-")
    chosen = WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1]
    return {day: [list(pair) for pair in hours] for day in chosen}


@dataclass(frozen=True, slots=True)
class OpenHours:
    """`special`: hours of a month and day ("12-24") of each year."""

    zone: str
    country: str
    week: Week
    subdivision: str | None = None
    keeps_holidays: bool = True
    special: Mapping[str, DayHours] = field(default_factory=dict)


def calendar_of(hours: OpenHours, now: datetime) -> Calendar:
    """From two years before `now`, so that every ticket is in it, to the end of the next year."""
    years = range(now.year - 2, now.year + 2)
    holidays = resolve_holidays(hours.country, years, subdivision=hours.subdivision)
    return parse_calendar(
        {
            "time_zone": hours.zone,
            "hours": hours.week,
            "holidays": {d.isoformat(): n for d, n in holidays.items()} if hours.keeps_holidays else {},
            "special_days": {f"{year}-{day}": own for year in years for day, own in hours.special.items()},
        }
    )
