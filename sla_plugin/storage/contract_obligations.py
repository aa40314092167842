"""What the parties owe each other besides service, row and value."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.contracting.obligations import UNWIND, Obligation, ObligationState
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.storage.rows import Row


class ObligationRow(Row):
    contract_id = fields.UUIDField()
    owner_id = fields.UUIDField()
    kind = fields.TextField()
    what = fields.TextField()
    due_on = fields.DateField(null=True)
    every_months = fields.IntField(null=True)
    survives_until = fields.DateField(null=True)
    state = fields.TextField(default="OPEN")
    settled_by = fields.TextField(null=True)
    settled_at = fields.DatetimeField(null=True)
    because = fields.TextField(null=True)
    evidence_id = fields.UUIDField(null=True)
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()
    case_id = fields.UUIDField(null=True)

    class Meta:
        table = "contract_obligation"

    @property
    def is_internal(self) -> bool:
        """It is about the provider's own contracts, and no matter of its customers."""
        return self.kind == UNWIND

    def value(self) -> Obligation:
        return Obligation(
            owner=OrganisationId(self.owner_id),
            kind=self.kind,
            what=self.what,
            due_on=self.due_on,
            every_months=self.every_months,
            survives_until=self.survives_until,
            state=ObligationState(self.state),
        )
