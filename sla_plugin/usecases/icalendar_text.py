"""An iCalendar text (RFC 5545), taken apart and checked before anything of it is followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar

from sla_plugin.errors import BadInput, Code

MAX_CHARACTERS = 512 * 1024
MAX_EVENTS = 5_000
MAX_RULES = 200
_WITHIN_A_DAY = {"HOURLY", "MINUTELY", "SECONDLY"}
_CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")


def parse_icalendar(text: str, source: str) -> Any:
    """The library's VCALENDAR. BadInput `feed.malformed`, `feed.too_large`."""
    if len(text) > MAX_CHARACTERS:
        raise too_large(source, f"has {len(text):,} characters; {MAX_CHARACTERS:,} are read")
    try:
        calendar = icalendar.Calendar.from_ical(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise malformed(source, "is no iCalendar text, or ends before it is complete") from None
    if calendar.name != "VCALENDAR":
        raise malformed(source, "holds no VCALENDAR")
    events = calendar.walk("VEVENT")
    for event in events:
        _check_event(event, source)
    rules = sum("RRULE" in event for event in events)
    if len(events) > MAX_EVENTS or rules > MAX_RULES:
        said = f"has {len(events):,} events, {rules:,} of them recurring"
        raise too_large(source, f"{said}; {MAX_EVENTS:,} and {MAX_RULES:,} are read")
    return calendar


def _check_event(event: Any, source: str) -> None:
    """The library would leave out a property that it cannot read, and with it the event."""
    name = event.get("SUMMARY", event.get("UID", "without a name"))
    if event.errors:
        place, problem = event.errors[0]
        raise malformed(source, f"has an event {str(name)!r} whose {place} cannot be read: {problem}")
    if any(isinstance(event.get(place), list) for place in ("DTSTART", "DTEND")):
        raise malformed(source, f"has an event {str(name)!r} with two starts or ends")
    if "DTSTART" not in event:
        raise malformed(source, f"has an event {str(name)!r} without DTSTART")
    if "DTEND" in event and _is_unsuited(event["DTSTART"].dt, event["DTEND"].dt):
        raise malformed(source, f"has an event {str(name)!r} whose end does not suit its start")
    for rule in _rules(event):
        often = _WITHIN_A_DAY & {str(part).upper() for part in rule.get("FREQ", [])}
        if often or any(len(rule.get(part, [])) > 1 for part in _CLOCK_PARTS):
            raise too_large(source, f"has an event {str(name)!r} that recurs within a day")


def _is_unsuited(starts: date, ends: date) -> bool:
    """Earlier, or of another kind: a date and an instant, or one with and one without a zone."""
    try:
        return ends < starts
    except TypeError:
        return True


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def malformed(source: str, problem: str) -> BadInput:
    return BadInput(
        Code.FEED_MALFORMED,
        f"{source} {problem}.",
        hint="It should begin with BEGIN:VCALENDAR, as calendar programs export it (.ics).",
    )


def too_large(source: str, problem: str) -> BadInput:
    return BadInput(
        Code.FEED_TOO_LARGE, f"{source} {problem}.", hint="Export only the days on which you are closed."
    )
