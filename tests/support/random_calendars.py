"""Calendars as nobody would write them, around the dates at which calendars go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sla_plugin.domain.batch.working_times import WorkingTimes
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from tests.support.arithmetic import Arithmetic, InArrays, OneByOne
from tests.support.dice import Dice
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
USUAL = ["00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "09:00", "12:00", "17:00", "23:59"]
REACH = timedelta(days=16)
"""How far around its anchor the open stretches of a case are known."""
NEAR = timedelta(days=9)
"""How far around its anchor a case asks."""
MICROSECOND = timedelta(microseconds=1)
ALL = 2**40


@dataclass(frozen=True)
class Share:
    """Of a duration, so many parts of `ALL`: to the microsecond, or in whole hours."""

    parts: int
    hours: bool

    def of(self, whole: timedelta) -> timedelta:
        part = whole // MICROSECOND * self.parts // ALL * MICROSECOND
        return part // timedelta(hours=1) * timedelta(hours=1) if self.hours else part


@dataclass(frozen=True)
class Case:
    """A calendar, a date at which it is interesting, and what to ask around it."""

    versions: tuple[Version, ...]
    anchor: date
    instants: tuple[datetime, datetime, datetime]
    shares: tuple[Share, Share]
    stretches: Stretches = field(repr=False, compare=False)

    @cached_property
    def calendar(self) -> CalendarHistory:
        return CalendarHistory(tuple((since, parse_calendar(written)) for since, written in self.versions))

    @cached_property
    def both(self) -> tuple[Arithmetic, Arithmetic]:
        return OneByOne(self.calendar), InArrays(WorkingTimes(self.calendar))

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.anchor, time(), UTC)

    def after(self, start: datetime, share: int = 0) -> timedelta:
        """A share of the open time that is known to follow."""
        return self.shares[share].of(self.stretches.between(start, datetime.max.replace(tzinfo=UTC)))

    def before(self, end: datetime, share: int = 0) -> timedelta:
        return self.shares[share].of(self.stretches.between(datetime.min.replace(tzinfo=UTC), end))


def cases(most_versions: int = 3) -> st.SearchStrategy[Case]:
    return st.binary(min_size=256, max_size=256).map(lambda entropy: _case(Dice(entropy), most_versions))


@cache
def offset_changes(zone: str) -> tuple[date, ...]:
    """The dates on which a zone's offset changes."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    offsets = [datetime.combine(on, time(), ZoneInfo(zone)).utcoffset() for on in days]
    return tuple(
        day for day, one, next_one in zip(days, offsets, offsets[1:], strict=False) if one != next_one
    )


def _case(dice: Dice, most_versions: int) -> Case:
    shares = _share(dice), _share(dice)
    zone = dice.one_of(ZONES)
    anchor = draw_anchor(dice, zone)
    midnight = datetime.combine(anchor, time(), UTC)
    takeovers = {dice.number(-9 * 86_400, 9 * 86_400) for _ in range(dice.number(0, most_versions - 1))}
    first: Version = (None, draw_definition(dice, anchor, zone))
    later: list[Version] = [
        (midnight + timedelta(seconds=seconds), draw_definition(dice, anchor, dice.one_of(ZONES)))
        for seconds in sorted(takeovers)
    ]
    known = stretches((first, *later), anchor - REACH, anchor + REACH)
    edges = [edge for stretch in known.cut(midnight - NEAR, midnight + NEAR) for edge in stretch]
    one, two, three = (_instant(dice, midnight, edges) for _ in range(3))
    return Case((first, *later), anchor, (one, two, three), shares, known)


def draw_anchor(dice: Dice, zone: str) -> date:
    """Near a change of offset, at the turn of a year, or anywhere."""
    anywhere = FIRST + timedelta(days=dice.number(0, (LAST - FIRST).days))
    change = dice.one_of(offset_changes(zone) or [anywhere])
    return dice.one_of([anywhere, date(anywhere.year, 1, 1), change, change])


def draw_definition(dice: Dice, anchor: date, zone: str) -> Definition:
    """With special dates around the anchor, and open on at least one weekday."""
    hours = {weekday: _hours(dice, 0) for weekday in WEEKDAYS}
    hours[dice.one_of(WEEKDAYS)] = _hours(dice, 1)
    return {
        "time_zone": zone,
        "hours": hours,
        "holidays": {_near(dice, anchor): "holiday" for _ in range(dice.number(0, 4))},
        "special_days": {_near(dice, anchor): _hours(dice, 0) for _ in range(dice.number(0, 3))},
        "holiday_masks": dice.one_of(["DAY", "SHIFT"]),
    }


def _near(dice: Dice, anchor: date) -> str:
    return (anchor + timedelta(days=dice.number(-9, 9))).isoformat()


def _hours(dice: Dice, least: int) -> list[list[str]]:
    return [[_clock(dice, USUAL), _clock(dice, [*USUAL, "24:00"])] for _ in range(dice.number(least, 3))]


def _clock(dice: Dice, usual: list[str]) -> str:
    hour, minute = divmod(dice.number(0, 24 * 60 - 1), 60)
    return dice.one_of([*usual, *[f"{hour:02}:{minute:02}"] * 6])


def _instant(dice: Dice, midnight: datetime, edges: list[datetime]) -> datetime:
    """Often exactly at an opening or a closing."""
    hours = NEAR // timedelta(hours=1)
    at = midnight + timedelta(hours=dice.number(-hours, hours))
    within = timedelta(microseconds=dice.number(0, 3_599_999_999))
    edge = dice.one_of(edges or [at])
    return dice.one_of([at, at + within, edge, edge])


def _share(dice: Dice) -> Share:
    return Share(dice.one_of([*[dice.number(0, ALL)] * 3, ALL]), dice.one_of([False, True]))
