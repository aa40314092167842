"""Notice and cure periods in a file.

`{period: 3 months, month_rule: CALENDAR, roll: FOLLOWING, align: TERM_END, tolled_by_suspension: true}`, with
`fiscal_year_start_month: 4` and `option: {by: 2028-12-31, ends_on: 2029-03-31}`. Periods are `30 days`,
`10 business days`, `2 weeks`, `3 months`, `1 quarter`, or `by day 15`: of the month with which it ends.
"""

from __future__ import annotations

import re
from typing import Any

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.domain.notice.law import PROFILES, Law
from sla_plugin.domain.notice.rules import (
    Align,
    MonthRule,
    NoticePeriod,
    NoticeRule,
    OptionDay,
    Roll,
    Unit,
)
from sla_plugin.errors import BadInput, Code

_WORDS = {
    "day": Unit.DAY,
    "business day": Unit.BUSINESS_DAY,
    "week": Unit.WEEK,
    "month": Unit.MONTH,
    "quarter": Unit.QUARTER,
}
_UNITS = {unit: word for word, unit in _WORDS.items()}
_COUNTED = re.compile(rf"(\d{{1,5}}) ({'|'.join(_WORDS)})s?", re.ASCII)
_BY_DAY = re.compile(r"by day (\d{1,2})", re.ASCII)

Rule = dict[str, Any]
"""What a clause states of a `NoticeRule`."""


def read_rule(at: Cursor) -> Rule:
    stated = at.section(READERS, needed=("period",))
    NoticeRule(**stated)  # It refuses here, where it stands.
    return stated


def completed(stated: Rule, law: Law) -> NoticeRule:
    """What a clause says nothing about is as the contract's law has it."""
    profile = PROFILES[law]
    return NoticeRule(**{"month_rule": profile.month_rule, "roll": profile.roll, **stated})


def rule_form(rule: NoticeRule) -> Form:
    """How days are counted is always written, so that no change of a law changes what was agreed."""
    month = rule.fiscal_year_start_month
    forms: dict[str, Form | None] = {
        "period": period_text(rule.period),
        "month_rule": rule.month_rule.value,
        "roll": rule.roll.value,
        "align": rule.align.value,
        "fiscal_year_start_month": None if month == 1 else values.whole_form(month),
        "option": None if rule.option is None else _option_form(rule.option),
        "tolled_by_suspension": values.truth_form(of=True) if rule.tolled_by_suspension else None,
    }
    return filled(forms)


def read_period(at: Cursor) -> NoticePeriod:
    return parse_period(at.text())


def parse_period(written: str) -> NoticePeriod:
    """BadInput `notice.period`."""
    if counted := _COUNTED.fullmatch(written):
        return NoticePeriod(int(counted[1]), _WORDS[counted[2]])
    if by_day := _BY_DAY.fullmatch(written):
        return NoticePeriod(int(by_day[1]), Unit.BY_DAY_OF_MONTH)
    raise BadInput(
        Code.NOTICE_PERIOD,
        f"{written!r} is no notice period.",
        hint="Write 30 days, 10 business days, 2 weeks, 3 months, 1 quarter, or by day 15.",
    )


def period_text(period: NoticePeriod) -> str:
    if period.unit is Unit.BY_DAY_OF_MONTH:
        return f"by day {period.value}"
    return f"{period.value} {_UNITS[period.unit]}{'' if period.value == 1 else 's'}"


def _read_option(at: Cursor) -> OptionDay:
    return OptionDay(**at.section({"by": values.day, "ends_on": values.day}, needed=("by", "ends_on")))


def _option_form(option: OptionDay) -> Form:
    return {"by": values.instant_form(option.by), "ends_on": values.instant_form(option.ends_on)}


READERS = {
    "period": read_period,
    "month_rule": values.one_of(MonthRule),
    "roll": values.one_of(Roll),
    "align": values.one_of(Align),
    "fiscal_year_start_month": values.whole_number,
    "option": _read_option,
    "tolled_by_suspension": values.truth,
}
