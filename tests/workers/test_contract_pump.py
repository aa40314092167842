"""The pump of contracts writes down what time has brought about: one record, whenever and however often."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.demo.world import DESK
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.ids import ConnectionId, ContractId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.periods import midnight
from sla_plugin.errors import Code, SlaError, Unavailable
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord, read_record, take_up
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.contracts_due import due_contracts
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from sla_plugin.usecases.renew_contract import renew_contract
from sla_plugin.usecases.take_tickets import take_tickets
from sla_plugin.usecases.verify_contract import verify_contract
from sla_plugin.workers import contract_pump as pumping
from sla_plugin.workers.contract_pump import SET_ASIDE_FOR, ContractPump
from sla_plugin.workers.pump import Pump
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    NOW,
    PIM,
    START,
    World,
    a_draft,
    a_world,
    deed,
    step,
    tell,
)

TICK = timedelta(microseconds=1)
THREE_MONTHS = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END)
RENEWING = Clauses(initial_months=12, renewal_months=12, notice=THREE_MONTHS, grace_days=10)
MEANWHILE = NOW + timedelta(days=90)
"""The end of May, when the amendment is signed."""


def bangkok(text: str) -> datetime:
    return midnight(date.fromisoformat(text), "Asia/Bangkok")


BY_WEEKS, BY_YEARS = bangkok("2026-12-20"), bangkok("2028-05-01")


@dataclass(frozen=True)
class Story:
    """`renewing` is amended from August 2027 on, not to be renewed any more; `unsigned` is signed by Anan
    only, on 2 March."""

    database: Database
    tenant: TenantId
    world: World
    renewing: ContractId
    unsigned: ContractId

    def pump(self, at: datetime, batch: int = 100) -> ContractPump:
        return ContractPump(self.database, lambda: at, KEY.seal, batch)

    async def told(self, contract: ContractId) -> list[Told]:
        async with self.database.session(self.tenant) as session:
            return [
                (one.type, one.actor, one.at, {k: v for k, v in one.payload.items() if k not in LATENESS})
                for one in await audit_trail(session, contract)
                if one.actor == "SYSTEM" and one.type.startswith("contract.")
            ]

    async def cut_over(self, contract: ContractId) -> list[tuple[str, datetime]]:
        """What the end brings with it, and when."""
        async with self.database.session(self.tenant) as session:
            found = await audit_trail(session, contract)
            return [(one.type, one.at) for one in found if one.type.startswith("termination.")]

    async def terms(self) -> list[tuple[int, date, date | None, datetime]]:
        async with self.database.session(self.tenant) as session:
            record = await read_record(session, await session.get(ContractRow, id=self.renewing))
            return [(one.number, one.starts_on, one.ends_on, one.recorded_at) for one in record.terms]

    async def reminders(self) -> list[tuple[date, int, datetime]]:
        async with self.database.session(self.tenant) as session:
            rows = await session.query(ReminderRow).order_by("recorded_at")
            return [(row.ends_on, row.days, row.recorded_at) for row in rows]

    async def row(self, contract: ContractId) -> ContractRow:
        async with self.database.session(self.tenant) as session:
            return await session.get(ContractRow, id=contract)

    async def is_sound(self) -> bool:
        async with self.database.session(self.tenant) as session:
            both = (self.renewing, self.unsigned)
            return all([await verify_contract(session, one, KEY.holds) == () for one in both])


@pytest.fixture
async def story(database: Database, tenant: TenantId) -> Story:
    async with database.session(tenant) as session:
        world = await a_world(session)
        renewing = await a_draft(session, world, clauses=RENEWING)
        await tell(session, world, renewing)
        content = world.content(effective_on=date(2027, 8, 1), clauses=replace(RENEWING, renewal_months=None))
        await amend_contract(session, deed(NOK, MEANWHILE), renewing, None, content)
        await everybody_signs(session, world, renewing, MEANWHILE)
        unsigned = await a_draft(session, world, "C-2")
        await tell(session, world, unsigned, until=Step.SIGN)
        await step(session, unsigned, ANAN, Step.SIGN)
    return Story(database, tenant, world, renewing, unsigned)


async def everybody_signs(session: Session, world: World, contract: ContractId, at: datetime) -> None:
    way = [
        (ANAN, Step.AGREE), (world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (world.malee, Step.APPROVE), (ANAN, Step.SIGN), (world.malee, Step.SIGN),
    ]  # fmt: skip
    for actor, which in way:
        await step(session, contract, actor, which, at)


async def on_time(story: Story, until: datetime) -> None:
    """At each instant, as it comes, and a moment before, when there is nothing to do yet."""
    while due := await due_contracts(story.database, until, 1):
        at = due[0].next_instant
        assert await story.pump(at - TICK).drain() == 0
        assert await story.pump(at).drain() >= 1


async def late(story: Story, until: datetime) -> None:
    assert await story.pump(until).drain() == 2


async def twice(story: Story, until: datetime) -> None:
    for _ in range(2):
        await story.pump(until).drain()
    async with story.database.session(story.tenant) as session:
        for contract in (story.renewing, story.unsigned):
            await pass_time(session, deed(ANAN, until), contract)


async def two_at_once(story: Story, until: datetime) -> None:
    pumps = [story.pump(until, batch=1) for _ in range(2)]
    done = await asyncio.gather(*(pump.drain() for pump in pumps))
    # Whom the other is in the way, comes back later.
    assert sum(done) + await story.pump(until).drain() == 2


async def killed(story: Story, until: datetime) -> None:
    """After everything is written, and before it is committed."""

    async def dying(*arguments: Any) -> None:
        await pass_time(*arguments)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pumping, "pass_time", dying)
        with pytest.raises(KeyboardInterrupt):
            await story.pump(until).drain()
    assert (await story.told(story.renewing), await story.told(story.unsigned)) == ([], [])
    await late(story, until)


Mode = Callable[[Story, datetime], Awaitable[None]]

Told = tuple[str, str, datetime, dict[str, Any]]
"""What happened by time: what, by whom, when, and with which words."""

EXPIRED: Told = (
    "contract.signatures_expired",
    "SYSTEM",
    NOW + timedelta(days=30),
    {
        "version": 1,
        "from": "AWAITING_SIGNATURE",
        "to": "FINAL_REVIEW",
        "reason": "the time to sign is over",
        "told": ["anan"],
    },
)
LATENESS = {"wrote", "written_down_at", "escalated"}
"""What an event says besides of how it was written down."""
STARTED: Told = ("contract.started", "SYSTEM", START, {})
RENEWED: Told = ("contract.renewed", "SYSTEM", bangkok("2027-01-11"), {"term": 2})
AMENDED: Told = ("contract.amended", "SYSTEM", bangkok("2027-08-01"), {"version": 2})
ENDED: Told = ("contract.ended", "SYSTEM", bangkok("2028-04-01"), {"as": "EXPIRED"})
SIGNED = (1, date(2026, 4, 1), date(2027, 3, 31), NOW)
REMINDERS = [
    (date(2027, 3, 31), days, bangkok(on))
    for days, on in ((90, "2026-10-02"), (60, "2026-11-01"), (30, "2026-12-01"))
]
"""Of the deadline of 31 December."""


@pytest.mark.parametrize("mode", [on_time, late, twice, two_at_once, killed])
async def test_the_record_is_the_same_on_time_weeks_late_twice_and_after_a_crash(
    story: Story, mode: Mode
) -> None:
    await mode(story, BY_WEEKS)
    assert await story.told(story.renewing) == [STARTED]
    assert await story.terms() == [SIGNED]
    assert await story.reminders() == REMINDERS
    assert await story.told(story.unsigned) == [EXPIRED]
    assert (await story.row(story.renewing)).next_instant == bangkok("2027-01-11")
    assert (await story.row(story.unsigned)).next_instant is None
    assert await story.is_sound()


@pytest.mark.parametrize("mode", [on_time, late, twice, two_at_once, killed])
async def test_years_are_caught_up_in_their_order_with_their_instants(story: Story, mode: Mode) -> None:
    await mode(story, BY_YEARS)
    assert await story.told(story.renewing) == [STARTED, RENEWED, AMENDED, ENDED]
    by_itself = ("expiry_opened", "took_effect", "cut_over")
    assert await story.cut_over(story.renewing) == [
        *((f"termination.{one}", ENDED[2]) for one in by_itself),
        ("termination.settlement_overdue", bangkok("2028-05-01")),
    ]
    assert await story.terms() == [SIGNED, (2, date(2027, 4, 1), date(2028, 3, 31), bangkok("2027-01-11"))]
    row = await story.row(story.renewing)
    assert (row.monitored_until, row.ends_as) == (bangkok("2028-04-01"), "EXPIRED")
    assert (row.next_instant, row.passed_at) == (None, bangkok("2028-04-01"))
    assert await story.reminders() == (REMINDERS if mode is on_time else [])
    assert await story.is_sound()


async def test_a_term_is_added_after_the_deadline_and_its_grace_and_not_a_moment_before(story: Story) -> None:
    decided = bangkok("2027-01-11")
    await story.pump(decided - TICK).drain()
    assert len(await story.terms()) == 1
    assert (await story.row(story.renewing)).monitored_until is None
    await story.pump(decided).drain()
    assert (await story.terms())[1][:3] == (2, date(2027, 4, 1), date(2028, 3, 31))
    async with story.database.session(story.tenant) as session:
        bound = await session.query(SlaBindingRow).order_by("monitored_from")
    # From then on it is certain that it ends, because the amendment that holds by then does not renew it.
    end = bangkok("2028-04-01")
    assert (await story.row(story.renewing)).monitored_until == end
    assert [(one.monitored_until, one.stop_cause) for one in bound] == [
        (bangkok("2027-08-01"), "AMENDED"), (end, "CONTRACT_ENDED"),
    ]  # fmt: skip


async def test_whoever_holds_the_contract_decides_first(story: Story) -> None:
    """While it is renewed by hand, the pump goes on with others, and then finds another date."""
    at = bangkok("2027-01-11")
    await story.pump(at - TICK).drain()
    async with story.database.session(story.tenant) as session:
        await take_up(session, story.renewing)
        assert await story.pump(at).drain() == 0
        await renew_contract(session, deed(ANAN, at), story.renewing, None)
    assert [one[0] for one in await story.terms()] == [1, 2]
    assert await story.pump(at).drain() == 0
    assert "contract.renewed" not in [what for what, *_ in await story.told(story.renewing)]


async def test_one_that_is_not_renewed_ends_at_its_end_instant_whenever_that_is_written_down(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        end = bangkok("2027-04-01")
        assert [state_of(record, at) for at in (end - TICK, end)] == [
            ContractState.ACTIVE,
            ContractState.ENDED,
        ]
    await ContractPump(database, lambda: end + timedelta(days=40), KEY.seal).drain()
    async with database.session(tenant) as session:
        told = [
            (one.type, one.at)
            for one in await audit_trail(session, contract)
            if one.actor == "SYSTEM" and one.type.startswith("contract.")
        ]
        assert told == [("contract.started", START), ("contract.ended", end)]
        assert await session.query(ReminderRow).all() == []


async def test_a_ticket_stops_being_measured_at_the_end_instant_though_no_pump_came_to_the_contract(
    database: Database, tenant: TenantId
) -> None:
    end = bangkok("2027-04-01")
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        desk = ConnectionRow(
            key=DESK, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=NOW
        )
        await session.add(desk)
        ticket = Happenings("T-1", "The printer jams", fields("8841", "printing", "P3"))
        ticket.opened(end - timedelta(hours=2))
        told = ticket.until(end)
        await take_tickets(session, ConnectionId(desk.id), told, end - timedelta(hours=1))
        assert (await session.query(TicketRow).get(key="T-1")).next_instant == end
    await Pump(database, lambda: end + timedelta(days=1)).drain()
    async with database.session(tenant) as session:
        [clock] = await session.query(ClockRow).filter(metric=Metric.RESOLUTION.value)
        assert (clock.state, clock.verdict, clock.stopped_at) == ("CENSORED", "CENSORED", end)
        assert clock.elapsed_us == timedelta(hours=2) // timedelta(microseconds=1)
        assert (await session.query(TicketRow).get(key="T-1")).coverage == "CONTRACT_ENDED"
        assert (await session.get(ContractRow, id=contract)).passed_at is None


async def test_what_was_signed_on_paper_years_ago_is_caught_up_with(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        content = world.content(effective_on=date(2016, 2, 29), clauses=RENEWING)
        contract = await record_signed_contract(
            session, deed(ANAN), number="P-1", kind=ContractKind.CUSTOMER, content=content, signatures=()
        )
    await ContractPump(database, lambda: NOW, KEY.seal).drain()
    async with database.session(tenant) as session:
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert [str(one.ends_on) for one in record.terms][:5] == [
            "2017-02-28", "2018-02-28", "2019-02-28", "2020-02-28", "2021-02-28",
        ]  # fmt: skip
        assert str(record.terms[-1].ends_on) == "2027-02-28"
        told = [(one.type, one.at) for one in await audit_trail(session, contract)]
        assert told[1] == ("contract.started", bangkok("2016-02-29"))
        assert told[2] == ("contract.renewed", bangkok("2016-12-11"))
        assert (len(told), len(record.terms)) == (12, 11)
        assert record.contract.next_instant == bangkok("2026-09-01")
        assert await session.query(ReminderRow).all() == []
        assert await verify_contract(session, contract, KEY.holds) == ()


async def test_an_amendment_does_not_let_a_contract_go_on_that_has_ended_meanwhile(
    database: Database, tenant: TenantId
) -> None:
    """Published on its last day but one, and signed a month after the end."""
    end = bangkok("2027-04-01")
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        longer = world.content(effective_on=date(2027, 3, 1), clauses=Clauses(initial_months=24))
        before = end - timedelta(days=2)
        await amend_contract(session, deed(NOK, before), contract, None, longer)
        for actor, which in [(ANAN, Step.AGREE), (world.malee, Step.AGREE), (LEK, Step.APPROVE)]:
            await step(session, contract, actor, which, before)
        for actor, which in [(PIM, Step.APPROVE), (world.malee, Step.APPROVE), (ANAN, Step.SIGN)]:
            await step(session, contract, actor, which, before)
        with pytest.raises(SlaError) as refusal:
            async with session.savepoint():
                await step(session, contract, world.malee, Step.SIGN, end + timedelta(days=5))
        assert refusal.value.code is Code.STATE_WRONG
        record: ContractRecord = await read_record(session, await session.get(ContractRow, id=contract))
        assert (record.contract.monitored_until, len(record.terms)) == (end, 1)


async def test_a_contract_that_cannot_be_followed_is_set_aside_and_holds_up_nobody(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(session: Session, by: Any, which: ContractId) -> None:
        if which == story.renewing:
            raise ValueError("a calendar without days")
        await pass_time(session, by, which)

    monkeypatch.setattr(pumping, "pass_time", failing)
    assert await story.pump(BY_WEEKS).drain() == 2
    assert await story.told(story.renewing) == []
    assert (await story.row(story.renewing)).next_instant == BY_WEEKS + SET_ASIDE_FOR
    assert await story.told(story.unsigned) == [EXPIRED]
    monkeypatch.undo()
    assert await story.pump(BY_WEEKS + SET_ASIDE_FOR).drain() == 1
    assert await story.told(story.renewing) == [STARTED]


async def test_the_pump_outlives_a_database_that_is_away_and_what_nobody_has_thought_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = asyncio.Event()
    answers = iter([Unavailable(Code.DATABASE_UNAVAILABLE, "It is away."), ZeroDivisionError()])

    async def away(self: Database, text: str, *arguments: object) -> list[object]:
        for error in answers:
            raise error
        asked.set()
        return []

    monkeypatch.setattr(Database, "across_tenants", away)
    pump = ContractPump(Database.__new__(Database), lambda: datetime.now(UTC), KEY.seal)
    running = asyncio.create_task(pump.run(timedelta(0)))
    await asyncio.wait_for(asked.wait(), timeout=10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
