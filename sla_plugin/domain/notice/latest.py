"""From the last day of service back to the last day on which notice is in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.earliest import Circumstances, EffectiveDate, earliest_end
from sla_plugin.domain.notice.rules import NoticeRule
from sla_plugin.errors import BadInput, Code

_FURTHEST = 4_096
"""Days before the end beyond which nobody gives notice: longer than the longest period."""


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
    low, high = end - _FURTHEST * ONE_DAY, end
    while low < high:
        middle = high - (high - low) // 2
        if _is_in_time(rule, middle, end, under):
            low = middle
        else:
            high = middle - ONE_DAY
    return low


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
