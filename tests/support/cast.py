"""Who is who in the tests: Lanna's service desk, with a hospital for a customer, and Rheinwerk, who should
see nothing of it. Both have a contract LI-2561 and a ticket T-1; only what Lanna calls by its name differs.

The zone is Bangkok (UTC+7), the desk works on weekdays from 8 to 17 there, and it is Tuesday, 3 March 2026,
10:00.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from sla_plugin.api.app import build_app
from sla_plugin.api.ids import global_id
from sla_plugin.auth.scopes import Scope
from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import CRM, DESK
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.agreements import Scope as AgreementScope
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import ConnectionId, OrganisationId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, Terms
from sla_plugin.runtime.installation import Installation, open_installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.time_source import frozen_at
from sla_plugin.settings import Settings
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.usecases.take_tickets import take_tickets
from tests.support.operations import Caller

BANGKOK = ZoneInfo("Asia/Bangkok")
NOW = datetime(2026, 3, 3, 10, tzinfo=BANGKOK).astimezone(UTC)
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
HOSPITAL, STRANGER = "8841", "4711"
OFFICE_HOURS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def bangkok(text: str) -> datetime:
    """ "2026-03-02 09:00", as the clocks in Bangkok show it."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).astimezone(UTC)


@dataclass(frozen=True)
class Provider:
    """A tenant with its desk. `ids` are the global ids of what it entered, by the name of the type."""

    installation: Installation
    tenant: TenantId
    caller: Caller
    ids: Mapping[str, str]
    desk: ConnectionId

    async def token(
        self, *scopes: Scope, subject: str = "somchai", lifetime: timedelta = timedelta(hours=1)
    ) -> str:
        return await create_token(self.installation, self.tenant, subject, scopes, lifetime)

    async def may_only(self, *scopes: Scope) -> Caller:
        """Somebody of this provider's whose token has these scopes."""
        return Caller(self.caller.app, await self.token(*scopes))

    async def was_told(self, happenings: Sequence[Happenings]) -> None:
        """Its desk hands over these tickets as they stand now."""
        changes = [change for ticket in happenings for change in ticket.until(self.installation.now())]
        async with self.installation.database.session(self.tenant) as session:
            await take_tickets(session, self.desk, changes, self.installation.now())

    async def has_tickets(self, many: int) -> None:
        """Open ones, H-1 to H-n, each a minute after the one before."""
        await self.was_told([_everyday(number) for number in range(1, many + 1)])


def _everyday(number: int) -> Happenings:
    ticket = Happenings(f"H-{number}", f"Printer {number} jams", fields(HOSPITAL, "printing", "P3", "w3"))
    ticket.opened(bangkok("2026-03-03 08:00") + timedelta(minutes=number))
    return ticket


def waiting_ticket() -> Happenings:
    """T-1: opened on Monday at 9, answered at 9:30, and waiting for the customer since 11."""
    ticket = Happenings("T-1", "The ward's tablet does not unlock", fields(HOSPITAL, "printing", "P1", "w3"))
    ticket.opened(bangkok("2026-03-02 09:00"))
    ticket.replied(bangkok("2026-03-02 09:30"))
    ticket.turned(bangkok("2026-03-02 11:00"), Status.PENDING_CUSTOMER)
    return ticket


def unknown_customers_ticket() -> Happenings:
    """T-2: of somebody whom no CRM knows."""
    ticket = Happenings("T-2", "A new phone for the reception", fields(STRANGER, "printing", "P3"))
    ticket.opened(bangkok("2026-03-02 15:00"))
    return ticket


@pytest.fixture
async def installation(
    database_template: BundledServer, database_name: str, tmp_path: Path
) -> AsyncIterator[Installation]:
    """It stands still at NOW."""
    settings = Settings(
        data=tmp_path,
        database_url=SecretStr(database_template.url(roles.APP, database_name)),
        owner_url=SecretStr(database_template.url(roles.OWNER, database_name)),
    )
    async with open_installation(settings, frozen_at(NOW)) as opened:
        yield opened


@pytest.fixture
async def lanna(installation: Installation, tenant: TenantId) -> Provider:
    return await _provider(installation, tenant, "Doi Kham Hospital")


@pytest.fixture
async def rheinwerk(installation: Installation, other_tenant: TenantId) -> Provider:
    """Its customer and its desk have the ids that Lanna's have."""
    return await _provider(installation, other_tenant, "Hansefracht GmbH")


async def _provider(installation: Installation, tenant: TenantId, customer: str) -> Provider:
    async with installation.database.session(tenant) as session:
        ids = await _enter(session, customer)
        desk = ConnectionRow(
            key=DESK, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=SINCE
        )
        await session.add(desk)
    token = await create_token(installation, tenant, "somchai", list(Scope), timedelta(hours=1))
    return Provider(
        installation,
        tenant,
        Caller(build_app(installation), token),
        {kind: global_id(kind, key) for kind, key in ids.items()},
        ConnectionId(desk.id),
    )


async def _enter(session: Session, customer: str) -> dict[str, UUID]:
    organisation = await create_organisation(
        session, NewOrganisation(customer, code="CUSTOMER", identities=((CRM, HOSPITAL),))
    )
    group = await create_service(session, code="workplace", name="Workplace")
    service = await create_service(session, code="printing", name="Printing", parent=group)
    site = SiteRow(
        organisation_id=organisation, name="Ward 3", city="Chiang Mai", system=CRM, external_id="w3"
    )
    await session.add(site)
    content = parse_calendar({"time_zone": "Asia/Bangkok", "hours": OFFICE_HOURS})
    calendar = await create_calendar(session, code="office", name="Office hours", calendar=content, now=SINCE)
    contract = await record_contract(
        session, number="LI-2561", customer=organisation, zone="Asia/Bangkok",
        monitored_from=SINCE, monitored_until=None, now=SINCE,
    )  # fmt: skip
    within = {Metric.FIRST_RESPONSE: _hours(1), Metric.RESOLUTION: _hours(8)}
    corporate = Terms(targets=within, calendar=CalendarRule(calendar), pause=PauseRule())
    await create_agreement(
        session, code="corporate", name="Every customer", kind=AgreementKind.CUSTOMER_SLA,
        level=Level.CORPORATE, first=NewVersion(SINCE, terms=corporate), now=SINCE,
    )  # fmt: skip
    urgent = Terms(targets={Metric.RESOLUTION: {"P1": WorkingDuration(timedelta(hours=4))}})
    agreement = await create_agreement(
        session, code="customer", name=customer, kind=AgreementKind.CUSTOMER_SLA, level=Level.CUSTOMER,
        first=NewVersion(SINCE, contract, AgreementScope(customer=OrganisationId(organisation)), urgent),
        now=SINCE,
    )  # fmt: skip
    return {
        "Organisation": organisation,
        "Service": service,
        "Site": site.id,
        "Calendar": calendar,
        "Contract": contract,
        "Agreement": agreement,
    }


def _hours(count: float) -> dict[str, WorkingDuration]:
    return {ANY_PRIORITY: WorkingDuration(timedelta(hours=count))}
