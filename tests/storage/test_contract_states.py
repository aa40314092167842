"""Searching contracts by state finds exactly those that are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.domain.contracting.states import AFTER_SIGNING, ContractState
from sla_plugin.domain.ids import ServiceId, TenantId
from sla_plugin.storage.conditions import matching
from sla_plugin.storage.contract_record import read_records
from sla_plugin.storage.contract_states import in_state
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.create_service import create_service
from tests.support.database import undone

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

ticks = st.integers(0, 4)
maybe = st.none() | ticks


@dataclass(frozen=True)
class Drawn:
    """In ticks from FIRST on; `since` None: it is not signed, and in `state`. `suspended`: since, for how
    long, and whether only a line of it is."""

    state: ContractState
    since: int | None
    lasts: int | None
    closed: int | None
    suspended: list[tuple[int, int | None, bool]]

    @property
    def until(self) -> int | None:
        return None if self.since is None or self.lasts is None else self.since + self.lasts + 1


drawn = st.builds(
    Drawn,
    st.sampled_from(
        [state for state in ContractState if state not in {*AFTER_SIGNING, ContractState.SIGNED}]
    ),
    maybe,
    maybe,
    maybe,
    st.lists(st.tuples(ticks, maybe, st.booleans()), max_size=3),
)


def _at(tick: int | None) -> datetime | None:
    return None if tick is None else FIRST + tick * TICK


async def _store(session: Session, number: int, one: Drawn, service: ServiceId) -> UUID:
    is_signed = one.since is not None
    row = ContractRow(
        number=f"C-{number}",
        zone="UTC",
        state="SIGNED" if is_signed else one.state.value,
        monitored_from=_at(one.since),
        monitored_until=_at(one.until),
        closed_at=_at(one.closed) if one.until is not None else None,
        recorded_at=FIRST,
    )
    await session.add(row)
    for since, lasts, of_line in one.suspended if is_signed else ():
        until = None if lasts is None else FIRST + (since + lasts) * TICK
        await session.add(
            SuspensionRow(
                contract_id=row.id, suspended_by="anan", reason="-", since=FIRST + since * TICK, until=until,
                tolls_notice=False, pauses_clocks=True, recorded_at=FIRST,
                service_id=service if of_line else None,
            )
        )  # fmt: skip
    return row.id


@given(st.lists(drawn, max_size=6), ticks)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is kept
async def test_a_state_is_searched_as_it_is_told(
    database: Database, tenant: TenantId, contracts: list[Drawn], tick: int
) -> None:
    at = FIRST + tick * TICK
    async with undone(database, tenant) as session:
        service = await create_service(session, code="printing", name="Printing")
        for number, one in enumerate(contracts):
            await _store(session, number, one, service)
        records = await read_records(session, await session.query(ContractRow))
        told = {record.contract.number: state_of(record, at) for record in records}
        for state in ContractState:
            found = {row.number for row in await matching(session, ContractRow, in_state(state, at))}
            assert found == {number for number, of in told.items() if of is state}
