"""Who used which minutes of a clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sla_plugin.domain.parties import Party
from sla_plugin.domain.segments import Segment, SegmentKind

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """Lengths of the segments that one party held, by kind: `running` is working time, the others are wall
    time."""

    running: timedelta = ZERO
    out_of_hours: timedelta = ZERO
    paused: timedelta = ZERO


def ledger(segments: Iterable[Segment]) -> Mapping[Party, Entry]:
    """Every party that held the ticket for any time, in the order in which it first did."""
    sums: defaultdict[Party, dict[SegmentKind, timedelta]] = defaultdict(
        lambda: dict.fromkeys(SegmentKind, ZERO)
    )
    for segment in segments:
        sums[segment.party][segment.kind] += segment.length
    return {
        party: Entry(of[SegmentKind.RUNNING], of[SegmentKind.OUT_OF_HOURS], of[SegmentKind.PAUSED])
        for party, of in sums.items()
    }
