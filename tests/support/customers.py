"""Promises of a small world, entered through the use cases: what holds for every customer, and customers with
something of every kind of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sla_plugin.demo.world import CRM
from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.ids import CalendarId, SiteId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, Terms
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.record_contract import record_contract
from tests.support.contracting import ANAN, deed

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
OFFICE_HOURS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True, slots=True)
class Customer:
    """`key` is its id in the CRM, and a part of every code that is its own."""

    key: str
    name: str

    @property
    def service(self) -> str:
        return f"printing-{self.key}"

    @property
    def site(self) -> str:
        return f"ward-{self.key}"


async def promise_everybody(session: Session) -> None:
    """An answer within an hour and a solution within eight, of office hours in Bangkok."""
    terms = Terms(
        targets={Metric.FIRST_RESPONSE: _within(1), Metric.RESOLUTION: _within(8)},
        calendar=CalendarRule(await _calendar(session, "office", "Office hours")),
        pause=PauseRule(),
    )
    await create_agreement(
        session, code="corporate", name="Every customer", kind=AgreementKind.CUSTOMER_SLA,
        level=Level.CORPORATE, first=NewVersion(SINCE, terms=terms), now=SINCE,
    )  # fmt: skip


async def promise(session: Session, customer: Customer) -> dict[str, UUID]:
    """A customer below an account, with a service below a group, a site, a calendar, a contract, and an
    agreement for just these that solves P1 within four hours; the ids by the name of the type."""
    group = await create_organisation(session, NewOrganisation(f"{customer.name} (group)"))
    organisation = await create_organisation(
        session,
        NewOrganisation(customer.name, f"C-{customer.key}", group, ((CRM, customer.key),)),
    )
    workplace = await create_service(session, code=f"workplace-{customer.key}", name="Workplace")
    service = await create_service(session, code=customer.service, name="Printing", parent=workplace)
    site = SiteRow(
        organisation_id=organisation, name="Ward 3", city="Chiang Mai", system=CRM, external_id=customer.site
    )
    await session.add(site)
    calendar = await _calendar(session, f"hours-{customer.key}", f"Hours of {customer.name}")
    contract = await record_contract(
        session, deed(ANAN, SINCE), number=f"LI-{customer.key}", customer=organisation, zone="Asia/Bangkok",
        monitored_from=SINCE, monitored_until=None,
    )  # fmt: skip
    terms = Terms(
        targets={Metric.RESOLUTION: {"P1": WorkingDuration(timedelta(hours=4))}},
        calendar=CalendarRule(calendar),
    )
    scope = Scope(customer=organisation, service=service, site=SiteId(site.id))
    agreement = await create_agreement(
        session, code=f"customer-{customer.key}", name=customer.name, kind=AgreementKind.CUSTOMER_SLA,
        level=Level.CUSTOMER, first=NewVersion(SINCE, contract, scope, terms), now=SINCE,
    )  # fmt: skip
    return {
        "Organisation": organisation,
        "Service": service,
        "Site": site.id,
        "Calendar": calendar,
        "Contract": contract,
        "Agreement": agreement,
    }


async def _calendar(session: Session, code: str, name: str) -> CalendarId:
    hours = parse_calendar({"time_zone": "Asia/Bangkok", "hours": OFFICE_HOURS})
    return await create_calendar(session, code=code, name=name, calendar=hours, now=SINCE)


def _within(hours: float) -> dict[str, WorkingDuration]:
    return {ANY_PRIORITY: WorkingDuration(timedelta(hours=hours))}
