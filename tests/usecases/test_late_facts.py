"""Facts of before the end that arrive after its settlement was sealed: rows beside it, never edits of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.demo.world import CRM
from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.facts import Fact, Opened, Reopened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Month
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_record import read_record, take_up
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.credits import CreditTableRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.settlement_contents import settlement_from_json
from sla_plugin.storage.settlements import SettlementAdjustmentRow, SettlementRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.seal_settlement import adjust_settlement, seal_settlement
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.contracting import KEY, PIM, deed
from tests.support.ends import Base, Ended, a_base, follow, give_notice, tell_tickets

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = datetime.fromisoformat("2026-06-15T17:00:00+00:00")
SEALED_AT, LATER = END + 2 * DAY, END + 20 * DAY
JUNE = "2026-06-01 to 2026-06-15"
OPENED = Opened(
    Status.OPEN, "open", ((TicketField.CUSTOMER, f"{CRM}:8841"), (TicketField.SERVICE, "printing"))
)
RESOLVED = StatusChanged(Status.RESOLVED, "resolved")


def _life(ticket: int, *happened: tuple[datetime, What]) -> tuple[Fact, ...]:
    return tuple(Fact(at, "desk", n, f"{ticket}/{n}", what) for n, (at, what) in enumerate(happened))


OPEN_THEN = _life(0, (END - 3 * HOUR, OPENED))
LATE_THEN = _life(1, (END - 9 * HOUR, OPENED))


@dataclass(frozen=True)
class Settled:
    """A contract of which one ticket was open at the end, and one was late; its settlement is sealed."""

    base: Base
    settlement: UUID
    sealed: dict[str, Any]

    async def learns(self, *tickets: tuple[Fact, ...], at: datetime = LATER) -> None:
        async with self.base.database.session(self.base.tenant) as session:
            await tell_tickets(session, self.base, Ended(Ground.MUTUAL, None, True, tickets), None, at)
        await self.passes(at)

    async def passes(self, at: datetime) -> int:
        """How many contracts something was due for."""
        return await ContractPump(self.base.database, lambda: at, KEY.seal).drain()

    async def adjustments(self) -> list[tuple[str, str, Decimal, str]]:
        """Asserts that what was sealed is as it was, and that all of it is in the trail."""
        async with self.base.database.session(self.base.tenant) as session:
            row = await session.get(SettlementRow, id=self.settlement)
            assert (row.content, row.hash) == (self.sealed["content"], self.sealed["hash"])
            assert content_hash(settlement_from_json(row.content)) == row.hash
            assert await verify_contract(session, self.base.contract, KEY.holds) == ()
            rows = await session.query(SettlementAdjustmentRow).order_by("recorded_at", "id")
            return [(one.what, one.because, one.amount, one.recorded_by) for one in rows]

    async def credits(self, kind: str, amount: str) -> None:
        """For June."""
        period = Month(2026, 6, "Asia/Bangkok").period
        async with self.base.database.session(self.base.tenant) as session:
            await session.add(
                CreditTableRow(
                    contract_id=self.base.contract, metric="RESOLUTION", starts_at=period.start,
                    ends_at=period.end, kind=kind, amount=Decimal(amount), currency="THB",
                    recorded_at=LATER,
                )
            )  # fmt: skip

    async def events(self) -> list[datetime]:
        async with self.base.database.session(self.base.tenant) as session:
            trail = await audit_trail(session, self.base.contract)
            return [one.at for one in trail if one.type == "termination.settlement_adjusted"]


@pytest.fixture
async def settled(database: Database, tenant: TenantId, tmp_path: Path) -> Settled:
    base = await a_base(database, tenant, tmp_path)
    ended = Ended(Ground.MUTUAL, date(2026, 6, 15), True, (OPEN_THEN, LATE_THEN))
    async with database.session(tenant) as session:
        case = await give_notice(session, base, ended)
        await tell_tickets(session, base, ended, None, END - HOUR)
        await follow(session, base, END + DAY)
        settlement = await seal_settlement(
            session, deed(PIM, SEALED_AT), case, await _hash(session, base, case)
        )
        row = await session.get(SettlementRow, id=settlement)
    return Settled(base, settlement, {"content": row.content, "hash": row.hash})


async def _hash(session: Session, base: Base, case: UUID) -> str:
    record = await read_record(session, await session.get(ContractRow, id=base.contract))
    cases = await cases_of(record)
    return (await draft_settlement(cases, cases.value(cases.row(case)), SEALED_AT)).hash


Said = tuple[str, str, Decimal, str]


def _by_system(what: str, sealed: str, known: str, amount: str = "0") -> Said:
    return what, f"Sealed: {sealed}. Known now: {known}.", Decimal(amount), "SYSTEM"


OPEN_STILL, ONE_OF_TWO = "CENSORED after 3 h 00 min", "0 met, 1 breached, 1 censored"
CAME_BACK = (END - HOUR / 2, Reopened())
RESOLVED_THEN = _life(0, (END - 3 * HOUR, OPENED), (END - HOUR, RESOLVED))
IN_TIME = [
    _by_system("FIRST_RESPONSE 1 of desk-demo:0", OPEN_STILL, "not listed"),
    _by_system("RESOLUTION 1 of desk-demo:0", OPEN_STILL, "not listed"),
    _by_system(f"printing by corporate, {JUNE}", ONE_OF_TWO, "1 met, 1 breached, 0 censored"),
    _by_system(f"printing by gold, {JUNE}", ONE_OF_TWO, "1 met, 1 breached, 0 censored"),
]
"""Whoever resolves a ticket has answered it, too."""


async def test_a_ticket_that_was_resolved_before_the_end_after_all_is_told_beside_the_settlement(
    settled: Settled,
) -> None:
    assert await settled.adjustments() == []
    await settled.learns(RESOLVED_THEN)
    assert await settled.adjustments() == IN_TIME
    assert await settled.events() == [LATER]
    async with settled.base.database.session(settled.base.tenant) as session:
        [clock] = await session.query(ClockRow).filter(metric="RESOLUTION", verdict="MET")
        assert clock.stopped_at == END - HOUR


async def test_the_same_fact_again_and_more_time_add_nothing(settled: Settled) -> None:
    await settled.learns(RESOLVED_THEN)
    await settled.learns(RESOLVED_THEN, at=LATER + DAY)
    await settled.passes(LATER + 30 * DAY)
    assert await settled.adjustments() == IN_TIME
    assert await settled.events() == [LATER]


async def test_what_happens_after_the_end_concerns_no_settlement(settled: Settled) -> None:
    after = _life(0, (END - 3 * HOUR, OPENED), (END, RESOLVED))
    async with settled.base.database.session(settled.base.tenant) as session:
        ended = Ended(Ground.MUTUAL, None, True, (after,))
        await tell_tickets(session, settled.base, ended, END - HOUR, LATER)
        # A duty of the exit is open until then.
        row = await session.get(ContractRow, id=settled.base.contract)
        assert row.next_instant == END + 30 * DAY
    assert await settled.passes(LATER) == 0
    assert await settled.adjustments() == []


async def test_a_ticket_that_nobody_had_told_of_is_told_beside_it_too(settled: Settled) -> None:
    await settled.learns((), (), _life(2, (END - 7 * HOUR, OPENED)))
    assert await settled.adjustments() == [
        _by_system("FIRST_RESPONSE 1 of desk-demo:2", "not listed", "BREACHED after 7 h 00 min"),
        _by_system("RESOLUTION 1 of desk-demo:2", "not listed", "CENSORED after 7 h 00 min"),
        _by_system(f"printing by corporate, {JUNE}", ONE_OF_TWO, "0 met, 2 breached, 1 censored"),
        _by_system(f"printing by gold, {JUNE}", ONE_OF_TWO, "0 met, 1 breached, 2 censored"),
    ]


async def test_a_later_fact_corrects_what_an_earlier_one_did_and_sums_by_their_difference(
    settled: Settled,
) -> None:
    await settled.learns(RESOLVED_THEN)
    await settled.credits("ACCRUED", "90.00")
    await settled.learns((*RESOLVED_THEN, _life(0, *3 * (CAME_BACK,))[2]), at=LATER + DAY)
    again = [
        _by_system("CREDIT RESOLUTION", "not listed", "-90", "-90"),
        _by_system("FIRST_RESPONSE 1 of desk-demo:0", OPEN_STILL, "CENSORED after 2 h 30 min"),
        _by_system("RESOLUTION 1 of desk-demo:0", OPEN_STILL, "CENSORED after 2 h 30 min"),
        _by_system(f"printing by corporate, {JUNE}", ONE_OF_TWO, ONE_OF_TWO),
        _by_system(f"printing by gold, {JUNE}", ONE_OF_TWO, ONE_OF_TWO),
    ]
    assert await settled.adjustments() == [*IN_TIME, *again]
    await settled.credits("REVERSED", "-30.00")
    await settled.learns(
        (), (), _life(2, (END - HOUR, OPENED), (END - HOUR / 2, RESOLVED)), at=LATER + 2 * DAY
    )
    [reversal, *_] = (await settled.adjustments())[len(IN_TIME) + len(again) :]
    assert reversal == _by_system("CREDIT RESOLUTION", "not listed", "-60", "30")
    assert await settled.events() == [LATER, LATER + DAY, LATER + 2 * DAY]


async def test_what_somebody_adjusts_by_hand_stays_beside_it(settled: Settled) -> None:
    async with settled.base.database.session(settled.base.tenant) as session:
        await adjust_settlement(
            session, deed(PIM, LATER), settled.settlement, what="Paper", because="Returned",
            amount=Money(Decimal("-50.00"), "THB"),
        )  # fmt: skip
    await settled.learns(RESOLVED_THEN, at=LATER + DAY)
    assert await settled.adjustments() == [("Paper", "Returned", Decimal("-50.00"), "pim"), *IN_TIME]


async def test_a_fact_is_not_forgotten_where_somebody_takes_a_step_before_the_pump_comes(
    settled: Settled,
) -> None:
    async with settled.base.database.session(settled.base.tenant) as session:
        ended = Ended(Ground.MUTUAL, None, True, (RESOLVED_THEN,))
        await tell_tickets(session, settled.base, ended, None, LATER)
        record = await take_up(session, settled.base.contract)
        await look_again(record, LATER + HOUR)
        assert record.contract.next_instant == LATER
    assert await settled.passes(LATER + HOUR) == 1
    assert await settled.adjustments() == IN_TIME
    assert await settled.events() == [LATER + HOUR]
