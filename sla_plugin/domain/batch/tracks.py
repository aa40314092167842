"""The clocks of one metric along the lives of a block of tickets: what `cycles.Cycles` does with one."""

from __future__ import annotations

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Indices, Microseconds
from sla_plugin.domain.batch.field_sets import FieldSets
from sla_plugin.domain.batch.lives import RESOLVED, Lives, Moments
from sla_plugin.domain.batch.promises import REOPENINGS, Promises
from sla_plugin.domain.batch.resolutions import NOTHING, Resolutions
from sla_plugin.domain.batch.run_columns import LIVE, RunColumns
from sla_plugin.domain.batch.runs import CANCELLED, STOPPED, Runs
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.metrics import BUILT_IN, Metric, MetricName
from sla_plugin.domain.terms import Reopening

_CONTINUE, _COUNT_CLOSED_TIME, _RESTART, _NEW_CYCLE, _IGNORE = map(REOPENINGS.index, Reopening)


class Promised:
    """One metric, what answers it, and what is promised of it."""

    def __init__(self, metric: MetricName, promises: Promises, fields: FieldSets) -> None:
        self.metric, self.promises = metric, promises
        self.at_start = Resolutions(metric, promises, fields, pinned=False)
        self.later = Resolutions(metric, promises, fields, pinned=True)


def is_known(metric: MetricName, commitments: Commitments) -> bool:
    """Whether it is one of the metrics whose rules are written out here."""
    return metric in BUILT_IN and commitments.metrics[metric] is BUILT_IN[metric]


class Track:
    """`is_asked` and `current` as `Cycles` has them, for each ticket."""

    def __init__(self, promised: Promised, lives: Lives) -> None:
        size = len(lives.status)
        self._promised, self._lives = promised, lives
        self._is_exchange = BUILT_IN[promised.metric].is_exchange
        self.runs = Runs(size, promised.promises)
        self._is_asked = np.zeros(size, np.bool_)
        self._has_current = np.zeros(size, np.bool_)

    def take(self, moments: Moments) -> None:
        self._answer(self._asked(self._stopping(moments)), moments.at)
        starting = self._starting(moments)
        starting = starting[~self._is_asked[starting]]
        self._is_asked[starting] = True
        self._begin(starting, moments.at)
        self._end(moments)
        if not self._is_exchange:
            self._reopen(self._asked(moments.reopened), moments.at)
        self._follow(self._asked(moments.refiled), moments.at)
        moved = self._live(self._asked(moments.moved))
        self.runs.turn(moved, moments.at[moved], self._lives.status[moved])

    def _stopping(self, moments: Moments) -> Indices:
        match self._promised.metric:
            case Metric.FIRST_RESPONSE | Metric.NEXT_RESPONSE:
                return moments.replied
            case Metric.ASSIGNMENT:
                return moments.owned
            case _:
                return moments.replied[:0]

    def _starting(self, moments: Moments) -> Indices:
        if not self._is_exchange:
            return np.arange(len(moments.at)) if moments.is_opening else moments.told[:0]
        written, back = moments.told, moments.reopened
        return np.concatenate((written[moments.is_open[written]], back[self._lives.unanswered[back]]))

    def _asked(self, i: Indices) -> Indices:
        asked: Indices = i[self._is_asked[i]]
        return asked

    def _live(self, i: Indices) -> Indices:
        live: Indices = i[self._has_current[i] & (self.runs.now.final[i] == LIVE)]
        return live

    def _begin(self, i: Indices, at: Microseconds) -> None:
        """Where anything is promised."""
        i, held = self._promised_now(i, at)
        self._has_current[i] = True
        self.runs.begin(i, at[i], held, self._lives.status[i])

    def _promised_now(self, i: Indices, at: Microseconds) -> tuple[Indices, Codes]:
        held = self._promised.at_start.of(self._lives.fields[i], at[i])
        is_promised = held != NOTHING
        return i[is_promised], held[is_promised]

    def _answer(self, i: Indices, at: Microseconds) -> None:
        live = self._live(i)
        self.runs.finish(live, at[live], np.full(len(live), STOPPED))
        self._leave(i)

    def _leave(self, i: Indices) -> None:
        self._is_asked[i] = self._has_current[i] = False

    def _end(self, moments: Moments) -> None:
        live = self._live(self._asked(moments.ended))
        final = np.where(self._lives.ending[live] == RESOLVED, STOPPED, CANCELLED)
        self.runs.finish(live, moments.at[live], final)
        if self._is_exchange:
            self._leave(moments.ended)

    def _reopen(self, i: Indices, at: Microseconds) -> None:
        """What an ending stopped goes on, or not, by the rule of its agreement."""
        now, promises = self.runs.now, self._promised.promises
        is_stopped = self._has_current[i] & (now.final[i] != LIVE)
        self._follow(i[~is_stopped], at)
        i = i[is_stopped]
        held = now.held[i]
        rule = promises.reopening.of(held)
        rule[at[i] - now.stopped[i] > promises.reopen_window.of(held)] = _IGNORE
        self._leave(i[rule == _IGNORE])
        self._begin_anew(i[rule == _NEW_CYCLE], at)
        self._restart(i[rule == _RESTART], at)
        self.runs.apart[i[rule == _COUNT_CLOSED_TIME]] = True
        self._follow(i[(rule == _CONTINUE) | (rule == _COUNT_CLOSED_TIME)], at)

    def _begin_anew(self, i: Indices, at: Microseconds) -> None:
        self._has_current[i] = False
        self._begin(i, at)

    def _restart(self, i: Indices, at: Microseconds) -> None:
        self._has_current[i] = False
        i, held = self._promised_now(i, at)
        self._has_current[i] = True
        self.runs.restart(i, at[i], held, self._lives.status[i])

    def _follow(self, i: Indices, at: Microseconds) -> None:
        """A promise that is lost, and maybe regained, is left to the scalar evaluator."""
        if not i.size:
            return
        runs, promises = self.runs, self._promised.promises
        has_current = self._has_current[i]
        self._begin(i[~has_current], at)
        i = i[has_current]
        fields, held = self._lives.fields[i], runs.now.held[i]
        pinned, fresh = (of.of(fields, at[i]) for of in (self._promised.later, self._promised.at_start))
        found = np.where(promises.retargets.of(held), fresh, pinned)
        is_lost = found == NOTHING
        runs.apart[i[is_lost]] = True
        i, held, found = i[~is_lost], held[~is_lost], found[~is_lost]
        back = i[runs.now.final[i] != LIVE]
        runs.reopen(back, at[back], self._lives.status[back])
        differs = promises.like.of(held) != promises.like.of(found)
        other = i[differs]
        runs.adopt(other, at[other], found[differs], self._lives.status[other])

    def rows(self, as_of: int, customers_end: Microseconds) -> RunColumns:
        """Every run so far. `customers_end`: when the present era of each ticket's customer does."""
        runs, promises = self.runs, self._promised.promises
        runs.look(as_of)
        live = np.flatnonzero((runs.now.cycle > 0) & (runs.now.final == LIVE))
        reached = live[promises.retargets.of(runs.now.held[live])]
        runs.now.wakes_at[reached] = customers_end[reached]
        stepping = live[promises.has_steps.of(runs.now.held[live]) & ~runs.now.paused[live]]
        held = runs.now.held[stepping]
        # Their steps may have been taken under other figures than those of now, and are taken once.
        is_odd = promises.has_odd_steps.of(held) | promises.gives_back_wall_time.of(held)
        runs.apart[stepping[is_odd | runs.now.changed[stepping]]] = True
        return RunColumns.joined([*runs.done, runs.now.take(np.flatnonzero(runs.now.cycle))])
