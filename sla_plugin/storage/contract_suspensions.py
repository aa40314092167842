"""Suspensions of contracts, row and value."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.contracting.suspensions import Suspension
from sla_plugin.storage.rows import Row


class SuspensionRow(Row):
    contract_id = fields.UUIDField()
    suspended_by = fields.TextField()
    reason = fields.TextField()
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    tolls_notice = fields.BooleanField()
    pauses_clocks = fields.BooleanField()
    lifted_by = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_suspension"

    def value(self) -> Suspension:
        return Suspension(self.id, self.suspended_by, self.reason, self.since, self.until, self.tolls_notice)
