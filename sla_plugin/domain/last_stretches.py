"""How the last stretch before a clock is due was spent: working, or waiting at a convenient moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.segments import Segment, SegmentKind, SegmentReason

ZERO = timedelta(0)
LAST_SHARE = 4
"""The last stretch is the last quarter of the target, and whatever waiting falls into it."""

_NOT_WAITING = {
    SegmentReason.RESOLVED,
    SegmentReason.CANCELLED,
    SegmentReason.DELETED,
    SegmentReason.NO_COMMITMENT,
    SegmentReason.CONTRACT_SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class LastStretch:
    """`running` is working time, `paused` wall time; closed hours in which nothing waited are neither."""

    running: timedelta = ZERO
    paused: timedelta = ZERO

    def __add__(self, other: LastStretch) -> LastStretch:
        return LastStretch(self.running + other.running, self.paused + other.paused)


def last_stretch(clock: Clock) -> LastStretch:
    """From when a quarter of the target was left until the clock was breached or stopped. A ticket that was
    resolved, cancelled or promised nothing, or whose contract was suspended, was not waiting."""
    return _spent(list(_tail(clock)))


def paused_share(clocks: Iterable[Clock]) -> Fraction | None:
    """Over all these clocks; None where none of them came so far."""
    whole = sum((last_stretch(clock) for clock in clocks), LastStretch())
    length = whole.running + whole.paused
    return Fraction(whole.paused // MICROSECOND, length // MICROSECOND) if length else None


def _tail(clock: Clock) -> Iterator[Segment]:
    before = clock.target - clock.target / LAST_SHARE
    for segment in clock.segments:
        start, end = segment.start, _until(segment, clock.breached_at)
        if segment.kind is SegmentKind.RUNNING:
            skipped = min(before, max(end - start, ZERO))
            start, before = start + skipped, before - skipped
        if start < end and before == ZERO:
            yield Segment(start, end, segment.kind, segment.reason, segment.party)


def _until(segment: Segment, breached_at: datetime | None) -> datetime:
    return segment.end if breached_at is None else min(segment.end, breached_at)


def _spent(segments: Iterable[Segment]) -> LastStretch:
    running = paused = ZERO
    for segment in segments:
        if segment.kind is SegmentKind.RUNNING:
            running += segment.length
        elif segment.kind is SegmentKind.PAUSED and segment.reason not in _NOT_WAITING:
            paused += segment.length
    return LastStretch(running, paused)
