"""How many promises were kept: met ÷ (met + breached), of a slice in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sla_plugin.domain.counted import ClockKey, Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import EVERYTHING, READ, Dimension, Slice


@dataclass(frozen=True, slots=True)
class Attainment:
    """Each number is the length of a list of clocks, so each links to what it counts."""

    period: Period
    slice: Slice
    met: tuple[ClockKey, ...]
    breached: tuple[ClockKey, ...]
    excluded: Mapping[ExclusionReason, tuple[ClockKey, ...]]

    @property
    def n(self) -> int:
        """How many counted."""
        return len(self.met) + len(self.breached)

    @property
    def share(self) -> Fraction | None:
        """Exact; None where nothing counted."""
        return Fraction(len(self.met), self.n) if self.n else None


def attainment(counted: Iterable[Counted], period: Period, slice_: Slice = EVERYTHING) -> Attainment:
    """Of the clocks that count in this period and lie in this slice."""
    return _add_up(period, slice_, [one for one in counted if one.at in period and slice_.holds(one)])


def attainments(
    counted: Iterable[Counted], period: Period, by: Sequence[Dimension]
) -> Mapping[Slice, Attainment]:
    """Every slice along `by` in which something counted or was excluded, in one pass."""
    read = [READ[dimension] for dimension in by]
    cut: defaultdict[tuple[Hashable, ...], list[Counted]] = defaultdict(list)
    for one in counted:
        if one.at in period:
            cut[tuple(of(one) for of in read)].append(one)
    slices = {Slice.of(dict(zip(by, values, strict=True))): of for values, of in cut.items()}
    return {slice_: _add_up(period, slice_, of) for slice_, of in slices.items()}


def trend(
    counted: Iterable[Counted], periods: Sequence[Period], slice_: Slice = EVERYTHING
) -> tuple[Attainment, ...]:
    """The same slice in each of these periods."""
    of_slice = [one for one in counted if slice_.holds(one)]
    return tuple(attainment(of_slice, period, slice_) for period in periods)


def _add_up(period: Period, slice_: Slice, counted: Sequence[Counted]) -> Attainment:
    excluded: defaultdict[ExclusionReason, list[ClockKey]] = defaultdict(list)
    for one in counted:
        if one.excluded_for is not None:
            excluded[one.excluded_for].append(one.clock)
    return Attainment(
        period=period,
        slice=slice_,
        met=tuple(one.clock for one in counted if one.result is Result.MET),
        breached=tuple(one.clock for one in counted if one.result is Result.BREACHED),
        excluded={reason: tuple(clocks) for reason, clocks in excluded.items()},
    )
