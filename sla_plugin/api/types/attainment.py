"""How many promises were kept, by slice and period."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, cast

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.clock import Clock
from sla_plugin.api.types.clock_lists import clock_connection
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.counted_enums import Dimension, ExclusionReason, Result
from sla_plugin.api.types.enums import Side
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.period import Period
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain import attainment as domain
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.customer_promises import customer_promises
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.slices import Slice as DomainSlice

_KINDS = {
    Dimension.CUSTOMER: "Organisation",
    Dimension.CONTRACT: "Contract",
    Dimension.AGREEMENT: "Agreement",
    Dimension.SERVICE: "Service",
    Dimension.SITE: "Site",
}


@strawberry.input(description="Which clocks; what is left out means any.")
class SliceInput:
    customer: strawberry.ID | None = strawberry.field(default=None, description="Whose tickets.")
    contract: strawberry.ID | None = strawberry.field(default=None, description="Promised under which one.")
    agreement: strawberry.ID | None = strawberry.field(default=None, description="Promised by which one.")
    service: strawberry.ID | None = strawberry.field(default=None, description="About exactly this service.")
    metric: str | None = strawberry.field(default=None, description="Which metric.")
    priority: str | None = strawberry.field(default=None, description="As agreements name it.")
    site: strawberry.ID | None = strawberry.field(default=None, description="At exactly this site.")
    side: Side | None = strawberry.field(
        default=Side.SLA, description="Whose promise; null for all of them together."
    )

    def value(self) -> DomainSlice:
        where: dict[Dimension, Any] = {}
        for dimension in Dimension:
            name = dimension.value.lower()
            given = getattr(self, name)
            if given is not None:
                kind = _KINDS.get(dimension)
                where[dimension] = given if kind is None else id_of(kind, given, field=f"slice.{name}")
        return DomainSlice.of(where)


@strawberry.type(description="A part of what counts. Null: not cut along this, or the desk does not say.")
class Slice:
    held: strawberry.Private[DomainSlice]

    def at(self, dimension: Dimension) -> Any:
        return dict(self.held.where).get(dimension)

    @strawberry.field(description="Along what it is cut. One that is null here is what the desk leaves open.")
    def dimensions(self) -> list[Dimension]:
        return [dimension for dimension, _ in self.held.where]

    @strawberry.field(description="Whose tickets.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.at(Dimension.CUSTOMER))

    @strawberry.field(description="Under which contract.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.at(Dimension.CONTRACT))

    @strawberry.field(description="By which agreement.")
    async def agreement(self, info: Info) -> Agreement | None:
        key = self.at(Dimension.AGREEMENT)
        row = None if key is None else await info.context.loaders.agreements.load(key)
        return None if row is None else Agreement.of(row)

    @strawberry.field(description="About what.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.at(Dimension.SERVICE))

    @strawberry.field(description="Which metric.")
    def metric(self) -> str | None:
        return cast("str | None", self.at(Dimension.METRIC))

    @strawberry.field(description="How urgent.")
    def priority(self) -> str | None:
        return cast("str | None", self.at(Dimension.PRIORITY))

    @strawberry.field(description="Where.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.at(Dimension.SITE))

    @strawberry.field(description="Whose promise.")
    def side(self) -> Side | None:
        return cast("Side | None", self.at(Dimension.SIDE))


@strawberry.type(description="How many clocks do not count for one reason.")
class ExcludedCount:
    reason: ExclusionReason = strawberry.field(description="Why.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="Attainment of one slice in one period: met out of met and breached.")
class Attainment:
    period: Period = strawberry.field(description="When.")
    met: int = strawberry.field(description="Clocks in time.")
    breached: int = strawberry.field(description="Clocks not in time.")
    excluded: list[ExcludedCount] = strawberry.field(description="Clocks that count neither way.")
    n: int = strawberry.field(description="How many counted: met and breached.")
    share: float | None = strawberry.field(description="Met out of n, 0 to 1; null where nothing counted.")
    held: strawberry.Private[domain.Attainment]

    @classmethod
    def of(cls, found: domain.Attainment) -> Attainment:
        return cls(
            period=Period.of(found.period),
            met=len(found.met),
            breached=len(found.breached),
            excluded=[
                ExcludedCount(reason=reason, count=len(clocks))
                for reason, clocks in sorted(found.excluded.items())
            ],
            n=found.n,
            share=None if found.share is None else float(found.share),
            held=found,
        )

    @strawberry.field(description="The very clocks that are counted here.")
    async def clocks(
        self,
        info: Info,
        result: Annotated[Result, strawberry.argument(description="Counted how.")] = Result.BREACHED,
        first: First = 25,
        after: After = None,
    ) -> Connection[Clock]:
        keys: tuple[ClockKey, ...] = {
            Result.MET: self.held.met,
            Result.BREACHED: self.held.breached,
            Result.EXCLUDED: tuple(key for of in self.held.excluded.values() for key in of),
        }[result]
        return await clock_connection(info, keys, first, after)


@strawberry.type(description="Attainment of one slice, period by period.")
class SliceAttainment:
    slice: Slice = strawberry.field(description="Of what.")
    attainment: Attainment = strawberry.field(description="In the period that was asked for.")
    trend: list[Attainment] = strawberry.field(
        description="In the periods up to it, the oldest first, it included."
    )

    @classmethod
    def of(cls, within: DomainSlice, trend: tuple[domain.Attainment, ...]) -> SliceAttainment:
        shown = [Attainment.of(one) for one in trend]
        return cls(slice=Slice(held=within), attainment=shown[-1], trend=shown)

    @strawberry.field(
        description="The share that should be met, 0 to 1, where the slice names customer and metric and an "
        "agreement has a goal."
    )
    async def goal(self, info: Info) -> Decimal | None:
        found = await self._goal(info)
        return None if found is None else found.attainment

    @strawberry.field(description="Whether it was met; null without a goal, or where nothing counted.")
    async def goal_met(self, info: Info) -> bool | None:
        found = await self._goal(info)
        return None if found is None else found.is_met_by(self.attainment.held.share)

    async def _goal(self, info: Info) -> Goal | None:
        customer, metric = self.slice.at(Dimension.CUSTOMER), self.slice.at(Dimension.METRIC)
        if customer is None or metric is None or self.slice.at(Dimension.SIDE) is not Side.SLA:
            return None
        commitments = await info.context.loaders.commitments()
        last = min(self.attainment.held.period.last, info.context.now)
        promise = customer_promises(commitments, OrganisationId(customer), last).get(metric)
        return None if promise is None else promise.goal
