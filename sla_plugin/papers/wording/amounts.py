"""Amounts, quantities and shares as they are printed."""

from __future__ import annotations

from decimal import Decimal

from sla_plugin.domain.currencies import minor_digits
from sla_plugin.domain.money import Money

NO_BREAK = "\u00a0"
"""A space at which no line ends."""


def amount_text(money: Money) -> str:
    """`12,345.00`, to the smallest coin, which no amount is finer than."""
    return f"{money.amount:,.{minor_digits(money.currency)}f}"


def money_text(money: Money) -> str:
    """`12,345.00 THB`"""
    return f"{amount_text(money)}{NO_BREAK}{money.currency}"


def number_text(number: Decimal) -> str:
    """`1,234.5`, exactly."""
    written = f"{number:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def share_text(share: Decimal) -> str:
    return f"{number_text(share * 100)}{NO_BREAK}%"
