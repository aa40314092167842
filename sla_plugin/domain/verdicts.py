"""What a clock does, and what that means. A breach is a fact beside the state, never a state."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class ClockState(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    CANCELLED = "CANCELLED"
    CENSORED = "CENSORED"

    @property
    def is_open(self) -> bool:
        """Time or facts can still change its outcome."""
        return self in (ClockState.PENDING, ClockState.RUNNING, ClockState.PAUSED)


class Verdict(StrEnum):
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    MET = "MET"
    BREACHED = "BREACHED"
    CENSORED = "CENSORED"
    CANCELLED = "CANCELLED"


_OF_THE_FINISHED = {
    ClockState.STOPPED: Verdict.MET,
    ClockState.CENSORED: Verdict.CENSORED,
    ClockState.CANCELLED: Verdict.CANCELLED,
}


def verdict(
    state: ClockState, breached_at: datetime | None, at_risk_at: datetime | None, as_of: datetime
) -> Verdict:
    """BREACHED beats everything: a breach stands whatever becomes of the ticket."""
    if breached_at is not None:
        return Verdict.BREACHED
    if state in _OF_THE_FINISHED:
        return _OF_THE_FINISHED[state]
    return Verdict.AT_RISK if at_risk_at is not None and at_risk_at <= as_of else Verdict.ON_TRACK
