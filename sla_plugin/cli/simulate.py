"""`sla simulate`"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.cli.files import A_FILE, TENANT, read_text, show_problems
from sla_plugin.cli.refusals import REFUSED
from sla_plugin.cli.running import in_installation
from sla_plugin.domain.attainment import Attainment
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.simulations import Compared, Simulation
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.contracts import all_contracts
from sla_plugin.usecases.simulate_agreement import simulate_file

THIRTEEN_MONTHS = timedelta(days=396)
BUSIEST = 3


@click.command()
@click.argument("path", metavar="FILE", type=A_FILE)
@click.option("--since", metavar="INSTANT", help="2026-01-01T00:00:00Z; left out, thirteen months ago.")
@click.option("--until", metavar="INSTANT", help="Left out, now.")
@click.option("--zone", default="UTC", show_default=True, help="In which the busiest hours are told.")
@TENANT
def simulate(path: Path, since: str | None, until: str | None, zone: str, tenant: str | None) -> None:
    """Replay the tickets of a past period through the agreement in FILE. Writes nothing."""
    errors = Console(stderr=True)

    async def work(installation: Installation) -> tuple[Simulation, Mapping[ContractId, str]]:
        found, now = await find_tenant(installation, tenant), installation.now()
        with Progress(console=errors, transient=True) as bar:
            task = bar.add_task("Replaying", total=None)
            async with installation.database.session(found.id) as session:
                replayed = await simulate_file(
                    session,
                    read_text(path),
                    str(path),
                    _period(since, until, now),
                    zone,
                    now,
                    lambda done, of: bar.update(task, completed=done, total=of),
                )
                return replayed, {one.id: one.number for one in await all_contracts(session)}

    try:
        _show(Console(), *in_installation(work))
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)


def _period(since: str | None, until: str | None, now: datetime) -> Period:
    end = now if until is None else parse_instant(until, field="until")
    start = end - THIRTEEN_MONTHS if since is None else parse_instant(since, field="since")
    return Period(start, end)


def _show(console: Console, found: Simulation, contracts: Mapping[ContractId, str]) -> None:
    period = found.period
    console.print(f"{found.tickets} tickets, {period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}")
    console.print(_attainments(found.compared))
    worse = [move for move in found.moves if move.would_be_breached]
    console.print(f"Clocks with another verdict: {len(found.flips)}.")
    console.print(f"Open deadlines that would move: {len(found.moves)}, breached at once: {len(worse)}.")
    for change in found.credits:
        if change.today != change.drafted:
            of = f"{contracts[change.contract]} for {change.month}"
            console.print(f"Credits of {of}: {change.today:.0%} today, {change.drafted:.0%} with it.")
    busiest = sorted(range(24), key=lambda hour: -found.busiest[hour])[:BUSIEST]
    told = ", ".join(f"{hour:02}:00 ({found.busiest[hour]})" for hour in busiest if found.busiest[hour])
    console.print(f"Most would fall due at {told}." if told else "Nothing would fall due.")


def _attainments(compared: Iterable[Compared]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("metric", "priority", "today", "", "with it", ""):
        table.add_column(heading, justify="right" if heading not in ("metric", "priority") else "left")
    for one in compared:
        table.add_row(one.metric, one.priority or "", *_share(one.today), *_share(one.drafted))
    return table


def _share(attained: Attainment | None) -> tuple[str, str]:
    """And of how many."""
    if attained is None or attained.share is None:
        return "-", ""
    return f"{float(attained.share):.1%}", f"of {attained.n}"
