"""The days on which the terms of a contract end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.months import months_after
from sla_plugin.domain.notice.rules import MonthRule
from sla_plugin.errors import BadInput, Code

MOST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A first term of `initial_months` from `start` on, then renewals of `renewal_months`; None: it is not
    renewed. Every end is computed from the start, never from the end before (R11): a contract of 31 January
    ends on the last of each month, not for ever on the 28th. `further`: the months from the start to the ends
    of the terms that there are after the first already, in order; renewals follow on the last of them.

    BadInput `notice.term` for no months, or more than a century.
    """

    start: date
    initial_months: int
    renewal_months: int | None = None
    further: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for months in (self.initial_months, self.renewal_months):
            if months is not None and not 1 <= months <= MOST_MONTHS:
                raise BadInput(
                    Code.NOTICE_TERM,
                    f"A term of {months} months cannot be.",
                    hint=f"Give 1 to {MOST_MONTHS}; leave the renewal out where there is none.",
                    field="term",
                )

    def end(self, number: int) -> date:
        """The last day of the first term, the second, ..."""
        known = self._known
        months = known[min(number, len(known)) - 1]
        if number > len(known):
            months += (number - len(known)) * (self.renewal_months or 0)
        return months_after(self.start - ONE_DAY, months, MonthRule.CALENDAR)

    def end_from(self, on: date) -> date | None:
        """The first of the ends that is not before a day; None where no renewal reaches it."""
        number = self.number_from(on)
        return None if number is None else self.end(number)

    def number_from(self, on: date) -> int | None:
        """Of the term that ends then."""
        known = self._known
        number = next((n for n in range(1, len(known) + 1) if self.end(n) >= on), None)
        if number is not None or self.renewal_months is None:
            return number
        apart = months_between(self.start, on) - known[-1]
        number = len(known) + max(1, apart // self.renewal_months - 1)
        while self.end(number) < on:
            number += 1
        return number

    @property
    def _known(self) -> tuple[int, ...]:
        return (self.initial_months, *self.further)


def months_until(start: date, end: date) -> int:
    """After how many months a term ends that begins on `start`. ValueError where that is not with a month."""
    about = months_between(start, end)
    for months in (about, about + 1):
        if months > 0 and months_after(start - ONE_DAY, months, MonthRule.CALENDAR) == end:
            return months
    raise ValueError(f"no number of months leads from {start} to {end}")


def months_between(one: date, other: date) -> int:
    """As the calendar numbers them, whichever day it is."""
    return (other.year - one.year) * 12 + other.month - one.month
