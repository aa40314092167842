"""What a clock shows: one metric of one ticket, measured against one commitment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.explanations import Explanation
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.segments import Segment
from sla_plugin.domain.verdicts import ClockState, Verdict


@dataclass(frozen=True, slots=True)
class Clock:
    """Everything about one clock at one instant; durations are working time of the commitment's calendar.

    `elapsed` is the sum of the running segments; `counted` is what is measured against `target + allowance`.
    `due_at` is None while paused, and where the clock was cancelled unbreached; `projected_due_at` is when an
    open clock would be due if it went on from now. `overrun` is the working time past the target. `percent`
    is of `target + allowance`. `at_risk_at`: from when on an open clock is AT_RISK. `next_instant` is the
    earliest at which time alone changes anything here; None where nothing will.
    """

    metric: Metric
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
    segments: tuple[Segment, ...]
    explanation: Explanation

    @property
    def contract(self) -> Contract:
        """The clock belongs to the contract of the candidate whose target won."""
        return self.commitment.contract
