"""The whole days of an iCalendar text (RFC 5545): what a feed or file of holidays closes.

An all-day event closes its dates; so does an event with times for each local date that it covers from
midnight to midnight. Anything else of an event would close part of a day, which a holiday cannot: it is left
out, by name, never silently. Cancelled events are skipped. TRANSP is not looked at: published holidays are
"transparent", since one is not busy on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.holiday_changes import LeftOut
from sla_plugin.errors import BadInput, Code, SlaError
from sla_plugin.usecases.icalendar_text import malformed, parse_icalendar, too_large

MAX_OCCURRENCES = 20_000
MAX_DAYS = 20_000
_NAMELESS = "Closed"


@dataclass(frozen=True, slots=True)
class WholeDays:
    """`days`: date → name, in order; several events on one date are named one after the other."""

    days: dict[date, str]
    left_out: tuple[LeftOut, ...]


def read_icalendar(text: str, source: str, zone: ZoneInfo, years: range) -> WholeDays:
    """`source` names the text in refusals, `zone` is the calendar's own.

    BadInput `feed.malformed`, `feed.too_large`, and `feed.no_days` where no whole day in `years` is left.
    """
    try:
        return _read(parse_icalendar(text, source), source, zone, years)
    except SlaError:
        raise
    except Exception as error:
        # The libraries stumble over a broken text in whatever way its fault leads them to, as AttributeError
        # and KeyError too.
        raise malformed(source, f"has an event that cannot be followed: {error}") from error


def _read(calendar: Any, source: str, zone: ZoneInfo, years: range) -> WholeDays:
    names: dict[date, dict[str, None]] = {}
    left_out: dict[str, LeftOut] = {}
    closed = 0
    for event in _occurrences(calendar, source, years):
        name = " ".join(str(event.get("SUMMARY", "")).split()) or _NAMELESS
        first, end, is_whole = _covered(event.start, event.end, zone)
        if not is_whole:
            left_out[name] = _one_more(left_out.get(name), source, name, event, zone)
        for on in _dates(first, end, years):
            names.setdefault(on, {})[name] = None
            closed += 1
        if closed > MAX_DAYS:
            raise too_large(source, f"closes more than {MAX_DAYS:,} days")
    if not names:
        raise BadInput(
            Code.FEED_NO_DAYS,
            f"{source} closes no whole day from {years[0]} to {years[-1]}.",
            hint="To do without it, take it out of the calendar's sources.",
        )
    return WholeDays({on: "; ".join(names[on]) for on in sorted(names)}, tuple(left_out.values()))


def _occurrences(calendar: Any, source: str, years: range) -> Iterator[Any]:
    """Of the years, and those that reach into them. What begins in one year and ends in the next comes twice,
    which closes no more."""
    seen: set[tuple[str, str, str]] = set()
    query = recurring_ical_events.of(calendar)
    for year in years:
        for event in query.at(year):
            key = str(event.get("UID")), str(event.get("SUMMARY")), str(event.start)
            if key in seen or str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            seen.add(key)
            if len(seen) > MAX_OCCURRENCES:
                raise too_large(source, f"has more than {MAX_OCCURRENCES:,} occurrences")
            yield event


def _covered(starts: date, ends: date, zone: ZoneInfo) -> tuple[date, date, bool]:
    """The first local date that is covered whole, the one after the last, and whether that is all of it. An
    all-day event that ends on the day on which it starts, which many programs write, is of that day."""
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return starts, max(ends, starts + ONE_DAY), True
    opens, closes = _local(starts, zone), _local(ends, zone)
    is_whole = opens.time() == closes.time() == time.min and closes > opens
    first = opens.date() if opens.time() == time.min else opens.date() + ONE_DAY
    return first, closes.date(), is_whole


def _dates(first: date, end: date, years: range) -> list[date]:
    first, end = max(first, date(years[0], 1, 1)), min(end, date(years[-1] + 1, 1, 1))
    return [first + number * ONE_DAY for number in range((end - first).days)]


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """Without a zone. A floating time is meant where it is read."""
    return at.replace(tzinfo=None) if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _utc(at: datetime, zone: ZoneInfo) -> datetime:
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


def _one_more(before: LeftOut | None, source: str, name: str, event: Any, zone: ZoneInfo) -> LeftOut:
    if before is None:
        return LeftOut(source, name, _utc(event.start, zone), _utc(event.end, zone), 1)
    return replace(before, times=before.times + 1)
