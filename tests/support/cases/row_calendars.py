"""The calendar of a row, as ours."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import WEEKDAYS, Calendar
from sla_plugin.domain.intervals import union
from sla_plugin.domain.local_hours import DAY, Hours
from tests.support.cases.rows import Row

YEARS = range(1990, 2060)
_WEEK = re.compile(r"(\w{3})-(\w{3}) (\d\d:\d\d)-(\d\d:\d\d)")


def calendar_of(row: Row) -> Calendar:
    return _calendar(row["calendar"], row["calendar"]["hours"])


def calendar_before(row: Row) -> Calendar:
    """The calendar before a `calendar_changed`, of which the row only tells the weekly hours in words."""
    for event in row["events"]:
        if event["type"] == "calendar_changed":
            found = _WEEK.fullmatch(event["from"])
            assert found is not None, f"{row['id']}: {event['from']!r} names no weekly hours"
            first, last, opens, closes = found.groups()
            days = WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1]
            return _calendar(row["calendar"], {day: [[opens, closes]] for day in days})
    return calendar_of(row)


def _calendar(given: Mapping[str, Any], hours: Mapping[str, Any]) -> Calendar:
    calendar = parse_calendar(
        {
            "time_zone": given["tz"],
            "hours": hours,
            "holidays": {on: "holiday" for text in given.get("holidays", ()) for on in _dates(text)},
            "special_days": given.get("overrides", {}),
        }
    )
    return _with_breaks(calendar, given.get("breaks", {}))


def _with_breaks(calendar: Calendar, breaks: Mapping[str, Any]) -> Calendar:
    """A break leaves the rest of its date open: a special day of what remains, the tail of the shift of the
    day before included, because a special day replaces it. A holiday that is not worked stays one."""
    special = dict(calendar.special_days)
    for text, pairs in breaks.items():
        on = date.fromisoformat(text)
        if on in calendar.holidays and on not in calendar.special_days:
            continue
        before = () if calendar.masks_tail(on) else calendar.own_hours(on - timedelta(days=1))
        tail = [(0, end - DAY) for _, end in before if end > DAY]
        closed = parse_calendar({"time_zone": calendar.time_zone, "hours": {"mon": pairs}}).hours[0]
        special[on] = _without(Hours(union([*tail, *calendar.own_hours(on)])), closed)
    return replace(calendar, special_days=special)


def _without(hours: Hours, closed: Hours) -> Hours:
    rest = list(hours)
    for low, high in closed:
        rest = [part for start, end in rest for part in ((start, min(end, low)), (max(start, high), end))]
    return Hours(union(rest))


def _dates(text: str) -> Iterator[str]:
    """A yearly `--12-25` in every year that a row can be about, and that has the date."""
    if text.startswith("--"):
        yield from (f"{year}{text[1:]}" for year in YEARS if text != "--02-29" or isleap(year))
    else:
        yield text
