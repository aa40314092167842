"""A contract from requirement to its end, as what is on record tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import KEY, START, a_draft, a_world, tell, time_passes

END = datetime(2027, 3, 31, 17, tzinfo=UTC)
TICK = timedelta(microseconds=1)


async def test_signing_publishes_the_clocks_from_the_start_instant_to_the_end(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        assert (await load_commitments(session)).bindings == ()
        await tell(session, world, contract)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert (record.contract.monitored_from, record.contract.monitored_until) == (START, END)
        states = [state_of(record, at) for at in (START - TICK, START, END - TICK, END)]
        assert states == [
            ContractState.SIGNED, ContractState.ACTIVE, ContractState.ACTIVE, ContractState.ENDED,
        ]  # fmt: skip
        [binding] = (await load_commitments(session)).bindings
        assert (binding.contract, binding.agreement, binding.version) == (contract, world.gold, 1)
        assert (binding.monitored_from, binding.monitored_until) == (START, END)


async def test_time_is_written_down_once_however_late(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        assert (await session.get(ContractRow, id=contract)).next_instant == START
        for now in (END + timedelta(days=9), END + timedelta(days=10)):
            await time_passes(session, contract, now)
        events = [(event.type, event.at) for event in await audit_trail(session, contract)]
        assert events[-5:] == [
            ("contract.started", START),
            ("termination.expiry_opened", END),
            ("contract.ended", END),
            ("termination.took_effect", END),
            ("termination.cut_over", END),
        ]
        # By then it has to be settled.
        settled_by = END + timedelta(days=30)
        assert (await session.get(ContractRow, id=contract)).next_instant == settled_by
        assert await verify_contract(session, contract, KEY.holds) == ()
