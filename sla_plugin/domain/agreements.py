"""Agreements: documented promises of service performance, in versions, at levels, within a scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    ContractId,
    CustomerGroupId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.domain.intervals import Lasting, edges_of
from sla_plugin.domain.terms import Terms


class AgreementKind(StrEnum):
    CUSTOMER_SLA = "CUSTOMER_SLA"
    INTERNAL_SLA = "INTERNAL_SLA"
    OLA = "OLA"
    UC = "UC"

    @property
    def promises_tickets(self) -> bool:
        """Measured on a customer's ticket. An OLA or UC supports such a promise and is measured beside it."""
        return self in (AgreementKind.CUSTOMER_SLA, AgreementKind.INTERNAL_SLA)


class Level(StrEnum):
    """From general to specific; a more specific level refines what a general one states. An EXCEPTION is
    agreed for one ticket, case by case."""

    CORPORATE = "CORPORATE"
    CUSTOMER = "CUSTOMER"
    SERVICE = "SERVICE"
    EXCEPTION = "EXCEPTION"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Scope:
    """For what an agreement holds; None means any. Trees are matched at the node and everything below it."""

    service: ServiceId | None = None
    customer: OrganisationId | None = None
    site: SiteId | None = None
    department: str | None = None
    ticket_type: str | None = None
    priority: str | None = None
    customer_group: CustomerGroupId | None = None
    ticket: TicketId | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Why an exception was made, and who agreed to it."""

    approver: str
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """`offered`: a service level of the catalogue, which holds only where a signed contract line names it."""

    id: AgreementId
    code: str
    name: str
    kind: AgreementKind
    level: Level
    offered: bool = False


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """Immutable once in force: `effective_from <= t < effective_until` (None: open).

    `contract` is None for what holds tenant-wide; it then applies only to tickets that some contract covers.
    `supporter` is the team of an OLA or the supplier of a UC, as the desk names it; `approval` goes with an
    EXCEPTION. `terminated_at`: from when on no clock is measured by it, nor holds on to it, because the line
    of a contract that named it was terminated. `suspended`: when the clocks that are measured by it pause,
    because that line is suspended; sorted and apart.
    """

    id: AgreementVersionId
    agreement: Agreement
    number: int
    effective_from: datetime
    effective_until: datetime | None = None
    contract: ContractId | None = None
    scope: Scope = field(default_factory=Scope)
    terms: Terms = field(default_factory=Terms)
    supporter: str | None = None
    approval: Approval | None = None
    terminated_at: datetime | None = None
    suspended: tuple[Lasting, ...] = ()

    @property
    def suspension_edges(self) -> Iterator[datetime]:
        """When its clocks pause, and when they go on."""
        return edges_of(self.suspended)

    def is_in_force(self, at: datetime) -> bool:
        return self.effective_from <= at and (self.effective_until is None or at < self.effective_until)

    def is_terminated(self, at: datetime) -> bool:
        return self.terminated_at is not None and self.terminated_at <= at

    def is_suspended(self, at: datetime) -> bool:
        return any(at in suspension for suspension in self.suspended)
