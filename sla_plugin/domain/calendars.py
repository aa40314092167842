"""When clocks count: a week of local hours, with holidays and special days, in versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.local_hours import DAY, Hours, hours_as_pairs

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HolidayMasks(StrEnum):
    """What a holiday closes and a special day replaces: its local date, the tail of the shift of the day
    before included, but not the tail that its own shift has on the day after; or whole shifts, by the date
    on which they start."""

    DAY = "DAY"
    SHIFT = "SHIFT"


@dataclass(frozen=True)
class Calendar:
    """One version. `hours` by weekday, Monday 0; a special day wins over a holiday.

    Values are canonical (`calendar_text.parse_calendar` makes them), so equal calendars have equal hashes.
    """

    time_zone: str
    hours: Mapping[int, Hours]
    holidays: Mapping[date, str] = field(default_factory=dict)
    special_days: Mapping[date, Hours] = field(default_factory=dict)
    holiday_masks: HolidayMasks = HolidayMasks.DAY

    @classmethod
    def always(cls, time_zone: str = "UTC") -> Calendar:
        """Open around the clock."""
        return cls(time_zone, dict.fromkeys(range(7), Hours(((0, 86_400),))))

    def __hash__(self) -> int:
        return hash(self.content_hash)

    def own_hours(self, on: date) -> Hours:
        """The hours that start on this local date."""
        special = self.special_days.get(on)
        if special is not None:
            return special
        return Hours() if on in self.holidays else self._of_week(on)

    def open_from(self, on: date) -> Hours:
        """What is open of the shifts that start on this date, counted from its midnight, after the masks of
        this date and the next."""
        hours = self.own_hours(on)
        if on in self.holidays and on not in self.special_days and self.holiday_masks is HolidayMasks.DAY:
            hours = Hours((max(opens, DAY), closes) for opens, closes in self._of_week(on) if closes > DAY)
        if self.masks_tail(on + ONE_DAY):
            hours = Hours((opens, min(closes, DAY)) for opens, closes in hours if opens < DAY)
        return hours

    def masks_tail(self, on: date) -> bool:
        """Whether the shift of the day before ends at this date's midnight."""
        return self.holiday_masks is HolidayMasks.DAY and (on in self.holidays or on in self.special_days)

    def _of_week(self, on: date) -> Hours:
        return self.hours.get(on.weekday(), Hours())

    def as_mapping(self) -> dict[str, Any]:
        """JSON-able; `parse_calendar` reads it back to an equal value."""
        return {
            "time_zone": self.time_zone,
            "hours": {
                WEEKDAYS[day]: hours_as_pairs(of_day) for day, of_day in sorted(self.hours.items()) if of_day
            },
            "holidays": {on.isoformat(): name for on, name in sorted(self.holidays.items())},
            "special_days": {
                on.isoformat(): hours_as_pairs(of_day) for on, of_day in sorted(self.special_days.items())
            },
            "holiday_masks": self.holiday_masks.value,
        }

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical form: calendars that say the same share one table."""
        return hashlib.sha256(json.dumps(self.as_mapping(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class CalendarHistory:
    """The versions of one calendar, each from when it measures; the first has measured for ever (None).

    The version in force at each instant decides whether that instant is open, so a new version never changes
    what was computed for instants before it.
    """

    versions: tuple[tuple[datetime | None, Calendar], ...]

    @cached_property
    def content_hash(self) -> str:
        """Of a single version its own, so that a history of one shares its table."""
        if len(self.versions) == 1:
            return self.versions[0][1].content_hash
        dated = [(start and start.isoformat(), calendar.content_hash) for start, calendar in self.versions]
        return hashlib.sha256(json.dumps(dated).encode()).hexdigest()

    @property
    def last(self) -> Calendar:
        return self.versions[-1][1]

    @property
    def takeovers(self) -> tuple[datetime, ...]:
        """When each later version took over."""
        return tuple(start for start, _ in self.versions if start is not None)

    def in_force(self, at: datetime) -> Calendar:
        return next(c for start, c in reversed(self.versions) if start is None or start <= at)

    def spans(self) -> Iterator[tuple[datetime | None, datetime | None, Calendar]]:
        """(from, until, calendar) of each version, None where it is open."""
        ends = [*self.takeovers, None]
        for (start, calendar), end in zip(self.versions, ends, strict=True):
            yield start, end, calendar
