"""Who speaks for which side of a termination, at the time at which they speak."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.states import ContractKind, Step
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.cases import Side, Sides
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import Actor
from sla_plugin.errors import BadInput, Forbidden
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.session import Database
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.termination_cases import sides_of, who_gives_notice
from tests.support.contracting import (
    ANAN,
    LEK,
    NOK,
    PIM,
    START,
    a_draft,
    a_world,
    deed,
    step,
    tell,
    time_passes,
)
from tests.usecases.test_termination_story import MONTHLY, RECEIVED, Ending

AMENDED = datetime(2026, 5, 31, 17, tzinfo=UTC)
"""The start of 1 June in Bangkok: the day of the notice."""


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=MONTHLY)
        await tell(session, world, contract)
        await time_passes(session, contract, START)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def _another_customer(one: Ending) -> tuple[OrganisationId, Actor]:
    clinic = await create_organisation(one.session, NewOrganisation("Mae Rim Clinic", "mae-rim"))
    return clinic, Actor("chai", frozenset({Role.CUSTOMER_CONTACT}), clinic)


async def _amended(one: Ending, *changes: ContractParty) -> None:
    """The hospital leaves at the end of June, and the others come."""
    content = one.world.content(effective_on=date(2026, 6, 1), clauses=MONTHLY)
    hospital = ContractParty(one.world.hospital, PartyRole.CUSTOMER)
    parties = content.parties - {hospital} | {replace(hospital, until=date(2026, 6, 30)), *changes}
    content = replace(content, parties=parties)
    await amend_contract(one.session, deed(NOK, START), one.contract, None, content)
    way = [
        (ANAN, Step.AGREE), (one.world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (one.world.malee, Step.APPROVE), (ANAN, Step.SIGN), (one.world.malee, Step.SIGN),
    ]  # fmt: skip
    for actor, which in way:
        await step(one.session, one.contract, actor, which, START)
    await time_passes(one.session, one.contract, RECEIVED)


async def test_a_customer_that_joined_speaks_and_one_that_left_does_not(ending: Ending) -> None:
    clinic, chai = await _another_customer(ending)
    await _amended(ending, ContractParty(clinic, PartyRole.CUSTOMER, since=date(2026, 6, 10)))
    record = await ending.record()
    hospital, provider = ending.world.hospital, ending.world.provider
    assert [
        sides_of(record, at).customers
        for at in (START, AMENDED, datetime(2026, 6, 10, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    ] == [{hospital}, {hospital}, {hospital, clinic}, {clinic}]
    assert sides_of(record, RECEIVED) == Sides(frozenset({hospital}), frozenset({provider}))
    case = await ending.opens()
    with pytest.raises(Forbidden):
        await ending.does(case, CaseStep.WITHDRAW, chai)
    july = datetime(2026, 7, 2, tzinfo=UTC)
    with pytest.raises(Forbidden):
        await ending.does(case, CaseStep.WITHDRAW, ending.world.malee, july)
    assert await ending.state(case) == CaseState.DRAFT
    await ending.does(case, CaseStep.WITHDRAW, chai, july)
    assert await ending.state(case) == CaseState.WITHDRAWN


async def test_notice_is_given_by_a_signatory_of_the_side_that_ends_it(ending: Ending) -> None:
    record, july = await ending.record(), datetime(2026, 7, 2, tzinfo=UTC)
    assert who_gives_notice(record, Side.CUSTOMER, RECEIVED) == {"malee"}
    assert who_gives_notice(record, Side.PROVIDER, RECEIVED) == {"anan"}
    await _amended(ending)
    assert who_gives_notice(await ending.record(), Side.CUSTOMER, july) == frozenset()
    case, paper = await ending.opens(), await ending.paper()
    for name in ("anan", "somebody"):
        with pytest.raises(BadInput) as refusal:
            await ending.does(
                case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, document=paper, given_by=name
            )
        assert refusal.value.code == "termination.authority"
    assert await ending.state(case) == CaseState.DRAFT
    await ending.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, document=paper, given_by="malee"
    )
    [event] = [
        one
        for one in await audit_trail(ending.session, ending.contract)
        if one.type == "termination.notice_received"
    ]
    assert (event.payload["case"], event.payload["given_by"]) == (str(case), "malee")


async def test_before_a_contract_begins_those_of_its_first_day_speak(ending: Ending) -> None:
    record = await ending.record()
    long_ago = datetime(2026, 3, 5, tzinfo=UTC)
    assert sides_of(record, long_ago).customers == {ending.world.hospital}


async def test_in_an_underpinning_contract_we_are_the_customer(ending: Ending) -> None:
    record = await ending.record()
    assert sides_of(record, RECEIVED).ours is Side.PROVIDER
    record.contract.kind = ContractKind.UNDERPINNING.value
    assert sides_of(record, RECEIVED).ours is Side.CUSTOMER
