"""Days as an iCalendar text (RFC 5545) that calendar programs subscribe to."""

from __future__ import annotations

from datetime import timedelta

import icalendar

from sla_plugin.domain.contracting.agenda import Entry, EntryKind
from sla_plugin.usecases.contract_feed import Feed
from sla_plugin.usecases.feed_words import Day

ASK_AGAIN_AFTER = timedelta(hours=1)


def icalendar_feed(feed: Feed) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//sla_plugin//contracts//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    # RFC 7986, and as programs had it before.
    calendar.add("NAME", "Contracts")
    calendar.add("X-WR-CALNAME", "Contracts")
    calendar.add("REFRESH-INTERVAL", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if feed.left_out:
        calendar.add("DESCRIPTION", _what_is_left_out(feed))
        calendar.add("X-WR-CALDESC", _what_is_left_out(feed))
    for day in feed.days:
        calendar.add_component(_event(day))
    return bytes(calendar.to_ical())


def _what_is_left_out(feed: Feed) -> str:
    return (
        f"These are the first {len(feed.days)} dates, up to {feed.days[-1].entry.on}; "
        f"{feed.left_out} later ones are left out. A token that is bound to a party has fewer."
    )


def _event(day: Day) -> icalendar.Event:
    """All day: a date has no zone, and so it is that of the contract wherever it is looked at."""
    entry, (line, text) = day.entry, day.words
    event = icalendar.Event()
    event.add("UID", _uid(entry))
    # Of a calendar that is published, this is when it was revised, not when somebody asked (3.8.7.2).
    event.add("DTSTAMP", entry.revision.at)
    event.add("LAST-MODIFIED", entry.revision.at)
    event.add("SEQUENCE", entry.revision.number)
    event.add("DTSTART", entry.on)
    event.add("SUMMARY", line)
    event.add("DESCRIPTION", text)
    event.add("CATEGORIES", [entry.kind.value])
    event.add("STATUS", "CONFIRMED" if entry.is_certain else "TENTATIVE")
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "CONFIDENTIAL")
    for days in entry.alarms:
        event.add_component(_alarm(days, line))
    return event


def _uid(entry: Entry) -> str:
    kind = _NAMES[entry.kind]
    return f"{kind}-{entry.of}-{entry.which}@sla-plugin"


_NAMES = {
    EntryKind.NOTICE_DEADLINE: "notice",
    EntryKind.TERM_END: "term-end",
    EntryKind.RENEWAL: "renewal",
    EntryKind.CONTRACT_END: "contract-end",
    EntryKind.OBLIGATION: "obligation",
    EntryKind.REVIEW: "review",
}


def _alarm(days: int, line: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -timedelta(days=days))
    alarm.add("DESCRIPTION", f"In {days} days: {line}")
    return alarm
