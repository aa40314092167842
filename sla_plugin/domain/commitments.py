"""Everything that a tenant has promised, as one value: what a clock is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import CalendarId, OrganisationId, ServiceId, SiteId
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


@dataclass(frozen=True, slots=True)
class Commitments:
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
