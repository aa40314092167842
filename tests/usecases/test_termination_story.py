"""A contract from a notice to its settlement, as what is on record tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.settlements import SettlementRow
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.preview_termination import preview_termination
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination
from sla_plugin.usecases.seal_settlement import seal_settlement
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    PIM,
    START,
    World,
    a_draft,
    a_world,
    deed,
    step,
    tell,
    time_passes,
)

MONTHLY = Clauses(
    initial_months=12,
    renewal_months=12,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.MONTH_END),
)
RECEIVED = datetime(2026, 6, 1, 3, tzinfo=UTC)
END = datetime(2026, 7, 31, 17, tzinfo=UTC)
"""Received on 1 June in Bangkok: one month to the month's end."""


@dataclass(frozen=True)
class Ending:
    session: Session
    world: World
    contract: ContractId
    store: DocumentStore

    async def record(self) -> ContractRecord:
        return await read_record(self.session, await self.session.get(ContractRow, id=self.contract))

    async def paper(self, name: str = "notice") -> UUID:
        async def body() -> AsyncIterator[bytes]:
            yield name.encode()

        return await put_on_record(
            self.session, self.store, deed(NOK, RECEIVED), self.contract,
            About(DocumentKind.NOTICE, name), "text/plain", body(),
        )  # fmt: skip

    async def opens(self, ground: Ground = Ground.CONVENIENCE, at: datetime = RECEIVED) -> UUID:
        return await open_termination(
            self.session, deed(NOK, at), self.contract, ground=ground, initiator=Side.CUSTOMER
        )

    async def does(
        self, case: UUID, step: CaseStep, actor: Actor, at: datetime = RECEIVED, **more: Any
    ) -> None:
        row = await self.session.get(CaseRow, id=case)
        given = {"seen": row.plan_hash, "reason": "because", **more}
        await take_termination_step(self.session, deed(actor, at), case, None, TerminationStep(step, **given))

    async def notice(self, ground: Ground = Ground.CONVENIENCE) -> UUID:
        case = await self.opens(ground)
        await self.does(
            case, CaseStep.SUBMIT_NOTICE, NOK, sent_at=RECEIVED, received_at=RECEIVED,
            document=await self.paper(),
        )  # fmt: skip
        return case

    async def scheduled(self) -> UUID:
        case = await self.notice()
        await self.does(case, CaseStep.FIND_VALID, ANAN)
        await self.does(case, CaseStep.APPROVE, ANAN)
        return case

    async def state(self, case: UUID) -> str:
        return (await self.session.get(CaseRow, id=case)).state


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=MONTHLY)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def test_a_notice_ends_a_contract_at_its_instant_and_it_stays_active_until_then(ending: Ending) -> None:
    case = await ending.scheduled()
    record = await ending.record()
    assert (record.contract.monitored_until, record.contract.ends_as) == (END, "TERMINATED")
    tick = timedelta(microseconds=1)
    assert [state_of(record, at) for at in (END - tick, END)] == [ContractState.ACTIVE, ContractState.ENDED]
    await time_passes(ending.session, ending.contract, END + timedelta(days=3))
    assert await ending.state(case) == CaseState.SETTLING
    cases = await cases_of(await ending.record())
    settlement = await draft_settlement(cases, cases.values[0], END + timedelta(days=3))
    # The whole of July.
    assert settlement.total == Money(Decimal("3000.00"), "THB")
    await seal_settlement(ending.session, deed(PIM, END + timedelta(days=3)), case, settlement.hash)
    await ending.does(case, CaseStep.CLOSE, ANAN, END + timedelta(days=4))
    record = await ending.record()
    assert state_of(record, END + timedelta(days=5)) is ContractState.CLOSED
    assert await verify_contract(ending.session, ending.contract, KEY.holds, ending.store) == ()
    [row] = await ending.session.query(SettlementRow)
    assert row.hash == settlement.hash


async def test_a_withdrawn_notice_lets_the_contract_go_on(ending: Ending) -> None:
    case = await ending.scheduled()
    with pytest.raises(SlaError) as refusal:
        async with ending.session.savepoint():
            await ending.does(case, CaseStep.WITHDRAW, NOK)
    assert refusal.value.code == "termination.consent"
    assert (await ending.record()).contract.monitored_until == END
    await ending.does(case, CaseStep.WITHDRAW, NOK, document=await ending.paper("consent"))
    row = await ending.session.get(ContractRow, id=ending.contract)
    assert [row.monitored_until, row.ends_as] == [None, None]
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


async def test_our_delay_does_not_move_the_end(ending: Ending) -> None:
    case = await ending.notice()
    await time_passes(ending.session, ending.contract, END + timedelta(days=30))
    assert await ending.state(case) == CaseState.SETTLING
    assert (await ending.record()).contract.monitored_until == END


async def test_of_two_cases_the_earlier_end_governs_and_the_other_comes_back(ending: Ending) -> None:
    first = await ending.scheduled()
    second = await ending.opens(Ground.MUTUAL)
    await ending.does(
        second, CaseStep.SUBMIT_NOTICE, NOK, sent_at=RECEIVED, received_at=RECEIVED,
        requested_on=date(2026, 6, 15), document=await ending.paper("agreement"),
    )  # fmt: skip
    await ending.does(second, CaseStep.FIND_VALID, ANAN)
    # As long as it is not agreed on, it takes nobody's place.
    assert await ending.state(first) == CaseState.SCHEDULED
    await ending.does(second, CaseStep.APPROVE, ANAN)
    assert (await ending.state(second), await ending.state(first)) == (
        CaseState.SCHEDULED,
        CaseState.SUPERSEDED,
    )
    await ending.does(second, CaseStep.WITHDRAW, NOK, document=await ending.paper("consent"))
    assert (await ending.state(second), await ending.state(first)) == (
        CaseState.WITHDRAWN,
        CaseState.SCHEDULED,
    )


async def test_one_line_ends_while_the_contract_goes_on(ending: Ending) -> None:
    network = await create_service(ending.session, code="network", name="Network")
    lines = ending.world.content().lines | {
        ContractLine(network, ending.world.gold, unit_price=Money(Decimal("100.00"), "THB"))
    }
    content = ending.world.content(effective_on=date(2026, 6, 1), lines=lines, clauses=MONTHLY)
    await amend_contract(ending.session, deed(NOK, RECEIVED), ending.contract, None, content)
    way = [
        (ANAN, Step.AGREE), (ending.world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (ending.world.malee, Step.APPROVE), (ANAN, Step.SIGN), (ending.world.malee, Step.SIGN),
    ]  # fmt: skip
    for actor, which in way:
        await step(ending.session, ending.contract, actor, which, RECEIVED)
    case = await open_termination(
        ending.session, deed(NOK, RECEIVED), ending.contract, ground=Ground.CONVENIENCE,
        initiator=Side.CUSTOMER, scope=frozenset({network}),
    )  # fmt: skip
    await ending.does(case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, document=await ending.paper())
    await ending.does(case, CaseStep.FIND_VALID, ANAN)
    await ending.does(case, CaseStep.APPROVE, ANAN)
    rows = await ending.session.query(SlaBindingRow).filter(service_id=network)
    assert [(row.monitored_until, row.stop_cause) for row in rows] == [(END, "LINE_TERMINATED")]
    assert (await ending.record()).contract.monitored_until is None
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


async def test_a_preview_writes_nothing(ending: Ending) -> None:
    before = (await ending.record()).contract.revision
    found = await preview_termination(
        ending.session, ending.contract, RECEIVED, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER
    )
    assert (found.end.effective_on, found.end.ends_at) == (date(2026, 7, 31), END)
    ends = {one.ground: one.end and one.end.effective_on for one in found.alternatives}
    assert ends[Ground.INSOLVENCY] == date(2026, 6, 1)
    assert ends[Ground.NON_RENEWAL] == date(2027, 3, 31)
    assert ends[Ground.MUTUAL] is None
    assert [one.amount for one in found.estimate] == [Money(Decimal("3000.00"), "THB")]
    assert (await ending.record()).contract.revision == before


async def test_a_crm_is_answered_the_same_however_often_it_asks(ending: Ending) -> None:
    asked = TerminationRequest(
        "crm", "T-1", 1, ending.contract, Ground.CONVENIENCE, Side.CUSTOMER,
        sent_at=RECEIVED, received_at=RECEIVED,
    )  # fmt: skip
    answers = [
        await request_termination(ending.session, ending.store, deed(NOK, RECEIVED), one)
        for one in (asked, asked)
    ]
    assert answers[0] == answers[1]
    assert answers[0].outcome == "OPENED"
    assert answers[0].case is not None
    assert await ending.state(answers[0].case) == CaseState.RECEIVED
    assert await ending.session.query(CaseRow).count() == 1


async def test_a_term_that_runs_out_is_settled_like_any_other_end(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        await time_passes(session, contract, START + timedelta(days=400))
        [row] = await session.query(CaseRow)
        assert (row.ground, row.state) == ("EXPIRY", CaseState.SETTLING)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert record.contract.ends_as == "EXPIRED"
        assert await verify_contract(session, contract, KEY.holds) == ()
