"""What nothing is promised about."""

from __future__ import annotations

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.service import Service, service
from sla_plugin.api.types.ticket import Coverage
from sla_plugin.domain import coverage_gaps as domain


@strawberry.type(description="A service that a customer could ask for and that nothing is promised about.")
class CoverageGap:
    coverage: Coverage = strawberry.field(description="Why.")
    held: strawberry.Private[domain.CoverageGap]

    @classmethod
    def of(cls, gap: domain.CoverageGap) -> CoverageGap:
        return cls(coverage=Coverage.of(gap.coverage), held=gap)

    @strawberry.field(description="To whom.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.held.customer)

    @strawberry.field(description="What.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)
