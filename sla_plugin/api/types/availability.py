"""When services were there, and when not."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Site, site
from sla_plugin.api.types.period import Period
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain.service_reports import ServiceAvailability
from sla_plugin.storage.outages import OutageFactRow, end_of


@strawberry.type(description="A stretch in which a service was down, as it was told.")
class Outage(Node):
    name: str = strawberry.field(description="What its teller calls it.")
    began_at: datetime = strawberry.field(description="From when on.")
    row: strawberry.Private[OutageFactRow]

    @classmethod
    def of(cls, row: OutageFactRow) -> Outage:
        return cls(
            id=strawberry.ID(global_id("Outage", row.id)),
            name=row.outage,
            began_at=row.occurred_at,
            row=row,
        )

    @strawberry.field(description="Until when; null while it goes on.")
    async def ended_at(self, info: Info) -> datetime | None:
        return await end_of(info.context.session, self.row)

    @strawberry.field(description="What was down, with the services below it.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.row.service_id)

    @strawberry.field(description="Where; null: everywhere.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.row.site_id)


async def outage(info: Info, key: UUID | None) -> Outage | None:
    row = None if key is None else await info.context.loaders.outage_facts.load(key)
    return None if row is None or row.service_id is None else Outage.of(row)


@strawberry.type(description="Availability: 1 less outage out of agreed service time.")
class Availability:
    period: Period = strawberry.field(description="When.")
    agreed: Duration = strawberry.field(description="Agreed service time so far, less exclusion windows.")
    down: Duration = strawberry.field(description="The part of it in which the service was down.")
    share: float | None = strawberry.field(description="0 to 1; null where no service was agreed.")
    goal: Decimal | None = strawberry.field(description="The share that is promised, 0 to 1.")
    allowed_down: Duration | None = strawberry.field(description="The outage that the goal leaves room for.")
    held: strawberry.Private[ServiceAvailability]

    @classmethod
    def of(cls, found: ServiceAvailability) -> Availability:
        measured, goal = found.availability, found.goal
        return cls(
            period=Period.of(measured.period),
            agreed=Duration(measured.agreed),
            down=Duration(measured.down),
            share=None if measured.share is None else float(measured.share),
            goal=None if goal is None else goal.attainment,
            allowed_down=None if goal is None else Duration(measured.allowed_down(Fraction(goal.attainment))),
            held=found,
        )

    @strawberry.field(description="Of what.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)

    @strawberry.field(description="Where; null: anywhere.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.held.site)
