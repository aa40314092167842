"""Months and contract years, as they are lived in a zone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.periods import Month, Period, add_months, contract_year
from tests.support.stories import at

ZONES = ["UTC", "Asia/Bangkok", "Europe/Berlin", "America/Sao_Paulo", "Africa/Cairo", "Australia/Lord_Howe"]


def test_a_month_begins_and_ends_at_midnight_of_its_zone() -> None:
    assert Month(2026, 3, "Asia/Bangkok").period == Period(at("2026-02-28 17:00"), at("2026-03-31 17:00"))
    march = Month(2026, 3, "Europe/Berlin").period
    assert march.end - march.start == timedelta(days=31, hours=-1)


def test_a_period_holds_its_start_and_not_its_end() -> None:
    march = Month(2026, 3, "UTC").period
    assert march.start in march
    assert march.end not in march
    assert march.clip(at("2026-02-20 00:00"), at("2026-03-01 00:00")) is None


def test_a_midnight_that_does_not_exist_is_the_instant_in_its_place() -> None:
    """Brazil's clocks went from 00:00 to 01:00 on 4 November 2018; so the day began at 03:00 UTC."""
    year = contract_year(at("2017-11-04 12:00"), "America/Sao_Paulo", at("2018-12-01 00:00"))
    assert year.start == at("2018-11-04 03:00")


@given(st.datetimes(at("2001-01-01").replace(tzinfo=None), at("2039-12-31").replace(tzinfo=None)))
def test_every_instant_lies_in_the_month_it_belongs_to_and_in_no_other(when: object) -> None:
    instant = at(str(when))
    for zone in ZONES:
        month = Month.of(instant, zone)
        assert instant in month.period
        assert month.after(1).period.start == month.period.end
        assert month.after(-1).after(1) == month


def test_the_trailing_months_end_with_this_one() -> None:
    found = [(month.year, month.number) for month in Month(2026, 2, "UTC").trailing(3)]
    assert found == [(2025, 12), (2026, 1), (2026, 2)]


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2025, 12, 15), 6, date(2026, 6, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(on: date, months: int, expected: date) -> None:
    assert add_months(on, months) == expected


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("2026-06-14 23:59", "2025-06-15 00:00", "2026-06-15 00:00"),
        ("2026-06-15 00:00", "2026-06-15 00:00", "2027-06-15 00:00"),
        ("2023-01-01 00:00", "2022-06-15 00:00", "2023-06-15 00:00"),
    ],
)
def test_a_contract_year_runs_from_anniversary_to_anniversary(when: str, start: str, end: str) -> None:
    assert contract_year(at("2024-06-15 08:00"), "UTC", at(when)) == Period(at(start), at(end))
