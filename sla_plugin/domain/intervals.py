"""Half-open stretches of time, `[start, end)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Lasting:
    """`[start, end)`; None: it has no end yet."""

    start: datetime
    end: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def united(stretches: Iterable[Lasting]) -> tuple[Lasting, ...]:
    """Sorted, not empty, and neither overlapping nor touching."""
    found: list[Lasting] = []
    for one in sorted(stretches, key=lambda stretch: stretch.start):
        if one.end is not None and one.end <= one.start:
            continue
        if found and (found[-1].end is None or one.start <= found[-1].end):
            found[-1] = Lasting(found[-1].start, _later(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def without(stretches: Iterable[Lasting], gaps: Iterable[Lasting]) -> tuple[Lasting, ...]:
    """What the gaps leave of the stretches; in the same form as `united`."""
    left = list(united(stretches))
    for gap in united(gaps):
        left = [piece for one in left for piece in _cut(one, gap)]
    return tuple(left)


def within(stretches: Iterable[Lasting], bounds: Lasting) -> tuple[Lasting, ...]:
    """What lies between the bounds; in the same form as `united`."""
    return united(Lasting(max(one.start, bounds.start), _earlier(one.end, bounds.end)) for one in stretches)


def _cut(one: Lasting, gap: Lasting) -> Iterator[Lasting]:
    if one.start < gap.start:
        yield Lasting(one.start, gap.start if one.end is None else min(one.end, gap.start))
    if gap.end is not None and (one.end is None or gap.end < one.end):
        yield Lasting(max(one.start, gap.end), one.end)


def edges_of(stretches: Iterable[Lasting]) -> Iterator[datetime]:
    """Each beginning, and each end that there is."""
    for one in stretches:
        yield one.start
        if one.end is not None:
            yield one.end


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((end for end in (one, other) if end is not None), default=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


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
