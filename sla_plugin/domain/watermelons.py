"""Green outside, red inside: the promises were kept, and people are not served well all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ticket_outcomes import OutcomeFigures


class OutcomeMeasure(StrEnum):
    CSAT_MEAN = "CSAT_MEAN"
    REOPEN_RATE = "REOPEN_RATE"
    PAUSED_BEFORE_DUE = "PAUSED_BEFORE_DUE"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One outcome goal that was not met."""

    measure: OutcomeMeasure
    goal: Decimal
    found: Fraction


@dataclass(frozen=True, slots=True)
class Judgement:
    """`goal_met` None: there is no goal, or nothing counted."""

    goal_met: bool | None
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_watermelon(self) -> bool:
        return self.goal_met is True and bool(self.shortfalls)


def judge(
    share: Fraction | None, goal: Goal | None, figures: OutcomeFigures, outcome_goals: OutcomeGoals | None
) -> Judgement:
    """`share`: the attainment, or the availability. What was not measured falls short of nothing."""
    return Judgement(
        goal_met=None if goal is None else goal.is_met_by(share),
        shortfalls=tuple(_shortfalls(figures, outcome_goals or OutcomeGoals())),
    )


def _shortfalls(figures: OutcomeFigures, goals: OutcomeGoals) -> Iterator[Shortfall]:
    mean, least = figures.csat_mean, goals.csat_mean
    if mean is not None and least is not None and mean < Fraction(least):
        yield Shortfall(OutcomeMeasure.CSAT_MEAN, least, mean)
    for measure, found, most in (
        (OutcomeMeasure.REOPEN_RATE, figures.reopen_rate, goals.reopen_rate),
        (OutcomeMeasure.PAUSED_BEFORE_DUE, figures.paused_before_due, goals.paused_before_due),
    ):
        if found is not None and most is not None and found > Fraction(most):
            yield Shortfall(measure, most, found)
