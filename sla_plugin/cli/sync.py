"""`sla sync`"""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from sla_plugin.cli.refusals import DOWN, PARTLY
from sla_plugin.cli.running import in_installation
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.connections import (
    DeadLetterRow,
    StreamState,
    begin_again,
    dead_letters,
    stream_states,
)
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import links
from sla_plugin.sync.run import LinkReport
from sla_plugin.sync.run import run as run_links


@click.group()
def sync() -> None:
    """Read what is new in connected systems, and write status back."""


@sync.command()
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--only", multiple=True, help="The key of a connection; repeat it. Without any: all.")
def run(tenant: str | None, only: tuple[str, ...]) -> None:
    """One run, now."""
    _run(tenant, only, from_the_beginning=False)


@sync.command()
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--only", multiple=True, help="The key of a connection; repeat it. Without any: all.")
def replay(tenant: str | None, only: tuple[str, ...]) -> None:
    """One run from the beginning: what was set aside is taken, as far as it is understood by now.

    What was taken before changes nothing.
    """
    _run(tenant, only, from_the_beginning=True)


@sync.command("set-aside")
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
def set_aside(tenant: str | None) -> None:
    """Which records could not be taken, and why."""

    async def work(installation: Installation) -> list[tuple[str, DeadLetterRow]]:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await dead_letters(session)

    table = Table("Connection", "Record", "Since", "Why")
    for connection, letter in in_installation(work):
        record = f"{letter.kind.lower()} {letter.external_id}"
        code = f" [{letter.payload['code']}]" if "code" in letter.payload else ""
        table.add_row(connection, record, f"{letter.recorded_at:%Y-%m-%d %H:%MZ}", f"{letter.reason}{code}")
    Console(markup=False).print(table)


def _run(tenant: str | None, only: tuple[str, ...], *, from_the_beginning: bool) -> None:
    async def work(installation: Installation) -> list[LinkReport]:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            chosen = await links(session, installation.secret_box, only)
            for link in chosen if from_the_beginning else ():
                await begin_again(session, link.id)
        home = Home(
            installation.database,
            found.id,
            installation.documents,
            installation.seal_key.seal,
            installation.now,
        )
        return [r async for r in run_links(home, chosen)]

    reports = in_installation(work)
    for report in reports:
        _show(report)
    if not reports:
        click.echo("Nothing is connected. Try `sla connect --help`.")
    if reports and all(report.error is not None for report in reports):
        raise SystemExit(DOWN)
    if not all(report.is_whole for report in reports):
        raise SystemExit(PARTLY)


@sync.command()
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
def status(tenant: str | None) -> None:
    """Where each stream stands."""

    async def work(installation: Installation) -> list[StreamState]:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await stream_states(session)

    table = Table("Connection", "Stream", "Taken", "Set aside", "Last run", "Last error")
    for state in in_installation(work):
        table.add_row(
            state.connection,
            state.kind,
            str(state.taken),
            str(state.set_aside),
            f"{state.last_run_at:%Y-%m-%d %H:%MZ}" if state.last_run_at else "never",
            state.last_error or "",
        )
    Console(markup=False).print(table)


def _show(report: LinkReport) -> None:
    if report.error is not None:
        click.echo(f"{report.connection}: {report.error}")
        return
    for stream in report.streams:
        problem = f" — {stream.error}" if stream.error else ""
        aside = f", {stream.rejected} set aside (see `sla sync set-aside`)" if stream.rejected else ""
        click.echo(f"{report.connection} {stream.kind.lower()}: {stream.taken} new{aside}{problem}")
    if report.gone:
        click.echo(f"{report.connection}: {report.gone} found to be deleted there")
    written = report.written
    if written.written or written.noted or written.later or written.error:
        problem = f" — {written.error}" if written.error else ""
        noted = f", {written.noted} noted that measuring stopped" if written.noted else ""
        click.echo(
            f"{report.connection}: status written to {written.written}, later {written.later}{noted}{problem}"
        )
