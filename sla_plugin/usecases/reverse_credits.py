"""Take back the credits of periods that a contract, as it turned out, did not live to see."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sla_plugin.domain.credit_rows import Entitlement, rows_due
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.money import Money
from sla_plugin.storage.credits import CreditTableRow, credits_of
from sla_plugin.storage.session import Session


async def reverse_credits(session: Session, contract: ContractId, ends_at: datetime, now: datetime) -> None:
    """Of every period that begins at the end or after it, by new rows; again, it changes nothing."""
    after = [row for row in await credits_of(session, [contract]) if row.starts_at >= ends_at]
    for metric in sorted({row.metric for row in after}):
        rows = [row.value() for row in after if row.metric == metric]
        nothing = Money.none(rows[0].amount.currency)
        none_left = [
            Entitlement(period, Fraction(0), nothing, nothing)
            for period in sorted({row.period for row in rows})
        ]
        for due in rows_due(none_left, rows):
            await session.add(
                CreditTableRow(
                    contract_id=contract,
                    metric=metric,
                    starts_at=due.period.start,
                    ends_at=due.period.end,
                    kind=due.kind.value,
                    amount=due.amount.amount,
                    currency=due.amount.currency,
                    recorded_at=now,
                )
            )
