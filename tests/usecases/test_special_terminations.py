"""The special cases of 60-termination, one by one, as what is on record tells them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.periods import Month
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import Item
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.errors import BadInput, SlaError
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.credits import CreditTableRow, credits_of
from sla_plugin.storage.session import Database
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    NOW,
    PIM,
    START,
    a_draft,
    a_world,
    deed,
    step,
    tell,
    time_passes,
)
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED, Ending

DAY = timedelta(days=1)
BANGKOK = "Asia/Bangkok"
TO_TERM_END = Clauses(
    initial_months=12,
    renewal_months=12,
    grace_days=0,
    notice=NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END),
)
TOLLED = replace(
    MONTHLY,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.NONE, tolled_by_suspension=True),
)


async def _ending(
    database: Database, tenant: TenantId, path: Path, clauses: Clauses
) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=clauses)
        await tell(session, world, contract)
        yield Ending(session, world, contract, open_document_store(f"file://{path}", 1 << 20))


@pytest.fixture
async def monthly(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async for one in _ending(database, tenant, tmp_path, MONTHLY):
        await time_passes(one.session, one.contract, RECEIVED)
        yield one


@pytest.fixture
async def to_term_end(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async for one in _ending(database, tenant, tmp_path, TO_TERM_END):
        yield one


@pytest.fixture
async def tolled(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async for one in _ending(database, tenant, tmp_path, TOLLED):
        await time_passes(one.session, one.contract, RECEIVED)
        yield one


async def _notice(
    one: Ending, ground: Ground, at: datetime, recorded: datetime, on: date | None = None
) -> CaseRow:
    case = await one.opens(ground, recorded)
    await one.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, recorded, received_at=at, requested_on=on,
        document=await one.paper(),
    )  # fmt: skip
    await one.does(case, CaseStep.FIND_VALID, ANAN, recorded)
    return await one.session.get(CaseRow, id=case)


async def _scheduled(one: Ending, ground: Ground, at: datetime, recorded: datetime) -> CaseRow:
    row = await _notice(one, ground, at, recorded)
    for actor in (ANAN, LEK, PIM):
        if (await one.session.get(CaseRow, id=row.id)).state == CaseState.REVIEW:
            await one.does(row.id, CaseStep.APPROVE, actor, recorded)
    return await one.session.get(CaseRow, id=row.id)


async def _events(one: Ending) -> list[tuple[str, datetime]]:
    return [(event.type, event.at) for event in await audit_trail(one.session, one.contract)]


async def test_a_contract_that_ends_before_it_starts_was_never_in_effect(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    async for one in _ending(database, tenant, tmp_path, MONTHLY):
        which = await one.opens(Ground.INSOLVENCY, NOW + DAY)
        await one.does(
            which, CaseStep.SUBMIT_NOTICE, NOK, NOW + DAY, received_at=NOW + DAY, document=await one.paper()
        )
        case = await one.session.get(CaseRow, id=which)
        assert case.ends_at == NOW + DAY
        await time_passes(one.session, one.contract, START + DAY)
        record = await one.record()
        assert state_of(record, START) is ContractState.ENDED
        assert state_of(record, NOW) is ContractState.SIGNED
        assert await one.session.query(SlaBindingRow).count() == 0
        assert await one.state(case.id) == CaseState.SETTLING
        assert "contract.started" not in [what for what, _ in await _events(one)]
        assert await verify_contract(one.session, one.contract, KEY.holds) == ()


async def test_an_amendment_that_would_take_effect_after_the_end_never_does(monthly: Ending) -> None:
    content = monthly.world.content(effective_on=date(2026, 9, 1), clauses=MONTHLY)
    await amend_contract(monthly.session, deed(NOK, RECEIVED), monthly.contract, None, content)
    way = [
        (ANAN, Step.AGREE), (monthly.world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (monthly.world.malee, Step.APPROVE), (ANAN, Step.SIGN), (monthly.world.malee, Step.SIGN),
    ]  # fmt: skip
    for actor, which in way:
        await step(monthly.session, monthly.contract, actor, which, RECEIVED)
    case = await monthly.scheduled()
    plan = (await monthly.session.get(CaseRow, id=case)).plan
    assert plan["cancelled"] == [2]
    await time_passes(monthly.session, monthly.contract, datetime(2026, 10, 1, tzinfo=UTC))
    [binding] = await monthly.session.query(SlaBindingRow)
    assert (binding.monitored_until, binding.stop_cause) == (END, "CONTRACT_ENDED")
    assert "contract.amended" not in [what for what, _ in await _events(monthly)]


async def test_a_longer_term_is_refused_while_notice_is_given_until_it_is_withdrawn(monthly: Ending) -> None:
    case = await monthly.scheduled()
    longer = monthly.world.content(effective_on=date(2026, 7, 1), clauses=replace(MONTHLY, initial_months=24))
    before = (await monthly.record()).contract.revision
    with pytest.raises(SlaError) as refusal:
        async with monthly.session.savepoint():
            await amend_contract(monthly.session, deed(NOK, RECEIVED), monthly.contract, None, longer)
    assert (refusal.value.code, refusal.value.field) == ("contract.overlap", "initialMonths")
    assert (await monthly.record()).contract.revision == before
    await monthly.does(case, CaseStep.WITHDRAW, NOK, document=await monthly.paper("consent"))
    await amend_contract(monthly.session, deed(NOK, RECEIVED), monthly.contract, None, longer)


@pytest.mark.parametrize("ground", [Ground.MUTUAL, Ground.VOID, Ground.INSOLVENCY])
async def test_some_grounds_end_a_contract_on_a_day_that_is_over(monthly: Ending, ground: Ground) -> None:
    row = await _notice(monthly, ground, RECEIVED, RECEIVED, date(2026, 5, 20))
    assert (row.effective_on, row.is_backdated) == (date(2026, 5, 20), True)
    await monthly.does(row.id, CaseStep.APPROVE, ANAN)
    assert await monthly.state(row.id) == CaseState.REVIEW
    await monthly.does(row.id, CaseStep.APPROVE, LEK)
    await time_passes(monthly.session, monthly.contract, RECEIVED)
    assert await monthly.state(row.id) == CaseState.SETTLING
    assert (await monthly.record()).contract.monitored_until == datetime(2026, 5, 20, 17, tzinfo=UTC)


async def test_a_crm_agent_alone_does_not_end_a_contract_on_a_day_that_is_over(monthly: Ending) -> None:
    regular = await monthly.scheduled()
    case = await monthly.opens(Ground.VOID)
    await monthly.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, requested_on=date(2026, 5, 20),
        document=await monthly.paper("void"),
    )  # fmt: skip
    await time_passes(monthly.session, monthly.contract, RECEIVED + DAY)
    assert (await monthly.state(case), await monthly.state(regular)) == (
        CaseState.RECEIVED,
        CaseState.SCHEDULED,
    )
    await monthly.does(case, CaseStep.FIND_VALID, ANAN, RECEIVED + DAY)
    # As long as LEGAL has not approved it, it takes nobody's place.
    await time_passes(monthly.session, monthly.contract, RECEIVED + 2 * DAY)
    assert (await monthly.state(case), await monthly.state(regular)) == (
        CaseState.REVIEW,
        CaseState.SCHEDULED,
    )
    assert (await monthly.record()).contract.monitored_until == END
    for actor in (ANAN, LEK):
        await monthly.does(case, CaseStep.APPROVE, actor, RECEIVED + 2 * DAY)
    await time_passes(monthly.session, monthly.contract, RECEIVED + 2 * DAY)
    assert (await monthly.state(case), await monthly.state(regular)) == (
        CaseState.SETTLING,
        CaseState.SUPERSEDED,
    )
    assert (await monthly.record()).contract.monitored_until == datetime(2026, 5, 20, 17, tzinfo=UTC)
    assert await verify_contract(monthly.session, monthly.contract, KEY.holds) == ()


async def test_an_end_nobody_agreed_on_does_not_come_because_somebody_objects(monthly: Ending) -> None:
    row = await _notice(monthly, Ground.MUTUAL, RECEIVED, RECEIVED, date(2026, 6, 20))
    await monthly.does(row.id, CaseStep.OBJECT, ANAN, RECEIVED + DAY)
    await time_passes(monthly.session, monthly.contract, END)
    assert await monthly.state(row.id) == CaseState.DISPUTED
    contract = (await monthly.record()).contract
    assert [contract.monitored_until, contract.ends_as] == [None, None]
    assert await verify_contract(monthly.session, monthly.contract, KEY.holds) == ()


async def test_credits_of_months_after_a_backdated_end_are_reversed_by_new_rows(monthly: Ending) -> None:
    given = [(Month(2026, 5, BANGKOK).period, "90.00"), (Month(2026, 6, BANGKOK).period, "150.00")]
    for period, amount in given:
        await monthly.session.add(
            CreditTableRow(
                contract_id=monthly.contract, metric="RESOLUTION", starts_at=period.start, ends_at=period.end,
                kind="ACCRUED", amount=Decimal(amount), currency="THB", recorded_at=RECEIVED,
            )
        )  # fmt: skip
    later = datetime(2026, 7, 2, tzinfo=UTC)
    row = await _notice(monthly, Ground.MUTUAL, later, later, date(2026, 5, 31))
    for actor in (ANAN, LEK):
        await monthly.does(row.id, CaseStep.APPROVE, actor, later)
    await time_passes(monthly.session, monthly.contract, later)
    rows = await credits_of(monthly.session, [monthly.contract])
    assert [(one.starts_at, one.kind, one.amount) for one in rows] == [
        (given[0][0].start, "ACCRUED", Decimal("90.00")),
        (given[1][0].start, "ACCRUED", Decimal("150.00")),
        (given[1][0].start, "REVERSED", Decimal("-150.00")),
    ]
    cases = await cases_of(await monthly.record())
    settlement = await draft_settlement(cases, cases.values[0], later)
    given_back = [one.amount.amount for one in settlement.sums if one.item is Item.CREDIT]
    assert given_back == [Decimal("-90.00")]


@pytest.mark.parametrize(
    ("ground", "on"), [(Ground.REPLACEMENT, date(2026, 5, 20)), (Ground.MUTUAL, date(2026, 3, 30))]
)
async def test_no_other_ground_does_and_none_ends_it_before_it_began(
    monthly: Ending,
    ground: Ground,
    on: date,
) -> None:
    case = await monthly.opens(ground)
    with pytest.raises(SlaError) as refusal:
        async with monthly.session.savepoint():
            await monthly.does(
                case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, requested_on=on,
                document=await monthly.paper(),
            )  # fmt: skip
    assert refusal.value.code == "termination.date"
    assert await monthly.state(case) == CaseState.DRAFT


async def test_an_earlier_day_than_is_permitted_becomes_the_earliest_one(monthly: Ending) -> None:
    row = await _notice(monthly, Ground.CONVENIENCE, RECEIVED, RECEIVED, date(2026, 6, 15))
    assert row.ends_at == END


async def test_a_missed_day_of_notice_means_the_next_permitted_end(to_term_end: Ending) -> None:
    """Three months to the term's end on 31 March 2027."""
    at = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    await time_passes(to_term_end.session, to_term_end.contract, at + DAY)
    in_time = await _notice(to_term_end, Ground.CONVENIENCE, at, at + DAY)
    missed = await _notice(to_term_end, Ground.CHANGE_OF_CONTROL, at + timedelta(hours=1), at + DAY)
    assert [row.effective_on for row in (in_time, missed)] == [date(2027, 3, 31), date(2028, 3, 31)]


async def test_a_notice_in_time_that_was_recorded_late_voids_the_renewal(to_term_end: Ending) -> None:
    late = datetime(2027, 1, 20, tzinfo=UTC)
    await time_passes(to_term_end.session, to_term_end.contract, late)
    assert await to_term_end.session.query(TermRow).filter(kind="RENEWAL").count() == 1
    row = await _scheduled(to_term_end, Ground.CONVENIENCE, datetime(2026, 12, 30, 3, tzinfo=UTC), late)
    assert (row.state, row.effective_on) == (CaseState.SCHEDULED, date(2027, 3, 31))
    [renewal] = await to_term_end.session.query(TermRow).filter(kind="RENEWAL")
    assert renewal.is_voided
    await time_passes(to_term_end.session, to_term_end.contract, datetime(2027, 5, 1, tzinfo=UTC))
    record = await to_term_end.record()
    assert record.contract.monitored_until == datetime(2027, 3, 31, 17, tzinfo=UTC)
    assert await verify_contract(to_term_end.session, to_term_end.contract, KEY.holds) == ()


async def test_suspended_days_move_a_scheduled_end_where_the_clause_says_so(tolled: Ending) -> None:
    row = await _scheduled(tolled, Ground.CONVENIENCE, RECEIVED, RECEIVED)
    assert row.effective_on == date(2026, 7, 1)
    at = RECEIVED + 3 * DAY
    suspension = await suspend_contract(
        tolled.session, deed(PIM, at), tolled.contract, None, reason="unpaid", tolls_notice=True
    )
    held = await tolled.session.get(CaseRow, id=row.id)
    assert held.is_not_before
    assert (await tolled.record()).contract.monitored_until is None
    # As long as it goes on nobody knows the day, and so nothing ends.
    await time_passes(tolled.session, tolled.contract, datetime(2026, 9, 1, tzinfo=UTC))
    assert await tolled.state(row.id) == CaseState.SCHEDULED
    lifted = datetime(2026, 9, 1, 3, tzinfo=UTC)
    await resume_contract(tolled.session, deed(PIM, lifted), tolled.contract, None, suspension)
    again = await tolled.session.get(CaseRow, id=row.id)
    # 4 June to 1 September are ninety days.
    assert (again.effective_on, again.is_not_before) == (date(2026, 9, 29), False)
    assert "R14" in [one["rule"] for one in again.trace]
    assert (await tolled.record()).contract.monitored_until == datetime(2026, 9, 29, 17, tzinfo=UTC)
    await time_passes(tolled.session, tolled.contract, datetime(2026, 10, 1, tzinfo=UTC))
    assert await tolled.state(row.id) == CaseState.SETTLING
    assert await verify_contract(tolled.session, tolled.contract, KEY.holds) == ()


async def test_notice_can_be_given_while_a_suspension_goes_on(tolled: Ending) -> None:
    await suspend_contract(
        tolled.session, deed(PIM, RECEIVED), tolled.contract, None, reason="unpaid", tolls_notice=True
    )
    row = await _notice(tolled, Ground.CONVENIENCE, RECEIVED + DAY, RECEIVED + DAY)
    assert row.is_not_before


async def test_what_is_rescinded_lets_nothing_leave_the_end(monthly: Ending) -> None:
    case = await monthly.scheduled()
    await time_passes(monthly.session, monthly.contract, END)
    await monthly.does(case, CaseStep.RESCIND, LEK, END + DAY, document=await monthly.paper("judgement"))
    record = await monthly.record()
    assert record.contract.monitored_until == END
    assert state_of(record, END + DAY) is ContractState.ENDED
    await time_passes(monthly.session, monthly.contract, END + 400 * DAY)
    assert state_of(await monthly.record(), END + 400 * DAY) is ContractState.ENDED
    assert await verify_contract(monthly.session, monthly.contract, KEY.holds) == ()


async def test_an_end_that_a_dispute_held_comes_with_the_decision(monthly: Ending) -> None:
    case = await monthly.scheduled()
    await monthly.does(case, CaseStep.OBJECT, ANAN, hold=True, reason="never sent")
    decided = datetime(2026, 9, 9, 3, tzinfo=UTC)
    await time_passes(monthly.session, monthly.contract, decided)
    assert await monthly.state(case) == CaseState.DISPUTED
    assert (await monthly.record()).contract.monitored_until is None
    await monthly.does(case, CaseStep.CONFIRM_NOTICE, LEK, decided, document=await monthly.paper("judgement"))
    row = await monthly.session.get(CaseRow, id=case)
    assert (row.state, row.effective_on) == (CaseState.REVIEW, date(2026, 9, 9))
    await time_passes(monthly.session, monthly.contract, decided + DAY)
    assert (await monthly.record()).contract.monitored_until == datetime(2026, 9, 9, 17, tzinfo=UTC)


async def test_an_end_in_a_week_of_downtime_is_found_at_start_with_its_true_instant(monthly: Ending) -> None:
    """Nobody had looked at the notice, and the reminders of deadlines were due meanwhile, too."""
    await _notice(monthly, Ground.CONVENIENCE, RECEIVED, RECEIVED)
    back = END + 7 * DAY
    await time_passes(monthly.session, monthly.contract, back)
    events = await audit_trail(monthly.session, monthly.contract)
    [took_effect] = [one for one in events if one.type == "termination.took_effect"]
    assert took_effect.at == END
    said = took_effect.payload
    assert (said["escalated"], said["written_down_at"]) == ("REVIEW", back.isoformat())
    [ended] = [one for one in events if one.type == "contract.ended"]
    assert ended.at == END


async def test_a_deadline_in_a_week_of_downtime_is_found_at_start_with_its_true_instant(
    to_term_end: Ending,
) -> None:
    """Notice by 31 December 2026 would have ended the term; the day after, it is renewed."""
    true = datetime(2026, 12, 31, 17, tzinfo=UTC)
    await time_passes(to_term_end.session, to_term_end.contract, true - DAY)
    back = true + 6 * DAY
    await time_passes(to_term_end.session, to_term_end.contract, back)
    [renewed] = [
        one
        for one in await audit_trail(to_term_end.session, to_term_end.contract)
        if one.type == "contract.renewed"
    ]
    assert renewed.at == true
    assert renewed.payload["written_down_at"] == back.isoformat()
    assert renewed.payload["escalated"] == "NOTICE_DEADLINE"
    # What was received before it and is put on record only now ends the term all the same.
    row = await _scheduled(to_term_end, Ground.CONVENIENCE, true - 2 * DAY, back)
    assert row.effective_on == date(2027, 3, 31)


@pytest.mark.parametrize("ground", [Ground.CONVENIENCE, Ground.NON_RENEWAL, Ground.CAUSE_CURABLE])
async def test_a_ground_for_which_there_is_no_clause_opens_no_case(
    database: Database, tenant: TenantId, tmp_path: Path, ground: Ground
) -> None:
    async for one in _ending(database, tenant, tmp_path, Clauses(initial_months=12)):
        with pytest.raises(BadInput) as refusal:
            await one.opens(ground)
        assert (refusal.value.code, refusal.value.field) == ("termination.no_rule", "ground")
        assert await one.session.query(CaseRow).count() == 0
        for other in (Ground.MUTUAL, Ground.INSOLVENCY, Ground.SWITCHING):
            await one.opens(other)
