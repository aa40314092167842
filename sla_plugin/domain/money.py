"""Amounts of money, exact to the smallest coin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from sla_plugin.domain.currencies import minor_digits
from sla_plugin.errors import BadInput, Code

LARGEST = Decimal(10) ** 15
"""Sums of amounts below this are exact in the arithmetic of `Decimal`, whose default holds 28 digits."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in the currency's main unit, negative for what goes the other way.

    BadInput `currency.unknown`, `money.amount`; `currency.mixed` where two currencies meet.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = minor_digits(self.currency)
        is_counted = self.amount.is_finite() and abs(self.amount) < LARGEST
        if not is_counted or Fraction(self.amount) * 10**digits % 1:
            raise BadInput(
                Code.MONEY_AMOUNT,
                f"{self.amount} {self.currency} cannot be paid.",
                hint=f"Give an amount with at most {digits} decimal places, below {LARGEST:,}.",
                field="amount",
            )

    @classmethod
    def none(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    def part(self, share: Fraction) -> Money:
        """This share of it, rounded half up (away from nothing) to the smallest coin (50-contracts)."""
        digits = minor_digits(self.currency)
        exact = Fraction(self.amount) * share * 10**digits
        coins = floor(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)
        return Money(Decimal(coins).scaleb(-digits), self.currency)

    def __add__(self, other: Money) -> Money:
        self._check_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __lt__(self, other: Money) -> bool:
        self._check_currency(other)
        return self.amount < other.amount

    def _check_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise BadInput(
                Code.CURRENCIES_MIXED,
                f"{self.currency} and {other.currency} cannot be put together.",
                hint="Give all amounts of a contract in one currency.",
                field="currency",
            )
