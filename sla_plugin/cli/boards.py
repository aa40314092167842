"""Tickets and their most telling clock as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from sla_plugin.cli.timelines import COLOURS
from sla_plugin.domain.clocks import Clock, Evaluation, evaluate_ticket
from sla_plugin.domain.ids import OrganisationId, TenantId, TicketId
from sla_plugin.domain.spoken import spoken
from sla_plugin.domain.status_line import most_urgent
from sla_plugin.runtime.installation import Installation
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.organisations import organisation_names
from sla_plugin.storage.tickets import TicketRow, tickets_by_keys


async def board(installation: Installation, tenant: TenantId, keys: Sequence[str]) -> Table:
    """In the order of the keys."""
    async with installation.database.session(tenant) as session:
        rows = await tickets_by_keys(session, keys)
        commitments = await load_commitments(session)
        names = await organisation_names(session)
        histories = await facts_of(session, [TicketId(row.id) for row in rows])
    now = installation.now()
    table = Table("Ticket", "Customer", "P", "Subject", "Clock", "Verdict", "Left", "Due", "Because")
    for row in sorted(rows, key=lambda row: keys.index(row.key)):
        evaluation = evaluate_ticket(histories[TicketId(row.id)], commitments, now)
        customer = names.get(OrganisationId(row.customer_id), "") if row.customer_id else ""
        table.add_row(row.key, customer, row.priority or "", row.subject, *_clock(row, evaluation))
    return table


def _clock(row: TicketRow, evaluation: Evaluation) -> tuple[str | Text, ...]:
    clock = most_urgent(evaluation.clocks)
    if clock is None:
        found = evaluation.coverage
        return ("none", Text(found.status, style="dim"), "", "", found.because or "")
    due = clock.due_at or clock.projected_due_at
    local = "" if due is None else f"{due.astimezone(ZoneInfo(clock.contract.zone)):%a %d %b %H:%M}"
    return (
        clock.metric.lower().replace("_", " "),
        Text(clock.verdict, style=COLOURS.get(clock.verdict, "")),
        spoken(clock.remaining),
        local,
        _because(row, clock),
    )


def _because(row: TicketRow, clock: Clock) -> str:
    if clock.out_of_hours:
        return "out of hours"
    if clock.state.is_open and clock.segments:
        return str(clock.segments[-1].reason).lower().replace("_", " ")
    return row.desk_status
