"""From the day on which notice was received to the last day of service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.business_days import business_day_from, nth_business_day_after
from sla_plugin.domain.notice.months import month_end, months_after, period_end
from sla_plugin.domain.notice.rules import Align, NoticeRule, Roll, Suspended, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.notice.trace import Step, Trace
from sla_plugin.errors import BadInput, Code

SUNDAY = 6

_MONTHS = {Align.MONTH_END: 1, Align.QUARTER_END: 3, Align.HALF_YEAR_END: 6, Align.YEAR_END: 12}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of a contract, as far as its dates go. `calendar` says which days are business days; `term` None: it
    runs on until somebody ends it. `seen_on`: until when a suspension that goes on is counted; None: until
    the period would have run out without it."""

    calendar: Calendar
    term: TermPlan | None = None
    minimum_end: date | None = None
    suspended: tuple[Suspended, ...] = ()
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class EffectiveDate:
    """`on`: the last day of service (R1). `is_not_before`: a suspension goes on, so it may yet be later."""

    on: date
    trace: tuple[Step, ...]
    is_not_before: bool = False


def earliest_end(
    rule: NoticeRule, received_on: date, under: Circumstances, requested: date | None = None
) -> EffectiveDate:
    """The order is: period, roll, minimum and request, alignment (R10). BadInput `notice.no_term_end` where
    the contract's last term ends before, or it has none."""
    trace = Trace(Step("R4", "received; this day is not counted", received_on))
    on = trace.to(_run_out(rule, received_on, under.calendar), _RULES[rule.period.unit], f"{rule.period}")
    if rule.option is not None:
        if on <= rule.option.by:
            on = trace.to(rule.option.ends_on, "R10", f"in time for the option of {rule.option.by}")
            return EffectiveDate(on, tuple(trace.steps))
        later = max(on, rule.option.ends_on + ONE_DAY)
        on = trace.to(later, "R10", f"too late for the option of {rule.option.by}")
    is_not_before = False
    if rule.tolled_by_suspension:
        tolled, is_not_before = _tolled(on, received_on, under)
        on = tolled if tolled == on else trace.to(tolled, "R14", "suspended days are not counted")
    if rule.roll is Roll.FOLLOWING and (rolled := business_day_from(under.calendar, on)) != on:
        on = trace.to(rolled, "R13", "the next business day")
    if under.minimum_end is not None and under.minimum_end > on:
        on = trace.to(under.minimum_end, "R10", "not before the agreed minimum")
    if requested is not None and requested > on:
        on = trace.to(requested, "R10", "as late as was asked for")
    if rule.align is not Align.NONE:
        on = trace.to(_aligned(rule, on, under.term), "R10", f"moved on to {rule.align}")
    return EffectiveDate(on, tuple(trace.steps), is_not_before)


def cure_end(rule: NoticeRule, served_on: date, calendar: Calendar) -> EffectiveDate:
    """The last day on which a breach can be cured; notice for cause is possible from the day after (R15)."""
    return earliest_end(rule, served_on, Circumstances(calendar))


_RULES = {
    Unit.DAY: "R5",
    Unit.BUSINESS_DAY: "R6",
    Unit.WEEK: "R7",
    Unit.MONTH: "R8, R9",
    Unit.QUARTER: "R8, R9",
    Unit.BY_DAY_OF_MONTH: "R10",
}


def _run_out(rule: NoticeRule, received_on: date, calendar: Calendar) -> date:
    """The last day of the period."""
    count = rule.period.value
    match rule.period.unit:
        case Unit.DAY:
            return received_on + count * ONE_DAY
        case Unit.BUSINESS_DAY:
            return nth_business_day_after(calendar, received_on, count)
        case Unit.WEEK:
            return received_on + 7 * count * ONE_DAY
        case Unit.MONTH:
            return months_after(received_on, count, rule.month_rule)
        case Unit.QUARTER:
            return months_after(received_on, 3 * count, rule.month_rule)
        case Unit.BY_DAY_OF_MONTH:
            this = month_end(received_on)
            return this if received_on.day <= count else month_end(this + ONE_DAY)


def _tolled(on: date, received_on: date, under: Circumstances) -> tuple[date, bool]:
    """Moved by the suspended days since receipt, and by those that it is thereby moved over. Also whether one
    of the suspensions goes on."""
    end = on
    last = under.seen_on or on
    while (moved := on + _suspended(received_on, end, under, last) * ONE_DAY) != end:
        end = moved
    return end, any(one.until is None and one.since <= end for one in under.suspended)


def _suspended(after: date, until: date, under: Circumstances, last: date) -> int:
    """Days of the union, those after the one and up to the other; of what goes on, those up to the last."""
    days: set[int] = set()
    for one in under.suspended:
        since = max(one.since, after + ONE_DAY).toordinal()
        days.update(range(since, min(one.until or last, until).toordinal() + 1))
    return len(days)


def _aligned(rule: NoticeRule, on: date, term: TermPlan | None) -> date:
    if rule.align is Align.WEEK_END:
        return on + (SUNDAY - on.weekday()) * ONE_DAY
    if rule.align is Align.TERM_END:
        end = None if term is None else term.end_from(on)
        if end is None:
            raise BadInput(
                Code.NOTICE_NO_TERM_END,
                f"No term of this contract ends on {on} or later.",
                hint="Nothing needs to be ended then, or the clause names a term that was not agreed.",
                field="align",
            )
        return end
    return period_end(on, _MONTHS[rule.align], rule.fiscal_year_start_month)
