"""How a date came about, step by step, so that both sides of a dispute can follow it (R17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """`rule`: of 60-termination, `R8`; `on`: where the date stands after it."""

    rule: str
    said: str
    on: date


class Trace:
    """Filled as a date moves."""

    def __init__(self, first: Step) -> None:
        self.steps = [first]

    def to(self, on: date, rule: str, said: str) -> date:
        self.steps.append(Step(rule, said, on))
        return on
