"""What missed goals set going."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.attainment import Slice
from sla_plugin.api.types.counted_enums import ActionState
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.period import Period
from sla_plugin.domain import improvements as domain
from sla_plugin.storage.improvements import ImprovementActionRow


@strawberry.type(description="Whether an improvement action helped.")
class ImprovementEffect:
    period: Period = strawberry.field(description="The first period after it was done.")
    attained: float = strawberry.field(description="The attainment then, 0 to 1.")
    change: float = strawberry.field(description="By how much more that is than before.")

    @classmethod
    def of(cls, effect: domain.Effect) -> ImprovementEffect:
        return cls(
            period=Period.of(effect.period), attained=float(effect.attained), change=float(effect.change)
        )


@strawberry.type(description="What is to be done because a goal was missed.")
class ImprovementAction(Node):
    slice: Slice = strawberry.field(description="Whose goal, of what.")
    period: Period = strawberry.field(description="When it was missed.")
    goal: Decimal = strawberry.field(description="The share that should have been met, 0 to 1.")
    attained: float = strawberry.field(description="The share that was, 0 to 1.")
    owner: str = strawberry.field(description="Who sees to it.")
    due_on: date = strawberry.field(description="Until when.")
    state: ActionState = strawberry.field(description="How it stands.")
    completed_on: date | None = strawberry.field(description="When it was done.")
    because: str | None = strawberry.field(description="Why it was dropped.")
    effect: ImprovementEffect | None = strawberry.field(description="Whether it helped, once that shows.")
    held: strawberry.Private[domain.ImprovementAction]

    @classmethod
    def of(cls, row: ImprovementActionRow) -> ImprovementAction:
        value = row.value()
        return cls(
            id=strawberry.ID(global_id("ImprovementAction", row.id)),
            slice=Slice(held=value.slice),
            period=Period.of(value.period),
            goal=value.goal,
            attained=float(value.attained),
            owner=value.owner,
            due_on=value.due_on,
            state=value.state,
            completed_on=value.completed_on,
            because=value.because,
            effect=None if value.effect is None else ImprovementEffect.of(value.effect),
            held=value,
        )

    @strawberry.field(description="It is open, and its day is over.")
    def overdue(self, info: Info) -> bool:
        return self.held.is_overdue(info.context.now.date())


async def improvement_action(info: Info, key: UUID | None) -> ImprovementAction | None:
    row = None if key is None else await info.context.loaders.improvement_actions.load(key)
    return None if row is None else ImprovementAction.of(row)
