"""The service catalogue."""

from __future__ import annotations

from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.node import Node
from sla_plugin.storage.services import ServiceRow


@strawberry.type(description="What is delivered; the catalogue is a tree.")
class Service(Node):
    code: str = strawberry.field(description="What desks write on a ticket.")
    name: str = strawberry.field(description="How people call it.")
    parent_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: ServiceRow) -> Service:
        return cls(
            id=strawberry.ID(global_id("Service", row.id)),
            code=row.code,
            name=row.name,
            parent_key=row.parent_id,
        )

    @strawberry.field(description="The service or group above this one.")
    async def parent(self, info: Info) -> Service | None:
        return await service(info, self.parent_key)


async def service(info: Info, key: UUID | None) -> Service | None:
    row = None if key is None else await info.context.loaders.services.load(key)
    return None if row is None else Service.of(row)
