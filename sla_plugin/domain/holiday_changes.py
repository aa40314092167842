"""What a further version of a calendar changes about its holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Renamed:
    on: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HolidayChanges:
    """Each in order of date; the names of added and struck dates beside them."""

    added: tuple[tuple[date, str], ...] = ()
    struck: tuple[tuple[date, str], ...] = ()
    renamed: tuple[Renamed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.struck or self.renamed)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event of a feed or file that does not cover whole local dates, or does so only in between: its rest
    closes nothing. `times`: how often, the first of them from `starts_at` to `ends_at`."""

    source: str
    name: str
    starts_at: datetime
    ends_at: datetime
    times: int


def holiday_changes(before: Mapping[date, str], after: Mapping[date, str]) -> HolidayChanges:
    """Date → name, each."""
    return HolidayChanges(
        added=tuple((on, name) for on, name in sorted(after.items()) if on not in before),
        struck=tuple((on, name) for on, name in sorted(before.items()) if on not in after),
        renamed=tuple(
            Renamed(on, before[on], name)
            for on, name in sorted(after.items())
            if on in before and before[on] != name
        ),
    )
