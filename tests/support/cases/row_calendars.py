"""The calendar of a row, as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import WEEKDAYS, Calendar

Row = Mapping[str, Any]
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
    return parse_calendar(
        {
            "time_zone": given["tz"],
            "hours": hours,
            "holidays": {on: "holiday" for text in given.get("holidays", ()) for on in _dates(text)},
            "special_days": given.get("overrides", {}),
        }
    )


def _dates(text: str) -> Iterator[str]:
    """A yearly `--12-25` in every year that a row can be about."""
    if text.startswith("--"):
        yield from (f"{year}{text[1:]}" for year in YEARS)
    else:
        yield text
