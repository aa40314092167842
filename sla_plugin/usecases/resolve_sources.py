"""Resolve a calendar's sources to dates, now. What comes of it is frozen into a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.holiday_changes import LeftOut
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.domain.holiday_sources import Found, HolidayOrigin, HolidaySources, combine
from sla_plugin.usecases.holiday_sets import resolve_holidays
from sla_plugin.usecases.icalendar_days import read_icalendar

YEARS_BACK, YEARS_AHEAD = 1, 5


@dataclass(frozen=True, slots=True)
class Texts:
    """The iCalendar texts of feeds by address, and of files by content hash."""

    feeds: Mapping[str, str]
    files: Mapping[str, str]


NO_TEXTS = Texts({}, {})


def years_around(now: datetime) -> range:
    """From the year before to five years ahead: the years for which sources are resolved."""
    return range(now.year - YEARS_BACK, now.year + YEARS_AHEAD + 1)


def resolve_sources(sources: HolidaySources, texts: Texts, zone: str, now: datetime) -> Provenance:
    """Takes a while for a long text; refuses what `read_icalendar` and `resolve_holidays` refuse."""
    years = years_around(now)
    found: list[Found] = []
    left_out: list[LeftOut] = []
    for origin, label, text in _texts(sources, texts):
        whole = read_icalendar(text, label, ZoneInfo(zone), years)
        found.append((origin, label, whole.days))
        left_out += whole.left_out
    for chosen in sources.sets:
        dates = resolve_holidays(
            chosen.country,
            chosen.years or years,
            subdivision=chosen.subdivision,
            categories=chosen.categories,
        )
        found.append((HolidayOrigin.SET, chosen.label, dates))
    return Provenance(sources, combine(sources, found), tuple(left_out))


def _texts(sources: HolidaySources, texts: Texts) -> Iterable[tuple[HolidayOrigin, str, str]]:
    for address in sources.feeds:
        yield HolidayOrigin.FEED, address, texts.feeds[address]
    for file in sources.files:
        yield HolidayOrigin.FILE, file.name, texts.files[file.content_hash]
