"""What a customer needs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.contract_loaders import Known
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain.contracting import requirements as domain
from sla_plugin.usecases.contract_cases import negotiation

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="That somebody judged one side of a requirement: it is feasible.")
class Judgement:
    by: str = strawberry.field(description="Who did.")
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, judgement: domain.Judgement | None) -> Judgement | None:
        return None if judgement is None else cls(by=judgement.by, at=judgement.at)


@strawberry.type(description="What a customer needs, before anything is promised.")
class Requirement(Node):
    need: str = strawberry.field(description="In the customer's own words.")
    outcome: str = strawberry.field(description="What comes of it where it is met.")
    technical: Judgement | None = strawberry.field(description="It can be done; null until that is judged.")
    commercial: Judgement | None = strawberry.field(
        description="It is worth it; null until that is judged, by somebody else."
    )
    service_key: strawberry.Private[UUID | None]
    contract_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, contract: UUID, requirement: domain.Requirement) -> Requirement:
        return cls(
            id=strawberry.ID(global_id("Requirement", requirement.id)),
            need=requirement.need,
            outcome=requirement.outcome,
            technical=Judgement.of(requirement.technical),
            commercial=Judgement.of(requirement.commercial),
            service_key=requirement.service,
            contract_key=contract,
        )

    @strawberry.field(description="What of the catalogue meets it; null until it is matched.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.service_key)

    @strawberry.field(description="The contract that is to meet it.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.contract_key)


async def requirement(info: Info, key: UUID) -> Requirement | None:
    """One that was dropped is on record only."""
    loaders = info.context.loaders.of_contracts
    row = await loaders.requirements.load(key)
    record = None if row is None else await loaders.records.load(Known(row.contract_id))
    if row is None or record is None:
        return None
    version = next(one for one in record.versions if one.id == row.version_id)
    found = negotiation(record, version).requirements
    return next((Requirement.of(record.id, one) for one in found if one.id == key), None)
