"""Everything that a tenant has promised, as one value: what a clock is measured against."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from uuid import UUID

from sla_plugin.domain.agreements import AgreementKind, AgreementVersion
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.exclusion_windows import ExclusionWindow, closed
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import (
    AgreementId,
    CalendarId,
    ContractId,
    CustomerGroupId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.domain.line_bindings import LineBinding, bound
from sla_plugin.domain.metrics import BUILT_IN, MetricDefinition, MetricName
from sla_plugin.domain.parties import Party, PartyKind
from sla_plugin.domain.trees import Tree
from sla_plugin.errors import BadInput

SUPPORTING = {AgreementKind.OLA: PartyKind.TEAM, AgreementKind.UC: PartyKind.SUPPLIER}
"""Who promises in an agreement that supports what is promised to customers."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is meant by what a desk writes: customers and sites by `system:id`, services by code."""

    customers: Mapping[str, OrganisationId] = field(default_factory=dict)
    services: Mapping[str, ServiceId] = field(default_factory=dict)
    sites: Mapping[str, SiteId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """Customers that are promised the same. Of two groups of one customer the one of the smaller rank, which
    is unique in a tenant, is the more specific."""

    name: str
    rank: int
    members: frozenset[OrganisationId]


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
    ticket: TicketId | None = None
    agreed_until: datetime | None = None


@dataclass(frozen=True)
class Commitments:
    """Not slotted, because what is looked up for every ticket is grouped once and kept. `agreements` as they
    were published; `speaking` are those that anything is measured by."""

    agreements: tuple[AgreementVersion, ...] = ()
    contracts: tuple[Contract, ...] = ()
    calendars: Mapping[CalendarId, CalendarHistory] = field(default_factory=dict)
    customers: Tree[OrganisationId] = field(default_factory=Tree)
    services: Tree[ServiceId] = field(default_factory=Tree)
    sites: Tree[SiteId] = field(default_factory=Tree)
    directory: Directory = field(default_factory=Directory)
    customer_groups: Mapping[CustomerGroupId, CustomerGroup] = field(default_factory=dict)
    metrics: Mapping[MetricName, MetricDefinition] = field(default_factory=lambda: BUILT_IN)
    windows: tuple[ExclusionWindow, ...] = ()
    bindings: tuple[LineBinding, ...] = ()

    @cached_property
    def speaking(self) -> tuple[AgreementVersion, ...]:
        """Every version that may hold for a ticket: what is on offer speaks only through the signed lines
        that name it, under the contract of each."""
        published = (version for version in self.agreements if not version.agreement.offered)
        return (*published, *bound(self.bindings, self.versions_of, self.services, self.sites))

    @cached_property
    def promised_metrics(self) -> tuple[MetricName, ...]:
        """Those for which any agreement with a customer states a target, in the order of their
        definitions."""
        return self._stated(v for v in self.speaking if v.agreement.kind.promises_tickets)

    @cached_property
    def supported_metrics(self) -> tuple[MetricName, ...]:
        """Those for which any team or supplier states a target to us."""
        return self._stated(v for v in self.speaking if not v.agreement.kind.promises_tickets)

    def _stated(self, versions: Iterable[AgreementVersion]) -> tuple[MetricName, ...]:
        stated = {metric for version in versions for metric in version.terms.targets}
        return tuple(metric for metric in self.metrics if metric in stated)

    def subject(self, fields: Mapping[TicketField, str], ticket: TicketId | None = None) -> Subject:
        """What the desk's field values mean here."""
        return Subject(
            customer=self.directory.customers.get(fields.get(TicketField.CUSTOMER, "")),
            service=self.directory.services.get(fields.get(TicketField.SERVICE, "")),
            site=self.directory.sites.get(fields.get(TicketField.SITE, "")),
            department=fields.get(TicketField.DEPARTMENT),
            ticket_type=fields.get(TicketField.TYPE),
            priority=fields.get(TicketField.PRIORITY),
            ticket=ticket,
            agreed_until=_instant(fields.get(TicketField.AGREED_UNTIL)),
        )

    def contracts_of(self, customer: OrganisationId) -> tuple[Contract, ...]:
        """Contracts that cover the customer or an ancestor of its, each as it covers that one: the nearest
        first, then by number."""
        return tuple(
            dict.fromkeys(
                contract
                for organisation in self.customers.lineage(customer)
                for contract in self._by_customer.get(organisation, ())
            )
        )

    def versions_for(self, customer: OrganisationId) -> tuple[AgreementVersion, ...]:
        """Every version, in force or not, that holds tenant-wide or under a contract of the customer's."""
        under = dict.fromkeys((None, *(contract.id for contract in self.contracts_of(customer))))
        return tuple(version for contract in under for version in self._by_contract.get(contract, ()))

    @cached_property
    def resolved(self) -> dict[Hashable, object]:
        """What `levels.resolve` has found so far: nothing here changes, so neither do its answers."""
        return {}

    @cached_property
    def excepted_tickets(self) -> frozenset[TicketId]:
        """Those for which an exception was made."""
        return frozenset(v.scope.ticket for v in self.speaking if v.scope.ticket is not None)

    @cached_property
    def has_floors(self) -> bool:
        """Whether it matters to any target when a clock began."""
        return any(v.terms.combine.get(Attribute.TARGET) is Combination.FLOOR for v in self.speaking)

    def stage(self, at: datetime) -> int:
        """Which of the stretches between two dates on which anything begins or ceases to hold."""
        return bisect_right(self._dates, at)

    @cached_property
    def _dates(self) -> Sequence[datetime]:
        dates = {v.effective_from for v in self.speaking} | {c.monitored_from for c in self.contracts}
        ends = {v.effective_until for v in self.speaking} | {c.monitored_until for c in self.contracts}
        terminated = {v.terminated_at for v in self.speaking}
        parts = {at for contract in self.contracts for at in contract.part_edges}
        return sorted(dates | parts | {end for end in ends | terminated if end is not None})

    def versions_of(self, agreement: AgreementId) -> tuple[AgreementVersion, ...]:
        """As published, in the order in which they take effect."""
        return self._by_agreement.get(agreement, ())

    def versions_by(self, supporter: Party) -> tuple[AgreementVersion, ...]:
        """Every version of what this team (OLA) or supplier (UC) promises the provider."""
        return self._by_supporter.get(supporter, ())

    def told_by(self, as_of: datetime) -> Commitments:
        """The same, with the exclusion windows that had been announced by then."""
        told = tuple(window for window in self.windows if window.announced_at <= as_of)
        if told == self.windows:
            return self
        if told not in self._by_windows:
            self._by_windows[told] = replace(self, windows=told)
        return self._by_windows[told]

    def closing(self, subject: Subject) -> tuple[ExclusionWindow, ...]:
        """The exclusion windows that close the calendars of a ticket about this."""
        return tuple(
            window for window in self.windows if window.closes_calendars and window.concerns(subject, self)
        )

    def measuring(self, calendar: CalendarId, windows: tuple[ExclusionWindow, ...] = ()) -> CalendarHistory:
        """The calendar as it measures while these windows close it."""
        if not windows:
            return self.calendars[calendar]
        if (calendar, windows) not in self._closed:
            self._closed[calendar, windows] = closed(self.calendars[calendar], windows)
        return self._closed[calendar, windows]

    def contract(self, which: ContractId) -> Contract:
        return self._by_id[which]

    def under(
        self, version: AgreementVersion, customer: OrganisationId | None, at: datetime
    ) -> Contract | None:
        """The contract of a version, as it covers this customer then; None: it does not, or is not monitored.
        What a team or a supplier promises us is for whoever asks us. The version has one."""
        assert version.contract is not None, "not one that holds tenant-wide"
        whole = self.contract(version.contract)
        if whole.parts and customer is not None and version.agreement.kind.promises_tickets:
            theirs = (one for one in self.contracts_of(customer) if one.id == whole.id)
            return next((one for one in theirs if one.is_monitored(at)), None)
        return whole if whole.is_monitored(at) else None

    def name(self, which: UUID) -> str:
        """What the desk or the CRM calls a service, site or customer; its id where nobody names it."""
        return self._names.get(which, str(which))

    @cached_property
    def _by_windows(self) -> dict[tuple[ExclusionWindow, ...], Commitments]:
        return {}

    @cached_property
    def _closed(self) -> dict[tuple[CalendarId, tuple[ExclusionWindow, ...]], CalendarHistory]:
        return {}

    @cached_property
    def _by_id(self) -> Mapping[ContractId, Contract]:
        return {contract.id: contract for contract in self.contracts}

    @cached_property
    def _by_customer(self) -> Mapping[OrganisationId, tuple[Contract, ...]]:
        grouped: dict[OrganisationId, list[Contract]] = {}
        for contract in sorted(self.contracts, key=lambda c: (c.number, c.id)):
            for organisation in contract.covered:
                grouped.setdefault(organisation, []).extend(contract.covering(organisation))
        return {customer: tuple(of) for customer, of in grouped.items()}

    @cached_property
    def _by_contract(self) -> Mapping[ContractId | None, tuple[AgreementVersion, ...]]:
        grouped: dict[ContractId | None, list[AgreementVersion]] = {}
        for version in self.speaking:
            if version.agreement.kind.promises_tickets:
                grouped.setdefault(version.contract, []).append(version)
        return {contract: tuple(versions) for contract, versions in grouped.items()}

    @cached_property
    def _by_agreement(self) -> Mapping[AgreementId, tuple[AgreementVersion, ...]]:
        ordered = sorted(self.agreements, key=lambda v: (v.agreement.id, v.effective_from))
        return {which: tuple(of) for which, of in groupby(ordered, key=lambda v: v.agreement.id)}

    @cached_property
    def _by_supporter(self) -> Mapping[Party, tuple[AgreementVersion, ...]]:
        grouped: dict[Party, list[AgreementVersion]] = {}
        for version in self.speaking:
            kind = SUPPORTING.get(version.agreement.kind)
            if kind is not None and version.supporter is not None:
                grouped.setdefault(Party(kind, version.supporter), []).append(version)
        return {party: tuple(versions) for party, versions in grouped.items()}

    @cached_property
    def _names(self) -> Mapping[UUID, str]:
        of = self.directory
        return {
            which: name
            for named in (of.customers, of.services, of.sites)
            for name, which in sorted(named.items(), reverse=True)
        } | {which: group.name for which, group in self.customer_groups.items()}


def _instant(text: str | None) -> datetime | None:
    """None where the desk says nothing, or nothing that can be read as an instant."""
    try:
        return None if text is None else parse_instant(text)
    except BadInput:
        return None
