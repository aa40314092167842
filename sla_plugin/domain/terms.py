"""What an agreement version states, attribute by attribute. What it does not state, a general level supplies.

The switches exist because named desk systems differ; each default is the product's own rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sla_plugin.domain.calendar_spans import CalendarSpan
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.facts import Status
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.domain.targets import Target

ANY_PRIORITY = "*"


class PauseArithmetic(StrEnum):
    """What a pause gives back: the open time it took, or its wall length as working time."""

    WORKING_TIME = "WORKING_TIME"
    WALL_CLOCK = "WALL_CLOCK"


class Reopening(StrEnum):
    """What a ticket that was resolved and comes back does to a stopped clock."""

    CONTINUE = "CONTINUE"
    COUNT_CLOSED_TIME = "COUNT_CLOSED_TIME"
    RESTART = "RESTART"
    NEW_CYCLE = "NEW_CYCLE"
    IGNORE = "IGNORE"


class OnChange(StrEnum):
    """What counts when another target begins to hold for a running clock."""

    KEEP_ELAPSED = "KEEP_ELAPSED"
    FROM_CHANGE = "FROM_CHANGE"
    RETROACTIVE = "RETROACTIVE"


class OnAmendment(StrEnum):
    """Whether an open clock keeps the agreement version it started under."""

    GRANDFATHER = "GRANDFATHER"
    RETARGET = "RETARGET"


class Equality(StrEnum):
    """The verdict of a clock stopped exactly when it is due."""

    MET = "MET"
    BREACHED = "BREACHED"


class EndOfBusiness(StrEnum):
    """The due instant of a duration that is used up exactly at closing time."""

    CLOSING_TIME = "CLOSING_TIME"
    NEXT_OPENING = "NEXT_OPENING"


@dataclass(frozen=True, slots=True)
class PauseRule:
    """In which statuses which metrics wait. A supplier's delay is ours, so it is not in the default."""

    statuses: frozenset[Status] = frozenset({Status.PENDING_CUSTOMER, Status.ON_HOLD})
    metrics: frozenset[MetricName] = frozenset({Metric.RESOLUTION})
    arithmetic: PauseArithmetic = PauseArithmetic.WORKING_TIME


@dataclass(frozen=True, slots=True)
class ReopenRule:
    """`window`: a ticket that comes back later than this after it was resolved leaves the clock stopped."""

    reopening: Reopening = Reopening.CONTINUE
    window: timedelta | None = None


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """The calendar that measures, and the priorities that are measured by another one."""

    default: CalendarId
    by_priority: Mapping[str, CalendarId] = field(default_factory=dict)

    def for_priority(self, priority: str | None) -> CalendarId:
        return self.by_priority.get(priority or "", self.default)


@dataclass(frozen=True, slots=True)
class Terms:
    """None (or no entry) means: not stated here.

    `targets` maps metric → priority (or `ANY_PRIORITY`) → target. `expected_effort` is the working time that
    a ticket usually takes, from which the latest safe start follows. `combine` says what more specific levels
    may do with an attribute; where it says nothing they override it. `review_every` and `amendment` are of
    the agreement itself: how often it is looked at again, and how it may be changed.
    """

    targets: Mapping[MetricName, Mapping[str, Target]] = field(default_factory=dict)
    calendar: CalendarRule | None = None
    pause: PauseRule | None = None
    reopen: ReopenRule | None = None
    on_change: OnChange | None = None
    on_amendment: OnAmendment | None = None
    equality: Equality | None = None
    end_of_business: EndOfBusiness | None = None
    expected_effort: timedelta | None = None
    escalations: tuple[EscalationStep, ...] | None = None
    goal: Goal | None = None
    outcome: OutcomeGoals | None = None
    credits: CreditSchedule | None = None
    combine: Mapping[Attribute, Combination] = field(default_factory=dict)
    review_every: CalendarSpan | None = None
    amendment: str | None = None

    def stated_targets(self) -> Iterator[tuple[MetricName, str, Target]]:
        for metric, of_metric in self.targets.items():
            yield from ((metric, priority, target) for priority, target in of_metric.items())

    def steps(self, metric: MetricName) -> tuple[EscalationStep, ...] | None:
        """Those of this metric; None where it has none, so that a general level may supply them."""
        steps = tuple(step for step in self.escalations or () if step.metric in (None, metric))
        return steps or (None if self.escalations != () else ())

    def target(self, metric: MetricName, priority: str | None) -> Target | None:
        """The target stated for this priority, else the one for any priority, else None."""
        of_metric = self.targets.get(metric, {})
        return of_metric.get(priority or ANY_PRIORITY, of_metric.get(ANY_PRIORITY))
