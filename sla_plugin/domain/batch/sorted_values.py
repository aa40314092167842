"""Looking up many keys in sorted integers, without a binary search for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_BUCKETS_PER_VALUE = 8
_NEVER = np.int64(2**63 - 1)


class SortedValues:
    """Sorted int64 values in buckets of one width, a power of two, so that a shift finds a key's bucket.

    What is left is one comparison for each value of the fullest bucket: one or two where values are spread
    like opening times, and the answer is right however they are spread. A binary search mispredicts at every
    step, which is ten times slower.
    """

    def __init__(self, values: Integers) -> None:
        self._padded = np.append(values, _NEVER)
        self._first = self._padded[0] if len(values) else np.int64(0)
        span = int(values[-1] - self._first) if len(values) else 0
        self._shift = max(0, (span // (_BUCKETS_PER_VALUE * len(values) + 1)).bit_length())
        bounds = self._first + (np.arange((span >> self._shift) + 2, dtype=np.int64) << self._shift)
        self._below = np.searchsorted(values, bounds)[:-1]
        self._fullest = int(np.diff(np.searchsorted(values, bounds)).max(initial=0))

    def count_up_to(self, keys: Integers) -> NDArray[np.intp]:
        """How many of the values are at or below each key."""
        count = self._below.take((keys - self._first) >> self._shift, mode="clip")
        for _ in range(self._fullest):
            count += self._padded.take(count) <= keys
        return count
