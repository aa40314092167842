"""Improvement actions, row and value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.clock import Side
from sla_plugin.domain.improvements import ActionState, Effect, ImprovementAction
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ImprovementActionRow(Row):
    slice: Any = fields.JSONField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    goal = fields.TextField()
    attained = fields.TextField()
    owner = fields.TextField()
    due_on = fields.DateField()
    state = fields.TextField()
    completed_on = fields.DateField(null=True)
    because = fields.TextField(null=True)
    effect_from = fields.DatetimeField(null=True)
    effect_until = fields.DatetimeField(null=True)
    effect_attained = fields.TextField(null=True)
    effect_change = fields.TextField(null=True)

    class Meta:
        table = "improvement_action"

    def value(self) -> ImprovementAction:
        return ImprovementAction(
            slice=slice_from_json(self.slice),
            period=Period(self.starts_at, self.ends_at),
            goal=Decimal(self.goal),
            attained=Fraction(self.attained),
            owner=self.owner,
            due_on=self.due_on,
            state=ActionState(self.state),
            completed_on=self.completed_on,
            because=self.because,
            effect=self._effect(),
        )

    def _effect(self) -> Effect | None:
        if self.effect_from is None or self.effect_until is None:
            return None
        attained, change = Fraction(self.effect_attained or 0), Fraction(self.effect_change or 0)
        return Effect(Period(self.effect_from, self.effect_until), attained, change)


async def add_action(session: Session, action: ImprovementAction) -> UUID:
    row = ImprovementActionRow(slice=slice_to_json(action.slice), **_stated(action))
    await session.add(row)
    return row.id


async def change_action(session: Session, which: UUID, action: ImprovementAction) -> None:
    await session.change(ImprovementActionRow, {"id": which}, **_stated(action))


def _stated(action: ImprovementAction) -> dict[str, Any]:
    effect = action.effect
    return {
        "starts_at": action.period.start,
        "ends_at": action.period.end,
        "goal": str(action.goal),
        "attained": str(action.attained),
        "owner": action.owner,
        "due_on": action.due_on,
        "state": action.state.value,
        "completed_on": action.completed_on,
        "because": action.because,
        "effect_from": effect and effect.period.start,
        "effect_until": effect and effect.period.end,
        "effect_attained": effect and str(effect.attained),
        "effect_change": effect and str(effect.change),
    }


async def all_actions(session: Session) -> list[tuple[UUID, ImprovementAction]]:
    """The oldest first."""
    rows = await session.query(ImprovementActionRow).order_by("starts_at", "id")
    return [(row.id, row.value()) for row in rows]


def slice_to_json(within: Slice) -> dict[str, str | None]:
    return {dimension.value: None if value is None else str(value) for dimension, value in within.where}


_PLAIN = {Dimension.METRIC: str, Dimension.PRIORITY: str, Dimension.SIDE: Side}


def slice_from_json(stated: dict[str, str | None]) -> Slice:
    """What is not named otherwise is an id."""
    where: dict[Dimension, Any] = {}
    for name, value in stated.items():
        dimension = Dimension(name)
        where[dimension] = None if value is None else _PLAIN.get(dimension, UUID)(value)
    return Slice.of(where)
