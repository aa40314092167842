"""Where reading stopped, and how far the next pass goes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sla_integrations.request_tracker.journal import Transaction
from sla_plugin.sdk import Cursor, CursorExpired

FORMAT = 1
LAG = timedelta(minutes=1)
"""How long a transaction may take from getting its number to being seen by others."""
OVERLAP = 20
"""Ids that every pass reads again, however old they are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers are given when a transaction begins and seen when it commits: a lower one can appear late.

    `read` is the last number handed over; up to `settled` none can appear any more, because RT's clock was
    LAG past them when we read them. A pass runs forward to the end of the journal; the next one begins at
    what was not settled then, and OVERLAP numbers before the end at the latest.
    """

    read: int = 0
    settled: int = 0

    @classmethod
    def of(cls, cursor: Cursor | None) -> Self:
        """CursorExpired for a cursor of another format."""
        if cursor is None:
            return cls()
        if cursor.get("v") != FORMAT:
            raise CursorExpired(f"A cursor of format {cursor.get('v')!r} is not ours.")
        return cls(read=cursor["read"], settled=cursor["settled"])

    @property
    def cursor(self) -> Cursor:
        return {"v": FORMAT, "read": self.read, "settled": self.settled}

    def past(self, transactions: Iterable[Transaction], at: datetime) -> Place:
        """Behind a page that RT handed over when its clock showed `at`."""
        page = list(transactions)
        settled = [t.id for t in page if t.at <= at - LAG]
        return Place(max([self.read, *(t.id for t in page)]), max([self.settled, *settled]))

    def rewound(self) -> Place:
        """Where the next pass begins."""
        start = max(0, min(self.settled, self.read - OVERLAP))
        return Place(start, start)
