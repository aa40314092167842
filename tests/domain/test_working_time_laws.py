"""What holds for every calendar, and what brute force finds for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.domain.working_time import (
    add,
    between,
    intervals,
    is_open,
    next_close,
    next_open,
    previous_open,
    subtract,
)
from sla_plugin.errors import BadInput, Code
from tests.support.oracle import is_open_by_the_wall_clock
from tests.support.random_calendars import ZONES, Case, cases, durations, instants

ZERO = timedelta(0)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)
ROLLED = EndOfBusiness.NEXT_OPENING


def some_instants(data: st.DataObject, case: Case, count: int) -> list[datetime]:
    return [data.draw(instants(case)) for _ in range(count)]


def a_duration_after(data: st.DataObject, case: Case, start: datetime) -> timedelta:
    return data.draw(durations(case.stretches.between(start, datetime.max.replace(tzinfo=UTC))))


def a_duration_before(data: st.DataObject, case: Case, end: datetime) -> timedelta:
    return data.draw(durations(case.stretches.between(datetime.min.replace(tzinfo=UTC), end)))


@given(cases(), st.data())
def test_add_agrees_with_stepping_through_the_stretches(case: Case, data: st.DataObject) -> None:
    (start,) = some_instants(data, case, 1)
    duration = a_duration_after(data, case, start)
    assert add(case.calendar, start, duration) == case.stretches.add(start, duration)


@given(cases(), st.data())
def test_subtract_agrees_with_stepping_back(case: Case, data: st.DataObject) -> None:
    (end,) = some_instants(data, case, 1)
    duration = a_duration_before(data, case, end)
    assert subtract(case.calendar, end, duration) == case.stretches.subtract(end, duration)


@given(cases(), st.data())
def test_between_agrees_with_the_sum_of_the_stretches(case: Case, data: st.DataObject) -> None:
    a, b = sorted(some_instants(data, case, 2))
    assert between(case.calendar, a, b) == case.stretches.between(a, b)
    assert between(case.calendar, b, a) == -case.stretches.between(a, b)


@given(cases(), st.data())
def test_intervals_are_the_stretches(case: Case, data: st.DataObject) -> None:
    a, b = sorted(some_instants(data, case, 2))
    found = intervals(case.calendar, a, b)
    assert [(interval.start, interval.end) for interval in found] == case.stretches.cut(a, b)
    assert sum((interval.length for interval in found), ZERO) == between(case.calendar, a, b)
    assert intervals(case.calendar, b, a) == []


@given(cases(most_versions=1), st.data())
def test_every_minute_is_open_as_the_clock_on_the_wall_says(case: Case, data: st.DataObject) -> None:
    ((_, definition),) = case.versions
    zone = ZoneInfo(definition["time_zone"])
    begin = case.midnight + timedelta(days=data.draw(st.integers(-9, 9)))
    near = [begin + timedelta(hours=hours) for hours in range(-26, 52)]
    assume(len({at.astimezone(zone).utcoffset() for at in near}) == 1)
    calendar = parse_calendar(definition)
    for minute in range(24 * 60):
        at = begin + minute * MINUTE
        assert is_open(calendar, at) == is_open_by_the_wall_clock(definition, at), at


@given(cases(), st.data())
def test_what_was_added_lies_between(case: Case, data: st.DataObject) -> None:
    (start,) = some_instants(data, case, 1)
    duration = a_duration_after(data, case, start)
    calendar = case.calendar
    assert between(calendar, start, add(calendar, start, duration)) == duration
    if duration:
        assert between(calendar, start, add(calendar, start, duration, ROLLED)) == duration


@given(cases(), st.data())
def test_what_was_taken_back_lies_between(case: Case, data: st.DataObject) -> None:
    (end,) = some_instants(data, case, 1)
    duration = a_duration_before(data, case, end)
    calendar = case.calendar
    found = subtract(calendar, end, duration)
    assert between(calendar, found, end) == duration
    if duration:
        assert between(calendar, found + MICROSECOND, end) < duration


@given(cases(), st.data())
def test_adding_twice_is_adding_the_sum(case: Case, data: st.DataObject) -> None:
    (start,) = some_instants(data, case, 1)
    duration = a_duration_after(data, case, start)
    part = duration * data.draw(st.floats(0, 1))
    calendar = case.calendar
    assert add(calendar, add(calendar, start, part), duration - part) == add(calendar, start, duration)


@given(cases(), st.data())
def test_a_later_start_or_a_longer_duration_is_never_due_earlier(case: Case, data: st.DataObject) -> None:
    early, late = sorted(some_instants(data, case, 2))
    short, long = sorted([a_duration_after(data, case, late), a_duration_after(data, case, late)])
    calendar = case.calendar
    for end_of_business in EndOfBusiness:
        due = add(calendar, early, short, end_of_business)
        assert due <= add(calendar, late, short, end_of_business)
        assert due <= add(calendar, early, long, end_of_business)


@given(cases(), st.data())
def test_stretches_add_up_and_have_a_sign(case: Case, data: st.DataObject) -> None:
    a, b, c = some_instants(data, case, 3)
    calendar = case.calendar
    assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)
    assert between(calendar, a, b) == -between(calendar, b, a)


@given(cases(), st.data())
def test_a_negative_duration_goes_the_other_way(case: Case, data: st.DataObject) -> None:
    (at,) = some_instants(data, case, 1)
    back, ahead = a_duration_before(data, case, at), a_duration_after(data, case, at)
    calendar = case.calendar
    for end_of_business in EndOfBusiness:
        assume(back and ahead)
        assert add(calendar, at, -back, end_of_business) == subtract(calendar, at, back, end_of_business)
        assert subtract(calendar, at, -ahead, end_of_business) == add(calendar, at, ahead, end_of_business)


@given(cases(), st.data())
def test_rolling_on_only_leaves_a_closing_for_the_next_opening(case: Case, data: st.DataObject) -> None:
    (start,) = some_instants(data, case, 1)
    duration = a_duration_after(data, case, start)
    calendar = case.calendar
    due, rolled = add(calendar, start, duration), add(calendar, start, duration, ROLLED)
    assert rolled == next_open(calendar, due)
    assert is_open(calendar, rolled)


@given(cases(), st.data())
def test_rolling_back_only_leaves_an_opening_for_the_closing_before(case: Case, data: st.DataObject) -> None:
    (end,) = some_instants(data, case, 1)
    duration = a_duration_before(data, case, end)
    calendar = case.calendar
    taken = subtract(calendar, end, duration)
    assert subtract(calendar, end, duration, ROLLED) == previous_open(calendar, taken)


@given(cases(), st.data())
def test_openings_and_closings_are_the_edges_of_the_stretches(case: Case, data: st.DataObject) -> None:
    (at,) = some_instants(data, case, 1)
    calendar, stretches = case.calendar, case.stretches.open
    following = [(opens, closes) for opens, closes in stretches if closes > at]
    assume(following and following[0] != stretches[-1])
    opens, closes = following[0]
    assert next_open(calendar, at) == max(opens, at)
    assert next_close(calendar, at) == closes
    assert is_open(calendar, at) == (opens <= at)
    before = [(opens, closes) for opens, closes in stretches if opens < at]
    assume(before)
    assert previous_open(calendar, at) == min(before[-1][1], at)


@given(cases(), st.data())
def test_what_was_asked_before_changes_no_answer(case: Case, data: st.DataObject) -> None:
    """The window of a table grows by what is asked."""
    (start,) = some_instants(data, case, 1)
    duration = a_duration_after(data, case, start)
    calendar = case.calendar
    before = add(calendar, start, duration), between(calendar, start, start + timedelta(days=9))
    for years in data.draw(st.lists(st.integers(-4, 4), min_size=1, max_size=3)):
        is_open(calendar, start + years * timedelta(days=365.25))
    assert (add(calendar, start, duration), between(calendar, start, start + timedelta(days=9))) == before


@given(
    st.integers(0, 40 * 365 * 86_400).map(lambda seconds: YEAR_2000 + timedelta(seconds=seconds)),
    st.timedeltas(ZERO, timedelta(days=7000)),
    st.sampled_from(ZONES),
)
def test_around_the_clock_is_plain_addition(start: datetime, duration: timedelta, zone: str) -> None:
    always = Calendar.always(zone)
    assert add(always, start, duration) == start + duration
    assert subtract(always, start + duration, duration) == start
    assert between(always, start, start + duration) == duration
    assert add(always, start, duration, ROLLED) == start + duration


@given(cases(most_versions=1))
def test_a_calendar_reads_back_equal(case: Case) -> None:
    calendar = case.calendar.versions[0][1]
    again = parse_calendar(calendar.as_mapping())
    assert (again, again.content_hash) == (calendar, calendar.content_hash)


MONDAYS = parse_calendar({"time_zone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]]}})
OPERATIONS: dict[str, Callable[[Calendar, datetime], object]] = {
    "add": lambda calendar, at: add(calendar, at, timedelta(hours=1)),
    "add zero": lambda calendar, at: add(calendar, at, ZERO),
    "add rolled": lambda calendar, at: add(calendar, at, ZERO, ROLLED),
    "add for ever": lambda calendar, at: add(calendar, at, timedelta.max),
    "subtract": lambda calendar, at: subtract(calendar, at, timedelta(hours=1)),
    "subtract for ever": lambda calendar, at: subtract(calendar, at, timedelta.max),
    "between": lambda calendar, at: between(calendar, at, datetime(2026, 1, 1, tzinfo=UTC)),
    "is_open": is_open,
    "next_open": next_open,
    "next_close": next_close,
    "previous_open": previous_open,
    "intervals": lambda calendar, at: intervals(calendar, at, at),
}
EXTREMES = [
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime(1900, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2200, 1, 1, 0, 0, 1, tzinfo=UTC),
    datetime.min.replace(tzinfo=ZoneInfo("Pacific/Kiritimati")),
    datetime.max.replace(tzinfo=ZoneInfo("Etc/GMT+12")),
]


@pytest.mark.parametrize("at", EXTREMES, ids=str)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_instant_that_no_table_reaches_is_refused(operation: str, at: datetime) -> None:
    with pytest.raises(BadInput) as caught:
        OPERATIONS[operation](MONDAYS, at)
    assert caught.value.code is Code.INSTANT_OUT_OF_RANGE


@given(
    st.one_of(
        st.datetimes(timezones=st.sampled_from(ZONES).map(ZoneInfo)),
        st.integers(-110 * 365, 210 * 365).map(lambda days: YEAR_2000 + timedelta(days=days)),
    ),
    st.one_of(st.timedeltas(), st.timedeltas(timedelta(days=-900), timedelta(days=900))),
    st.sampled_from([add, subtract]),
)
def test_whatever_is_asked_is_answered_or_refused(
    at: datetime, length: timedelta, operation: Callable[[Calendar, datetime, timedelta], datetime]
) -> None:
    """Never an OverflowError, however far away."""
    answer = answer_of(lambda: operation(MONDAYS, at, length))
    if isinstance(answer, datetime):
        assert between(MONDAYS, at, answer) == (length if operation is add else -length)
    else:
        assert answer in (Code.INSTANT_OUT_OF_RANGE, Code.CALENDAR_EXHAUSTED)


def answer_of(question: Callable[[], datetime]) -> datetime | Code:
    try:
        return question()
    except BadInput as refusal:
        return refusal.code
