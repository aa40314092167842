"""Change where a calendar's holidays come from, or ask the same sources again.

The version in force is compared with what the sources say now. Where the two differ, a further version is
published that measures from now on, never earlier: no instant that has passed is measured again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.holiday_changes import HolidayChanges, LeftOut, holiday_changes
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.domain.holiday_sources import HolidaySources, ImportedFile, from_day_on
from sla_plugin.domain.ids import CalendarId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.calendars import (
    CalendarFileRow,
    CalendarRow,
    CalendarVersionRow,
    calendar_files,
    last_version,
)
from sla_plugin.storage.session import Session
from sla_plugin.usecases.publish_calendar import publish_calendar_version
from sla_plugin.usecases.resolve_sources import Texts, resolve_sources

ReadFeed = Callable[[str], Awaitable[str]]
"""The text at an address. BadInput `feed.address`, `feed.too_large`; Unreachable `feed.unreachable`."""

Change = Callable[[HolidaySources], HolidaySources]
NO_FILES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SourcesOutcome:
    """`version`: the row of the version that was published; None where nothing differs, or nothing should be
    done. `number` is of the version in force, or the one that was published."""

    version: UUID | None
    number: int
    changes: HolidayChanges
    left_out: tuple[LeftOut, ...]


async def change_sources(
    session: Session,
    which: CalendarId,
    change: Change,
    read_feed: ReadFeed,
    now: datetime,
    *,
    new_texts: Mapping[str, str] = NO_FILES,
    dry_run: bool = False,
) -> SourcesOutcome:
    """`new_texts`: of files that are not stored yet, by content hash. BadInput, with nothing
    stored, where the sources cannot be resolved, or the last version is yet to take over."""
    last = await last_version(session, which)
    _check_in_force(last, now)
    calendar = parse_calendar(last.definition)
    before = Provenance.from_mapping(last.provenance, calendar)
    sources = change(before.sources)
    texts = await _texts(session, which, sources, read_feed, new_texts)
    # In a thread: a long text takes a while, during which others are to be answered.
    resolved = await asyncio.to_thread(resolve_sources, sources, texts, calendar.time_zone, now)
    today = now.astimezone(ZoneInfo(calendar.time_zone)).date()
    after = replace(resolved, holidays=from_day_on(today, before.holidays, resolved.holidays))
    content = after.named_in(calendar)
    changes = holiday_changes(calendar.holidays, content.holidays)
    if dry_run or not (changes or sources != before.sources):
        return SourcesOutcome(None, last.number, changes, after.left_out)
    await _keep(session, which, new_texts, now)
    version = await publish_calendar_version(session, which, content, now, now, after)
    return SourcesOutcome(version, last.number + 1, changes, after.left_out)


async def sync_calendar(
    session: Session, which: CalendarId, read_feed: ReadFeed, now: datetime, *, dry_run: bool = False
) -> SourcesOutcome:
    """Ask the same sources again. BadInput `holidays.sourceless` where there are none."""

    def same(sources: HolidaySources) -> HolidaySources:
        if not sources.can_change:
            raise BadInput(
                Code.HOLIDAYS_SOURCELESS,
                "This calendar's holidays were given as single dates; there is nothing to ask again.",
                hint="Give it a holiday set or a feed, or import a file.",
            )
        return sources

    return await change_sources(session, which, same, read_feed, now, dry_run=dry_run)


async def import_calendar_file(
    session: Session,
    which: CalendarId,
    name: str,
    text: str,
    read_feed: ReadFeed,
    now: datetime,
    *,
    dry_run: bool = False,
) -> SourcesOutcome:
    """Add an iCalendar text to the sources, in the place of an earlier one of this name. The text is kept:
    what recurs in it is followed further by every later sync."""
    if not name.strip():
        raise BadInput(Code.NAME_EMPTY, "An imported file needs a name.", field="name")
    file = ImportedFile(name.strip(), hashlib.sha256(text.encode()).hexdigest())

    def with_file(sources: HolidaySources) -> HolidaySources:
        return replace(sources, files=sources.with_file(file))

    return await change_sources(
        session, which, with_file, read_feed, now, new_texts={file.content_hash: text}, dry_run=dry_run
    )


async def calendars_with_sources(session: Session) -> list[str]:
    """Codes of the calendars that have something to ask again, in order."""
    codes = []
    for row in await session.query(CalendarRow).order_by("code"):
        last = await last_version(session, CalendarId(row.id))
        if Provenance.from_mapping(last.provenance, parse_calendar(last.definition)).sources.can_change:
            codes.append(row.code)
    return codes


async def keep_holidays(
    session: Session, which: CalendarId, content: Calendar
) -> tuple[Calendar, Provenance]:
    """New hours with the holidays of the last version. BadInput where the content has some of its own."""
    if content.holidays:
        raise BadInput(
            Code.HOLIDAYS_CONTRADICTORY,
            "Holidays are given, and those of the version before should be kept.",
            hint="Leave them out, or add single dates to the calendar's sources.",
            field="keepHolidays",
        )
    last = await last_version(session, which)
    provenance = Provenance.from_mapping(last.provenance, parse_calendar(last.definition))
    return provenance.named_in(content), provenance


def _check_in_force(last: CalendarVersionRow, now: datetime) -> None:
    if last.effective_from is not None and last.effective_from >= now:
        raise BadInput(
            Code.VERSION_NOT_LATER,
            f"Version {last.number} takes over at {last.effective_from.isoformat()}.",
            hint="Its sources can be asked once it has.",
            field="calendar",
        )


async def _texts(
    session: Session,
    which: CalendarId,
    sources: HolidaySources,
    read_feed: ReadFeed,
    new_texts: Mapping[str, str],
) -> Texts:
    read = await asyncio.gather(*(read_feed(address) for address in sources.feeds))
    feeds = dict(zip(sources.feeds, read, strict=True))
    stored = await calendar_files(session, which, {file.content_hash for file in sources.files})
    return Texts(feeds, {**stored, **new_texts})


async def _keep(session: Session, which: CalendarId, texts: Mapping[str, str], now: datetime) -> None:
    known = await calendar_files(session, which, texts) if texts else {}
    for content_hash, text in texts.items():
        if content_hash not in known:
            await session.add(
                CalendarFileRow(calendar_id=which, content_hash=content_hash, text=text, recorded_at=now)
            )
