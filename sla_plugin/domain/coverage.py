"""Whether anything was promised for a ticket, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CoverageStatus(StrEnum):
    COVERED = "COVERED"
    NO_CUSTOMER = "NO_CUSTOMER"
    NO_CONTRACT = "NO_CONTRACT"
    NOT_STARTED = "NOT_STARTED"
    CONTRACT_ENDED = "CONTRACT_ENDED"
    NO_AGREEMENT = "NO_AGREEMENT"
    SCOPE_MISMATCH = "SCOPE_MISMATCH"
    UNMEASURABLE = "UNMEASURABLE"


@dataclass(frozen=True, slots=True)
class Coverage:
    """`since`: from when this has been so (the contract's end or start), where that is one instant.

    `ended_line`: of CONTRACT_ENDED where the contract goes on, and only the line has ended that promised
    something: the contract's number.

    `because` names the predicate that failed with both values, for SCOPE_MISMATCH; for UNMEASURABLE why the
    promise cannot be measured: its calendar has too little open time for the target.
    """

    status: CoverageStatus
    since: datetime | None = None
    because: str | None = None
    ended_line: str | None = None
