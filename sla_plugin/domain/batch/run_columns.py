"""Many runs as columns: what `runs.Run` holds of one, each field an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain.batch.columns import Codes, Flags, Indices, Microseconds
from sla_plugin.domain.verdicts import ClockState

STATES = tuple(ClockState)
LIVE = -1
"""The final state of a run that has none."""

_TYPES = {"Indices": np.intp, "Codes": np.int32, "Microseconds": np.int64, "Flags": np.bool_}


@dataclass(frozen=True, slots=True, eq=False)
class RunColumns:
    """The arrays are written to while histories are read.

    `cycle` 0 is a ticket without a run. `since`: from when it has run, or been found waiting, without a break
    in its arithmetic; `worked` since then is in `counted` and `elapsed` once it has ended. `mark`: when the
    last stretch began. `ahead` and `whole` are what remained at `mark`, and of how much.
    `wakes_at`: when the next step is to be taken, or an amendment may reach it.
    """

    ticket: Indices
    cycle: Codes
    held: Codes
    target: Microseconds
    counted: Microseconds
    elapsed: Microseconds
    allowance: Microseconds
    started: Microseconds
    since: Microseconds
    worked: Microseconds
    mark: Microseconds
    ahead: Microseconds
    whole: Microseconds
    stopped: Microseconds
    breached: Microseconds
    used_up: Microseconds
    wakes_at: Microseconds
    final: Codes
    paused: Flags
    changed: Flags
    log_from: Codes

    @classmethod
    def blank(cls, size: int) -> RunColumns:
        made: dict[str, NDArray[Any]] = {
            field.name: np.zeros(size, _TYPES[str(field.type)]) for field in fields(cls)
        }
        made["ticket"] += np.arange(size)
        made["final"] += LIVE
        return cls(**made)

    def take(self, which: Indices) -> RunColumns:
        return RunColumns(*(getattr(self, field.name)[which] for field in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[RunColumns]) -> RunColumns:
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))
