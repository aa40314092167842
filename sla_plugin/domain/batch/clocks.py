"""The clocks of very many tickets at once: what `clocks.evaluate` finds for each of them, over arrays.

Tickets are read side by side, each fact of all of them in one step. Written out over arrays are the built-in
metrics with targets that are durations; every rule of pauses, equality, end of business, amendment and
expected effort; exclusion windows; reopening, except under COUNT_CLOSED_TIME; changes of a ticket's fields
under KEEP_ELAPSED, except where a wall-clock pause may have given back time before; steps of working time on
clocks that have been under one promise from the start.

The scalar evaluator takes the other tickets, one by one, so that the answer is always its own: those for
which a contract, a suspension or an agreement begins or ends while they are open, whose contract, or a line
of it, is suspended throughout, that change the customer, lose a promise, have an exception, are assigned
while teams or suppliers promise support, are told of by several systems, or have a running clock with other
steps. It takes all of them where any promised metric is a tenant's own, or any target a FLOOR.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.clock_columns import SIDES, Arrays, ClockColumns, arrays_of
from sla_plugin.domain.batch.columns import Flags, Indices, Microseconds
from sla_plugin.domain.batch.eras import Eras
from sla_plugin.domain.batch.fact_columns import FactColumns
from sla_plugin.domain.batch.field_sets import FieldSets
from sla_plugin.domain.batch.figures import figures
from sla_plugin.domain.batch.lives import Lives
from sla_plugin.domain.batch.measures import Measures
from sla_plugin.domain.batch.promises import Promises
from sla_plugin.domain.batch.run_columns import RunColumns
from sla_plugin.domain.batch.tracks import Promised, Track, is_known
from sla_plugin.domain.batch.words import Words
from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.microseconds import to_us
from sla_plugin.errors import BadInput

BLOCK = 32_768
"""So many tickets at once, so that their arrays stay in the processor's cache."""

Progress = Callable[[int, int], None]
"""Tickets done, of how many."""


def evaluate_many(
    facts: FactColumns,
    commitments: Commitments,
    as_of: datetime,
    progress: Progress = lambda done, of: None,
) -> ClockColumns:
    """Every clock of every ticket as it was at `as_of`; as in `evaluate_ticket`, none of a ticket whose
    calendar has no room for what is promised."""
    batch = _Batch(facts, commitments.told_by(as_of), as_of)
    parts = []
    for start in range(0, len(facts), BLOCK):
        progress(start, len(facts))
        parts.append(batch.block(np.arange(start, min(start + BLOCK, len(facts)))))
    progress(len(facts), len(facts))
    return batch.joined(parts)


class _Batch:
    def __init__(self, facts: FactColumns, commitments: Commitments, as_of: datetime) -> None:
        self._facts, self._commitments, self._as_of = facts, commitments, as_of
        self._eras = Eras(commitments)
        self._fields = FieldSets(commitments, self._eras)
        self._words = Words(facts.whats, self._fields)
        self._promises = Promises(commitments, Measures(), as_of)
        self._metrics = tuple(commitments.metrics)
        self._promised = [
            Promised(metric, self._promises, self._fields) for metric in commitments.promised_metrics
        ]
        self._places = [self._metrics.index(metric) for metric in commitments.promised_metrics]
        self._known = facts.known_at(as_of)
        self._apart = self._apart_from_the_first()

    def block(self, tickets: Indices) -> Arrays:
        """Where a calendar has no room for something, each ticket of the block is looked at alone."""
        plain = tickets[~self._apart[tickets]]
        if not plain.size:
            return self._one_by_one(tickets)
        try:
            found, left = self._side_by_side(plain)
        except BadInput:
            found, left = self._one_by_one(plain[:0]), plain
        apart = np.sort(np.concatenate((tickets[self._apart[tickets]], left)))
        return _by_ticket([found, self._one_by_one(apart)]) if apart.size else found

    def joined(self, parts: Sequence[Arrays]) -> ClockColumns:
        arrays = _joined(parts or [self._one_by_one(np.zeros(0, np.intp))])
        return ClockColumns(self._metrics, tuple(self._promises.all), **arrays)

    def _apart_from_the_first(self) -> Flags:
        commitments, excepted = self._commitments, self._commitments.excepted_tickets
        apart = self._facts.apart.copy()
        metrics = commitments.promised_metrics
        if commitments.has_floors or not metrics or not all(is_known(m, commitments) for m in metrics):
            apart[:] = True
        if excepted and self._facts.tickets is not None:
            apart |= np.array([ticket in excepted for ticket in self._facts.tickets], np.bool_)
        return apart

    def _one_by_one(self, tickets: Indices) -> Arrays:
        number = self._promises.number
        found = [(ticket, clock) for ticket in tickets.tolist() for clock in self._alone(ticket)]
        clocks = [clock for _, clock in found]
        return arrays_of(clocks, [ticket for ticket, _ in found], self._metrics, number)

    def _alone(self, ticket: int) -> tuple[Clock, ...]:
        facts, which = self._facts.facts(ticket), self._facts.which(ticket)
        return evaluate_ticket(facts, self._commitments, self._as_of, which).clocks

    def _side_by_side(self, tickets: Indices) -> tuple[Arrays, Indices]:
        """And the tickets that turned out to be for the scalar evaluator."""
        known = self._known[tickets]
        # Those with the most facts first: whoever has an n-th fact is among the first ones.
        order = np.argsort(-known, kind="stable")[: np.count_nonzero(known)]
        tickets, known = tickets[order], known[order]
        lives = Lives(len(tickets), self._words, self._fields)
        tracks = [Track(promised, lives) for promised in self._promised]
        first = self._facts.bounds[tickets]
        for nth in range(int(known.max(initial=0))):
            facts = first[: np.searchsorted(-known, -nth)] + nth
            happened = self._facts.at[facts], self._facts.what[facts]
            moments = lives.take(*happened) if nth else lives.open(*happened)
            for track in tracks:
                track.take(moments)
        rows = [track.rows(to_us(self._as_of), self._customers_end(lives)) for track in tracks]
        apart = self._left_apart(lives, tracks)
        return self._figures(rows, tickets, ~apart), tickets[apart]

    def _customers_end(self, lives: Lives) -> Microseconds:
        ends: Microseconds = self._eras.ends(self._as_of)[self._fields.customer.of(lives.fields)]
        return ends

    def _left_apart(self, lives: Lives, tracks: Sequence[Track]) -> Flags:
        apart = lives.was_moved
        for track in tracks:
            apart |= track.runs.apart
        if any(not version.agreement.kind.promises_tickets for version in self._commitments.speaking):
            apart |= lives.was_held
        customer = self._fields.customer.of(lives.fields)
        until = np.where(lives.ending == 0, to_us(self._as_of), lives.ended_at)
        apart |= self._eras.of(customer, lives.opened_at) != self._eras.of(customer, until)
        apart |= self._eras.are_suspended(customer, lives.opened_at)
        return apart

    def _figures(self, rows: Sequence[RunColumns], tickets: Indices, is_ours: Flags) -> Arrays:
        """By ticket, metric and cycle."""
        runs, metric = (
            RunColumns.joined(rows),
            np.repeat(self._places, [len(of_one.ticket) for of_one in rows]),
        )
        ours = np.flatnonzero(is_ours[runs.ticket])
        ticket = tickets[runs.ticket[ours]]
        order = np.lexsort((runs.cycle[ours], metric[ours], ticket))
        shown = figures(runs.take(ours[order]), self._promises, to_us(self._as_of))
        side = np.full(len(order), SIDES.index(Side.SLA), np.int32)
        return {**shown, "ticket": ticket[order], "metric": metric[ours[order]], "side": side}


def _joined(parts: Sequence[Arrays]) -> Arrays:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _by_ticket(parts: Sequence[Arrays]) -> Arrays:
    joined = _joined(parts)
    order = np.argsort(joined["ticket"], kind="stable")
    return {name: array[order] for name, array in joined.items()}
