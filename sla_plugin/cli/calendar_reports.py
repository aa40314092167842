"""What has come of syncing or importing, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sla_plugin.cli.refusals import show_refusal
from sla_plugin.errors import SlaError
from sla_plugin.usecases.change_sources import SourcesOutcome

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """Of one calendar: what has come of it, or why nothing has."""

    code: str
    outcome: SourcesOutcome | None = None
    error: SlaError | None = None


def show_reports(reports: list[Report], *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps({"calendars": [_said(report) for report in reports]}).decode())
        return
    console = Console()
    if not reports:
        console.print("No calendar has a set, a feed or a file.")
    for report in reports:
        if report.error is not None:
            click.echo(f"{report.code}:", err=True)
            show_refusal(report.error)
        elif report.outcome is not None:
            _show_outcome(console, report.code, report.outcome)


def _show_outcome(console: Console, code: str, outcome: SourcesOutcome) -> None:
    changes = outcome.changes
    if outcome.version is not None:
        console.print(f"[bold]{escape(code)}[/bold]: version {outcome.number} measures from now on.")
    elif changes:
        console.print(f"[bold]{escape(code)}[/bold]: would change.")
    else:
        console.print(f"[bold]{escape(code)}[/bold]: nothing has changed.")
    table = Table(box=None, show_header=False, pad_edge=False)
    lines = list(_lines(outcome))
    for line in lines[:SHOWN]:
        table.add_row(*line)
    if lines:
        console.print(table)
    if len(lines) > SHOWN:
        console.print(f"[dim]and {len(lines) - SHOWN} more[/dim]")
    for left in outcome.left_out:
        when = f"{left.starts_at:%Y-%m-%d %H:%MZ}, {left.times} in all"
        console.print(f"[yellow]Left out[/yellow]: {escape(left.name)} ({when}) is not of whole days.")


def _lines(outcome: SourcesOutcome) -> Iterator[tuple[str, str, str]]:
    for on, name in outcome.changes.added:
        yield "[green]added[/green]", f"{on:%a %Y-%m-%d}", escape(name)
    for on, name in outcome.changes.struck:
        yield "[red]struck[/red]", f"{on:%a %Y-%m-%d}", escape(name)
    for one in outcome.changes.renamed:
        yield "[cyan]renamed[/cyan]", f"{one.on:%a %Y-%m-%d}", escape(f"{one.before} → {one.after}")


def _said(report: Report) -> dict[str, Any]:
    if report.outcome is None:
        error = report.error
        assert error is not None
        said = {"code": error.code, "message": error.message, "hint": error.hint}
        return {"calendar": report.code, "error": said}
    outcome, changes = report.outcome, report.outcome.changes
    return {
        "calendar": report.code,
        "published": None if outcome.version is None else outcome.number,
        "added": [{"on": on, "name": name} for on, name in changes.added],
        "struck": [{"on": on, "name": name} for on, name in changes.struck],
        "renamed": [{"on": one.on, "before": one.before, "after": one.after} for one in changes.renamed],
        "leftOut": [
            {
                "source": left.source,
                "name": left.name,
                "startsAt": left.starts_at,
                "endsAt": left.ends_at,
                "times": left.times,
            }
            for left in outcome.left_out
        ],
    }
