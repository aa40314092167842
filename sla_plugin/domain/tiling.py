"""From stretches to segments: what was open, what was closed, and who held the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from sla_plugin.domain import working_time
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.segments import Segment, SegmentKind, SegmentReason
from sla_plugin.domain.stretches import Stretch


def tile(stretches: Iterable[Stretch], commitments: Commitments) -> tuple[Segment, ...]:
    """Segments without gap or overlap over all of the stretches; neighbours that say the same are one."""
    tiled: list[Segment] = []
    for segment in _segments(stretches, commitments):
        last = tiled[-1] if tiled else None
        if last is not None and _says_the_same(last, segment):
            tiled[-1] = Segment(last.start, segment.end, last.kind, last.reason, last.party, last.cause)
        else:
            tiled.append(segment)
    return tuple(tiled)


def _segments(stretches: Iterable[Stretch], commitments: Commitments) -> Iterator[Segment]:
    for stretch in stretches:
        if stretch.start == stretch.end:
            continue
        if stretch.pause is not None:
            yield _waiting(stretch, stretch.pause)
        elif stretch.commitment is not None:
            held = stretch.commitment
            yield from _by_hours(stretch, commitments.measuring(held.calendar, held.windows), held.windows)


def _waiting(stretch: Stretch, reason: SegmentReason) -> Segment:
    """No fact of the ticket suspends a contract."""
    told = _segment(stretch, stretch.start, stretch.end, SegmentKind.PAUSED, reason)
    return replace(told, cause=None) if reason is SegmentReason.CONTRACT_SUSPENDED else told


def _by_hours(
    stretch: Stretch, calendar: CalendarHistory, windows: Sequence[ExclusionWindow]
) -> Iterator[Segment]:
    at = stretch.start
    for interval in working_time.intervals(calendar, stretch.start, stretch.end):
        if at < interval.start:
            yield from _closed(stretch, at, interval.start, windows)
        yield _segment(stretch, interval.start, interval.end, SegmentKind.RUNNING, SegmentReason.IN_PROGRESS)
        at = interval.end
    if at < stretch.end:
        yield from _closed(stretch, at, stretch.end, windows)


def _closed(
    stretch: Stretch, start: datetime, end: datetime, windows: Sequence[ExclusionWindow]
) -> Iterator[Segment]:
    """A window is told as the reason also where it would have been closed anyway."""
    edges = sorted({edge for w in windows for edge in (w.period.start, w.period.end) if start < edge < end})
    for since, until in pairwise([start, *edges, end]):
        agreed = any(since in window.period for window in windows)
        reason = SegmentReason.EXCLUSION_WINDOW if agreed else SegmentReason.CALENDAR_CLOSED
        yield Segment(since, until, SegmentKind.OUT_OF_HOURS, reason, stretch.ticket.party)


def _segment(
    stretch: Stretch, start: datetime, end: datetime, kind: SegmentKind, reason: SegmentReason
) -> Segment:
    return Segment(start, end, kind, reason, stretch.ticket.party, stretch.ticket.cause)


def _says_the_same(a: Segment, b: Segment) -> bool:
    return (a.kind, a.reason, a.party, a.cause) == (b.kind, b.reason, b.party, b.cause)
