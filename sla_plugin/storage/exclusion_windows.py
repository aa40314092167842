"""Windows that were agreed not to count, row and value."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId
from sla_plugin.domain.periods import Period
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ExclusionWindowRow(Row):
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    reason = fields.TextField()
    because = fields.TextField()
    announced_at = fields.DatetimeField()
    service_id = fields.UUIDField(null=True)
    customer_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)
    department = fields.TextField(null=True)
    ticket_type = fields.TextField(null=True)
    priority = fields.TextField(null=True)
    approver = fields.TextField(null=True)
    approved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "exclusion_window"

    def value(self) -> ExclusionWindow:
        return ExclusionWindow(
            period=Period(self.starts_at, self.ends_at),
            because=self.because,
            announced_at=self.announced_at,
            scope=Scope(
                service=None if self.service_id is None else ServiceId(self.service_id),
                customer=None if self.customer_id is None else OrganisationId(self.customer_id),
                site=None if self.site_id is None else SiteId(self.site_id),
                department=self.department,
                ticket_type=self.ticket_type,
                priority=self.priority,
            ),
            reason=ExclusionReason(self.reason),
            approver=self.approver,
            approved_at=self.approved_at,
        )


async def exclusion_windows(
    session: Session, known_at: datetime | None = None
) -> tuple[ExclusionWindow, ...]:
    """By when they begin. `known_at`: those that had been announced by then."""
    query = session.query(ExclusionWindowRow)
    if known_at is not None:
        query = query.filter(announced_at__lte=known_at)
    return tuple([row.value() for row in await query.order_by("starts_at", "id")])


async def add_window(session: Session, window: ExclusionWindow) -> UUID:
    scope = window.scope
    row = ExclusionWindowRow(
        starts_at=window.period.start,
        ends_at=window.period.end,
        reason=window.reason.value,
        because=window.because,
        announced_at=window.announced_at,
        service_id=scope.service,
        customer_id=scope.customer,
        site_id=scope.site,
        department=scope.department,
        ticket_type=scope.ticket_type,
        priority=scope.priority,
        approver=window.approver,
        approved_at=window.approved_at,
    )
    await session.add(row)
    return row.id
