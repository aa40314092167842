"""The instant at which a token is judged."""

from __future__ import annotations

from datetime import UTC, datetime

from sla_plugin.errors import BadInput, Code


def in_utc(now: datetime) -> datetime:
    """BadInput `instant.naive` without an offset.

    In any other zone `now + thirty seconds` is a wall-clock time, an hour off where summer time begins.
    """
    if now.utcoffset() is None:
        raise BadInput(
            Code.INSTANT_NAIVE,
            "An instant without UTC offset judges no token.",
            hint="Pass an aware datetime.",
        )
    return now.astimezone(UTC)
