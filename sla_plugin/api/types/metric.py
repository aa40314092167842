"""Metrics that the tenant has defined."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.node import Node
from sla_plugin.storage.metrics import MetricRow


@strawberry.type(description="A metric of the tenant's own: conditions over facts and fields, in CEL.")
class MetricDefinition(Node):
    name: str = strawberry.field(description="As targets name it.")
    description: str = strawberry.field(description="What it measures.")
    starts: str = strawberry.field(description="What begins a clock.")
    stops: str = strawberry.field(description="What ends it; so does the end of the ticket.")
    pauses: str | None = strawberry.field(description="While this holds of the ticket, it waits.")
    cancels: str | None = strawberry.field(description="What makes it void.")
    recorded_at: datetime = strawberry.field(description="When it was defined.")

    @classmethod
    def of(cls, row: MetricRow) -> MetricDefinition:
        return cls(
            id=strawberry.ID(global_id("MetricDefinition", row.id)),
            name=row.name,
            description=row.description,
            starts=row.starts,
            stops=row.stops,
            pauses=row.pauses,
            cancels=row.cancels,
            recorded_at=row.recorded_at,
        )


async def metric_definition(info: Info, key: UUID | None) -> MetricDefinition | None:
    row = None if key is None else await info.context.loaders.metrics.load(key)
    return None if row is None else MetricDefinition.of(row)
