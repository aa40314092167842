"""The pump writes down what time alone has brought about, at the instant at which it came about."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets
from sla_plugin.workers import pump as pumping
from sla_plugin.workers.pump import SET_ASIDE_FOR, Pump
from tests.support.cast import HOSPITAL, NOW, Provider, bangkok, everyday_ticket, ticket, waiting_ticket
from tests.support.customers import Customer

EVENING = bangkok("2026-03-03 18:00")
NEXT_WEEK = bangkok("2026-03-10 12:00")


def _pump(provider: Provider, at: datetime) -> Pump:
    return Pump(provider.installation.database, lambda: at)


async def _clocks(provider: Provider, key: str) -> dict[str, ClockRow]:
    async with provider.installation.database.session(provider.tenant) as session:
        row = await session.query(TicketRow).get(key=key)
        return {clock.metric: clock for clock in await session.query(ClockRow).filter(ticket_id=row.id)}


async def _ticket(provider: Provider, key: str) -> TicketRow:
    async with provider.installation.database.session(provider.tenant) as session:
        return await session.query(TicketRow).get(key=key)


async def test_a_breach_is_recorded_at_its_own_instant_when_the_pump_comes_a_week_late(
    lanna: Provider,
) -> None:
    await lanna.is_told(everyday_ticket(HOSPITAL))
    before = await _clocks(lanna, "H-8841")
    assert before["RESOLUTION"].breached_at is None

    assert await _pump(lanna, NEXT_WEEK).drain() == 1

    after = await _clocks(lanna, "H-8841")
    assert after["RESOLUTION"].breached_at == bangkok("2026-03-03 16:00")
    assert (after["RESOLUTION"].state, after["RESOLUTION"].verdict) == ("RUNNING", "BREACHED")


async def test_nothing_is_done_before_the_instant_and_everything_once_after_it(lanna: Provider) -> None:
    await lanna.is_told(everyday_ticket(HOSPITAL))
    due = (await _ticket(lanna, "H-8841")).next_instant
    assert due is not None
    assert await _pump(lanna, due - timedelta(microseconds=1)).drain() == 0
    assert await _pump(lanna, due).drain() == 1
    assert await _pump(lanna, due).drain() == 0


async def test_a_paused_ticket_wakes_nobody(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    assert (await _ticket(lanna, "T-1")).next_instant is None
    assert await _pump(lanna, NEXT_WEEK).drain() == 0


async def test_two_pumps_evaluate_every_ticket_once_between_them(lanna: Provider) -> None:
    for n in range(30):
        told = ticket(f"M-{n}", "The printer jams", "P3")
        told.opened(bangkok("2026-03-03 08:00"))
        await lanna.is_told(told)
    pumps = [_pump(lanna, NEXT_WEEK) for _ in range(2)]
    for one in pumps:
        one.batch = 5

    done = await asyncio.gather(*(one.drain() for one in pumps))

    assert sum(done) == 30
    async with lanna.installation.database.session(lanna.tenant) as session:
        verdicts = {row.verdict for row in await session.query(ClockRow).filter(metric="RESOLUTION")}
        waiting = await session.query(TicketRow).filter(next_instant__lte=NEXT_WEEK).count()
    assert (verdicts, waiting) == ({"BREACHED"}, 0)


async def test_what_becomes_due_below_the_watermark_is_found_by_the_sweep(lanna: Provider) -> None:
    await lanna.is_told(everyday_ticket(HOSPITAL))
    clock = [EVENING]
    pump = Pump(lanna.installation.database, lambda: clock[0])
    assert await pump.drain() == 1
    assert await pump.drain() == 0
    async with lanna.installation.database.session(lanna.tenant) as session:
        await session.query(TicketRow).filter(key="H-8841").update(next_instant=NOW)
    clock[0] = EVENING + timedelta(seconds=30)
    assert await pump.drain() == 0
    clock[0] = EVENING + timedelta(seconds=61)
    assert await pump.drain() == 1


async def test_the_end_of_a_contract_cuts_a_running_clock_off_though_nothing_happens_to_the_ticket(
    lanna: Provider,
) -> None:
    await lanna.is_told(everyday_ticket(HOSPITAL))
    end = bangkok("2026-03-03 12:00")
    async with lanna.installation.database.session(lanna.tenant) as session:
        await session.query(ContractRow).update(monitored_until=end)
        await session.query(TicketRow).update(next_instant=end)
    await _pump(lanna, NEXT_WEEK).drain()
    clock = (await _clocks(lanna, "H-8841"))["RESOLUTION"]
    assert (clock.state, clock.verdict, clock.stopped_at) == ("CENSORED", "CENSORED", end)
    assert clock.elapsed_us == timedelta(hours=4) // timedelta(microseconds=1)
    assert (await _ticket(lanna, "H-8841")).coverage == "CONTRACT_ENDED"


async def test_a_pump_that_is_killed_before_it_commits_leaves_the_work_for_the_next(
    lanna: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lanna.is_told(everyday_ticket(HOSPITAL))
    before = await _clocks(lanna, "H-8841")

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pumping, "evaluate_tickets", killed)
        with pytest.raises(KeyboardInterrupt):
            await _pump(lanna, NEXT_WEEK).drain()
    assert (await _clocks(lanna, "H-8841"))["RESOLUTION"].breached_at == before["RESOLUTION"].breached_at
    assert await _pump(lanna, NEXT_WEEK).drain() == 1
    assert (await _clocks(lanna, "H-8841"))["RESOLUTION"].verdict == "BREACHED"


async def test_a_ticket_that_cannot_be_evaluated_is_set_aside_and_holds_up_nobody(
    lanna: Provider, rheinwerk: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lanna.gets([Customer("1", "One"), Customer("2", "Two")])
    await rheinwerk.gets([Customer("3", "Three")])
    broken = (await _ticket(lanna, "H-1")).id

    async def failing(session: object, tickets: list[UUID], now: datetime) -> None:
        if broken in tickets:
            raise ValueError("a calendar without time")
        await evaluate_tickets(session, tickets, now)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(pumping, "evaluate_tickets", failing)
    await _pump(lanna, NEXT_WEEK).drain()

    assert (await _clocks(lanna, "H-1"))["RESOLUTION"].breached_at is None
    assert (await _ticket(lanna, "H-1")).next_instant == NEXT_WEEK + SET_ASIDE_FOR
    assert (await _clocks(lanna, "H-2"))["RESOLUTION"].verdict == "BREACHED"
    assert (await _clocks(rheinwerk, "H-3"))["RESOLUTION"].verdict == "BREACHED"


async def test_the_pump_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()
    answers = iter([Unavailable(Code.DATABASE_UNAVAILABLE, "It is away.")])

    async def away(self: Database, text: str, *arguments: object) -> list[object]:
        for error in answers:
            raise error
        asked.set()
        return []

    monkeypatch.setattr(Database, "across_tenants", away)
    running = asyncio.create_task(Pump(Database.__new__(Database), lambda: NOW).run(timedelta(0)))
    await asyncio.wait_for(asked.wait(), timeout=10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
