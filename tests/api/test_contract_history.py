"""Two axes of time of a contract: how it stood at an instant, and what was known of it at another."""

from __future__ import annotations

from typing import Any

from tests.support.cast import bangkok
from tests.support.contract_cast import ContractCast

IN_MARCH = {"effectiveOn": "2026-03-01"}
DEARER = {"amount": "4500.00", "currency": "THB"}
RECORDED = bangkok("2026-03-10 10:00")


async def _amended_late(cast: ContractCast) -> tuple[ContractCast, str]:
    """In effect since 1 March, and signed on the 3rd. On the 10th it is amended: since the 5th, it says."""
    contract = await cast.drafts(content=cast.content(**IN_MARCH))
    await cast.tells(contract)
    later = await cast.at("2026-03-10 10:00")
    amended = {
        "effectiveOn": "2026-03-05",
        "lines": [cast.line(serviceLevel=cast.ids["silver"], unitPrice=DEARER)],
        "clauses": {"initialMonths": 24},
    }
    await later.amends(contract, **amended)
    return later, contract


def _known(found: Any) -> dict[str, Any]:
    """The parts of an answer that an amendment changes."""
    [line] = found["versionInForce"]["lines"]
    return {
        "state": found["state"],
        "version": found["versionInForce"]["number"],
        "level": line["serviceLevel"]["code"],
        "price": line["unitPrice"]["amount"],
        "versions": [(one["number"], one["state"]) for one in found["versions"]],
        "terms": [(term["number"], term["endsOn"], term["status"]) for term in found["terms"]],
        "bindings": [
            (one["version"], one["line"]["serviceLevel"]["code"], one["monitoredFrom"], one["monitoredUntil"])
            for one in found["bindings"]
            if one["holds"]
        ],
        "until": found["monitoredUntil"],
    }


BEFORE = {
    "state": "ACTIVE",
    "version": 1,
    "level": "gold",
    "price": "3000.00",
    "versions": [(1, "SIGNED")],
    "terms": [(1, "2027-02-28", "RUNNING")],
    "bindings": [(1, "gold", "2026-02-28T17:00:00Z", "2027-02-28T17:00:00Z")],
    "until": "2027-02-28T17:00:00Z",
}
SINCE = {
    "state": "ACTIVE",
    "version": 2,
    "level": "silver",
    "price": "4500.00",
    "versions": [(1, "SIGNED"), (2, "SIGNED")],
    "terms": [(1, "2027-02-28", "RUNNING"), (2, "2028-02-29", "PLANNED")],
    "bindings": [(2, "silver", "2026-03-04T17:00:00Z", "2028-02-29T17:00:00Z")],
    "until": "2028-02-29T17:00:00Z",
}


async def test_an_amendment_that_was_recorded_late_is_not_known_before(cast: ContractCast) -> None:
    later, contract = await _amended_late(cast)
    on_the_6th = bangkok("2026-03-06 12:00").isoformat()
    on_the_4th = bangkok("2026-03-04 12:00").isoformat()
    just_before = bangkok("2026-03-10 09:59").isoformat()
    for known_at in (just_before, bangkok("2026-03-03 10:00").isoformat()):
        found = await later.sees("anan", contract, asOf=on_the_6th, knownAt=known_at)
        assert _known(found) == BEFORE
    for known in ({}, {"knownAt": RECORDED.isoformat()}):
        assert _known(await later.sees("anan", contract, asOf=on_the_6th, **known)) == SINCE
    # On the 4th, the first version held, and it still does so by what is known now, but for how long.
    found = _known(await later.sees("anan", contract, asOf=on_the_4th))
    assert (found["version"], found["level"]) == (1, "gold")
    assert found["bindings"] == [(1, "gold", "2026-02-28T17:00:00Z", "2026-03-04T17:00:00Z")]


async def test_before_its_first_instant_nothing_is_known_of_a_contract(cast: ContractCast) -> None:
    later, contract = await _amended_late(cast)
    assert await later.sees("anan", contract, knownAt="2026-03-03T02:59:59Z") is None
    by_number = await later.people["anan"].run(
        "Contract", by={"number": "LI-2026-7"}, knownAt="2026-03-03T02:59:59Z"
    )
    assert by_number.data["contract"] is None


async def test_what_was_negotiated_is_shown_as_it_stood_then(cast: ContractCast) -> None:
    contract = await cast.drafts()
    later = await cast.at("2026-03-10 10:00")
    await later.tells(contract)
    then = await later.sees("anan", contract, knownAt="2026-03-09T00:00:00Z")
    assert (then["state"], then["version"], then["versionInForce"], then["terms"]) == ("DRAFT", 1, None, [])
    assert (then["openVersion"]["state"], then["openVersion"]["signatures"]) == ("DRAFT", [])
    [need] = then["openVersion"]["requirements"]
    assert (need["technical"], need["commercial"]) == (None, None)
    now = await later.sees("anan", contract)
    assert (now["state"], now["openVersion"]) == ("SIGNED", None)
    assert (then["monitoredFrom"], now["monitoredFrom"]) == (None, "2026-03-31T17:00:00Z")


async def test_a_suspension_is_open_until_it_is_known_to_be_lifted(cast: ContractCast) -> None:
    contract = await cast.drafts(content=cast.content(**IN_MARCH))
    await cast.tells(contract)
    fifth = await cast.at("2026-03-05 10:00")
    await fifth.does("anan", "SuspendContract", contract, reason="An unpaid bill")
    seventh = await cast.at("2026-03-07 10:00")
    [suspension] = (await seventh.sees("pim", contract))["suspensions"]
    await seventh.does("pim", "ResumeContract", contract, suspension=suspension["id"])
    eighth = {"asOf": bangkok("2026-03-08 10:00").isoformat()}
    known = {"knownAt": bangkok("2026-03-06 10:00").isoformat()}
    then, now = (
        await seventh.sees("anan", contract, **eighth, **known),
        await seventh.sees("anan", contract, **eighth),
    )
    assert (then["state"], then["suspensions"][0]["until"], then["suspensions"][0]["liftedBy"]) == (
        "SUSPENDED", None, None,
    )  # fmt: skip
    assert (now["state"], now["suspensions"][0]["until"], now["suspensions"][0]["liftedBy"]) == (
        "ACTIVE", "2026-03-07T03:00:00Z", "pim",
    )  # fmt: skip
    sixth = {"asOf": bangkok("2026-03-06 10:00").isoformat()}
    assert (await seventh.sees("anan", contract, **sixth))["state"] == "SUSPENDED"


async def test_an_obligation_is_open_until_it_is_known_to_be_settled(cast: ContractCast) -> None:
    contract = await cast.drafts()
    owed = {"owner": cast.ids["lanna"], "kind": "REPORT", "what": "Labels printed", "dueOn": "2026-03-05"}
    made = await cast.people["anan"].done("RecordObligation", contract=contract, **owed)
    later = await cast.at("2026-03-10 10:00")
    settled = {"obligation": made["obligation"]["id"], "state": "DONE"}
    await later.people["anan"].done("SettleObligation", **settled)
    states = [
        [
            (one["state"], one["overdue"])
            for one in (await later.sees("anan", contract, **known))["obligations"]
        ]
        for known in ({"knownAt": "2026-03-09T00:00:00Z"}, {})
    ]
    assert states == [[("OPEN", True)], [("DONE", False)]]


async def test_a_contract_that_is_kept_elsewhere_has_been_known_since_it_was_recorded(
    cast: ContractCast,
) -> None:
    contract = cast.provider.ids["Contract"]
    seen = [
        await cast.sees("anan", contract, knownAt=at)
        for at in ("2025-01-01T00:00:00Z", "2024-12-31T23:59:59Z")
    ]
    assert [one and (one["number"], one["state"], one["currency"]) for one in seen] == [
        ("LI-8841", "ACTIVE", None), None,
    ]  # fmt: skip
    await cast.does("anan", "SuspendContract", contract, reason="An unpaid bill")
    events = await cast.trail(contract)
    assert [event["type"] for event in events] == ["contract.entered", "contract.suspended"]
    assert sorted(row["table"] for row in events[1]["wrote"]) == ["contract", "contract_suspension"]


NEW_YORK = {
    "zone": "America/New_York",
    "clauses": {"initialMonths": 12, "renewalMonths": 12, "notice": {"value": 3, "unit": "MONTH"}},
}


async def test_an_instant_of_another_world_is_refused_and_any_other_answered(cast: ContractCast) -> None:
    contract = await cast.drafts(content=cast.content(**IN_MARCH, **NEW_YORK))
    await cast.tells(contract)
    answer = await cast.people["anan"].run("Contract", by={"id": contract}, asOf="0001-01-01T00:00:00Z")
    assert answer.codes == ["date.malformed"]
    sent = {
        "contract": contract,
        "reason": "An unpaid bill",
        "since": "0001-01-01T00:00:00Z",
        "tollsNotice": True,
    }
    assert await cast.people["anan"].refused("SuspendContract", **sent) == ("InputRefused", "date.malformed")
    for at, state in (("1900-01-01T00:00:00Z", "SIGNED"), ("2400-12-31T23:59:59Z", "ACTIVE")):
        assert (await cast.sees("anan", contract, asOf=at))["state"] == state
    assert await cast.sees("anan", contract, knownAt="0001-01-01T00:00:00Z") is None
