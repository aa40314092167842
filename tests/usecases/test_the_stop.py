"""Whenever and however often the jobs run, an end leaves the same (60-termination, "The stop")."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.demo.world import CRM, DESK
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.facts import Fact, Opened, Status, TicketField
from sla_plugin.domain.ids import ConnectionId, TenantId
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.termination_cases import cases_of
from tests.domain.test_clock_laws import MONDAY, lives
from tests.support.contracting import (
    KEY,
    NOW,
    PRICE,
    a_draft,
    a_world,
    tell,
    time_passes,
)
from tests.support.database import undone
from tests.support.ends import (
    CLAUSES,
    LATE,
    RECEIVED,
    Base,
    Ended,
    a_base,
    a_notice,
    canonical_form,
    follow,
    give_notice,
    tell_tickets,
)

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
few = settings(
    max_examples=60 if FULL else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


days = st.integers(1, 69).map(lambda n: date(2026, 6, 1) + timedelta(days=n))


@st.composite
def endings(draw: st.DrawFn) -> Ended:
    """With tickets around the end, wherever that is."""
    ground = draw(st.sampled_from([Ground.CONVENIENCE, Ground.MUTUAL, Ground.INSOLVENCY]))
    on = None if ground is Ground.CONVENIENCE else draw(days)
    near = datetime.combine(on or date(2026, 7, 31), datetime.min.time(), UTC)
    begin = near - timedelta(days=draw(st.integers(0, 8)))
    tickets = draw(st.lists(lives(), min_size=1, max_size=3))
    told = tuple(tuple(_moved(fact, number, begin) for fact in life) for number, life in enumerate(tickets))
    return Ended(ground, on, ground is Ground.MUTUAL or draw(st.booleans()), told)


def _moved(fact: Fact, ticket: int, begin: datetime) -> Fact:
    """To these days, and to a customer and a service that are known here."""
    what = fact.what
    if isinstance(what, Opened):
        fields = dict(what.fields) | {TicketField.CUSTOMER: f"{CRM}:8841", TicketField.SERVICE: "printing"}
        what = replace(what, fields=tuple(sorted(fields.items())))
    at = begin + (fact.occurred_at - MONDAY)
    return replace(fact, occurred_at=at, external_id=f"{ticket}/{fact.external_id}", what=what)


Running = Callable[[Session, Base, Ended, datetime], Any]


async def _on_time(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    instants = {fact.occurred_at for life in ended.tickets for fact in life}
    instants |= {ends_at, ends_at - timedelta(hours=1), ends_at + timedelta(hours=1)}
    before = None
    for at in sorted(one for one in instants if RECEIVED <= one < LATE):
        await tell_tickets(session, base, ended, before, at)
        await follow(session, base, at)
        before = at
    await tell_tickets(session, base, ended, None, LATE)
    await follow(session, base, LATE)


async def _days_late(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    await tell_tickets(session, base, ended, None, LATE)
    await follow(session, base, LATE)


async def _twice(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    for at in (ends_at, ends_at, LATE, LATE):
        await tell_tickets(session, base, ended, None, at)
        await follow(session, base, at)


class _KilledError(Exception):
    pass


def _killed(after: int) -> Running:
    async def run(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
        left = after

        def seal(text: str) -> str:
            nonlocal left
            left -= 1
            if left < 0:
                raise _KilledError
            return KEY.seal(text)

        await tell_tickets(session, base, ended, None, LATE)
        try:
            async with session.savepoint():
                await follow(session, base, LATE, Deed(SYSTEM, LATE, seal, "127.0.0.1"))
        except _KilledError:
            pass
        await follow(session, base, LATE)

    return run


async def _result(base: Base, ended: Ended, run: Running) -> dict[str, Any]:
    async with undone(base.database, base.tenant) as session:
        case = await give_notice(session, base, ended)
        ends_at = (await session.get(CaseRow, id=case)).ends_at
        assert ends_at is not None
        await run(session, base, ended, ends_at)
        return await canonical_form(session, base, case)
    raise AssertionError("unreachable")


@pytest.fixture
async def base(database: Database, tenant: TenantId, tmp_path: Path) -> Base:
    return await a_base(database, tenant, tmp_path)


@few
@given(ended=endings(), after=st.integers(0, 5))
async def test_an_end_leaves_the_same_on_time_late_twice_or_killed_half_way(
    base: Base, ended: Ended, after: int
) -> None:
    on_time = await _result(base, ended, _on_time)
    for run in (_days_late, _twice, _killed(after)):
        assert await _result(base, ended, run) == on_time


async def test_the_settlement_of_a_line_lists_its_own_clocks_although_another_ends_with_it(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    """Two lines end on one day by agreements of their own; of each a ticket is open then."""
    end = date(2026, 6, 15)
    ends_at = datetime(2026, 6, 15, 17, tzinfo=UTC)
    async with database.session(tenant) as session:
        world = await a_world(session)
        network = await create_service(session, code="network", name="Network")
        await create_service(session, code="wifi", name="Wi-Fi", parent=network)
        third = await create_service(session, code="third", name="Third")
        lines = world.content().lines | {
            ContractLine(one, world.gold, unit_price=PRICE) for one in (network, third)
        }
        contract = await a_draft(session, world, clauses=CLAUSES, lines=lines)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        row = ConnectionRow(
            key=DESK, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=NOW
        )
        await session.add(row)
        paper = await a_notice(session, contract, tmp_path)
        base = Base(database, tenant, world, contract, ConnectionId(row.id), paper)
        told = tuple(
            (_opening(number, ends_at - timedelta(hours=number + 1), service),)
            for number, service in enumerate(("printing", "wifi", "third"))
        )
        ended = Ended(Ground.MUTUAL, end, True, told)
        cases = [
            await give_notice(session, base, ended, frozenset({one})) for one in (world.printing, network)
        ]
        await _days_late(session, base, ended, ends_at)
        record = await cases_of(await read_record(session, await session.get(ContractRow, id=contract)))
        keys = {row.id: row.key for row in await session.query(TicketRow)}
        found = [await draft_settlement(record, record.value(record.row(one)), LATE) for one in cases]
        listed = [[keys[one.ticket] for one in each.clocks] for each in found]
        assert listed == [["0"], ["1"]]
        assert [sum(one.censored for one in each.counts) for each in found] == [1, 1]


def _opening(number: int, at: datetime, service: str) -> Fact:
    fields = ((TicketField.CUSTOMER, f"{CRM}:8841"), (TicketField.SERVICE, service))
    return Fact(at, "desk", 0, f"{number}/0", Opened(Status.OPEN, "open", fields))
