"""Where a calendar's holidays come from, so that they can be resolved again.

The dates themselves are frozen into each version; this is kept beside them and moves no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sla_plugin.errors import BadInput, Code

MOST = 20
"""Sources of one kind. Each is asked whenever the calendar is synced."""


class HolidayOrigin(StrEnum):
    """Who named a holiday, in the order in which they win over each other."""

    TENANT = "TENANT"
    FEED = "FEED"
    FILE = "FILE"
    SET = "SET"


@dataclass(frozen=True, slots=True)
class HolidaySet:
    """Public holidays of a country. Without `years`, those around the day on which they are resolved."""

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)
    years: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """`TH`, `DE-BY`, `TH (armed_forces)`."""
        place = f"{self.country}-{self.subdivision}" if self.subdivision else self.country
        return place if self.categories == ("public",) else f"{place} ({', '.join(self.categories)})"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """An iCalendar text that was handed in. It is kept: what recurs is followed into later years."""

    name: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class HolidaySources:
    """`added` and `struck` are the tenant's own word: they win over whatever is resolved."""

    sets: tuple[HolidaySet, ...] = ()
    feeds: tuple[str, ...] = ()
    files: tuple[ImportedFile, ...] = ()
    added: Mapping[date, str] = field(default_factory=dict)
    struck: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """BadInput `holidays.contradictory`, `holidays.sources`."""
        for what, listed in (("holidaySets", self.sets), ("feeds", self.feeds), ("files", self.files)):
            if len(listed) > MOST:
                raise BadInput(
                    Code.HOLIDAYS_SOURCES,
                    f"{len(listed)} sources of one kind were given; a calendar takes {MOST}.",
                    hint="Join feeds and files into one.",
                    field=what,
                )
        both = sorted(self.struck & self.added.keys())
        if both:
            raise BadInput(
                Code.HOLIDAYS_CONTRADICTORY,
                f"{both[0]} is both added and struck.",
                hint="Leave it in one of the two lists.",
                field="struck",
            )

    @property
    def can_change(self) -> bool:
        """Whether there is anything to resolve again."""
        return bool(self.sets or self.feeds or self.files)

    def with_file(self, file: ImportedFile) -> tuple[ImportedFile, ...]:
        """The files, of which this one takes the place of an earlier one of its name."""
        others = tuple(known for known in self.files if known.name != file.name)
        return (*others, file)

    def as_mapping(self) -> dict[str, Any]:
        """JSON-able; `from_mapping` reads it back."""
        return {
            "sets": [
                {
                    "country": chosen.country,
                    "subdivision": chosen.subdivision,
                    "categories": list(chosen.categories),
                    "years": list(chosen.years),
                }
                for chosen in self.sets
            ],
            "feeds": list(self.feeds),
            "files": [{"name": file.name, "content_hash": file.content_hash} for file in self.files],
            "added": {on.isoformat(): name for on, name in sorted(self.added.items())},
            "struck": sorted(on.isoformat() for on in self.struck),
        }

    @classmethod
    def from_mapping(cls, stored: Mapping[str, Any]) -> HolidaySources:
        return cls(
            sets=tuple(
                HolidaySet(
                    chosen["country"],
                    chosen["subdivision"],
                    tuple(chosen["categories"]),
                    tuple(chosen["years"]),
                )
                for chosen in stored["sets"]
            ),
            feeds=tuple(stored["feeds"]),
            files=tuple(ImportedFile(file["name"], file["content_hash"]) for file in stored["files"]),
            added={date.fromisoformat(on): name for on, name in stored["added"].items()},
            struck=frozenset(date.fromisoformat(on) for on in stored["struck"]),
        )


@dataclass(frozen=True, slots=True)
class Holiday:
    """`source`: which set, feed or file; None of the tenant's own."""

    name: str
    origin: HolidayOrigin
    source: str | None = None


Found = tuple[HolidayOrigin, str, Mapping[date, str]]
"""What one source names: its kind, its label, and dates with names."""


def combine(sources: HolidaySources, found: Iterable[Found]) -> dict[date, Holiday]:
    """Of two sources that name one date the first `HolidayOrigin` wins, then the one that is listed first."""
    days = {on: Holiday(name, HolidayOrigin.TENANT) for on, name in sources.added.items()}
    order = list(HolidayOrigin)
    for origin, label, dates in sorted(found, key=lambda one: order.index(one[0])):
        for on, name in dates.items():
            if on not in sources.struck:
                days.setdefault(on, Holiday(name, origin, label))
    return dict(sorted(days.items()))


def from_day_on(
    first: date, before: Mapping[date, Holiday], after: Mapping[date, Holiday]
) -> dict[date, Holiday]:
    """What is past stays as it was: a source that forgets last year changes nothing."""
    kept = {on: holiday for on, holiday in before.items() if on < first}
    return kept | {on: holiday for on, holiday in after.items() if on >= first}
