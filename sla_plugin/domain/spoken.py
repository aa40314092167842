"""Durations and values as a person says them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.escalations import Action, AtPercent, DaysFromDue, EscalationStep, FromDue, Moment
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.provenance import Value
from sla_plugin.domain.targets import Agreed, ByTime, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import PauseRule, ReopenRule


def spoken(length: timedelta) -> str:
    """`2 h 05 min`, to the minute; under a minute in seconds."""
    sign = "-" if length < timedelta(0) else ""
    seconds = int(abs(length).total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes = rest // 60
    if hours:
        return f"{sign}{hours} h {minutes:02} min"
    return f"{sign}{minutes} min" if minutes else f"{sign}{seconds} s"


def value_text(value: Value) -> str:
    """What an attribute's value says, exactly."""
    match value:
        case None:
            return "none"
        case WorkingDuration(duration) | (timedelta() as duration):
            return format_duration(duration)
        case WorkingDays(days, at_end):
            return f"{days} working days" + (", at the end of the day" if at_end else "")
        case ByTime(days, at, cutoff):
            late = f", from {cutoff:%H:%M} one day later" if cutoff else ""
            return f"{at:%H:%M} {days} working days later{late}"
        case Until(instant):
            return f"until {instant.isoformat()}, as agreed"
        case Agreed(otherwise):
            return f"as agreed with the customer, else {value_text(otherwise)}"
        case tuple():
            return "; ".join(step_text(step) for step in value) or "none"
        case PauseRule(statuses, metrics, arithmetic):
            return f"{', '.join(sorted(metrics))} waits in {', '.join(sorted(statuses))} ({arithmetic})"
        case Goal(attainment):
            return f"{_percent(attainment)} met"
        case OutcomeGoals():
            return _outcome_text(value)
        case CreditSchedule():
            return _credits_text(value)
        case ReopenRule(reopening, window):
            return reopening + (f" within {format_duration(window)}" if window is not None else "")
        case _:
            return str(value)


def _outcome_text(goals: OutcomeGoals) -> str:
    said = [
        None if goals.csat_mean is None else f"a mean score of {goals.csat_mean}",
        None if goals.reopen_rate is None else f"at most {_percent(goals.reopen_rate)} come back",
        None
        if goals.paused_before_due is None
        else f"at most {_percent(goals.paused_before_due)} paused before due",
    ]
    return ", ".join(part for part in said if part is not None) or "none"


def _credits_text(schedule: CreditSchedule) -> str:
    said = [f"{_percent(step.share)} below {_percent(step.below)}" for step in schedule.steps]
    for cap, per in ((schedule.cap, "a period"), (schedule.yearly_cap, "a year")):
        if cap is not None:
            said.append(f"at most {_percent(cap)} {per}")
    return ", ".join(said)


def _percent(share: Decimal) -> str:
    written = f"{share * 100:f}"
    return f"{written.rstrip('0').rstrip('.') if '.' in written else written} %"


def step_text(step: EscalationStep) -> str:
    """When, and what is done."""
    return f"{moment_text(step.at)}: {', '.join(_action_text(action) for action in step.do)}"


def moment_text(at: Moment) -> str:
    """As the agreement says it: `at 75 %`, `PT30M before due`."""
    match at:
        case AtPercent(percent):
            return f"at {percent} %"
        case FromDue(offset, wall_clock):
            side = "before" if offset < timedelta(0) else "after"
            return f"{format_duration(abs(offset))} {side} due{' on the wall clock' if wall_clock else ''}"
        case DaysFromDue(days):
            return f"{abs(days)} working days {'before' if days < 0 else 'after'} due"


def _action_text(action: Action) -> str:
    value = "" if action.value is None else f" = {action.value}"
    return f"{action.kind.replace('_', ' ').lower()} {action.what}{value}"
