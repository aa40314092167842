"""`sla tenant`"""

from __future__ import annotations

import click

from sla_plugin.cli.running import in_installation
from sla_plugin.runtime.tenants import create_tenant, list_tenants


@click.group()
def tenant() -> None:
    """Who runs a service desk here."""


@tenant.command()
@click.argument("key")
@click.argument("name")
def create(key: str, name: str) -> None:
    """Add a tenant: KEY for the command line, NAME for people."""
    made = in_installation(lambda installation: create_tenant(installation, key, name))
    click.echo(f"{made.key}  {made.id}  {made.name}")


@tenant.command("list")
def list_() -> None:
    """All tenants of this installation."""
    for found in in_installation(list_tenants):
        click.echo(f"{found.key}  {found.id}  {found.name}")
