"""What an iCalendar text closes: whole local dates, and nothing silently."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.holiday_changes import LeftOut
from sla_plugin.errors import BadInput, Code
from sla_plugin.usecases.icalendar_days import WholeDays, read_icalendar
from sla_plugin.usecases.icalendar_text import MAX_CHARACTERS
from tests.support.icalendars import all_day, icalendar, timed

BANGKOK = ZoneInfo("Asia/Bangkok")
YEARS = range(2025, 2032)


def read(text: str, zone: ZoneInfo = BANGKOK) -> WholeDays:
    return read_icalendar(text, "holidays.ics", zone, YEARS)


def days(*events: str, zone: str | None = None) -> dict[str, str]:
    """ISO date → name."""
    return {on.isoformat(): name for on, name in read(icalendar(*events, zone=zone)).days.items()}


def refusal(text: str) -> tuple[Code, str]:
    with pytest.raises(BadInput) as caught:
        read(text)
    return caught.value.code, caught.value.message


def test_an_all_day_event_closes_its_date() -> None:
    assert days(all_day("20260413", "Songkran")) == {"2026-04-13": "Songkran"}


def test_the_end_of_an_all_day_event_is_not_closed() -> None:
    assert days(all_day("20260413", "Songkran", "DTEND;VALUE=DATE:20260416")) == {
        "2026-04-13": "Songkran",
        "2026-04-14": "Songkran",
        "2026-04-15": "Songkran",
    }


def test_a_duration_is_as_good_as_an_end() -> None:
    assert list(days(all_day("20260413", "Songkran", "DURATION:P2D"))) == ["2026-04-13", "2026-04-14"]


def test_an_all_day_event_that_ends_when_it_starts_is_of_that_day() -> None:
    assert list(days(all_day("20260413", "Songkran", "DTEND;VALUE=DATE:20260413"))) == ["2026-04-13"]


def test_what_recurs_is_followed_through_the_years_and_no_further() -> None:
    assert list(days(all_day("19990501", "Labour Day", "RRULE:FREQ=YEARLY"))) == [
        f"{year}-05-01" for year in YEARS
    ]


def test_a_rule_of_weekdays_is_followed() -> None:
    thanksgiving = all_day("20201126", "Thanksgiving", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=8")
    assert list(days(thanksgiving)) == ["2025-11-27", "2026-11-26", "2027-11-25"]


def test_a_date_that_a_rule_excepts_stays_open() -> None:
    event = all_day("20250501", "Labour Day", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20260501")
    assert list(days(event)) == ["2025-05-01", "2027-05-01"]


def test_one_occurrence_can_be_moved_and_another_cancelled() -> None:
    assert days(
        all_day("20250501", "Labour Day", "UID:l", "RRULE:FREQ=YEARLY;COUNT=3"),
        all_day("20260504", "Labour Day (moved)", "UID:l", "RECURRENCE-ID;VALUE=DATE:20260501"),
        all_day("20270501", "Labour Day", "UID:l", "RECURRENCE-ID;VALUE=DATE:20270501", "STATUS:CANCELLED"),
    ) == {"2025-05-01": "Labour Day", "2026-05-04": "Labour Day (moved)"}


def test_a_cancelled_event_closes_nothing() -> None:
    given = [all_day("20260413", "Songkran"), all_day("20260414", "Songkran", "STATUS:CANCELLED")]
    assert list(days(*given)) == ["2026-04-13"]


def test_a_holiday_on_which_nobody_is_busy_closes_all_the_same() -> None:
    assert list(days(all_day("20260413", "Songkran", "TRANSP:TRANSPARENT"))) == ["2026-04-13"]


def test_two_events_of_one_date_give_it_both_names() -> None:
    given = [
        all_day("20260413", "Songkran"),
        all_day("20260413", "Stocktaking"),
        all_day("20260413", "Songkran"),
    ]
    assert days(*given) == {"2026-04-13": "Songkran; Stocktaking"}


def test_an_event_without_a_name_is_called_closed() -> None:
    assert days("DTSTART;VALUE=DATE:20260413") == {"2026-04-13": "Closed"}


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("20260412T170000Z", "20260413T170000Z"),
        ("20260413T000000", "20260414T000000"),
    ],
    ids=["in UTC", "floating"],
)
def test_a_timed_event_from_local_midnight_to_midnight_closes_its_date(starts: str, ends: str) -> None:
    assert days(timed(starts, ends, "Songkran")) == {"2026-04-13": "Songkran"}


def test_the_zone_that_the_text_defines_itself_is_understood() -> None:
    parts = "BEGIN:VTIMEZONE\nTZID:Chiang Mai\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    parts += "TZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD\nEND:VTIMEZONE"
    event = "DTSTART;TZID=Chiang Mai:20260413T000000|DTEND;TZID=Chiang Mai:20260414T000000|SUMMARY:Songkran"
    assert read(icalendar(event, parts=parts)) == WholeDays({date(2026, 4, 13): "Songkran"}, ())


def test_the_zone_of_the_whole_text_is_understood() -> None:
    # Midnight in Bangkok, though it is written in UTC and shown by its program in Bangkok's time.
    given = timed("20260412T170000Z", "20260413T170000Z", "Songkran", "RRULE:FREQ=YEARLY;COUNT=2")
    assert list(days(given, zone="Asia/Bangkok")) == ["2026-04-13", "2027-04-13"]


def test_a_day_of_another_zone_is_no_whole_day_here() -> None:
    berlin = timed("20261224T230000Z", "20261225T230000Z", "Weihnachten")
    found = read(icalendar(all_day("20260413", "Songkran"), berlin))
    assert list(found.days) == [date(2026, 4, 13)]
    assert [left.name for left in found.left_out] == ["Weihnachten"]


def test_a_day_of_23_hours_is_a_whole_day() -> None:
    spring = icalendar(timed("20260328T230000Z", "20260329T220000Z", "Clocks go forward"))
    assert list(read(spring, ZoneInfo("Europe/Berlin")).days) == [date(2026, 3, 29)]


def test_a_part_of_a_day_is_left_out_by_name() -> None:
    party = timed("20251224T050000Z", "20251224T100000Z", "Party", "RRULE:FREQ=YEARLY;COUNT=3")
    assert read(icalendar(all_day("20260413", "Songkran"), party)) == WholeDays(
        {date(2026, 4, 13): "Songkran"},
        (
            LeftOut(
                "holidays.ics",
                "Party",
                datetime(2025, 12, 24, 5, tzinfo=UTC),
                datetime(2025, 12, 24, 10, tzinfo=UTC),
                3,
            ),
        ),
    )


def test_of_a_long_event_the_whole_days_in_between_close_and_it_is_told() -> None:
    # From Thursday 13:00 to Sunday 12:00.
    found = read(icalendar(timed("20260409T060000Z", "20260412T050000Z", "Moving house")))
    assert list(found.days) == [date(2026, 4, 10), date(2026, 4, 11)]
    assert [(left.name, left.times) for left in found.left_out] == [("Moving house", 1)]


def test_an_event_over_new_year_closes_each_date_once() -> None:
    found = read(icalendar(all_day("20261231", "New Year", "DTEND;VALUE=DATE:20270102")))
    assert found.days == {date(2026, 12, 31): "New Year", date(2027, 1, 1): "New Year"}


def test_an_event_without_end_closes_only_the_years_that_are_looked_at() -> None:
    found = read(icalendar(all_day("20311230", "Closed for good", "DTEND;VALUE=DATE:21000101")))
    assert list(found.days) == [date(2031, 12, 30), date(2031, 12, 31)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!doctype html><p>Not found</p>", "holidays.ics is no iCalendar text"),
        ("", "holidays.ics is no iCalendar text"),
        (icalendar(all_day("20260413", "Songkran"))[:-20], "holidays.ics is no iCalendar text"),
        ("BEGIN:VEVENT\r\nEND:VEVENT\r\n", "holidays.ics holds no VCALENDAR"),
        (
            icalendar("DTSTART:2026-04-13|SUMMARY:Songkran"),
            "an event 'Songkran' whose DTSTART cannot be read",
        ),
        (
            icalendar(all_day("20260413", "Songkran", "DTSTART;VALUE=DATE:20260414")),
            "an event 'Songkran' with two starts or ends",
        ),
        (
            icalendar(timed("20260413T000000Z", "20260414T000000Z", "Songkran"), zone="Asia/Lanna"),
            "cannot be followed: 'No time zone found with key Asia/Lanna'",
        ),
        (icalendar("SUMMARY:Songkran"), "an event 'Songkran' without DTSTART"),
        (icalendar(all_day("20260413", "Songkran", "RRULE:FREQ=SOMETIMES")), "'Songkran' whose RRULE"),
        (
            icalendar(timed("20260413T000000Z", "20260412T000000Z", "Backwards")),
            "an event 'Backwards' whose end does not suit its start",
        ),
        (
            icalendar("DTSTART;VALUE=DATE:20260413|DTEND:20260414T000000Z|SUMMARY:Mixed"),
            "an event 'Mixed' whose end does not suit its start",
        ),
        (
            icalendar(all_day("20260413", "Endless", "DTEND;VALUE=DATE:99991231")),
            "an event that cannot be followed: date value out of range",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_whole(text: str, said: str) -> None:
    code, message = refusal(text)
    assert code == Code.FEED_MALFORMED
    assert said in message


@pytest.mark.parametrize(
    "text",
    [
        icalendar(all_day("20260413", "x" * MAX_CHARACTERS)),
        icalendar(timed("20260413T000000Z", "20260414T000000Z", "Often", "RRULE:FREQ=SECONDLY")),
        icalendar(timed("20260413T000000Z", "20260414T000000Z", "Often", "RRULE:FREQ=DAILY;BYHOUR=1,2,3")),
        icalendar(*[all_day("20260413", "Songkran", "RRULE:FREQ=YEARLY")] * 201),
        icalendar(*[all_day("20200101", "Ever", "RRULE:FREQ=DAILY")] * 9),
        icalendar(*[all_day("20250101", "Ever", "DTEND;VALUE=DATE:20320101")] * 9),
    ],
    ids=["characters", "secondly", "hours", "rules", "occurrences", "days"],
)
def test_more_than_a_calendar_of_holidays_would_hold_is_refused(text: str) -> None:
    assert refusal(text)[0] == Code.FEED_TOO_LARGE


def test_a_text_that_closes_nothing_is_refused_rather_than_opening_everything() -> None:
    assert refusal(icalendar(all_day("19990413", "Songkran"))) == (
        Code.FEED_NO_DAYS,
        "holidays.ics closes no whole day from 2025 to 2031.",
    )
    assert refusal(icalendar())[0] == Code.FEED_NO_DAYS


WHOLE = icalendar(
    all_day("20200413", "Songkran", "RRULE:FREQ=YEARLY;UNTIL=20291231", "EXDATE;VALUE=DATE:20260413"),
    timed("20260412T170000Z", "20260413T170000Z", "Songkran", "STATUS:CONFIRMED"),
    all_day(
        "20260413", "Songkran", "UID:s", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5", "RDATE;VALUE=DATE:20260501"
    ),
    all_day("20260420", "Moved", "UID:s", "RECURRENCE-ID;VALUE=DATE:20260420"),
    zone="Asia/Bangkok",
)
PIECES = ["", ":", ";", "=", "-1", "99991231", "00010101T000000Z", "P1D", "COUNT=0", "BYDAY=9MO", "RDATE:"]
LINES = WHOLE.split("\r\n")


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.integers(0, 40), st.integers(0, 8), st.sampled_from(PIECES)
        ),
        min_size=1,
        max_size=4,
    ),
    st.permutations(range(len(LINES))).map(lambda order: order[:2]),
)
def test_a_text_that_was_damaged_is_read_or_refused(
    cuts: list[tuple[int, int, int, str]], doubled: list[int]
) -> None:
    lines = list(LINES)
    for number, at, length, piece in cuts:
        lines[number] = lines[number][:at] + piece + lines[number][at + length :]
    lines[doubled[0]] += f"\r\n{lines[doubled[1]]}"
    try:
        found = read("\r\n".join(lines)).days
    except BadInput as error:
        assert error.code in {Code.FEED_MALFORMED, Code.FEED_TOO_LARGE, Code.FEED_NO_DAYS}  # noqa: PT017  # both are right
    else:
        assert {on.year for on in found} <= set(YEARS)
