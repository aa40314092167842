"""Where reading stopped, and how far the next pass goes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sla_plugin.sdk import Cursor, CursorExpired

FORMAT = 1
LAG = timedelta(minutes=15)
"""A record is stamped when its transaction begins and seen when it commits; an import may take minutes."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the record `id` among those that were last modified `at`."""

    at: datetime = BEGINNING
    id: int = 0

    @classmethod
    def of(cls, cursor: Cursor | None) -> Self:
        """CursorExpired for a cursor of another format."""
        if cursor is None:
            return cls()
        if cursor.get("v") != FORMAT:
            raise CursorExpired(f"A cursor of format {cursor.get('v')!r} is not ours.")
        return cls(datetime.fromisoformat(cursor["at"]), cursor["id"])

    @property
    def cursor(self) -> Cursor:
        return {"v": FORMAT, "at": self.at.isoformat(), "id": self.id}

    @property
    def domain(self) -> list[Any]:
        """Tryton's condition for all that comes behind this place."""
        at = _stamp(self.at)
        return [
            "OR",
            ["last_modified_at", ">", at],
            [["last_modified_at", "=", at], ["id", ">", self.id]],
        ]

    def rewound(self, now: datetime) -> Place:
        """Where the next pass begins, at the end of one that read until Tryton's clock showed `now`."""
        settled = now - LAG
        return self if self.at < settled else replace(self, at=settled, id=0)


def _stamp(at: datetime) -> dict[str, Any]:
    """Tryton keeps UTC and writes it without an offset."""
    at = at.astimezone(UTC)
    units = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {"__class__": "datetime", **{unit: getattr(at, unit) for unit in units}}
