"""Calendars as they are written, what they say of a date, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar, CalendarHistory, HolidayMasks
from sla_plugin.errors import BadInput, Code

HOUR = 3600
THURSDAY, FRIDAY = date(2026, 1, 1), date(2026, 1, 2)


def written(hours: Any = None, **more: Any) -> dict[str, Any]:
    return {"time_zone": "UTC", "hours": {"thu": [["09:00", "17:00"]]} if hours is None else hours, **more}


def thursday(*pairs: list[str]) -> tuple[tuple[int, int], ...]:
    return parse_calendar(written({"thu": list(pairs)})).hours[3]


def refused(given: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        parse_calendar(given)
    return caught.value


def test_hours_are_seconds_of_their_day() -> None:
    assert thursday(["09:00", "17:30"]) == ((9 * HOUR, 17 * HOUR + 1800),)
    assert thursday(["09:00:30", "17:00:01"]) == ((9 * HOUR + 30, 17 * HOUR + 1),)


def test_the_day_ends_at_twenty_four() -> None:
    assert thursday(["18:00", "24:00"]) == ((18 * HOUR, 24 * HOUR),)


def test_an_end_not_after_its_start_is_on_the_next_day() -> None:
    assert thursday(["22:00", "06:00"]) == ((22 * HOUR, 30 * HOUR),)
    assert thursday(["08:00", "08:00"]) == ((8 * HOUR, 32 * HOUR),)


def test_hours_that_overlap_or_touch_are_one() -> None:
    merged = ((9 * HOUR, 17 * HOUR),)
    assert thursday(["12:00", "17:00"], ["09:00", "12:00"]) == merged
    assert thursday(["09:00", "14:00"], ["12:00", "17:00"]) == merged
    assert thursday(["09:00", "17:00"], ["12:00", "13:00"]) == merged


def test_calendars_that_say_the_same_are_equal_however_they_are_written() -> None:
    split = written({"thu": [["12:00", "17:00"], ["09:00", "12:00"]], "fri": []})
    one, other = parse_calendar(written()), parse_calendar(split)
    assert (one, hash(one), one.content_hash) == (other, hash(other), other.content_hash)


@pytest.mark.parametrize(
    "different",
    [
        written({"fri": [["09:00", "17:00"]]}),
        written(time_zone="Etc/UTC"),
        written(holidays={"2026-01-01": "New Year"}),
        written(special_days={"2026-01-01": []}),
        written(holiday_masks="SHIFT"),
    ],
)
def test_calendars_that_differ_have_another_content(different: Mapping[str, Any]) -> None:
    assert parse_calendar(different).content_hash != parse_calendar(written()).content_hash


def test_a_calendar_is_written_as_it_is_read() -> None:
    given = {
        "time_zone": "Asia/Bangkok",
        "hours": {"mon": [["00:00", "24:00"]], "thu": [["08:30", "12:00"], ["22:00", "06:00"]]},
        "holidays": {"2026-04-13": "Songkran"},
        "special_days": {"2026-04-15": [], "2026-04-18": [["09:00", "12:00:30"]]},
        "holiday_masks": "SHIFT",
    }
    assert parse_calendar(given).as_mapping() == given


def test_hours_longer_than_a_day_are_written_in_two() -> None:
    calendar = parse_calendar(written({"thu": [["09:00", "24:00"], ["20:00", "20:00"]]}))
    assert calendar.hours[3] == ((9 * HOUR, 44 * HOUR),)
    assert parse_calendar(calendar.as_mapping()) == calendar


def test_a_special_day_wins_over_a_holiday_which_wins_over_the_weekday() -> None:
    plain = parse_calendar(written())
    closed = parse_calendar(written(holidays={"2026-01-01": "New Year"}))
    short = parse_calendar(
        written(holidays={"2026-01-01": "New Year"}, special_days={"2026-01-01": [["10:00", "12:00"]]})
    )
    assert plain.own_hours(THURSDAY) == ((9 * HOUR, 17 * HOUR),)
    assert closed.own_hours(THURSDAY) == ()
    assert short.own_hours(THURSDAY) == ((10 * HOUR, 12 * HOUR),)
    assert short.own_hours(FRIDAY) == ()


def test_only_a_day_mask_cuts_the_tail_of_the_shift_before() -> None:
    dates: dict[str, Any] = {"holidays": {"2026-01-01": "New Year"}, "special_days": {"2026-01-02": []}}
    by_day = parse_calendar(written(**dates))
    by_shift = parse_calendar(written(**dates, holiday_masks="SHIFT"))
    assert [by_day.masks_tail(on) for on in (THURSDAY, FRIDAY, date(2026, 1, 3))] == [True, True, False]
    assert [by_shift.masks_tail(on) for on in (THURSDAY, FRIDAY)] == [False, False]
    assert by_shift.holiday_masks is HolidayMasks.SHIFT


def test_a_holiday_closes_its_own_date_and_leaves_the_tail_of_its_shift_on_the_day_after() -> None:
    nights = {"thu": [["22:00", "06:00"]], "fri": [["22:00", "06:00"]]}
    new_year: dict[str, Any] = {"holidays": {"2026-01-01": "New Year"}}
    by_day = parse_calendar(written(nights, **new_year))
    by_shift = parse_calendar(written(nights, **new_year, holiday_masks="SHIFT"))
    both_days = parse_calendar(
        written(nights, holidays={"2026-01-01": "New Year", "2026-01-02": "the day after"})
    )
    assert by_day.open_from(THURSDAY) == ((24 * HOUR, 30 * HOUR),)
    assert by_shift.open_from(THURSDAY) == ()
    assert both_days.open_from(THURSDAY) == ()
    assert both_days.open_from(FRIDAY) == ((24 * HOUR, 30 * HOUR),)


def test_a_special_day_has_its_own_tail_and_not_that_of_the_week() -> None:
    nights = {"thu": [["22:00", "06:00"]]}
    short = parse_calendar(written(nights, special_days={"2026-01-01": [["08:00", "12:00"]]}))
    late = parse_calendar(written(nights, special_days={"2026-01-01": [["23:00", "02:00"]]}))
    assert short.open_from(THURSDAY) == ((8 * HOUR, 12 * HOUR),)
    assert late.open_from(THURSDAY) == ((23 * HOUR, 26 * HOUR),)


def test_always_is_every_second_of_the_week() -> None:
    assert Calendar.always().hours == dict.fromkeys(range(7), ((0, 24 * HOUR),))


@pytest.mark.parametrize(
    "given",
    [written({}), written({"mon": []}), written({}, special_days={"2026-01-01": []})],
)
def test_a_calendar_that_is_never_open_is_refused(given: Mapping[str, Any]) -> None:
    error = refused(given)
    assert (error.code, error.field) == (Code.CALENDAR_NEVER_OPEN, "hours")
    assert "no clock on it could ever be due" in str(error)


def test_one_special_day_is_enough_to_be_open() -> None:
    calendar = parse_calendar(written({}, special_days={"2026-01-02": [["09:00", "10:00"]]}))
    assert calendar.own_hours(FRIDAY) == ((9 * HOUR, 10 * HOUR),)


@pytest.mark.parametrize("zone", ["", "Bangkok", "europe/berlin", "right/UTC", "../UTC", "America", None, 7])
def test_an_unknown_zone_is_refused(zone: object) -> None:
    error = refused(written(time_zone=zone))
    assert (error.code, error.field) == (Code.CALENDAR_UNKNOWN_ZONE, "time_zone")


def test_an_unknown_zone_is_told_the_nearest() -> None:
    assert refused(written(time_zone="Asia/Bankok")).hint == "Did you mean Asia/Bangkok?"
    assert refused(written(time_zone=None)).hint == "Write it as Asia/Bangkok."


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "calendar"),
        (written(hourz={}), "hourz"),
        (written([]), "hours"),
        (written({"monday": []}), "hours.monday"),
        (written({"mon": "09:00-17:00"}), "hours.mon"),
        (written({"mon": ["09:00", "17:00"]}), "hours.mon[0]"),
        (written({"mon": [["09:00", "17:00"], ["18:00"]]}), "hours.mon[1]"),
        (written({"mon": [["9:00", "17:00"]]}), "hours.mon[0]"),
        (written({"mon": [["09:00", "25:00"]]}), "hours.mon[0]"),
        (written({"mon": [["09:00", "24:01"]]}), "hours.mon[0]"),
        (written({"mon": [["09:60", "17:00"]]}), "hours.mon[0]"),
        (written({"mon": [["๑๙:๕๕", "17:00"]]}), "hours.mon[0]"),
        (written({"mon": [[9, 17]]}), "hours.mon[0]"),
        (written({"mon": [["24:00", "06:00"]]}), "hours.mon[0]"),
        (written(holidays=["2026-01-01"]), "holidays"),
        (written(holidays={"2026-01-01": None}), "holidays.2026-01-01"),
        (written(special_days=["2026-01-01"]), "special_days"),
        (written(special_days={"2026-01-01": None}), "special_days.2026-01-01"),
        (written(holiday_masks="WEEK"), "holiday_masks"),
    ],
)
def test_whatever_is_wrong_is_refused_by_its_place(given: Any, place: str) -> None:
    error = refused(given)
    assert (error.code, error.field) == (Code.CALENDAR_MALFORMED, place)
    assert str(error).startswith(f"The calendar's {place} ")


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        (written(holidays={"2569-04-13": "Songkran"}), Code.DATE_BUDDHIST_ERA, "holidays.2569-04-13"),
        (written(special_days={"2569-04-13": []}), Code.DATE_BUDDHIST_ERA, "special_days.2569-04-13"),
        (written(holidays={"13 April": "Songkran"}), Code.DATE_MALFORMED, "holidays.13 April"),
    ],
)
def test_dates_are_refused_as_dates_are(given: Any, code: Code, place: str) -> None:
    error = refused(given)
    assert (error.code, error.field) == (code, place)


def test_the_version_in_force_changes_at_the_takeover() -> None:
    first, second = parse_calendar(written()), Calendar.always()
    takeover = datetime(2026, 7, 1, tzinfo=UTC)
    history = CalendarHistory(((None, first), (takeover, second)))
    assert history.takeovers == (takeover,)
    assert history.in_force(datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)) is first
    assert history.in_force(takeover) is second
    assert list(history.spans()) == [(None, takeover, first), (takeover, None, second)]
