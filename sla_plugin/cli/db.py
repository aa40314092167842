"""`sla db`"""

from __future__ import annotations

import asyncio

import click

from sla_plugin.cli.running import load_settings
from sla_plugin.runtime.databases import database_access, status_of
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import stop as stop_bundled
from sla_plugin.storage.migrate import SchemaStatus
from sla_plugin.storage.migrate import migrate as migrate_schema


@click.group()
def db() -> None:
    """The database: roles, migrate, status, stop."""


@db.command()
def migrate() -> None:
    """Bring the schema to this release."""

    async def run() -> SchemaStatus:
        async with database_access(load_settings()) as access:
            return await migrate_schema(access.as_owner())

    before = asyncio.run(run())
    click.echo(f"Applied {len(before.pending)} migrations." if before.pending else "Nothing to do.")


@db.command()
def status() -> None:
    """Which migrations are applied, and which are not."""

    async def run() -> SchemaStatus:
        async with database_access(load_settings()) as access:
            return await status_of(access)

    found = asyncio.run(run())
    for label, names in (("applied", found.applied), ("pending", found.pending), ("unknown", found.unknown)):
        for name in names:
            click.echo(f"{label:8} {name}")
    raise SystemExit(0 if found.is_current else 1)


@db.command("roles")
def roles_() -> None:
    """Print what a superuser runs once in a database of your own: `sla db roles | psql DATABASE`.

    The roles come without passwords; give sla_owner and sla_app theirs.
    """
    click.echo(f"{roles.SET_UP_ROLES.strip()}\n{roles.SET_UP_DATABASE.strip()}")


@db.command()
def stop() -> None:
    """Stop the bundled server, which a killed process may have left running."""
    stopped = asyncio.run(stop_bundled(load_settings().data))
    click.echo("Stopped." if stopped else "It was not running.")
