"""The only clock of the product. Everything below takes the instant as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

TimeSource = Callable[[], datetime]


def system_time() -> datetime:
    return datetime.now(UTC)


def frozen_at(instant: datetime) -> TimeSource:
    """A clock that stands still, for demonstrations of what would be shown then."""
    return lambda: instant
