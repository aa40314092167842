"""Agreements and their versions, row and value."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tortoise import fields

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    ContractId,
    OrganisationId,
    ServiceId,
    SiteId,
)
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.terms import terms_from_json


class AgreementRow(Row):
    code = fields.TextField()
    name = fields.TextField()
    kind = fields.TextField()
    level = fields.TextField()

    class Meta:
        table = "agreement"

    def value(self) -> Agreement:
        return Agreement(
            AgreementId(self.id), self.code, self.name, AgreementKind(self.kind), Level(self.level)
        )


class AgreementVersionRow(Row):
    agreement_id = fields.UUIDField()
    number = fields.IntField()
    contract_id = fields.UUIDField(null=True)
    effective_from = fields.DatetimeField()
    service_id = fields.UUIDField(null=True)
    customer_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)
    department = fields.TextField(null=True)
    ticket_type = fields.TextField(null=True)
    priority = fields.TextField(null=True)
    terms: Any = fields.JSONField()
    content_hash = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "agreement_version"

    def scope(self) -> Scope:
        return Scope(
            service=None if self.service_id is None else ServiceId(self.service_id),
            customer=None if self.customer_id is None else OrganisationId(self.customer_id),
            site=None if self.site_id is None else SiteId(self.site_id),
            department=self.department,
            ticket_type=self.ticket_type,
            priority=self.priority,
        )


async def all_versions(session: Session) -> tuple[AgreementVersion, ...]:
    """Every version of every agreement; each holds until the next one of its agreement takes over."""
    agreements = {row.id: row.value() for row in await session.query(AgreementRow)}
    rows = await session.query(AgreementVersionRow).order_by("agreement_id", "effective_from", "number")
    versions = []
    for row, following in pairwise([*rows, None]):
        assert row is not None
        followed = following is not None and following.agreement_id == row.agreement_id
        versions.append(
            AgreementVersion(
                id=AgreementVersionId(row.id),
                agreement=agreements[row.agreement_id],
                number=row.number,
                effective_from=row.effective_from,
                effective_until=following.effective_from if followed and following else None,
                contract=None if row.contract_id is None else ContractId(row.contract_id),
                scope=row.scope(),
                terms=terms_from_json(row.terms),
            )
        )
    return tuple(versions)
