"""Groups of customers."""

from __future__ import annotations

from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation
from sla_plugin.storage.customer_groups import CustomerGroupRow


@strawberry.type(description="Customers that are promised the same.")
class CustomerGroup(Node):
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    rank: int = strawberry.field(
        description="Of two groups of one customer the one of the smaller rank is the more specific; unique."
    )
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: CustomerGroupRow) -> CustomerGroup:
        return cls(
            id=strawberry.ID(global_id("CustomerGroup", row.id)),
            code=row.code,
            name=row.name,
            rank=row.rank,
            key=row.id,
        )

    @strawberry.field(description="Who belongs to it; the accounts below them do too.")
    async def members(self, info: Info) -> list[Organisation]:
        members = await info.context.loaders.members_of_group.load(self.key)
        rows = await info.context.loaders.organisations.load_many([m.organisation_id for m in members])
        return [Organisation.of(row) for row in rows if row is not None]


async def customer_group(info: Info, key: UUID | None) -> CustomerGroup | None:
    row = None if key is None else await info.context.loaders.customer_groups.load(key)
    return None if row is None else CustomerGroup.of(row)
