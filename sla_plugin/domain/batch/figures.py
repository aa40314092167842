"""What many runs show at one instant: `figures.figures` and `outlooks.outlook`, over arrays."""

from __future__ import annotations

import numpy as np

from sla_plugin.domain.batch.clock_columns import VERDICTS, Arrays
from sla_plugin.domain.batch.columns import NEVER, Codes, Flags, Microseconds
from sla_plugin.domain.batch.next_steps import next_step
from sla_plugin.domain.batch.promises import Promises
from sla_plugin.domain.batch.run_columns import LIVE, STATES, RunColumns
from sla_plugin.domain.batch.runs import CANCELLED, STOPPED, due
from sla_plugin.domain.outlooks import AT_RISK_SHARE
from sla_plugin.domain.verdicts import ClockState, Verdict

_RUNNING, _PAUSED = STATES.index(ClockState.RUNNING), STATES.index(ClockState.PAUSED)


def figures(runs: RunColumns, promises: Promises, as_of: int) -> Arrays:
    """Of runs that have been looked at at `as_of`."""
    state = np.where(runs.final != LIVE, runs.final, np.where(runs.paused, _PAUSED, _RUNNING))
    is_open, is_running = runs.final == LIVE, state == _RUNNING
    whole = runs.target + runs.allowance
    remaining = whole - runs.counted
    ends = due(promises, runs.held, runs.since, remaining + runs.worked, runs.used_up)
    at_risk_at = _at_risk_at(runs, promises, is_open, is_running)
    return {
        "ticket": runs.ticket,
        "cycle": runs.cycle,
        "commitment": runs.held,
        "state": state,
        "verdict": _verdict(state, runs.breached, at_risk_at, as_of),
        "out_of_hours": _out_of_hours(runs, promises, is_running, as_of),
        "handed_over": runs.changed,
        "percent": np.divide(runs.counted, whole, out=np.ones(len(whole)), where=whole != 0) * 100,
        "target": runs.target,
        "elapsed": runs.elapsed,
        "counted": runs.counted,
        "allowance": runs.allowance,
        "remaining": remaining,
        "overrun": np.maximum(-remaining, 0),
        "started_at": runs.started,
        "stopped_at": runs.stopped,
        "due_at": np.where(_shows_due(runs, state, ends), ends, NEVER),
        "projected_due_at": np.where(is_open, ends, NEVER),
        "breached_at": runs.breached,
        "at_risk_at": at_risk_at,
        "latest_safe_start": _latest_safe_start(runs, promises, is_open, ends),
        "next_instant": _next_instant(runs, promises, is_open, np.where(is_running, ends, NEVER), as_of),
    }


def _shows_due(runs: RunColumns, state: Codes, ends: Microseconds) -> Flags:
    """A stopped clock keeps what it was measured by, a cancelled one only what had come while it ran."""
    was_known = ~runs.paused | (runs.used_up != NEVER)
    has_come = (state == CANCELLED) & (runs.breached != NEVER) & was_known & (ends <= runs.stopped)
    shows: Flags = (state == _RUNNING) | (state == STOPPED) | has_come
    return shows


def _at_risk_at(runs: RunColumns, promises: Promises, is_open: Flags, is_running: Flags) -> Microseconds:
    """From the beginning of the present stretch, when the time left falls to the effort, or to a quarter."""
    at = np.full(len(is_open), NEVER)
    i = np.flatnonzero(is_open)
    effort = promises.effort.of(runs.held[i])
    warning = np.where(effort == NEVER, _quarter(runs.whole[i]), effort)
    left = runs.ahead[i] - warning
    came = i[left <= 0]
    at[came] = runs.mark[came]
    comes = (left > 0) & is_running[i]
    j = i[comes]
    calendar = promises.calendar.of(runs.held[j])
    at[j] = promises.measures.add(calendar, runs.mark[j], left[comes], np.zeros(len(j), np.bool_))
    return at


def _quarter(whole: Microseconds) -> Microseconds:
    """Of a half the even neighbour, as a timedelta is divided."""
    quotient, rest = np.divmod(whole, AT_RISK_SHARE)
    up = (2 * rest > AT_RISK_SHARE) | ((2 * rest == AT_RISK_SHARE) & (quotient % 2 == 1))
    quarter: Microseconds = quotient + up
    return quarter


def _verdict(state: Codes, breached: Microseconds, at_risk_at: Microseconds, as_of: int) -> Codes:
    found = np.full(len(state), VERDICTS.index(Verdict.ON_TRACK), np.int32)
    found[at_risk_at <= as_of] = VERDICTS.index(Verdict.AT_RISK)
    found[state == STOPPED] = VERDICTS.index(Verdict.MET)
    found[state == CANCELLED] = VERDICTS.index(Verdict.CANCELLED)
    found[breached != NEVER] = VERDICTS.index(Verdict.BREACHED)
    return found


def _out_of_hours(runs: RunColumns, promises: Promises, is_running: Flags, as_of: int) -> Flags:
    closed = np.zeros(len(is_running), np.bool_)
    i = np.flatnonzero(is_running)
    calendar = promises.calendar.of(runs.held[i])
    closed[i] = ~promises.measures.is_open(calendar, np.full(len(i), as_of, np.int64))
    return closed


def _latest_safe_start(
    runs: RunColumns, promises: Promises, is_open: Flags, ends: Microseconds
) -> Microseconds:
    at = np.full(len(is_open), NEVER)
    i = np.flatnonzero(is_open)
    i = i[promises.effort.of(runs.held[i]) != NEVER]
    held = runs.held[i]
    at[i] = promises.measures.subtract(promises.calendar.of(held), ends[i], promises.effort.of(held))
    return at


def _next_instant(
    runs: RunColumns, promises: Promises, is_open: Flags, due_at: Microseconds, as_of: int
) -> Microseconds:
    at = np.full(len(is_open), NEVER)
    i = np.flatnonzero(is_open)
    due_next = np.where((runs.breached[i] == NEVER) & (due_at[i] > as_of), due_at[i], NEVER)
    at[i] = np.minimum(np.minimum(due_next, runs.wakes_at[i]), promises.covered_until.of(runs.held[i]))
    j = i[(due_at[i] != NEVER) & promises.has_steps.of(runs.held[i])]
    at[j] = np.minimum(at[j], next_step(promises, runs.take(j), due_at[j], as_of))
    return at
