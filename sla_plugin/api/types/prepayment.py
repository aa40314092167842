"""What a customer has paid in advance."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from sla_plugin.api.types.money import Money
from sla_plugin.storage.settlements import PrepaymentRow


@strawberry.type(description="What a customer has paid in advance for all of a period.")
class Prepayment:
    what: str = strawberry.field(description="For what.")
    since: date = strawberry.field(description="The first day that it pays for.")
    until: date = strawberry.field(description="The last day that it pays for.")
    amount: Money = strawberry.field(description="How much, in the contract's currency.")
    recorded_by: str = strawberry.field(description="Who put it on record.")
    recorded_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: PrepaymentRow) -> Prepayment:
        paid = row.value()
        return cls(
            what=row.what,
            since=paid.period.since,
            until=paid.period.until,
            amount=Money.of(paid.amount),
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
        )
