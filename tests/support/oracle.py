"""Working time by brute force, from calendars as they are written.

It shares nothing with the implementation: no tables, no searches, no parsing. `Stretches` lists every open
stretch and steps through them; `is_open_by_the_wall_clock` looks at nothing but a clock on a wall, which is
only right away from changes of the zone's offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Definition = Mapping[str, Any]
Version = tuple[datetime | None, Definition]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)
ZERO = timedelta(0)


@dataclass(frozen=True)
class Stretches:
    """Open stretches in order, apart from each other, of a limited time."""

    open: Sequence[tuple[datetime, datetime]]

    def add(self, start: datetime, duration: timedelta) -> datetime | None:
        """None where the stretches end before."""
        if not duration:
            return start
        for opens, closes in self.open:
            begin = max(opens, start)
            if begin + duration <= closes:
                return begin + duration
            duration -= max(closes - begin, ZERO)
        return None

    def subtract(self, end: datetime, duration: timedelta) -> datetime | None:
        """The latest instant, so that an opening is preferred to the closing before it."""
        if not duration:
            return end
        for opens, closes in reversed(self.open):
            stop = min(closes, end)
            if stop - duration >= opens:
                return stop - duration
            duration -= max(stop - opens, ZERO)
        return None

    def between(self, a: datetime, b: datetime) -> timedelta:
        return sum((max(min(closes, b) - max(opens, a), ZERO) for opens, closes in self.open), ZERO)

    def cut(self, a: datetime, b: datetime) -> list[tuple[datetime, datetime]]:
        cut = [(max(opens, a), min(closes, b)) for opens, closes in self.open]
        return [(opens, closes) for opens, closes in cut if opens < closes]


def stretches(versions: Sequence[Version], first: date, last: date) -> Stretches:
    """From midnight to midnight, UTC, with the dates of every zone that reach into that time."""
    found = []
    for number, (since, definition) in enumerate(versions):
        until = versions[number + 1][0] if number + 1 < len(versions) else None
        for opens, closes in _of_one(definition, first - 2 * ONE_DAY, last + 2 * ONE_DAY):
            opens = opens if since is None else max(opens, since)
            closes = closes if until is None else min(closes, until)
            found.append((opens, closes))
    known = Stretches(_merged(found))
    return Stretches(known.cut(*(datetime.combine(on, time(), UTC) for on in (first, last))))


def is_open_by_the_wall_clock(definition: Definition, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(definition["time_zone"])).replace(tzinfo=None)
    today = any(opens <= local < closes for opens, closes in _local(definition, local.date()))
    tail = any(opens <= local < closes for opens, closes in _local(definition, local.date() - ONE_DAY))
    return today or tail


def _of_one(definition: Definition, first: date, last: date) -> Iterable[tuple[datetime, datetime]]:
    zone = ZoneInfo(definition["time_zone"])
    on = first
    while on <= last:
        for opens, closes in _local(definition, on):
            yield _utc(opens, zone), _utc(closes, zone)
        on += ONE_DAY


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _local(definition: Definition, on: date) -> list[tuple[datetime, datetime]]:
    """The shifts that start on a local date, without what a mask takes from them."""
    special = definition["special_days"].get(on.isoformat())
    weekday = definition["hours"].get(WEEKDAYS[on.weekday()], [])
    shifts = _merged(
        [_pair(on, opens, closes) for opens, closes in (weekday if special is None else special)]
    )
    closed = special is None and on.isoformat() in definition["holidays"]
    if definition["holiday_masks"] == "SHIFT":
        return [] if closed else shifts
    midnight = datetime.combine(on + ONE_DAY, time())
    if closed:
        shifts = [(max(opens, midnight), closes) for opens, closes in shifts]
    if _is_special(definition, on + ONE_DAY):
        shifts = [(opens, min(closes, midnight)) for opens, closes in shifts]
    return [(opens, closes) for opens, closes in shifts if opens < closes]


def _is_special(definition: Definition, on: date) -> bool:
    return on.isoformat() in definition["special_days"] or on.isoformat() in definition["holidays"]


def _pair(on: date, opens: str, closes: str) -> tuple[datetime, datetime]:
    start = datetime.combine(on, time.fromisoformat(opens))
    if closes == "24:00":
        return start, datetime.combine(on + ONE_DAY, time())
    end = datetime.combine(on, time.fromisoformat(closes))
    return start, end if end > start else end + ONE_DAY


def _merged(pairs: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged
