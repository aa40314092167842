"""Who hears what when, before a clock is due and after: the steps that an agreement states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from sla_plugin.domain.metrics import MetricName


@dataclass(frozen=True, slots=True)
class AtPercent:
    """When so much of the promised time has been used up; 100 is the due instant itself."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class FromDue:
    """So long before (negative) or after the due instant; of working time, unless on the wall clock."""

    offset: timedelta
    wall_clock: bool = False


@dataclass(frozen=True, slots=True)
class DaysFromDue:
    """The due instant's clock time, so many working days before (negative) or after."""

    days: int


Moment = AtPercent | FromDue | DaysFromDue


class ActionKind(StrEnum):
    """NOTIFY a role, team, address or webhook; WRITE_BACK into a field of the desk; raise an EVENT."""

    NOTIFY = "NOTIFY"
    WRITE_BACK = "WRITE_BACK"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True)
class Action:
    """`what`: the recipient, the desk's field, or the event's name. `value` is what is written there."""

    kind: ActionKind
    what: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """`metric` None: of every metric."""

    at: Moment
    do: tuple[Action, ...]
    metric: MetricName | None = None
