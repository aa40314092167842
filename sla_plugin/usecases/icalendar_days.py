"""The whole days of an iCalendar text (RFC 5545): what a feed or file of holidays closes.

An all-day event closes its dates; so does an event with times for each local date that it covers from
midnight to midnight. Anything else of an event would close part of a day, which a holiday cannot: it is left
out, by name, never silently. Cancelled events are skipped. TRANSP is not looked at: published holidays are
"transparent", since one is not busy on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from sla_plugin.domain.holiday_changes import LeftOut
from sla_plugin.errors import BadInput, Code

MAX_CHARACTERS = 512 * 1024
MAX_EVENTS = 5_000
MAX_RULES = 200
MAX_OCCURRENCES = 20_000
MAX_DAYS = 20_000
_WITHIN_A_DAY = {"HOURLY", "MINUTELY", "SECONDLY"}
_CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAY = timedelta(days=1)
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
    calendar = _parsed(text, source)
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
            raise _too_large(source, f"closes more than {MAX_DAYS:,} days")
    if not names:
        raise BadInput(
            Code.FEED_NO_DAYS,
            f"{source} closes no whole day from {years[0]} to {years[-1]}.",
            hint="To do without it, take it out of the calendar's sources.",
        )
    return WholeDays({on: "; ".join(names[on]) for on in sorted(names)}, tuple(left_out.values()))


def _parsed(text: str, source: str) -> Any:
    if len(text) > MAX_CHARACTERS:
        raise _too_large(source, f"has {len(text):,} characters; {MAX_CHARACTERS:,} are read")
    try:
        calendar = icalendar.Calendar.from_ical(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise _malformed(source, "is no iCalendar text, or ends before it is complete") from None
    if calendar.name != "VCALENDAR":
        raise _malformed(source, "holds no VCALENDAR")
    events = calendar.walk("VEVENT")
    for event in events:
        _check_event(event, source)
    rules = sum("RRULE" in event for event in events)
    if len(events) > MAX_EVENTS or rules > MAX_RULES:
        said = f"has {len(events):,} events, {rules:,} of them recurring"
        raise _too_large(source, f"{said}; {MAX_EVENTS:,} and {MAX_RULES:,} are read")
    return calendar


def _check_event(event: Any, source: str) -> None:
    """The library would leave out a property that it cannot read, and with it the event."""
    name = event.get("SUMMARY", event.get("UID", "without a name"))
    if event.errors:
        place, problem = event.errors[0]
        raise _malformed(source, f"has an event {str(name)!r} whose {place} cannot be read: {problem}")
    if "DTSTART" not in event:
        raise _malformed(source, f"has an event {str(name)!r} without DTSTART")
    if "DTEND" in event and _is_unsuited(event["DTSTART"].dt, event["DTEND"].dt):
        raise _malformed(source, f"has an event {str(name)!r} whose end does not suit its start")
    for rule in _rules(event):
        often = _WITHIN_A_DAY & {str(part).upper() for part in rule.get("FREQ", [])}
        if often or any(len(rule.get(part, [])) > 1 for part in _CLOCK_PARTS):
            raise _too_large(source, f"has an event {str(name)!r} that recurs within a day")


def _is_unsuited(starts: date, ends: date) -> bool:
    """Earlier, or of another kind: a date and an instant, or one with and one without a zone."""
    try:
        return ends < starts
    except TypeError:
        return True


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _occurrences(calendar: Any, source: str, years: range) -> Iterator[Any]:
    """Of the years, and those that reach into them. What begins in one year and ends in the next comes twice,
    which closes no more."""
    seen: set[tuple[str, str, str]] = set()
    try:
        query = recurring_ical_events.of(calendar)
        for year in years:
            for event in query.at(year):
                key = str(event.get("UID")), str(event.get("SUMMARY")), str(event.start)
                if key in seen or str(event.get("STATUS", "")).upper() == "CANCELLED":
                    continue
                seen.add(key)
                if len(seen) > MAX_OCCURRENCES:
                    raise _too_large(source, f"has more than {MAX_OCCURRENCES:,} occurrences")
                yield event
    except (ValueError, TypeError, OverflowError) as error:
        # What the two libraries raise for rules and dates that contradict each other.
        raise _malformed(source, f"has an event that cannot be followed: {error}") from error


def _covered(starts: date, ends: date, zone: ZoneInfo) -> tuple[date, date, bool]:
    """The first local date that is covered whole, the one after the last, and whether that is all of it. An
    all-day event that ends on the day on which it starts, which many programs write, is of that day."""
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return starts, max(ends, starts + _DAY), True
    opens, closes = _local(starts, zone), _local(ends, zone)
    is_whole = opens.time() == closes.time() == time.min and closes > opens
    first = opens.date() if opens.time() == time.min else opens.date() + _DAY
    return first, closes.date(), is_whole


def _dates(first: date, end: date, years: range) -> list[date]:
    first, end = max(first, date(years[0], 1, 1)), min(end, date(years[-1] + 1, 1, 1))
    return [first + number * _DAY for number in range((end - first).days)]


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """Without a zone. A floating time is meant where it is read."""
    return at.replace(tzinfo=None) if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _utc(at: datetime, zone: ZoneInfo) -> datetime:
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


def _one_more(before: LeftOut | None, source: str, name: str, event: Any, zone: ZoneInfo) -> LeftOut:
    if before is None:
        return LeftOut(source, name, _utc(event.start, zone), _utc(event.end, zone), 1)
    return replace(before, times=before.times + 1)


def _malformed(source: str, problem: str) -> BadInput:
    return BadInput(
        Code.FEED_MALFORMED,
        f"{source} {problem}.",
        hint="It should begin with BEGIN:VCALENDAR, as calendar programs export it (.ics).",
    )


def _too_large(source: str, problem: str) -> BadInput:
    return BadInput(
        Code.FEED_TOO_LARGE, f"{source} {problem}.", hint="Export only the days on which you are closed."
    )
