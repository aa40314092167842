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
from sla_plugin.domain.ids import OrganisationId, TicketId
from sla_plugin.domain.levels import coverage, covering_contract
from sla_plugin.domain.parties import Party
from sla_plugin.domain.support_clocks import SupportCycles
from sla_plugin.domain.tickets import Ticket, fold
from sla_plugin.domain.verdicts import ClockState, Verdict
from sla_plugin.errors import BadInput, Code

__all__ = ["Clock", "ClockState", "Evaluation", "Verdict", "evaluate", "evaluate_ticket"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is known of one ticket at one instant. `next_instant`: when to evaluate it again, unless facts
    arrive before. It reaches farther than the clocks' own: a contract may begin, a clock become at risk, and
    a fact that a desk with a fast clock dated ahead of us come true."""

    ticket: Ticket
    clocks: tuple[Clock, ...]
    subject: Subject
    coverage: Coverage
    next_instant: datetime | None


def evaluate(
    history: Iterable[Fact], commitments: Commitments, as_of: datetime, which: TicketId | None = None
) -> tuple[Clock, ...]:
    """Every clock of one ticket as it was at `as_of`, by metric and cycle, what is promised to the customer
    before what supports it; facts after that instant are not known yet, nor are exclusion windows that were
    announced after it. The same for any order of arrival. `which` ticket it is matters to an agreement that
    was made for it alone."""
    return _clocks(fold(history, as_of), commitments.told_by(as_of), as_of, which)


def evaluate_ticket(
    history: Iterable[Fact], commitments: Commitments, as_of: datetime, which: TicketId | None = None
) -> Evaluation:
    """The clocks, and what the ticket itself is to us. Where a calendar has no room for what is promised
    there are no clocks, and coverage says so: one ticket of that kind must not take others down."""
    facts, commitments = list(history), commitments.told_by(as_of)
    ticket = fold(facts, as_of)
    subject = commitments.subject(ticket.state.fields, which)
    try:
        clocks = _clocks(ticket, commitments, as_of, which)
        found = _coverage(ticket, clocks, commitments, subject, as_of)
    except BadInput as error:
        if error.code is not Code.CALENDAR_EXHAUSTED:
            raise
        clocks, found = (), Coverage(CoverageStatus.UNMEASURABLE, because=error.message)
    instants = [
        *(clock.next_instant for clock in clocks),
        *(clock.at_risk_at for clock in clocks if clock.state is ClockState.RUNNING),
        *(fact.occurred_at for fact in facts),
        *(_promises_change(ticket, commitments, subject)),
    ]
    return Evaluation(
        ticket=ticket,
        clocks=clocks,
        subject=subject,
        coverage=found,
        next_instant=first_after((instant for instant in instants if instant is not None), as_of),
    )


def _clocks(
    ticket: Ticket, commitments: Commitments, as_of: datetime, which: TicketId | None
) -> tuple[Clock, ...]:
    if not ticket.moments:
        return ()
    tracks = list(_tracks(ticket, commitments, which))
    opened_at = ticket.moments[0].at
    concerned = edges(commitments, _customers(ticket, commitments), _supporters(ticket))
    ahead = [at for at in concerned if opened_at < at <= as_of]
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


def _tracks(ticket: Ticket, commitments: Commitments, which: TicketId | None) -> Iterator[Cycles]:
    """What supports a promise comes after it, and sees what has become of it."""
    promised = [Cycles(metric, commitments, which) for metric in commitments.promised_metrics]
    yield from promised
    for kind in sorted({party.kind for party in _supporters(ticket)}):
        for metric in commitments.supported_metrics:
            yield SupportCycles(metric, kind, commitments, which, promised)


def _supporters(ticket: Ticket) -> set[Party]:
    """Everybody to whom this ticket was ever assigned."""
    return {moment.state.assigned_to for moment in ticket.moments if moment.state.assigned_to is not None}


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
    promise also when it is no longer made to new tickets, or after the contract that lets it run off."""
    at = ticket.ended_at or as_of
    contract = covering_contract(commitments, subject, at)
    kept = next((clock for clock in clocks if _is_kept(clock, ticket)), None)
    if kept is not None:
        return Coverage(CoverageStatus.COVERED, since=kept.contract.monitored_from)
    has_clock = any(
        clock.state.is_open or (clock.state is ClockState.STOPPED and clock.commitment.is_monitored(at))
        for clock in clocks
    )
    if has_clock and isinstance(contract, Contract):
        return Coverage(CoverageStatus.COVERED, since=contract.monitored_from)
    return coverage(commitments, subject, at)


def _is_kept(clock: Clock, ticket: Ticket) -> bool:
    """A ticket that comes back after its clock has run off is not covered any more."""
    is_stopped = clock.state is ClockState.STOPPED and ticket.ended_at is not None
    return clock.runs_off_since is not None and (clock.state.is_open or is_stopped)


def _promises_change(ticket: Ticket, commitments: Commitments, subject: Subject) -> Iterator[datetime]:
    """An open ticket may get a clock by date, or lose its cover."""
    if ticket.ended_at is None and subject.customer is not None:
        held = ticket.state.assigned_to
        yield from edges(commitments, (subject.customer,), () if held is None else (held,))
