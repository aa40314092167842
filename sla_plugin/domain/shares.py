"""Shares of a whole: exact decimals from 0 to 1."""

from __future__ import annotations

from decimal import Decimal

from sla_plugin.errors import BadInput, Code


def check_share(share: Decimal, *, field: str) -> None:
    """BadInput `share.out_of_range` for what is no part of a whole: 95 instead of 0.95, NaN, less than
    nothing."""
    if not (share.is_finite() and 0 <= share <= 1):
        raise BadInput(
            Code.SHARE_OUT_OF_RANGE,
            f"{share} is no share of a whole.",
            hint="Give a number from 0 to 1: 0.95 is 95 percent.",
            field=field,
        )
