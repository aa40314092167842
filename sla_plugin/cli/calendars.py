"""`sla calendar`"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from sla_plugin.cli.calendar_reports import Report, show_reports
from sla_plugin.cli.refusals import PARTLY, exit_code
from sla_plugin.cli.running import in_installation
from sla_plugin.domain.holiday_sources import HolidaySources
from sla_plugin.domain.ids import CalendarId, TenantId
from sla_plugin.errors import BadInput, Code, SlaError
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.session import Session
from sla_plugin.sync.calendar_feeds import FeedReader, read_file
from sla_plugin.usecases.change_sources import (
    SourcesOutcome,
    calendars_with_sources,
    change_sources,
    import_calendar_file,
    sync_calendar,
)

_TENANT = click.option("--tenant", help="The tenant's key; not needed where there is only one.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def calendar() -> None:
    """Where calendars take their holidays from."""


@calendar.command(name="import")
@click.argument("source", metavar="FILE|URL")
@click.option("--calendar", "code", required=True, metavar="CODE", help="The calendar's code.")
@click.option(
    "--name", help="How the file is called; one of the same name gives way. By default its own name."
)
@_DRY_RUN
@_TENANT
@_JSON
def import_(
    source: str, code: str, name: str | None, dry_run: bool, tenant: str | None, as_json: bool
) -> None:
    """Take holidays from an iCalendar FILE, or from a feed at a URL (https:, webcal:, file:).

    All-day events close their dates, up to five years ahead. Each `sla calendar sync` asks a feed again.
    """
    is_feed = len(urlsplit(source).scheme) > 1
    text = None if is_feed else _read(Path(source))

    async def work(installation: Installation) -> SourcesOutcome:
        found = await find_tenant(installation, tenant)
        read_feed, now = _reader(installation).read, installation.now()
        async with installation.database.session(found.id) as session:
            which = await _calendar(session, code)
            if text is None:

                def following(sources: HolidaySources) -> HolidaySources:
                    return replace(sources, feeds=tuple(dict.fromkeys((*sources.feeds, source))))

                return await change_sources(session, which, following, read_feed, now, dry_run=dry_run)
            called = name or Path(source).name
            return await import_calendar_file(session, which, called, text, read_feed, now, dry_run=dry_run)

    show_reports([Report(code, in_installation(work))], as_json=as_json)


@calendar.command()
@click.argument("code", required=False)
@_DRY_RUN
@_TENANT
@_JSON
def sync(code: str | None, dry_run: bool, tenant: str | None, as_json: bool) -> None:
    """Resolve holidays again: of the calendar CODE, or of all that have a set, a feed or a file.

    Where they differ, a version is published that measures from now on. Nothing that was measured moves.
    """

    async def work(installation: Installation) -> list[Report]:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            codes = [code] if code is not None else await calendars_with_sources(session)
        return [await _synced(installation, found.id, one, dry_run=dry_run) for one in codes]

    reports = in_installation(work)
    if code is not None and reports[0].error is not None:
        raise reports[0].error
    show_reports(reports, as_json=as_json)
    failed = [report.error for report in reports if report.error is not None]
    if failed:
        raise SystemExit(PARTLY if len(failed) < len(reports) else exit_code(failed[0]))


async def _synced(installation: Installation, tenant: TenantId, code: str, *, dry_run: bool) -> Report:
    """A transaction of its own: one feed that is away holds up no other calendar."""
    try:
        async with installation.database.session(tenant) as session:
            which = await _calendar(session, code)
            read_feed = _reader(installation).read
            outcome = await sync_calendar(session, which, read_feed, installation.now(), dry_run=dry_run)
            return Report(code, outcome)
    except SlaError as error:
        return Report(code, error=error)


async def _calendar(session: Session, code: str) -> CalendarId:
    return CalendarId((await session.get(CalendarRow, code=code)).id)


def _reader(installation: Installation) -> FeedReader:
    return FeedReader(private=installation.settings.feeds_private, files=True)


def _read(path: Path) -> str:
    try:
        return read_file(path, str(path))
    except OSError as error:
        said = f"{path}: {error.strerror}."
        raise BadInput(Code.FEED_UNREACHABLE, said, hint="Name a file.", field="source") from error
