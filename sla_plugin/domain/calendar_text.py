"""Calendars as they are written down, read with a precise refusal for whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, NoReturn
from zoneinfo import available_timezones

from sla_plugin.domain.calendars import WEEKDAYS, Calendar, HolidayMasks
from sla_plugin.domain.dates import parse_date
from sla_plugin.domain.intervals import union
from sla_plugin.domain.local_hours import DAY, Hours
from sla_plugin.errors import BadInput, Code

_KEYS = ("time_zone", "hours", "holidays", "special_days", "holiday_masks")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?|24:00(?::00)?", re.ASCII)


def parse_calendar(given: Mapping[str, Any]) -> Calendar:
    """`{time_zone, hours: {mon: [["09:00", "17:00"]]}, holidays: {date: name}, special_days: {date: hours}}`.

    An interval whose end is not after its start runs over midnight; overlapping and touching ones are merged.
    BadInput `calendar.malformed` with the place, `calendar.never_open`, `calendar.unknown_zone`, `date.…`.
    """
    if not isinstance(given, Mapping):
        _refuse("calendar", f"is {given!r}, not an object")
    for key in given:
        if key not in _KEYS:
            _refuse(str(key), f"is unknown; known are {', '.join(_KEYS)}")
    calendar = Calendar(
        time_zone=parse_zone(given.get("time_zone")),
        hours={WEEKDAYS.index(day): hours for day, hours in _weekdays(given.get("hours", {})) if hours},
        holidays=dict(_holidays(given.get("holidays", {}))),
        special_days=dict(_special_days(given.get("special_days", {}))),
        holiday_masks=_masks(given.get("holiday_masks", HolidayMasks.DAY)),
    )
    if not calendar.hours and not any(calendar.special_days.values()):
        raise BadInput(
            Code.CALENDAR_NEVER_OPEN,
            "This calendar is never open, so no clock on it could ever be due.",
            hint="Give hours to at least one weekday.",
            field="hours",
        )
    return calendar


def parse_zone(name: object) -> str:
    """Of the database's own list: more can be opened, such as `right/UTC`, which counts leap seconds.
    BadInput `calendar.unknown_zone`."""
    if isinstance(name, str) and name in _zones():
        return name
    near = get_close_matches(str(name), _zones(), 1)
    raise BadInput(
        Code.CALENDAR_UNKNOWN_ZONE,
        f"{name!r} is no IANA time zone.",
        hint=f"Did you mean {near[0]}?" if near else "Write it as Asia/Bangkok.",
        field="time_zone",
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _weekdays(given: object) -> Iterable[tuple[str, Hours]]:
    if not isinstance(given, Mapping):
        _refuse("hours", f"is {given!r}, not an object of weekdays")
    for day, hours in given.items():
        if day not in WEEKDAYS:
            _refuse(f"hours.{day}", f"is no weekday; they are {', '.join(WEEKDAYS)}")
        yield day, _hours(hours, f"hours.{day}")


def _holidays(given: object) -> Iterable[tuple[date, str]]:
    if not isinstance(given, Mapping):
        _refuse("holidays", f"is {given!r}, not an object of dates and names")
    for on, name in given.items():
        if not isinstance(name, str):
            _refuse(f"holidays.{on}", f"has the name {name!r}, which is no text")
        yield parse_date(on, field=f"holidays.{on}"), name


def _special_days(given: object) -> Iterable[tuple[date, Hours]]:
    if not isinstance(given, Mapping):
        _refuse("special_days", f"is {given!r}, not an object of dates and hours")
    for on, hours in given.items():
        yield parse_date(on, field=f"special_days.{on}"), _hours(hours, f"special_days.{on}")


def _hours(given: object, place: str) -> Hours:
    if not isinstance(given, list | tuple):
        _refuse(place, f"is {given!r}, not a list of [start, end]")
    return Hours(union(_pair(pair, f"{place}[{number}]") for number, pair in enumerate(given)))


def _pair(given: object, place: str) -> tuple[int, int]:
    if not isinstance(given, list | tuple) or len(given) != 2:
        _refuse(place, f'is {given!r}, not ["09:00", "17:00"]')
    start, end = (_seconds(clock, place) for clock in given)
    if start == DAY:
        _refuse(place, "starts at 24:00, which is 00:00 of the next day")
    return start, end if end > start else end + DAY


def _seconds(clock: object, place: str) -> int:
    match = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    if match is None:
        _refuse(place, f"has {clock!r}, which is no time of day such as 09:00 or 24:00")
    if match[1] is None:
        return DAY
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def _masks(given: object) -> HolidayMasks:
    try:
        return HolidayMasks(str(given))
    except ValueError:
        _refuse("holiday_masks", f"is {given!r}; it can be {', '.join(HolidayMasks)}")


def _refuse(place: str, problem: str) -> NoReturn:
    raise BadInput(Code.CALENDAR_MALFORMED, f"The calendar's {place} {problem}.", field=place)
