"""Where reading stopped, and where the next pass begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sla_plugin.sdk import Cursor, CursorExpired

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Place:
    """`read` is the last number handed over. Where a lower one was not visible then, `settled` is the number
    before it: the pass runs on to its end, and the next one begins there."""

    generation: int
    read: int = 0
    settled: int = 0

    @classmethod
    def of(cls, cursor: Cursor | None, generation: int) -> Self:
        """CursorExpired for a cursor of another format, or from before the system forgot its readers."""
        if cursor is None:
            return cls(generation)
        if cursor.get("v") != FORMAT or cursor.get("generation") != generation:
            raise CursorExpired("The memory system no longer knows where we stopped reading.")
        return cls(generation, cursor["read"], cursor["settled"])

    @property
    def cursor(self) -> Cursor:
        return {"v": FORMAT, "generation": self.generation, "read": self.read, "settled": self.settled}

    @property
    def has_gap(self) -> bool:
        return self.settled < self.read

    def past(self, read: int, settled: int) -> Place:
        """Behind a page that ended at `read`, when nothing up to `settled` could appear any more."""
        return Place(self.generation, read, self.settled if self.has_gap else min(read, settled))

    def rewound(self) -> Place:
        return Place(self.generation, self.settled, self.settled)
