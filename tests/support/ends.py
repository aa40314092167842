"""Ends of contracts as the jobs bring them about, and what they leave behind, in canonical form."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sla_plugin.demo.world import DESK
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.content import Clauses, ExitDuty
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.ending import EarlyFee, Ending, FeeKind
from sla_plugin.domain.facts import Fact, Status
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
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    NOW,
    PIM,
    World,
    a_draft,
    a_world,
    deed,
    tell,
    time_passes,
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
    world: World
    contract: ContractId
    desk: ConnectionId
    paper: UUID


async def a_base(database: Database, tenant: TenantId, path: Path, clauses: Clauses = CLAUSES) -> Base:
    async with database.session(tenant) as session:
        world = await a_world(session)
        await _also_promises_answers(session)
        contract = await a_draft(session, world, clauses=clauses)
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
        paper = await a_notice(session, contract, path)
        return Base(database, tenant, world, contract, ConnectionId(row.id), paper)


async def a_notice(session: Session, contract: ContractId, path: Path) -> UUID:
    """The paper of one, on the contract's record."""
    return await put_on_record(
        session, open_document_store(f"file://{path}", 1 << 20), deed(NOK, RECEIVED), contract,
        About(DocumentKind.NOTICE, "notice"), "text/plain", paper_bytes(),
    )  # fmt: skip


async def paper_bytes() -> Any:
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


async def give_notice(
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


async def tell_tickets(
    session: Session, base: Base, ended: Ended, after: datetime | None, now: datetime
) -> None:
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


async def follow(session: Session, base: Base, now: datetime, system: Deed | None = None) -> None:
    """Both pumps."""
    await pass_time(session, system or deed(SYSTEM, now), base.contract)
    due = await session.query(TicketRow).filter(next_instant__lte=now).order_by("id")
    await evaluate_tickets(session, [TicketId(row.id) for row in due], now)


async def canonical_form(session: Session, base: Base, case: UUID) -> dict[str, Any]:
    """Without ids, and when it was written down."""
    # How long an open clock has run is kept as of when it was last looked at.
    await evaluate_tickets(session, [TicketId(row.id) for row in await session.query(TicketRow)], LATE)
    contracts = await session.query(ContractRow).order_by("number")
    for row in contracts:
        assert await verify_contract(session, ContractId(row.id), KEY.holds) == ()
    cases = await cases_of(await read_record(session, await session.get(ContractRow, id=base.contract)))
    settlement = await draft_settlement(cases, cases.value(cases.row(case)), LATE)
    numbers = {row.id: row.number for row in contracts}
    keys = {str(row.id): row.key for row in await session.query(TicketRow)} | {str(case): "case"}
    found = {
        "clocks": await _rows(session, ClockRow, "evaluated_at"),
        "counted": await _rows(session, CountedRow),
        "duties": await _rows(session, ObligationRow, "recorded_at"),
        "settlement": json.loads(canonical_text(settlement)),
        "contracts": [[row.number, row.monitored_until, row.ends_as, row.next_instant] for row in contracts],
        "cases": sorted(
            [numbers[row.contract_id], row.ground, row.state, str(row.ends_at), row.is_backdated]
            for row in await session.query(CaseRow)
        ),
        "trail": [
            [row.number, event.type, event.at]
            for row in contracts
            for event in await audit_trail(session, ContractId(row.id))
            if event.at > RECEIVED
        ],
    }
    text = json.dumps(found, default=str, sort_keys=True)
    for key, name in keys.items():
        text = text.replace(key, name)
    return _sorted(json.loads(text))


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
