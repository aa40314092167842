"""Lengths of months and days, counted on the calendar: half a year is `P6M`, whatever months it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sla_plugin.domain.periods import add_months
from sla_plugin.errors import BadInput, Code

_FORM = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """The months are counted first, then the days."""

    months: int = 0
    days: int = 0

    def after(self, on: date) -> date:
        """In a month that is shorter, its last day. OverflowError past the year 9999."""
        try:
            return add_months(on, self.months) + timedelta(days=self.days)
        except ValueError as error:
            raise OverflowError(str(error)) from None

    def __str__(self) -> str:
        """`P6M`, `P1M15D`; of nothing `P0D`. A year is twelve months, and a week seven days."""
        months, days = f"{self.months}M" if self.months else "", f"{self.days}D" if self.days else ""
        return f"P{months}{days}" if months or days else "P0D"


def parse_span(text: str) -> CalendarSpan:
    """`P6M`, `P1Y`, `P2W`, `P90D`. BadInput `duration.malformed`; hours are refused, because a day on the
    calendar has not always 24 of them."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise BadInput(
            Code.DURATION_MALFORMED,
            f"{text!r} is no length of months and days.",
            hint="Write it with its unit: P6M, P1Y, P90D.",
        )
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return CalendarSpan(12 * years + months, 7 * weeks + days)
