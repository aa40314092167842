"""Instants as whole microseconds since 1970 UTC, in which tables of open time are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sla_plugin.domain.local_hours import DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY_US = DAY * SECOND


def to_us(at: datetime) -> int:
    """Exact: EPOCH is UTC, so two instants of one zone are never compared by their wall clocks."""
    return (at - EPOCH) // MICROSECOND


def to_instant(us: int) -> datetime:
    return EPOCH + MICROSECOND * us
