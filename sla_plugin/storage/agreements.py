"""Agreements and their versions, row and value."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

from tortoise import fields

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Approval, Level, Scope
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    ContractId,
    CustomerGroupId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.terms import terms_from_json


class AgreementRow(Row):
    code = fields.TextField()
    name = fields.TextField()
    kind = fields.TextField()
    level = fields.TextField()
    offered = fields.BooleanField(default=False)

    class Meta:
        table = "agreement"

    def value(self) -> Agreement:
        return Agreement(
            AgreementId(self.id),
            self.code,
            self.name,
            AgreementKind(self.kind),
            Level(self.level),
            self.offered,
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
    customer_group_id = fields.UUIDField(null=True)
    ticket_id = fields.UUIDField(null=True)
    supporter = fields.TextField(null=True)
    approver = fields.TextField(null=True)
    approval_reason = fields.TextField(null=True)
    author = fields.TextField(null=True)
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
            customer_group=None
            if self.customer_group_id is None
            else CustomerGroupId(self.customer_group_id),
            ticket=None if self.ticket_id is None else TicketId(self.ticket_id),
        )

    def approval(self) -> Approval | None:
        return Approval(self.approver, self.approval_reason) if self.approver else None

    def value(self, agreement: Agreement, following: AgreementVersionRow | None) -> AgreementVersion:
        """It holds until the next one of its agreement takes over."""
        return AgreementVersion(
            id=AgreementVersionId(self.id),
            agreement=agreement,
            number=self.number,
            effective_from=self.effective_from,
            effective_until=None if following is None else following.effective_from,
            contract=None if self.contract_id is None else ContractId(self.contract_id),
            scope=self.scope(),
            terms=terms_from_json(self.terms),
            supporter=self.supporter,
            approval=self.approval(),
        )


async def all_versions(session: Session, known_at: datetime | None = None) -> tuple[AgreementVersion, ...]:
    """Every version of every agreement; each holds until the next one of its agreement takes over.
    `known_at`: only those that had been recorded by then."""
    agreements = {row.id: row.value() for row in await session.query(AgreementRow)}
    query = session.query(AgreementVersionRow)
    if known_at is not None:
        query = query.filter(recorded_at__lte=known_at)
    rows = await query.order_by("agreement_id", "effective_from", "number")
    versions = []
    for row, following in pairwise([*rows, None]):
        assert row is not None
        followed = following is not None and following.agreement_id == row.agreement_id
        versions.append(row.value(agreements[row.agreement_id], following if followed else None))
    return tuple(versions)
