"""Clocks are a function of what the desk told and of what was promised; dropped, they come back the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.cycles import Cycles
from sla_plugin.domain.edges import edges, first_after
from sla_plugin.domain.facts import Fact, TicketField
from sla_plugin.domain.figures import figures
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.levels import coverage, covering_contract
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.tickets import Ticket, fold
from sla_plugin.domain.verdicts import ClockState, Verdict

__all__ = ["Clock", "ClockState", "Evaluation", "Verdict", "evaluate", "evaluate_ticket"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is known of one ticket at one instant. `next_instant`: when to evaluate it again, unless facts
    arrive before. It reaches farther than the clocks' own: a contract may begin, a clock become at risk, and
    a fact that a desk with a fast clock dated ahead of us come true."""

    clocks: tuple[Clock, ...]
    subject: Subject
    coverage: Coverage
    next_instant: datetime | None


def evaluate(history: Iterable[Fact], commitments: Commitments, as_of: datetime) -> tuple[Clock, ...]:
    """Every clock of one ticket as it was at `as_of`, by metric and cycle; facts after that instant are not
    known yet. The same for any order of arrival."""
    return _clocks(fold(history, as_of), commitments, as_of)


def evaluate_ticket(history: Iterable[Fact], commitments: Commitments, as_of: datetime) -> Evaluation:
    """The clocks, and what the ticket itself is to us."""
    facts = list(history)
    ticket = fold(facts, as_of)
    clocks = _clocks(ticket, commitments, as_of)
    subject = commitments.subject(ticket.state.fields)
    instants = [
        *(clock.next_instant for clock in clocks),
        *(clock.at_risk_at for clock in clocks if clock.state is ClockState.RUNNING),
        *(fact.occurred_at for fact in facts),
        *(_promises_change(ticket, commitments, subject)),
    ]
    return Evaluation(
        clocks=clocks,
        subject=subject,
        coverage=_coverage(ticket, clocks, commitments, subject, as_of),
        next_instant=first_after((instant for instant in instants if instant is not None), as_of),
    )


def _clocks(ticket: Ticket, commitments: Commitments, as_of: datetime) -> tuple[Clock, ...]:
    tracks = [Cycles(metric, commitments) for metric in Metric]
    if not ticket.moments:
        return ()
    opened_at = ticket.moments[0].at
    ahead = [at for at in edges(commitments, _customers(ticket, commitments)) if opened_at < at <= as_of]
    for moment in ticket.moments:
        while ahead and ahead[0] <= moment.at:
            edge = ahead.pop(0)
            for track in tracks:
                track.pass_edge(edge, moment.before)
        for track in tracks:
            track.take(moment)
    for edge in ahead:
        for track in tracks:
            track.pass_edge(edge, ticket.state)
    return tuple(figures(run, as_of, derived=ticket.derived) for track in tracks for run in track.runs)


def _customers(ticket: Ticket, commitments: Commitments) -> set[OrganisationId]:
    """Everybody this ticket was ever filed under."""
    keys = {moment.state.fields.get(TicketField.CUSTOMER, "") for moment in ticket.moments}
    known = commitments.directory.customers
    return {known[key] for key in keys if key in known}


def _coverage(
    ticket: Ticket,
    clocks: tuple[Clock, ...],
    commitments: Commitments,
    subject: Subject,
    as_of: datetime,
) -> Coverage:
    """Of an ended ticket, when it ended: a contract that ends later does not uncover it. A clock keeps its
    promise also when it is no longer made to new tickets."""
    at = ticket.ended_at or as_of
    contract = covering_contract(commitments, subject, at)
    has_clock = any(clock.state.is_open or clock.state is ClockState.STOPPED for clock in clocks)
    if has_clock and isinstance(contract, Contract):
        return Coverage(CoverageStatus.COVERED, since=contract.monitored_from)
    return coverage(commitments, subject, at)


def _promises_change(ticket: Ticket, commitments: Commitments, subject: Subject) -> Iterator[datetime]:
    """An open ticket may get a clock by date, or lose its cover."""
    if ticket.ended_at is None and subject.customer is not None:
        yield from edges(commitments, (subject.customer,))
