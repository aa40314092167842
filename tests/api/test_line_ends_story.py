"""One line of a contract is terminated while the contract goes on: what its tickets are told, and what comes
of amendments before its end and after. Over GraphQL alone."""

from __future__ import annotations

from typing import Any

from tests.support.cast import bangkok
from tests.support.contract_cast import AMENDING
from tests.support.ending_cast import EndingCast, a_ticket, berlin_content

END = "2026-05-31T22:00:00Z"
"""1 June begins in Berlin; in Bangkok it is five in the morning."""
AGAIN = "2026-06-30T22:00:00Z"
"""1 July does."""


async def _terminated(ending: EndingCast) -> str:
    """The network's line, by notice from New York."""
    case = await ending.opens(scope=[ending.cast.ids["network"]])
    await ending.gives_notice(case)
    await ending.does("anan", "ValidateTermination", case)
    approved = await ending.approves("anan", case)
    assert (approved["terminationCase"]["state"], approved["contract"]["monitoredUntil"]) == (
        "SCHEDULED", None,
    )  # fmt: skip
    return case


async def _amends(ending: EndingCast, **changes: Any) -> None:
    content = await berlin_content(ending.cast, **changes)
    await ending.cast.does("anan", "AmendContract", ending.contract, content=content)
    for who, operation, given in AMENDING:
        await ending.cast.does(who, operation, ending.contract, **given)


async def _told(ending: EndingCast, key: str, opened: str) -> None:
    told = a_ticket(key, "network")
    told.opened(bangkok(opened))
    await ending.cast.provider.is_told(told)


async def _ticket(ending: EndingCast, key: str) -> Any:
    found = await ending.cast.provider.caller.run("TicketClocks", system="desk-demo", key=key)
    return found.data["ticket"]


async def _clocks(ending: EndingCast, key: str) -> list[tuple[str, str, str]]:
    clocks = (await _ticket(ending, key))["clocks"]
    return [(one["state"], one["verdict"], one["elapsed"]) for one in clocks if one["metric"] == "RESOLUTION"]


async def _coverage(ending: EndingCast, key: str) -> tuple[str, str | None]:
    found = (await _ticket(ending, key))["coverage"]
    return found["status"], found["since"]


async def _bindings(ending: EndingCast) -> list[tuple[Any, ...]]:
    """Of the network's lines: version, since, until, and why they stop."""
    found = (await ending.cast.sees("anan", ending.contract))["bindings"]
    return [
        (one["version"], one["monitoredFrom"], one["monitoredUntil"], one["stops"])
        for one in found
        if one["line"]["service"]["code"] == "network"
    ]


async def test_a_ticket_that_comes_after_the_end_of_its_line_is_told_since_when(ending: EndingCast) -> None:
    await _terminated(ending)
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    await _told(after, "N-1", "2026-06-02 08:00")
    assert await _clocks(after, "N-1") == []
    assert await _coverage(after, "N-1") == ("CONTRACT_ENDED", END)
    assert await _bindings(after) == [(1, "2026-03-04T23:00:00Z", END, "LINE_TERMINATED")]
    # It cannot be ended once more.
    asked = {"contract": after.contract, "ground": "CONVENIENCE", "initiator": "CUSTOMER"}
    assert await after.people["nok"].refused(
        "OpenTermination", **asked, scope=[after.cast.ids["network"]]
    ) == ("InputRefused", "termination.scope")
    found = (await after.people["anan"].run("TerminationCases")).data["terminationCases"]
    assert found["totalCount"] == 1


async def test_an_amendment_can_agree_on_the_line_again(ending: EndingCast) -> None:
    await _terminated(ending)
    # Everybody knows of the notice by now, and signs that there is a network again from July on.
    await _amends(await ending.at("2026-04-20 10:00"), effectiveOn="2026-07-01")
    between = await ending.at("2026-06-10 09:00")
    await between.time_passes()
    await _told(between, "N-1", "2026-06-10 08:00")
    assert (await _clocks(between, "N-1"), await _coverage(between, "N-1")) == ([], ("CONTRACT_ENDED", END))
    after = await ending.at("2026-07-01 07:00")
    await after.time_passes()
    await _told(after, "N-2", "2026-07-01 05:30")
    assert await _clocks(after, "N-2") == [("RUNNING", "ON_TRACK", "PT1H30M")]
    assert (await _coverage(after, "N-2"))[0] == "COVERED"
    assert await _bindings(after) == [
        (1, "2026-03-04T23:00:00Z", END, "LINE_TERMINATED"),
        (2, AGAIN, None, None),
    ]
    # And then it can be terminated again.
    at = "2026-07-01T00:00:00Z"
    case = await after.opens(scope=[after.cast.ids["network"]])
    await after.gives_notice(case, sentAt=at, receivedAt=at)
    await after.does("anan", "ValidateTermination", case)
    scheduled = (await after.approves("anan", case))["terminationCase"]
    assert (scheduled["state"], scheduled["end"]["effectiveOn"]) == ("SCHEDULED", "2026-08-31")
    assert await _bindings(after) == [
        (1, "2026-03-04T23:00:00Z", END, "LINE_TERMINATED"),
        (2, AGAIN, "2026-08-31T22:00:00Z", "LINE_TERMINATED"),
    ]
    await after.cast.trail(after.contract)


async def test_what_was_signed_before_the_notice_does_not_let_it_go_on(ending: EndingCast) -> None:
    await _amends(ending, effectiveOn="2026-07-01")
    await _terminated(await ending.at("2026-04-02 10:00"))
    after = await ending.at("2026-07-01 07:00")
    await after.time_passes()
    await _told(after, "N-1", "2026-07-01 05:30")
    assert (await _clocks(after, "N-1"), await _coverage(after, "N-1")) == ([], ("CONTRACT_ENDED", END))
    assert await _bindings(after) == [(1, "2026-03-04T23:00:00Z", END, "LINE_TERMINATED")]


async def test_a_line_that_is_amended_away_before_its_end_keeps_its_clocks_until_then(
    ending: EndingCast,
) -> None:
    await _terminated(ending)
    printing = ending.cast.line(unitPrice={"amount": "3000.00", "currency": "EUR"})
    await _amends(await ending.at("2026-04-20 10:00"), effectiveOn="2026-05-01", lines=[printing])
    before = await ending.at("2026-05-20 04:00")
    await before.time_passes()
    await _told(before, "N-1", "2026-05-01 04:00")
    # Held on to since before the amendment: it runs on, long overdue.
    assert await _clocks(before, "N-1") == [("RUNNING", "BREACHED", "PT456H")]
    after = await ending.at("2026-06-10 09:00")
    await after.time_passes()
    # Four in the morning of 1 May to five in the morning of 1 June.
    assert await _clocks(after, "N-1") == [("CENSORED", "BREACHED", "PT745H")]
