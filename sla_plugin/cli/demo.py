"""`sla demo`"""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click
import orjson

from sla_plugin import published
from sla_plugin.api.http import ExampleTab
from sla_plugin.auth.scopes import Scope
from sla_plugin.cli.boards import board
from sla_plugin.cli.running import in_installation, load_settings
from sla_plugin.cli.serving import listen, serve
from sla_plugin.cli.timelines import wide_console
from sla_plugin.demo.contracting import seed_contracts
from sla_plugin.demo.seed import Seeded, seed
from sla_plugin.demo.world import LUMIERE
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.periods import Month
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
        seeded = await seed(installation.database, provider.id, other.id, now)
        await seed_contracts(
            installation.database, provider.id, installation.documents, installation.seal_key.seal, now
        )
        console.print(f"{seeded.tickets} tickets, {seeded.facts} facts in {time.monotonic() - began:.1f} s.")
        token = await create_token(
            installation, provider.id, "demo", list(Scope), timedelta(days=1), roles=PROVIDER_SIDE
        )
        console.print(await board(installation, provider.id, seeded.featured))

        async def announce(url: str) -> None:
            click.echo(_invitation(url, settings.data, token, seeded, at))

        await serve(installation, listener, announce, tabs=_tabs(seeded), demo_token=token)

    in_installation(work, settings, clock, emptied=True)


def _variables(name: str, featured: Sequence[str]) -> dict[str, object]:
    match name:
        case "TicketClocks":
            return {"system": "desk-demo", "key": featured[0]}
        case "Tickets":
            return {"first": len(featured), "filter": {"key": {"in": list(featured)}}}
        case _:
            return {"first": 8}


def _tabs(seeded: Seeded) -> list[ExampleTab]:
    documents = published.operations()
    return [ExampleTab(documents[name], _variables(name, seeded.featured)) for name in TABS]


def _this_program() -> str:
    """As a shell finds it: a module that was started by its name is no program of its own."""
    if Path(sys.argv[0]).name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m sla_plugin"
    return shlex.quote(sys.argv[0])


def _invitation(url: str, data: Path, token: str, seeded: Seeded, at: datetime | None) -> str:
    body = {
        "query": " ".join(published.operations()["Tickets"].split()),
        "variables": _variables("Tickets", seeded.featured),
    }
    curl = [
        "curl", "-s", f"{url}/graphql",
        "-H", f"Authorization: Bearer {token}",
        "-H", "Content-Type: application/json",
        "-d", orjson.dumps(body).decode(),
    ]  # fmt: skip
    here = f"SLA_DATA={shlex.quote(str(data))} {_this_program()}"
    when = "" if at is None else f" --at {at:%Y-%m-%dT%H:%M:%SZ}"
    month = "" if at is None else f" --month {Month.of(at, 'UTC').after(-1)}"
    return f"""
Explain one of them:  {here} explain {seeded.featured[6]} --tenant lanna{when}
Report on a month:    {here} report {LUMIERE.code} --tenant lanna{month}
GraphiQL:             {url}/graphiql
GraphQL:              {url}/graphql

{shlex.join(curl)}

Ctrl-C ends it."""
