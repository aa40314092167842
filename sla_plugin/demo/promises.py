"""Enter what a provider promised: services, calendars, customers, contracts, agreements, by the use cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.demo import world
from sla_plugin.demo.hours import calendar_of
from sla_plugin.demo.world import CRM, Customer, Provider
from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, OrganisationId, ServiceId
from sla_plugin.domain.terms import CalendarRule, PauseRule, Terms
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.records import RecordKind, Ref, SiteRecord
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import sites_by_key
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement, publish_agreement_version
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.usecases.take_places import take_sites

BEFORE_ANY_TICKET = timedelta(days=500)
FIRST_CONTRACT = 2561


@dataclass
class Promises:
    """Writes into one tenant. `calendars` by customer."""

    session: Session
    deed: Deed
    calendars: Mapping[str, Calendar]
    services: dict[str, ServiceId] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.deed.at

    @property
    def since(self) -> datetime:
        """When everything began to hold."""
        return self.now - BEFORE_ANY_TICKET

    async def enter(self, provider: Provider) -> None:
        for code, name in world.SERVICES.items():
            parent = self.services.get(world.PARENTS.get(code, ""))
            self.services[code] = await create_service(self.session, code=code, name=name, parent=parent)
        always = await self._calendar("always", "Around the clock", Calendar.always())
        office = await self._calendar("office", "Office hours", calendar_of(provider.office, self.now))
        terms = Terms(
            targets=world.CORPORATE, calendar=CalendarRule(office), pause=PauseRule(),
            escalations=world.ESCALATIONS,
        )  # fmt: skip
        await self._agreement("corporate", "Every customer", Level.CORPORATE, terms)
        for support in provider.support:
            await self._agreement(
                support.code, support.name, Level.SERVICE, Terms(targets=support.targets,
                calendar=CalendarRule(always)), kind=support.kind,
                scope=Scope(service=self.services[support.service]), supporter=support.name,
            )  # fmt: skip
        for number, customer in enumerate(provider.customers, start=FIRST_CONTRACT):
            await self._customer(f"{provider.contracts}-{number}", customer, always)

    async def _customer(self, number: str, customer: Customer, always: CalendarId) -> None:
        organisation = await create_organisation(
            self.session,
            NewOrganisation(customer.name, code=customer.code, identities=((CRM, customer.key),)),
        )
        contract = await record_contract(
            self.session, self.deed, number=number, customer=organisation, zone=customer.hours.zone,
            monitored_from=self.since, monitored_until=None,
        )  # fmt: skip
        hours = await self._calendar(customer.code, f"Hours of {customer.name}", self.calendars[customer.key])
        rule = CalendarRule(hours, dict.fromkeys(customer.around_the_clock, always))
        scope = Scope(customer=organisation)
        own = await self._agreement(
            customer.code, customer.name, Level.CUSTOMER, _terms(customer, customer.targets, rule),
            contract=contract, scope=scope, kind=customer.kind,
        )  # fmt: skip
        if customer.amended is not None:
            terms = _terms(customer, customer.amended, rule)
            amendment = NewVersion(self._middle_of_last_month(customer), contract, scope, terms)
            await publish_agreement_version(self.session, own, amendment, self.now)
        await self._refine_by_service(customer, organisation, contract)
        await self._refine_by_site(customer, organisation, contract)

    async def _refine_by_service(
        self, customer: Customer, organisation: OrganisationId, contract: ContractId
    ) -> None:
        for service, promised in customer.by_service.items():
            await self._agreement(
                f"{customer.code}-{service}", f"{customer.name}: {world.SERVICES[service]}", Level.SERVICE,
                Terms(targets=promised), contract=contract, kind=customer.kind,
                scope=Scope(customer=organisation, service=self.services[service]),
            )  # fmt: skip

    async def _refine_by_site(
        self, customer: Customer, organisation: OrganisationId, contract: ContractId
    ) -> None:
        await take_sites(self.session, CRM, [_told(customer, site, self.now) for site in customer.sites])
        known = await sites_by_key(self.session) if customer.sites else {}
        for site in (site for site in customer.sites if site.targets):
            await self._agreement(
                f"{customer.code}-{site.code}", f"{customer.name}: {site.name}", Level.CUSTOMER,
                Terms(targets=site.targets), contract=contract, kind=customer.kind,
                scope=Scope(customer=organisation, site=known[f"{CRM}:{site.key}"]),
            )  # fmt: skip

    async def _calendar(self, code: str, name: str, calendar: Calendar) -> CalendarId:
        return await create_calendar(self.session, code=code, name=name, calendar=calendar, now=self.now)

    async def _agreement(
        self,
        code: str,
        name: str,
        level: Level,
        terms: Terms,
        *,
        contract: ContractId | None = None,
        scope: Scope | None = None,
        kind: AgreementKind = AgreementKind.CUSTOMER_SLA,
        supporter: str | None = None,
    ) -> AgreementId:
        first = NewVersion(self.since, contract, scope or Scope(), terms, supporter)
        return await create_agreement(
            self.session, code=code, name=name, kind=kind, level=level, first=first, now=self.now
        )

    def _middle_of_last_month(self, customer: Customer) -> datetime:
        """Midnight there."""
        today = self.now.astimezone(ZoneInfo(customer.hours.zone))
        last_month = today.replace(day=1) - timedelta(days=1)
        return last_month.replace(day=15, hour=0, minute=0, second=0, microsecond=0)


def _terms(customer: Customer, targets: world.Targets, calendar: CalendarRule) -> Terms:
    return Terms(
        targets=targets,
        calendar=calendar,
        goal=customer.goal,
        outcome=customer.outcome,
        credits=customer.credits,
    )


def _told(customer: Customer, site: world.Site, now: datetime) -> Change:
    record = SiteRecord(customer.key, site.name, city=site.city, country=customer.hours.country)
    return Change(Ref(RecordKind.SITE, site.key), Operation.UPSERT, 1, now, record)
