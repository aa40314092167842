"""Calendars and their versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.holidays import Holiday, HolidaySources, LeftOutEvent
from sla_plugin.api.types.node import Node
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.storage.calendars import CalendarRow, CalendarVersionRow

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@strawberry.type(description="Local open time, half-open: from included, to excluded.")
class OpenHours:
    start: str = strawberry.field(description="Local time, `09:00`.")
    end: str = strawberry.field(
        description="Local time, `17:00` or `24:00`; not after the start, it is on the next day."
    )


@strawberry.type(description="The open hours of one weekday; none on a weekday that is not listed.")
class WeekdayHours:
    weekday: str = strawberry.field(description="`mon` to `sun`.")
    hours: list[OpenHours] = strawberry.field(description="In order, not overlapping.")


@strawberry.type(description="A local date whose hours replace those of its weekday.")
class SpecialDay:
    on: date = strawberry.field(description="The local date.")
    hours: list[OpenHours] = strawberry.field(description="In order; empty for a day that is closed.")


@strawberry.type(description="What a calendar says from one instant on. It never changes.")
class CalendarVersion:
    number: int = strawberry.field(description="1 for the first.")
    effective_from: datetime | None = strawberry.field(
        description="From when it measures; null for the first, which has held for ever."
    )
    time_zone: TimeZone = strawberry.field(description="In which its hours are read.")
    hours: list[WeekdayHours] = strawberry.field(description="By weekday.")
    holidays: list[Holiday] = strawberry.field(description="In order of date.")
    special_days: list[SpecialDay] = strawberry.field(description="In order of date; they win over holidays.")
    sources: HolidaySources = strawberry.field(description="Where its holidays come from.")
    left_out: list[LeftOutEvent] = strawberry.field(
        description="What its feeds and files hold that could not become a holiday."
    )
    content_hash: str = strawberry.field(description="SHA-256 of the content.")

    @classmethod
    def of(cls, row: CalendarVersionRow) -> CalendarVersion:
        content: dict[str, Any] = row.definition
        provenance = Provenance.from_mapping(row.provenance, parse_calendar(content))
        return cls(
            number=row.number,
            effective_from=row.effective_from,
            time_zone=TimeZone(content["time_zone"]),
            hours=[
                WeekdayHours(weekday=day, hours=_hours(content["hours"][day]))
                for day in WEEKDAYS
                if content["hours"].get(day)
            ],
            holidays=[Holiday.of(on, holiday) for on, holiday in sorted(provenance.holidays.items())],
            special_days=[
                SpecialDay(on=date.fromisoformat(on), hours=_hours(hours))
                for on, hours in sorted(content.get("special_days", {}).items())
            ],
            sources=HolidaySources.of(provenance.sources),
            left_out=[LeftOutEvent.of(left) for left in provenance.left_out],
            content_hash=row.content_hash,
        )


def _hours(pairs: list[list[str]]) -> list[OpenHours]:
    return [OpenHours(start=start, end=end) for start, end in pairs]


@strawberry.type(description="When clocks count.")
class Calendar(Node):
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: CalendarRow) -> Calendar:
        return cls(id=strawberry.ID(global_id("Calendar", row.id)), code=row.code, name=row.name, key=row.id)

    @strawberry.field(description="Every version, the first one first.")
    async def versions(self, info: Info) -> list[CalendarVersion]:
        return [
            CalendarVersion.of(row) for row in await info.context.loaders.calendar_versions.load(self.key)
        ]


async def calendar(info: Info, key: UUID | None) -> Calendar | None:
    row = None if key is None else await info.context.loaders.calendars.load(key)
    return None if row is None else Calendar.of(row)
