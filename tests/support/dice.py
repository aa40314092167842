"""Choices read out of bytes: one draw of hypothesis instead of hundreds, and it still knows how to shrink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Zeros where the bytes run out, so the first choice should be the plainest."""

    def __init__(self, entropy: bytes) -> None:
        self._bytes = iter(entropy)

    def number(self, least: int, most: int) -> int:
        """Any of them; 0 is the nearest to `least`."""
        sides = most - least + 1
        value = 0
        for _ in range((sides.bit_length() + 7) // 8):
            value = value << 8 | next(self._bytes, 0)
        return least + value % sides

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.number(0, len(choices) - 1)]
