"""1 less outage ÷ agreed service time, with what was agreed to be left out left out."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain import working_time
from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.availability import availability
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.counted import Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusion_windows import ExclusionWindow, closed
from sla_plugin.domain.exclusions import exclude
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.ids import SiteId
from sla_plugin.domain.late_windows import exclusions_by
from sla_plugin.domain.outages import Outage, OutageBegan, OutageEnded, OutageFact, outages
from sla_plugin.domain.periods import Month, Period
from sla_plugin.errors import BadInput, Code
from tests.support.books import booked, clock_key
from tests.support.stories import (
    CITY,
    CLINICAL,
    HOSPITAL,
    WARD,
    WORKPLACE,
    around_the_clock,
    at,
    history,
    hours,
    office_hours,
    promised,
)

MARCH = Month(2026, 3, "UTC").period
YARD = SiteId(UUID(int=7))
LATER = at("2026-05-01 00:00")
OFFICE = history((None, office_hours()))
ALWAYS = history((None, around_the_clock()))


def window(start: str, end: str, announced: str = "2026-02-01 09:00", **more: object) -> ExclusionWindow:
    given_ = {"because": "Core switch replaced.", **more}
    return ExclusionWindow(Period(at(start), at(end)), announced_at=at(announced), **given_)  # type: ignore[arg-type]  # each test names fields of a window


def down(start: str, end: str | None) -> Outage:
    return Outage(WORKPLACE, None, at(start), None if end is None else at(end))


def test_only_agreed_hours_count_and_overlapping_outages_count_once() -> None:
    found = availability(
        [
            down("2026-03-02 16:00", "2026-03-03 10:00"),
            down("2026-03-03 09:30", "2026-03-03 11:00"),
            down("2026-03-07 00:00", "2026-03-09 00:00"),
        ],
        OFFICE,
        MARCH,
        [],
        LATER,
    )
    assert (found.agreed, found.down) == (hours(22 * 8), hours(3))
    assert found.share == 1 - Fraction(3, 176)


def test_an_outage_is_cut_to_its_month_and_counts_in_each() -> None:
    across = [down("2026-02-28 12:00", "2026-03-01 06:00")]
    assert availability(across, ALWAYS, MARCH, [], LATER).down == hours(6)
    assert availability(across, ALWAYS, Month(2026, 2, "UTC").period, [], LATER).down == hours(12)


def test_an_outage_that_goes_on_counts_up_to_now_as_does_the_agreed_time() -> None:
    found = availability([down("2026-03-02 10:00", None)], OFFICE, MARCH, [], at("2026-03-02 13:00"))
    assert (found.agreed, found.down, found.share) == (hours(4), hours(3), Fraction(1, 4))


def test_an_announced_window_is_no_agreed_time() -> None:
    windows = [window("2026-03-02 09:00", "2026-03-02 13:00")]
    found = availability([down("2026-03-02 11:00", "2026-03-02 15:00")], OFFICE, MARCH, windows, LATER)
    assert (found.agreed, found.down) == (hours(172), hours(2))


def test_a_window_announced_as_it_begins_counts_only_once_it_is_approved() -> None:
    late = window("2026-03-02 09:00", "2026-03-02 13:00", "2026-03-02 09:00")
    assert not late.closes_calendars
    assert availability([], OFFICE, MARCH, [late], LATER).agreed == hours(176)
    approved = window(
        "2026-03-02 09:00",
        "2026-03-02 13:00",
        "2026-03-02 09:00",
        approver="malee",
        approved_at=at("2026-03-05 09:00"),
    )
    assert availability([], OFFICE, MARCH, [approved], LATER).agreed == hours(172)


def test_without_agreed_time_there_is_no_availability() -> None:
    sunday = Period(at("2026-03-01 00:00"), at("2026-03-02 00:00"))
    found = availability([down("2026-03-01 00:00", None)], OFFICE, sunday, [], LATER)
    assert (found.share, Goal(Decimal("0.99")).is_met_by(found.share)) == (None, None)
    ahead = availability([], OFFICE, MARCH, [], at("2026-02-01 00:00"))
    assert (ahead.agreed, ahead.share) == (timedelta(0), None)


def test_three_nines_of_june_up_to_the_nineteenth_leave_27_minutes() -> None:
    june = Period(at("2026-06-01 00:00"), at("2026-06-20 00:00"))
    found = availability([], ALWAYS, june, [], at("2026-07-01 00:00"))
    assert found.allowed_down(Fraction(999, 1000)) == timedelta(minutes=27.36)


_FIRST = at("2026-03-06 00:00")
_MINUTES = 4 * 24 * 60
_SPANS = st.lists(st.tuples(st.integers(0, _MINUTES), st.integers(1, 2000)), max_size=4)


@given(_SPANS, _SPANS)
def test_it_lies_between_nothing_and_one_and_counting_minutes_agrees(
    outage_spans: list[tuple[int, int]], window_spans: list[tuple[int, int]]
) -> None:
    """Every tenth minute stands for ten: spans are in tens of minutes."""

    def minute(count: int) -> datetime:
        return _FIRST + timedelta(minutes=count // 10 * 10)

    period = Period(_FIRST, _FIRST + timedelta(days=4))
    downs = [Outage(WORKPLACE, None, minute(start), minute(start + length)) for start, length in outage_spans]
    windows = [
        window(minute(start).isoformat(), minute(start + length + 10).isoformat())
        for start, length in window_spans
    ]
    found = availability(downs, OFFICE, period, windows, LATER)
    agreed = [
        when
        for when in (_FIRST + timedelta(minutes=count) for count in range(0, _MINUTES, 10))
        if working_time.is_open(OFFICE, when) and not any(when in one.period for one in windows)
    ]
    fallen = [when for when in agreed if any(one.start <= when < (one.end or LATER) for one in downs)]
    assert found.agreed == timedelta(minutes=10 * len(agreed))
    assert found.down == timedelta(minutes=10 * len(fallen))
    assert found.share is None or 0 <= found.share <= 1


def test_a_closed_window_moves_what_is_due_by_its_open_time() -> None:
    shut = closed(OFFICE, [window("2026-03-02 12:00", "2026-03-02 20:00")])
    assert working_time.add(shut, at("2026-03-02 10:00"), hours(4)) == at("2026-03-03 11:00")
    assert working_time.between(shut, at("2026-03-01 00:00"), at("2026-03-04 00:00")) == hours(11)
    assert closed(OFFICE, []) == OFFICE


def test_a_calendar_version_that_begins_within_a_window_measures_from_its_end() -> None:
    versions = history((None, office_hours()), (at("2026-03-02 13:00"), around_the_clock()))
    windows = [
        window("2026-03-02 12:00", "2026-03-02 15:00"),
        window("2026-03-02 14:00", "2026-03-02 18:00"),
        window("2026-03-03 00:00", "2026-03-03 01:00"),
    ]
    shut = closed(versions, windows)
    open_times = working_time.intervals(shut, at("2026-03-02 00:00"), at("2026-03-04 00:00"))
    assert [(one.start, one.end) for one in open_times] == [
        (at("2026-03-02 09:00"), at("2026-03-02 12:00")),
        (at("2026-03-02 18:00"), at("2026-03-03 00:00")),
        (at("2026-03-03 01:00"), at("2026-03-04 00:00")),
    ]


def test_a_window_concerns_what_lies_in_its_scope() -> None:
    world = promised()
    maintenance = window(
        "2026-03-02 12:00", "2026-03-02 20:00", scope=Scope(service=WORKPLACE, site=CITY, priority="P3")
    )
    ticket = Subject(customer=HOSPITAL, service=CLINICAL, site=WARD, priority="P3")
    assert maintenance.concerns(ticket, world)
    assert not maintenance.concerns(Subject(customer=HOSPITAL, service=CLINICAL, priority="P3"), world)
    assert not maintenance.concerns(Subject(service=WORKPLACE, site=CITY, priority="P1"), world)
    assert window("2026-03-02 12:00", "2026-03-02 20:00").concerns(Subject(), world)


def test_a_late_window_excuses_just_the_breaches_that_it_would_have_prevented() -> None:
    late = window(
        "2026-03-02 12:00",
        "2026-03-02 20:00",
        "2026-03-02 13:00",
        reason=ExclusionReason.FORCE_MAJEURE,
        approver="malee",
        approved_at=at("2026-03-05 09:00"),
    )
    as_it_is = [booked("a", Result.BREACHED), booked("b", Result.BREACHED), booked("c")]
    found = exclusions_by(late, as_it_is, [booked("a", Result.BREACHED), booked("b"), booked("c")])
    assert [(one.clock, one.reason, one.approver) for one in found] == [
        (clock_key("b"), ExclusionReason.FORCE_MAJEURE, "malee")
    ]
    assert [one.result for one in exclude(as_it_is, found)] == [
        Result.BREACHED,
        Result.EXCLUDED,
        Result.MET,
    ]


def test_a_late_window_that_nobody_approved_excuses_nothing() -> None:
    with pytest.raises(BadInput) as refusal:
        exclusions_by(window("2026-03-02 12:00", "2026-03-02 20:00", "2026-03-03 13:00"), [], [])
    assert (refusal.value.code, refusal.value.field) == (Code.EXCLUSION_UNREASONED, "approver")


def began(when: str, n: int, outage: str = "net-1") -> OutageBegan:
    return OutageBegan(at(when), "monitor", n, str(n), outage, WORKPLACE, CITY)


def ended(when: str, n: int, outage: str = "net-1") -> OutageEnded:
    return OutageEnded(at(when), "monitor", n, str(n), outage)


def test_an_outage_is_told_by_its_beginning_and_its_end_in_whatever_order() -> None:
    facts: list[OutageFact] = [
        ended("2026-03-02 11:00", 2),
        began("2026-03-02 10:00", 1),
        began("2026-03-02 10:00", 1),
        began("2026-03-02 10:30", 5),
        began("2026-03-03 10:00", 3),
        ended("2026-03-03 10:00", 4),
        ended("2026-03-04 10:00", 6, "never begun"),
        began("2026-03-05 10:00", 7),
    ]
    found = outages(facts, LATER)
    assert found == outages(reversed(facts), LATER)
    assert found == (
        Outage(WORKPLACE, CITY, at("2026-03-02 10:00"), at("2026-03-02 11:00")),
        Outage(WORKPLACE, CITY, at("2026-03-03 10:00"), at("2026-03-03 10:00")),
        Outage(WORKPLACE, CITY, at("2026-03-05 10:00"), None),
    )
    assert outages(facts, at("2026-03-02 10:45"))[0].end is None


def test_an_outage_hits_the_service_and_the_site_with_all_that_hangs_on_them() -> None:
    world = promised()
    in_the_city = Outage(WORKPLACE, CITY, at("2026-03-02 10:00"), None)
    assert in_the_city.hits(world, CLINICAL, WARD)
    assert in_the_city.hits(world, WORKPLACE, None)
    on_the_ward = Outage(CLINICAL, WARD, at("2026-03-02 10:00"), None)
    assert on_the_ward.hits(world, WORKPLACE, CITY)
    assert not Outage(WORKPLACE, WARD, at("2026-03-02 10:00"), None).hits(world, WORKPLACE, YARD)
    everywhere = Outage(WORKPLACE, None, at("2026-03-02 10:00"), None)
    assert everywhere.hits(world, WORKPLACE, YARD)
