"""Lengths of months and days: half a year is half a year, whatever months it holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.calendar_spans import CalendarSpan, parse_span
from sla_plugin.domain.reviews import ReviewInterval
from sla_plugin.errors import BadInput, Code

spans = st.builds(CalendarSpan, st.integers(0, 9999), st.integers(0, 99999))


@given(spans)
def test_a_span_is_read_as_it_was_written(span: CalendarSpan) -> None:
    assert parse_span(str(span)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P6M", CalendarSpan(6)),
        ("P1Y", CalendarSpan(12)),
        ("P1Y6M", CalendarSpan(18)),
        ("P2W", CalendarSpan(days=14)),
        ("P1M2W3D", CalendarSpan(1, 17)),
        ("P0D", CalendarSpan()),
    ],
)
def test_years_are_months_and_weeks_are_days(text: str, span: CalendarSpan) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "P", "6M", "P6", "PT6M", "P1DT1H", "-P6M", "P1.5M", "P6M1Y", "P6m"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_span(text)
    assert refusal.value.code is Code.DURATION_MALFORMED


@pytest.mark.parametrize(
    ("span", "on", "after"),
    [
        (CalendarSpan(6), date(2026, 1, 1), date(2026, 7, 1)),
        (CalendarSpan(6), date(2026, 8, 31), date(2027, 2, 28)),
        (CalendarSpan(1, 1), date(2028, 1, 31), date(2028, 3, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(span: CalendarSpan, on: date, after: date) -> None:
    assert span.after(on) == after


@pytest.mark.parametrize("span", [CalendarSpan(9999), CalendarSpan(days=99999)])
def test_nothing_comes_after_the_last_year(span: CalendarSpan) -> None:
    with pytest.raises(OverflowError):
        span.after(date(9990, 1, 1))


@pytest.mark.parametrize("every", [CalendarSpan(12), CalendarSpan(days=366), CalendarSpan(days=1)])
def test_an_agreement_can_be_reviewed_yearly_or_daily(every: CalendarSpan) -> None:
    assert ReviewInterval(every).every == every


@pytest.mark.parametrize("every", [CalendarSpan(), CalendarSpan(12, 1), CalendarSpan(13)])
def test_an_agreement_is_never_reviewed_less_than_yearly(every: CalendarSpan) -> None:
    with pytest.raises(BadInput) as refusal:
        ReviewInterval(every)
    assert refusal.value.code is Code.REVIEW_INTERVAL
