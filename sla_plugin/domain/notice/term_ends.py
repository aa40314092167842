"""The days on which the terms of a contract end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.months import months_after
from sla_plugin.domain.notice.rules import MonthRule
from sla_plugin.errors import BadInput, Code

_MOST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A first term of `initial_months` from `start` on, then renewals of `renewal_months`; None: it is not
    renewed. Every end is computed from the start, never from the end before (R11): a contract of 31 January
    ends on the last of each month, not for ever on the 28th.

    BadInput `notice.term` for no months, or more than a century.
    """

    start: date
    initial_months: int
    renewal_months: int | None = None

    def __post_init__(self) -> None:
        for months in (self.initial_months, self.renewal_months):
            if months is not None and not 1 <= months <= _MOST_MONTHS:
                raise BadInput(
                    Code.NOTICE_TERM,
                    f"A term of {months} months cannot be.",
                    hint=f"Give 1 to {_MOST_MONTHS}; leave the renewal out where there is none.",
                    field="term",
                )

    def end(self, number: int) -> date:
        """The last day of the first term, the second, ..."""
        months = self.initial_months + (number - 1) * (self.renewal_months or 0)
        return months_after(self.start - ONE_DAY, months, MonthRule.CALENDAR)

    def end_from(self, on: date) -> date | None:
        """The first of the ends that is not before a day; None where no renewal reaches it."""
        number = 1
        if self.renewal_months is not None:
            apart = (on.year - self.start.year) * 12 + on.month - self.start.month - self.initial_months
            number = max(1, apart // self.renewal_months)
        while self.end(number) < on:
            if self.renewal_months is None:
                return None
            number += 1
        return self.end(number)
