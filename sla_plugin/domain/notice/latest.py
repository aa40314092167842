"""From the last day of service back to the last day on which notice is in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.earliest import Circumstances, EffectiveDate, earliest_end
from sla_plugin.domain.notice.rules import NoticeRule, Unit
from sla_plugin.errors import BadInput, Code

_FURTHEST = 4_096
"""Days before the end beyond which nobody gives notice: longer than the longest period."""

_DAYS = {
    Unit.DAY: 1,
    Unit.BUSINESS_DAY: 1.4,
    Unit.WEEK: 7,
    Unit.MONTH: 30.44,
    Unit.QUARTER: 91.31,
    Unit.BY_DAY_OF_MONTH: 1,
}
"""How long a unit is, to begin with."""
_STEP = 4


def latest_receipt(rule: NoticeRule, end: date, under: Circumstances) -> tuple[date, EffectiveDate]:
    """The largest day of receipt whose earliest end is not after `end`, and how that comes out (R12). Never
    the end minus the period, which is days too early whenever months differ in length.

    BadInput `notice.too_late` where there is none, with the reason.
    """
    on = _last_before(replace(rule, tolled_by_suspension=False), end, under)
    if rule.tolled_by_suspension:
        # Suspended days only make it later, but not in order: a weekend may swallow some of them.
        while on > end - _FURTHEST * ONE_DAY and not _is_in_time(rule, on, end, under):
            on -= ONE_DAY
    if not _is_in_time(rule, on, end, under):
        raise BadInput(
            Code.NOTICE_TOO_LATE,
            f"No notice can end this contract by {end}.",
            hint=_reason(rule, end, under),
            field="end",
        )
    return on, earliest_end(rule, on, under)


def _last_before(rule: NoticeRule, end: date, under: Circumstances) -> date:
    """The last day in time, by halves: a later one never ends earlier. The farthest day where none is."""
    low, high = _near(rule, end, under)
    while low < high:
        middle = high - (high - low) // 2
        if _is_in_time(rule, middle, end, under):
            low = middle
        else:
            high = middle - ONE_DAY
    return low


def _near(rule: NoticeRule, end: date, under: Circumstances) -> tuple[date, date]:
    """Between which days it lies: most often it is about a period before the end."""
    furthest = end - _FURTHEST * ONE_DAY
    about, step = max(furthest, end - _about(rule) * ONE_DAY), _STEP
    if _is_in_time(rule, about, end, under):
        while about + step * ONE_DAY < end and _is_in_time(rule, about + step * ONE_DAY, end, under):
            about, step = about + step * ONE_DAY, 2 * step
        return about, min(end, about + step * ONE_DAY)
    while about - step * ONE_DAY > furthest and not _is_in_time(rule, about - step * ONE_DAY, end, under):
        about, step = about - step * ONE_DAY, 2 * step
    return max(furthest, about - step * ONE_DAY), about


def _about(rule: NoticeRule) -> int:
    """Days that the period has, give or take a few."""
    return int(_DAYS[rule.period.unit] * rule.period.value)


def _is_in_time(rule: NoticeRule, received_on: date, end: date, under: Circumstances) -> bool:
    """Not where no term ends late enough any more."""
    try:
        return earliest_end(rule, received_on, under).on <= end
    except BadInput as error:
        if error.code is Code.NOTICE_NO_TERM_END:
            return False
        raise


def _reason(rule: NoticeRule, end: date, under: Circumstances) -> str:
    if under.minimum_end is not None and under.minimum_end > end:
        return f"It was agreed not to end before {under.minimum_end}."
    if rule.option is not None and end < rule.option.ends_on:
        return f"The option ends it on {rule.option.ends_on}."
    return f"The first end that the clause allows is later; it is aligned to {rule.align}."
