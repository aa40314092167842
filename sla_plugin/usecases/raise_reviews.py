"""Raise the reviews that follow from a period that is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.attainment import attainments
from sla_plugin.domain.clock import Side
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.last_stretches import paused_share
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.periods import Period
from sla_plugin.domain.raised_reviews import PromiseResult, raised
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.domain.ticket_outcomes import OutcomeFigures, outcome_figures, ticket_outcome
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.reviews import add_triggers
from sla_plugin.storage.sealed_periods import shares_before
from sla_plugin.storage.session import Session

LOOKED_BACK = 12
"""Periods in which nothing counted are passed over, but not for ever."""

Promised = tuple[AgreementId, MetricName]


async def raise_reviews(
    session: Session, period: Period, counted: Sequence[Counted], by: str, now: datetime
) -> None:
    """`counted`: all that the period holds. What the requesters thought is looked up for the agreements that
    have a goal for it."""
    commitments = await load_commitments(session)
    ours = [one for one in counted if one.clock.side is Side.SLA]
    attained = attainments(ours, period, (Dimension.AGREEMENT, Dimension.METRIC))
    earlier = await shares_before(session, period.start, LOOKED_BACK)
    results, figures = [], dict[AgreementId, OutcomeFigures]()
    for which, promise in _promises(commitments, ours, period.last).items():
        agreement, metric = which
        if promise.outcome is not None and agreement not in figures:
            figures[agreement] = await _figures(session, commitments, ours, agreement, period, now)
        found = attained[Slice.of({Dimension.AGREEMENT: agreement, Dimension.METRIC: metric})]
        shares = [*earlier.get(which, ()), found.share]
        results.append(PromiseResult(promise, shares, figures.get(agreement)))
    await add_triggers(session, raised(results, now.date()), by, now)


def _promises(
    commitments: Commitments, counted: Sequence[Counted], at: datetime
) -> dict[Promised, Commitment]:
    """Of each agreement and metric that has a goal, whichever level states it: what the agreement promises at
    the end of the period to the first of its clocks."""
    found: dict[Promised, Commitment] = {}
    for one in counted:
        which = (one.agreement, one.clock.metric)
        if which not in found:
            promise = resolve(commitments, one.clock.metric, one.subject, at)
            if (
                isinstance(promise, Commitment)
                and promise.winner.agreement.id == one.agreement
                and promise.goal is not None
            ):
                found[which] = promise
    return found


async def _figures(
    session: Session,
    commitments: Commitments,
    counted: Sequence[Counted],
    agreement: AgreementId,
    period: Period,
    now: datetime,
) -> OutcomeFigures:
    """Of the tickets that the agreement's clocks are of."""
    keys = {one.clock for one in counted if one.agreement == agreement}
    tickets = sorted({key.ticket for key in keys})
    histories = await facts_of(session, tickets)
    evaluated = {ticket: evaluate_ticket(histories[ticket], commitments, now, ticket) for ticket in tickets}
    clocks = (
        clock
        for ticket, evaluation in evaluated.items()
        for clock in evaluation.clocks
        if ClockKey(ticket, clock.metric, clock.cycle, clock.side) in keys
    )
    outcomes = (ticket_outcome(ticket, evaluation.ticket) for ticket, evaluation in evaluated.items())
    told = (outcome for outcome in outcomes if outcome is not None)
    return outcome_figures(told, period, paused_share(clocks))
