"""How many tickets to expect next month, and when somebody is there for them.

The method is a mean, and says so: for each hour of the week, the tickets opened in it in the past months
divided by how often that hour occurred, times how often it occurs in the month to come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.working_time import between

_HOUR = timedelta(hours=1)
ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """`weekday`: Monday 0; `expected`: tickets in the whole month in this local hour; `staffed`: open time of
    the calendar in it."""

    weekday: int
    hour: int
    expected: Fraction
    staffed: timedelta


@dataclass(frozen=True, slots=True)
class Forecast:
    """All 168 hours of a week, Monday first."""

    month: Month
    hours: tuple[HourOfWeek, ...]

    @property
    def expected(self) -> Fraction:
        return sum((hour.expected for hour in self.hours), Fraction(0))

    @property
    def staffed(self) -> timedelta:
        return sum((hour.staffed for hour in self.hours), ZERO)

    @property
    def expected_unstaffed(self) -> Fraction:
        """Tickets in hours in which nobody is there all month."""
        return sum((hour.expected for hour in self.hours if not hour.staffed), Fraction(0))


def forecast(
    opened: Iterable[datetime], past: Sequence[Month], month: Month, calendar: CalendarHistory
) -> Forecast:
    """`opened`: when tickets were opened; those outside the `past` months are left out."""
    zone = ZoneInfo(month.zone)
    periods = [one.period for one in past]
    seen = Counter(_hour_of_week(at, zone) for at in opened if any(at in period for period in periods))
    occurred = Counter(hour for period in periods for hour, _, _ in _hours(period, zone))
    occurs: Counter[tuple[int, int]] = Counter()
    staffed: Counter[tuple[int, int]] = Counter()
    for hour, start, end in _hours(month.period, zone):
        occurs[hour] += 1
        staffed[hour] += between(calendar, start, end) // timedelta(microseconds=1)
    return Forecast(
        month,
        tuple(
            HourOfWeek(
                weekday,
                hour,
                Fraction(seen[weekday, hour] * occurs[weekday, hour], max(1, occurred[weekday, hour])),
                timedelta(microseconds=staffed[weekday, hour]),
            )
            for weekday in range(7)
            for hour in range(24)
        ),
    )


def _hours(period: Period, zone: ZoneInfo) -> Iterator[tuple[tuple[int, int], datetime, datetime]]:
    """Each whole hour from midnight on, where clocks change by an hour."""
    at = period.start
    while at < period.end:
        end = min(at + _HOUR, period.end)
        yield _hour_of_week(at, zone), at, end
        at = end


def _hour_of_week(at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = at.astimezone(zone)
    return local.weekday(), local.hour
