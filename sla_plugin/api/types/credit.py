"""Service credits."""

from __future__ import annotations

from datetime import datetime

import strawberry

from sla_plugin.api.types.counted_enums import CreditKind
from sla_plugin.api.types.money import Money
from sla_plugin.api.types.period import Period
from sla_plugin.storage.credits import CreditTableRow


@strawberry.type(description="What one period gives back, or takes back again. A row never changes.")
class Credit:
    period: Period = strawberry.field(description="Whose attainment it is for.")
    metric: str = strawberry.field(description="Of which metric.")
    kind: CreditKind = strawberry.field(description="What it does.")
    amount: Money = strawberry.field(description="Negative where it takes back.")
    recorded_at: datetime = strawberry.field(description="When it was made.")

    @classmethod
    def of(cls, row: CreditTableRow) -> Credit:
        value = row.value()
        return cls(
            period=Period.of(value.period),
            metric=row.metric,
            kind=value.kind,
            amount=Money.of(value.amount),
            recorded_at=row.recorded_at,
        )
