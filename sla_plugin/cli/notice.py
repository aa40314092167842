"""`sla notice`: from a clause, without any database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click
import orjson
from rich.console import Console
from rich.table import Table

from sla_plugin.contract_files.notice import completed
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.schedules import weekdays
from sla_plugin.domain.dates import parse_date, parse_instant
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.law import PROFILES, Law
from sla_plugin.domain.notice.previews import NoticePreview, preview_end, preview_receipt
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Roll, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.periods import midnight
from sla_plugin.errors import BadInput, Code

WEEKDAYS = "weekdays"


def _clause(command: Callable[..., None]) -> Callable[..., None]:
    """The options of both directions, the last one first."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _names(enum: type[Any]) -> click.Choice[str]:
    return click.Choice([one.value for one in enum], case_sensitive=False)


_OPTIONS = (
    click.option("--period", required=True, metavar="N UNIT",
                 help=f"3 MONTH; units are {', '.join(Unit)}."),
    click.option("--align", type=_names(Align), default="NONE", show_default=True,
                 help="To which day the end is moved on."),
    click.option("--month-rule", type=_names(MonthRule),
                 help="How months are counted; left out, as the law has it."),
    click.option("--roll", type=_names(Roll),
                 help="Of a last day that is no business day; left out, as the law has it."),
    click.option("--law", type=_names(Law), default="GENERIC", show_default=True,
                 help="By which law days and months are counted."),
    click.option("--zone", default="UTC", show_default=True, help="In which the contract's dates are read."),
    click.option("--calendar", default=WEEKDAYS, show_default=True, metavar="weekdays|FILE",
                 help="Business days: Monday to Friday, or a calendar as JSON."),
    click.option("--fiscal-month", type=click.IntRange(1, 12), default=1, show_default=True,
                 help="The month with which a fiscal year starts."),
    click.option("--term-start", metavar="DATE", help="The first day of the contract, for TERM_END."),
    click.option("--months", type=int, help="How long the first term is."),
    click.option("--renewal", type=int, help="How long each further one; left out, there is none."),
    click.option("--minimum", metavar="DATE", help="The day before which it was agreed not to end."),
    click.option("--json", "as_json", is_flag=True, help="One JSON object."),
)  # fmt: skip


@click.group()
def notice() -> None:
    """What a notice clause comes to, with every step. This is not legal advice."""


@notice.command()
@click.option(
    "--received", required=True, metavar="DATE|INSTANT",
    help="When notice was received: 2026-04-01, or 2026-03-31T23:30:00-04:00.",
)  # fmt: skip
@click.option("--requested", metavar="DATE", help="The last day of service that is wished for.")
@_clause
def earliest(received: str, requested: str | None, as_json: bool, **given: Any) -> None:
    """The earliest last day of service after a notice."""
    rule, zone, under = _rule(given), _zone(given["zone"]), _under(given)
    wished = None if requested is None else parse_date(requested, field="requested")
    found = preview_receipt(rule, _instant(received, zone), zone, under, requested=wished)
    _show(found, Law(given["law"].upper()), as_json=as_json)


@notice.command()
@click.option("--end", required=True, metavar="DATE", help="The last day of service.")
@_clause
def latest(end: str, as_json: bool, **given: Any) -> None:
    """The last receipt that ends a contract by a day."""
    rule, zone, under = _rule(given), _zone(given["zone"]), _under(given)
    found = preview_end(rule, parse_date(end, field="end"), zone, under)
    _show(found, Law(given["law"].upper()), as_json=as_json)


def _rule(given: dict[str, Any]) -> NoticeRule:
    counted = {"month_rule": (MonthRule, given["month_rule"]), "roll": (Roll, given["roll"])}
    stated = {name: kind(value.upper()) for name, (kind, value) in counted.items() if value is not None}
    return completed(
        {
            "period": _period(given["period"]),
            **stated,
            "align": Align(given["align"].upper()),
            "fiscal_year_start_month": given["fiscal_month"],
        },
        Law(given["law"].upper()),
    )


def _period(written: str) -> NoticePeriod:
    count, _, unit = written.strip().partition(" ")
    name = unit.strip().upper()
    if not (count.isascii() and count.isdigit() and len(count) <= 5) or name not in set(Unit):
        raise BadInput(
            Code.NOTICE_PERIOD,
            f"{written!r} is no notice period.",
            hint=f'Write "3 MONTH"; units are {", ".join(Unit)}.',
            field="period",
        )
    return NoticePeriod(int(count), Unit(name))


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise BadInput(
            Code.CALENDAR_UNKNOWN_ZONE,
            f"{name!r} is no IANA time zone.",
            hint="Write it as Asia/Bangkok.",
            field="zone",
        )
    return name


def _under(given: dict[str, Any]) -> Circumstances:
    minimum = None if given["minimum"] is None else parse_date(given["minimum"], field="minimum")
    return Circumstances(_calendar(given["calendar"], given["zone"]), _term(given), minimum)


def _calendar(named: str, zone: str) -> Calendar:
    if named == WEEKDAYS:
        return weekdays(zone)
    return _read_calendar(named)


def _read_calendar(path: str) -> Calendar:
    """As `calendars` shows it: `{"time_zone": "Asia/Bangkok", "hours": {"mon": [["09:00", "17:00"]]}}`."""
    try:
        given = orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise _no_calendar(path, str(error)) from None
    if not isinstance(given, dict):
        raise _no_calendar(path, "no object")
    return parse_calendar(given)


def _no_calendar(path: str, why: str) -> BadInput:
    return BadInput(
        Code.FILE_VALUE,
        f"{path} is no calendar: {why}.",
        hint='Write weekdays, or {"time_zone": "Asia/Bangkok", "hours": {"mon": [["09:00", "17:00"]]}}.',
        field="calendar",
    )


def _term(given: dict[str, Any]) -> TermPlan | None:
    start, months = given["term_start"], given["months"]
    if (start is None) != (months is None) or (months is None and given["renewal"] is not None):
        raise BadInput(
            Code.NOTICE_TERM,
            "A term has a first day and a length.",
            hint="Give --term-start and --months, or neither.",
            field="term",
        )
    if start is None:
        return None
    return TermPlan(parse_date(start, field="termStart"), months, given["renewal"])


def _instant(written: str, zone: str) -> datetime:
    """A day stands for its beginning in the contract's zone: only the day counts."""
    if len(written) == len("2026-04-01"):
        return midnight(parse_date(written, field="received"), zone)
    return parse_instant(written, field="received")


def _show(found: NoticePreview, law: Law, *, as_json: bool) -> None:
    profile = PROFILES[law]
    if as_json:
        click.echo(orjson.dumps(_answer(found, profile.disclaimer)).decode())
        return
    console = Console(soft_wrap=True)
    console.print(f"[bold]Last day of service {_day(found.effective_on)}[/bold]")
    console.print(f"Ends at             {_utc(found.ends_at)}")
    console.print(f"Received on         {_day(found.received_on)}, by {_utc(found.received_by)}")
    table = Table(box=None, pad_edge=False)
    for heading in ("rule", "step", "date"):
        table.add_column(heading)
    for step in found.trace:
        table.add_row(step.rule, step.said, _day(step.on))
    console.print(table)
    console.print(f"[dim]{profile.disclaimer}[/dim]")


def _answer(found: NoticePreview, disclaimer: str) -> dict[str, Any]:
    return {
        "effectiveOn": found.effective_on.isoformat(),
        "endsAt": _utc(found.ends_at),
        "receivedOn": found.received_on.isoformat(),
        "receivedBy": _utc(found.received_by),
        "trace": [{"rule": one.rule, "said": one.said, "on": one.on.isoformat()} for one in found.trace],
        "disclaimer": disclaimer,
    }


def _day(on: date) -> str:
    return f"{on:%a} {on.isoformat()}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
