"""What is approved for the end of a contract is what is executed when it has come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.content import Clauses, ExitDuty
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import ContractId, ServiceId, TenantId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.terminations import CaseApprovalRow, CaseRow
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.preview_termination import preview_termination
from sla_plugin.usecases.record_prepayment import record_prepayment
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.amending import amended, priced
from tests.support.contracting import ANAN, KEY, NOK, PIM, a_draft, a_world, deed, tell, time_passes
from tests.support.underpinning import an_underpinning
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED
from tests.usecases.test_termination_story import Ending as Story

DAY = timedelta(days=1)
FRAMEWORK = replace(
    MONTHLY,
    exit=(ExitDuty("DATA_EXPORT", "All tickets", 30),),
    ending=Ending(fee=EarlyFee(FeeKind.MONTHS, Decimal(1)), children=Children.CASCADE),
)


@pytest.fixture
async def framework(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Story]:
    """With a fee for its early end, so that FINANCE approves it, too."""
    async with database.session(tenant) as session:
        yield await _framework(session, tmp_path, FRAMEWORK)


async def _framework(session: Session, path: Path, clauses: Clauses) -> Story:
    world = await a_world(session)
    contract = await a_draft(session, world, clauses=clauses)
    await tell(session, world, contract)
    await time_passes(session, contract, RECEIVED)
    return Story(session, world, contract, open_document_store(f"file://{path}", 1 << 20))


async def _below(one: Story, number: str) -> ContractId:
    return await record_signed_contract(
        one.session, deed(ANAN, RECEIVED), number=number, kind=ContractKind.CUSTOMER,
        content=one.world.content(), signatures=(), parent=one.contract,
    )  # fmt: skip


async def _in_review(one: Story, scope: frozenset[ServiceId] | None = None) -> UUID:
    case = await open_termination(
        one.session, deed(NOK, RECEIVED), one.contract, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER,
        scope=scope,
    )  # fmt: skip
    await one.does(case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, document=await one.paper())
    await one.does(case, CaseStep.FIND_VALID, ANAN)
    return case


async def _approved(one: Story, scope: frozenset[ServiceId] | None = None) -> UUID:
    case = await _in_review(one, scope)
    for actor in (ANAN, PIM):
        await one.does(case, CaseStep.APPROVE, actor)
    assert await one.state(case) == CaseState.SCHEDULED
    return case


async def _end(one: Story, number: str) -> tuple[datetime | None, str | None]:
    row = await one.session.get(ContractRow, number=number)
    assert await verify_contract(one.session, ContractId(row.id), KEY.holds) == ()
    return row.monitored_until, row.ends_as


async def _owed(one: Story) -> list[tuple[str, str, date | None]]:
    rows = await one.session.query(ObligationRow).order_by("recorded_at", "id")
    return [(row.kind, row.what, row.due_on) for row in rows]


async def test_a_contract_that_is_put_below_it_after_the_approval_goes_on(framework: Story) -> None:
    await _below(framework, "C-3")
    case = await _approved(framework)
    await _below(framework, "C-4")
    await time_passes(framework.session, framework.contract, END)
    assert await framework.state(case) == CaseState.SETTLING
    assert await _end(framework, "C-3") == (END, "TERMINATED")
    later = datetime(2027, 3, 31, 17, tzinfo=UTC)
    assert await _end(framework, "C-4") == (later, "EXPIRED")


async def test_what_nobody_had_approved_by_then_ends_what_is_below_it_by_then(framework: Story) -> None:
    await _below(framework, "C-3")
    case = await _in_review(framework)
    await framework.does(case, CaseStep.APPROVE, ANAN)
    await _below(framework, "C-4")
    await time_passes(framework.session, framework.contract, END)
    assert await framework.state(case) == CaseState.SETTLING
    assert await _end(framework, "C-3") == (END, "TERMINATED")
    assert await _end(framework, "C-4") == (END, "TERMINATED")


async def test_what_is_below_it_and_has_ended_by_then_stays_as_it_ended(framework: Story) -> None:
    below = replace(framework, contract=await _below(framework, "C-3"))
    await _approved(framework)
    case = await below.opens(Ground.INSOLVENCY)
    await below.does(case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, document=await below.paper())
    await time_passes(framework.session, below.contract, RECEIVED)
    await time_passes(framework.session, framework.contract, END)
    assert await _end(framework, "C-3") == (RECEIVED, "TERMINATED")
    cases = await framework.session.query(CaseRow).filter(contract_id=below.contract)
    assert [(row.ground, row.state) for row in cases] == [("INSOLVENCY", "SETTLING")]


async def test_what_was_approved_stays_so_when_suspended_days_move_the_end(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    tolled = NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.NONE, tolled_by_suspension=True)
    async with database.session(tenant) as session:
        one = await _framework(session, tmp_path, replace(FRAMEWORK, notice=tolled))
        await _below(one, "C-3")
        case = await _approved(one)
        suspension = await suspend_contract(
            session, deed(PIM, RECEIVED + DAY), one.contract, None, reason="unpaid", tolls_notice=True
        )
        await resume_contract(session, deed(PIM, RECEIVED + 5 * DAY), one.contract, None, suspension)
        await _below(one, "C-4")
        end = (await session.get(CaseRow, id=case)).ends_at
        # Five suspended days after 1 July.
        assert end == datetime(2026, 7, 6, 17, tzinfo=UTC)
        await time_passes(session, one.contract, end)
        assert await _end(one, "C-3") == (end, "TERMINATED")
        assert await _end(one, "C-4") == (datetime(2027, 3, 31, 17, tzinfo=UTC), "EXPIRED")


async def _says_yes(one: Story, case: UUID, who: Any, at: datetime, seen: str | None) -> None:
    await one.does(case, CaseStep.APPROVE, who, at, seen=seen)


async def _refused(one: Story, case: UUID, at: datetime, seen: str | None) -> SlaError:
    with pytest.raises(SlaError) as refusal:
        async with one.session.savepoint():
            await _says_yes(one, case, PIM, at, seen)
    return refusal.value


async def test_who_approves_on_a_later_day_approves_the_same_plan(framework: Story) -> None:
    """Notice to the carrier would by then lead to another day."""
    await an_underpinning(framework.session, framework.world)
    case = await _in_review(framework)
    before = await framework.session.get(CaseRow, id=case)
    seen, begun = before.plan_hash, before.round
    await _says_yes(framework, case, ANAN, RECEIVED, seen)
    await _says_yes(framework, case, PIM, RECEIVED + 35 * DAY, seen)
    row = await framework.session.get(CaseRow, id=case)
    assert (row.state, row.plan_hash, row.round) == (CaseState.SCHEDULED, seen, begun)
    [unwind] = row.plan["unwinding"]
    assert (unwind["needed_by"], unwind["earliest_end"], unwind["gap_days"]) == (0, "2026-09-30", 61)


async def test_what_is_planned_by_now_is_approved_by_who_has_seen_it_and_by_nobody_else(
    framework: Story,
) -> None:
    case = await _in_review(framework)
    before = await framework.session.get(CaseRow, id=case)
    await _says_yes(framework, case, ANAN, RECEIVED, before.plan_hash)
    year = Prepayment(Days(date(2026, 4, 1), date(2027, 3, 31)), Money(Decimal("12000.00"), "THB"))
    await record_prepayment(framework.session, deed(PIM, RECEIVED), framework.contract, "Toner", year)
    refusal = await _refused(framework, case, RECEIVED + DAY, before.plan_hash)
    assert (refusal.code, refusal.field) == ("termination.plan", "planHash")
    row = await framework.session.get(CaseRow, id=case)
    assert (row.state, row.plan_hash, row.round) == (CaseState.REVIEW, before.plan_hash, before.round)
    assert await framework.session.query(CaseApprovalRow).count() == 1

    found = await preview_termination(
        framework.session, framework.contract, RECEIVED + DAY, ground=Ground.CONVENIENCE,
        initiator=Side.CUSTOMER, received_at=RECEIVED,
    )  # fmt: skip
    assert str(found.plan.hash) in (refusal.hint or "")
    await _says_yes(framework, case, PIM, RECEIVED + DAY, found.plan.hash)
    row = await framework.session.get(CaseRow, id=case)
    assert (row.state, row.plan_hash, row.round) == (CaseState.REVIEW, found.plan.hash, before.round + 1)
    assert row.plan["refund"]["amount"] == "7989.04"
    # What was approved before was something else.
    await _says_yes(framework, case, ANAN, RECEIVED + DAY, found.plan.hash)
    assert await framework.state(case) == CaseState.SCHEDULED


async def _two_lines(one: Story) -> ServiceId:
    network = await create_service(one.session, code="network", name="Network")
    lines = frozenset(
        {
            priced(one.world, one.world.printing, "3000.00"),
            priced(one.world, network, "100.00"),
        }
    )
    await amended(
        one.session, one.world, one.contract, date(2026, 6, 1), RECEIVED, lines=lines, clauses=FRAMEWORK
    )
    return network


async def test_a_carrier_that_another_line_needs_is_not_unwound_with_the_first(framework: Story) -> None:
    await an_underpinning(framework.session, framework.world)
    network = await _two_lines(framework)
    case = await _approved(framework, frozenset({network}))
    [unwind] = (await framework.session.get(CaseRow, id=case)).plan["unwinding"]
    assert (unwind["number"], unwind["needed_by"]) == ("U-1", 1)
    await time_passes(framework.session, framework.contract, END)
    assert await framework.state(case) == CaseState.SETTLING
    assert await _owed(framework) == []


async def test_the_duties_of_the_exit_are_owed_once_with_the_whole_contract(framework: Story) -> None:
    await an_underpinning(framework.session, framework.world)
    network = await _two_lines(framework)
    await _approved(framework, frozenset({network}))
    await time_passes(framework.session, framework.contract, END)
    case, at = await framework.opens(at=END + DAY), END + DAY
    await framework.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, at, received_at=at, document=await framework.paper()
    )
    await time_passes(framework.session, framework.contract, datetime(2026, 9, 30, 17, tzinfo=UTC))
    assert await framework.state(case) == CaseState.SETTLING
    told = "Give notice of U-1, which nobody needs any more; it ends on 2027-01-31 at the earliest"
    assert await _owed(framework) == [
        ("DATA_EXPORT", "All tickets", date(2026, 10, 30)),
        ("UNWIND", f"{told}, 400.00 THB for nothing.", date(2026, 9, 30)),
    ]


async def test_what_takes_effect_with_the_end_instant_changes_nothing_of_it(framework: Story) -> None:
    await _below(framework, "C-3")
    clauses: Clauses = replace(FRAMEWORK, exit=None, ending=Ending(children=Children.SURVIVE))
    await amended(
        framework.session, framework.world, framework.contract, date(2026, 8, 1), RECEIVED, clauses=clauses
    )
    await _approved(framework)
    await time_passes(framework.session, framework.contract, END)
    assert await _end(framework, "C-3") == (END, "TERMINATED")
    assert await _owed(framework) == [("DATA_EXPORT", "All tickets", date(2026, 8, 30))]
