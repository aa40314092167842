"""`sla token`"""

from __future__ import annotations

from datetime import timedelta

import click

from sla_plugin.auth.scopes import Scope
from sla_plugin.cli.running import in_installation
from sla_plugin.domain.durations import parse_duration
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.tenants import find_tenant

READING = tuple(scope for scope in Scope if scope.value.endswith(":read"))


@click.group()
def token() -> None:
    """Tokens for machines."""


@token.command()
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--subject", default="cli", show_default=True, help="Who will use it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may; repeat it. Without any: everything that only reads.",
)
@click.option("--lifetime", default="P30D", show_default=True, help="How long it is valid.")
def create(tenant: str | None, subject: str, scopes: tuple[str, ...], lifetime: str) -> None:
    """Print a new token. It is shown once and not kept."""
    chosen = [Scope(scope) for scope in scopes] or list(READING)
    length: timedelta = parse_duration(lifetime)

    async def work(installation: Installation) -> str:
        found = await find_tenant(installation, tenant)
        return await create_token(installation, found.id, subject, chosen, length)

    click.echo(in_installation(work))
