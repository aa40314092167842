"""Calendars as nobody would write them, around the dates at which calendars go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from tests.support.oracle import WEEKDAYS, Definition, Stretches, Version, stretches

ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)
"""Among them gaps at midnight, of half an hour, of two hours and of a whole day, and odd winters."""

FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)
REACH = timedelta(days=40)
"""How far around its anchor the open stretches of a case are known."""


@dataclass(frozen=True)
class Case:
    """A calendar, the oracle's view of it, and a date around which to ask."""

    versions: tuple[Version, ...]
    anchor: date

    @property
    def calendar(self) -> CalendarHistory:
        return CalendarHistory(tuple((since, parse_calendar(written)) for since, written in self.versions))

    @property
    def stretches(self) -> Stretches:
        return stretches(self.versions, self.anchor - REACH, self.anchor + REACH)

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.anchor, datetime.min.time(), UTC)


@cache
def offset_changes(zone: str) -> tuple[date, ...]:
    """The dates on which a zone's offset changes."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    offsets = [datetime.combine(on, datetime.min.time(), ZoneInfo(zone)).utcoffset() for on in days]
    return tuple(
        day for day, one, next_one in zip(days, offsets, offsets[1:], strict=False) if one != next_one
    )


_clocks = st.one_of(
    st.sampled_from(
        ["00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "09:00", "12:00", "17:00", "23:59"]
    ),
    st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda clock: f"{clock[0]:02}:{clock[1]:02}"),
)
_pairs = st.tuples(_clocks, st.one_of(_clocks, st.just("24:00"))).map(list)
_hours = st.lists(_pairs, max_size=3)


@st.composite
def definitions(draw: st.DrawFn, anchor: date, zone: str | None = None) -> Definition:
    """With special dates around the anchor, and open on at least one weekday."""
    around = st.integers(-9, 9).map(lambda days: (anchor + timedelta(days=days)).isoformat())
    hours = draw(st.dictionaries(st.sampled_from(WEEKDAYS), _hours, min_size=3))
    hours[draw(st.sampled_from(WEEKDAYS))] = draw(st.lists(_pairs, min_size=1, max_size=3))
    return {
        "time_zone": zone or draw(st.sampled_from(ZONES)),
        "hours": hours,
        "holidays": dict.fromkeys(draw(st.lists(around, max_size=4)), "holiday"),
        "special_days": draw(st.dictionaries(around, _hours, max_size=3)),
        "holiday_masks": draw(st.sampled_from(["DAY", "SHIFT"])),
    }


@st.composite
def anchors(draw: st.DrawFn, zone: str) -> date:
    """Near a change of offset, at the turn of a year, or anywhere."""
    turns = st.integers(FIRST.year + 1, LAST.year).map(lambda year: date(year, 1, 1))
    choices = [st.dates(FIRST, LAST), turns]
    if changes := offset_changes(zone):
        choices.append(st.sampled_from(changes))
    anchor: date = draw(st.one_of(*choices))
    return anchor


@st.composite
def cases(draw: st.DrawFn, most_versions: int = 3) -> Case:
    zone = draw(st.sampled_from(ZONES))
    anchor = draw(anchors(zone))
    midnight = datetime.combine(anchor, datetime.min.time(), UTC)
    takeovers = draw(
        st.lists(st.integers(-9 * 86_400, 9 * 86_400), max_size=most_versions - 1, unique=True).map(sorted)
    )
    first: Version = (None, draw(definitions(anchor, zone)))
    later = [(midnight + timedelta(seconds=after), draw(definitions(anchor))) for after in takeovers]
    return Case((first, *later), anchor)


def instants(case: Case) -> st.SearchStrategy[datetime]:
    """Within ten days of the anchor, often exactly at an opening or a closing."""
    ten_days = 10 * 86_400 * 1_000_000
    anywhere = st.integers(-ten_days, ten_days).map(lambda us: case.midnight + timedelta(microseconds=us))
    hours = st.integers(-240, 240).map(lambda n: case.midnight + timedelta(hours=n))
    cut = case.stretches.cut(case.midnight - timedelta(days=10), case.midnight + timedelta(days=10))
    edges = [edge for stretch in cut for edge in stretch]
    return st.one_of(anywhere, hours, *([st.sampled_from(edges)] if edges else []))


def durations(most: timedelta) -> st.SearchStrategy[timedelta]:
    """Up to an amount of open time that is known to be there."""
    us = most // timedelta(microseconds=1)
    whole = st.integers(0, us // 3_600_000_000).map(lambda n: timedelta(hours=n))
    return st.one_of(st.integers(0, us).map(lambda n: timedelta(microseconds=n)), whole, st.just(most))
