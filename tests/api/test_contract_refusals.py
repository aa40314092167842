"""What nobody may do to a contract: refused with its own code, nothing changed, and the trail says so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from sla_plugin.api.ids import global_id
from sla_plugin.domain.roles import Role
from tests.support.contract_cast import ContractCast, told

IN_EFFECT = "2026-03-01"
"""Two days ago."""


async def _as_it_is(cast: ContractCast, contract: str) -> dict[str, Any]:
    """All that a refusal must leave alone."""
    found = await cast.sees("anan", contract)
    return {name: value for name, value in found.items() if name != "allowedActions"}


async def _is_refused(
    cast: ContractCast, who: str, operation: str, sent: dict[str, Any]
) -> tuple[str, str, str | None]:
    """Type, code and field. Asserts that nothing changed, and that the trail says who tried what."""
    contract = sent["contract"]
    before, events = await _as_it_is(cast, contract), await cast.trail(contract)
    [payload] = (await cast.people[who].run(operation, input=sent)).data.values()
    [error] = payload["userErrors"]
    assert payload["contract"] is None
    assert await _as_it_is(cast, contract) == before
    *earlier, last = await cast.trail(contract)
    assert earlier == events
    assert (last["type"], last["actor"], last["wrote"]) == ("contract.refused", who, [])
    assert told(last) == {"tried": operation[0].lower() + operation[1:], "code": error["code"]}
    return error["__typename"], error["code"], error["field"]


async def _tries(
    cast: ContractCast, who: str, operation: str, contract: str, **given: Any
) -> tuple[str, str, str | None]:
    return await _is_refused(cast, who, operation, await cast.input(who, operation, contract, **given))


async def test_a_step_out_of_order_is_refused_with_the_states_in_which_it_is_possible(
    cast: ContractCast,
) -> None:
    contract = await cast.drafts()
    assert await _tries(cast, "lek", "ApproveContract", contract) == (
        "NotInThisState", "state.wrong", None,
    )  # fmt: skip
    sent = await cast.input("anan", "SignContract", contract)
    [payload] = (await cast.people["anan"].run("SignContract", input=sent)).data.values()
    [error] = payload["userErrors"]
    assert (error["state"], error["allowed"]) == ("DRAFT", ["AWAITING_SIGNATURE"])


async def test_what_is_not_signed_is_neither_suspended_nor_amended_nor_renewed(cast: ContractCast) -> None:
    contract = await cast.drafts()
    begun = ["ACTIVE", "SUSPENDED"]
    for operation, given in (
        ("SuspendContract", {"reason": "An unpaid bill"}),
        ("AmendContract", {"content": cast.content()}),
        ("RenewContract", {}),
    ):
        assert await _tries(cast, "anan", operation, contract, **given) == (
            "NotInThisState", "state.wrong", None,
        )  # fmt: skip
        [payload] = (
            await cast.people["anan"].run(operation, input={"contract": contract, **given})
        ).data.values()
        assert [(error["state"], error["allowed"]) for error in payload["userErrors"]] == [("DRAFT", begun)]


@pytest.mark.parametrize(
    ("who", "operation", "until"),
    [
        ("pim", "SubmitContract", None),
        ("anan", "ApproveSpecification", "ApproveSpecification"),
        ("pim", "AgreePrices", "AgreePrices"),
        ("anan", "ApproveContract", "ApproveContract"),
        ("lek", "SignContract", "SignContract"),
    ],
)
async def test_a_step_of_somebody_else_is_refused(
    cast: ContractCast, who: str, operation: str, until: str | None
) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until=until or "SubmitContract")
    assert await _tries(cast, who, operation, contract) == ("NotAllowed", "right.role", None)


async def test_the_technical_side_is_not_judged_by_who_sells_it(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="JudgeRequirement")
    [need] = (await cast.sees("nok", contract))["openVersion"]["requirements"]
    given = {"requirement": need["id"], "side": "TECHNICAL"}
    assert await _tries(cast, "nok", "JudgeRequirement", contract, **given) == (
        "NotAllowed", "right.role", None,
    )  # fmt: skip


async def test_one_person_does_not_judge_both_sides(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="JudgeRequirement")
    both = await cast.provider.somebody("somchai", Role.SYSTEMS_ENGINEER, Role.CRM_AGENT)
    cast = ContractCast(cast.provider, {**cast.people, "somchai": both}, cast.ids)
    [need] = (await cast.sees("somchai", contract))["openVersion"]["requirements"]
    await cast.does("somchai", "JudgeRequirement", contract, requirement=need["id"], side="TECHNICAL")
    given = {"requirement": need["id"], "side": "COMMERCIAL"}
    assert await _tries(cast, "somchai", "JudgeRequirement", contract, **given) == (
        "NotAllowed", "right.four_eyes", None,
    )  # fmt: skip


async def test_an_author_does_not_approve(cast: ContractCast) -> None:
    nok_reviews = {"organisation": cast.ids["lanna"], "role": "REVIEWER", "person": "nok"}
    contract = await cast.drafts(content=cast.content(parties=[*cast.parties(), nok_reviews]))
    await cast.tells(contract, until="ApproveContract")
    assert await _tries(cast, "nok", "ApproveContract", contract) == ("NotAllowed", "right.four_eyes", None)


async def test_what_was_read_before_somebody_else_wrote_is_refused(cast: ContractCast) -> None:
    contract = await cast.drafts()
    read_before = await cast.input("nok", "EditContract", contract, content=cast.content())
    await cast.does("somchai", "EditContract", contract, content=cast.content(lines=[]))
    assert await _is_refused(cast, "nok", "EditContract", read_before) == (
        "Conflicting", "object.version_conflict", "expectedVersion",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "operation"),
    [
        ("malee", "ApproveSpecification"),
        ("anan", "AgreePrices"),
        ("lek", "ApproveContract"),
        ("malee", "SignContract"),
    ],
)
async def test_a_yes_to_something_else_is_refused(cast: ContractCast, who: str, operation: str) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until=operation)
    assert await _tries(cast, who, operation, contract, contentHash="0" * 64) == (
        "Conflicting", "contract.hash", "contentHash",
    )  # fmt: skip


async def test_a_signature_under_another_paper_or_none_is_refused(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="SignContract")
    papers = (await cast.sees("malee", contract))["documents"]
    [specification, *_] = [one["sha256"] for one in papers if one["kind"] == "SPECIFICATION"]
    for read in (specification, "0" * 64, None):
        assert await _tries(cast, "malee", "SignContract", contract, documentHash=read) == (
            "Conflicting", "contract.hash", "documentHash",
        )  # fmt: skip


async def test_what_was_added_to_a_specification_since_it_was_read_is_not_approved(
    cast: ContractCast,
) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="ApproveSpecification")
    rejected = (await cast.sees("malee", contract))["openVersion"]
    await cast.does("malee", "RejectSpecification", contract, reason="I have thought of something")
    free = {"need": "Everything else for free.", "outcome": "Nobody pays.", "service": cast.ids["printing"]}
    await cast.does("nok", "AddRequirement", contract, requirement=free)
    await cast.does("nok", "SubmitContract", contract)
    for need in (await cast.sees("nok", contract))["openVersion"]["requirements"]:
        for who, side in (("somchai", "TECHNICAL"), ("nok", "COMMERCIAL")):
            await cast.does(who, "JudgeRequirement", contract, requirement=need["id"], side=side)
    now = (await cast.sees("malee", contract))["openVersion"]
    assert now["contentHash"] == rejected["contentHash"]
    for seen in (rejected["specificationHash"], now["contentHash"]):
        assert await _tries(cast, "malee", "ApproveSpecification", contract, contentHash=seen) == (
            "Conflicting", "contract.hash", "contentHash",
        )  # fmt: skip
    approved = now["specificationHash"]
    await cast.does("malee", "ApproveSpecification", contract, contentHash=approved)
    [approval] = (await cast.sees("malee", contract))["openVersion"]["approvals"]
    assert (approval["consent"], approval["contentHash"], approval["counts"]) == (
        "SPECIFICATION", approved, True,
    )  # fmt: skip


async def test_a_version_of_before_the_contract_is_refused(cast: ContractCast) -> None:
    contract = await cast.drafts(content=cast.content(effectiveOn=IN_EFFECT))
    await cast.tells(contract)
    earlier = cast.content(effectiveOn="2026-02-28")
    assert await _tries(cast, "anan", "AmendContract", contract, content=earlier) == (
        "InputRefused", "contract.overlap", "effectiveOn",
    )  # fmt: skip


async def test_an_amendment_that_would_end_the_running_term_is_refused(cast: ContractCast) -> None:
    contract = await cast.drafts(content=cast.content(effectiveOn=IN_EFFECT))
    await cast.tells(contract)
    shorter = cast.content(effectiveOn="2026-03-02", clauses={"initialMonths": 6})
    assert await _tries(cast, "anan", "AmendContract", contract, content=shorter) == (
        "Conflicting", "contract.overlap", "initialMonths",
    )  # fmt: skip


async def test_two_currencies_are_refused(cast: ContractCast) -> None:
    contract = await cast.drafts()
    in_euros = cast.line(unitPrice={"amount": "90.00", "currency": "EUR"})
    content = cast.content(lines=[in_euros])
    assert await _tries(cast, "nok", "EditContract", contract, content=content) == (
        "InputRefused", "currency.mixed", "lines",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["CUSTOMER", "PROVIDER"])
async def test_without_one_of_its_parties_a_contract_is_not_submitted(cast: ContractCast, role: str) -> None:
    signs = {"CUSTOMER": "malee", "PROVIDER": "anan"}[role]
    parties = [party for party in cast.parties() if party["role"] != role and party.get("person") != signs]
    contract = await cast.drafts(content=cast.content(parties=parties))
    assert await _tries(cast, "nok", "SubmitContract", contract) == (
        "InputRefused", "contract.party_missing", "parties",
    )  # fmt: skip


async def test_a_contract_does_not_come_to_stand_below_itself(cast: ContractCast) -> None:
    framework = await cast.drafts("LI-F", kind="FRAMEWORK")
    below = await cast.drafts("LI-B", parent=framework)
    assert (await cast.sees("anan", framework))["children"] == [
        {"id": below, "number": "LI-B", "state": "DRAFT"}
    ]
    for parent in (below, framework):
        assert await _tries(cast, "anan", "MoveContract", framework, below=parent) == (
            "InputRefused", "tree.cycle", "parent",
        )  # fmt: skip


async def test_without_a_reason_nothing_is_sent_back(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="JudgeRequirement")
    assert await _tries(cast, "nok", "ReworkContract", contract, reason=" ") == (
        "InputRefused", "reason.missing", "reason",
    )  # fmt: skip


async def test_two_equal_lines_are_not_taken_for_one(cast: ContractCast) -> None:
    contract = await cast.drafts()
    content = cast.content(lines=[cast.line(), cast.line()])
    assert await _tries(cast, "nok", "EditContract", contract, content=content) == (
        "InputRefused", "contract.line_twice", "lines",
    )  # fmt: skip


async def test_a_refused_request_that_comes_again_is_in_the_trail_once(cast: ContractCast) -> None:
    contract = await cast.drafts()
    sent = await cast.input("pim", "SubmitContract", contract, idempotencyKey="k-1")
    assert await _is_refused(cast, "pim", "SubmitContract", sent) == ("NotAllowed", "right.role", None)
    events = await cast.trail(contract)
    for _ in range(2):
        assert await cast.people["pim"].refused("SubmitContract", **sent) == ("NotAllowed", "right.role")
    assert await cast.trail(contract) == events
    # Of somebody else, it is another one.
    assert await _is_refused(cast, "lek", "SubmitContract", sent) == ("NotAllowed", "right.role", None)


async def test_a_key_of_somebody_else_signs_nothing(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="SignContract")
    sent = await cast.input("anan", "SignContract", contract, idempotencyKey="sign", expectedVersion=None)
    await cast.people["anan"].done("SignContract", **sent)
    before = await _as_it_is(cast, contract)
    assert await cast.people["malee"].refused("SignContract", **sent) == ("Conflicting", "request.key_reused")
    assert await _as_it_is(cast, contract) == before
    assert (await cast.people["anan"].done("SignContract", **sent))["contract"]["id"] == contract
    assert await _as_it_is(cast, contract) == before


async def test_what_names_nothing_that_there_is_leaves_no_trace(cast: ContractCast) -> None:
    contract = await cast.drafts()
    events = await cast.trail(contract)
    gone = cast.content(lines=[cast.line(service=global_id("Service", uuid4()))])
    for sent in (
        {"contract": "x", "reason": "as discussed"},
        {"contract": cast.ids["clinic"], "reason": "as discussed"},
    ):
        assert (await cast.people["nok"].refused("AbandonContract", **sent))[1] == "id.malformed"
    sent = await cast.input("nok", "EditContract", contract, content=gone)
    assert await cast.people["nok"].refused("EditContract", **sent) == ("Missing", "object.not_found")
    assert await cast.trail(contract) == events


async def test_one_that_is_refused_leaves_its_siblings_done(cast: ContractCast) -> None:
    contract = await cast.drafts()
    sent = {"contract": contract}
    answer = await cast.people["nok"].run_together(
        ("ReworkContract", {**sent, "reason": "too early"}),
        ("SubmitContract", sent),
        ("SubmitContract", sent),
    )
    assert [[error["code"] for error in one["userErrors"]] for one in answer.data.values()] == [
        ["state.wrong"], [], ["state.wrong"],
    ]  # fmt: skip
    assert [event["type"] for event in await cast.trail(contract)] == [
        "contract.drafted", "contract.refused", "contract.submitted", "contract.refused",
    ]  # fmt: skip
