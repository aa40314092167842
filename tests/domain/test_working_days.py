"""Targets counted in working days, which are local dates on which hours start."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.equal_durations import EqualDuration, equal_duration
from sla_plugin.domain.targets import ByTime, WorkingDays, WorkingDuration
from sla_plugin.domain.working_days import by_time, end_of_day, same_time
from sla_plugin.errors import BadInput, Code

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def calendar(
    opens: str = "09:00", closes: str = "17:00", days: tuple[str, ...] = WORKDAYS, **more: Any
) -> CalendarHistory:
    given = {"time_zone": "Europe/Berlin", "hours": {day: [[opens, closes]] for day in days}, **more}
    return CalendarHistory(((None, parse_calendar(given)),))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = calendar()
NIGHTS = calendar("22:00", "06:00")


def test_the_same_clock_time_stays_across_a_change_to_summer_time() -> None:
    assert same_time(OFFICE, utc("2026-03-27 10:00"), 1) == utc("2026-03-30 09:00")


def test_weekends_and_holidays_are_no_working_days() -> None:
    holiday = calendar(holidays={"2026-02-09": "a Monday"})
    assert same_time(OFFICE, utc("2026-02-05 10:00"), 2) == utc("2026-02-09 10:00")
    assert same_time(holiday, utc("2026-02-05 10:00"), 2) == utc("2026-02-10 10:00")


def test_an_extra_saturday_is_a_working_day() -> None:
    extra = calendar(special_days={"2026-02-07": [["09:00", "12:00"]]})
    assert same_time(extra, utc("2026-02-06 10:00"), 1) == utc("2026-02-07 10:00")


def test_a_clock_time_at_which_it_is_closed_is_due_at_the_next_opening() -> None:
    assert same_time(OFFICE, utc("2026-02-05 05:00"), 1) == utc("2026-02-06 08:00")
    assert same_time(OFFICE, utc("2026-02-05 20:00"), 1) == utc("2026-02-09 08:00")


def test_no_days_are_today_or_the_first_working_day() -> None:
    assert same_time(OFFICE, utc("2026-02-05 10:00"), 0) == utc("2026-02-05 10:00")
    assert same_time(OFFICE, utc("2026-02-07 10:00"), 0) == utc("2026-02-09 10:00")
    assert end_of_day(OFFICE, utc("2026-02-07 10:00"), 0) == utc("2026-02-09 16:00")


def test_days_can_be_counted_back() -> None:
    assert same_time(OFFICE, utc("2026-02-09 10:00"), -1) == utc("2026-02-06 10:00")
    assert end_of_day(OFFICE, utc("2026-02-09 10:00"), -6) == utc("2026-01-30 16:00")


def test_the_date_is_that_of_the_calendar_s_zone() -> None:
    """23:30 in UTC on Sunday is Monday in Berlin."""
    assert end_of_day(OFFICE, utc("2026-02-08 23:30"), 1) == utc("2026-02-10 16:00")


def test_the_end_of_a_working_day_is_its_last_closing() -> None:
    split = CalendarHistory(
        (
            (
                None,
                parse_calendar(
                    {"time_zone": "UTC", "hours": {"fri": [["08:00", "12:00"], ["13:00", "24:00"]]}}
                ),
            ),
        )
    )
    assert end_of_day(split, utc("2026-02-02 10:00"), 1) == utc("2026-02-07 00:00")


def test_a_working_night_ends_in_the_morning() -> None:
    assert end_of_day(NIGHTS, utc("2026-02-02 10:00"), 1) == utc("2026-02-04 05:00")
    assert end_of_day(NIGHTS, utc("2026-03-26 10:00"), 1) == utc("2026-03-28 05:00")


def test_a_working_night_before_a_holiday_ends_at_midnight() -> None:
    masked = calendar("22:00", "06:00", holidays={"2026-02-04": "a Wednesday"})
    by_shift = calendar("22:00", "06:00", holidays={"2026-02-04": "a Wednesday"}, holiday_masks="SHIFT")
    assert end_of_day(masked, utc("2026-02-02 10:00"), 1) == utc("2026-02-03 23:00")
    assert end_of_day(by_shift, utc("2026-02-02 10:00"), 1) == utc("2026-02-04 05:00")


def test_by_a_time_of_day_counts_from_tomorrow_after_the_cut_off() -> None:
    at, cutoff = time(12), time(15)
    assert by_time(OFFICE, utc("2026-02-05 14:00"), 1, at, cutoff) == utc("2026-02-06 11:00")
    assert by_time(OFFICE, utc("2026-02-05 14:00:01"), 1, at, cutoff) == utc("2026-02-09 11:00")
    assert by_time(OFFICE, utc("2026-02-05 22:00"), 1, at, None) == utc("2026-02-06 11:00")


def test_each_date_is_read_in_the_zone_in_force_on_it() -> None:
    berlin = OFFICE.versions[0][1]
    lisbon = parse_calendar({**berlin.as_mapping(), "time_zone": "Europe/Lisbon"})
    moved = CalendarHistory(((None, berlin), (utc("2026-02-07 00:00"), lisbon)))
    assert end_of_day(moved, utc("2026-02-05 10:00"), 1) == utc("2026-02-06 16:00")
    assert end_of_day(moved, utc("2026-02-05 10:00"), 2) == utc("2026-02-09 17:00")
    assert by_time(moved, utc("2026-02-05 10:00"), 2, time(12), None) == utc("2026-02-09 12:00")


@pytest.mark.parametrize("days", [1, -1])
def test_a_calendar_without_further_working_days_is_exhausted(days: int) -> None:
    once = CalendarHistory(
        (
            (
                None,
                parse_calendar(
                    {"time_zone": "UTC", "hours": {}, "special_days": {"2026-02-05": [["09:00", "10:00"]]}}
                ),
            ),
        )
    )
    for count in (same_time, end_of_day):
        with pytest.raises(BadInput, match="no 1 working days") as caught:
            count(once, utc("2026-02-05 09:30"), days)
        assert caught.value.code is Code.CALENDAR_EXHAUSTED


@pytest.mark.parametrize("days", [100_000, -100_000])
def test_more_days_than_there_are_is_refused_and_never_overflows(days: int) -> None:
    for start in (utc("2026-02-05 09:30"), utc("1901-01-01 00:00"), utc("2199-12-31 00:00")):
        with pytest.raises(BadInput) as caught:
            same_time(OFFICE, start, days)
        assert caught.value.code is Code.CALENDAR_EXHAUSTED


def test_a_start_that_no_table_reaches_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        end_of_day(OFFICE, datetime.max.replace(tzinfo=UTC), 1)
    assert caught.value.code is Code.INSTANT_OUT_OF_RANGE


def test_a_target_in_days_is_equal_to_the_working_time_until_then() -> None:
    start = utc("2026-02-05 10:00")
    assert equal_duration(WorkingDays(1), OFFICE, start) == EqualDuration(timedelta(hours=8))
    assert equal_duration(WorkingDays(1, at_end=True), OFFICE, start) == EqualDuration(timedelta(hours=14))
    assert equal_duration(ByTime(1, time(12)), OFFICE, start) == EqualDuration(timedelta(hours=9))
    assert equal_duration(WorkingDuration(timedelta(hours=3)), OFFICE, start) == EqualDuration(
        timedelta(hours=3)
    )


def test_a_target_that_falls_on_an_opening_says_so() -> None:
    """As a duration alone it would be due at the closing before."""
    found = equal_duration(WorkingDays(1), OFFICE, utc("2026-02-05 05:00"))
    assert found == EqualDuration(timedelta(hours=8), ends_at_opening=True)


def test_a_time_of_day_that_is_over_leaves_nothing() -> None:
    assert equal_duration(ByTime(0, time(9)), OFFICE, utc("2026-02-05 10:00")) == EqualDuration(timedelta(0))
