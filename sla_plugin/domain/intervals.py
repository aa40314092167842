"""Half-open stretches of time, `[start, end)`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def union(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, not empty, and neither overlapping nor touching. For seconds of a day as for microseconds."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
