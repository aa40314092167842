"""A contract that lets work in progress run off, by what is on record (60-termination, "The stop")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sla_plugin.demo.world import CRM
from sla_plugin.domain.facts import Assigned, Fact, Opened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.counted import CountedRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.termination_cases import cases_of
from tests.support.ends import CLAUSES, Base, Ended, a_base, a_notice, follow, give_notice, tell_tickets
from tests.support.underpinning import CARRIER, an_underpinning

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = datetime.fromisoformat("2026-06-15T17:00:00+00:00")
RUNS_OFF = replace(CLAUSES, ending=replace(CLAUSES.at_its_end, runs_off=True))
OPENED = Opened(
    Status.OPEN, "open", ((TicketField.CUSTOMER, f"{CRM}:8841"), (TicketField.SERVICE, "printing"))
)
ASSIGNED = Assigned(CARRIER, supplier=True)
RESOLVED = StatusChanged(Status.RESOLVED, "resolved")


def _life(ticket: int, *happened: tuple[float, What]) -> tuple[Fact, ...]:
    """So many hours after the end."""
    return tuple(
        Fact(END + at * HOUR, "desk", n, f"{ticket}/{n}", what) for n, (at, what) in enumerate(happened)
    )


TICKETS = (
    # Resolved in time after the end; the carrier had two hours, and took an hour and a half.
    _life(0, (-1, OPENED), (-0.5, ASSIGNED), (1, RESOLVED)),
    # Still open: late for everybody.
    _life(1, (-2, OPENED), (-0.5, ASSIGNED)),
    # Late by the end already.
    _life(2, (-9, OPENED)),
    # After the end nothing begins.
    _life(3, (0, OPENED), (0, ASSIGNED)),
)


@pytest.fixture
async def base(database: Database, tenant: TenantId, tmp_path: Path) -> Base:
    return await a_base(database, tenant, tmp_path, RUNS_OFF)


async def _ends(session: Session, base: Base) -> None:
    ended = Ended(Ground.MUTUAL, date(2026, 6, 15), True, TICKETS)
    case = await give_notice(session, base, ended)
    await tell_tickets(session, base, ended, None, END)
    await follow(session, base, END)
    await tell_tickets(session, base, ended, END, END + DAY)
    await follow(session, base, END + DAY)
    cases = await cases_of(await read_record(session, await session.get(ContractRow, id=base.contract)))
    settlement = await draft_settlement(cases, cases.value(cases.row(case)), END + DAY)
    # Nothing was closed by the end; the breach of before it counts.
    assert settlement.clocks == ()
    assert [(one.met, one.breached, one.censored) for one in settlement.counts] == [(0, 1, 0), (0, 1, 0)]


async def _clocks(session: Session, side: str) -> list[tuple[str, str, str, timedelta]]:
    """Of the resolution, by ticket."""
    keys = {row.id: row.key for row in await session.query(TicketRow)}
    return sorted(
        (keys[row.ticket_id], row.state, row.verdict, timedelta(microseconds=row.elapsed_us))
        for row in await session.query(ClockRow).filter(side=side, metric="RESOLUTION")
    )


async def _counted(session: Session, side: str) -> list[tuple[str, str, str | None]]:
    keys = {row.id: row.key for row in await session.query(TicketRow)}
    return sorted(
        (keys[row.ticket_id], row.result, row.excluded_for)
        for row in await session.query(CountedRow).filter(side=side, metric="RESOLUTION")
    )


async def test_clocks_go_on_to_their_own_end_and_count_apart(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        await _ends(session, base)
        assert await _clocks(session, "SLA") == [
            ("0", "STOPPED", "MET", 2 * HOUR),
            ("1", "RUNNING", "BREACHED", 26 * HOUR),
            ("2", "RUNNING", "BREACHED", 33 * HOUR),
        ]
        assert await _counted(session, "SLA") == [
            ("0", "EXCLUDED", "RUNS_OFF"),
            ("1", "EXCLUDED", "RUNS_OFF"),
            ("2", "BREACHED", None),
        ]
        covered = {row.key: row.coverage for row in await session.query(TicketRow)}
        assert covered == {"0": "COVERED", "1": "COVERED", "2": "COVERED", "3": "CONTRACT_ENDED"}


async def test_the_supplier_s_clocks_go_on_too_while_its_own_contract_lasts(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        await an_underpinning(session, base.world)
        await _ends(session, base)
        assert await _clocks(session, "UC") == [
            ("0", "STOPPED", "MET", 1.5 * HOUR),
            ("1", "RUNNING", "BREACHED", 24.5 * HOUR),
        ]
        assert await _counted(session, "UC") == [("0", "MET", None), ("1", "BREACHED", None)]


async def test_what_is_open_with_the_supplier_when_its_own_contract_ends_ends_with_it(
    base: Base, tmp_path: Path
) -> None:
    """A day after the customer's."""
    async with base.database.session(base.tenant) as session:
        uc = await an_underpinning(session, base.world)
        paper = await a_notice(session, uc.contract, tmp_path)
        ended = Ended(Ground.MUTUAL, date(2026, 6, 16), True, ())
        await give_notice(session, replace(base, contract=uc.contract, paper=paper), ended)
        await _ends(session, base)
        assert await _clocks(session, "UC") == [
            ("0", "STOPPED", "MET", 1.5 * HOUR),
            ("1", "CENSORED", "BREACHED", 24.5 * HOUR),
        ]
        [clock] = await session.query(ClockRow).filter(side="UC", state="CENSORED")
        assert clock.stopped_at == END + DAY
