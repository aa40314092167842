"""Arrays of questions are answered as each question alone is, refusals included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sla_plugin.domain import working_time
from sla_plugin.domain.batch.sorted_values import SortedValues
from sla_plugin.domain.batch.working_times import WorkingTimes
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.microseconds import MICROSECOND, to_instant, to_us
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.domain.working_time import HORIZON_US
from sla_plugin.errors import BadInput, Code
from tests.support.random_calendars import Case, cases

MONDAYS = parse_calendar({"time_zone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]]}})
ONCE = parse_calendar({"time_zone": "UTC", "hours": {}, "special_days": {"2026-04-13": [["09:00", "17:00"]]}})
THEN = datetime(2026, 4, 13, 12, tzinfo=UTC)
HOUR = 3_600_000_000
DAY = 24 * HOUR
INT64 = np.iinfo(np.int64)


def array(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, np.int64)


def refusal(question: Callable[[], object]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        question()
    return caught.value


@given(
    cases(),
    st.lists(st.tuples(st.integers(-900 * DAY, 900 * DAY), st.integers(-500, 500)), min_size=1, max_size=60),
    st.sampled_from(EndOfBusiness),
)
def test_a_mixed_array_gets_the_answers_that_its_items_get_alone(
    case: Case, asked: list[tuple[int, int]], end_of_business: EndOfBusiness
) -> None:
    calendar, times = case.calendar, WorkingTimes(case.calendar)
    at = array(*(to_us(case.instants[0]) + after for after, _ in asked))
    durations = array(*(hours * HOUR for _, hours in asked))
    for in_arrays, alone in ((times.add, working_time.add), (times.subtract, working_time.subtract)):
        assert in_arrays(at, durations, end_of_business).tolist() == [
            to_us(alone(calendar, to_instant(us), MICROSECOND * duration, end_of_business))
            for us, duration in zip(at.tolist(), durations.tolist(), strict=True)
        ]
    assert times.between(at, at[::-1]).tolist() == [
        working_time.between(calendar, to_instant(a), to_instant(b)) // MICROSECOND
        for a, b in zip(at.tolist(), at[::-1].tolist(), strict=True)
    ]


@given(
    st.lists(st.integers(INT64.min // 4, INT64.max // 4), max_size=40),
    st.lists(st.integers(INT64.min // 4, INT64.max // 4), max_size=40),
)
def test_values_are_counted_however_they_are_spread(values: list[int], keys: list[int]) -> None:
    ordered = array(*sorted(values))
    asked = array(*keys, *values)
    counted = SortedValues(ordered).count_up_to(asked)
    assert counted.tolist() == np.searchsorted(ordered, asked, side="right").tolist()


def test_one_open_second_a_year_is_found() -> None:
    years = range(2000, 2040)
    seldom = parse_calendar(
        {
            "time_zone": "UTC",
            "hours": {},
            "special_days": {f"{year}-06-01": [["12:00:00", "12:00:01"]] for year in years},
        }
    )
    start = array(*(to_us(datetime(year, 1, 1, tzinfo=UTC)) for year in years))
    due = WorkingTimes(seldom).add(start, np.full(40, 500_000))
    assert [to_instant(us) for us in due.tolist()] == [
        datetime(year, 6, 1, 12, 0, 0, 500_000, UTC) for year in years
    ]


def test_a_question_may_be_the_same_for_all() -> None:
    start = array(to_us(THEN), to_us(THEN + timedelta(days=7)))
    due = WorkingTimes(MONDAYS).add(start, array(HOUR))
    assert [to_instant(us) for us in due.tolist()] == [
        datetime(2026, 4, 13, 13, tzinfo=UTC),
        datetime(2026, 4, 20, 13, tzinfo=UTC),
    ]


def test_a_table_of_questions_gets_a_table_of_answers() -> None:
    a = np.full((2, 3), to_us(THEN))
    open_time = WorkingTimes(MONDAYS).between(a, a + HOUR)
    assert open_time.tolist() == [[HOUR] * 3] * 2


@pytest.mark.parametrize("operation", ["add", "subtract", "between"])
def test_no_question_has_no_answer(operation: str) -> None:
    answer = getattr(WorkingTimes(MONDAYS), operation)(array(), array())
    assert (answer.tolist(), answer.dtype) == ([], np.int64)


def test_nothing_is_changed_in_what_was_asked() -> None:
    start, durations = array(*[to_us(THEN)] * 3), array(-HOUR, 0, HOUR)
    WorkingTimes(MONDAYS).add(start, durations)
    WorkingTimes(MONDAYS).subtract(start, durations)
    assert (start.tolist(), durations.tolist()) == ([to_us(THEN)] * 3, [-HOUR, 0, HOUR])


@pytest.mark.parametrize("duration", [2 * DAY, HORIZON_US, HORIZON_US + 1, INT64.max, INT64.min])
@pytest.mark.parametrize("end_of_business", EndOfBusiness)
@pytest.mark.parametrize("operation", ["add", "subtract"])
def test_one_item_that_is_never_reached_refuses_all(
    operation: str, end_of_business: EndOfBusiness, duration: int
) -> None:
    times = WorkingTimes(ONCE)
    at = array(*[to_us(THEN)] * 3)
    caught = refusal(lambda: getattr(times, operation)(at, array(1, int(duration), 1), end_of_business))
    assert caught.code is Code.CALENDAR_EXHAUSTED
    assert THEN.isoformat() in caught.message


def test_what_lies_beyond_the_horizon_of_one_is_not_found_for_the_sake_of_another() -> None:
    times = WorkingTimes(ONCE)
    early, late = (to_us(datetime(year, 1, 1, tzinfo=UTC)) for year in (2000, 2026))
    assert times.add(array(late), array(HOUR)).tolist() == [to_us(datetime(2026, 4, 13, 10, tzinfo=UTC))]
    assert refusal(lambda: times.add(array(late, early), array(HOUR))).code is Code.CALENDAR_EXHAUSTED


@pytest.mark.parametrize("year", [1, 1900, 2201, 9999])
@pytest.mark.parametrize("operation", ["add", "subtract", "between"])
def test_an_instant_that_no_table_reaches_is_refused(operation: str, year: int) -> None:
    asked = array(to_us(THEN), to_us(datetime(year, 1, 1, tzinfo=UTC)))
    caught = refusal(lambda: getattr(WorkingTimes(MONDAYS), operation)(asked, asked))
    assert caught.code is Code.INSTANT_OUT_OF_RANGE


@pytest.mark.parametrize("us", [INT64.min, INT64.max])
def test_not_even_a_number_beyond_every_date_is_more_than_out_of_range(us: int) -> None:
    caught = refusal(lambda: WorkingTimes(MONDAYS).between(array(us), array(0)))
    assert caught.code is Code.INSTANT_OUT_OF_RANGE


def test_around_the_clock_ends_at_the_horizon_and_not_before() -> None:
    times, start = WorkingTimes(Calendar.always()), array(to_us(THEN))
    assert times.add(start, array(HORIZON_US)).tolist() == [to_us(THEN) + HORIZON_US]
    assert refusal(lambda: times.add(start, array(HORIZON_US + 1))).code is Code.CALENDAR_EXHAUSTED
