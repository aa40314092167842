"""A tenant that is connected to a desk and a CRM in memory, through the real engine and a real database."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import stamina
from sla_integrations.memory import MemorySystem, forget, register

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.connections import ConnectionRow, DeadLetterRow, StreamRow
from sla_plugin.storage.contacts import ContactRow
from sla_plugin.storage.facts import FactRow
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Database
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.sync.connect import Connected, NewConnection, connect
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link, links
from sla_plugin.sync.run import LinkReport, run
from sla_plugin.sync.secret_box import SecretBox
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.workers.pump import Pump
from tests.support.cast import bangkok
from tests.support.contracting import ANAN, KEY, deed
from tests.support.customers import SINCE, promise_everybody

MONDAY = bangkok("2026-03-02 09:00")
KEPT: tuple[type[Row], ...] = (
    OrganisationRow,
    CustomerIdentityRow,
    SiteRow,
    ContactRow,
    TicketRow,
    FactRow,
    ClockRow,
    DeadLetterRow,
)


@dataclass
class Synced:
    """`system` is both CRM and desk, connected under the key "main"; `now` is our clock and its."""

    database: Database
    tenant: TenantId
    system: MemorySystem
    documents: DocumentStore
    now: datetime = MONDAY
    box: SecretBox = field(default_factory=lambda: SecretBox(base64.urlsafe_b64encode(bytes(32))))

    async def connects(self, **changed: Any) -> Connected:
        given = {"key": "main", "adapter": "memory", "secrets": {}, "values": {}, **changed}
        new = NewConnection(config=given.pop("config", {"system": self.system.name}), **given)
        async with self.database.session(self.tenant) as session:
            return await connect(session, self.box, new, self.now)

    async def sync(self, at: datetime | None = None) -> LinkReport:
        self.now = self.system.now = at or self.now + timedelta(minutes=5)
        (report,) = [r async for r in run(self.home, await self.links())]
        return report

    @property
    def home(self) -> Home:
        return Home(self.database, self.tenant, self.documents, KEY.seal, lambda: self.now)

    async def links(self) -> list[Link]:
        async with self.database.session(self.tenant) as session:
            return await links(session, self.box)

    async def pump(self) -> int:
        return await Pump(self.database, lambda: self.now).drain()

    async def covers(self, name: str) -> None:
        """The customer of this name gets a contract."""
        (row,) = await self.rows(OrganisationRow, name=name)
        async with self.database.session(self.tenant) as session:
            await record_contract(
                session, deed(ANAN, self.now), number=f"C-{name}", customer=OrganisationId(row.id),
                zone="Asia/Bangkok", monitored_from=SINCE, monitored_until=None,
            )  # fmt: skip

    async def rows(self, model: type[Row], **which: Any) -> list[Any]:
        async with self.database.session(self.tenant) as session:
            return list(await session.query(model).filter(**which).order_by("id"))

    async def clocks(self, key: str) -> dict[str, Any]:
        (ticket,) = await self.rows(TicketRow, external_id=key)
        return {clock.metric: clock for clock in await self.rows(ClockRow, ticket_id=ticket.id)}

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that a sync may change, to the byte."""
        async with self.database.session(self.tenant) as session:
            return {
                model.__name__: [dict(row) for row in await session.query(model).order_by("id").values()]
                for model in KEPT
            }

    async def nothing_is_connected(self) -> bool:
        return not await self.rows(ConnectionRow) and not await self.rows(StreamRow)


@contextmanager
def at_once() -> Iterator[None]:
    """Retries do not wait."""
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture
async def synced(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Synced]:
    """Connected, with a promise to everybody: an answer within one hour, a solution within eight."""
    system = MemorySystem(str(uuid4()), now=MONDAY)
    register(system)
    async with database.session(tenant) as session:
        await promise_everybody(session)
    with at_once():
        yield Synced(database, tenant, system, open_document_store(f"file://{tmp_path}", 1 << 20))
    forget(system.name)
