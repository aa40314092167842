"""Goals, outcome goals and credit schedules as JSON, within the terms of an agreement version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.goals import Goal, OutcomeGoals

Json = Mapping[str, Any]


def goal_to_json(goal: Goal) -> dict[str, Any]:
    return {"attainment": str(goal.attainment)}


def goal_from_json(stated: Json | None) -> Goal | None:
    return None if stated is None else Goal(Decimal(stated["attainment"]))


def outcome_to_json(goals: OutcomeGoals) -> dict[str, Any]:
    return {field.name: _text(getattr(goals, field.name)) for field in fields(goals)}


def outcome_from_json(stated: Json | None) -> OutcomeGoals | None:
    return None if stated is None else OutcomeGoals(**{name: _number(of) for name, of in stated.items()})


def credits_to_json(schedule: CreditSchedule) -> dict[str, Any]:
    return {
        "steps": [{"below": str(step.below), "share": str(step.share)} for step in schedule.steps],
        "cap": _text(schedule.cap),
        "yearly_cap": _text(schedule.yearly_cap),
    }


def credits_from_json(stated: Json | None) -> CreditSchedule | None:
    if stated is None:
        return None
    steps = tuple(CreditStep(Decimal(step["below"]), Decimal(step["share"])) for step in stated["steps"])
    return CreditSchedule(steps, _number(stated["cap"]), _number(stated["yearly_cap"]))


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
