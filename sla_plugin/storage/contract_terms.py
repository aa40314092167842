"""Terms of contracts, row and value."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.contracting.terms import Term, TermKind
from sla_plugin.storage.rows import Row


class TermRow(Row):
    contract_id = fields.UUIDField()
    number = fields.IntField()
    kind = fields.TextField()
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    recorded_at = fields.DatetimeField()
    is_voided = fields.BooleanField(default=False)

    class Meta:
        table = "contract_term"

    def value(self) -> Term:
        return Term(self.number, TermKind(self.kind), self.starts_on, self.ends_on, self.is_voided)
