"""What a clause says about ending a contract. Nothing in here is legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sla_plugin.errors import BadInput, Code


class Unit(StrEnum):
    """BY_DAY_OF_MONTH: notice by the n-th of a month ends that month, later notice the next one."""

    DAY = "DAY"
    BUSINESS_DAY = "BUSINESS_DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    BY_DAY_OF_MONTH = "BY_DAY_OF_MONTH"


class MonthRule(StrEnum):
    """CLAMP: the same day so many months on, or the last one there (R8). CALENDAR: counted from the day after
    receipt, whole calendar months where that is a first, else until the day before the corresponding one
    (R9)."""

    CLAMP = "CLAMP"
    CALENDAR = "CALENDAR"


class Roll(StrEnum):
    """What becomes of a last day that is no business day (R13)."""

    NONE = "NONE"
    FOLLOWING = "FOLLOWING"


class Align(StrEnum):
    """To which day the end is moved on (R10)."""

    NONE = "NONE"
    WEEK_END = "WEEK_END"
    MONTH_END = "MONTH_END"
    QUARTER_END = "QUARTER_END"
    HALF_YEAR_END = "HALF_YEAR_END"
    YEAR_END = "YEAR_END"
    TERM_END = "TERM_END"


_MOST = {
    Unit.DAY: 3_660,
    Unit.BUSINESS_DAY: 2_600,
    Unit.WEEK: 520,
    Unit.MONTH: 120,
    Unit.QUARTER: 40,
    Unit.BY_DAY_OF_MONTH: 31,
}
"""Ten years; no clause asks for more."""


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """BadInput `notice.period` for one that is negative, or longer than ten years."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        least = 1 if self.unit is Unit.BY_DAY_OF_MONTH else 0
        if not least <= self.value <= _MOST[self.unit]:
            raise BadInput(
                Code.NOTICE_PERIOD,
                f"A notice period of {self.value} {self.unit} cannot be.",
                hint=f"Give {least} to {_MOST[self.unit]}.",
                field="notice",
            )

    def __str__(self) -> str:
        """`3 MONTH`, `by the 15th`"""
        return f"by day {self.value}" if self.unit is Unit.BY_DAY_OF_MONTH else f"{self.value} {self.unit}"


@dataclass(frozen=True, slots=True)
class OptionDay:
    """A right to end on `ends_on`, if the period has run out by `by`. Who misses it ends later than that, as
    the rule is aligned."""

    by: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """`fiscal_year_start_month`: 1 to 12, by which quarters, half-years and years are aligned.
    `tolled_by_suspension`: suspended days are not counted (R14).

    BadInput `notice.fiscal_year`; `notice.option` for an option that leaves open what becomes of it.
    """

    period: NoticePeriod
    month_rule: MonthRule = MonthRule.CLAMP
    roll: Roll = Roll.NONE
    align: Align = Align.NONE
    fiscal_year_start_month: int = 1
    option: OptionDay | None = None
    tolled_by_suspension: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.fiscal_year_start_month <= 12:
            raise BadInput(
                Code.NOTICE_FISCAL_YEAR,
                f"A fiscal year cannot start in month {self.fiscal_year_start_month}.",
                hint="Give 1 to 12.",
                field="fiscalYearStartMonth",
            )
        if self.option is not None and (self.align is Align.NONE or self.option.ends_on < self.option.by):
            raise BadInput(
                Code.NOTICE_OPTION,
                "This option leaves open when the contract ends.",
                hint="State align for those who miss it, and an end that is not before its day.",
                field="option",
            )


@dataclass(frozen=True, slots=True)
class Suspended:
    """Whole days, both inclusive; `until` None: it goes on."""

    since: date
    until: date | None = None
