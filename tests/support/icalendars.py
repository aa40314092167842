"""iCalendar texts, written as calendar programs write them."""

from __future__ import annotations


def icalendar(*events: str, zone: str | None = None, parts: str = "") -> str:
    """`events` as `DTSTART;VALUE=DATE:20260413|SUMMARY:Songkran`; each is given a UID if it has none."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lanna//Holidays//EN"]
    lines += [f"X-WR-TIMEZONE:{zone}"] if zone else []
    lines += parts.splitlines()
    for number, event in enumerate(events):
        own = [] if "UID:" in event else [f"UID:{number}@test"]
        lines += ["BEGIN:VEVENT", *own, *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def all_day(on: str, name: str, *more: str) -> str:
    """`on` as 20260413."""
    return "|".join([f"DTSTART;VALUE=DATE:{on}", f"SUMMARY:{name}", *more])


def timed(starts: str, ends: str, name: str, *more: str) -> str:
    return "|".join([f"DTSTART:{starts}", f"DTEND:{ends}", f"SUMMARY:{name}", *more])
