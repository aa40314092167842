"""Money is exact, in one currency, and paid in coins."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.money import LARGEST, Money
from sla_plugin.errors import BadInput, Code


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("whole", "share", "part"),
    [
        (euros("1200.00"), Fraction(1, 20), euros("60.00")),
        (euros("0.05"), Fraction(1, 2), euros("0.03")),
        (euros("-0.05"), Fraction(1, 2), euros("-0.03")),
        (euros("0.05"), Fraction(49, 100), euros("0.02")),
        (Money(Decimal(1001), "JPY"), Fraction(1, 2), Money(Decimal(501), "JPY")),
        (Money(Decimal("1.001"), "KWD"), Fraction(1, 2), Money(Decimal("0.501"), "KWD")),
    ],
)
def test_a_part_is_rounded_half_up_to_the_smallest_coin(whole: Money, share: Fraction, part: Money) -> None:
    assert whole.part(share) == part


def test_sums_and_differences_are_exact() -> None:
    assert euros("0.10") + euros("0.20") == euros("0.30")
    assert euros("0.10") - euros("0.30") == -euros("0.20")
    assert min(euros("2"), euros("1.5")) == euros("1.5")
    assert Money.none("THB") + Money(Decimal(5), "THB") == Money(Decimal(5), "THB")


def test_two_currencies_are_never_put_together() -> None:
    baht = Money(Decimal(1), "THB")
    for put_together in (lambda: euros("1") + baht, lambda: euros("1") - baht, lambda: euros("1") < baht):
        with pytest.raises(BadInput) as refusal:
            put_together()
        assert refusal.value.code is Code.CURRENCIES_MIXED


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1", "eur", Code.CURRENCY_UNKNOWN),
        ("1", "BTC", Code.CURRENCY_UNKNOWN),
        ("0.001", "EUR", Code.MONEY_AMOUNT),
        ("0.1", "JPY", Code.MONEY_AMOUNT),
        ("NaN", "EUR", Code.MONEY_AMOUNT),
        ("Infinity", "EUR", Code.MONEY_AMOUNT),
        (str(LARGEST), "EUR", Code.MONEY_AMOUNT),
    ],
)
def test_what_cannot_be_paid_is_refused(amount: str, currency: str, code: Code) -> None:
    with pytest.raises(BadInput) as refusal:
        Money(Decimal(amount), currency)
    assert refusal.value.code is code


@given(st.integers(-(10**16), 10**16), st.fractions(0, 1))
def test_a_part_and_its_rest_make_the_whole(cents: int, share: Fraction) -> None:
    whole = Money(Decimal(cents).scaleb(-2), "EUR")
    part = whole.part(share)
    assert part + (whole - part) == whole
    assert abs(part.amount) <= abs(whole.amount)
