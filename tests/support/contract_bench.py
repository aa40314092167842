"""A contract on the bench: the real use cases on a real database, one after the other, from code that is not
async, with everything that is on record of it to be looked at as plain values.

Nothing is kept: a contract lives in one transaction, which is rolled back when it is taken off the bench.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import asyncpg

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId, TenantId
from sla_plugin.domain.terms import Terms
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.contract_manifest import AUDITED, CHAINED, DERIVED
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database, Session, open_database
from sla_plugin.storage.tenants import Tenant, insert_tenant
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from tests.support.contracting import NOW, World, a_world
from tests.support.database import LONG_AGO, copied, undone

T = TypeVar("T")
Rows = dict[str, list[dict[str, Any]]]
"""Table → rows, as JSON has them."""


@dataclass(frozen=True)
class WiderWorld:
    """`clinic` is another customer; `silver` is of the network."""

    world: World
    clinic: OrganisationId
    network: ServiceId
    silver: AgreementId


class Bench:
    def __init__(self, server: BundledServer, name: str) -> None:
        # A loop of its own, which leaves the one of the other tests alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._open = AsyncExitStack()
        self.tenant = TenantId(new_id())
        self.store: DocumentStore = open_document_store("memory:///", 1_000)
        self.database, self.wider = self.run(self._set_up(server, name))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def close(self) -> None:
        self.run(self._open.aclose())
        self._runner.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One in which nothing is kept."""
        block = undone(self.database, self.tenant)
        session = self.run(_enter(block))
        try:
            yield session
        finally:
            self.run(_leave(block))

    async def _set_up(self, server: BundledServer, name: str) -> tuple[Database, WiderWorld]:
        await self._open.enter_async_context(copied(server, name))
        owner = await asyncpg.connect(**server.credentials(roles.OWNER, name))
        await insert_tenant(owner, Tenant(self.tenant, "lanna", "Lanna IT Service"), LONG_AGO)
        await owner.close()
        access = server.credentials(roles.APP, name)
        database = await self._open.enter_async_context(open_database(access))
        async with database.session(self.tenant) as session:
            return database, await wider_world(session)


async def _enter(block: Any) -> Session:
    session: Session = await block.__aenter__()
    return session


async def _leave(block: Any) -> None:
    await block.__aexit__(None, None, None)


async def wider_world(session: Session) -> WiderWorld:
    world = await a_world(session)
    clinic = await create_organisation(session, NewOrganisation("Doi Saket Clinic", "doi-saket"))
    network = await create_service(session, code="network", name="Network")
    silver = await create_agreement(
        session,
        code="silver",
        name="Silver",
        kind=AgreementKind.CUSTOMER_SLA,
        level=Level.SERVICE,
        offered=True,
        first=NewVersion(LONG_AGO, terms=Terms()),
        now=NOW,
    )
    return WiderWorld(world, clinic, network, silver)


_ROWS = " union all ".join(
    f"select $1::uuid as tenant, '{table}' as of, t.id, to_jsonb(t)::text as row from {table} t"
    f" where tenant_id = $1 and {'id' if table == 'contract' else 'contract_id'} = $2"
    for table in (*AUDITED, *CHAINED, *DERIVED)
)


async def rows_of(session: Session, contract: ContractId) -> Rows:
    """All that is on record, each table in the order in which it was written."""
    found: Rows = {table: [] for table in (*AUDITED, *CHAINED, *DERIVED)}
    for one in sorted(await session.sql(_ROWS, contract), key=lambda one: str(one["id"])):
        found[one["of"]].append(json.loads(one["row"]))
    return found


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
