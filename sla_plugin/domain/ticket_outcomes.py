"""What came of tickets, beside their clocks: what the requesters thought, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sla_plugin.domain.facts import Outcome
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.tickets import Ending, Ticket


@dataclass(frozen=True, slots=True)
class TicketOutcome:
    """`resolved_at`: for the first time. `came_back`: it was reopened after being resolved. `csat`: the
    latest score, given at `scored_at`."""

    ticket: TicketId
    opened_at: datetime
    resolved_at: datetime | None
    came_back: bool
    csat: int | None
    scored_at: datetime | None


def ticket_outcome(key: TicketId, ticket: Ticket) -> TicketOutcome | None:
    """None for a ticket whose opening nobody has told."""
    if not ticket.moments:
        return None
    resolved = [m.at for m in ticket.moments if m.ends and m.state.ending is Ending.RESOLVED]
    scores = [
        (moment.at, moment.fact.what.csat)
        for moment in ticket.moments
        if isinstance(moment.fact.what, Outcome) and moment.fact.what.csat is not None
    ]
    scored_at, csat = scores[-1] if scores else (None, None)
    return TicketOutcome(
        ticket=key,
        opened_at=ticket.moments[0].at,
        resolved_at=resolved[0] if resolved else None,
        came_back=any(m.reopens and m.before.ending is Ending.RESOLVED for m in ticket.moments),
        csat=csat,
        scored_at=scored_at,
    )


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """Each None where there was nothing to take it from. `csat_n` and `resolved` say from how many."""

    csat_mean: Fraction | None
    csat_n: int
    reopen_rate: Fraction | None
    resolved: int
    paused_before_due: Fraction | None


def outcome_figures(
    outcomes: Iterable[TicketOutcome], period: Period, paused_before_due: Fraction | None
) -> OutcomeFigures:
    """The scores given in the period; of the tickets first resolved in it, those that have come back since.

    `paused_before_due`: of the clocks that count in it (`last_stretches.paused_share`).
    """
    told = list(outcomes)
    scores = [
        one.csat
        for one in told
        if one.csat is not None and one.scored_at is not None and one.scored_at in period
    ]
    resolved = [one for one in told if one.resolved_at is not None and one.resolved_at in period]
    return OutcomeFigures(
        csat_mean=_mean(scores),
        csat_n=len(scores),
        reopen_rate=_mean([int(one.came_back) for one in resolved]),
        resolved=len(resolved),
        paused_before_due=paused_before_due,
    )


def _mean(numbers: Sequence[int]) -> Fraction | None:
    return Fraction(sum(numbers), len(numbers)) if numbers else None
