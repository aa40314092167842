"""One line of a contract is suspended over GraphQL: a clinic buys two services, and does not pay for one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cast import bangkok
from tests.support.contract_cast import CLINIC, ContractCast, told
from tests.support.ending_cast import a_ticket

NINE, TEN, ELEVEN, NOON, TWO = (f"2026-04-07 {hour}:00" for hour in ("09", "10", "11", "12", "14"))


@pytest.fixture
async def two_lines(cast: ContractCast) -> tuple[ContractCast, str]:
    """Printing and the network, each to be mended within four hours of the day and the night. Before nine on
    7 April both have a ticket."""
    network = (await cast.provider.caller.done("CreateService", code="network", name="Network"))["service"]
    known = ContractCast(cast.provider, cast.people, {**cast.ids, "network": network["id"]})
    content = known.content(lines=[known.line(), known.line(service=network["id"])])
    contract = await known.drafts(content=content)
    await known.tells(contract)
    later = await known.at(NINE)
    for key, service in (("P-1", CLINIC.service), ("N-1", "network")):
        ticket = a_ticket(key, service)
        ticket.opened(bangkok(NINE))
        await later.provider.is_told(ticket)
    return later, contract


async def test_the_clocks_of_one_line_pause_and_those_of_the_other_run_on(
    two_lines: tuple[ContractCast, str],
) -> None:
    cast, contract = two_lines
    # At ten Pim suspends printing, for which nobody has paid. The network is paid for.
    cast = await cast.at(TEN)
    printing = {"service": cast.ids["printing"]}
    done = await cast.does("pim", "SuspendContract", contract, reason="Unpaid since March", line=printing)
    assert done["contract"]["state"] == "ACTIVE"
    [held] = done["contract"]["suspensions"]
    assert held | {"id": ""} == {
        "id": "", "by": "pim", "reason": "Unpaid since March", "since": "2026-04-07T03:00:00Z",
        "until": None, "tollsNotice": False, "pausesClocks": True, "liftedBy": None,
        "line": {"service": {"code": CLINIC.service}, "site": None},
    }  # fmt: skip
    cast = await cast.at(ELEVEN)
    assert await _resolution(cast, "P-1") == (
        "PAUSED", "PT1H", None, [("RUNNING", "IN_PROGRESS"), ("PAUSED", "CONTRACT_SUSPENDED")],
    )  # fmt: skip
    assert await _resolution(cast, "N-1") == (
        "RUNNING", "PT2H", "2026-04-07T06:00:00Z", [("RUNNING", "IN_PROGRESS")],
    )  # fmt: skip
    # Then Anan suspends all of it, and an hour later lifts that: the network goes on, and printing does not.
    done = await cast.does("anan", "SuspendContract", contract, reason="The building is closed")
    assert done["contract"]["state"] == "SUSPENDED"
    [whole] = [one for one in done["contract"]["suspensions"] if one["line"] is None]
    assert [(await _resolution(cast, key))[0] for key in ("P-1", "N-1")] == ["PAUSED", "PAUSED"]
    cast = await cast.at(NOON)
    lifted = await cast.does("anan", "ResumeContract", contract, suspension=whole["id"])
    assert lifted["contract"]["state"] == "ACTIVE"
    assert [(await _resolution(cast, key))[0] for key in ("P-1", "N-1")] == ["PAUSED", "RUNNING"]
    # At two it is paid for, and goes on with the hour that it had used.
    cast = await cast.at(TWO)
    lifted = await cast.does("pim", "ResumeContract", contract, suspension=held["id"])
    assert [one["liftedBy"] for one in lifted["contract"]["suspensions"]] == ["pim", "anan"]
    assert (await _resolution(cast, "P-1"))[:3] == ("RUNNING", "PT1H", "2026-04-07T10:00:00Z")
    assert (await _resolution(cast, "N-1"))[:3] == ("RUNNING", "PT4H", "2026-04-07T07:00:00Z")
    assert [event["type"] for event in await cast.trail(contract)][-4:] == [
        "contract.line_suspended",
        "contract.suspended",
        "contract.resumed",
        "contract.line_resumed",
    ]


async def test_a_line_that_is_not_in_force_is_refused_and_that_is_on_record(
    two_lines: tuple[ContractCast, str],
) -> None:
    cast, contract = two_lines
    before = await cast.sees("anan", contract)
    other = (await cast.provider.caller.done("CreateService", code="mail", name="Mail"))["service"]
    refusal = await cast.people["pim"].refused(
        "SuspendContract", contract=contract, reason="Unpaid", line={"service": other["id"]}
    )
    assert refusal == ("Conflicting", "contract.line_not_in_force")
    after = await cast.sees("anan", contract)
    assert (after["suspensions"], after["version"]) == ([], before["version"])
    *_, last = await cast.trail(contract)
    assert (last["type"], told(last)) == (
        "contract.refused",
        {"tried": "suspendContract", "code": "contract.line_not_in_force"},
    )


async def test_a_page_says_who_may_suspend_a_line_and_when(two_lines: tuple[ContractCast, str]) -> None:
    cast, contract = two_lines
    draft = await cast.drafts("LI-2026-8")
    told_to = [("pim", contract), ("nok", contract), ("pim", draft)]
    # There is nothing to resume yet.
    codes = [(None, "contract.not_suspended"), ("right.role",) * 2, ("state.wrong",) * 2]
    for (who, which), expected in zip(told_to, codes, strict=True):
        actions = (await cast.sees(who, which, onlyAllowed=False))["allowedActions"]
        found = {one["action"]: one["code"] for one in actions}
        assert (found["SUSPEND_LINE"], found["RESUME_LINE"]) == expected


async def _resolution(cast: ContractCast, key: str) -> tuple[str, str, str | None, list[Any]]:
    """State, time run, due and segments of a ticket's clock, as they are now."""
    caller = cast.provider.caller
    found = (await caller.run("TicketClocks", system="desk-demo", key=key)).data["ticket"]["clocks"]
    [clock] = [one for one in found if one["metric"] == "RESOLUTION"]
    spans = [(one["kind"], one["reason"]) for one in clock["segments"]]
    return clock["state"], clock["elapsed"], clock["dueAt"], spans
