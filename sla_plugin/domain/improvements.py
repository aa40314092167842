"""A missed goal opens an improvement action; whether it helped is measured in the next period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sla_plugin.domain.goals import Goal
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Slice
from sla_plugin.errors import BadInput, Code, Conflict


class ActionState(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"
    EFFECTIVE = "EFFECTIVE"
    INEFFECTIVE = "INEFFECTIVE"
    DROPPED = "DROPPED"


class ActionStep(StrEnum):
    """COMPLETE and DROP are somebody's decision; the others follow from the next period's attainment."""

    COMPLETE = "COMPLETE"
    DROP = "DROP"
    HELPED = "HELPED"
    HELPED_NOT = "HELPED_NOT"


TRANSITIONS: tuple[tuple[ActionState, ActionStep, ActionState], ...] = (
    (ActionState.OPEN, ActionStep.COMPLETE, ActionState.DONE),
    (ActionState.OPEN, ActionStep.DROP, ActionState.DROPPED),
    (ActionState.DONE, ActionStep.HELPED, ActionState.EFFECTIVE),
    (ActionState.DONE, ActionStep.HELPED_NOT, ActionState.INEFFECTIVE),
)
"""What is not listed is refused."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the period after the action attained, and by how much more that is."""

    period: Period
    attained: Fraction
    change: Fraction


@dataclass(frozen=True, slots=True)
class ImprovementAction:
    """`attained` in `period` was less than `goal`. `because` says why it was dropped; `completed_on` and
    `effect` are set as it comes so far. BadInput `name.empty` without an owner."""

    slice: Slice
    period: Period
    goal: Decimal
    attained: Fraction
    owner: str
    due_on: date
    state: ActionState = ActionState.OPEN
    completed_on: date | None = None
    because: str | None = None
    effect: Effect | None = None

    def __post_init__(self) -> None:
        if not self.owner.strip():
            raise BadInput(Code.NAME_EMPTY, "An improvement action needs an owner.", field="owner")

    def is_overdue(self, today: date) -> bool:
        return self.state is ActionState.OPEN and self.due_on < today

    def complete(self, on: date) -> ImprovementAction:
        """Conflict `improvement.state` unless it is open."""
        return replace(self, state=self._after(ActionStep.COMPLETE), completed_on=on)

    def drop(self, because: str) -> ImprovementAction:
        """BadInput `improvement.unreasoned`; Conflict `improvement.state` unless it is open."""
        if not because.strip():
            raise BadInput(
                Code.IMPROVEMENT_UNREASONED,
                "Nothing says why this is not to be improved.",
                hint="Say what was decided, so that the next reader need not ask.",
                field="because",
            )
        return replace(self, state=self._after(ActionStep.DROP), because=because)

    def measure(self, following: Period, attained: Fraction | None) -> ImprovementAction:
        """Its effect in the period after it was done; unchanged where nothing counted in that.

        It helped where the goal is met now. Conflict `improvement.state` unless it is done.
        """
        met = Goal(self.goal).is_met_by(attained)
        state = self._after(ActionStep.HELPED if met else ActionStep.HELPED_NOT)
        if attained is None:
            return self
        return replace(self, state=state, effect=Effect(following, attained, attained - self.attained))

    def _after(self, step: ActionStep) -> ActionState:
        for state, taken, then in TRANSITIONS:
            if (state, taken) == (self.state, step):
                return then
        possible = [taken for state, taken, _ in TRANSITIONS if state is self.state]
        raise Conflict(
            Code.IMPROVEMENT_STATE,
            f"An improvement action that is {self.state} cannot take the step {step}.",
            hint=f"Possible now: {', '.join(possible) or 'nothing'}.",
        )


def raised_by(
    slice_: Slice,
    period: Period,
    goal: Goal,
    attained: Fraction | None,
    existing: Iterable[ImprovementAction],
    *,
    owner: str,
    due_on: date,
) -> ImprovementAction | None:
    """The action that a missed goal opens; None where it was not missed, where one is on its way for the same
    slice already, or where this very period has raised one."""
    if attained is None or goal.is_met_by(attained):
        return None
    on_its_way = (ActionState.OPEN, ActionState.DONE)
    for action in existing:
        if action.slice == slice_ and (action.state in on_its_way or action.period == period):
            return None
    return ImprovementAction(slice_, period, goal.attainment, attained, owner, due_on)
