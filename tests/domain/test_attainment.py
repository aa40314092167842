"""Met ÷ (met + breached), slice by slice and month by month; sealed months get adjustments."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from sla_plugin.domain.adjustments import Adjustment, adjusted, adjustments
from sla_plugin.domain.attainment import attainment, attainments, trend
from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusions import Exclusion, exclude
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.periods import Month
from sla_plugin.domain.slices import EVERYTHING, Dimension, Slice
from sla_plugin.errors import BadInput, Code
from tests.support.books import booked, books, clock_key
from tests.support.stories import CLINICAL, WORKPLACE, at

MONTH = Month(2026, 3, "UTC")
MARCH = MONTH.period
BREACHED = Result.BREACHED


def test_attainment_is_met_through_met_and_breached_with_its_clocks() -> None:
    found = attainment(
        [
            booked("a"),
            booked("b", BREACHED),
            booked("c"),
            booked("d", excluded_for=ExclusionReason.CENSORED),
            booked("e", when="2026-04-01 00:00"),
        ],
        MARCH,
    )
    assert found.met == (clock_key("a"), clock_key("c"))
    assert found.breached == (clock_key("b"),)
    assert found.excluded == {ExclusionReason.CENSORED: (clock_key("d"),)}
    assert (found.n, found.share) == (3, Fraction(2, 3))


def test_a_month_in_which_nothing_counted_has_no_attainment() -> None:
    found = attainment([booked("a", excluded_for=ExclusionReason.CANCELLED)], MARCH)
    assert (found.n, found.share) == (0, None)
    assert Goal(Decimal("0.95")).is_met_by(found.share) is None


def test_a_goal_is_met_exactly_and_never_by_rounding() -> None:
    goal = Goal(Decimal("0.95"))
    assert goal.is_met_by(Fraction(95, 100)) is True
    assert goal.is_met_by(Fraction(9_499_999, 10_000_000)) is False


def test_a_slice_holds_what_agrees_in_all_its_dimensions() -> None:
    entries = [
        booked("a", priority="P1"),
        booked("b", BREACHED, priority="P1", service=CLINICAL),
        booked("c", BREACHED, priority=None),
    ]
    urgent = Slice.of({Dimension.SERVICE: WORKPLACE, Dimension.PRIORITY: "P1"})
    assert attainment(entries, MARCH, urgent).met == (clock_key("a"),)
    assert attainment(entries, MARCH, urgent).breached == ()
    unsaid = Slice.of({Dimension.PRIORITY: None})
    assert attainment(entries, MARCH, unsaid).breached == (clock_key("c"),)


def test_what_a_team_promised_us_is_kept_apart_from_what_we_promised() -> None:
    ours = booked("a", BREACHED)
    theirs = replace(booked("a"), clock=clock_key("a", side=Side.OLA))
    found = attainments([ours, theirs], MARCH, [Dimension.SIDE])
    assert found[Slice.of({Dimension.SIDE: Side.SLA})].breached == (ours.clock,)
    assert found[Slice.of({Dimension.SIDE: Side.OLA})].met == (theirs.clock,)


def test_a_slice_is_the_same_in_whatever_order_it_is_written() -> None:
    one = Slice.of({Dimension.PRIORITY: "P1", Dimension.SERVICE: WORKPLACE})
    assert one == Slice.of({Dimension.SERVICE: WORKPLACE, Dimension.PRIORITY: "P1"})


def test_a_trend_has_one_attainment_a_month() -> None:
    entries = [
        booked("a", when="2026-01-31 23:59"),
        booked("b", BREACHED, "2026-02-01 00:00"),
        booked("c", when="2026-03-31 23:59"),
    ]
    shares = [one.share for one in trend(entries, [month.period for month in MONTH.trailing(4)])]
    assert shares == [None, Fraction(1), Fraction(0), Fraction(1)]


@given(books())
def test_the_slices_of_any_dimensions_add_up_to_the_whole(entries: list[Counted]) -> None:
    whole = attainment(entries, MARCH)
    for by in ([Dimension.SERVICE], [Dimension.CUSTOMER, Dimension.PRIORITY], []):
        parts = attainments(entries, MARCH, by)
        assert sorted(clock for part in parts.values() for clock in part.met) == sorted(whole.met)
        assert sum(part.n for part in parts.values()) == whole.n
        assert sum(len(of) for part in parts.values() for of in part.excluded.values()) == sum(
            len(of) for of in whole.excluded.values()
        )
        for slice_, part in parts.items():
            assert part == attainment(entries, MARCH, slice_)


@given(books())
def test_each_clock_counts_in_one_month_only(entries: list[Counted]) -> None:
    months = [Month(2026, number, "Asia/Bangkok").period for number in (1, 2, 3, 4, 5)]
    found = [
        clock
        for one in trend(entries, months)
        for clock in (*one.met, *one.breached, *(c for of in one.excluded.values() for c in of))
    ]
    assert sorted(found) == sorted(entry.clock for entry in entries)


@given(books(), books(), books())
def test_adjustments_bring_a_sealed_month_to_what_is_known_now(
    first: list[Counted], then: list[Counted], now: list[Counted]
) -> None:
    sealed = [entry for entry in first if entry.at in MARCH]
    rows = adjustments(MARCH, sealed, then)
    rows += adjustments(MARCH, adjusted(sealed, rows), now)
    corrected = adjusted(sealed, rows)
    assert set(corrected) == {entry for entry in now if entry.at in MARCH}
    assert attainment(corrected, MARCH).share == attainment(now, MARCH).share
    assert adjustments(MARCH, now, now) == ()


def test_an_adjustment_says_what_the_books_held_and_what_they_hold() -> None:
    before, gone, new = booked("a"), booked("b"), booked("c")
    after = booked("a", BREACHED)
    rows = adjustments(MARCH, [before, gone], [after, new])
    assert set(rows) == {
        Adjustment(before.clock, before, after),
        Adjustment(gone.clock, gone, None),
        Adjustment(new.clock, None, new),
    }


def excluded(name: str, reason: ExclusionReason, approved: str = "2026-04-02 09:00") -> Exclusion:
    return Exclusion(clock_key(name), reason, "The ward could not be entered.", "malee", at(approved))


def test_an_exclusion_takes_a_breach_away_and_says_why() -> None:
    entries = exclude([booked("a"), booked("b", BREACHED)], [excluded("b", ExclusionReason.CUSTOMER_CAUSED)])
    found = attainment(entries, MARCH)
    assert (found.share, found.excluded) == (
        Fraction(1),
        {ExclusionReason.CUSTOMER_CAUSED: (clock_key("b"),)},
    )


def test_of_two_exclusions_the_first_approved_stands() -> None:
    later = excluded("b", ExclusionReason.FORCE_MAJEURE, "2026-04-03 09:00")
    entries = exclude([booked("b", BREACHED)], [later, excluded("b", ExclusionReason.CUSTOMER_CAUSED)])
    assert entries[0].excluded_for is ExclusionReason.CUSTOMER_CAUSED


def test_a_clock_that_was_left_out_already_keeps_its_reason() -> None:
    censored = booked("d", excluded_for=ExclusionReason.CENSORED)
    assert exclude([censored], [excluded("d", ExclusionReason.FORCE_MAJEURE)]) == (censored,)


@pytest.mark.parametrize(
    ("reason", "because", "approver", "field"),
    [
        (ExclusionReason.CUSTOMER_CAUSED, " ", "malee", "because"),
        (ExclusionReason.CUSTOMER_CAUSED, "No access.", "", "approver"),
        (ExclusionReason.CENSORED, "No access.", "malee", "reason"),
    ],
)
def test_a_breach_is_not_excluded_without_reason_and_approver(
    reason: ExclusionReason, because: str, approver: str, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        Exclusion(clock_key("b"), reason, because, approver, at("2026-04-02 09:00"))
    assert (refusal.value.code, refusal.value.field) == (Code.EXCLUSION_UNREASONED, field)


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        type(MARCH)(MARCH.start, MARCH.start)
    assert refusal.value.code is Code.DATES_REVERSED


def test_nothing_asked_is_everything() -> None:
    assert Slice.of({}) == EVERYTHING
    assert MARCH.end - MARCH.start == timedelta(days=31)
