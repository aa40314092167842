"""What a desk's agent reads on the ticket: state, due instant and one line of reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.clock import Side
from sla_plugin.domain.clocks import Clock, ClockState, Verdict
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.stops import stop_of


@dataclass(frozen=True, slots=True)
class StatusLine:
    """`state` None: nothing is measured on this ticket, and the desk shows nothing."""

    state: str | None
    due: datetime | None
    reason: str


def status_line(clocks: Sequence[Clock], coverage: Coverage) -> StatusLine:
    """Of the most urgent clock: an open one before a finished one, then by when it is due. It depends on
    facts and on instants that came, never on the minute in which it is written."""
    stop = stop_of(clocks, coverage)
    if stop is not None:
        return StatusLine(None, None, f"Not covered: measuring {stop.reason}.")
    clock = most_urgent(clocks)
    if clock is None:
        return StatusLine(None, None, _uncovered(coverage))
    return StatusLine(_state(clock), clock.due_at, _reason(clock))


def most_urgent(clocks: Sequence[Clock]) -> Clock | None:
    """Of those that a customer was promised: an open one before a finished one, one with an outcome before
    one that was cut off and went over to another contract, then the earliest due."""
    return min((clock for clock in clocks if clock.side is Side.SLA), key=_urgency, default=None)


def _urgency(clock: Clock) -> tuple[bool, bool, datetime, str]:
    is_open = clock.state in (ClockState.RUNNING, ClockState.PAUSED)
    return (
        not is_open,
        clock.verdict is Verdict.CENSORED,
        clock.due_at or clock.stopped_at or clock.projected_due_at or clock.started_at,
        clock.metric,
    )


def _state(clock: Clock) -> str:
    if clock.state is ClockState.PAUSED and clock.verdict is not Verdict.BREACHED:
        return "PAUSED"
    return "ON_TRACK" if clock.verdict is Verdict.AT_RISK else clock.verdict.value


def _reason(clock: Clock) -> str:
    promise = clock.commitment.winner
    return (
        f"{clock.metric.replace('_', ' ').capitalize()} within {format_duration(clock.target)}: "
        f"{promise.agreement.name} v{promise.number}, contract {clock.commitment.contract.number}"
    )


def _uncovered(coverage: Coverage) -> str:
    if coverage.status is CoverageStatus.COVERED:
        return "Covered, but no target is promised for it."
    since = f" since {coverage.since:%Y-%m-%d %H:%MZ}" if coverage.since else ""
    return f"Not covered: {coverage.status.replace('_', ' ').lower()}{since}."
