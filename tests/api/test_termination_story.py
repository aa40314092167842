"""The end of a contract over GraphQL alone, as 60-termination tells it: a CRM agent, a contract manager,
legal, finance and the customer, each with a token of their own."""

from __future__ import annotations

from typing import Any

from tests.support.cast import bangkok
from tests.support.ending_cast import EndingCast, a_ticket, berlin_content

END = "2026-05-31T22:00:00Z"
"""1 June begins in Berlin; in Bangkok it is five in the morning."""


async def test_a_contract_goes_from_a_notice_by_night_to_a_sealed_settlement(ending: EndingCast) -> None:
    # The clinic pays in advance, and writes from New York late on 31 March.
    await ending.people["pim"].done(
        "RecordPrepayment", contract=ending.contract, what="Toner for 2026", since="2026-01-01",
        until="2026-12-31", amount={"amount": "12000.00", "currency": "EUR"},
    )  # fmt: skip
    case = await ending.opens()
    received = await ending.gives_notice(case, requestedOn="2026-04-30")
    end = received["terminationCase"]["end"]
    assert (end["receivedOn"], end["effectiveOn"], end["endsAt"]) == ("2026-04-01", "2026-05-31", END)
    assert end["trace"] == [
        {"rule": "R4", "said": "received; this day is not counted", "on": "2026-04-01"},
        {"rule": "R8, R9", "said": "1 MONTH", "on": "2026-05-01"},
        {"rule": "R10", "said": "moved on to MONTH_END", "on": "2026-05-31"},
    ]
    # Too early a day is no reason to refuse: the nearest one is taken, and said.
    assert received["acceptedOn"] == "2026-05-31"
    assert received["note"] is not None
    # Anan finds it valid; Lek objects for the provider, and the court's letter confirms it.
    await ending.does("anan", "ValidateTermination", case)
    disputed = await ending.does("lek", "ObjectToTermination", case, reason="The term is not over.")
    assert (disputed["terminationCase"]["state"], disputed["terminationCase"]["isDisputed"]) == (
        "DISPUTED", True,
    )  # fmt: skip
    letter = await ending.paper("The court's letter", "lek")
    confirmed = await ending.does("lek", "ConfirmNotice", case, document=letter)
    assert confirmed["terminationCase"]["state"] == "REVIEW"
    # Something is paid back, so Pim has to say yes, too.
    assert (await ending.sees("anan", case))["approvers"] == ["CONTRACT_MANAGER", "FINANCE"]
    assert (await ending.approves("anan", case))["terminationCase"]["state"] == "REVIEW"
    approved = await ending.approves("pim", case)
    assert approved["terminationCase"]["state"] == "SCHEDULED"
    assert approved["contract"] | {"version": 0} == {
        "id": ending.contract, "number": "BE-2026-1", "version": 0, "state": "ACTIVE",
        "monitoredUntil": END, "isTerminating": True,
    }  # fmt: skip
    # The clinic would take it back; without Lanna's consent it cannot.
    refusal = await ending.refused("nok", "WithdrawTermination", case)
    assert (refusal["__typename"], refusal["code"], refusal["of"]) == (
        "ConsentRequired", "termination.consent", "PROVIDER",
    )  # fmt: skip
    await _a_second_contract(ending)
    settled = await _the_end(ending, case)
    await _the_settlement(settled, case)


async def _a_second_contract(ending: EndingCast) -> None:
    """The network goes to another contract of the clinic's, which begins as the first one ends."""
    later = await ending.at("2026-05-20 10:00")
    lines = [
        later.cast.line(service=later.cast.ids["network"], unitPrice={"amount": "600.00", "currency": "EUR"})
    ]
    content = await berlin_content(later.cast, effectiveOn="2026-06-01", lines=lines)
    second = await later.cast.drafts("BE-2026-2", content=content)
    await later.cast.tells(second)


async def _the_end(ending: EndingCast, case: str) -> EndingCast:
    # At midnight in Berlin two tickets are open there, and one on the network.
    before = await ending.at("2026-06-01 04:30")
    for key, service in (("B-1", "printing-9001"), ("B-2", "printing-9001"), ("B-3", "network")):
        told = a_ticket(key, service)
        told.opened(bangkok("2026-06-01 03:00"))
        await before.cast.provider.is_told(told)
    assert await _clocks(before, "B-1") == [("BE-2026-1", "RUNNING", "ON_TRACK", "PT1H30M")]
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    # Nobody looked at the instant itself, and nothing depends on that.
    frozen = ("BE-2026-1", "CENSORED", "CENSORED", "PT2H")
    assert await _clocks(after, "B-1") == [frozen]
    assert await _clocks(after, "B-2") == [frozen]
    coverages = [(await _ticket(after, key))["coverage"]["status"] for key in ("B-1", "B-2", "B-3")]
    assert coverages == ["NO_AGREEMENT", "NO_AGREEMENT", "COVERED"]
    assert [row[:2] for row in await _clocks(after, "B-3")] == [
        ("BE-2026-1", "CENSORED"),
        ("BE-2026-2", "RUNNING"),
    ]
    found = await after.sees("malee", case)
    assert (found["state"], found["contract"]["state"]) == ("SETTLING", "ENDED")
    assert [(one["kind"], one["dueOn"], one["state"]) for one in found["obligations"]] == [
        ("DATA_EXPORT", "2026-06-30", "OPEN")
    ]
    return after


async def _the_settlement(after: EndingCast, case: str) -> None:
    draft = await after.draft("pim", case)
    assert [(one["item"], one["what"], one["amount"]["amount"]) for one in draft["sums"]] == [
        ("CHARGE", "network", "500.00"),
        ("CHARGE", "printing-9001", "3000.00"),
        ("REFUND", "Toner for 2026", "-7035.62"),
    ]
    assert draft["total"] == {"amount": "-3535.62", "currency": "EUR"}
    assert [one["ticket"]["key"] for one in draft["clocks"]].count("B-3") == 1
    assert draft["surviving"] == ["Confidentiality"]
    covered = {one["ticket"]["key"]: one["by"] and one["by"]["number"] for one in draft["cover"]}
    assert covered == {"B-1": None, "B-2": None, "B-3": "BE-2026-2"}
    # What was read is sealed, and by whoever has the money.
    assert await after.people["lek"].refused("SealSettlement", case=case, hash=draft["hash"]) == (
        "NotAllowed", "right.role",
    )  # fmt: skip
    assert await after.people["pim"].refused("SealSettlement", case=case, hash="0" * 64) == (
        "Conflicting", "termination.plan",
    )  # fmt: skip
    sealed = (await after.people["pim"].done("SealSettlement", case=case, hash=draft["hash"]))["settlement"]
    assert (sealed["hash"], sealed["sealedBy"], sealed["approvedBy"]) == (
        draft["hash"], "pim", ["anan", "pim"],
    )  # fmt: skip
    papers = [one for one in sealed["contract"]["documents"] if one["kind"] == "SETTLEMENT"]
    assert [one["language"] for one in papers] == ["en", "en", "th", "th"]
    # It is closed once the exit is done.
    refusal = await after.refused("anan", "CloseTermination", case)
    assert refusal["code"] == "termination.unfinished"
    [duty] = (await after.sees("anan", case))["obligations"]
    await after.people["anan"].done("SettleObligation", obligation=duty["id"], state="DONE")
    closed = await after.does("anan", "CloseTermination", case)
    assert (closed["terminationCase"]["state"], closed["contract"]["state"]) == ("CLOSED", "CLOSED")
    [shown] = (await after.people["malee"].run("Settlements")).data["settlements"]["nodes"]
    # The duty was open when it was sealed, and so it says.
    assert shown["statement"] == draft
    await after.cast.trail(after.contract)


async def _ticket(ending: EndingCast, key: str) -> Any:
    caller = ending.cast.provider.caller
    return (await caller.run("TicketClocks", system="desk-demo", key=key)).data["ticket"]


async def _clocks(ending: EndingCast, key: str) -> list[tuple[str, str, str, str]]:
    """Contract, state, verdict and time used of its RESOLUTION clocks."""
    clocks = (await _ticket(ending, key))["clocks"]
    return sorted(
        (one["commitment"]["contract"]["number"], one["state"], one["verdict"], one["elapsed"])
        for one in clocks
        if one["metric"] == "RESOLUTION"
    )
