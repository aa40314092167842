"""Where a calendar's holidays come from: set, imported, and asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Context, Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.calendars import HolidayInput, HolidaySetInput
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.calendar import Calendar, CalendarVersion, calendar
from sla_plugin.api.types.holidays import HolidayChanges, LeftOutEvent
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import holiday_changes as changed
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.dates import parse_date
from sla_plugin.domain.holiday_sources import HolidaySources, ImportedFile
from sla_plugin.domain.ids import CalendarId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session
from sla_plugin.usecases.change_sources import (
    SourcesOutcome,
    change_sources,
    import_calendar_file,
    sync_calendar,
)

DRY_RUN = "Tell what would change, and change nothing."
STAYS = "Null leaves them as they are."


@strawberry.input(description="Where holidays come from. What is null stays as it is.")
class SetCalendarSourcesInput:
    calendar: strawberry.ID = strawberry.field(description="Of which one.")
    holiday_sets: list[HolidaySetInput] | None = strawberry.field(
        default=None, description=f"Public holidays. {STAYS}"
    )
    feeds: list[str] | None = strawberry.field(
        default=None, description=f"Public `https:` or `webcal:` addresses of iCalendar feeds. {STAYS}"
    )
    files: list[str] | None = strawberry.field(
        default=None, description="Names of the imported files that stay. Null keeps all."
    )
    added: list[HolidayInput] | None = strawberry.field(
        default=None, description=f"Single dates that win over every source. {STAYS}"
    )
    struck: list[str] | None = strawberry.field(
        default=None, description=f"ISO dates that are open whatever a source says. {STAYS}"
    )
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def over(self, sources: HolidaySources) -> HolidaySources:
        sets, feeds, added, struck = self.holiday_sets, self.feeds, self.added, self.struck
        return HolidaySources(
            sets=sources.sets if sets is None else tuple(chosen.to_domain() for chosen in sets),
            feeds=sources.feeds if feeds is None else tuple(dict.fromkeys(feeds)),
            files=sources.files if self.files is None else _kept(sources, self.files),
            added=sources.added
            if added is None
            else {parse_date(one.on, field="added"): one.name for one in added},
            struck=sources.struck
            if struck is None
            else frozenset(parse_date(on, field="struck") for on in struck),
        )


@strawberry.input(
    description="An iCalendar text to take holidays from. It is kept, and so followed into later years."
)
class ImportCalendarFileInput:
    calendar: strawberry.ID = strawberry.field(description="Into which one.")
    name: str = strawberry.field(description="Of the file; an earlier one of this name gives way.")
    text: str = strawberry.field(description="RFC 5545, up to 524,288 characters.")
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Ask a calendar's sources again.")
class SyncCalendarInput:
    calendar: strawberry.ID = strawberry.field(description="Of which one.")
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What has changed, or would; or why nothing was done.")
class CalendarSourcesPayload:
    calendar: Calendar | None = strawberry.field(description="Null where it was refused.")
    version: CalendarVersion | None = strawberry.field(
        description="The one that was published, measuring from now on. Null where nothing differs."
    )
    changes: HolidayChanges | None = strawberry.field(description="Null where it was refused.")
    left_out: list[LeftOutEvent] = strawberry.field(
        description="What feeds and files hold that could not become a holiday."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class CalendarSourceMutations:
    @strawberry.mutation(
        description="Set where a calendar's holidays come from, and resolve them.",
        extensions=[Needs(Scope.CALENDARS_WRITE)],
    )
    async def set_calendar_sources(
        self, info: Info, input: Annotated[SetCalendarSourcesInput, described("The sources.")]
    ) -> CalendarSourcesPayload | None:
        async def use_case(session: Session, which: CalendarId, context: Context) -> SourcesOutcome:
            return await change_sources(
                session, which, input.over, context.feeds.read, context.now, dry_run=input.dry_run
            )

        return await _carried_out(info, "setCalendarSources", input, use_case)

    @strawberry.mutation(
        description="Take holidays from an iCalendar text.", extensions=[Needs(Scope.CALENDARS_WRITE)]
    )
    async def import_calendar_file(
        self, info: Info, input: Annotated[ImportCalendarFileInput, described("The text.")]
    ) -> CalendarSourcesPayload | None:
        async def use_case(session: Session, which: CalendarId, context: Context) -> SourcesOutcome:
            return await import_calendar_file(
                session,
                which,
                input.name,
                input.text,
                context.feeds.read,
                context.now,
                dry_run=input.dry_run,
            )

        return await _carried_out(info, "importCalendarFile", input, use_case)

    @strawberry.mutation(
        description="Resolve a calendar's holidays again, and publish a version if they differ.",
        extensions=[Needs(Scope.CALENDARS_WRITE)],
    )
    async def sync_calendar(
        self, info: Info, input: Annotated[SyncCalendarInput, described("The calendar.")]
    ) -> CalendarSourcesPayload | None:
        async def use_case(session: Session, which: CalendarId, context: Context) -> SourcesOutcome:
            return await sync_calendar(session, which, context.feeds.read, context.now, dry_run=input.dry_run)

        return await _carried_out(info, "syncCalendar", input, use_case)


Given = SetCalendarSourcesInput | ImportCalendarFileInput | SyncCalendarInput
UseCase = Callable[[Session, CalendarId, Context], Awaitable[SourcesOutcome]]


async def _carried_out(info: Info, operation: str, given: Given, use_case: UseCase) -> CalendarSourcesPayload:
    told: list[SourcesOutcome] = []

    async def carried(session: Session) -> UUID:
        which = CalendarId(id_of("Calendar", given.calendar, field="calendar"))
        outcome = await use_case(session, which, info.context)
        told.append(outcome)
        return outcome.version or which

    # A dry run does nothing that should be done only once.
    keyed = replace(given, idempotency_key=None) if given.dry_run else given
    made, errors = await carry_out(info.context, operation, keyed, carried)
    if made is None:
        return CalendarSourcesPayload(
            calendar=None, version=None, changes=None, left_out=[], user_errors=errors
        )
    return await _published(info, made) or await _unpublished(info, made, told)


async def _published(info: Info, made: UUID) -> CalendarSourcesPayload | None:
    """From what is stored, so that a request that comes twice is answered alike."""
    row = await info.context.loaders.calendar_version.load(made)
    if row is None:
        return None
    rows = await info.context.loaders.calendar_versions.load(row.calendar_id)
    before, after = (parse_calendar(rows[number - 1].definition) for number in (row.number - 1, row.number))
    version = CalendarVersion.of(row)
    return CalendarSourcesPayload(
        calendar=await calendar(info, row.calendar_id),
        version=version,
        changes=HolidayChanges.of(changed.holiday_changes(before.holidays, after.holidays)),
        left_out=version.left_out,
        user_errors=[],
    )


async def _unpublished(info: Info, which: UUID, told: list[SourcesOutcome]) -> CalendarSourcesPayload:
    """Nothing differed, or it was a dry run. Of a request that comes twice, nothing differs."""
    outcome = told[0] if told else SourcesOutcome(None, 0, changed.HolidayChanges(), ())
    return CalendarSourcesPayload(
        calendar=await calendar(info, which),
        version=None,
        changes=HolidayChanges.of(outcome.changes),
        left_out=[LeftOutEvent.of(left) for left in outcome.left_out],
        user_errors=[],
    )


def _kept(sources: HolidaySources, names: list[str]) -> tuple[ImportedFile, ...]:
    known = {file.name: file for file in sources.files}
    missing = [name for name in names if name not in known]
    if missing:
        raise NotFound(
            Code.NOT_FOUND,
            f"No file {missing[0]!r} was imported into this calendar.",
            hint=f"There are: {', '.join(known) or 'none yet'}.",
            field="files",
        )
    return tuple(file for name, file in known.items() if name in names)
