"""Create a calendar, or a new version of one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.reach import unreachable_targets
from sla_plugin.domain.working_time import next_open
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.calendars import CalendarRow, CalendarVersionRow, last_version
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due


async def create_calendar(
    session: Session,
    *,
    code: str,
    name: str,
    calendar: Calendar,
    now: datetime,
    provenance: Provenance | None = None,
) -> CalendarId:
    """The first version has held for ever. Without `provenance`, its holidays are the tenant's own."""
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "A calendar needs a code and a name.", field="code")
    row = CalendarRow(code=code, name=name)
    await session.add(row)
    await _add_version(session, CalendarId(row.id), 1, None, calendar, provenance, now)
    return CalendarId(row.id)


async def publish_calendar_version(
    session: Session,
    which: CalendarId,
    calendar: Calendar,
    effective_from: datetime,
    now: datetime,
    provenance: Provenance | None = None,
) -> UUID:
    """The row of the new version. It measures from `effective_from` on and never changes an instant before
    it; open clocks move, and say so. BadInput where it would take over before the last version did, or would
    have no room any more for something that is promised by it."""
    last = await last_version(session, which)
    if last.effective_from is not None and effective_from <= last.effective_from:
        raise BadInput(
            Code.VERSION_NOT_LATER,
            f"Version {last.number} takes over at {last.effective_from.isoformat()}.",
            hint="The next version must do so later: choose a later effectiveFrom.",
            field="effectiveFrom",
        )
    version = await _add_version(session, which, last.number + 1, effective_from, calendar, provenance, now)
    await _check_its_promises(session, which, effective_from)
    await mark_all_due(session, now)
    return version


async def _add_version(
    session: Session,
    which: CalendarId,
    number: int,
    effective_from: datetime | None,
    calendar: Calendar,
    provenance: Provenance | None,
    now: datetime,
) -> UUID:
    _check_it_opens(calendar, effective_from or now)
    row = CalendarVersionRow(
        calendar_id=which,
        number=number,
        effective_from=effective_from,
        definition=calendar.as_mapping(),
        content_hash=calendar.content_hash,
        provenance=(provenance or Provenance.of_tenant(calendar)).as_mapping(),
        recorded_at=now,
    )
    await session.add(row)
    return row.id


async def _check_its_promises(session: Session, which: CalendarId, since: datetime) -> None:
    """Those that hold from then on, by the calendar as it is now published."""
    commitments = await load_commitments(session)
    for version in commitments.agreements:
        rule, until = version.terms.calendar, version.effective_until
        if rule is None or which not in (rule.default, *rule.by_priority.values()):
            continue
        if until is None or until > since:
            at = max(since, version.effective_from)
            for _, error in unreachable_targets(version, commitments, at):
                raise error


def _check_it_opens(calendar: Calendar, since: datetime) -> None:
    """One that was only ever open in the past would leave every open clock without a due instant."""
    try:
        next_open(calendar, since)
    except BadInput as error:
        raise BadInput(
            Code.CALENDAR_NEVER_OPEN,
            f"This calendar is not open at any time after {since:%Y-%m-%d}, so no clock on it could be due.",
            hint="Give hours to at least one weekday.",
            field="hours",
        ) from error
