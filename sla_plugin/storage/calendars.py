"""Calendars in versions; a version's resolved dates never change once it is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from tortoise import fields

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.ids import CalendarId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class CalendarRow(Row):
    code = fields.TextField()
    name = fields.TextField()

    class Meta:
        table = "calendar"


class CalendarVersionRow(Row):
    calendar_id = fields.UUIDField()
    number = fields.IntField()
    effective_from = fields.DatetimeField(null=True)
    definition: Any = fields.JSONField()
    content_hash = fields.TextField()
    recorded_at = fields.DatetimeField()
    provenance: Any = fields.JSONField(default=dict)

    class Meta:
        table = "calendar_version"


class CalendarFileRow(Row):
    calendar_id = fields.UUIDField()
    content_hash = fields.TextField()
    text = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "calendar_file"


_MEASURED = ("id", "calendar_id", "number", "effective_from", "definition", "recorded_at")


async def last_version(session: Session, which: CalendarId) -> CalendarVersionRow:
    """NotFound where there is no such calendar."""
    await session.get(CalendarRow, id=which)
    last = await session.query(CalendarVersionRow).filter(calendar_id=which).order_by("-number").first()
    assert last is not None, "a calendar is made with its first version"
    return last


async def calendar_files(session: Session, which: CalendarId, hashes: Collection[str]) -> dict[str, str]:
    """Content hash → text, of those of these files that were ever imported into this calendar."""
    files = session.query(CalendarFileRow).filter(calendar_id=which, content_hash__in=list(hashes))
    rows = await files.values("content_hash", "text")
    return {row["content_hash"]: row["text"] for row in rows}


async def calendar_histories(
    session: Session, known_at: datetime | None = None, which: Collection[CalendarId] | None = None
) -> dict[CalendarId, CalendarHistory]:
    """`known_at`: of the versions that had been recorded by then, and of each calendar its first. `which`:
    only of these calendars."""
    versions = defaultdict(list)
    # Without the provenance, which nobody measures by.
    measured = session.query(CalendarVersionRow).only(*_MEASURED)
    if which is not None:
        measured = measured.filter(calendar_id__in=list(which))
    for row in await measured.order_by("number"):
        if known_at is not None and row.number > 1 and row.recorded_at > known_at:
            continue
        versions[CalendarId(row.calendar_id)].append((row.effective_from, parse_calendar(row.definition)))
    return {calendar: CalendarHistory(tuple(history)) for calendar, history in versions.items()}


async def calendar_names(session: Session) -> dict[CalendarId, str]:
    rows = await session.query(CalendarRow).values("id", "name")
    return {CalendarId(row["id"]): row["name"] for row in rows}
