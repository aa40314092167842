"""Steps of people beside what time has decided by then, and beside what was received when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting import ending as clauses
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import ANAN, KEY, LEK, NOK, NOW, a_draft, a_world, deed, tell, time_passes
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED, Ending

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
CURE_UNTIL = datetime(2026, 7, 1, 17, tzinfo=UTC)
ELECT_UNTIL = datetime(2026, 7, 31, 17, tzinfo=UTC)
"""Served on 1 June in Bangkok: thirty days to cure, thirty to elect."""
AT_SIX = datetime(2026, 4, 30, 11, tzinfo=UTC)
"""On 30 April in Bangkok, when e-mail is no longer received that day."""
CLAUSES = replace(MONTHLY, cure=NoticeRule(NoticePeriod(30, Unit.DAY)), ending=clauses.Ending(converts=True))


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        daily = await create_calendar(
            session, code="daily", name="Every day", calendar=Calendar.always("Asia/Bangkok"), now=NOW
        )
        address = NoticeAddress("EMAIL", "notice@lanna.example", daily, time(17))
        contact = ContractParty(world.provider, PartyRole.NOTICE_CONTACT, "anan", notice=address)
        parties = world.content().parties | {contact}
        contract = await a_draft(session, world, clauses=CLAUSES, parties=parties)
        await tell(session, world, contract)
        await time_passes(session, contract, AT_SIX)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def _row(one: Ending, case: UUID) -> CaseRow:
    return await one.session.get(CaseRow, id=case)


async def _refused(
    one: Ending, case: UUID, step: CaseStep, actor: Any, at: datetime, **more: Any
) -> tuple[str, str | None]:
    """The code and the field. Nothing is written, not even what was due before."""
    before = await _everything(one, case)
    with pytest.raises(SlaError) as refusal:
        async with one.session.savepoint():
            await one.does(case, step, actor, at, **more)
    assert await _everything(one, case) == before
    return refusal.value.code, refusal.value.field


async def _everything(one: Ending, case: UUID) -> list[Any]:
    row, contract = await _row(one, case), (await one.record()).contract
    events = await audit_trail(one.session, one.contract)
    columns = [getattr(row, name) for name in row._meta.fields_map]
    return [columns, contract.revision, contract.monitored_until, contract.next_instant, len(events)]


async def _events(one: Ending) -> list[tuple[str, datetime]]:
    return [(event.type, event.at) for event in await audit_trail(one.session, one.contract)]


async def test_nobody_takes_back_moves_or_refuses_what_has_taken_effect_while_the_pump_was_down(
    ending: Ending,
) -> None:
    case = await ending.scheduled()
    late, paper = END + 5 * DAY, await ending.paper("consent")
    for step, actor in ((CaseStep.WITHDRAW, NOK), (CaseStep.REDATE, LEK), (CaseStep.OBJECT, ANAN)):
        found = await _refused(
            ending, case, step, actor, late, document=paper, ground=Ground.MUTUAL,
            requested_on=date(2026, 12, 31),
        )  # fmt: skip
        assert found == ("state.wrong", None)
    await time_passes(ending.session, ending.contract, late)
    assert await ending.state(case) == CaseState.SETTLING
    assert (await ending.record()).contract.monitored_until == END


async def test_nobody_refuses_a_notice_whose_day_has_come_while_the_pump_was_down(ending: Ending) -> None:
    case = await ending.notice()
    found = await _refused(ending, case, CaseStep.FIND_INVALID, ANAN, END, defects=("no signature",))
    assert found == ("state.wrong", None)
    await ending.does(case, CaseStep.FIND_VALID, ANAN, END - TICK)
    found = await _refused(ending, case, CaseStep.REJECT, LEK, END, defects=("no signature",))
    assert found == ("state.wrong", None)
    # Up to the last instant it is.
    await ending.does(case, CaseStep.REJECT, LEK, END - TICK, defects=("no signature",))
    assert await ending.state(case) == CaseState.REJECTED


async def test_what_was_due_is_done_before_a_step_at_its_own_instant(ending: Ending) -> None:
    case = await ending.scheduled()
    late = END + 5 * DAY
    await ending.does(case, CaseStep.RESCIND, LEK, late, document=await ending.paper("judgement"))
    assert await ending.state(case) == CaseState.RESCINDED
    assert (await _events(ending))[-4:] == [
        ("termination.took_effect", END),
        ("termination.cut_over", END),
        ("contract.ended", END),
        ("termination.rescinded", late),
    ]
    assert (await ending.record()).contract.monitored_until == END
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


async def _emailed(ending: Ending, ground: Ground, on: date | None = None) -> UUID:
    case = await ending.opens(ground, AT_SIX)
    await ending.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, AT_SIX, sent_at=AT_SIX - TICK, received_at=AT_SIX,
        requested_on=on, channel="EMAIL", document=await ending.paper(),
    )  # fmt: skip
    return case


async def test_the_day_of_receipt_stays_where_a_notice_is_converted(ending: Ending) -> None:
    """One month to the month's end, from 1 May: 30 June, and not 31 May."""
    case = await _emailed(ending, Ground.CAUSE_INCURABLE, date(2026, 5, 10))
    row = await _row(ending, case)
    assert (row.received_on, row.effective_on) == (date(2026, 5, 1), date(2026, 5, 10))
    await ending.does(case, CaseStep.CONVERT, LEK, AT_SIX + DAY)
    row = await _row(ending, case)
    assert (row.ground, row.received_on, row.effective_on) == (
        "CONVENIENCE", date(2026, 5, 1), date(2026, 6, 30),
    )  # fmt: skip
    assert [row.sent_at, row.received_at] == [AT_SIX - TICK, AT_SIX]


@pytest.mark.parametrize("step", [CaseStep.REDATE, CaseStep.SETTLE_DISPUTE])
async def test_what_was_sent_and_received_stays_where_another_day_is_agreed_on(
    ending: Ending, step: CaseStep
) -> None:
    case = await _emailed(ending, Ground.CONVENIENCE)
    assert (await _row(ending, case)).effective_on == date(2026, 6, 30)
    await ending.does(case, CaseStep.FIND_VALID, ANAN, AT_SIX)
    await ending.does(case, CaseStep.APPROVE, ANAN, AT_SIX)
    if step is CaseStep.SETTLE_DISPUTE:
        await ending.does(case, CaseStep.OBJECT, ANAN, AT_SIX)
    await ending.does(
        case, step, LEK, AT_SIX + DAY, document=await ending.paper("agreement"),
        requested_on=date(2026, 5, 20), ground=Ground.MUTUAL,
    )  # fmt: skip
    row = await _row(ending, case)
    assert (row.state, row.ground, row.effective_on, row.received_on) == (
        CaseState.SCHEDULED, "MUTUAL", date(2026, 5, 20), date(2026, 5, 1),
    )  # fmt: skip
    assert [row.sent_at, row.received_at] == [AT_SIX - TICK, AT_SIX]


async def test_one_side_does_not_move_a_day_that_follows_from_notice(ending: Ending) -> None:
    case, paper = await ending.scheduled(), await ending.paper("letter")
    at = RECEIVED + 10 * DAY
    earlier: dict[str, Any] = {"document": paper, "requested_on": date(2026, 6, 30)}
    served = {**earlier, "received_at": at}
    refusals = [
        await _refused(ending, case, CaseStep.REDATE, LEK, at, **given)
        for given in (
            earlier,
            {**served, "ground": Ground.FORCE_MAJEURE},
            {**served, "ground": Ground.CAUSE_CURABLE},
            {**earlier, "ground": Ground.INSOLVENCY},
            {**served, "ground": Ground.INSOLVENCY, "requested_on": date(2026, 7, 31)},
            {**served, "ground": Ground.INSOLVENCY, "requested_on": date(2026, 6, 10)},
            {"document": paper, "ground": Ground.MUTUAL},
        )
    ]
    assert refusals == [
        ("termination.date", "ground"),
        ("termination.date", "ground"),
        ("termination.cure", None),
        ("termination.evidence", "document"),
        ("termination.date", "requestedOn"),
        ("termination.date", "requestedOn"),
        ("termination.date", "requestedOn"),
    ]
    assert (await ending.record()).contract.monitored_until == END


async def test_notice_on_a_stronger_ground_moves_the_end_to_an_earlier_day(ending: Ending) -> None:
    case, letter = await ending.scheduled(), await ending.paper("letter")
    at = RECEIVED + 10 * DAY
    await ending.does(
        case, CaseStep.REDATE, LEK, at + DAY, ground=Ground.INSOLVENCY, received_at=at, document=letter
    )
    row = await _row(ending, case)
    assert (row.state, row.ground, row.ends_at, row.received_at) == (
        CaseState.SCHEDULED, "INSOLVENCY", at, at,
    )  # fmt: skip
    await time_passes(ending.session, ending.contract, at + DAY)
    assert await ending.state(case) == CaseState.SETTLING
    assert await _evidence(ending, at + DAY) == ("letter", at, at + DAY)


async def _in_cure(ending: Ending) -> UUID:
    await time_passes(ending.session, ending.contract, RECEIVED)
    case = await ending.opens(Ground.CAUSE_CURABLE)
    await ending.does(
        case, CaseStep.SERVE_BREACH_NOTICE, LEK, received_at=RECEIVED, document=await ending.paper("breach")
    )
    row = await _row(ending, case)
    assert [row.cure_until, row.elect_until] == [CURE_UNTIL, ELECT_UNTIL]
    return case


async def _evidence(ending: Ending, now: datetime) -> tuple[str, datetime, datetime]:
    """The name of the paper, when it was received, and when it was recorded."""
    cases = await cases_of(await ending.record())
    found = (await draft_settlement(cases, cases.values[0], now)).evidence
    paper = await ending.session.get(ContractDocumentRow, sha256=found.document)
    return paper.name, found.received_at, found.recorded_at


@pytest.mark.parametrize("received_at", [RECEIVED + 2 * DAY, CURE_UNTIL - TICK])
async def test_no_end_is_elected_while_the_breach_can_be_cured(ending: Ending, received_at: datetime) -> None:
    case, letter = await _in_cure(ending), await ending.paper("election")
    found = await _refused(
        ending, case, CaseStep.ELECT, NOK, CURE_UNTIL + DAY, received_at=received_at, document=letter
    )
    assert found == ("termination.window", "receivedAt")
    assert (await ending.record()).contract.monitored_until is None


async def test_an_end_is_elected_when_it_is_received(ending: Ending) -> None:
    case, letter = await _in_cure(ending), await ending.paper("election")
    found = await _refused(ending, case, CaseStep.ELECT, NOK, CURE_UNTIL + DAY, document=letter)
    assert found == ("termination.evidence", "document")
    await ending.does(case, CaseStep.ELECT, NOK, CURE_UNTIL + DAY, received_at=CURE_UNTIL, document=letter)
    row = await _row(ending, case)
    assert (row.state, row.ends_at) == (CaseState.RECEIVED, CURE_UNTIL)
    await time_passes(ending.session, ending.contract, CURE_UNTIL + DAY)
    assert await _evidence(ending, CURE_UNTIL + DAY) == ("election", CURE_UNTIL, CURE_UNTIL + DAY)


async def test_an_election_in_time_that_is_recorded_late_undoes_that_it_lapsed(ending: Ending) -> None:
    case, letter = await _in_cure(ending), await ending.paper("election")
    late = ELECT_UNTIL + 10 * DAY
    await time_passes(ending.session, ending.contract, late)
    assert await ending.state(case) == CaseState.LAPSED
    found = await _refused(ending, case, CaseStep.ELECT, NOK, late, received_at=ELECT_UNTIL, document=letter)
    assert found == ("termination.window", None)
    at = ELECT_UNTIL - TICK
    await ending.does(case, CaseStep.ELECT, NOK, late, received_at=at, document=letter)
    assert await ending.state(case) == CaseState.RECEIVED
    await time_passes(ending.session, ending.contract, late)
    assert await ending.state(case) == CaseState.SETTLING
    assert (await ending.record()).contract.monitored_until == at
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


async def test_an_objection_counts_by_when_it_was_received(ending: Ending) -> None:
    await time_passes(ending.session, ending.contract, RECEIVED)
    case = await ending.scheduled()
    until, late = RECEIVED + 14 * DAY, RECEIVED + 20 * DAY
    assert (await _row(ending, case)).object_until == until
    refusals = [
        await _refused(ending, case, CaseStep.OBJECT, ANAN, late, received_at=at)
        for at in (None, until, late + TICK)
    ]
    assert refusals == [
        ("termination.window", None), ("termination.window", None), ("termination.evidence", "receivedAt"),
    ]  # fmt: skip
    await ending.does(case, CaseStep.OBJECT, ANAN, late, received_at=until - TICK)
    assert await ending.state(case) == CaseState.DISPUTED


async def test_an_objection_to_a_breach_counts_by_when_it_was_received(ending: Ending) -> None:
    case = await _in_cure(ending)
    late = CURE_UNTIL + DAY
    found = await _refused(ending, case, CaseStep.OBJECT, ANAN, late, received_at=CURE_UNTIL)
    assert found == ("termination.window", None)
    await ending.does(case, CaseStep.OBJECT, ANAN, late, received_at=CURE_UNTIL - TICK)
    assert await ending.state(case) == CaseState.DISPUTED


async def test_a_withdrawal_that_overtakes_the_notice_is_shown(ending: Ending) -> None:
    case, letter = await ending.scheduled(), await ending.paper("withdrawal")
    at = RECEIVED + DAY
    refusals = [
        await _refused(ending, case, CaseStep.WITHDRAW, NOK, at, received_at=received_at)
        for received_at in (None, RECEIVED + TICK, RECEIVED)
    ]
    assert refusals == [
        ("termination.consent", "document"),
        ("termination.consent", "document"),
        ("termination.evidence", "document"),
    ]
    await ending.does(case, CaseStep.WITHDRAW, NOK, at, received_at=RECEIVED, document=letter)
    assert await ending.state(case) == CaseState.WITHDRAWN


async def test_the_message_of_a_crm_shows_when_a_withdrawal_was_received(ending: Ending) -> None:
    """And so needs no other paper; but that anybody consents it does not show."""
    await time_passes(ending.session, ending.contract, RECEIVED)
    notice = TerminationRequest(
        "crm", "T-1", 1, ending.contract, Ground.CONVENIENCE, Side.CUSTOMER, received_at=RECEIVED
    )
    later = replace(notice, event="T-2", cancels="T-1", received_at=RECEIVED + TICK)
    overtaking = replace(notice, event="T-3", cancels="T-1")
    answers = [
        await request_termination(ending.session, ending.store, deed(NOK, RECEIVED + DAY), asked)
        for asked in (notice, later, overtaking)
    ]
    assert [answer.outcome for answer in answers] == ["OPENED", "QUARANTINED", "WITHDRAWN"]
    papers = await ending.session.query(ContractDocumentRow).order_by("id")
    assert [paper.name for paper in papers] == ["crm T-1", "crm T-3"]
