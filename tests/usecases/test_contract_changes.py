"""What can be done to a contract that is signed, and what is refused without a trace but in the trail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sla_plugin.domain.contracting.bindings import StopCause
from sla_plugin.domain.contracting.content import Clauses, SuspendedClocks
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.contracts import Part
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.money import Money
from sla_plugin.errors import SlaError
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.contract_cases import governing, state_of
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.move_contract import move_contract
from sla_plugin.usecases.record_signed_contract import PaperSignature, record_signed_contract
from sla_plugin.usecases.renew_contract import renew_contract
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOK,
    NOW,
    PIM,
    START,
    World,
    a_draft,
    a_world,
    deed,
    step,
    tell,
)

LATER = NOW + timedelta(days=90)
"""The end of May, when it has been active for two months."""
MAY = datetime(2026, 4, 30, 17, tzinfo=UTC)
"""1 May in Bangkok."""


@dataclass(frozen=True)
class Signed:
    session: Session
    world: World
    contract: ContractId

    async def record(self) -> ContractRecord:
        return await read_record(self.session, await self.session.get(ContractRow, id=self.contract))

    async def signs(self, at: datetime) -> None:
        """Everybody who has to, for what is being negotiated."""
        way = [
            (ANAN, Step.AGREE), (self.world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
            (self.world.malee, Step.APPROVE), (ANAN, Step.SIGN), (self.world.malee, Step.SIGN),
        ]  # fmt: skip
        for actor, which in way:
            await step(self.session, self.contract, actor, which, at)


@pytest.fixture
async def signed(database: Database, tenant: TenantId) -> AsyncIterator[Signed]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract)
        yield Signed(session, world, contract)


async def test_an_amendment_that_is_recorded_late_was_not_known_before(signed: Signed) -> None:
    silver = frozenset(
        {ContractLine(signed.world.printing, signed.world.gold, unit_price=Money(Decimal("2500.00"), "THB"))}
    )
    content = signed.world.content(effective_on=date(2026, 5, 1), lines=silver)
    await amend_contract(signed.session, deed(NOK, LATER), signed.contract, None, content)
    record = await signed.record()
    assert [row.state for row in record.versions] == ["SIGNED", "PRICING"]
    await signed.signs(LATER)
    record = await signed.record()
    known = [
        version and version.number
        for known_at in (LATER - timedelta(seconds=1), LATER)
        for at in (MAY - timedelta(seconds=1), MAY)
        for version in [governing(record, at, known_at)]
    ]
    assert known == [1, 1, 1, 2]
    rows = await signed.session.query(SlaBindingRow).order_by("monitored_from")
    assert [(row.monitored_from, row.monitored_until, row.stop_cause) for row in rows] == [
        (START, MAY, StopCause.AMENDED.value),
        (MAY, datetime(2027, 3, 31, 17, tzinfo=UTC), StopCause.CONTRACT_ENDED.value),
    ]
    then = await load_commitments(signed.session, LATER - timedelta(seconds=1))
    assert [one.monitored_from for one in then.bindings] == [START]
    assert await verify_contract(signed.session, signed.contract, KEY.holds) == ()


async def test_an_amendment_says_who_else_is_covered_from_its_first_day_on(signed: Signed) -> None:
    world = signed.world
    ward = await create_organisation(signed.session, NewOrganisation("Ward 3"))
    beneficiary = ContractParty(ward, PartyRole.BENEFICIARY)
    for effective_on, further in ((date(2026, 5, 1), {beneficiary}), (date(2026, 6, 1), set())):
        parties = world.content().parties | further
        content = world.content(effective_on=effective_on, parties=parties)
        await amend_contract(signed.session, deed(NOK, LATER), signed.contract, None, content)
        await signed.signs(LATER)
    [contract] = (await load_commitments(signed.session)).contracts
    june = datetime(2026, 5, 31, 17, tzinfo=UTC)
    assert contract.also == (ward,)
    assert set(contract.parts) == {Part(world.hospital, (Lasting(START),)), Part(ward, (Lasting(MAY, june),))}
    assert await verify_contract(signed.session, signed.contract, KEY.holds) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"effective_on": date(2026, 3, 31)}, "contract.overlap"),
        ({"effective_on": date(2027, 4, 1)}, "contract.overlap"),
        ({"effective_on": date(2026, 6, 1), "clauses": Clauses(initial_months=6)}, "contract.overlap"),
        ({"effective_on": date(2026, 6, 1), "clauses": Clauses(renewal_months=6)}, "contract.clause"),
        ({"effective_on": date(2026, 6, 1), "zone": "Asia/Atlantis"}, "calendar.unknown_zone"),
        ({"effective_on": date(2026, 6, 1), "currency": "XXY"}, "currency.unknown"),
    ],
)
async def test_an_amendment_that_does_not_fit_into_the_contract_is_refused(
    signed: Signed, change: dict[str, Any], code: str
) -> None:
    before = (await signed.record()).contract.revision
    with pytest.raises(SlaError) as refusal:
        async with signed.session.savepoint():
            await amend_contract(
                signed.session, deed(NOK, LATER), signed.contract, None, signed.world.content(**change)
            )
    assert refusal.value.code == code
    record = await signed.record()
    assert (record.contract.revision, len(record.versions)) == (before, 1)


async def test_a_longer_term_is_one_more_term_and_no_date_is_edited(signed: Signed) -> None:
    content = signed.world.content(effective_on=date(2026, 6, 1), clauses=Clauses(initial_months=24))
    await amend_contract(signed.session, deed(NOK, LATER), signed.contract, None, content)
    await signed.signs(LATER)
    record = await signed.record()
    assert [(row.number, row.starts_on, row.ends_on) for row in record.terms] == [
        (1, date(2026, 4, 1), date(2027, 3, 31)),
        (2, date(2027, 4, 1), date(2028, 3, 31)),
    ]
    assert record.contract.monitored_until == datetime(2028, 3, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize("clocks", [None, SuspendedClocks.GO_ON])
async def test_a_suspended_contract_pauses_its_clocks_unless_it_says_otherwise(
    database: Database, tenant: TenantId, clocks: SuspendedClocks | None
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        clauses = Clauses(suspended_clocks=clocks)
        contract = await a_draft(session, world, clauses=clauses)
        await tell(session, world, contract)
        one = await suspend_contract(session, deed(PIM, LATER), contract, None, reason="unpaid")
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert state_of(record, LATER) is ContractState.SUSPENDED
        end = LATER + timedelta(days=3)
        await resume_contract(session, deed(ANAN, end), contract, None, one)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert (state_of(record, end), record.suspensions[0].lifted_by) == (ContractState.ACTIVE, "anan")
        [covering] = (await load_commitments(session)).contracts
        assert covering.suspended == (() if clocks else (Lasting(LATER, end),))


async def test_no_contract_comes_to_stand_below_itself(signed: Signed) -> None:
    framework = await a_draft(signed.session, signed.world, "F-1")
    await move_contract(signed.session, deed(ANAN), signed.contract, None, framework)
    for below in (framework, signed.contract):
        with pytest.raises(SlaError) as refusal:
            await move_contract(signed.session, deed(ANAN), framework, None, below)
        assert refusal.value.code == "tree.cycle"
    assert (await signed.session.get(ContractRow, id=framework)).parent_id is None
    assert (await signed.record()).contract.parent_id == framework


async def test_what_was_signed_on_paper_is_in_force_since_its_first_day(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        content = replace(world.content(), effective_on=date(2025, 7, 1))
        contract = await record_signed_contract(
            session,
            deed(ANAN),
            number="P-1",
            kind=ContractKind.CUSTOMER,
            content=content,
            signatures=[PaperSignature("malee", world.hospital, NOW - timedelta(days=300), "folder 12")],
        )
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert state_of(record, NOW) is ContractState.ACTIVE
        assert [(one.given_by, one.method, one.reference) for one in record.consents] == [
            ("malee", "PAPER", "folder 12")
        ]
        assert record.contract.next_instant == datetime(2025, 6, 30, 17, tzinfo=UTC)
        assert await verify_contract(session, contract, KEY.holds) == ()


async def test_a_draft_that_is_edited_is_found_by_what_it_says_now(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        own = frozenset({ContractParty(world.provider, PartyRole.CUSTOMER)})
        edited = world.content(zone="Europe/Berlin", parties=own)
        await step(session, contract, NOK, Step.EDIT, content=edited)
        row = await session.get(ContractRow, id=contract)
        assert (row.zone, row.customer_id) == ("Europe/Berlin", world.provider)
        assert await verify_contract(session, contract, KEY.holds) == ()


async def test_who_cannot_write_it_is_not_told_what_is_wrong_with_it(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        for actor, code in ((PIM, "right.role"), (NOK, "currency.unknown")):
            with pytest.raises(SlaError) as refusal:
                await step(session, contract, actor, Step.EDIT, content=world.content(currency="XXY"))
            assert refusal.value.code == code


async def test_a_contract_is_not_renewed_before_that_is_decided(database: Database, tenant: TenantId) -> None:
    """On the last day of its year, as no notice can end it with its term."""
    decided_at = datetime(2027, 3, 30, 17, tzinfo=UTC)
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=Clauses(initial_months=12, renewal_months=6))
        await tell(session, world, contract)
        signed = Signed(session, world, contract)
        before = await signed.record()
        for at in (LATER, decided_at - timedelta(microseconds=1)):
            with pytest.raises(SlaError) as refusal:
                await renew_contract(session, deed(ANAN, at), contract, None)
            assert refusal.value.code == "contract.not_renewable"
        assert await signed.record() == before
        await renew_contract(session, deed(ANAN, decided_at), contract, None)
        ends = [row.ends_on for row in (await signed.record()).terms]
        assert ends == [date(2027, 3, 31), date(2027, 9, 30)]
