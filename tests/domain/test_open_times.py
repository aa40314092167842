"""Tables of open time: shared, grown and let go, without a difference to any answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain import open_times as tables
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.open_stretches import steady_offsets
from sla_plugin.domain.open_times import OpenTimes, OpenWindow, open_times
from tests.support.random_calendars import ZONES, Case, cases

WEEK = {"mon": [["09:00", "17:00"]], "tue": [["22:00", "06:00"]]}


def office(*holidays: str) -> Calendar:
    closed = dict.fromkeys(holidays, "closed")
    return parse_calendar({"time_zone": "Europe/Berlin", "hours": WEEK, "holidays": closed})


def content(window: OpenWindow) -> tuple[list[int], list[int], list[int], int]:
    return window.starts, list(window.ends), window.totals, window.known_until


@pytest.fixture
def few_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for two, in a cache of this test's own."""
    monkeypatch.setattr(tables, "MOST_TABLES", 2)
    monkeypatch.setattr(tables, "_tables", {})


def test_calendars_that_say_the_same_share_a_table() -> None:
    assert open_times(office()) is open_times(office())
    assert open_times(CalendarHistory(((None, office()),))) is open_times(office())
    assert open_times(office("2026-01-05")) is not open_times(office())


def test_histories_share_a_table_if_they_took_over_at_the_same_instants() -> None:
    def history(at: datetime) -> CalendarHistory:
        return CalendarHistory(((None, office()), (at, office("2026-01-05"))))

    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    assert open_times(history(new_year)) is open_times(history(new_year))
    assert open_times(history(new_year)) is not open_times(history(new_year + timedelta(days=1)))


@pytest.mark.usefixtures("few_tables")
def test_the_table_that_nobody_asks_makes_room() -> None:
    asked, idle, new, newer = office(), office("2026-01-05"), office("2026-01-12"), office("2026-01-19")
    kept, let_go = open_times(asked), open_times(idle)
    open_times(new)
    kept = open_times(asked)
    open_times(newer)
    assert open_times(asked) is kept
    assert open_times(idle) is not let_go


@pytest.mark.usefixtures("few_tables")
def test_no_more_tables_are_kept_than_there_is_room_for() -> None:
    for day in range(1, 29):
        open_times(office(f"2026-01-{day:02}"))
        assert len(tables._tables) <= 2


@given(cases(), st.lists(st.integers(1990, 2050), min_size=1, max_size=4))
def test_a_window_that_grew_is_as_if_it_was_built_at_once(case: Case, years: list[int]) -> None:
    versions = tuple(case.calendar.spans())
    grown, at_once = OpenTimes(versions), OpenTimes(versions)
    for year in years:
        grown.window(year, year)
    first, last = min(years), max(years)
    assert content(grown.window(first, last)) == content(at_once.window(first, last))


@pytest.mark.parametrize("zone", ZONES)
def test_a_date_is_steady_if_it_and_the_next_have_one_offset(zone: str) -> None:
    at = ZoneInfo(zone)
    for year in (2011, 2018, 2026):
        first = date(year, 1, 1)
        for n, offset in enumerate(steady_offsets(zone, year)):
            midnight = datetime.combine(first + timedelta(days=n), time(), at)
            halves = (midnight + timedelta(minutes=30 * half) for half in range(2 * 48 + 1))
            offsets = {half.utcoffset() for half in halves}
            assert len(offsets) > 1 if offset is None else offsets == {MICROSECOND * offset}
