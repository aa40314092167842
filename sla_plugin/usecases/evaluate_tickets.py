"""Evaluate tickets' clocks from their facts and keep the result, with the instant to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.booking import booked
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.clocks import save_clocks
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import save_counted
from sla_plugin.storage.escalations import record_escalations
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import Evaluated, save_evaluated
from sla_plugin.usecases.adjust_sealed_periods import adjust_sealed_periods


async def evaluate_tickets(session: Session, tickets: Sequence[TicketId], now: datetime) -> None:
    """A constant number of statements for any number of tickets; the same result however often it is run."""
    if not tickets:
        return
    commitments = await load_commitments(session)
    histories = await facts_of(session, tickets)
    evaluations = {ticket: evaluate_ticket(histories[ticket], commitments, now, ticket) for ticket in tickets}
    clocks = {ticket: e.clocks for ticket, e in evaluations.items()}
    await save_clocks(session, clocks, now)
    counted = [
        one
        for ticket, e in evaluations.items()
        for one in booked(ticket, histories[ticket], e, commitments, now)
    ]
    await save_counted(session, tickets, counted)
    await adjust_sealed_periods(session, tickets, now)
    await record_escalations(session, clocks, now)
    await save_evaluated(
        session,
        [Evaluated(ticket, e.subject, e.coverage, e.next_instant) for ticket, e in evaluations.items()],
        now,
    )
