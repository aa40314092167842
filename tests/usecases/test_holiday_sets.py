"""Public holidays are looked up once, by code, and become plain dates."""

from __future__ import annotations

from datetime import date

import pytest

from sla_plugin.errors import BadInput, Code
from sla_plugin.usecases.holiday_sets import resolve_holidays


def refused(country: str, *years: int, **more: object) -> BadInput:
    with pytest.raises(BadInput) as caught:
        resolve_holidays(country, years, **more)  # type: ignore[arg-type]  # each test names one parameter
    return caught.value


def test_songkran_2026_closes_three_days() -> None:
    thai = resolve_holidays("TH", [2026])
    assert [on for on, name in thai.items() if name == "Songkran Festival"] == [
        date(2026, 4, 13),
        date(2026, 4, 14),
        date(2026, 4, 15),
    ]


def test_bavaria_has_holidays_that_berlin_has_not() -> None:
    bavaria = resolve_holidays("DE", [2026], subdivision="BY")
    berlin = resolve_holidays("DE", [2026], subdivision="BE")
    assert {on: name for on, name in bavaria.items() if on not in berlin} == {
        date(2026, 1, 6): "Epiphany",
        date(2026, 6, 4): "Corpus Christi",
        date(2026, 11, 1): "All Saints' Day",
    }
    assert berlin.keys() - bavaria.keys() == {date(2026, 3, 8)}


def test_dates_are_in_order_and_of_the_years_asked_for() -> None:
    found = list(resolve_holidays("TH", [2027, 2026, 2026]))
    assert found == sorted(found)
    assert {on.year for on in found} == {2026, 2027}


def test_no_years_are_no_holidays() -> None:
    assert resolve_holidays("TH", []) == {}


@pytest.mark.parametrize("locale", ["de_DE.UTF-8", "th_TH.UTF-8", "C"])
def test_names_do_not_follow_the_locale_of_the_process(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, locale)
    assert resolve_holidays("DE", [2026])[date(2026, 10, 3)] == "German Unity Day"


def test_names_come_in_the_language_that_is_asked_for() -> None:
    assert resolve_holidays("DE", [2026], language="de")[date(2026, 10, 3)] == "Tag der Deutschen Einheit"
    assert resolve_holidays("TH", [2026], language="th")[date(2026, 4, 13)] == "วันสงกรานต์"


def test_names_that_exist_in_one_language_only_are_taken_as_they_are() -> None:
    assert resolve_holidays("GB", [2026])[date(2026, 12, 25)] == "Christmas Day"


def test_further_categories_add_their_days() -> None:
    public = resolve_holidays("TH", [2026])
    with_soldiers = resolve_holidays("TH", [2026], categories=("public", "armed_forces"))
    assert {on: name for on, name in with_soldiers.items() if on not in public} == {
        date(2026, 1, 18): "Royal Thai Armed Forces Day"
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [("th", "'TH'"), ("Thailand", "'TH'"), ("Tailand", "'TH'"), ("south korea", "'KR'"), ("GBRR", "'GBR'")],
)
def test_an_unknown_country_is_told_the_nearest(written: str, meant: str) -> None:
    error = refused(written, 2026)
    assert (error.code, error.field) == (Code.HOLIDAYS_UNKNOWN, "country")
    assert error.hint == f"Did you mean {meant}?"


def test_a_country_like_no_other_gets_another_way_out() -> None:
    assert refused("?", 2026).hint == "Enter the dates as single holidays."


def test_an_unknown_part_of_a_country_is_told_the_nearest() -> None:
    error = refused("DE", 2026, subdivision="by")
    assert (error.code, error.field) == (Code.HOLIDAYS_UNKNOWN, "subdivision")
    assert error.hint == "Did you mean 'BY'?"


def test_an_unknown_category_is_told_the_nearest() -> None:
    error = refused("TH", 2026, categories=("banks",))
    assert (error.code, error.field) == (Code.HOLIDAYS_UNKNOWN, "categories")
    assert error.hint == "Did you mean 'bank'?"


def test_an_unknown_language_is_told_the_nearest() -> None:
    error = refused("TH", 2026, language="en_UK")
    assert (error.code, error.field) == (Code.HOLIDAYS_UNKNOWN, "language")
    assert error.hint == "Did you mean 'en_US'?"


def test_a_buddhist_year_is_refused_with_the_gregorian_one() -> None:
    error = refused("TH", 2569)
    assert (error.code, error.field, error.hint) == (Code.DATE_BUDDHIST_ERA, "years", "Did you mean 2026?")


@pytest.mark.parametrize("year", [0, 1899, 2200, 10_000])
def test_a_year_far_away_is_refused(year: int) -> None:
    error = refused("TH", 2026, year)
    assert (error.code, error.field) == (Code.DATE_MALFORMED, "years")
