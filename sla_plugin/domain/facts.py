"""What happened to a ticket, as the desk told it: the only input a clock believes.

Facts are appended, never edited. They may arrive late and out of order; `in_order` puts them where they
belong by the desk's own instants, never by arrival.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class Status(StrEnum):
    """Normalised status of a ticket; the desk's own word is kept beside it."""

    NEW = "NEW"
    OPEN = "OPEN"
    PENDING_CUSTOMER = "PENDING_CUSTOMER"
    PENDING_SUPPLIER = "PENDING_SUPPLIER"
    PENDING_CHANGE = "PENDING_CHANGE"
    ON_HOLD = "ON_HOLD"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"

    @property
    def is_done(self) -> bool:
        """The desk says that the work is finished."""
        return self in (Status.RESOLVED, Status.CLOSED)


class TicketField(StrEnum):
    """Fields of a ticket that decide which promise holds for it. AGREED_UNTIL is an instant, RFC 3339, that
    was agreed with the customer for this ticket."""

    PRIORITY = "PRIORITY"
    IMPACT = "IMPACT"
    URGENCY = "URGENCY"
    TYPE = "TYPE"
    CUSTOMER = "CUSTOMER"
    SERVICE = "SERVICE"
    SITE = "SITE"
    DEPARTMENT = "DEPARTMENT"
    AGREED_UNTIL = "AGREED_UNTIL"


class Author(StrEnum):
    """On whose behalf somebody wrote. An automatic sender never replies."""

    AGENT = "AGENT"
    REQUESTER = "REQUESTER"
    AUTOMATIC = "AUTOMATIC"


class FactKind(StrEnum):
    """In the order in which facts of one instant and one sequence number are taken."""

    OPENED = "OPENED"
    FIELD_CHANGED = "FIELD_CHANGED"
    ASSIGNED = "ASSIGNED"
    REOPENED = "REOPENED"
    STATUS_CHANGED = "STATUS_CHANGED"
    PUBLIC_REPLY = "PUBLIC_REPLY"
    INTERNAL_NOTE = "INTERNAL_NOTE"
    OUTCOME = "OUTCOME"
    MERGED = "MERGED"
    DELETED = "DELETED"


_KIND_ORDER = {kind: place for place, kind in enumerate(FactKind)}


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket came into being, with the status and the fields it was opened with."""

    kind: ClassVar = FactKind.OPENED
    status: Status = Status.NEW
    desk_status: str = ""
    fields: tuple[tuple[TicketField, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChanged:
    """A field got another value; None when it was emptied. `value` is the desk's word after value mapping."""

    kind: ClassVar = FactKind.FIELD_CHANGED
    field: TicketField
    value: str | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """The ticket went to a team or a supplier; None when nobody holds it any more."""

    kind: ClassVar = FactKind.ASSIGNED
    team: str | None
    supplier: bool = False


@dataclass(frozen=True, slots=True)
class Reopened:
    """The desk says "reopened" without naming the status; the ticket is OPEN again."""

    kind: ClassVar = FactKind.REOPENED


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The ticket went to another status."""

    kind: ClassVar = FactKind.STATUS_CHANGED
    status: Status
    desk_status: str = ""


@dataclass(frozen=True, slots=True)
class PublicReply:
    """Something that the requester can read, or wrote."""

    kind: ClassVar = FactKind.PUBLIC_REPLY
    author: Author


@dataclass(frozen=True, slots=True)
class InternalNote:
    """Something that only agents can read. It answers nobody."""

    kind: ClassVar = FactKind.INTERNAL_NOTE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the requester thought of it: a CSAT score (1 to 5), or a stated result."""

    kind: ClassVar = FactKind.OUTCOME
    csat: int | None = None
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The ticket went into another one, which keeps its own history. `into` is the survivor's key."""

    kind: ClassVar = FactKind.MERGED
    into: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The desk no longer knows the ticket."""

    kind: ClassVar = FactKind.DELETED


What = (
    Opened
    | FieldChanged
    | Assigned
    | Reopened
    | StatusChanged
    | PublicReply
    | InternalNote
    | Outcome
    | Merged
    | Deleted
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to one ticket.

    `external_id` is unique for its source, so a second delivery changes nothing. `derived` marks a fact that
    was concluded from a difference between two polls, where the desk keeps no history.
    """

    occurred_at: datetime
    source: str
    sequence: int
    external_id: str
    what: What
    actor: str | None = None
    derived: bool = False

    @property
    def kind(self) -> FactKind:
        return self.what.kind


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """The facts as they happened: by the desk's instant, then by the desk's own numbering."""
    return sorted(
        facts, key=lambda f: (f.occurred_at, f.source, f.sequence, _KIND_ORDER[f.kind], f.external_id)
    )
