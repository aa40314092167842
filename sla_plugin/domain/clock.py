"""What a clock shows: one metric of one ticket, measured against one commitment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.agreements import AgreementKind
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.explanations import ChangeKind, Explanation
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.segments import Segment
from sla_plugin.domain.steps import StepTaken
from sla_plugin.domain.verdicts import ClockState, Verdict


class Side(StrEnum):
    """SLA: promised to a customer. OLA, UC: promised to us by a team, a supplier."""

    SLA = "SLA"
    OLA = "OLA"
    UC = "UC"

    @classmethod
    def of(cls, kind: AgreementKind) -> Side:
        return cls.SLA if kind.promises_tickets else cls(kind.value)


@dataclass(frozen=True, slots=True)
class Clock:
    """Everything about one clock at one instant; durations are working time of the commitment's calendar.

    `elapsed` is the sum of the running segments; `counted` is what is measured against `target + allowance`.
    `due_at` is None while paused, and where the clock was cancelled unbreached; `projected_due_at` is when an
    open clock would be due if it went on from now. `overrun` is the working time past the target. `percent`
    is of `target + allowance`. `at_risk_at`: from when on an open clock is AT_RISK. `next_instant` is the
    earliest at which time alone changes anything here; None where nothing will. `steps`: the escalations that
    were taken, then those that are ahead.
    """

    metric: MetricName
    cycle: int
    commitment: Commitment
    target: timedelta
    state: ClockState
    verdict: Verdict
    out_of_hours: bool
    elapsed: timedelta
    counted: timedelta
    allowance: timedelta
    remaining: timedelta
    overrun: timedelta
    percent: float
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None
    projected_due_at: datetime | None
    breached_at: datetime | None
    at_risk_at: datetime | None
    latest_safe_start: datetime | None
    next_instant: datetime | None
    steps: tuple[StepTaken, ...]
    segments: tuple[Segment, ...]
    explanation: Explanation

    @property
    def side(self) -> Side:
        """Whose promise it measures: ours to the customer, or a team's or a supplier's to us."""
        return Side.of(self.commitment.winner.agreement.kind)

    @property
    def runs_off_since(self) -> datetime | None:
        """When its contract ended and let it go on to its own end; from there on it counts apart."""
        return next((one.at for one in self.explanation.changes if one.kind is ChangeKind.RUNS_OFF), None)

    @property
    def contract(self) -> Contract:
        """The clock belongs to the contract of the candidate whose target won."""
        return self.commitment.contract
