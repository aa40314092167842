"""What a contract says of its own end, beyond how notice is given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FeeKind(StrEnum):
    """MONTHS: so many months' charges. REMAINING: a share of what would be charged until the term ends."""

    MONTHS = "MONTHS"
    REMAINING = "REMAINING"


@dataclass(frozen=True, slots=True)
class EarlyFee:
    """Owed by a customer who ends the contract before its term."""

    kind: FeeKind
    value: Decimal


class Children(StrEnum):
    """What becomes of the contracts below a framework when it ends: CASCADE: they end with it. RUN_OFF: until
    their own terms end, and are not renewed. SURVIVE: as if nothing had happened."""

    CASCADE = "CASCADE"
    RUN_OFF = "RUN_OFF"
    SURVIVE = "SURVIVE"


@dataclass(frozen=True, slots=True)
class Ending:
    """`objection_days`: since receipt, in which the other party may object. `election_days`: since the cure
    period, in which the contract may be ended for an uncured breach. `converts`: a defective notice for cause
    is one for convenience. `runs_off`: clocks that are open at the end go on, and count apart. `surviving`:
    the clauses that hold beyond the end, in words."""

    objection_days: int = 14
    election_days: int = 30
    fee: EarlyFee | None = None
    converts: bool = False
    runs_off: bool = False
    children: Children = Children.RUN_OFF
    surviving: tuple[str, ...] = ()
