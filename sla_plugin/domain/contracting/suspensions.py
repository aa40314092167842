"""When a contract is suspended: any number of them may overlap, and it goes on when all are lifted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Suspension:
    """`[since, until)`; None: until it is lifted. `tolls_notice`: its days are not counted in a notice period
    (R14)."""

    id: UUID
    by: str
    reason: str
    since: datetime
    until: datetime | None = None
    tolls_notice: bool = False

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def is_suspended(suspensions: Iterable[Suspension], at: datetime) -> bool:
    return any(one.holds(at) for one in suspensions)
