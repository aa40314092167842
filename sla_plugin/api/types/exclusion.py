"""What does not count: single clocks, and windows of time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.clock import Clock
from sla_plugin.api.types.clock_lists import clocks_of
from sla_plugin.api.types.counted_enums import ExclusionReason
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.period import Period
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain import exclusions as domain
from sla_plugin.storage.exclusion_windows import ExclusionWindowRow
from sla_plugin.storage.exclusions import ExclusionRow


@strawberry.type(description="A decision that a clock counts neither way. It is never taken back.")
class Exclusion(Node):
    reason: ExclusionReason = strawberry.field(description="Why.")
    because: str = strawberry.field(description="The case, in words.")
    approver: str = strawberry.field(description="Who decided.")
    approved_at: datetime = strawberry.field(description="When.")
    held: strawberry.Private[domain.Exclusion]

    @classmethod
    def of(cls, row: ExclusionRow) -> Exclusion:
        value = row.value()
        return cls(
            id=strawberry.ID(global_id("Exclusion", row.id)),
            reason=value.reason,
            because=value.because,
            approver=value.approver,
            approved_at=value.approved_at,
            held=value,
        )

    @strawberry.field(description="The clock; null where a late fact made it impossible.")
    async def clock(self, info: Info) -> Clock | None:
        [found] = await clocks_of(info, [self.held.clock])
        return found


async def exclusion(info: Info, key: UUID | None) -> Exclusion | None:
    row = None if key is None else await info.context.loaders.exclusions.load(key)
    return None if row is None else Exclusion.of(row)


@strawberry.type(description="Time that was agreed not to count, for the tickets in its scope.")
class ExclusionWindow(Node):
    period: Period = strawberry.field(description="When.")
    reason: ExclusionReason = strawberry.field(description="Why.")
    because: str = strawberry.field(description="What is done then, in words.")
    announced_at: datetime = strawberry.field(description="From when on it was known.")
    closes_calendars: bool = strawberry.field(
        description="It was announced before it began. Else it only excuses breaches, once approved."
    )
    approver: str | None = strawberry.field(description="Who approved one that came too late.")
    department: str | None = strawberry.field(description="For this department only.")
    ticket_type: str | None = strawberry.field(description="For this ticket type only.")
    priority: str | None = strawberry.field(description="For this priority only.")
    row: strawberry.Private[ExclusionWindowRow]

    @classmethod
    def of(cls, row: ExclusionWindowRow) -> ExclusionWindow:
        value = row.value()
        return cls(
            id=strawberry.ID(global_id("ExclusionWindow", row.id)),
            period=Period.of(value.period),
            reason=value.reason,
            because=value.because,
            announced_at=value.announced_at,
            closes_calendars=value.closes_calendars,
            approver=value.approver,
            department=row.department,
            ticket_type=row.ticket_type,
            priority=row.priority,
            row=row,
        )

    @strawberry.field(description="For this service and those below it only.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.row.service_id)

    @strawberry.field(description="For this customer and the accounts below it only.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.row.customer_id)

    @strawberry.field(description="For this site and those below it only.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.row.site_id)


async def exclusion_window(info: Info, key: UUID | None) -> ExclusionWindow | None:
    row = None if key is None else await info.context.loaders.exclusion_windows.load(key)
    return None if row is None else ExclusionWindow.of(row)
