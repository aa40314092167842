"""What one run shows at one instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_plugin.domain import working_time
from sla_plugin.domain.clock import Clock
from sla_plugin.domain.explanations import Change, ChangeKind, Explanation
from sla_plugin.domain.outlooks import Outlook, outlook
from sla_plugin.domain.runs import Run
from sla_plugin.domain.tiling import tile
from sla_plugin.domain.verdicts import ClockState, verdict

ZERO = timedelta(0)


def figures(run: Run, as_of: datetime, *, derived: bool) -> Clock:
    """The clock. `derived`: whether any fact of the ticket was concluded rather than told."""
    run.look(as_of)
    ahead = outlook(run, as_of)
    tally = run.tally
    return Clock(
        metric=run.commitment.metric,
        cycle=run.cycle,
        commitment=run.commitment,
        target=tally.target,
        state=ahead.state,
        verdict=verdict(ahead.state, run.breached_at, ahead.at_risk_at, as_of),
        out_of_hours=ahead.state is ClockState.RUNNING and not _is_open(run, as_of),
        elapsed=tally.elapsed,
        counted=tally.counted,
        allowance=tally.allowance,
        remaining=tally.remaining,
        overrun=max(ZERO, -tally.remaining),
        percent=_percent(tally.counted, tally.target + tally.allowance),
        started_at=run.started_at,
        stopped_at=run.stopped_at or run.lost_at,
        due_at=ahead.due_at,
        projected_due_at=ahead.projected_due_at,
        breached_at=run.breached_at,
        at_risk_at=ahead.at_risk_at,
        latest_safe_start=ahead.latest_safe_start,
        next_instant=ahead.next_instant,
        steps=ahead.steps,
        segments=tile(run.measured, run.commitments),
        explanation=Explanation(
            choices=run.commitment.choices,
            changes=_changes(run, ahead, as_of),
            derived=derived,
        ),
    )


def _is_open(run: Run, at: datetime) -> bool:
    return working_time.is_open(run.calendar, at)


def _percent(counted: timedelta, promised: timedelta) -> float:
    return 100.0 if not promised else counted / promised * 100


def _changes(run: Run, ahead: Outlook, as_of: datetime) -> tuple[Change, ...]:
    """The hand-overs, and the calendar versions that took over since the start or will before it is due."""
    until = run.stopped_at or run.lost_at or max(as_of, ahead.projected_due_at or as_of)
    calendar = run.commitments.calendars[run.commitment.calendar]
    versions = [
        Change(at, ChangeKind.CALENDAR_CHANGED, run.standing, run.standing)
        for at in calendar.takeovers
        if run.started_at < at <= until
    ]
    return tuple(sorted([*run.changes, *versions], key=lambda change: change.at))
