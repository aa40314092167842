"""What contracts are charged, and the credits that their missed goals gave back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.credit_rows import CreditKind, CreditRow
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Period
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

_DIGITS, _PLACES = 19, 4


class ChargedPeriodRow(Row):
    contract_id = fields.UUIDField()
    metric = fields.TextField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()

    class Meta:
        table = "charged_period"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    @property
    def charge(self) -> Money:
        return Money(self.amount, self.currency)


class CreditTableRow(Row):
    contract_id = fields.UUIDField()
    metric = fields.TextField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    kind = fields.TextField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "credit"

    def value(self) -> CreditRow:
        return CreditRow(
            Period(self.starts_at, self.ends_at), CreditKind(self.kind), Money(self.amount, self.currency)
        )


async def credits_of(
    session: Session, contracts: Sequence[UUID], metric: str | None = None
) -> list[CreditTableRow]:
    """In the order in which they were made; `metric` None: of all."""
    query = session.query(CreditTableRow).filter(contract_id__in=list(contracts))
    return await (query if metric is None else query.filter(metric=metric)).order_by("id")


async def charges_of(session: Session, contract: ContractId, metric: str) -> list[ChargedPeriodRow]:
    return (
        await session.query(ChargedPeriodRow)
        .filter(contract_id=contract, metric=metric)
        .order_by("starts_at")
    )
