"""Holidays of a calendar: where they come from, and how they change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import strawberry

from sla_plugin.api.types.enums import HolidayOrigin
from sla_plugin.domain import holiday_changes as changed
from sla_plugin.domain import holiday_sources as domain


@strawberry.type(description="A local date on which the calendar is closed.")
class Holiday:
    on: date = strawberry.field(description="The local date.")
    name: str = strawberry.field(description="What is celebrated.")
    origin: HolidayOrigin = strawberry.field(description="Who named it.")
    source: str | None = strawberry.field(
        description="Which one: `TH` of a set, a feed's address, a file's name. Null of the tenant's own."
    )

    @classmethod
    def of(cls, on: date, holiday: domain.Holiday) -> Holiday:
        return cls(on=on, name=holiday.name, origin=holiday.origin, source=holiday.source)


@strawberry.type(description="A date and what is, or was, celebrated on it.")
class NamedDate:
    on: date = strawberry.field(description="The local date.")
    name: str = strawberry.field(description="What is celebrated.")


@strawberry.type(description="A date that is closed as before and is called otherwise.")
class RenamedDate:
    on: date = strawberry.field(description="The local date.")
    before: str = strawberry.field(description="How it was called.")
    after: str = strawberry.field(description="How it is called.")


@strawberry.type(description="What differs from the version before. What is past is left as it was.")
class HolidayChanges:
    added: list[NamedDate] = strawberry.field(description="Closed from now on; in order of date.")
    struck: list[NamedDate] = strawberry.field(description="Open from now on; in order of date.")
    renamed: list[RenamedDate] = strawberry.field(description="In order of date.")

    @classmethod
    def of(cls, changes: changed.HolidayChanges) -> HolidayChanges:
        return cls(
            added=_named(changes.added),
            struck=_named(changes.struck),
            renamed=[RenamedDate(on=one.on, before=one.before, after=one.after) for one in changes.renamed],
        )


@strawberry.type(
    description="An event of a feed or file that closes no whole local date, or not only whole ones."
)
class LeftOutEvent:
    source: str = strawberry.field(description="The feed's address, or the file's name.")
    name: str = strawberry.field(description="The event's.")
    starts_at: datetime = strawberry.field(description="Of the first time.")
    ends_at: datetime = strawberry.field(description="Of the first time.")
    times: int = strawberry.field(description="How often it happens in the years that are looked at.")

    @classmethod
    def of(cls, left: changed.LeftOut) -> LeftOutEvent:
        return cls(
            source=left.source,
            name=left.name,
            starts_at=left.starts_at,
            ends_at=left.ends_at,
            times=left.times,
        )


@strawberry.type(description="Public holidays of a country.")
class HolidaySet:
    country: str = strawberry.field(description="ISO 3166-1 alpha-2, `TH`.")
    subdivision: str | None = strawberry.field(description="ISO 3166-2 without the country, `BY`.")
    categories: list[str] = strawberry.field(description="`public`, `bank`, `catholic`, …")
    years: list[int] | None = strawberry.field(
        description="Null: from the year before to five years ahead of when they are resolved."
    )


@strawberry.type(description="Where a version's holidays come from, so that they can be resolved again.")
class HolidaySources:
    holiday_sets: list[HolidaySet] = strawberry.field(description="Public holidays.")
    feeds: list[str] = strawberry.field(description="Addresses of iCalendar feeds.")
    files: list[str] = strawberry.field(description="Names of imported iCalendar files.")
    added: list[NamedDate] = strawberry.field(description="Single dates that win over every source.")
    struck: list[date] = strawberry.field(description="Single dates that are open whatever a source says.")

    @classmethod
    def of(cls, sources: domain.HolidaySources) -> HolidaySources:
        return cls(
            holiday_sets=[
                HolidaySet(
                    country=chosen.country,
                    subdivision=chosen.subdivision,
                    categories=list(chosen.categories),
                    years=list(chosen.years) or None,
                )
                for chosen in sources.sets
            ],
            feeds=list(sources.feeds),
            files=[file.name for file in sources.files],
            added=_named(sorted(sources.added.items())),
            struck=sorted(sources.struck),
        )


def _named(dates: Iterable[tuple[date, str]]) -> list[NamedDate]:
    return [NamedDate(on=on, name=name) for on, name in dates]
