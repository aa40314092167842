"""Dates and instants: what is read, and what is refused instead of guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.dates import parse_date, parse_instant
from sla_plugin.errors import BadInput, Code


def test_a_date_is_read() -> None:
    assert parse_date("2026-04-13") == date(2026, 4, 13)


@given(st.dates(max_value=date(2400, 12, 31)))
def test_every_date_reads_back(on: date) -> None:
    assert parse_date(on.isoformat()) == on


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13.04.2026",
        "20260413",
        "2026-W16-1",
        "2026-04-31",
        "2026-04-13T09:00:00Z",
        "๒๐๒๖-๐๔-๑๓",
        " 2026-04-13",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date(text, field="on")
    assert (caught.value.code, caught.value.field) == (Code.DATE_MALFORMED, "on")
    assert caught.value.hint == "Write it as 2026-04-13."


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2569-04-13", "2026-04-13"), ("2567-02-29", "2024-02-29"), ("2943-12-31", "2400-12-31")],
)
def test_a_year_of_the_buddhist_era_is_refused_with_the_date_that_was_meant(written: str, meant: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date(written, field="holidays")
    assert (caught.value.code, caught.value.field) == (Code.DATE_BUDDHIST_ERA, "holidays")
    assert caught.value.hint == f"Did you mean {meant}?"


@pytest.mark.parametrize("text", ["2569-02-29", "2569-13-01"])
def test_a_date_of_no_era_is_just_no_date(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date(text)
    assert caught.value.code is Code.DATE_MALFORMED


@pytest.mark.parametrize("text", ["9999-12-31", "2944-01-01"])
def test_a_date_too_far_ahead_for_either_era_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is too far ahead") as caught:
        parse_date(text)
    assert caught.value.code is Code.DATE_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-13T02:00:00Z",
        "2026-04-13T09:00:00+07:00",
        "2026-04-12T21:30:00-04:30",
        "2026-04-13T09:00+07:00",
    ],
)
def test_an_instant_is_read_as_utc(text: str) -> None:
    parsed = parse_instant(text)
    assert (parsed, parsed.tzinfo) == (datetime(2026, 4, 13, 2, tzinfo=UTC), UTC)


def test_an_instant_keeps_its_microseconds() -> None:
    assert parse_instant("2026-04-13T09:00:00.000001Z").microsecond == 1


@pytest.mark.parametrize("text", ["2026-04-13T09:00:00", "2026-04-13"])
def test_an_instant_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_instant(text, field="as_of")
    assert (caught.value.code, caught.value.field) == (Code.INSTANT_NAIVE, "as_of")
    assert caught.value.hint == "Add Z, or an offset such as +07:00."


@pytest.mark.parametrize("text", ["", "now", "1776045600", "2026-04-13T25:00:00Z", "2026-04-13T09:00:00 ICT"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_instant(text, field="as_of")
    assert (caught.value.code, caught.value.field) == (Code.DATE_MALFORMED, "as_of")
    assert caught.value.hint == "Write it as 2026-04-13T09:00:00Z."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2569-04-13T09:00:00+07:00", "2026-04-13T09:00:00+07:00"),
        ("2567-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ],
)
def test_an_instant_of_the_buddhist_era_is_refused_with_the_one_that_was_meant(
    written: str, meant: str
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_instant(written)
    assert (caught.value.code, caught.value.hint) == (Code.DATE_BUDDHIST_ERA, f"Did you mean {meant}?")


def test_an_instant_before_the_first_year_in_utc_is_refused() -> None:
    with pytest.raises(BadInput, match="out of range") as caught:
        parse_instant("0001-01-01T00:00:00+07:00")
    assert caught.value.code is Code.DATE_MALFORMED
