"""Whoever stands for a party sees that party's contracts, and of all others exactly as much as of none."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from sla_plugin.api.ids import global_id, id_of
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.storage.organisations import OrganisationRow
from tests.support.cast import Provider, waiting_ticket
from tests.support.contract_cast import ContractCast
from tests.support.inputs import of_contracts
from tests.support.operations import Caller

EVERYWHERE = tuple(scope for scope in Scope if scope is not Scope.FEEDS_READ)


@pytest.fixture
async def malee(cast: ContractCast) -> Caller:
    """She signs for the clinic, and may ask for everything."""
    clinic = OrganisationId(id_of("Organisation", cast.ids["clinic"]))
    return await cast.provider.somebody("malee", Role.CUSTOMER_SIGNATORY, party=clinic, scopes=EVERYWHERE)


@pytest.fixture
async def prasit(lanna: Provider) -> Caller:
    """He asks for the group to which the hospital belongs."""
    async with lanna.installation.database.session(lanna.tenant) as session:
        hospital = await session.get(OrganisationRow, code="C-8841")
    assert hospital.parent_id is not None
    group = OrganisationId(hospital.parent_id)
    return await lanna.somebody("prasit", Role.CUSTOMER_CONTACT, party=group, scopes=EVERYWHERE)


async def _numbers(caller: Caller, **filter_: Any) -> list[str]:
    found = (await caller.run("Contracts", filter=filter_)).data["contracts"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["number"] for node in found["nodes"]]


async def test_each_lists_its_own_and_those_of_the_accounts_below(
    cast: ContractCast, malee: Caller, prasit: Caller
) -> None:
    await cast.drafts("LI-1")
    assert await _numbers(malee) == ["LI-1"]
    assert await _numbers(prasit) == ["LI-8841"]
    assert await _numbers(cast.people["lek"]) == ["LI-1", "LI-8841"]
    # Whatever is asked for, it is found among one's own.
    assert await _numbers(malee, **{"not": {"number": {"eq": "LI-1"}}}) == []
    assert await _numbers(prasit, **{"or": [{}, {"state": {"eq": "DRAFT"}}]}) == ["LI-8841"]


async def test_whoever_also_stands_on_the_providers_side_or_audits_sees_all(cast: ContractCast) -> None:
    await cast.drafts("LI-1")
    clinic = OrganisationId(id_of("Organisation", cast.ids["clinic"]))
    for more, numbers in (((), ["LI-1"]), ((Role.AUDITOR,), ["LI-1", "LI-8841"])):
        roles = (Role.CUSTOMER_CONTACT, *more)
        caller = await cast.provider.somebody("dao", *roles, party=clinic)
        assert await _numbers(caller) == numbers
    # A token that names a party is bound to it, also where it has no role.
    assert await _numbers(await cast.provider.somebody("robot", party=clinic)) == ["LI-1"]
    assert await _numbers(await cast.provider.somebody("robot")) == ["LI-1", "LI-8841"]


async def _of_the_contract(cast: ContractCast, contract: str) -> dict[str, str]:
    """The id of one thing of each kind that belongs to a contract, which is in effect."""
    await cast.does("anan", "SuspendContract", contract, reason="An unpaid bill")
    owed = {"owner": cast.ids["lanna"], "kind": "REPORT", "what": "Labels printed"}
    obligation = await cast.people["anan"].done("RecordObligation", contract=contract, **owed)
    found = await cast.sees("anan", contract)
    return {
        "Contract": contract,
        "ContractVersion": found["versionInForce"]["id"],
        "Requirement": found["versionInForce"]["requirements"][0]["id"],
        "Suspension": found["suspensions"][0]["id"],
        "Obligation": obligation["obligation"]["id"],
        "Document": found["documents"][0]["id"],
    }


async def test_what_belongs_to_a_contract_of_others_is_not_there(
    cast: ContractCast, malee: Caller, prasit: Caller
) -> None:
    contract = await cast.drafts("LI-1", content=cast.content(effectiveOn="2026-03-01"))
    await cast.tells(contract)
    ids = await _of_the_contract(cast, contract)
    for kind, of in ids.items():
        assert (await malee.run("Node", id=of)).data["node"] == {"__typename": kind, "id": of}
        assert (await prasit.run("Node", id=of)).data["node"] is None
    never = global_id("Contract", uuid4())
    for operation, variables in (
        ("Contract", lambda of: {"by": {"id": of}}),
        ("AuditTrail", lambda of: {"contract": of}),
    ):
        theirs, none = [await prasit.run(operation, **variables(of)) for of in (contract, never)]
        assert theirs.said == none.said
        assert (await malee.run(operation, **variables(contract))).said != none.said
    by_number = [await prasit.run("Contract", by={"number": of}) for of in ("LI-1", "never")]
    assert by_number[0].said == by_number[1].said
    owed = [(await caller.run("Obligations")).data["obligations"]["totalCount"] for caller in (malee, prasit)]
    assert owed == [1, 0]


async def test_nothing_can_be_done_to_a_contract_of_others_and_nobody_is_told_that_it_is_there(
    cast: ContractCast, prasit: Caller
) -> None:
    contract = await cast.drafts("LI-1", content=cast.content(effectiveOn="2026-03-01"))
    await cast.tells(contract)
    ids = {**cast.provider.ids, **await _of_the_contract(cast, contract), "Draft": contract}
    before, events = await cast.sees("anan", contract), await cast.trail(contract)
    tried = 0
    for operation, given in of_contracts(ids).items():
        named = next((name for name in ("contract", "obligation") if name in given), None)
        if named is None:
            continue
        kind = named.capitalize()
        theirs = await prasit.run(operation, input=given)
        never = await prasit.run(operation, input={**given, named: global_id(kind, uuid4())})
        assert (operation, theirs.said) == (operation, never.said)
        [payload] = theirs.data.values()
        assert [error["code"] for error in payload["userErrors"]] == ["object.not_found"]
        tried += 1
    assert tried == 24
    assert await cast.sees("anan", contract) == before
    assert await cast.trail(contract) == events


async def test_a_contract_of_others_is_not_seen_beside_ones_own_either(
    cast: ContractCast, malee: Caller
) -> None:
    hospital = {"organisation": cast.provider.ids["Organisation"], "role": "CUSTOMER"}
    framework = await cast.drafts(
        "LI-F", kind="FRAMEWORK", content=cast.content(parties=[hospital], lines=[])
    )
    below = await cast.drafts("LI-B", parent=framework, predecessor=framework)
    found = (await malee.run("Contract", by={"id": below})).data["contract"]
    assert (found["parent"], found["predecessor"]) == (None, None)
    assert (await cast.sees("anan", below))["parent"]["number"] == "LI-F"
    # And the other way round: who sees the framework does not see what is below it for others.
    organisation = OrganisationId(id_of("Organisation", cast.provider.ids["Organisation"]))
    theirs = await cast.provider.somebody("prasit", Role.CUSTOMER_CONTACT, party=organisation)
    found = (await theirs.run("Contract", by={"id": framework})).data["contract"]
    assert found["children"] == []
    assert [one["number"] for one in (await cast.sees("anan", framework))["children"]] == ["LI-B"]


async def test_a_clock_tells_nothing_of_the_contract_of_others(
    cast: ContractCast, malee: Caller, prasit: Caller
) -> None:
    await cast.provider.is_told(waiting_ticket())
    numbers = []
    for caller in (prasit, malee):
        found = (await caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
        contracts = [clock["commitment"]["contract"] for clock in found["clocks"]]
        numbers.append({one and one["number"] for one in contracts})
    assert numbers == [{"LI-8841"}, {None}]


async def test_a_party_signs_and_records_no_contract_of_its_own(cast: ContractCast, malee: Caller) -> None:
    given = {
        "number": "LI-9",
        "customer": cast.ids["clinic"],
        "zone": "Asia/Bangkok",
        "monitoredFrom": "2026-01-01T00:00:00Z",
    }
    assert await malee.refused("RecordContract", **given) == ("NotAllowed", "right.role")
    draft = {"number": "LI-9", "content": cast.content()}
    assert await malee.refused("DraftContract", **draft) == ("NotAllowed", "right.role")
    assert await _numbers(cast.people["lek"]) == ["LI-8841"]


async def test_a_signatory_of_another_party_signs_nothing(cast: ContractCast) -> None:
    """Malee is named; somebody of that name who stands for the hospital is not who is meant."""
    contract = await cast.drafts()
    await cast.tells(contract, until="SignContract")
    hospital = OrganisationId(id_of("Organisation", cast.provider.ids["Organisation"]))
    another = await cast.provider.somebody("malee", Role.CUSTOMER_SIGNATORY, party=hospital)
    sent = await cast.input("malee", "SignContract", contract)
    assert await another.refused("SignContract", **sent) == ("Missing", "object.not_found")
    assert (await cast.sees("anan", contract))["openVersion"]["signatures"] == []
