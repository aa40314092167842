"""The demo's contracts, at every stage of the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sla_plugin.demo.contracting import seed_contracts
from sla_plugin.demo.seed import seed
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.contract_dates import deadline_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.demo.test_seed import NOW
from tests.support.contracting import KEY


async def test_one_runs_one_waits_for_a_signature_and_one_is_judged(
    database: Database, tenant: TenantId, other_tenant: TenantId, tmp_path: Path
) -> None:
    store = open_document_store(f"file://{tmp_path}", 1 << 24)
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    await seed_contracts(database, tenant, store, KEY.seal, NOW)
    async with database.session(tenant) as session:
        rows = await session.query(ContractRow).filter(number__gte="LI-2571").order_by("number")
        records = [await read_record(session, row) for row in rows]
        assert {row.number: state_of(record, NOW) for row, record in zip(rows, records, strict=True)} == {
            "LI-2571": "ACTIVE",
            "LI-2572": "FEASIBILITY",
            "LI-2573": "AWAITING_SIGNATURE",
        }
        deadline = await deadline_of(session, records[0], NOW)
        assert deadline is not None
        assert timedelta(0) < deadline.received_by - NOW < timedelta(days=62)
        found = [await verify_contract(session, record.id, KEY.holds, store) for record in records]
        assert found == [(), (), ()]
