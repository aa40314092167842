"""Closed periods, and what changed in them since."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.ids import encoded, global_id
from sla_plugin.api.types.counted_enums import Result
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.period import Period
from sla_plugin.api.value_pages import value_connection
from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.storage.sealed_periods import SealedPeriodRow, entries


@strawberry.type(description="One clock of a closed period that counts otherwise now.")
class PeriodAdjustment:
    clock: strawberry.ID = strawberry.field(description="The clock's id, for `node`.")
    number: int = strawberry.field(description="1 for the first one of this clock.")
    before: Result | None = strawberry.field(description="How it counted; null: not in this period.")
    after: Result | None = strawberry.field(description="How it counts; null: no longer in this period.")
    recorded_at: datetime = strawberry.field(description="When that became known.")


@strawberry.type(description="A closed period. What it held is kept; what came later stands beside it.")
class SealedPeriod(Node):
    period: Period = strawberry.field(description="When.")
    sealed_at: datetime = strawberry.field(description="When it was closed.")
    sealed_by: str = strawberry.field(description="By whom.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: SealedPeriodRow) -> SealedPeriod:
        return cls(
            id=strawberry.ID(global_id("SealedPeriod", row.id)),
            period=Period.of(row.period),
            sealed_at=row.sealed_at,
            sealed_by=row.sealed_by,
            key=row.id,
        )

    @strawberry.field(description="How many clocks counted in this way when it was sealed.")
    async def count(
        self, info: Info, result: Annotated[Result, strawberry.argument(description="Counted how.")]
    ) -> int:
        held = await entries(info.context.session, [self.key])
        return sum(
            entry.number == 0 and entry.counted is not None and entry.counted.result is result
            for entry in held.get(self.key, ())
        )

    @strawberry.field(description="Everything that changed since, by clock.")
    async def adjustments(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[PeriodAdjustment]:
        before: dict[ClockKey, Counted | None] = {}
        found = []
        for entry in (await entries(info.context.session, [self.key])).get(self.key, ()):
            if entry.number > 0:
                found.append(
                    PeriodAdjustment(
                        clock=strawberry.ID(_clock_id(entry.clock)),
                        number=entry.number,
                        before=_result(before.get(entry.clock)),
                        after=_result(entry.counted),
                        recorded_at=entry.recorded_at,
                    )
                )
            before[entry.clock] = entry.counted
        return value_connection(found, lambda one: f"{one.clock}/{one.number:09}", first, after)


def _result(counted: Counted | None) -> Result | None:
    return None if counted is None else counted.result


def _clock_id(key: ClockKey) -> str:
    return encoded(f"Clock:{key.ticket}/{key.side}/{key.metric}/{key.cycle}")


async def sealed_period(info: Info, key: UUID | None) -> SealedPeriod | None:
    row = None if key is None else await info.context.loaders.sealed_periods.load(key)
    return None if row is None else SealedPeriod.of(row)
