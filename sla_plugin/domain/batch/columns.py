"""The arrays of the batch: their types, and how a value that may be missing is written in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain.microseconds import MICROSECOND, to_us

Microseconds = NDArray[np.int64]
Codes = NDArray[np.int32]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]

NEVER = np.int64(2**63 - 1)
"""An instant that there is not, or a length of time without end: later and longer than any other."""


def instant(at: datetime | None) -> int:
    return int(NEVER) if at is None else to_us(at)


def length(duration: timedelta | None) -> int:
    return int(NEVER) if duration is None else duration // MICROSECOND


class Column:
    """Values by number, of which there come to be more while they are read as an array."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._values: list[object] = []
        self._array = np.empty(0, dtype)

    def append(self, value: object) -> None:
        self._values.append(value)

    def of(self, numbers: Codes) -> NDArray[Any]:
        """The value of each of them."""
        if len(self._array) != len(self._values):
            self._array = np.array(self._values, self._array.dtype)
        return self._array[numbers]
