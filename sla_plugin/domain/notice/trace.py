"""How a date came about, step by step, so that both sides of a dispute can follow it (R17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """`rule`: of 60-termination, `R8`; `on`: where the date stands after it."""

    rule: str
    said: str
    on: date


@dataclass(slots=True)
class Trace:
    """Filled as a date moves."""

    steps: list[Step] = field(default_factory=list)

    def to(self, on: date, rule: str, said: str) -> date:
        self.steps.append(Step(rule, said, on))
        return on
