"""Whenever and however often the jobs run, an end leaves the same (60-termination, "The stop")."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.demo.world import CRM, DESK
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.content import Clauses, ExitDuty
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.ending import EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.facts import Fact, Opened, Status, TicketField
from sla_plugin.domain.ids import ConnectionId, ContractId, ServiceId, TenantId, TicketId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.domain.terms import ANY_PRIORITY, Terms
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.records import RecordKind, Ref, TicketFact, TicketRecord
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.counted import CountedRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.record_prepayment import record_prepayment
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.take_tickets import take_tickets
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.domain.test_clock_laws import MONDAY, lives
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    NOW,
    PIM,
    PRICE,
    a_draft,
    a_world,
    deed,
    tell,
    time_passes,
)
from tests.support.database import undone

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
few = settings(
    max_examples=60 if FULL else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RECEIVED = datetime(2026, 6, 1, 3, tzinfo=UTC)
LATE = datetime(2026, 9, 9, 1, tzinfo=UTC)
CLAUSES = Clauses(
    initial_months=12,
    renewal_months=12,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.MONTH_END),
    exit=(ExitDuty("DATA_EXPORT", "All tickets", 30),),
    ending=Ending(fee=EarlyFee(FeeKind.MONTHS, Decimal(1))),
)


@dataclass(frozen=True)
class Ended:
    """How a contract comes to its end. `is_approved`: or else the end finds it in review."""

    ground: Ground
    requested_on: date | None
    is_approved: bool
    tickets: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True)
class Base:
    database: Database
    tenant: TenantId
    contract: ContractId
    desk: ConnectionId
    paper: UUID


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


async def _base(database: Database, tenant: TenantId, path: Path) -> Base:
    async with database.session(tenant) as session:
        world = await a_world(session)
        await _also_promises_answers(session)
        contract = await a_draft(session, world, clauses=CLAUSES)
        await tell(session, world, contract)
        other = await a_draft(session, world, "C-2", effective_on=date(2026, 8, 1))
        await tell(session, world, other)
        year = Prepayment(Days(date(2026, 4, 1), date(2027, 3, 31)), Money(Decimal("12000.00"), "THB"))
        await record_prepayment(session, deed(PIM), contract, "Toner", year)
        await time_passes(session, contract, RECEIVED)
        row = ConnectionRow(
            key=DESK, adapter="memory", config={}, value_rules={}, secrets=b"", created_at=NOW
        )
        await session.add(row)
        paper = await put_on_record(
            session, open_document_store(f"file://{path}", 1 << 20), deed(NOK, RECEIVED), contract,
            About(DocumentKind.NOTICE, "notice"), "text/plain", _bytes(),
        )  # fmt: skip
        return Base(database, tenant, contract, ConnectionId(row.id), paper)


async def _bytes() -> Any:
    yield b"We end the contract."


async def _also_promises_answers(session: Session) -> None:
    await create_agreement(
        session, code="corporate", name="Corporate", kind=AgreementKind.CUSTOMER_SLA, level=Level.CORPORATE,
        first=NewVersion(
            datetime(2026, 1, 1, tzinfo=UTC),
            terms=Terms(
                targets={
                    metric: {ANY_PRIORITY: WorkingDuration(timedelta(hours=4))}
                    for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE)
                }
            ),
        ),
        now=NOW,
    )  # fmt: skip


async def _notice(
    session: Session, base: Base, ended: Ended, scope: frozenset[ServiceId] | None = None
) -> UUID:
    case = await open_termination(
        session,
        deed(NOK, RECEIVED),
        base.contract,
        ground=ended.ground,
        initiator=Side.CUSTOMER,
        scope=scope,
    )
    steps = [
        (NOK, TerminationStep(
            CaseStep.SUBMIT_NOTICE, received_at=RECEIVED, requested_on=ended.requested_on, document=base.paper
        )),
        (ANAN, TerminationStep(CaseStep.FIND_VALID)),
    ]  # fmt: skip
    if ended.is_approved:
        steps += [(who, TerminationStep(CaseStep.APPROVE)) for who in (ANAN, LEK, PIM)]
    for actor, step in steps:
        row = await session.get(CaseRow, id=case)
        if step.step is CaseStep.APPROVE and row.state != "REVIEW":
            continue
        taken = replace(step, seen=row.plan_hash)
        await take_termination_step(session, deed(actor, RECEIVED), case, None, taken)
    return case


async def _told(session: Session, base: Base, ended: Ended, after: datetime | None, now: datetime) -> None:
    for number, life in enumerate(ended.tickets):
        known = [fact for fact in life if fact.occurred_at <= now]
        new = [fact for fact in known if after is None or fact.occurred_at > after]
        if not new:
            continue
        ref = Ref(RecordKind.TICKET, str(number))
        opening = min(life, key=lambda fact: fact.sequence)
        record = TicketRecord(
            str(number),
            "Paper",
            Status.OPEN,
            "open",
            opening.occurred_at,
            opening.what.fields,  # type: ignore[union-attr]  # the first fact is an opening
        )
        changes = [Change(ref, Operation.UPSERT, 1, opening.occurred_at, record)]
        changes += [Change(ref, Operation.UPSERT, 1, f.occurred_at, TicketFact(f)) for f in new]
        await take_tickets(session, base.desk, changes, now)


async def _followed(session: Session, base: Base, now: datetime, system: Deed | None = None) -> None:
    """Both pumps."""
    await pass_time(session, system or deed(SYSTEM, now), base.contract)
    due = await session.query(TicketRow).filter(next_instant__lte=now).order_by("id")
    await evaluate_tickets(session, [TicketId(row.id) for row in due], now)


Running = Callable[[Session, Base, Ended, datetime], Any]


async def _on_time(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    instants = {fact.occurred_at for life in ended.tickets for fact in life}
    instants |= {ends_at, ends_at - timedelta(hours=1), ends_at + timedelta(hours=1)}
    before = None
    for at in sorted(one for one in instants if RECEIVED <= one < LATE):
        await _told(session, base, ended, before, at)
        await _followed(session, base, at)
        before = at
    await _told(session, base, ended, None, LATE)
    await _followed(session, base, LATE)


async def _days_late(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    await _told(session, base, ended, None, LATE)
    await _followed(session, base, LATE)


async def _twice(session: Session, base: Base, ended: Ended, ends_at: datetime) -> None:
    for at in (ends_at, ends_at, LATE, LATE):
        await _told(session, base, ended, None, at)
        await _followed(session, base, at)


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

        await _told(session, base, ended, None, LATE)
        try:
            async with session.savepoint():
                await _followed(session, base, LATE, Deed(SYSTEM, LATE, seal, "127.0.0.1"))
        except _KilledError:
            pass
        await _followed(session, base, LATE)

    return run


async def _result(base: Base, ended: Ended, run: Running) -> dict[str, Any]:
    """In canonical form: without ids, and when it was written down."""
    async with undone(base.database, base.tenant) as session:
        case = await _notice(session, base, ended)
        ends_at = (await session.get(CaseRow, id=case)).ends_at
        assert ends_at is not None
        await run(session, base, ended, ends_at)
        # How long an open clock has run is kept as of when it was last looked at.
        await evaluate_tickets(session, [TicketId(row.id) for row in await session.query(TicketRow)], LATE)
        assert await verify_contract(session, base.contract, KEY.holds) == ()
        cases = await cases_of(await read_record(session, await session.get(ContractRow, id=base.contract)))
        settlement = await draft_settlement(cases, cases.value(cases.row(case)), LATE)
        keys = {str(row.id): row.key for row in await session.query(TicketRow)} | {str(case): "case"}
        contract = await session.get(ContractRow, id=base.contract)
        events = await audit_trail(session, base.contract)
        found = {
            "clocks": await _rows(session, ClockRow, "evaluated_at"),
            "counted": await _rows(session, CountedRow),
            "duties": await _rows(session, ObligationRow, "recorded_at"),
            "settlement": json.loads(canonical_text(settlement)),
            "contract": [contract.monitored_until, contract.ends_as, contract.next_instant],
            "cases": [row.state for row in cases.rows],
            "trail": [(event.type, event.at) for event in events if event.at > RECEIVED],
        }
        text = json.dumps(found, default=str, sort_keys=True)
        for key, name in keys.items():
            text = text.replace(key, name)
        return _sorted(json.loads(text))
    raise AssertionError("unreachable")


async def _rows(session: Session, model: Any, *recorded: str) -> list[dict[str, Any]]:
    left_out = {"id", "tenant_id", *recorded}
    return [
        {name: getattr(row, name) for name in row._meta.fields_map if name not in left_out}
        for row in await session.query(model)
    ]


def _sorted(found: dict[str, Any]) -> dict[str, Any]:
    for name in ("clocks", "counted", "duties"):
        found[name].sort(key=lambda row: json.dumps(row, sort_keys=True))
    for name in ("clocks", "cover"):
        found["settlement"][name].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return found


@pytest.fixture
async def base(database: Database, tenant: TenantId, tmp_path: Path) -> Base:
    return await _base(database, tenant, tmp_path)


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
        paper = await put_on_record(
            session, open_document_store(f"file://{tmp_path}", 1 << 20), deed(NOK, RECEIVED), contract,
            About(DocumentKind.NOTICE, "notice"), "text/plain", _bytes(),
        )  # fmt: skip
        base = Base(database, tenant, contract, ConnectionId(row.id), paper)
        told = tuple(
            (_opening(number, ends_at - timedelta(hours=number + 1), service),)
            for number, service in enumerate(("printing", "wifi", "third"))
        )
        ended = Ended(Ground.MUTUAL, end, True, told)
        cases = [await _notice(session, base, ended, frozenset({one})) for one in (world.printing, network)]
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
