"""Cases over a contract, whatever anybody does and however time jumps: they never contradict each other."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.suspensions import SuspendedLine
from sla_plugin.domain.ids import ContractId, ServiceId, TenantId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.case_table import allowed_steps
from sla_plugin.domain.termination.cases import Case, Side
from sla_plugin.domain.termination.grounds import Ground, Timing
from sla_plugin.domain.termination.rivals import ends_nothing_more, governing
from sla_plugin.domain.termination.states import DONE, GOVERNING, CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_manifest import AUDITED, DERIVED
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contract_trail import stored_rows
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.seal_settlement import seal_settlement
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    PIM,
    PRICE,
    SOMCHAI,
    a_draft,
    a_world,
    deed,
    tell,
    time_passes,
)
from tests.support.database import undone
from tests.usecases.test_termination_story import MONTHLY

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
BEGIN = datetime(2026, 5, 4, 3, tzinfo=UTC)
DAY = timedelta(days=1)
CLAUSES = replace(
    MONTHLY,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.MONTH_END, tolled_by_suspension=True),
    cure=NoticeRule(NoticePeriod(14, Unit.DAY)),
)
TAKEN_EFFECT = GOVERNING - {CaseState.SCHEDULED}
TABLES = (*AUDITED, *DERIVED)


@dataclass(frozen=True)
class Base:
    database: Database
    tenant: TenantId
    contract: ContractId
    malee: Actor
    lines: tuple[ServiceId, ...]
    paper: UUID


@pytest.fixture
async def base(database: Database, tenant: TenantId, tmp_path: Path) -> Base:
    async with database.session(tenant) as session:
        world = await a_world(session)
        network = await create_service(session, code="network", name="Network")
        backup = await create_service(session, code="backup", name="Backup")
        lines = world.content().lines | {
            ContractLine(one, world.gold, unit_price=PRICE) for one in (network, backup)
        }
        contract = await a_draft(session, world, clauses=CLAUSES, lines=lines)
        await tell(session, world, contract)
        await time_passes(session, contract, BEGIN)
        store = open_document_store(f"file://{tmp_path}", 1 << 20)
        about = About(DocumentKind.EVIDENCE, "What was said")
        paper = await put_on_record(session, store, deed(NOK, BEGIN), contract, about, "text/plain", _bytes())
        return Base(database, tenant, contract, world.malee, (world.printing, network, backup), paper)


async def _bytes() -> AsyncIterator[bytes]:
    yield b"We said so."


@dataclass
class Machine:
    """`ended_at`: the end instant as it was when the contract was first seen to be over; `over`: the cases
    that were, as they were then."""

    session: Session
    base: Base
    data: st.DataObject
    now: datetime = BEGIN
    ended_at: datetime | None = None
    over: dict[UUID, CaseState] = field(default_factory=dict)

    async def record(self) -> ContractRecord:
        return await read_record(self.session, await self.session.get(ContractRow, id=self.base.contract))

    async def cases(self) -> tuple[Case, ...]:
        return (await cases_of(await self.record())).values

    def draws(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.data.draw(strategy)

    async def does_something(self) -> None:
        ways = [self.hurries, self.hurries, self.steps, self.steps, self.jumps, self.jumps, self.suspends]
        ways.append(self.is_down)
        what = self.draws(st.sampled_from([*ways, self.opens, self.settles]))
        before = await self.everything()
        try:
            async with self.session.savepoint():
                await what()
        except SlaError:
            # A refusal changes nothing; also nothing of what it did before it was refused.
            assert await self.everything() == before
        await self.holds()

    async def opens(self) -> None:
        """Now and then by somebody who may not."""
        actor = self.draws(st.sampled_from([NOK, NOK, NOK, ANAN, SOMCHAI, self.base.malee, SYSTEM]))
        scope = self.draws(
            st.none() | st.frozensets(st.sampled_from(self.base.lines), min_size=1, max_size=2)
        )
        ground, side = (self.draws(st.sampled_from(one)) for one in (Ground, Side))
        by = deed(actor, self.now)
        await open_termination(
            self.session, by, self.base.contract, ground=ground, initiator=side, scope=scope
        )

    async def hurries(self) -> None:
        """A case of somebody who may open it, as far on its way as it is let."""
        ground = self.draws(st.sampled_from([one for one in Ground if one is not Ground.EXPIRY]))
        scope = self.draws(
            st.none() | st.frozensets(st.sampled_from(self.base.lines), min_size=1, max_size=2)
        )
        case = await open_termination(
            self.session,
            deed(NOK, self.now),
            self.base.contract,
            ground=ground,
            initiator=Side.CUSTOMER,
            scope=scope,
        )
        on = (self.now + self.draws(st.integers(-3, 60)) * DAY).date()
        way = [
            (NOK, CaseStep.SUBMIT_NOTICE), (LEK, CaseStep.SERVE_BREACH_NOTICE), (ANAN, CaseStep.FIND_VALID),
            *((who, CaseStep.APPROVE) for who in (ANAN, LEK, PIM)),
        ]  # fmt: skip
        for actor, step in way[: self.draws(st.integers(2, len(way)))]:
            seen = (await self.session.get(CaseRow, id=case)).plan_hash
            taken = TerminationStep(
                step, received_at=self.now, requested_on=on, document=self.base.paper, seen=seen
            )
            with suppress(SlaError):
                async with self.session.savepoint():
                    await take_termination_step(self.session, deed(actor, self.now), case, None, taken)

    async def steps(self) -> None:
        """Mostly one that is allowed, by somebody who may take it."""
        cases = await self.cases()
        if not cases:
            await self.opens()
            return
        case = self.draws(st.sampled_from(cases))
        actor = self.draws(st.sampled_from([NOK, ANAN, LEK, PIM, self.base.malee, SYSTEM]))
        allowed = [
            (one.action, who)
            for who in (NOK, ANAN, LEK, PIM)
            for one in allowed_steps(case, who, self.now)
            if one.because is None
        ]
        anything = st.sampled_from(CaseStep).map(lambda one: (one, actor))
        step, actor = self.draws(
            st.sampled_from(allowed) if allowed and self.draws(st.integers(0, 5)) else anything
        )
        received_at = self.now - self.draws(st.integers(0, 3)) * DAY
        taken = TerminationStep(
            step,
            sent_at=received_at,
            received_at=received_at,
            requested_on=self.draws(
                st.none() | st.integers(-9, 60).map(lambda n: (self.now + n * DAY).date())
            ),
            ground=self.draws(st.none() | st.sampled_from([Ground.MUTUAL, Ground.INSOLVENCY, Ground.VOID])),
            document=self.draws(st.sampled_from([self.base.paper, self.base.paper, None])),
            reason="because",
            defects=self.draws(st.sampled_from([(), ("no signature",)])),
            seen=case.plan_hash,
            hold=self.draws(st.booleans()),
        )
        await take_termination_step(self.session, deed(actor, self.now), case.id, None, taken)

    async def jumps(self) -> None:
        """Also over several ends at once, and at times to the very instant of one."""
        ends = [case.end.ends_at for case in await self.cases() if case.end and case.end.ends_at > self.now]
        later = st.sampled_from([1, 3, 20, 45, 200]).map(lambda n: self.now + n * DAY)
        self.now = self.draws(st.one_of(later, st.sampled_from(ends)) if ends else later)
        await time_passes(self.session, self.base.contract, self.now)
        await self.is_followed()

    async def is_down(self) -> None:
        """Time goes on, and the pump does not look."""
        self.now += self.draws(st.sampled_from([1, 20, 45])) * DAY

    async def suspends(self) -> None:
        running = [one for one in (await self.record()).suspensions if one.until is None]
        by = deed(PIM, self.now)
        if running:
            await resume_contract(self.session, by, self.base.contract, None, running[0].id)
        else:
            line = self.draws(st.none() | st.sampled_from(self.base.lines).map(SuspendedLine))
            await suspend_contract(
                self.session,
                by,
                self.base.contract,
                None,
                reason="unpaid",
                tolls_notice=self.draws(st.booleans()),
                line=line,
            )

    async def settles(self) -> None:
        cases = await cases_of(await self.record())
        for case in cases.values:
            if case.state is CaseState.SETTLING and not case.is_settled:
                settlement = await draft_settlement(cases, case, self.now)
                await seal_settlement(self.session, deed(PIM, self.now), case.id, settlement.hash)

    async def everything(self) -> dict[str, Any]:
        which = [self.base.contract]
        return {
            table: await stored_rows(
                self.session, table, "id" if table == "contract" else "contract_id", which
            )
            for table in TABLES
        }

    async def is_followed(self) -> None:
        """Every end instant that has come was honoured, and the pump would not look again at once."""
        cases = await self.cases()
        for case in cases:
            if case.end is None or case.end.ends_at > self.now or case.end.is_not_before:
                continue
            assert case.state is not CaseState.SCHEDULED
            if case.state in (CaseState.RECEIVED, CaseState.REVIEW):
                assert not case.comes_by_itself or ends_nothing_more(case, cases)
        row = await self.session.get(ContractRow, id=self.base.contract)
        assert row.next_instant is None or row.next_instant > self.now

    async def holds(self) -> None:
        record, cases = await self.record(), await self.cases()
        self._one_governs(cases)
        whole = governing(cases)
        contract = record.contract
        await self._each_line_ends_by_one(cases, contract.monitored_until)
        if whole is not None and whole.end is not None:
            assert contract.monitored_until == whole.end.ends_at
        else:
            assert contract.ends_as in (None, "EXPIRED")
        for case in cases:
            if case.state in TAKEN_EFFECT:
                assert case.end is not None
                assert case.end.ends_at <= self.now
            self._waited_for_what_it_needs(case)
        self._nothing_comes_back(record, cases)
        await self._each_end_once(cases)
        assert await verify_contract(self.session, self.base.contract, KEY.holds) == ()

    def _one_governs(self, cases: tuple[Case, ...]) -> None:
        for line in self.base.lines:
            assert len([one for one in cases if one.state in TAKEN_EFFECT and _ends(one, line)]) <= 1
        assert len([one for one in cases if one.state in GOVERNING and one.is_whole]) <= 1
        for case in cases:
            if case.state is CaseState.SCHEDULED and case.scope is not None:
                # Something is left to it.
                assert any(not _has_ended(cases, line) for line in case.scope)

    async def _each_line_ends_by_one(self, cases: tuple[Case, ...], ends_at: datetime | None) -> None:
        for line in self.base.lines:
            over = [one for one in cases if one.state in TAKEN_EFFECT and _ends(one, line)]
            planned = [one for one in cases if one.state is CaseState.SCHEDULED and _ends(one, line)]
            known = [one.end.ends_at for one in (over or planned) if one.end and not one.end.is_not_before]
            first = min([*known, *([ends_at] if ends_at else [])], default=None)
            rows = await self.session.query(SlaBindingRow).filter(
                contract_id=self.base.contract, service_id=line
            )
            assert {row.monitored_until for row in rows} <= {first}

    def _waited_for_what_it_needs(self, case: Case) -> None:
        if case.ground is Ground.CAUSE_CURABLE and case.submitted_by is not None:
            assert case.notice is not None
            assert case.cure_until is not None
            assert case.elect_until is not None
            assert case.cure_until <= case.notice.received_at < case.elect_until
        if case.state in TAKEN_EFFECT and case.end is not None and case.end.is_backdated:
            assert case.approvals or case.rule.timing is Timing.AGREED
        assert {one.by for one in case.counting}.isdisjoint({case.opened_by, case.submitted_by})

    def _nothing_comes_back(self, record: ContractRecord, cases: tuple[Case, ...]) -> None:
        state = state_of(record, self.now)
        if self.ended_at is not None:
            assert state in (ContractState.ENDED, ContractState.CLOSED)
            assert record.contract.monitored_until == self.ended_at
        if state in (ContractState.ENDED, ContractState.CLOSED) and any(
            one.is_whole and one.state in TAKEN_EFFECT for one in cases
        ):
            self.ended_at = record.contract.monitored_until
        for case in cases:
            assert self.over.get(case.id, case.state) is case.state
            # What lapsed comes back by an election that was received in time.
            if case.state in DONE and case.state is not CaseState.LAPSED:
                self.over[case.id] = case.state

    async def _each_end_once(self, cases: tuple[Case, ...]) -> None:
        events = await audit_trail(self.session, self.base.contract)
        honoured = [(one.payload["case"], one.at) for one in events if one.type == "termination.took_effect"]
        assert len({case for case, _ in honoured}) == len(honoured)
        assert sorted(honoured) == sorted(
            (str(one.id), one.end.ends_at) for one in cases if one.state in TAKEN_EFFECT and one.end
        )


def _ends(case: Case, line: ServiceId) -> bool:
    return case.scope is not None and line in case.scope


def _has_ended(cases: tuple[Case, ...], line: ServiceId) -> bool:
    return any(one.state in TAKEN_EFFECT and _ends(one, line) for one in cases)


@settings(
    max_examples=60 if FULL else 3,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data(), length=st.integers(6, 30 if FULL else 14))
async def test_contract_and_cases_never_contradict_each_other(
    base: Base, data: st.DataObject, length: int
) -> None:
    async with undone(base.database, base.tenant) as session:
        machine = Machine(session, base, data)
        for _ in range(length):
            await machine.does_something()


async def test_nobody_but_the_table_says_who_takes_a_step(base: Base) -> None:
    async with undone(base.database, base.tenant) as session:
        with pytest.raises(SlaError):
            async with session.savepoint():
                await open_termination(
                    session, deed(SOMCHAI, BEGIN), base.contract, ground=Ground.VOID, initiator=Side.CUSTOMER
                )
        assert await session.query(CaseRow).count() == 0
