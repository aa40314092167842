"""When the next escalation step of running clocks comes: `steps.instant_of`, over arrays.

Only for clocks that have been under one promise from the start, and steps whose instants are of working time:
there a step has been taken exactly if its instant has come.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sla_plugin.domain.batch.columns import NEVER, Indices, Microseconds, length
from sla_plugin.domain.batch.promises import Promises
from sla_plugin.domain.batch.run_columns import RunColumns
from sla_plugin.domain.escalations import AtPercent, EscalationStep, FromDue


def next_step(promises: Promises, runs: RunColumns, due: Microseconds, as_of: int) -> Microseconds:
    """The first instant after `as_of`, or NEVER. `due`: when each of them will be due, or was."""
    found = np.full(len(due), NEVER)
    for held in np.unique(runs.held):
        which = np.flatnonzero(runs.held == held)
        for step in promises.steps[held]:
            at = _instants(promises, runs, which, step, due[which], as_of)
            found[which] = np.minimum(found[which], np.where(at > as_of, at, NEVER))
    return found


def _instants(
    promises: Promises,
    runs: RunColumns,
    which: Indices,
    step: EscalationStep,
    due: Microseconds,
    as_of: int,
) -> Microseconds:
    calendar = promises.calendar.of(runs.held[which])
    left = runs.target[which] + runs.allowance[which] - runs.counted[which]
    now, at_closing = np.full(len(which), as_of, np.int64), np.zeros(len(which), np.bool_)
    match step.at:
        case AtPercent(percent) if percent != 100:
            ahead = _beyond(runs.target[which] + runs.allowance[which], Fraction(percent) / 100 - 1) + left
            return promises.measures.add(calendar, now, np.maximum(ahead, 0), at_closing)
        case FromDue(offset) if length(offset) < 0:
            before = np.full(len(which), -length(offset), np.int64)
            at = promises.measures.subtract(calendar, due, before)
            return np.where(left >= before, at, now)
        case FromDue(offset):
            after = np.full(len(which), length(offset), np.int64)
            return promises.measures.add(calendar, due, after, at_closing)
        case _:
            return due


def _beyond(promised: Microseconds, share: Fraction) -> Microseconds:
    """So much more, or less, of it; to the whole microsecond below."""
    if promised.size and int(promised.max()) > np.iinfo(np.int64).max // max(1, abs(share.numerator)):
        return np.array([int(one) * share.numerator // share.denominator for one in promised], np.int64)
    beyond: Microseconds = promised * share.numerator // share.denominator
    return beyond
