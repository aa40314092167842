"""The life of a contract over GraphQL alone, as 50-contracts tells it: six people, each with a token of their
own, and nothing configured twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.support.cast import bangkok, ticket
from tests.support.contract_cast import CLINIC, START, ContractCast
from tests.support.operations import Caller

SECOND = timedelta(seconds=1)


async def test_a_contract_goes_from_a_need_to_clocks_with_six_tokens(cast: ContractCast) -> None:
    # Nok has listened to the clinic, and writes down what it needs.
    contract = await cast.drafts()
    assert await _state(cast, contract) == "DRAFT"
    await cast.does("nok", "SubmitContract", contract)
    # Somchai can build it, and Nok can sell it: two persons.
    [need] = (await cast.sees("somchai", contract))["openVersion"]["requirements"]
    judged = {"requirement": need["id"]}
    await cast.does("somchai", "JudgeRequirement", contract, **judged, side="TECHNICAL")
    assert await _state(cast, contract) == "FEASIBILITY"
    await cast.does("nok", "JudgeRequirement", contract, **judged, side="COMMERCIAL")
    # Malee reads for the clinic what it would get, then both sides agree on what it costs.
    assert await _state(cast, contract) == "SPECIFICATION_REVIEW"
    await cast.does("malee", "ApproveSpecification", contract)
    await cast.does("anan", "AgreePrices", contract)
    assert await _state(cast, contract) == "PRICING"
    await cast.does("malee", "AgreePrices", contract)
    # Lek and Pim read the whole, and so does Malee. With the last yes it is published, and stays as it is.
    for who in ("lek", "pim"):
        await cast.does(who, "ApproveContract", contract)
        assert await _state(cast, contract) == "FINAL_REVIEW"
    await cast.does("malee", "ApproveContract", contract)
    assert await _state(cast, contract) == "AWAITING_SIGNATURE"
    published = (await cast.sees("malee", contract))["openVersion"]["contentHash"]
    await cast.does("anan", "SignContract", contract)
    signed = (await cast.does("malee", "SignContract", contract))["contract"]
    assert (signed["state"], signed["openVersion"]) == ("SIGNED", None)
    assert (signed["monitoredFrom"], signed["monitoredUntil"]) == (
        "2026-03-31T17:00:00Z",
        "2027-03-31T17:00:00Z",
    )
    found = await cast.sees("malee", contract)
    assert found["versionInForce"]["contentHash"] == published
    # Both have read the paper that was published; a copy with their signatures lies beside it now.
    papers = {paper["sha256"]: paper["name"] for paper in found["documents"]}
    assert list(papers.values())[-2:] == [
        "LI-2026-7 v1 final signed (th).html", "LI-2026-7 v1 final signed (th).pdf",
    ]  # fmt: skip
    signatures = found["versionInForce"]["signatures"]
    assert [(one["by"], papers[one["documentHash"]], one["counts"]) for one in signatures] == [
        ("anan", "LI-2026-7 v1 final (th).pdf", True),
        ("malee", "LI-2026-7 v1 final (th).pdf", True),
    ]
    assert [(term["number"], term["startsOn"], term["endsOn"]) for term in found["terms"]] == [
        (1, "2026-04-01", "2027-03-31")
    ]
    # Time alone does the rest.
    at = {"asOf": (START - SECOND).isoformat()}, {"asOf": START.isoformat()}
    assert [(await cast.sees("anan", contract, **when))["state"] for when in at] == ["SIGNED", "ACTIVE"]
    assert [event["type"] for event in await cast.trail(contract)] == [
        "contract.drafted",
        "contract.submitted",
        "contract.requirement_judged",
        "contract.requirement_judged",
        "contract.specification_approved",
        "contract.prices_agreed",
        "contract.prices_agreed",
        "contract.approved",
        "contract.approved",
        "contract.approved",
        "contract.signed",
        "contract.signed",
    ]


async def test_tickets_have_clocks_from_the_start_instant_on_and_not_a_second_before(
    cast: ContractCast,
) -> None:
    contract = await cast.drafts()
    await cast.tells(contract)
    later = await cast.at("2026-04-01 09:00")
    told = ticket("L-1", "The label printer is dark", "P1", CLINIC)
    told.opened(bangkok("2026-03-31 20:00"))
    await later.provider.is_told(told)
    assert await _clocks(later.provider.caller, "L-1", START - SECOND) == ("NOT_STARTED", [])
    assert await _clocks(later.provider.caller, "L-1", START) == (
        "COVERED", [("FIRST_RESPONSE", "RUNNING", "PT0S"), ("RESOLUTION", "RUNNING", "PT0S")],
    )  # fmt: skip
    found = await _ticket(later.provider.caller, "L-1")
    assert (found["coverage"]["status"], found["coverage"]["since"]) == ("COVERED", "2026-03-31T17:00:00Z")
    [clock] = [one for one in found["clocks"] if one["metric"] == "RESOLUTION"]
    # Three hours after it was opened the promise begins, and not with hours that were nobody's.
    assert (clock["startedAt"], clock["target"], clock["dueAt"]) == (
        "2026-03-31T17:00:00Z", "PT4H", "2026-03-31T21:00:00Z",
    )  # fmt: skip
    commitment = clock["commitment"]
    assert commitment["contract"]["number"] == "LI-2026-7"
    assert commitment["agreementVersion"]["agreement"]["code"] == "gold"


async def test_until_the_last_signature_nothing_is_measured(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="SignContract")
    await cast.does("anan", "SignContract", contract)
    later = await cast.at("2026-04-01 09:00")
    told = ticket("unsigned", "The label printer is dark", "P1", CLINIC)
    told.opened(START)
    await later.provider.is_told(told)
    assert (await _ticket(later.provider.caller, "unsigned"))["clocks"] == []
    assert (await cast.sees("anan", contract))["bindings"] == []


async def _state(cast: ContractCast, contract: str) -> str:
    return str((await cast.sees("nok", contract))["state"])


async def _ticket(caller: Caller, key: str) -> Any:
    return (await caller.run("TicketClocks", system="desk-demo", key=key)).data["ticket"]


async def _clocks(caller: Caller, key: str, at: datetime) -> tuple[str, list[tuple[str, str, str]]]:
    """Coverage, and metric, state and time run of each clock, as they were then."""
    of = (await _ticket(caller, key))["id"]
    found = (await caller.run("TicketAsOf", id=of, asOf=at.isoformat())).data["ticket"]
    clocks = [(one["metric"], one["state"], one["elapsed"]) for one in found["clocks"]]
    return found["coverage"]["status"], sorted(clocks)
