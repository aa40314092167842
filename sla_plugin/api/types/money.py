"""Amounts of money."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from sla_plugin.domain import money as domain
from sla_plugin.domain.currencies import minor_digits


@strawberry.type(description="An amount of money, exact to the smallest coin.")
class Money:
    amount: Decimal = strawberry.field(description="In the currency's main unit; negative the other way.")
    currency: str = strawberry.field(description="ISO 4217: `THB`.")

    @classmethod
    def of(cls, money: domain.Money) -> Money:
        coin = Decimal(1).scaleb(-minor_digits(money.currency))
        return cls(amount=money.amount.quantize(coin), currency=money.currency)


@strawberry.input(description="An amount of money.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="In the currency's main unit.")
    currency: str = strawberry.field(description="ISO 4217: `THB`.")

    def value(self) -> domain.Money:
        return domain.Money(self.amount, self.currency)
