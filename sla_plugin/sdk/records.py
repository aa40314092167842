"""What adapters hand over, in the product's own words. Vendor names end in an adapter's `mapping.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sla_plugin.domain.facts import Fact, Status, TicketField
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground


class RecordKind(StrEnum):
    CUSTOMER = "CUSTOMER"
    CONTACT = "CONTACT"
    SITE = "SITE"
    TERMINATION = "TERMINATION"
    TICKET = "TICKET"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A record in its own system: what it is, and the id the system itself uses for it."""

    kind: RecordKind
    id: str


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A legal person that buys service, or one that it belongs to (`parent`, by the CRM's id)."""

    name: str
    code: str | None = None
    parent: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """A place of a customer (`customer`, by the CRM's id). `zone` is an IANA name where the CRM knows it."""

    customer: str
    name: str
    city: str | None = None
    country: str | None = None
    zone: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person or mailbox of a customer's (`customer`, by the CRM's id)."""

    customer: str
    name: str
    email: str | None = None
    phone: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class ContractTermination:
    """A request to end a contract (`contract`, by its number), or those of its lines that deliver these
    services (`lines`, by their codes; none: all of it).

    A record of its own in the CRM, whose id the change names, and never a conclusion: a customer that was
    deleted, merged or archived asks for nothing, and a stream that is read from its beginning only repeats
    what was asked. `initiator`: who ends it; `requester`: who told the CRM so. `received_at` decides the
    dates; a request without it is not a notice yet. `requested_on`: the last day of service that is asked
    for. `channel`: how it came (`EMAIL`), as the contract's notice addresses name it. `cancels`: the id of a
    request that this one takes back; `received_at` is then when that was received.
    """

    contract: str
    ground: Ground
    initiator: Side
    requester: str | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    requested_on: date | None = None
    channel: str | None = None
    lines: tuple[str, ...] = ()
    cancels: str | None = None


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket as it stands now. What happened to it before is told by facts, never read from here."""

    key: str
    subject: str
    status: Status
    desk_status: str
    opened_at: datetime
    fields: tuple[tuple[TicketField, str], ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TicketFact:
    """One fact about the ticket that the change refers to."""

    fact: Fact


Record = CustomerRecord | SiteRecord | ContactRecord | ContractTermination | TicketRecord | TicketFact
