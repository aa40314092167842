"""Stretches of time that promises are added up over: calendar months, contract years, any."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.domain.dates import parse_date
from sla_plugin.domain.intervals import Interval
from sla_plugin.errors import BadInput, Code

_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`[start, end)`, in UTC. BadInput `dates.reversed` for one that holds nothing."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadInput(
                Code.DATES_REVERSED,
                f"A period from {self.start.isoformat()} cannot end at {self.end.isoformat()}.",
                hint="Let it end after it starts.",
                field="end",
            )

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def last(self) -> datetime:
        """The last instant in it."""
        return self.end - timedelta(microseconds=1)

    def trailing(self, count: int) -> tuple[Period, ...]:
        """The last `count` periods of this length up to this one, oldest first."""
        length = self.end - self.start
        return tuple(
            Period(self.start - back * length, self.end - back * length) for back in reversed(range(count))
        )

    def clip(self, start: datetime, end: datetime) -> Interval | None:
        """What of `[start, end)` lies in this period; None where nothing does."""
        low, high = max(start, self.start), min(end, self.end)
        return Interval(low, high) if low < high else None


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month as it is lived in one IANA time zone; `number` is 1 to 12."""

    year: int
    number: int
    zone: str

    @classmethod
    def of(cls, at: datetime, zone: str) -> Month:
        """The month that an instant belongs to."""
        local = at.astimezone(ZoneInfo(zone))
        return cls(local.year, local.month, zone)

    @classmethod
    def parse(cls, text: str, zone: str, *, field: str | None = None) -> Month:
        """`YYYY-MM`. BadInput `month.malformed`, or as for the date of its first day."""
        if not _MONTH.fullmatch(text):
            raise BadInput(
                Code.MONTH_MALFORMED, f"{text!r} is no month.", hint="Write it as 2026-10.", field=field
            )
        first = parse_date(f"{text}-01", field=field)
        return cls(first.year, first.month, zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_on(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def period(self) -> Period:
        return Period(midnight(self.first_on, self.zone), midnight(self.after(1).first_on, self.zone))

    def after(self, months: int) -> Month:
        """The month so many later; earlier where negative."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1, self.zone)

    def trailing(self, count: int) -> tuple[Month, ...]:
        """The last `count` months up to this one, oldest first."""
        return tuple(self.after(back) for back in range(1 - count, 1))


def add_months(on: date, months: int) -> date:
    """The same day so many months later, or the month's last one where it is shorter."""
    years, number = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, number + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def contract_year(began_at: datetime, zone: str, at: datetime) -> Period:
    """The year of a contract that an instant lies in, from anniversary to anniversary in the contract's zone.

    Before it began: the year that would have ended then, and so on back.
    """
    began_on = began_at.astimezone(ZoneInfo(zone)).date()
    years = at.astimezone(ZoneInfo(zone)).year - began_on.year
    if at < _anniversary(began_on, years, zone):
        years -= 1
    return Period(_anniversary(began_on, years, zone), _anniversary(began_on, years + 1, zone))


def _anniversary(began_on: date, years: int, zone: str) -> datetime:
    return midnight(add_months(began_on, 12 * years), zone)


def midnight(on: date, zone: str) -> datetime:
    """Where there is none that day, the instant that takes its place (20-time, spring)."""
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
