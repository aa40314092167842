"""Tickets and their most telling clock as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
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
    table = Table("Ticket", "What, whose, why", "Verdict", "Left", "Due", box=SIMPLE_HEAD)
    for row in sorted(rows, key=lambda row: keys.index(row.key)):
        evaluation = evaluate_ticket(histories[TicketId(row.id)], commitments, now, TicketId(row.id))
        customer = names[OrganisationId(row.customer_id)] if row.customer_id else "nobody we know"
        clock = most_urgent(evaluation.clocks)
        about = Text(f"{row.subject}\n")
        about.append(f"{customer}, {row.priority}, {_why(row, clock, evaluation)}", style="dim")
        table.add_row(row.key, about, *_figures(clock, evaluation))
    return table


def _figures(clock: Clock | None, evaluation: Evaluation) -> tuple[str | Text, ...]:
    if clock is None:
        return Text(evaluation.coverage.status, style="dim"), "", ""
    due = clock.due_at or clock.projected_due_at
    local = "" if due is None else f"{due.astimezone(ZoneInfo(clock.contract.zone)):%a %d %b %H:%M}"
    verdict = Text(clock.verdict, style=COLOURS.get(clock.verdict, ""))
    return verdict, spoken(clock.remaining), local


def _why(row: TicketRow, clock: Clock | None, evaluation: Evaluation) -> str:
    if clock is None:
        return evaluation.coverage.because or "no promise"
    metric = clock.metric.lower().replace("_", " ")
    if clock.out_of_hours:
        return f"{metric}, out of hours"
    if clock.state.is_open and clock.segments:
        return f"{metric}, {clock.segments[-1].reason.lower().replace('_', ' ')}"
    return f"{metric}, {row.desk_status}"
