"""What is owed for the time until the end, exact to the smallest coin (60-termination, "Worked")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.ending import EarlyFee, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.charges import (
    Days,
    Prepayment,
    early_fee,
    last_charge,
    part_of,
    refund,
)


def baht(amount: str) -> Money:
    return Money(Decimal(amount), "THB")


LINE = ContractLine(ServiceId(UUID(int=3)), unit_price=baht("3000.00"))
START = date(2026, 1, 1)
ALWAYS = Days(START, date.max)
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))


def test_the_last_month_is_charged_by_its_days() -> None:
    charge = last_charge(LINE, ALWAYS, date(2026, 6, 19))
    assert charge is not None
    assert (charge.used.count, charge.period.count, charge.amount) == (19, 30, baht("1900.00"))


def test_what_was_paid_in_advance_is_given_back_by_days() -> None:
    prepaid = Prepayment(YEAR, baht("12000.00"))
    assert Days(YEAR.since, date(2026, 5, 9)).count == 129
    assert refund(prepaid, date(2026, 5, 9)) == baht("7758.90")
    assert refund(prepaid, date(2025, 12, 31)) == baht("12000.00")
    assert refund(prepaid, date(2026, 12, 31)) == baht("0")


@pytest.mark.parametrize(
    ("change", "in_force", "ends", "amount"),
    [
        ({"quantity": Decimal("2.5")}, ALWAYS, date(2026, 6, 30), "7500.00"),
        ({"billing": Billing.QUARTERLY}, ALWAYS, date(2026, 5, 15), "1483.52"),
        ({"billing": Billing.YEARLY}, Days(date(2026, 7, 1), date.max), date(2026, 12, 31), "1512.33"),
        ({}, Days(START, date(2026, 6, 10)), date(2026, 6, 30), "1000.00"),
        ({}, Days(date(2026, 6, 21), date.max), date(2026, 6, 30), "1000.00"),
    ],
)
def test_a_line_is_charged_for_the_days_on_which_it_was_delivered(
    change: dict[str, object], in_force: Days, ends: date, amount: str
) -> None:
    charge = last_charge(replace(LINE, **change), in_force, ends)  # type: ignore[arg-type]  # fields by name
    assert charge is not None
    assert charge.amount == baht(amount)


@pytest.mark.parametrize(
    ("change", "in_force"),
    [
        ({"billing": Billing.ONCE}, ALWAYS),
        ({"unit_price": None}, ALWAYS),
        ({}, Days(START, date(2026, 4, 30))),
    ],
)
def test_what_is_not_delivered_then_is_not_charged(change: dict[str, object], in_force: Days) -> None:
    line = replace(LINE, **change)  # type: ignore[arg-type]  # fields by name
    assert last_charge(line, in_force, date(2026, 6, 19)) is None


@pytest.mark.parametrize(
    ("fee", "amount"),
    [
        (EarlyFee(FeeKind.MONTHS, Decimal(2)), "6000.00"),
        (EarlyFee(FeeKind.MONTHS, Decimal(0)), "0"),
        # Eleven days of June, and six whole months.
        (EarlyFee(FeeKind.REMAINING, Decimal("0.5")), "9550.00"),
    ],
)
def test_a_fee_for_an_early_end_follows_its_formula(fee: EarlyFee, amount: str) -> None:
    found = early_fee(fee, iter([LINE]), date(2026, 6, 19), date(2026, 12, 31), "THB")
    assert found == baht(amount)


days = st.integers(0, 365 * 3).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
prices = st.decimals(Decimal(0), Decimal(99_999), places=2).map(lambda amount: Money(amount, "THB"))


@given(days, prices)
def test_what_is_used_and_what_is_given_back_are_all_of_it_but_for_one_coin(on: date, price: Money) -> None:
    period = Days(date(on.year, 1, 1), date(on.year, 12, 31))
    used = part_of(price, period, Days(period.since, on))
    rest = refund(Prepayment(period, price), on)
    assert abs((used + rest - price).amount) <= Decimal("0.01")


@given(st.sampled_from([Billing.MONTHLY, Billing.QUARTERLY, Billing.YEARLY]), days, prices)
def test_a_later_end_in_one_period_never_costs_less_and_all_of_it_costs_its_price(
    billing: Billing, on: date, price: Money
) -> None:
    line = replace(LINE, billing=billing, unit_price=price)
    charge, more = (last_charge(line, ALWAYS, day) for day in (on, on + timedelta(days=1)))
    assert charge is not None
    assert more is not None
    if charge.period == more.period:
        assert charge.amount.amount <= more.amount.amount
    else:
        assert charge.amount == price
