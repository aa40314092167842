"""What very many tickets add to the books, from the columns of their clocks: `booking.booked`, over arrays.

Tickets whose fields change, whose clocks were handed over, or that a window which came too late may excuse
are booked one by one: what held for them at the instant at which they count is in their history.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.clock_columns import SIDES, VERDICTS, ClockColumns
from sla_plugin.domain.batch.columns import Flags
from sla_plugin.domain.batch.fact_columns import FactColumns
from sla_plugin.domain.booking import booked, late_windows
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.counted import RESULTS, ClockKey, Counted
from sla_plugin.domain.facts import FieldChanged, Opened
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.microseconds import to_instant


def booked_many(
    facts: FactColumns, clocks: ClockColumns, commitments: Commitments, as_of: datetime
) -> Iterator[Counted]:
    """`clocks`: of these facts at `as_of`. The facts know their tickets and what was told."""
    assert facts.tickets is not None
    assert facts.told is not None
    one_by_one = _one_by_one(facts, clocks)
    if late_windows(commitments, as_of):
        one_by_one[:] = True
    yield from _side_by_side(facts, clocks, commitments, ~one_by_one)
    for place in np.flatnonzero(one_by_one).tolist():
        key, history = facts.tickets[place], facts.told[place]
        evaluation = evaluate_ticket(history, commitments, as_of, key)
        yield from booked(key, history, evaluation, commitments, as_of)


def _one_by_one(facts: FactColumns, clocks: ClockColumns) -> Flags:
    changes = np.array([isinstance(what, FieldChanged) for what in facts.whats], np.bool_)
    so_many = np.concatenate(([0], np.cumsum(changes[facts.what])))
    found: Flags = facts.apart | (np.diff(so_many[facts.bounds]) > 0)
    found[clocks.ticket[clocks.handed_over]] = True
    return found


def _side_by_side(
    facts: FactColumns, clocks: ClockColumns, commitments: Commitments, plain: Flags
) -> Iterator[Counted]:
    counting = [VERDICTS.index(verdict) for verdict in RESULTS]
    rows = np.flatnonzero(np.isin(clocks.verdict, counting) & plain[clocks.ticket])
    tickets, at = clocks.ticket[rows], np.minimum(clocks.breached_at, clocks.stopped_at)[rows]
    openings, subjects = facts.what[facts.bounds[tickets]].tolist(), dict[int, Subject]()
    columns = zip(
        tickets.tolist(),
        at.tolist(),
        openings,
        *(
            of[rows].tolist()
            for of in (clocks.metric, clocks.cycle, clocks.side, clocks.commitment, clocks.verdict)
        ),
        strict=True,
    )
    for ticket, instant, opening, metric, cycle, side, commitment, verdict in columns:
        if opening not in subjects:
            subjects[opening] = _subject(facts, opening, commitments)
        held = clocks.commitments[commitment]
        result, excluded_for = RESULTS[VERDICTS[verdict]]
        yield Counted(
            clock=ClockKey(_key(facts, ticket), clocks.metrics[metric], cycle, SIDES[side]),
            at=to_instant(instant),
            subject=subjects[opening],
            contract=held.contract.id,
            agreement=held.winner.agreement.id,
            version=held.winner.id,
            result=result,
            excluded_for=excluded_for,
        )


def _subject(facts: FactColumns, opening: int, commitments: Commitments) -> Subject:
    what = facts.whats[opening]
    assert isinstance(what, Opened)
    return commitments.subject(dict(what.fields))


def _key(facts: FactColumns, ticket: int) -> TicketId:
    which = facts.which(ticket)
    assert which is not None
    return which
