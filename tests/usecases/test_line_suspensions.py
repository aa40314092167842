"""One line of a contract is suspended: what that does to clocks, to notice, to the record, and what is
refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.content import SuspendedClocks
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.contracting.suspensions import SuspendedLine
from sla_plugin.domain.ids import ServiceId, SiteId, TenantId
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.domain.transitions import Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.contract_cases import state_of
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.create_site import NewSite, create_site
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.preview_termination import preview_termination
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    PIM,
    PRICE,
    a_draft,
    a_world,
    deed,
    step,
    tell,
    time_passes,
)
from tests.usecases.test_termination_story import MONTHLY, RECEIVED, Ending

EARLIER = RECEIVED - timedelta(microseconds=1)
DAY = timedelta(days=1)
CLAUSES = replace(
    MONTHLY,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.NONE, tolled_by_suspension=True),
)


class TwoLines(Ending):
    """Printing and the network, both at the gold level."""

    async def network(self) -> ServiceId:
        [other] = {line.service for line in (await self.record()).versions[0].says.lines} - {
            self.world.printing
        }
        return other

    async def suspends(self, line: SuspendedLine | None, at: datetime = RECEIVED, **more: Any) -> UUID:
        by = deed(PIM, at)
        return await suspend_contract(
            self.session, by, self.contract, None, reason="unpaid", line=line, **more
        )

    async def resumes(self, suspension: UUID, at: datetime) -> None:
        await resume_contract(self.session, deed(PIM, at), self.contract, None, suspension)

    async def pauses(self) -> dict[ServiceId, set[tuple[Lasting, ...]]]:
        """When the clocks of each line wait for its own sake, by service."""
        found: dict[ServiceId, set[tuple[Lasting, ...]]] = {}
        for one in (await load_commitments(self.session)).bindings:
            found.setdefault(one.service, set()).add(one.suspended)
        return found


@pytest.fixture
async def two(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[TwoLines]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        network = await create_service(session, code="network", name="Network")
        lines = world.content().lines | {ContractLine(network, world.gold, unit_price=PRICE, level_version=1)}
        contract = await a_draft(session, world, clauses=CLAUSES, lines=lines)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        yield TwoLines(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def test_only_the_clocks_of_that_line_pause_and_the_contract_stays_active(two: TwoLines) -> None:
    printing, network = two.world.printing, await two.network()
    one = await two.suspends(SuspendedLine(printing))
    assert state_of(await two.record(), RECEIVED) is ContractState.ACTIVE
    assert await two.pauses() == {printing: {(Lasting(RECEIVED),)}, network: {()}}
    end = RECEIVED + 3 * DAY
    await two.resumes(one, end)
    record = await two.record()
    assert (record.suspensions[0].until, record.suspensions[0].lifted_by) == (end, "pim")
    assert await two.pauses() == {printing: {(Lasting(RECEIVED, end),)}, network: {()}}
    [covering] = (await load_commitments(two.session)).contracts
    assert covering.suspended == ()
    assert [one.type for one in (await audit_trail(two.session, two.contract))[-2:]] == [
        "contract.line_suspended",
        "contract.line_resumed",
    ]
    assert await verify_contract(two.session, two.contract, KEY.holds) == ()


async def test_the_contract_and_its_line_are_suspended_and_lifted_apart(two: TwoLines) -> None:
    printing = two.world.printing
    of_line = await two.suspends(SuspendedLine(printing))
    whole = await two.suspends(None, RECEIVED + DAY)
    again = await two.suspends(SuspendedLine(printing), RECEIVED + DAY)
    await two.resumes(of_line, RECEIVED + 2 * DAY)
    assert state_of(await two.record(), RECEIVED + 2 * DAY) is ContractState.SUSPENDED
    await two.resumes(whole, RECEIVED + 3 * DAY)
    assert state_of(await two.record(), RECEIVED + 3 * DAY) is ContractState.ACTIVE
    # The line waits on.
    assert (await two.pauses())[printing] == {(Lasting(RECEIVED),)}
    await two.resumes(again, RECEIVED + 4 * DAY)
    assert (await two.pauses())[printing] == {(Lasting(RECEIVED, RECEIVED + 4 * DAY),)}
    [covering] = (await load_commitments(two.session)).contracts
    assert covering.suspended == (Lasting(RECEIVED + DAY, RECEIVED + 3 * DAY),)


@pytest.mark.parametrize(
    ("actor", "line", "more", "code"),
    [
        pytest.param(NOK, SuspendedLine(ServiceId(UUID(int=5))), {}, "right.role", id="who may not"),
        pytest.param(PIM, SuspendedLine(ServiceId(UUID(int=5))), {}, "object.not_found", id="no service"),
        pytest.param(PIM, "nowhere", {}, "object.not_found", id="no site"),
        pytest.param(PIM, "mail", {}, "contract.line_not_in_force", id="no line of the contract"),
        pytest.param(
            PIM, "at a site", {}, "contract.line_not_in_force", id="at a site that the line is not for"
        ),
        pytest.param(
            PIM, "printing", {"since": EARLIER}, "contract.suspended_back", id="before it is decided"
        ),
        pytest.param(PIM, "printing", {"until": RECEIVED}, "dates.reversed", id="for no time"),
        pytest.param(PIM, "printing", {"reason": " "}, "reason.missing", id="for no reason"),
    ],
)
async def test_what_is_refused_changes_nothing(
    two: TwoLines, actor: Actor, line: SuspendedLine | str, more: dict[str, Any], code: str
) -> None:
    mail = await create_service(two.session, code="mail", name="Mail")
    ward = await create_site(two.session, NewSite(two.world.hospital, "Ward"))
    named = {
        "mail": SuspendedLine(mail),
        "printing": SuspendedLine(two.world.printing),
        "at a site": SuspendedLine(two.world.printing, ward),
        "nowhere": SuspendedLine(two.world.printing, SiteId(UUID(int=6))),
    }
    which = named[line] if isinstance(line, str) else line
    before = (await two.record()).contract.revision
    with pytest.raises(SlaError) as refusal:
        await suspend_contract(
            two.session, deed(actor, RECEIVED), two.contract, None, line=which, **{"reason": "unpaid", **more}
        )
    assert refusal.value.code == code
    assert await two.session.query(SuspensionRow).count() == 0
    assert (await two.record()).contract.revision == before


async def test_a_line_that_was_amended_away_is_in_force_until_then_and_no_longer(two: TwoLines) -> None:
    network = await two.network()
    july = datetime(2026, 6, 30, 17, tzinfo=UTC)
    says = (await two.record()).versions[0].says
    without = frozenset(line for line in says.lines if line.service != network)
    await _amend(two, replace(says, effective_on=date(2026, 7, 1), lines=without))
    with pytest.raises(SlaError) as refusal:
        await two.suspends(SuspendedLine(network), since=july)
    assert (refusal.value.code, refusal.value.field) == ("contract.line_not_in_force", "line")
    await two.suspends(SuspendedLine(network), since=july - timedelta(microseconds=1))
    assert await two.session.query(SuspensionRow).count() == 1


async def test_an_amendment_of_its_level_and_price_lifts_no_suspension(two: TwoLines) -> None:
    printing = two.world.printing
    one = await two.suspends(SuspendedLine(printing))
    says = (await two.record()).versions[0].says
    dearer = frozenset(replace(line, quantity=line.quantity + 1) for line in says.lines)
    await _amend(two, replace(says, effective_on=date(2026, 7, 1), lines=dearer))
    assert await two.session.query(SlaBindingRow).filter(service_id=printing).count() == 2
    assert (await two.pauses())[printing] == {(Lasting(RECEIVED),)}
    await two.resumes(one, RECEIVED + 60 * DAY)
    assert (await two.pauses())[printing] == {(Lasting(RECEIVED, RECEIVED + 60 * DAY),)}


async def _amend(two: TwoLines, content: Any) -> None:
    await amend_contract(two.session, deed(NOK, RECEIVED), two.contract, None, content)
    for actor, which in (
        (ANAN, Step.AGREE), (two.world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (two.world.malee, Step.APPROVE), (ANAN, Step.SIGN), (two.world.malee, Step.SIGN),
    ):  # fmt: skip
        await step(two.session, two.contract, actor, which, RECEIVED)


async def test_where_the_contract_lets_clocks_go_on_those_of_a_suspended_line_do(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        clauses = replace(CLAUSES, suspended_clocks=SuspendedClocks.GO_ON)
        contract = await a_draft(session, world, clauses=clauses)
        await tell(session, world, contract)
        line = SuspendedLine(world.printing)
        await suspend_contract(session, deed(PIM, RECEIVED), contract, None, reason="unpaid", line=line)
        [binding] = (await load_commitments(session)).bindings
        assert binding.suspended == ()
        assert (await session.get(SuspensionRow, contract_id=contract)).pauses_clocks is False


async def _partial(two: TwoLines, scope: frozenset[ServiceId] | None) -> CaseRow:
    """A case by notice that everybody has approved."""
    case = await open_termination(
        two.session, deed(NOK, RECEIVED), two.contract,
        ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER, scope=scope,
    )  # fmt: skip
    await two.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, sent_at=RECEIVED, received_at=RECEIVED, document=await two.paper()
    )
    await two.does(case, CaseStep.FIND_VALID, ANAN)
    await two.does(case, CaseStep.APPROVE, ANAN)
    return await two.session.get(CaseRow, id=case)


async def test_its_days_are_not_counted_in_the_notice_that_ends_this_line_alone(two: TwoLines) -> None:
    printing = two.world.printing
    case = await _partial(two, frozenset({printing}))
    assert case.effective_on == date(2026, 7, 1)
    one = await two.suspends(SuspendedLine(printing), RECEIVED + 3 * DAY, tolls_notice=True)
    held = await two.session.get(CaseRow, id=case.id)
    assert held.is_not_before
    assert await _ends(two, printing) == {None}
    await two.resumes(one, RECEIVED + 13 * DAY)
    moved = await two.session.get(CaseRow, id=case.id)
    # Eleven days in June on which it was suspended, if only for a while.
    assert (moved.effective_on, moved.is_not_before) == (date(2026, 7, 12), False)
    assert [one["rule"] for one in moved.trace] == ["R4", "R8, R9", "R14"]
    assert await _ends(two, printing) == {datetime(2026, 7, 12, 17, tzinfo=UTC)}
    assert await _ends(two, await two.network()) == {None}
    assert await verify_contract(two.session, two.contract, KEY.holds) == ()


async def test_they_are_counted_in_every_other_notice(two: TwoLines) -> None:
    network = await two.network()
    whole = await _partial(two, None)
    lasting = {"until": RECEIVED + 12 * DAY, "tolls_notice": True}
    await two.suspends(SuspendedLine(network), RECEIVED + 2 * DAY, **lasting)
    assert (await two.session.get(CaseRow, id=whole.id)).effective_on == date(2026, 7, 1)
    other = await preview_termination(
        two.session, two.contract, RECEIVED, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER,
        received_at=RECEIVED, scope=frozenset({two.world.printing}),
    )  # fmt: skip
    own = await preview_termination(
        two.session, two.contract, RECEIVED, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER,
        received_at=RECEIVED, scope=frozenset({network}),
    )  # fmt: skip
    assert [one.end.effective_on for one in (other, own)] == [date(2026, 7, 1), date(2026, 7, 12)]


async def _ends(two: TwoLines, service: ServiceId) -> set[datetime | None]:
    return {row.monitored_until for row in await two.session.query(SlaBindingRow).filter(service_id=service)}


@pytest.mark.parametrize("is_whole", [True, False])
async def test_a_line_is_charged_for_while_it_is_suspended_as_a_contract_is(
    two: TwoLines, is_whole: bool
) -> None:
    """No clause says that a suspended day costs nothing."""
    case = await _partial(two, frozenset({two.world.printing}))
    line = None if is_whole else SuspendedLine(two.world.printing)
    await two.suspends(line, until=RECEIVED + 40 * DAY)
    await time_passes(two.session, two.contract, RECEIVED + 40 * DAY)
    cases = await cases_of(await two.record())
    [held] = [one for one in cases.values if one.id == case.id]
    settlement = await draft_settlement(cases, held, RECEIVED + 40 * DAY)
    # One day of July's 3,000 baht.
    assert [str(one.amount.amount) for one in settlement.sums] == ["96.77"]


async def test_nothing_holds_of_a_suspension_that_is_lifted_twice(two: TwoLines) -> None:
    one = await two.suspends(SuspendedLine(two.world.printing))
    await two.resumes(one, RECEIVED + DAY)
    with pytest.raises(SlaError) as refusal:
        await two.resumes(one, RECEIVED + 2 * DAY)
    assert refusal.value.code == "contract.not_suspended"
    record: ContractRecord = await two.record()
    assert record.suspensions[0].until == RECEIVED + DAY
