"""Many clocks as columns: every figure of `clock.Clock`, each an array."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain.batch.columns import NEVER, Codes, Flags, Indices, Microseconds, instant, length
from sla_plugin.domain.batch.run_columns import STATES
from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.microseconds import MICROSECOND, to_instant
from sla_plugin.domain.verdicts import Verdict

VERDICTS, SIDES = tuple(Verdict), tuple(Side)


@dataclass(frozen=True, slots=True, eq=False)
class ClockColumns:
    """By ticket, and for each of them in the order in which `clocks.evaluate` gives them.

    `metric`, `side`, `state`, `verdict` and `commitment` are places in `metrics`, SIDES, STATES, VERDICTS and
    `commitments`. Durations are int64 microseconds; instants too, since 1970 UTC, and NEVER where there is
    none. `handed_over`: something of its promise may have changed on the way; where not, it has held from
    the start.
    """

    metrics: Sequence[MetricName]
    commitments: Sequence[Commitment]
    ticket: Indices
    metric: Codes
    side: Codes
    cycle: Codes
    commitment: Codes
    state: Codes
    verdict: Codes
    out_of_hours: Flags
    handed_over: Flags
    percent: NDArray[np.float64]
    target: Microseconds
    elapsed: Microseconds
    counted: Microseconds
    allowance: Microseconds
    remaining: Microseconds
    overrun: Microseconds
    started_at: Microseconds
    stopped_at: Microseconds
    due_at: Microseconds
    projected_due_at: Microseconds
    breached_at: Microseconds
    at_risk_at: Microseconds
    latest_safe_start: Microseconds
    next_instant: Microseconds

    def __len__(self) -> int:
        return len(self.ticket)

    def figures(self, row: int) -> Mapping[str, object]:
        """What a `Clock` says of itself, by the names of its fields; without its segments, its steps and its
        explanation."""
        codes = {name: values[getattr(self, name)[row]] for name, values in self._named().items()}
        return codes | {name: read(getattr(self, name)[row]) for name, read in _READ.items()}

    def instant(self, name: str, row: int) -> datetime | None:
        """One of the instants, as a clock shows it."""
        us = int(getattr(self, name)[row])
        return None if us == NEVER else to_instant(us)

    def _named(self) -> Mapping[str, Sequence[object]]:
        return {
            "metric": self.metrics,
            "commitment": self.commitments,
            "side": SIDES,
            "state": STATES,
            "verdict": VERDICTS,
        }


Arrays = Mapping[str, NDArray[Any]]
"""The arrays of `ClockColumns` by name."""

_DURATIONS = ("target", "elapsed", "counted", "allowance", "remaining", "overrun")
_INSTANTS = (
    "started_at",
    "stopped_at",
    "due_at",
    "projected_due_at",
    "breached_at",
    "at_risk_at",
    "latest_safe_start",
    "next_instant",
)
_READ: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(_DURATIONS, lambda us: MICROSECOND * int(us)),
    **dict.fromkeys(_INSTANTS, lambda us: None if us == NEVER else to_instant(int(us))),
    "cycle": int,
    "out_of_hours": bool,
    "percent": float,
}


def arrays_of(
    clocks: Sequence[Clock],
    tickets: Sequence[int],
    metrics: Sequence[MetricName],
    number: Callable[[Commitment], int],
) -> Arrays:
    """Those of clocks that were evaluated one by one. `number`: the place of a commitment."""

    def column(dtype: type[np.generic], values: Iterable[object]) -> NDArray[Any]:
        return np.array(list(values), dtype)

    return {
        "ticket": column(np.intp, tickets),
        "metric": column(np.int32, (metrics.index(clock.metric) for clock in clocks)),
        "side": column(np.int32, (SIDES.index(clock.side) for clock in clocks)),
        "cycle": column(np.int32, (clock.cycle for clock in clocks)),
        "commitment": column(np.int32, (number(clock.commitment) for clock in clocks)),
        "state": column(np.int32, (STATES.index(clock.state) for clock in clocks)),
        "verdict": column(np.int32, (VERDICTS.index(clock.verdict) for clock in clocks)),
        "out_of_hours": column(np.bool_, (clock.out_of_hours for clock in clocks)),
        "handed_over": column(np.bool_, (_is_handed_over(clock) for clock in clocks)),
        "percent": column(np.float64, (clock.percent for clock in clocks)),
        **{name: column(np.int64, (length(getattr(c, name)) for c in clocks)) for name in _DURATIONS},
        **{name: column(np.int64, (instant(getattr(c, name)) for c in clocks)) for name in _INSTANTS},
    }


def _is_handed_over(clock: Clock) -> bool:
    return any(change.kind is not ChangeKind.CALENDAR_CHANGED for change in clock.explanation.changes)
