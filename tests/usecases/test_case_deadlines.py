"""What is late in a termination is in the trail at its true instant, whenever anybody looked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.content import ExitDuty
from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.record_obligation import settle_obligation
from sla_plugin.usecases.seal_settlement import seal_settlement
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import ANAN, KEY, NOK, PIM, a_draft, a_world, deed, tell, time_passes
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED, Ending

DAY = timedelta(days=1)
REVIEWED, OBJECTED = RECEIVED + 5 * DAY, RECEIVED + 14 * DAY
SETTLED = END + 30 * DAY
LEFT = datetime(2026, 8, 10, 17, tzinfo=UTC)
"""The end of 10 August in Bangkok, ten days after the last one of service."""
MUCH_LATER = END + 90 * DAY
OF_DEADLINES = {f"termination.{one}" for one in ("objection_over", "review_overdue", "settlement_overdue")}
OF_DEADLINES |= {"termination.exit_overdue"}


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        clauses = replace(MONTHLY, exit=(ExitDuty("DATA_EXPORT", "Hand over the data.", 10),))
        contract = await a_draft(session, world, clauses=clauses)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def _late(one: Ending) -> list[tuple[str, datetime, Any]]:
    events = await audit_trail(one.session, one.contract)
    return [
        (event.type.removeprefix("termination."), event.at, event.payload.get("escalated"))
        for event in events
        if event.type in OF_DEADLINES
    ]


EVERYTHING = [
    ("review_overdue", REVIEWED, "REVIEW"),
    ("objection_over", OBJECTED, None),
    ("exit_overdue", LEFT, "EXIT"),
    ("settlement_overdue", SETTLED, "SETTLEMENT"),
]


@pytest.mark.parametrize(
    "looked",
    [
        [MUCH_LATER],
        [MUCH_LATER, MUCH_LATER, MUCH_LATER + DAY],
        [REVIEWED, OBJECTED, END, LEFT, SETTLED, MUCH_LATER],
        [REVIEWED - DAY, OBJECTED + DAY, LEFT + DAY, MUCH_LATER],
    ],
    ids=["late", "twice", "on time", "now and then"],
)
async def test_whenever_the_pump_runs_each_is_told_once_at_its_instant(
    ending: Ending, looked: list[datetime]
) -> None:
    case = await ending.notice()
    for now in looked:
        await time_passes(ending.session, ending.contract, now)
    assert await _late(ending) == EVERYTHING
    # They never close by themselves.
    assert await ending.state(case) == CaseState.SETTLING
    [duty] = await ending.session.query(ObligationRow)
    assert duty.state == "OPEN"
    row = await ending.session.get(ContractRow, id=ending.contract)
    assert row.next_instant is None or row.next_instant > looked[-1]
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


async def test_the_next_one_is_when_somebody_looks_again(ending: Ending) -> None:
    case = await ending.notice()

    async def next_instant() -> datetime | None:
        return (await ending.session.get(ContractRow, id=ending.contract)).next_instant

    assert await next_instant() == REVIEWED
    await ending.does(case, CaseStep.FIND_VALID, ANAN)
    await ending.does(case, CaseStep.APPROVE, ANAN)
    assert await next_instant() == OBJECTED
    await time_passes(ending.session, ending.contract, OBJECTED)
    assert await next_instant() == END
    await time_passes(ending.session, ending.contract, END)
    assert await next_instant() == LEFT


async def test_what_is_done_in_time_is_not_told(ending: Ending) -> None:
    case = await ending.scheduled()
    await time_passes(ending.session, ending.contract, END)
    await _seals(ending, END + DAY)
    [duty] = await ending.session.query(ObligationRow)
    await settle_obligation(ending.session, deed(PIM, END + DAY), duty.id, ObligationState.DONE)
    await time_passes(ending.session, ending.contract, MUCH_LATER)
    assert await _late(ending) == [("objection_over", OBJECTED, None)]
    await ending.does(case, CaseStep.CLOSE, PIM, MUCH_LATER)


async def test_what_is_done_late_stays_late_though_nothing_ran_meanwhile(ending: Ending) -> None:
    """Of each deadline somebody did what was owed after it, before the pump came to it."""
    case = await ending.notice()
    await ending.does(case, CaseStep.FIND_VALID, ANAN, REVIEWED + DAY)
    assert await _late(ending) == EVERYTHING[:1]
    await ending.does(case, CaseStep.WITHDRAW, NOK, OBJECTED + DAY, document=await ending.paper("consent"))
    assert await _late(ending) == EVERYTHING[:2]


async def test_a_settlement_that_is_sealed_late_was_late(ending: Ending) -> None:
    await ending.notice()
    await time_passes(ending.session, ending.contract, END)
    await _seals(ending, SETTLED + DAY)
    assert await _late(ending) == EVERYTHING
    [duty] = await ending.session.query(ObligationRow)
    await settle_obligation(ending.session, deed(PIM, SETTLED + DAY), duty.id, ObligationState.DONE)
    await time_passes(ending.session, ending.contract, MUCH_LATER)
    assert await _late(ending) == EVERYTHING


async def _seals(one: Ending, at: datetime) -> None:
    cases = await cases_of(await one.record())
    [case] = cases.values
    settlement = await draft_settlement(cases, case, at)
    await seal_settlement(one.session, deed(PIM, at), case.id, settlement.hash)
