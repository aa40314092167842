"""Who is who in the tests: Lanna's service desk, with a hospital for a customer, and Rheinwerk, who should
see nothing of it. What both entered has the same names and codes, but for the customer's.

It is Tuesday, 3 March 2026, 10:00 in Bangkok, where the desk works on weekdays from 8 to 17.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from sla_plugin.api.app import build_app
from sla_plugin.api.ids import global_id
from sla_plugin.auth.scopes import Scope
from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import DESK
from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import ConnectionId, OrganisationId, TenantId
from sla_plugin.domain.roles import PROVIDER_SIDE, Role
from sla_plugin.runtime.installation import Installation, open_installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.time_source import frozen_at
from sla_plugin.settings import Settings
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.usecases.take_tickets import take_tickets
from tests.support.customers import SINCE, Customer, promise, promise_everybody
from tests.support.operations import Caller

BANGKOK = ZoneInfo("Asia/Bangkok")
HOSPITAL = Customer("8841", "Doi Kham Hospital")
FREIGHT = Customer("8841", "Hansefracht GmbH")


def bangkok(text: str) -> datetime:
    """ "2026-03-02 09:00", as the clocks in Bangkok show it."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).astimezone(UTC)


NOW = bangkok("2026-03-03 10:00")


@dataclass(frozen=True)
class Provider:
    """A tenant with its desk. `caller` may everything there; `ids` are the global ids of what its customer
    has, by the name of the type."""

    installation: Installation
    tenant: TenantId
    caller: Caller
    ids: Mapping[str, str]
    desk: ConnectionId

    async def token(self, *scopes: Scope, lifetime: timedelta = timedelta(hours=1)) -> str:
        return await create_token(self.installation, self.tenant, "somchai", scopes, lifetime)

    async def may_only(self, *scopes: Scope) -> Caller:
        """Somebody of this provider's whose token has these scopes."""
        return Caller(self.caller.app, await self.token(*scopes))

    async def somebody(
        self,
        name: str,
        *roles: Role,
        party: OrganisationId | None = None,
        scopes: Collection[Scope] = tuple(Scope),
    ) -> Caller:
        """A person of this name with these roles, of that party; their token has every scope unless some are
        named."""
        lifetime = timedelta(hours=1)
        token = await create_token(
            self.installation, self.tenant, name, scopes, lifetime, roles=roles, party=party
        )
        return Caller(self.caller.app, token)

    async def is_told(self, *tickets: Happenings) -> None:
        """Its desk hands over these tickets as they stand now."""
        now = self.installation.now()
        changes = [change for ticket in tickets for change in ticket.until(now)]
        async with self.installation.database.session(self.tenant) as session:
            await take_tickets(session, self.desk, changes, now)

    async def gets(self, customers: Sequence[Customer]) -> None:
        """Customers with an open ticket each, H- and the customer's key."""
        async with self.installation.database.session(self.tenant) as session:
            for customer in customers:
                await promise(session, customer)
        await self.is_told(*(everyday_ticket(customer) for customer in customers))


def ticket(key: str, subject: str, priority: str, customer: Customer = HOSPITAL) -> Happenings:
    """One to which nothing has happened yet."""
    return Happenings(key, subject, fields(customer.key, customer.service, priority, customer.site))


def everyday_ticket(customer: Customer) -> Happenings:
    told = ticket(f"H-{customer.key}", "The printer jams", "P3", customer)
    told.opened(bangkok("2026-03-03 08:00"))
    return told


def waiting_ticket() -> Happenings:
    """T-1: opened on Monday at 9, answered at 9:30, and waiting for the customer since 11."""
    told = ticket("T-1", "The ward's tablet does not unlock", "P1")
    told.opened(bangkok("2026-03-02 09:00"))
    told.replied(bangkok("2026-03-02 09:30"))
    told.turned(bangkok("2026-03-02 11:00"), Status.PENDING_CUSTOMER)
    return told


def strangers_ticket() -> Happenings:
    """T-2: of somebody whom no CRM knows."""
    told = ticket("T-2", "A new phone for the reception", "P3", Customer("4711", "Nobody"))
    told.opened(bangkok("2026-03-02 15:00"))
    return told


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
    return await _provider(installation, tenant, HOSPITAL)


@pytest.fixture
async def rheinwerk(installation: Installation, other_tenant: TenantId) -> Provider:
    return await _provider(installation, other_tenant, FREIGHT)


async def _provider(installation: Installation, tenant: TenantId, customer: Customer) -> Provider:
    desk = ConnectionRow(key=DESK, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=SINCE)
    async with installation.database.session(tenant) as session:
        await promise_everybody(session)
        ids = await promise(session, customer)
        await session.add(desk)
    token = await create_token(
        installation, tenant, "somchai", list(Scope), timedelta(hours=1), roles=PROVIDER_SIDE
    )
    return Provider(
        installation,
        tenant,
        Caller(build_app(installation), token),
        {kind: global_id(kind, key) for kind, key in ids.items()},
        ConnectionId(desk.id),
    )
