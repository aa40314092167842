"""Which word counts where several sources name a date, and what a further version changes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.holiday_changes import HolidayChanges, Renamed, holiday_changes
from sla_plugin.domain.holiday_sources import (
    Found,
    Holiday,
    HolidayOrigin,
    HolidaySet,
    HolidaySources,
    ImportedFile,
    combine,
    from_day_on,
)
from sla_plugin.errors import BadInput, Code

SONGKRAN, LABOUR, COMPANY = date(2026, 4, 13), date(2026, 5, 1), date(2026, 7, 7)
THAI: Found = (HolidayOrigin.SET, "TH", {SONGKRAN: "Songkran", LABOUR: "Labour Day"})
FEED: Found = (
    HolidayOrigin.FEED,
    "https://lanna.example/days.ics",
    {LABOUR: "May Day", COMPANY: "Company Day"},
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
NAMED = st.dictionaries(DAYS, st.sampled_from(["A", "B"]))


def test_a_date_of_a_set_and_a_feed_has_the_feeds_name_whichever_is_listed_first() -> None:
    for found in ([THAI, FEED], [FEED, THAI]):
        assert combine(HolidaySources(), found) == {
            SONGKRAN: Holiday("Songkran", HolidayOrigin.SET, "TH"),
            LABOUR: Holiday("May Day", HolidayOrigin.FEED, "https://lanna.example/days.ics"),
            COMPANY: Holiday("Company Day", HolidayOrigin.FEED, "https://lanna.example/days.ics"),
        }


def test_what_the_tenant_adds_and_strikes_wins_over_every_source() -> None:
    own = HolidaySources(added={SONGKRAN: "Water Festival"}, struck=frozenset({LABOUR}))
    found = combine(own, [THAI, FEED])
    assert found[SONGKRAN] == Holiday("Water Festival", HolidayOrigin.TENANT)
    assert list(found) == [SONGKRAN, COMPANY]


def test_a_date_cannot_be_both_added_and_struck() -> None:
    with pytest.raises(BadInput) as caught:
        HolidaySources(added={LABOUR: "Labour Day"}, struck=frozenset({LABOUR}))
    assert (caught.value.code, caught.value.field) == (Code.HOLIDAYS_CONTRADICTORY, "struck")


def test_a_file_takes_the_place_of_an_earlier_one_of_its_name() -> None:
    files = (ImportedFile("a.ics", "1"), ImportedFile("b.ics", "2"))
    assert HolidaySources(files=files).with_file(ImportedFile("a.ics", "3")) == (
        ImportedFile("b.ics", "2"),
        ImportedFile("a.ics", "3"),
    )


@pytest.mark.parametrize(
    ("chosen", "label"),
    [
        (HolidaySet("TH"), "TH"),
        (HolidaySet("DE", "BY"), "DE-BY"),
        (HolidaySet("TH", categories=("public", "armed_forces")), "TH (public, armed_forces)"),
    ],
)
def test_a_set_is_called_by_its_codes(chosen: HolidaySet, label: str) -> None:
    assert chosen.label == label


def test_sources_are_read_back_as_they_were_written() -> None:
    sources = HolidaySources(
        sets=(HolidaySet("DE", "BY", ("public", "catholic"), (2026, 2027)), HolidaySet("TH")),
        feeds=("https://lanna.example/days.ics",),
        files=(ImportedFile("a.ics", "1"),),
        added={COMPANY: "Company Day"},
        struck=frozenset({LABOUR, SONGKRAN}),
    )
    assert HolidaySources.from_mapping(sources.as_mapping()) == sources


def test_only_what_comes_from_somewhere_can_change() -> None:
    assert not HolidaySources(added={COMPANY: "Company Day"}).can_change
    assert HolidaySources(sets=(HolidaySet("TH"),)).can_change
    assert HolidaySources(feeds=("https://lanna.example/days.ics",)).can_change
    assert HolidaySources(files=(ImportedFile("a.ics", "1"),)).can_change


def test_what_is_past_stays_although_the_source_forgets_it() -> None:
    before = {
        SONGKRAN: Holiday("Songkran", HolidayOrigin.SET, "TH"),
        LABOUR: Holiday("Labour Day", HolidayOrigin.SET, "TH"),
    }
    after = {COMPANY: Holiday("Company Day", HolidayOrigin.TENANT)}
    assert from_day_on(LABOUR, before, after) == {
        SONGKRAN: Holiday("Songkran", HolidayOrigin.SET, "TH"),
        COMPANY: Holiday("Company Day", HolidayOrigin.TENANT),
    }


def test_added_struck_and_renamed_dates_are_told_apart() -> None:
    before = {SONGKRAN: "Songkran", LABOUR: "Labour Day"}
    after = {LABOUR: "May Day", COMPANY: "Company Day"}
    assert holiday_changes(before, after) == HolidayChanges(
        added=((COMPANY, "Company Day"),),
        struck=((SONGKRAN, "Songkran"),),
        renamed=(Renamed(LABOUR, "Labour Day", "May Day"),),
    )


@given(NAMED, NAMED)
def test_changes_lead_from_the_one_to_the_other(before: dict[date, str], after: dict[date, str]) -> None:
    changes = holiday_changes(before, after)
    applied = {on: name for on, name in before.items() if on not in dict(changes.struck)}
    applied |= dict(changes.added) | {one.on: one.after for one in changes.renamed}
    assert applied == after
    assert bool(changes) is (before != after)
