"""Create a calendar, or a new version of one."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.ids import CalendarId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.calendars import CalendarRow, CalendarVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due


async def create_calendar(
    session: Session, *, code: str, name: str, calendar: Calendar, now: datetime
) -> CalendarId:
    """The first version has held for ever."""
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "A calendar needs a code and a name.", field="code")
    row = CalendarRow(code=code, name=name)
    await session.add(row)
    await _add_version(session, CalendarId(row.id), 1, None, calendar, now)
    return CalendarId(row.id)


async def publish_calendar_version(
    session: Session, which: CalendarId, calendar: Calendar, effective_from: datetime, now: datetime
) -> int:
    """The new version's number. It measures from `effective_from` on and never changes an instant before it;
    open clocks move, and say so. BadInput where it would take over before the last version did."""
    await session.get(CalendarRow, id=which)
    last = await session.query(CalendarVersionRow).filter(calendar_id=which).order_by("-number").first()
    assert last is not None
    if last.effective_from is not None and effective_from <= last.effective_from:
        raise BadInput(
            Code.VERSION_NOT_LATER,
            f"Version {last.number} takes over at {last.effective_from.isoformat()}.",
            hint="The next version must do so later: choose a later effectiveFrom.",
            field="effectiveFrom",
        )
    await _add_version(session, which, last.number + 1, effective_from, calendar, now)
    await mark_all_due(session, now)
    return last.number + 1


async def _add_version(
    session: Session,
    which: CalendarId,
    number: int,
    effective_from: datetime | None,
    calendar: Calendar,
    now: datetime,
) -> None:
    await session.add(
        CalendarVersionRow(
            calendar_id=which,
            number=number,
            effective_from=effective_from,
            definition=calendar.as_mapping(),
            content_hash=calendar.content_hash,
            recorded_at=now,
        )
    )
