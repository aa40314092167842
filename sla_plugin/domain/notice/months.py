"""Months, as the two schools of law count them."""

from __future__ import annotations

from datetime import date

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.rules import MonthRule
from sla_plugin.domain.periods import add_months


def months_after(on: date, months: int, rule: MonthRule) -> date:
    """The last day of so many months that follow a day which is not counted itself (R8, R9)."""
    if rule is MonthRule.CLAMP:
        return add_months(on, months)
    first = on + ONE_DAY
    same = add_months(first, months)
    # Where the month lacks the corresponding day, `same` is its last one already.
    return same - ONE_DAY if same.day == first.day else same


def month_end(on: date) -> date:
    return add_months(on.replace(day=1), 1) - ONE_DAY


def period_end(on: date, months: int, first_month: int) -> date:
    """The last day of the stretch of so many months that holds a day, of those that follow each other from
    `first_month` of any year on: `period_end(on, 3, 1)` is that of the calendar quarter."""
    since = (on.month - first_month) % months
    return month_end(add_months(on.replace(day=1), months - 1 - since))
