"""What becomes of a termination after its notice, beside the plain way, over GraphQL alone."""

from __future__ import annotations

import pytest

from tests.support.contract_cast import ContractCast
from tests.support.ending_cast import APRIL, MONTHLY, EndingCast, berlin_content, make_ending

END = "2026-05-31T22:00:00Z"
"""1 June begins in Berlin."""
LAST_OF_APRIL = "2026-04-30T22:00:00Z"


@pytest.fixture
async def converting(cast: ContractCast) -> EndingCast:
    """Its contract lets a defective notice for cause be one for convenience."""
    clauses = {**MONTHLY, "ending": {"converts": True}}
    return await (await make_ending(cast, clauses=clauses)).at(APRIL)


async def _for_cause(ending: EndingCast) -> str:
    case = await ending.opens(ground="CAUSE_INCURABLE")
    received = (await ending.gives_notice(case, requestedOn="2026-04-30"))["terminationCase"]
    assert (received["state"], received["end"]["endsAt"]) == ("RECEIVED", LAST_OF_APRIL)
    return case


async def test_a_defective_notice_for_cause_becomes_one_for_convenience(converting: EndingCast) -> None:
    case = await _for_cause(converting)
    refusal = await converting.refused("anan", "ConvertTermination", case)
    assert (refusal["__typename"], refusal["code"]) == ("NotAllowed", "right.role")
    converted = (await converting.does("lek", "ConvertTermination", case))["terminationCase"]
    assert (converted["state"], converted["ground"]) == ("RECEIVED", "CONVENIENCE")
    assert (converted["end"]["effectiveOn"], converted["end"]["endsAt"]) == ("2026-05-31", END)
    await converting.does("anan", "ValidateTermination", case)
    assert (await converting.sees("anan", case))["approvers"] == ["CONTRACT_MANAGER"]
    approved = await converting.approves("anan", case)
    assert (approved["terminationCase"]["state"], approved["contract"]["monitoredUntil"]) == (
        "SCHEDULED", END,
    )  # fmt: skip


async def test_it_does_not_where_the_contract_does_not_say_so(ending: EndingCast) -> None:
    case = await _for_cause(ending)
    refusal = await ending.refused("lek", "ConvertTermination", case)
    assert (refusal["__typename"], refusal["code"]) == ("Conflicting", "termination.conversion")


async def test_an_agreed_end_is_moved_by_another_agreement(ending: EndingCast) -> None:
    case = await ending.opens(ground="MUTUAL")
    await ending.gives_notice(case, requestedOn="2026-06-30")
    await ending.does("anan", "ValidateTermination", case)
    scheduled = await ending.approves("anan", case)
    assert scheduled["contract"]["monitoredUntil"] == "2026-06-30T22:00:00Z"
    first = (await ending.sees("anan", case))["plan"]
    deal = await ending.paper("Another day", "lek")
    asked = {"document": deal, "requestedOn": "2026-07-31"}
    refusal = await ending.refused("anan", "RedateTermination", case, **asked)
    assert refusal["code"] == "right.role"
    moved = await ending.does("lek", "RedateTermination", case, **asked)
    assert moved["terminationCase"]["state"] == "SCHEDULED"
    assert moved["terminationCase"]["end"]["effectiveOn"] == "2026-07-31"
    assert moved["contract"]["monitoredUntil"] == "2026-07-31T22:00:00Z"
    # Another day, another plan.
    plan = (await ending.sees("anan", case))["plan"]
    assert (plan["effectiveOn"], plan["endsAt"]) == ("2026-07-31", "2026-07-31T22:00:00Z")
    assert plan["hash"] != first["hash"]


async def test_an_end_that_follows_from_notice_is_not_moved_by_one_side(ending: EndingCast) -> None:
    case = await ending.scheduled()
    deal = await ending.paper("Another day", "lek")
    refusal = await ending.refused("lek", "RedateTermination", case, document=deal, requestedOn="2026-06-30")
    assert (refusal["code"], refusal["field"]) == ("termination.date", "ground")
    moved = await ending.does(
        "lek", "RedateTermination", case, document=deal, requestedOn="2026-06-30", ground="MUTUAL"
    )
    assert (moved["terminationCase"]["ground"], moved["contract"]["monitoredUntil"]) == (
        "MUTUAL", "2026-06-30T22:00:00Z",
    )  # fmt: skip


async def test_a_notice_is_taken_back_with_consent_by_whoever_speaks_for_both(ending: EndingCast) -> None:
    case = await ending.scheduled()
    consent = await ending.paper("Lanna agrees", "anan")
    refusal = await ending.refused("malee", "WithdrawTermination", case, document=consent)
    assert (refusal["__typename"], refusal["code"]) == ("NotAllowed", "right.role")
    done = await ending.does("nok", "WithdrawTermination", case, document=consent)
    assert (done["terminationCase"]["state"], done["contract"]["monitoredUntil"]) == ("WITHDRAWN", None)
    assert done["contract"]["isTerminating"] is False
    later = await ending.at("2026-06-02 09:00")
    await later.time_passes()
    assert (await later.sees("anan", case))["contract"]["state"] == "ACTIVE"


async def test_what_was_never_served_is_taken_back_by_whoever_began_it(ending: EndingCast) -> None:
    case = await ending.opens()
    refusal = await ending.refused("anan", "WithdrawTermination", case)
    assert refusal["code"] == "right.role"
    done = await ending.does("malee", "WithdrawTermination", case)
    assert done["terminationCase"]["state"] == "WITHDRAWN"


async def test_a_rescinded_end_stays_and_a_successor_goes_on_from_there(ending: EndingCast) -> None:
    case = await ending.scheduled()
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    judgement = await after.paper("The judgement", "lek")
    refusal = await after.refused("anan", "RescindTermination", case, document=judgement)
    assert refusal["code"] == "right.role"
    done = await after.does("lek", "RescindTermination", case, document=judgement)
    assert done["terminationCase"]["state"] == "RESCINDED"
    assert (done["contract"]["state"], done["contract"]["monitoredUntil"]) == ("ENDED", END)
    content = await berlin_content(after.cast, effectiveOn="2026-06-01")
    successor = await after.cast.drafts("BE-2026-2", content=content, predecessor=after.contract)
    await after.cast.tells(successor)
    found = await after.cast.sees("anan", successor)
    assert (found["state"], found["monitoredFrom"], found["predecessor"]["number"]) == (
        "ACTIVE", END, "BE-2026-1",
    )  # fmt: skip
    # And nothing leaves the end.
    assert (await after.cast.sees("anan", after.contract))["state"] == "ENDED"
