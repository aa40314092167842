"""What is kept beside a calendar version's frozen dates: where they come from, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.holiday_changes import LeftOut
from sla_plugin.domain.holiday_sources import Holiday, HolidayOrigin, HolidaySources


@dataclass(frozen=True, slots=True)
class Provenance:
    """`holidays` are the version's, each with its origin."""

    sources: HolidaySources = field(default_factory=HolidaySources)
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    @classmethod
    def of_tenant(cls, calendar: Calendar) -> Provenance:
        """Every date was given by itself."""
        named = {on: Holiday(name, HolidayOrigin.TENANT) for on, name in calendar.holidays.items()}
        return cls(HolidaySources(added=calendar.holidays), named)

    def named_in(self, calendar: Calendar) -> Calendar:
        """The calendar with these holidays."""
        named = {on: holiday.name for on, holiday in sorted(self.holidays.items())}
        return replace(calendar, holidays=named)

    def as_mapping(self) -> dict[str, Any]:
        """JSON-able; names stand in the version itself."""
        return {
            "sources": self.sources.as_mapping(),
            "origins": {
                on.isoformat(): [holiday.origin.value, holiday.source]
                for on, holiday in sorted(self.holidays.items())
            },
            "left_out": [
                [left.source, left.name, left.starts_at.isoformat(), left.ends_at.isoformat(), left.times]
                for left in self.left_out
            ],
        }

    @classmethod
    def from_mapping(cls, stored: Mapping[str, Any], calendar: Calendar) -> Provenance:
        """Of a version that says nothing of it, `of_tenant`."""
        if not stored:
            return cls.of_tenant(calendar)
        origins = {date.fromisoformat(on): origin for on, origin in stored["origins"].items()}
        return cls(
            sources=HolidaySources.from_mapping(stored["sources"]),
            holidays={
                on: Holiday(name, HolidayOrigin(origins[on][0]), origins[on][1])
                for on, name in calendar.holidays.items()
            },
            left_out=tuple(_left_out(*left) for left in stored["left_out"]),
        )


def _left_out(source: str, name: str, starts_at: str, ends_at: str, times: int) -> LeftOut:
    return LeftOut(source, name, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), times)
