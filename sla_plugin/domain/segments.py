"""What happened to the time of one clock, minute by minute: the basis of every figure it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.parties import Party


class SegmentKind(StrEnum):
    RUNNING = "RUNNING"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    PAUSED = "PAUSED"


class SegmentReason(StrEnum):
    """Why a segment is of its kind. A pause is named for the status in which the ticket waited, or is
    the CONDITION under which a metric of the tenant's own waits. While the contract is suspended every clock
    under it waits, whatever the ticket's status; while a line of it is, those that this line promises."""

    IN_PROGRESS = "IN_PROGRESS"
    CALENDAR_CLOSED = "CALENDAR_CLOSED"
    EXCLUSION_WINDOW = "EXCLUSION_WINDOW"
    NEW = "NEW"
    OPEN = "OPEN"
    PENDING_CUSTOMER = "PENDING_CUSTOMER"
    PENDING_SUPPLIER = "PENDING_SUPPLIER"
    PENDING_CHANGE = "PENDING_CHANGE"
    ON_HOLD = "ON_HOLD"
    RESOLVED = "RESOLVED"
    CANCELLED = "CANCELLED"
    DELETED = "DELETED"
    NO_COMMITMENT = "NO_COMMITMENT"
    CONDITION = "CONDITION"
    CONTRACT_SUSPENDED = "CONTRACT_SUSPENDED"


@dataclass(frozen=True, slots=True)
class Segment:
    """`[start, end)`. The segments of a clock tile `[started_at, stopped_at or as_of)`.

    `cause` is the external id of the fact that brought it about; None where time alone did.
    """

    start: datetime
    end: datetime
    kind: SegmentKind
    reason: SegmentReason
    party: Party
    cause: str | None = None

    @property
    def length(self) -> timedelta:
        return self.end - self.start
