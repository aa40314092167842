"""`sla due`"""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

import click
import orjson
from rich.console import Console
from rich.table import Table

from sla_plugin.cli.running import in_installation
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.equal_durations import equal_duration
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.spoken import spoken, value_text
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.working_time import add, between, intervals, next_open
from sla_plugin.errors import BadInput, Code
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.calendars import CalendarRow, calendar_histories

_WORKING_DAYS = re.compile(
    r"(\d{1,3})d(?:(?P<end>-end)|@(?P<at>\d\d:\d\d)(?:<(?P<cutoff>\d\d:\d\d))?)?", re.ASCII
)
SHOWN = 20


@click.command()
@click.option("--start", "start_text", required=True, metavar="INSTANT", help="2026-03-02T09:00:00Z.")
@click.option(
    "--target",
    "target_text",
    required=True,
    metavar="TARGET",
    help="Working time PT4H; working days 2d, 2d-end; a time of day 1d@17:00, with a cut-off 1d@17:00<15:00.",
)
@click.option("--calendar", "code", required=True, metavar="CODE", help="The calendar's code.")
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def due(start_text: str, target_text: str, code: str, tenant: str | None, as_json: bool) -> None:
    """When something would be due that starts at INSTANT, and which open time it uses up until then."""
    start = parse_instant(start_text, field="start")
    target = _target(target_text)

    async def work(installation: Installation) -> CalendarHistory:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            row = await session.get(CalendarRow, code=code)
            return (await calendar_histories(session))[CalendarId(row.id)]

    calendar = in_installation(work)
    promise = equal_duration(target, calendar, start)
    at = add(calendar, start, promise.duration)
    at = next_open(calendar, at) if promise.ends_at_opening else at
    if as_json:
        answer = {"due": at.isoformat(), "workingTime": format_duration(promise.duration)}
        click.echo(orjson.dumps(answer).decode())
    else:
        _show(calendar, start, at, target)


def _target(text: str) -> Target:
    match = _WORKING_DAYS.fullmatch(text)
    if match is None:
        if text.startswith(("P", "-P")):
            return WorkingDuration(parse_duration(text))
        raise BadInput(
            Code.TARGET_MALFORMED,
            f"{text!r} is no target.",
            hint="Write PT4H, 2d, 2d-end, 1d@17:00 or 1d@17:00<15:00.",
            field="target",
        )
    days, cutoff = int(match[1]), match["cutoff"]
    if match["at"] is None:
        return WorkingDays(days, at_end=match["end"] is not None)
    try:
        return ByTime(days, time.fromisoformat(match["at"]), (cutoff and time.fromisoformat(cutoff)) or None)
    except ValueError:
        raise BadInput(
            Code.TIME_MALFORMED, f"{text!r} names no time of day.", hint="Write it as 17:00.", field="target"
        ) from None


def _show(calendar: CalendarHistory, start: datetime, at: datetime, target: Target) -> None:
    zone = ZoneInfo(calendar.in_force(start).time_zone)
    console = Console()
    console.print(
        f"[bold]{at.astimezone(zone):%a %Y-%m-%d %H:%M:%S} {zone}[/bold]  ({at:%Y-%m-%dT%H:%M:%SZ})"
    )
    console.print(f"{value_text(target)}, {spoken(between(calendar, start, at))} of open time:")
    used = intervals(calendar, start, at)
    table = Table(box=None, pad_edge=False)
    for heading in ("from", "to", "open"):
        table.add_column(heading)
    for interval in used[:SHOWN]:
        opens, closes = interval.start.astimezone(zone), interval.end.astimezone(zone)
        table.add_row(f"{opens:%a %Y-%m-%d %H:%M}", f"{closes:%a %Y-%m-%d %H:%M}", spoken(interval.length))
    console.print(table)
    if len(used) > SHOWN:
        console.print(f"[dim]and {len(used) - SHOWN} more[/dim]")
