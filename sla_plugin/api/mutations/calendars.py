"""Calendars and their versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeVar

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.calendar import Calendar, calendar
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import calendars as domain
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.domain.holiday_sources import HolidaySet, HolidaySources
from sla_plugin.domain.ids import CalendarId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.session import Session
from sla_plugin.usecases.change_sources import keep_holidays
from sla_plugin.usecases.publish_calendar import create_calendar, publish_calendar_version
from sla_plugin.usecases.resolve_sources import NO_TEXTS, resolve_sources

T = TypeVar("T")


@strawberry.input(description="Local open time; not after the start, the end is on the next day.")
class OpenHoursInput:
    start: str = strawberry.field(description="`09:00`.")
    end: str = strawberry.field(description="`17:00` or `24:00`.")


@strawberry.input(description="The open hours of one weekday.")
class WeekdayHoursInput:
    weekday: str = strawberry.field(description="`mon` to `sun`.")
    hours: list[OpenHoursInput] = strawberry.field(description="Overlapping and touching hours are merged.")


@strawberry.input(description="A closed local date.")
class HolidayInput:
    on: str = strawberry.field(description="ISO date, `2026-04-13`. A Buddhist-era year is refused.")
    name: str = strawberry.field(description="What is celebrated.")


@strawberry.input(description="A local date whose hours replace those of its weekday.")
class SpecialDayInput:
    on: str = strawberry.field(description="ISO date, `2026-12-24`. A Buddhist-era year is refused.")
    hours: list[OpenHoursInput] = strawberry.field(description="Empty for a day that is closed.")


@strawberry.input(
    description="Public holidays of a country, resolved now and frozen into the version; a sync asks again."
)
class HolidaySetInput:
    country: str = strawberry.field(description="ISO 3166-1 alpha-2, `TH`.")
    subdivision: str | None = strawberry.field(default=None, description="ISO 3166-2 without country, `BY`.")
    categories: list[str] | None = strawberry.field(
        default=None, description="`public`, `bank`, `catholic`, …; null for public ones only."
    )
    years: list[int] | None = strawberry.field(
        default=None, description="Gregorian years; null for the year before to five years ahead."
    )

    def to_domain(self) -> HolidaySet:
        categories = ("public",) if self.categories is None else tuple(self.categories)
        return HolidaySet(self.country, self.subdivision, categories, tuple(self.years or ()))


@strawberry.input(description="What a calendar says.")
class CalendarContentInput:
    time_zone: TimeZone = strawberry.field(description="In which the hours are read.")
    hours: list[WeekdayHoursInput] = strawberry.field(description="A weekday that is not listed is closed.")
    holidays: list[HolidayInput] = strawberry.field(default_factory=list, description="Single closed dates.")
    holiday_sets: list[HolidaySetInput] = strawberry.field(
        default_factory=list, description="Whole sets; a single date above wins over a set's."
    )
    special_days: list[SpecialDayInput] = strawberry.field(
        default_factory=list, description="They win over holidays."
    )


@strawberry.input(description="A new calendar.")
class CreateCalendarInput:
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    content: CalendarContentInput = strawberry.field(description="What it says, and has said for ever.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A further version of a calendar.")
class PublishCalendarVersionInput:
    calendar: strawberry.ID = strawberry.field(description="Of which one.")
    effective_from: datetime = strawberry.field(
        description="From when it measures. Open clocks move from then on, and say so."
    )
    content: CalendarContentInput = strawberry.field(description="What it says from then on.")
    keep_holidays: bool = strawberry.field(
        default=False,
        description="Take holidays and their sources from the version before; the content then gives none.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The calendar, or why nothing was done.")
class CalendarPayload:
    calendar: Calendar | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class CalendarMutations:
    @strawberry.mutation(description="Create a calendar.", extensions=[Needs(Scope.CALENDARS_WRITE)])
    async def create_calendar(
        self,
        info: Info,
        input: Annotated[CreateCalendarInput, described("It, and its first version.")],
    ) -> CalendarPayload | None:
        async def use_case(session: Session) -> CalendarId:
            content, provenance = _resolved(input.content, info.context.now)
            return await create_calendar(
                session,
                code=input.code,
                name=input.name,
                calendar=content,
                now=info.context.now,
                provenance=provenance,
            )

        made, errors = await carry_out(info.context, "createCalendar", input, use_case)
        return CalendarPayload(calendar=await calendar(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Publish a further version of a calendar.", extensions=[Needs(Scope.CALENDARS_WRITE)]
    )
    async def publish_calendar_version(
        self,
        info: Info,
        input: Annotated[PublishCalendarVersionInput, described("Its next version.")],
    ) -> CalendarPayload | None:
        async def use_case(session: Session) -> CalendarId:
            which = CalendarId(id_of("Calendar", input.calendar, field="calendar"))
            content, provenance = _resolved(input.content, info.context.now)
            if input.keep_holidays:
                content, provenance = await keep_holidays(session, which, content)
            now = info.context.now
            await publish_calendar_version(session, which, content, input.effective_from, now, provenance)
            return which

        made, errors = await carry_out(info.context, "publishCalendarVersion", input, use_case)
        return CalendarPayload(calendar=await calendar(info, made), user_errors=errors)


def _resolved(content: CalendarContentInput, now: datetime) -> tuple[domain.Calendar, Provenance]:
    calendar = parse_calendar(
        {
            "time_zone": content.time_zone,
            "hours": _once("hours", [(day.weekday, _pairs(day.hours)) for day in content.hours]),
            "holidays": _once("holidays", [(day.on, day.name) for day in content.holidays]),
            "special_days": _once(
                "specialDays", [(day.on, _pairs(day.hours)) for day in content.special_days]
            ),
        }
    )
    sets = tuple(chosen.to_domain() for chosen in content.holiday_sets)
    sources = HolidaySources(sets=sets, added=calendar.holidays)
    provenance = resolve_sources(sources, NO_TEXTS, calendar.time_zone, now)
    return provenance.named_in(calendar), provenance


def _once(field: str, told: Sequence[tuple[str, T]]) -> dict[str, T]:
    """By weekday or date. BadInput `calendar.twice`: of two things neither is meant more than the other."""
    by_day = dict(told)
    if len(by_day) == len(told):
        return by_day
    [(day, _)] = Counter(day for day, _ in told).most_common(1)
    raise BadInput(
        Code.CALENDAR_TWICE,
        f"The calendar's {field} have {day} twice.",
        hint="Say everything of one day at once.",
        field=field,
    )


def _pairs(hours: Sequence[OpenHoursInput]) -> list[list[str]]:
    return [[open_hours.start, open_hours.end] for open_hours in hours]
