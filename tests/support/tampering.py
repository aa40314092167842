"""A contract's record in the hands of somebody who may do everything in the database, but has no key of ours.

Foreign keys, checks and policies are no help: it is a superuser, `session_replication_role` is `replica`, and
every constraint is gone, but for primary keys and what may not be null.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from sla_plugin.auth.seals import SealKey
from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.contracting.audit import sealed_head
from sla_plugin.domain.contracting.verification import Deviation
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.contract_audit import AuditEventRow, audit_trail
from sla_plugin.storage.contract_manifest import CHAINED
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database, Session, open_database
from sla_plugin.storage.tenants import Tenant, insert_tenant
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import KEY
from tests.support.database import LONG_AGO, copied, undone
from tests.support.whole_contracts import Whole, a_whole_contract

TRAIL, HEAD = CHAINED
STRANGE = SealKey(b"x" * 32)

Found = Sequence[Deviation]


@dataclass(frozen=True)
class Tampered:
    """`session`: in which nothing is kept. `papers`: the folder of the document store."""

    session: Session
    whole: Whole
    store: DocumentStore
    papers: Path

    @property
    def contract(self) -> ContractId:
        return self.whole.contract

    async def verify(self, which: ContractId | None = None, key: SealKey = KEY) -> Found:
        return await verify_contract(self.session, which or self.contract, key.holds, self.store)

    async def told(self) -> list[str]:
        """What is found, each as a line."""
        return [str(one) for one in await self.verify()]

    async def sql(self, text: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """`$1` is the tenant, `$2` the contract."""
        return await self.session.sql(text, self.contract, *arguments)

    async def ids(self, table: str) -> list[UUID]:
        of = "id" if table == "contract" else "contract_id"
        rows = await self.sql(f"select id from {table} where tenant_id = $1 and {of} = $2 order by id")
        return [row["id"] for row in rows]

    async def events(self) -> Sequence[AuditEventRow]:
        return await audit_trail(self.session, self.contract)

    async def empty(self, *tables: str) -> None:
        for table in tables:
            of = "id" if table == "contract" else "contract_id"
            await self.sql(f"delete from {table} where tenant_id = $1 and {of} = $2")

    async def cut_after(self, number: int) -> None:
        await self.sql(
            f"delete from {TRAIL} where tenant_id = $1 and contract_id = $2 and number > $3", number
        )

    async def put_head(self, last: AuditEventRow, key: SealKey) -> None:
        head = sealed_head(last.value(), key.seal)
        await self.sql(
            f"update {HEAD} set number = $3, hash = $4, seal = $5 where tenant_id = $1 and contract_id = $2",
            head.number, last.hash, head.seal,
        )  # fmt: skip


@dataclass(frozen=True)
class InTheirHands:
    database: Database
    tenant: TenantId
    whole: Whole
    store: DocumentStore
    papers: Path

    @asynccontextmanager
    async def tampered(self) -> AsyncIterator[Tampered]:
        async with undone(self.database, self.tenant) as session:
            await session.sql("select set_config('session_replication_role', 'replica', true), $1::uuid")
            yield Tampered(session, self.whole, self.store, self.papers)


@pytest.fixture(scope="session")
async def in_their_hands(
    database_template: BundledServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InTheirHands]:
    name, papers = "tampered_by_tests", tmp_path_factory.mktemp("papers")
    access = database_template.credentials(database=name)
    store, tenant = open_document_store(papers.as_uri(), 1_000), TenantId(new_id())
    async with copied(database_template, name), open_database(access) as database:
        superuser = await asyncpg.connect(**access)
        await insert_tenant(superuser, Tenant(tenant, "lanna", "Lanna IT Service"), LONG_AGO)
        async with database.session(tenant) as session:
            whole = await a_whole_contract(session, store)
        await superuser.execute(_WITHOUT_CONSTRAINTS)
        await superuser.close()
        yield InTheirHands(database, tenant, whole, store, papers)


@pytest.fixture
async def tampered(in_their_hands: InTheirHands) -> AsyncIterator[Tampered]:
    async with in_their_hands.tampered() as tampered:
        yield tampered


_WITHOUT_CONSTRAINTS = """
do $$
declare
    one record;
begin
    for one in
        select conrelid::regclass as of, conname as name from pg_constraint
        where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u') order by contype = 'u'
    loop
        execute format('alter table %s drop constraint %I cascade', one.of, one.name);
    end loop;
    drop index contract_version_open;
end
$$
"""
