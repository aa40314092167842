"""What holds for every calendar, and what brute force finds for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla_plugin.domain.batch.working_times import WorkingTimes
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
from tests.support.arithmetic import InArrays, OneByOne
from tests.support.oracle import is_open_by_the_wall_clock
from tests.support.random_calendars import ZONES, Case, cases

ZERO = timedelta(0)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)
ROLLED = EndOfBusiness.NEXT_OPENING

a_law = settings(max_examples=20_000 if settings.get_current_profile_name() == "full" else 100)


@a_law
@given(cases())
def test_add_agrees_with_stepping_through_the_stretches(case: Case) -> None:
    start, *_ = case.instants
    duration = case.after(start)
    for time in case.both:
        assert time.add(start, duration) == case.stretches.add(start, duration)


@a_law
@given(cases())
def test_subtract_agrees_with_stepping_back(case: Case) -> None:
    end, *_ = case.instants
    duration = case.before(end)
    for time in case.both:
        assert time.subtract(end, duration) == case.stretches.subtract(end, duration)


@a_law
@given(cases())
def test_between_agrees_with_the_sum_of_the_stretches(case: Case) -> None:
    a, b, _ = sorted(case.instants)
    for time in case.both:
        assert time.between(a, b) == case.stretches.between(a, b)
        assert time.between(b, a) == -case.stretches.between(a, b)


@a_law
@given(cases())
def test_intervals_are_the_stretches(case: Case) -> None:
    a, b, _ = sorted(case.instants)
    found = intervals(case.calendar, a, b)
    assert [(interval.start, interval.end) for interval in found] == case.stretches.cut(a, b)
    assert sum((interval.length for interval in found), ZERO) == between(case.calendar, a, b)
    assert intervals(case.calendar, b, a) == []


@a_law
@given(cases(most_versions=1))
def test_every_minute_is_open_as_the_clock_on_the_wall_says(case: Case) -> None:
    ((_, definition),) = case.versions
    zone = ZoneInfo(definition["time_zone"])
    begin = case.instants[0].replace(second=0, microsecond=0)
    near = [begin + timedelta(hours=hours) for hours in range(-50, 54)]
    assume(len({at.astimezone(zone).utcoffset() for at in near}) == 1)
    for minute in range(4 * 60):
        at = begin + minute * MINUTE
        assert is_open(case.calendar, at) == is_open_by_the_wall_clock(definition, at), at


@a_law
@given(cases())
def test_what_was_added_lies_between(case: Case) -> None:
    start, *_ = case.instants
    duration = case.after(start)
    for time in case.both:
        assert time.between(start, time.add(start, duration)) == duration
        if duration:
            assert time.between(start, time.add(start, duration, ROLLED)) == duration


@a_law
@given(cases())
def test_what_was_taken_back_lies_between(case: Case) -> None:
    end, *_ = case.instants
    duration = case.before(end)
    for time in case.both:
        found = time.subtract(end, duration)
        assert time.between(found, end) == duration
        if duration:
            assert time.between(found + MICROSECOND, end) < duration


@a_law
@given(cases())
def test_adding_twice_is_adding_the_sum(case: Case) -> None:
    start, *_ = case.instants
    duration = case.after(start)
    part = case.shares[1].of(duration)
    for time in case.both:
        assert time.add(time.add(start, part), duration - part) == time.add(start, duration)


@a_law
@given(cases())
def test_a_later_start_or_a_longer_duration_is_never_due_earlier(case: Case) -> None:
    early, late, _ = sorted(case.instants)
    short, long = sorted([case.after(late, 0), case.after(late, 1)])
    for time in case.both:
        for end_of_business in EndOfBusiness:
            due = time.add(early, short, end_of_business)
            assert due <= time.add(late, short, end_of_business)
            assert due <= time.add(early, long, end_of_business)


@a_law
@given(cases())
def test_stretches_add_up_and_have_a_sign(case: Case) -> None:
    a, b, c = case.instants
    for time in case.both:
        assert time.between(a, b) + time.between(b, c) == time.between(a, c)
        assert time.between(a, b) == -time.between(b, a)


@a_law
@given(cases())
def test_a_negative_duration_goes_the_other_way(case: Case) -> None:
    at, *_ = case.instants
    back, ahead = case.before(at), case.after(at)
    assume(back and ahead)
    for time in case.both:
        for end_of_business in EndOfBusiness:
            assert time.add(at, -back, end_of_business) == time.subtract(at, back, end_of_business)
            assert time.subtract(at, -ahead, end_of_business) == time.add(at, ahead, end_of_business)


@a_law
@given(cases())
def test_rolling_on_only_leaves_a_closing_for_the_next_opening(case: Case) -> None:
    start, *_ = case.instants
    duration = case.after(start)
    for time in case.both:
        due, rolled = time.add(start, duration), time.add(start, duration, ROLLED)
        assert rolled == next_open(case.calendar, due)
        assert is_open(case.calendar, rolled)


@a_law
@given(cases())
def test_rolling_back_only_leaves_an_opening_for_the_closing_before(case: Case) -> None:
    end, *_ = case.instants
    duration = case.before(end)
    for time in case.both:
        taken = time.subtract(end, duration)
        assert time.subtract(end, duration, ROLLED) == previous_open(case.calendar, taken)


@a_law
@given(cases())
def test_openings_and_closings_are_the_edges_of_the_stretches(case: Case) -> None:
    at, *_ = case.instants
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


@a_law
@given(cases(), st.lists(st.integers(-4, 4), min_size=1, max_size=3))
def test_what_was_asked_before_changes_no_answer(case: Case, years: list[int]) -> None:
    """The window of a table grows by what is asked."""
    start, other, _ = case.instants
    duration = case.after(start)
    for time in case.both:
        before = time.add(start, duration), time.between(start, other)
        for year in years:
            is_open(case.calendar, start + year * timedelta(days=365.25))
        assert (time.add(start, duration), time.between(start, other)) == before


@a_law
@given(
    st.integers(0, 40 * 365 * 86_400).map(lambda seconds: YEAR_2000 + timedelta(seconds=seconds)),
    st.timedeltas(ZERO, timedelta(days=7000)),
    st.sampled_from(ZONES),
)
def test_around_the_clock_is_plain_addition(start: datetime, duration: timedelta, zone: str) -> None:
    always = Calendar.always(zone)
    for time in (OneByOne(always), InArrays(WorkingTimes(always))):
        assert time.add(start, duration) == start + duration
        assert time.subtract(start + duration, duration) == start
        assert time.between(start, start + duration) == duration
        assert time.add(start, duration, ROLLED) == start + duration


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
