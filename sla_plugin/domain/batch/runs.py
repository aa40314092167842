"""The runs of one metric, one for each ticket of a block, while their histories are read side by side: what
`runs.Run` does with one.

What the scalar evaluator divides into stretches at every change of the ticket is one run of arithmetic here,
as long as the clock goes on under the same promise: its sums and its due instant are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sla_plugin.domain.batch.columns import NEVER, Codes, Flags, Indices, Microseconds
from sla_plugin.domain.batch.promises import ON_CHANGES, Promises
from sla_plugin.domain.batch.run_columns import LIVE, STATES, RunColumns
from sla_plugin.domain.terms import OnChange
from sla_plugin.domain.verdicts import ClockState

STOPPED, CANCELLED = STATES.index(ClockState.STOPPED), STATES.index(ClockState.CANCELLED)
_KEEP_ELAPSED = ON_CHANGES.index(OnChange.KEEP_ELAPSED)


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """That these tickets' clocks ran from `since` to `until`."""

    which: Indices
    held: Codes
    since: Microseconds
    until: Microseconds
    worked: Microseconds


class Runs:
    """`apart`: tickets to which something happened that only the scalar evaluator knows how to measure; what
    is here of them is not to be used. `done`: runs that another cycle has followed."""

    def __init__(self, size: int, promises: Promises) -> None:
        self.promises = promises
        self.now = RunColumns.blank(size)
        self.done: list[RunColumns] = []
        self.apart = np.zeros(size, np.bool_)
        self._log: list[Worked] = []

    def begin(self, i: Indices, at: Microseconds, held: Codes, status: Codes) -> None:
        followed = i[self.now.cycle[i] > 0]
        if followed.size:
            self.done.append(self.now.take(followed))
        self.now.cycle[i] += 1
        self.restart(i, at, held, status)
        self.now.changed[i] = False

    def restart(self, i: Indices, at: Microseconds, held: Codes, status: Codes) -> None:
        """The same cycle from nothing."""
        now = self.now
        self.apart[i] |= ~self.promises.suits.of(held)
        now.held[i], now.started[i] = held, at
        now.breached[i] = now.stopped[i] = now.wakes_at[i] = NEVER
        now.final[i], now.changed[i] = LIVE, True
        self._count_anew(i, held)
        self._go_on(i, at, status)

    def turn(self, i: Indices, at: Microseconds, status: Codes) -> None:
        """The status or the holder of these tickets is another one."""
        now = self.now
        waits = self._waits(now.held[i], status)
        ends = waits | now.paused[i]
        self._close(i[ends], at[ends], self.promises.late_at_due.of(now.held[i[ends]]))
        now.since[i[ends]] = at[ends]
        now.mark[i], now.paused[i] = at, waits

    def adopt(self, i: Indices, at: Microseconds, held: Codes, status: Codes) -> None:
        """Other commitments hold from here on. What was given back for waiting, or is to be counted by
        another rule than that everything counts, is not worked out here."""
        now, old = self.now, self.now.held[i]
        self._close(i, at, np.zeros(len(i), np.bool_))
        self.apart[i] |= (
            ~self.promises.suits.of(held)
            | self.promises.gives_back_wall_time.of(old)
            | (self.promises.on_change.of(held) != _KEEP_ELAPSED)
        )
        now.held[i] = held
        at_once = at == now.started[i]
        self._count_anew(i[at_once], held[at_once])
        self._recount(i[~at_once], held[~at_once])
        now.changed[i[~at_once]] = True
        self._go_on(i, at, status)

    def finish(self, i: Indices, at: Microseconds, final: Codes) -> None:
        now = self.now
        self._close(i, at, self.promises.late_at_due.of(now.held[i]))
        now.final[i], now.stopped[i], now.mark[i] = final, at, at

    def reopen(self, i: Indices, at: Microseconds, status: Codes) -> None:
        """The time since they ended was a pause."""
        now = self.now
        self._wait(i, at)
        now.final[i], now.stopped[i], now.changed[i] = LIVE, NEVER, True
        self._go_on(i, at, status)

    def look(self, as_of: int) -> None:
        """Bring the live ones up to now."""
        now = self.now
        i = np.flatnonzero((now.cycle > 0) & (now.final == LIVE))
        at = np.full(len(i), as_of, np.int64)
        running = i[~now.paused[i]]
        before = self._between(running, now.since[running], now.mark[running])
        now.whole[i] = now.target[i] + now.allowance[i]
        now.ahead[i] = now.whole[i] - now.counted[i]
        now.ahead[running] -= before
        self._close(i, at, np.ones(len(i), np.bool_))

    def _waits(self, held: Codes, status: Codes) -> Flags:
        waits: Flags = (self.promises.waits_in.of(held) >> status) & 1 == 1
        return waits

    def _go_on(self, i: Indices, at: Microseconds, status: Codes) -> None:
        now = self.now
        now.since[i] = now.mark[i] = at
        now.paused[i] = self._waits(now.held[i], status)

    def _close(self, i: Indices, at: Microseconds, late_at_due: Flags) -> None:
        waited = self.now.paused[i]
        if waited.any():
            self._wait(i[waited], at[waited])
            i, at, late_at_due = i[~waited], at[~waited], late_at_due[~waited]
        self._work(i, at, late_at_due)

    def _wait(self, i: Indices, at: Microseconds) -> None:
        """A wall-clock pause gives back its length, and its open time counts, unless nothing was left."""
        now = self.now
        gives = self.promises.gives_back_wall_time.of(now.held[i]) & (now.used_up[i] == NEVER)
        if gives.any():
            j, until = i[gives], at[gives]
            now.counted[j] += self._between(j, now.mark[j], until)
            now.allowance[j] += until - now.mark[j]
        now.since[i], now.worked[i] = at, 0

    def _work(self, i: Indices, at: Microseconds, late_at_due: Flags) -> None:
        """What is not used up before the end is due after it, so only the others are looked at closely."""
        now, since = self.now, self.now.since[i]
        worked = self._between(i, since, at)
        self._log.append(Worked(i, now.held[i], since, at, worked))
        counted = now.counted[i]
        ahead = now.target[i] + now.allowance[i] - counted
        now.counted[i], now.worked[i] = counted + worked, worked
        now.elapsed[i] += worked
        spent = np.flatnonzero(worked >= ahead)
        if spent.size:
            self._check(i[spent], since[spent], at[spent], ahead[spent], late_at_due[spent])

    def _check(
        self, i: Indices, since: Microseconds, at: Microseconds, ahead: Microseconds, late_at_due: Flags
    ) -> None:
        now = self.now
        falls_due = due(self.promises, now.held[i], since, ahead, now.used_up[i])
        passed = falls_due < at
        late = (now.breached[i] == NEVER) & (passed | (late_at_due & (falls_due == at)))
        now.breached[i[late]] = np.maximum(falls_due, since)[late]
        now.used_up[i[passed]] = falls_due[passed]

    def _between(self, i: Indices, a: Microseconds, b: Microseconds) -> Microseconds:
        return self.promises.measures.between(self.promises.calendar.of(self.now.held[i]), a, b)

    def _count_anew(self, i: Indices, held: Codes) -> None:
        now = self.now
        now.target[i] = self.promises.target.of(held)
        now.counted[i] = now.elapsed[i] = now.allowance[i] = 0
        now.used_up[i], now.log_from[i] = NEVER, len(self._log)

    def _recount(self, i: Indices, held: Codes) -> None:
        """What has been worked counts for the new target, too, which may have been used up before it came."""
        now = self.now
        now.target[i], now.used_up[i] = self.promises.target.of(held), NEVER
        spent = i[now.counted[i] >= now.target[i]]
        if not spent.size:
            return
        ahead = np.zeros(len(now.ticket), np.int64)
        ahead[spent] = now.target[spent]
        concerned = np.zeros(len(now.ticket), np.bool_)
        concerned[spent] = True
        for number, past in enumerate(self._log):
            its = concerned[past.which] & (now.log_from[past.which] <= number)
            j, worked = past.which[its], past.worked[its]
            over = np.flatnonzero((worked >= ahead[j]) & (now.used_up[j] == NEVER))
            k, since, until = j[over], past.since[its][over], past.until[its][over]
            fell_due = due(self.promises, past.held[its][over], since, ahead[k], now.used_up[k])
            passed = fell_due < until
            now.used_up[k[passed]] = fell_due[passed]
            ahead[j] -= worked


def due(
    promises: Promises, held: Codes, since: Microseconds, ahead: Microseconds, used_up: Microseconds
) -> Microseconds:
    """When so much will have been used up, if it is not yet."""
    found, left = used_up.copy(), np.flatnonzero(used_up == NEVER)
    held = held[left]
    found[left] = promises.measures.add(
        promises.calendar.of(held), since[left], ahead[left], promises.due_at_opening.of(held)
    )
    return found
