"""`sla explain`"""

from __future__ import annotations

from datetime import datetime

import click

from sla_plugin.cli.running import in_installation
from sla_plugin.cli.timelines import draw, wide_console
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.facts import in_order
from sla_plugin.domain.ids import TicketId
from sla_plugin.errors import Code, NotFound
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.calendars import calendar_names
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.tickets import tickets_by_keys


@click.command()
@click.argument("ticket")
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--at", "at_text", metavar="INSTANT", help="As it was, or will be: 2026-03-02T09:00:00Z.")
def explain(ticket: str, tenant: str | None, at_text: str | None) -> None:
    """Draw the life of TICKET (the desk's number) and say where its targets come from."""
    at: datetime | None = None if at_text is None else parse_instant(at_text, field="at")

    async def work(installation: Installation) -> None:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            rows = await tickets_by_keys(session, [ticket])
            if not rows:
                raise NotFound(
                    Code.NOT_FOUND, f"No desk has shown us a ticket {ticket!r}.", hint="Try `sla sync run`."
                )
            commitments = await load_commitments(session)
            names = await calendar_names(session)
            histories = await facts_of(session, [TicketId(row.id) for row in rows])
        as_of = at or installation.now()
        console = wide_console()
        for row in rows:
            history = in_order(histories[TicketId(row.id)])
            draw(
                console,
                row,
                history,
                evaluate_ticket(history, commitments, as_of, TicketId(row.id)),
                commitments,
                names,
                as_of,
            )

    in_installation(work)
