"""Contracts, as far as they cover tickets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.storage.contracts import ContractRow


@strawberry.type(description="Only a contract covers a ticket: `monitoredFrom <= t < monitoredUntil`.")
class Contract(Node):
    number: str = strawberry.field(description="Unique for the tenant.")
    zone: TimeZone = strawberry.field(description="In which its dates are read.")
    monitored_from: datetime = strawberry.field(description="The first instant that is measured.")
    monitored_until: datetime | None = strawberry.field(
        description="The first instant that is no longer measured; null while it is open."
    )
    customer_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: ContractRow) -> Contract:
        return cls(
            id=strawberry.ID(global_id("Contract", row.id)),
            number=row.number,
            zone=TimeZone(row.zone),
            monitored_from=row.monitored_from,
            monitored_until=row.monitored_until,
            customer_key=row.customer_id,
        )

    @strawberry.field(description="Whose tickets it covers, those of the accounts below included.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.customer_key)


async def contract(info: Info, key: UUID | None) -> Contract | None:
    row = None if key is None else await info.context.loaders.contracts.load(key)
    return None if row is None else Contract.of(row)
