"""`sla demo`"""

from __future__ import annotations

import time
from datetime import timedelta

import click

from sla_plugin import published
from sla_plugin.api.http import ExampleTab
from sla_plugin.auth.scopes import Scope
from sla_plugin.cli.boards import board
from sla_plugin.cli.invitation import invitation, variables
from sla_plugin.cli.running import in_installation, load_settings
from sla_plugin.cli.serving import listen, serve
from sla_plugin.cli.timelines import wide_console
from sla_plugin.demo.contracting import seed_contracts
from sla_plugin.demo.seed import Seeded, seed
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.roles import PROVIDER_SIDE
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.tenants import create_tenant
from sla_plugin.runtime.time_source import frozen_at, system_time

TABS = ("TicketClocks", "Board", "Tickets", "Agreements", "Organisations")


@click.command()
@click.option("--at", "at_text", metavar="INSTANT", help="Let it be this instant, and stand still.")
def demo(at_text: str | None) -> None:
    """Show it all with a made-up provider, customers and tickets.

    It has a database of its own, made anew at each start, and touches no other.
    """
    settings = load_settings().for_demo()
    listener = listen(settings.host, settings.port)
    at = None if at_text is None else parse_instant(at_text, field="at")
    clock = system_time if at is None else frozen_at(at)

    async def work(installation: Installation) -> None:
        console, began = wide_console(), time.monotonic()
        provider = await create_tenant(installation, "lanna", "Lanna IT Service (ล้านนา ไอที เซอร์วิส)")
        other = await create_tenant(installation, "rheinwerk", "Rheinwerk IT-Service GmbH")
        now = installation.now()
        seal = installation.seal_key.seal
        seeded = await seed(installation.database, provider.id, other.id, seal, now)
        await seed_contracts(installation.database, provider.id, installation.documents, seal, now)
        console.print(f"{seeded.tickets} tickets, {seeded.facts} facts in {time.monotonic() - began:.1f} s.")
        token = await create_token(
            installation, provider.id, "demo", list(Scope), timedelta(days=1), roles=PROVIDER_SIDE
        )
        console.print(await board(installation, provider.id, seeded.featured))

        async def announce(url: str) -> None:
            click.echo(invitation(url, settings, token, seeded, at))

        await serve(installation, listener, announce, tabs=_tabs(seeded), demo_token=token)

    in_installation(work, settings, clock, emptied=True)


def _tabs(seeded: Seeded) -> list[ExampleTab]:
    documents = published.operations()
    return [ExampleTab(documents[name], variables(name, seeded.featured)) for name in TABS]
