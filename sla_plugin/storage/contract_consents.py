"""Approvals and signatures, row and value. They only grow."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.contracting.negotiation import Consent, Given
from sla_plugin.domain.roles import Role
from sla_plugin.storage.rows import Row


class ConsentRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    consent = fields.TextField()
    given_by = fields.TextField()
    role = fields.TextField(null=True)
    given_at = fields.DatetimeField()
    content_hash = fields.TextField()
    round = fields.IntField()
    organisation_id = fields.UUIDField(null=True)
    method = fields.TextField(null=True)
    address = fields.TextField(null=True)
    reference = fields.TextField(null=True)
    document_hash = fields.TextField(null=True)

    class Meta:
        table = "contract_consent"

    def value(self) -> Given:
        return Given(
            consent=Consent(self.consent),
            by=self.given_by,
            role=None if self.role is None else Role(self.role),
            at=self.given_at,
            content_hash=self.content_hash,
            round=self.round,
        )
