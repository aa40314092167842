"""The monthly service report of one customer, from what is stored and evaluated anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sla_plugin.domain.agreed_availability import service_availability
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.domain.customer_promises import customer_promises
from sla_plugin.domain.exclusions import Exclusion
from sla_plugin.domain.ids import OrganisationId, TicketId
from sla_plugin.domain.improvements import ImprovementAction
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.loads import TicketClock
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.outages import OutageFact
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.service_reports import (
    ReportSource,
    ServiceAvailability,
    ServiceReport,
    service_report,
)
from sla_plugin.domain.slices import Dimension
from sla_plugin.domain.ticket_outcomes import TicketOutcome, ticket_outcome
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import counted_in
from sla_plugin.storage.credits import credits_of
from sla_plugin.storage.exclusions import decided_in
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.improvements import all_actions
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.outages import outage_facts
from sla_plugin.storage.report_tickets import tickets_concerned
from sla_plugin.storage.session import Session

NEVER = CalendarHistory(((None, Calendar("UTC", {})),))


async def make_service_report(
    session: Session, customer: OrganisationId, month: str, months: int, now: datetime
) -> ServiceReport:
    """`month`: `2026-10`, in the zone of the customer's contract; `months`: of the trend. NotFound,
    BadInput `month.malformed`. A constant number of statements."""
    await session.get(OrganisationRow, id=customer)
    commitments = await load_commitments(session)
    which = Month.parse(month, _zone(commitments, customer), field="month")
    trend = Period(which.after(1 - months).period.start, which.period.end)
    family = _family(commitments, customer)
    tickets = await tickets_concerned(session, family, trend, which.period)
    histories = await facts_of(session, tickets)
    evaluated = {ticket: evaluate_ticket(histories[ticket], commitments, now, ticket) for ticket in tickets}
    counted = await counted_in(session, trend, customers=family)
    promises = customer_promises(commitments, customer, min(which.period.last, now))
    contracts = [one for one in commitments.contracts if not set(family).isdisjoint(one.covered)]
    # What is given back goes to the first customer of a contract, whoever else it covers.
    own = [one.id for one in contracts if one.customer in family]
    told = await outage_facts(session)
    source = ReportSource(
        customer=customer,
        books=counted,
        clocks=list(_clocks(evaluated, which.period, now)),
        outcomes=list(_outcomes(evaluated)),
        contracts=contracts,
        staffed=_staffed(commitments, promises),
        exclusions=_of(await decided_in(session, trend), counted),
        availability=list(_availability(commitments, told, customer, counted, which.period, now)),
        credits=[row.value() for row in await credits_of(session, own)],
        improvements=[a for _, a in await all_actions(session) if _is_of(a, customer)],
        goals={metric: held.goal for metric, held in promises.items() if held.goal is not None},
        outcome_goals=next((held.outcome for held in promises.values() if held.outcome), None),
    )
    return service_report(source, which, months=months, as_of=now)


def _zone(commitments: Commitments, customer: OrganisationId) -> str:
    contracts = commitments.contracts_of(customer)
    return contracts[0].zone if contracts else "UTC"


def _family(commitments: Commitments, customer: OrganisationId) -> list[OrganisationId]:
    """The customer and the accounts below it."""
    tree = commitments.customers
    return [customer, *(one for one in tree.parents if one != customer and customer in tree.lineage(one))]


def _clocks(evaluated: Mapping[TicketId, Evaluation], period: Period, now: datetime) -> Iterator[TicketClock]:
    for ticket, evaluation in evaluated.items():
        for clock in evaluation.clocks:
            if clock.started_at < period.end and (clock.stopped_at or now) >= period.start:
                key = ClockKey(ticket, clock.metric, clock.cycle, clock.side)
                yield TicketClock(key, evaluation.subject, clock)


def _outcomes(evaluated: Mapping[TicketId, Evaluation]) -> Iterator[TicketOutcome]:
    for ticket, evaluation in evaluated.items():
        outcome = ticket_outcome(ticket, evaluation.ticket)
        if outcome is not None:
            yield outcome


def _staffed(commitments: Commitments, promises: Mapping[str, Commitment]) -> CalendarHistory:
    """The hours in which solutions are promised: when somebody must be there."""
    promise = promises.get(Metric.RESOLUTION) or next(iter(promises.values()), None)
    return NEVER if promise is None else commitments.measuring(promise.calendar)


def _of(exclusions: Sequence[Exclusion], counted: Sequence[Counted]) -> list[Exclusion]:
    clocks = {one.clock for one in counted}
    return [exclusion for exclusion in exclusions if exclusion.clock in clocks]


def _availability(
    commitments: Commitments,
    told: Sequence[OutageFact],
    customer: OrganisationId,
    counted: Sequence[Counted],
    period: Period,
    now: datetime,
) -> Iterator[ServiceAvailability]:
    """Of the services that the customer's tickets were about, where anybody tells of outages at all."""
    services = {one.subject.service for one in counted if one.subject.service is not None}
    for service in sorted(services) if told else ():
        found = service_availability(
            commitments, told, Subject(customer=customer, service=service), period, now
        )
        if found is not None:
            yield found


def _is_of(action: ImprovementAction, customer: OrganisationId) -> bool:
    return dict(action.slice.where).get(Dimension.CUSTOMER) == customer
