"""AVAILABILITY, the metric of a period: 1 less outage ÷ agreed service time (30-clocks, "Metrics")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.exclusion_windows import ExclusionWindow, closed
from sla_plugin.domain.intervals import union
from sla_plugin.domain.microseconds import MICROSECOND, to_instant, to_us
from sla_plugin.domain.outages import Outage
from sla_plugin.domain.periods import Period
from sla_plugin.domain.working_time import between

AVAILABILITY = "AVAILABILITY"


@dataclass(frozen=True, slots=True)
class Availability:
    """`agreed`: open time of the calendar in the period, up to now where it is not over, without what was
    agreed to be left out. `down`: the part of it in which there was an outage."""

    period: Period
    agreed: timedelta
    down: timedelta

    @property
    def share(self) -> Fraction | None:
        """Exact; None where no service was agreed."""
        if not self.agreed:
            return None
        return 1 - Fraction(self.down // MICROSECOND, self.agreed // MICROSECOND)

    def allowed_down(self, goal: Fraction) -> timedelta:
        """How much outage a goal leaves room for, rounded down to the microsecond."""
        return timedelta(microseconds=int((1 - goal) * (self.agreed // MICROSECOND)))


def availability(
    outages: Iterable[Outage],
    calendar: CalendarHistory,
    period: Period,
    windows: Iterable[ExclusionWindow],
    as_of: datetime,
) -> Availability:
    """Of the service and site whose `outages` and `windows` these are; overlapping outages count once, and a
    window only where it is agreed."""
    agreed = closed(calendar, [window for window in windows if window.is_agreed])
    end = min(period.end, as_of)
    clipped = [period.clip(outage.start, min(outage.end or end, end)) for outage in outages]
    stretches = union((to_us(one.start), to_us(one.end)) for one in clipped if one is not None)
    return Availability(
        period=period,
        agreed=between(agreed, period.start, end) if period.start < end else timedelta(0),
        down=sum(
            (between(agreed, to_instant(start), to_instant(stop)) for start, stop in stretches), timedelta(0)
        ),
    )
