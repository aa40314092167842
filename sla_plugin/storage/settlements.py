"""What was settled at the end of contracts, and what was found out afterwards. It only grows."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.storage.rows import Row

_DIGITS, _PLACES = 19, 4


class SettlementRow(Row):
    """`content`: in the very form that is hashed."""

    contract_id = fields.UUIDField()
    case_id = fields.UUIDField()
    content: Any = fields.JSONField()
    hash = fields.TextField()
    approved_by: Any = fields.JSONField()
    sealed_by = fields.TextField()
    sealed_at = fields.DatetimeField()

    class Meta:
        table = "settlement"


class SettlementAdjustmentRow(Row):
    """`amount`: what the customer owes besides; negative for what it gets back."""

    contract_id = fields.UUIDField()
    settlement_id = fields.UUIDField()
    what = fields.TextField()
    because = fields.TextField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "settlement_adjustment"


class PrepaymentRow(Row):
    """Both days are inclusive."""

    contract_id = fields.UUIDField()
    what = fields.TextField()
    since = fields.DateField()
    until = fields.DateField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_prepayment"

    def value(self) -> Prepayment:
        return Prepayment(Days(self.since, self.until), Money(self.amount.normalize(), self.currency))
