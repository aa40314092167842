"""Instants as they come in."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.errors import BadInput, Code

EARLIEST = 1900
"""The year before which no contract was, and in which every zone still has days."""


def check_instant(at: datetime | None, *, field: str) -> None:
    """BadInput `date.malformed` for one that is so far back that it is a slip."""
    if at is not None and at.year < EARLIEST:
        raise BadInput(
            Code.DATE_MALFORMED,
            f"{at.isoformat()} is too far back.",
            hint=f"Check its year; {EARLIEST} is the first that is taken.",
            field=field,
        )
