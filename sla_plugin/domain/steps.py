"""When the steps of an agreement are to be taken on one clock, and which of them were (30-clocks,
"Escalations").

A step is taken once in a cycle, whatever restarts in between, and never while the clock is paused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sla_plugin.domain import working_time
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.escalations import AtPercent, DaysFromDue, EscalationStep, FromDue
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.working_days import clock_time_after


@dataclass(frozen=True, slots=True)
class StepTaken:
    """`taken_at`: when its instant had come on a running clock; None where it has not. `planned_at`: when it
    will, if the clock runs on; None where it is paused or ended."""

    step: EscalationStep
    taken_at: datetime | None
    planned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Going:
    """A clock that has run since `began` with so much left then of what is promised, and will be due."""

    calendar: CalendarHistory
    began: datetime
    promised: timedelta
    remaining: timedelta
    due: datetime


def instant_of(step: EscalationStep, going: Going) -> datetime:
    """When the step's instant comes, or came; never before the clock began to run.

    A step before due that would fall into closed hours comes when they begin, in the last open moment.
    """
    return max(_instant(step, going), going.began)


def _instant(step: EscalationStep, going: Going) -> datetime:
    match step.at:
        case AtPercent(percent):
            return _at_share(Fraction(percent) / 100, going)
        case FromDue(offset, True):
            return _in_open_time(going.due + offset, going)
        case FromDue(offset, _):
            return working_time.add(going.calendar, going.due, offset)
        case DaysFromDue(days):
            return _in_open_time(clock_time_after(going.calendar, going.due, days), going)


def _at_share(share: Fraction, going: Going) -> datetime:
    if share == 1:
        return going.due
    ahead = _times(going.promised, share - 1) + going.remaining
    return going.began if ahead <= timedelta(0) else working_time.add(going.calendar, going.began, ahead)


def _times(duration: timedelta, factor: Fraction) -> timedelta:
    microseconds = duration // MICROSECOND * factor
    return timedelta(microseconds=microseconds.numerator // microseconds.denominator)


def _in_open_time(at: datetime, going: Going) -> datetime:
    """What comes after due is on the wall clock, and waits for nobody."""
    return working_time.previous_open(going.calendar, at) if at < going.due else at
