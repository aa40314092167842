"""When measuring a ticket has stopped for good, because what was promised for it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.verdicts import ClockState


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing has been measured since that instant. `contract`: the number of the one whose clocks it cut
    off; None where the ticket had none. `is_whole`: the contract ended, and not only a line of it."""

    since: datetime
    contract: str | None
    is_whole: bool

    @property
    def reason(self) -> str:
        """For whoever reads the ticket."""
        which = f"its contract {self.contract}" if self.contract else "the contract"
        what = which if self.is_whole else f"what was promised for it in {which}"
        return f"stopped at {self.since:%Y-%m-%d %H:%MZ}: {what} has ended"


def stop_of(clocks: Sequence[Clock], coverage: Coverage) -> Stop | None:
    """None while any promise to the customer is measured, also where one contract's clock went over to
    another's, and where the ticket was done before the end: its verdicts stand."""
    ours = [clock for clock in clocks if clock.side is Side.SLA]
    if any(clock.state.is_open for clock in ours):
        return None
    last = max(ours, key=_ended, default=None)
    if coverage.status is CoverageStatus.CONTRACT_ENDED and coverage.since is not None:
        number = coverage.ended_line or (last.contract.number if last else None)
        return Stop(coverage.since, number, is_whole=coverage.ended_line is None)
    if last is None or last.state is not ClockState.CENSORED or last.stopped_at is None:
        return None
    ends_at = last.contract.monitored_until
    return Stop(last.stopped_at, last.contract.number, is_whole=ends_at == last.stopped_at)


def _ended(clock: Clock) -> tuple[datetime, datetime, bool]:
    """Of two that ended at one instant the one that began later, then the one that was cut off."""
    return clock.stopped_at or clock.started_at, clock.started_at, clock.state is ClockState.CENSORED
