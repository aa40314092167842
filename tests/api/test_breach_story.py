"""A breach and the time to cure it, over GraphQL alone: each way it can go, by the tokens of those who go it.

The clinic says that Lanna is in breach. Served on 1 April in Berlin: fourteen days to cure, ten to elect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.contract_cast import ContractCast
from tests.support.ending_cast import APRIL, EXPORT, MONTHLY, EndingCast, make_ending

CURE_UNTIL = "2026-04-15T22:00:00Z"
ELECT_UNTIL = "2026-04-25T22:00:00Z"
"""16 and 26 April begin in Berlin; in Bangkok it is five in the morning."""
SERVED = {"sentAt": "2026-04-01T03:29:00Z", "receivedAt": "2026-04-01T03:30:00Z", "channel": "EMAIL"}
ELECTED = {"sentAt": "2026-04-20T08:00:00Z", "receivedAt": "2026-04-20T08:00:00Z"}


@pytest.fixture
async def ending(cast: ContractCast) -> EndingCast:
    clauses = {
        **MONTHLY,
        "exit": [EXPORT],
        "cure": {"value": 14, "unit": "DAY"},
        "ending": {"electionDays": 10},
    }
    return await (await make_ending(cast, clauses=clauses)).at(APRIL)


async def _in_cure(ending: EndingCast) -> str:
    case = await ending.opens(ground="CAUSE_CURABLE")
    paper = await ending.paper("Breach notice", "lek")
    served = await ending.does("lek", "ServeBreachNotice", case, **SERVED, document=paper)
    assert _windows(served) == ("CURE", CURE_UNTIL, ELECT_UNTIL, None)
    return case


async def _cure_is_over(ending: EndingCast) -> tuple[EndingCast, str]:
    """And the contract goes on as it did: that time is over ends nothing."""
    case = await _in_cure(ending)
    later = await ending.at("2026-04-20 17:00")
    await later.time_passes()
    found = await later.sees("anan", case)
    assert (found["state"], found["end"]) == ("CURE_EXPIRED", None)
    assert (found["contract"]["state"], found["contract"]["monitoredUntil"]) == ("ACTIVE", None)
    return later, case


def _windows(payload: dict[str, Any]) -> tuple[str, str, str, Any]:
    case = payload["terminationCase"]
    return case["state"], case["cureUntil"], case["electUntil"], case["end"]


async def test_a_breach_notice_begins_the_time_to_cure_and_ends_nothing(ending: EndingCast) -> None:
    case = await ending.opens(ground="CAUSE_CURABLE")
    paper = await ending.paper("Breach notice", "lek")
    # It is for those who read contracts.
    refusal = await ending.refused("anan", "ServeBreachNotice", case, **SERVED, document=paper)
    assert (refusal["__typename"], refusal["code"]) == ("NotAllowed", "right.role")
    # Nor is it jumped over by a notice of the end itself.
    refusal = await ending.refused("nok", "SubmitTerminationNotice", case, **SERVED, document=paper)
    assert refusal["code"] == "termination.cure"
    served = await ending.does("lek", "ServeBreachNotice", case, **SERVED, document=paper)
    assert _windows(served) == ("CURE", CURE_UNTIL, ELECT_UNTIL, None)
    assert served["contract"]["isTerminating"] is False
    assert served["contract"]["monitoredUntil"] is None


async def test_a_breach_that_was_cured_in_time_is_over(ending: EndingCast) -> None:
    case = await _in_cure(ending)
    proof = await ending.paper("It prints again")
    # Whoever is in breach does not say so.
    refusal = await ending.refused("lek", "AcceptCure", case, document=proof)
    assert (refusal["__typename"], refusal["code"]) == ("NotAllowed", "right.role")
    cured = await ending.does("malee", "AcceptCure", case, document=proof)
    assert _windows(cured) == ("CURED", CURE_UNTIL, ELECT_UNTIL, None)
    later = await ending.at("2026-05-20 10:00")
    await later.time_passes()
    found = await later.sees("anan", case)
    assert (found["state"], found["contract"]["state"]) == ("CURED", "ACTIVE")
    # Nothing can be elected any more.
    refusal = await later.refused("nok", "ElectTermination", case, **ELECTED, document=proof)
    assert (refusal["__typename"], refusal["allowed"]) == (
        "TerminationNotInThisState", ["CURE_EXPIRED", "LAPSED"],
    )  # fmt: skip


async def test_the_end_is_elected_once_the_time_to_cure_is_over(ending: EndingCast) -> None:
    later, case = await _cure_is_over(ending)
    letter = await later.paper("We end it")
    found = await later.people["malee"].run(
        "ElectTermination", input={"case": case, **ELECTED, "document": letter}
    )
    [error] = found.data["electTermination"]["userErrors"]
    assert (error["__typename"], error["code"]) == ("NotAllowed", "right.role")
    assert (await later.sees("anan", case))["state"] == "CURE_EXPIRED"
    elected = await later.does("nok", "ElectTermination", case, **ELECTED, document=letter)
    # At the instant of receipt; its day is charged in full.
    end = elected["terminationCase"]["end"]
    assert elected["terminationCase"]["state"] == "RECEIVED"
    assert (end["effectiveOn"], end["endsAt"]) == ("2026-04-20", "2026-04-20T08:00:00Z")
    assert [one["rule"] for one in end["trace"]] == ["R16"]
    papers = (await later.sees("anan", case))["papers"]
    assert [(one["step"], one["document"]["name"]) for one in papers] == [
        ("SERVE_BREACH_NOTICE", "Breach notice"),
        ("ELECT", "We end it"),
    ]


async def test_a_cure_that_came_too_late_can_be_accepted(ending: EndingCast) -> None:
    later, case = await _cure_is_over(ending)
    proof = await later.paper("It prints again")
    refusal = await later.refused("anan", "AcceptLateCure", case, document=proof)
    assert refusal["code"] == "right.role"
    cured = await later.does("malee", "AcceptLateCure", case, document=proof)
    assert _windows(cured) == ("CURED", CURE_UNTIL, ELECT_UNTIL, None)
    assert (cured["contract"]["state"], cured["contract"]["monitoredUntil"]) == ("ACTIVE", None)


async def test_what_nobody_elects_lapses_at_its_own_instant(ending: EndingCast) -> None:
    _, case = await _cure_is_over(ending)
    later = await ending.at("2026-04-30 10:00")
    await later.time_passes()
    found = await later.sees("anan", case)
    assert (found["state"], found["contract"]["state"]) == ("LAPSED", "ACTIVE")
    events = await later.cast.trail(later.contract)
    assert [(one["type"], one["at"]) for one in events][-2:] == [
        ("termination.cure_expired", CURE_UNTIL),
        ("termination.lapsed", ELECT_UNTIL),
    ]
    letter = await later.paper("We end it")
    late = {"sentAt": ELECT_UNTIL, "receivedAt": ELECT_UNTIL}
    refusal = await later.refused("nok", "ElectTermination", case, **late, document=letter)
    assert refusal["code"] == "termination.window"
    assert (await later.sees("anan", case))["state"] == "LAPSED"
    # What was received in time counts, however late it is recorded.
    elected = await later.does("nok", "ElectTermination", case, **ELECTED, document=letter)
    assert elected["terminationCase"]["state"] == "RECEIVED"
    assert elected["terminationCase"]["end"]["endsAt"] == "2026-04-20T08:00:00Z"


async def test_a_breach_that_is_disputed_and_confirmed_ends_it_with_the_decision(ending: EndingCast) -> None:
    case = await _in_cure(ending)
    # Whoever served the notice does not object to it.
    refusal = await ending.refused("malee", "ObjectToTermination", case, reason="We changed our mind.")
    assert refusal["code"] == "right.role"
    disputed = await ending.does("anan", "ObjectToTermination", case, reason="It was printing.")
    assert (disputed["terminationCase"]["state"], disputed["terminationCase"]["end"]) == ("DISPUTED", None)
    # The time to cure runs out meanwhile, and nothing follows from that.
    later = await ending.at("2026-05-12 10:00")
    await later.time_passes()
    judgement = await later.paper("The judgement", "lek")
    confirmed = (await later.does("lek", "ConfirmNotice", case, document=judgement))["terminationCase"]
    assert (confirmed["state"], confirmed["end"]["effectiveOn"]) == ("REVIEW", "2026-05-12")
    assert confirmed["approvers"] == ["CONTRACT_MANAGER", "LEGAL"]
    await later.approves("anan", case)
    approved = await later.approves("lek", case)
    assert (approved["terminationCase"]["state"], approved["contract"]["monitoredUntil"]) == (
        "SCHEDULED", "2026-05-12T22:00:00Z",
    )  # fmt: skip
