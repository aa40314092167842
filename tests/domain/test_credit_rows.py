"""What a contract year gives back, period by period, never more than its caps, and corrected by new rows."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.credit_rows import (
    ChargedPeriod,
    CreditKind,
    CreditRow,
    Entitlement,
    entitlements,
    rows_due,
)
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Month
from sla_plugin.errors import BadInput, Code

MONTHS = [Month(2026, 1, "UTC").after(n).period for n in range(12)]
STEPS = (
    CreditStep(Decimal("0.95"), Decimal("0.05")),
    CreditStep(Decimal("0.90"), Decimal("0.10")),
    CreditStep(Decimal("0.80"), Decimal("0.25")),
)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def year(*attained: Fraction | None, charge: str = "3000.00") -> list[ChargedPeriod]:
    return [ChargedPeriod(MONTHS[n], share, euros(charge)) for n, share in enumerate(attained)]


def amounts(found: tuple[Entitlement, ...]) -> list[Money]:
    return [one.amount for one in found]


def test_each_period_gives_back_its_step_of_its_charge() -> None:
    attained = [Fraction(96, 100), Fraction(94, 100), Fraction(89, 100), None, Fraction(1, 2)]
    found = entitlements(CreditSchedule(STEPS), year(*attained), euros("36000.00"))
    assert amounts(found) == [euros(amount) for amount in ("0.00", "150.00", "300.00", "0.00", "750.00")]


def test_amounts_are_rounded_half_up_to_the_cent() -> None:
    found = entitlements(CreditSchedule(STEPS), year(Fraction(94, 100), charge="0.10"), euros("1.20"))
    assert amounts(found) == [euros("0.01")]


def test_the_cap_of_the_year_is_used_up_from_its_first_period_on() -> None:
    schedule = CreditSchedule(STEPS, cap=Decimal("0.20"), yearly_cap=Decimal("0.03"))
    found = entitlements(schedule, list(reversed(year(*[Fraction(0)] * 3))), euros("36000.00"))
    assert amounts(found) == [euros("600.00"), euros("480.00"), euros("0.00")]
    assert [one.uncapped for one in found] == [euros("600.00")] * 3


def test_what_was_given_already_is_not_given_twice() -> None:
    entitled = entitlements(CreditSchedule(STEPS), year(Fraction(94, 100)), euros("36000.00"))
    rows = rows_due(entitled, [])
    assert rows == (CreditRow(MONTHS[0], CreditKind.ACCRUED, euros("150.00")),)
    assert rows_due(entitled, rows) == ()


def test_a_breach_that_is_excluded_later_reverses_its_credit_by_a_new_row() -> None:
    schedule = CreditSchedule(STEPS)
    rows = rows_due(entitlements(schedule, year(Fraction(89, 100)), euros("36000.00")), [])
    better = entitlements(schedule, year(Fraction(93, 100)), euros("36000.00"))
    assert rows_due(better, rows) == (CreditRow(MONTHS[0], CreditKind.REVERSED, -euros("150.00")),)


def test_the_currencies_of_charge_and_year_must_agree() -> None:
    with pytest.raises(BadInput) as refusal:
        entitlements(
            CreditSchedule(STEPS, yearly_cap=Decimal(1)), year(Fraction(0)), Money(Decimal(1), "THB")
        )
    assert refusal.value.code is Code.CURRENCIES_MIXED


_SHARES = st.decimals(0, 1, places=3)
_YEARS = st.lists(st.none() | st.fractions(0, 1, max_denominator=200), max_size=12)
_CHARGES = st.integers(0, 10_000_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))


@given(_YEARS, _YEARS, _CHARGES, st.none() | _SHARES, st.none() | _SHARES)
def test_rows_come_to_what_is_due_and_never_to_more_than_the_caps(
    first: list[Fraction | None],
    then: list[Fraction | None],
    charge: str,
    cap: Decimal | None,
    yearly_cap: Decimal | None,
) -> None:
    schedule = CreditSchedule(STEPS, cap, yearly_cap)
    whole = Money(Decimal(charge) * 12, "EUR")
    length = min(len(first), len(then))
    rows: tuple[CreditRow, ...] = ()
    for attained in (first[:length], then[:length]):
        entitled = entitlements(schedule, year(*attained, charge=charge), whole)
        rows += rows_due(entitled, rows)
        for one in entitled:
            given_back = sum((r.amount for r in rows if r.period == one.period), euros("0"))
            assert given_back == one.amount
            assert not one.amount < euros("0")
            assert cap is None or not euros(charge).part(Fraction(cap)) < one.amount
        total = sum((row.amount for row in rows), euros("0"))
        assert yearly_cap is None or not whole.part(Fraction(yearly_cap)) < total
