"""Everything that a tenant has promised, as one value: what a clock is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from uuid import UUID

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import CalendarId, ContractId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.trees import Tree


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is meant by what a desk writes: customers and sites by `system:id`, services by code."""

    customers: Mapping[str, OrganisationId] = field(default_factory=dict)
    services: Mapping[str, ServiceId] = field(default_factory=dict)
    sites: Mapping[str, SiteId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a ticket is about at one instant, as agreements are scoped. None: the desk does not say, or says
    something that nobody here knows."""

    customer: OrganisationId | None = None
    service: ServiceId | None = None
    site: SiteId | None = None
    department: str | None = None
    ticket_type: str | None = None
    priority: str | None = None


@dataclass(frozen=True)
class Commitments:
    """Not slotted, because what is looked up for every ticket is grouped once and kept."""

    agreements: tuple[AgreementVersion, ...] = ()
    contracts: tuple[Contract, ...] = ()
    calendars: Mapping[CalendarId, CalendarHistory] = field(default_factory=dict)
    customers: Tree[OrganisationId] = field(default_factory=Tree)
    services: Tree[ServiceId] = field(default_factory=Tree)
    sites: Tree[SiteId] = field(default_factory=Tree)
    directory: Directory = field(default_factory=Directory)

    def subject(self, fields: Mapping[TicketField, str]) -> Subject:
        """What the desk's field values mean here."""
        return Subject(
            customer=self.directory.customers.get(fields.get(TicketField.CUSTOMER, "")),
            service=self.directory.services.get(fields.get(TicketField.SERVICE, "")),
            site=self.directory.sites.get(fields.get(TicketField.SITE, "")),
            department=fields.get(TicketField.DEPARTMENT),
            ticket_type=fields.get(TicketField.TYPE),
            priority=fields.get(TicketField.PRIORITY),
        )

    def contracts_of(self, customer: OrganisationId) -> tuple[Contract, ...]:
        """Contracts of the customer and of its ancestors: the nearest first, then by number."""
        return tuple(
            contract
            for organisation in self.customers.lineage(customer)
            for contract in self._by_customer.get(organisation, ())
        )

    def versions_for(self, customer: OrganisationId) -> tuple[AgreementVersion, ...]:
        """Every version, in force or not, that holds tenant-wide or under a contract of the customer's."""
        under = (None, *(contract.id for contract in self.contracts_of(customer)))
        return tuple(version for contract in under for version in self._by_contract.get(contract, ()))

    def contract(self, which: ContractId) -> Contract:
        return self._by_id[which]

    def name(self, which: UUID) -> str:
        """What the desk or the CRM calls a service, site or customer; its id where nobody names it."""
        return self._names.get(which, str(which))

    @cached_property
    def _by_id(self) -> Mapping[ContractId, Contract]:
        return {contract.id: contract for contract in self.contracts}

    @cached_property
    def _by_customer(self) -> Mapping[OrganisationId, tuple[Contract, ...]]:
        ordered = sorted(self.contracts, key=lambda c: (c.customer, c.number, c.id))
        return {customer: tuple(of) for customer, of in groupby(ordered, key=lambda c: c.customer)}

    @cached_property
    def _by_contract(self) -> Mapping[ContractId | None, tuple[AgreementVersion, ...]]:
        grouped: dict[ContractId | None, list[AgreementVersion]] = {}
        for version in self.agreements:
            if version.agreement.kind.promises_tickets:
                grouped.setdefault(version.contract, []).append(version)
        return {contract: tuple(versions) for contract, versions in grouped.items()}

    @cached_property
    def _names(self) -> Mapping[UUID, str]:
        of = self.directory
        return {
            which: name
            for named in (of.customers, of.services, of.sites)
            for name, which in sorted(named.items(), reverse=True)
        }
