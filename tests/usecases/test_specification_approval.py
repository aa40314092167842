"""The customer approves what the specification says, of its needs too, and nothing that was put in since."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.usecases.draft_contract import Need
from sla_plugin.usecases.state_needs import add_requirement, drop_requirement
from tests.support.contract_bench import rows_of
from tests.support.contracting import ANAN, NOK, SOMCHAI, deed
from tests.support.signing import SigningOffice
from tests.support.specifications import specification_of

FREE = "Everything else for free"
Change = Callable[[SigningOffice], Coroutine[Any, Any, object]]


async def adds(office: SigningOffice) -> None:
    need = Need(FREE, "Nobody pays", office.world.printing)
    await add_requirement(office.session, deed(NOK), office.contract, None, need)


async def replaces(office: SigningOffice) -> None:
    [need] = (await office.record()).requirements
    await adds(office)
    await drop_requirement(office.session, deed(NOK), office.contract, None, need.id)


async def edits(office: SigningOffice) -> None:
    await office.does(NOK, Step.EDIT, content=office.world.content(lines=frozenset()))


async def judged_again(office: SigningOffice) -> None:
    await office.does(NOK, Step.SUBMIT)
    for need in (await office.case()).requirements:
        await office.does(SOMCHAI, Step.JUDGE, requirement=need.id, side=Side.TECHNICAL)
        await office.does(NOK, Step.JUDGE, requirement=need.id, side=Side.COMMERCIAL)


@pytest.mark.parametrize("change", [adds, replaces, edits])
async def test_the_hash_of_a_sheet_that_was_rejected_approves_no_other(
    office: SigningOffice, change: Change
) -> None:
    await office.tells(until=Step.APPROVE_SPECIFICATION)
    rejected = (await office.case()).specification_hash
    await office.does(office.world.malee, Step.REJECT_SPECIFICATION)
    await change(office)
    await judged_again(office)
    approves = office.world.malee, Step.APPROVE_SPECIFICATION
    await office.is_refused(*approves, "contentHash", seen=rejected)
    await office.is_refused(*approves, "contentHash", seen=(await office.case()).content.hash)
    assert await office.state() is ContractState.SPECIFICATION_REVIEW
    await office.does(*approves)
    assert await office.state() is ContractState.PRICING


async def test_what_is_approved_is_the_sheet_that_was_made(office: SigningOffice) -> None:
    await office.tells(until=Step.APPROVE_SPECIFICATION)
    rows = await rows_of(office.session, office.contract)
    [version] = rows["contract_version"]
    said = specification_of(version, rows["contract_requirement"], rows["contract_judgement"])
    assert {row["content_hash"] for row in rows["contract_document"]} == {said}
    await office.does(office.world.malee, Step.APPROVE_SPECIFICATION)
    case = await office.case()
    assert [(one.by, one.content_hash) for one in case.counting(Consent.SPECIFICATION)] == [("malee", said)]
    *_, event = (await rows_of(office.session, office.contract))["contract_audit"]
    assert (event["type"], event["payload"]["contentHash"]) == ("contract.specification_approved", said)


async def test_an_edit_of_prices_voids_the_approval_and_leaves_the_judgements(office: SigningOffice) -> None:
    await office.tells(until=Step.AGREE)
    before = await office.case()
    await office.does(ANAN, Step.EDIT, content=office.world.content(lines=frozenset()))
    after = await office.case()
    assert (len(before.counting(Consent.SPECIFICATION)), after.counting(Consent.SPECIFICATION)) == (1, ())
    assert after.requirements == before.requirements
    assert after.requirements[0].is_judged
