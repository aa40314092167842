"""Enter the world: organisations, services, calendars, contracts and agreements, through the use cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sla_plugin.demo import world
from sla_plugin.demo.world import CRM, CUSTOMERS, Customer
from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.ids import CalendarId, ContractId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, Terms
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.holiday_sets import resolve_holidays
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.record_contract import record_contract

BEFORE_ANY_TICKET = timedelta(days=500)


def calendar_of(customer: Customer, now: datetime) -> Calendar:
    """With the public holidays of last year, this one and the next."""
    years = range(now.year - 2, now.year + 2)
    found = resolve_holidays(customer.country, years, subdivision=customer.subdivision)
    special = {f"{year}-{day}": hours for year in years for day, hours in customer.special.items()}
    is_always = customer.week == world.on("mon-sun", ("00:00", "24:00"))
    return parse_calendar(
        {
            "time_zone": customer.zone,
            "hours": customer.week,
            "holidays": {} if is_always else {day.isoformat(): name for day, name in found.items()},
            "special_days": special,
        }
    )


@dataclass
class Promises:
    """Writes into one tenant; `since` is when everything began to hold."""

    session: Session
    now: datetime

    @property
    def since(self) -> datetime:
        return self.now - BEFORE_ANY_TICKET

    async def enter(self, customers: Iterable[Customer] = CUSTOMERS) -> None:
        services = await self._services()
        always = await self._calendar("always", "Around the clock", Calendar.always())
        office = await self._calendar(
            "th-office", "Office hours, Thailand", calendar_of(CUSTOMERS[2], self.now)
        )
        await self._agreement(
            "corporate", "Every customer", Level.CORPORATE,
            Terms(targets=world.CORPORATE, calendar=CalendarRule(office), pause=PauseRule()),
        )  # fmt: skip
        for code, (name, service) in world.OLAS.items():
            await self._agreement(
                code, f"OLA of the {name}", Level.SERVICE,
                Terms(targets=world.SUPPORT, calendar=CalendarRule(always)),
                kind=AgreementKind.OLA, scope=Scope(service=services[service]),
            )  # fmt: skip
        for number, customer in enumerate(customers, start=1):
            await self._customer(f"LI-{2560 + number}", customer, always, services)

    async def _services(self) -> dict[str, ServiceId]:
        made: dict[str, ServiceId] = {}
        for code, name in world.SERVICES.items():
            parent = made.get(world.PARENTS.get(code, ""))
            made[code] = await create_service(self.session, code=code, name=name, parent=parent)
        return made

    async def _customer(
        self, number: str, customer: Customer, always: CalendarId, services: Mapping[str, ServiceId]
    ) -> None:
        organisation = await create_organisation(
            self.session, NewOrganisation(customer.name, identities=((CRM, customer.key),))
        )
        hours = await self._calendar(
            f"hours-{customer.key}", f"Hours of {customer.name}", calendar_of(customer, self.now)
        )
        contract = await record_contract(
            self.session, number=number, customer=organisation, zone=customer.zone,
            monitored_from=self.since, monitored_until=None, now=self.now,
        )  # fmt: skip
        rule = CalendarRule(hours, dict.fromkeys(customer.always, always))
        await self._agreement(
            f"customer-{customer.key}", customer.name, Level.CUSTOMER,
            Terms(targets={m: of for m, of in customer.targets.items() if of}, calendar=rule),
            contract=contract, scope=Scope(customer=organisation),
        )  # fmt: skip
        await self._sites(customer, organisation, contract)
        if "Hospital" in customer.name:
            await self._agreement(
                "clinical", "Clinical workplace", Level.SERVICE, Terms(targets=world.CLINICAL),
                contract=contract, scope=Scope(customer=organisation, service=services["clinical-workplace"]),
            )  # fmt: skip
        if customer.name.startswith("Lanna"):
            for service, target in world.INTERNAL.items():
                await self._agreement(
                    f"internal-{service}", world.SERVICES[service], Level.SERVICE,
                    Terms(targets={Metric.RESOLUTION: {ANY_PRIORITY: target}}),
                    kind=AgreementKind.INTERNAL_SLA, contract=contract,
                    scope=Scope(customer=organisation, service=services[service]),
                )  # fmt: skip

    async def _sites(self, customer: Customer, organisation: OrganisationId, contract: ContractId) -> None:
        for site in customer.sites:
            row = SiteRow(
                organisation_id=organisation, name=site.name, city=site.city, system=CRM, external_id=site.key
            )
            await self.session.add(row)
            if site.city == "Mae Lao":
                await self._agreement(
                    "rural", "Rural sites", Level.CUSTOMER, Terms(targets=world.RURAL), contract=contract,
                    scope=Scope(customer=organisation, site=SiteId(row.id)),
                )  # fmt: skip

    async def _calendar(self, code: str, name: str, calendar: Calendar) -> CalendarId:
        return await create_calendar(self.session, code=code, name=name, calendar=calendar, now=self.now)

    async def _agreement(self, code: str, name: str, level: Level, terms: Terms, **more: Any) -> None:
        kind = more.pop("kind", AgreementKind.CUSTOMER_SLA)
        version = NewVersion(self.since, terms=terms, **more)
        await create_agreement(
            self.session, code=code, name=name, kind=kind, level=level, first=version, now=self.now
        )
