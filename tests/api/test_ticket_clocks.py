"""Why is this ticket due when it is: everything in one trip."""

from __future__ import annotations

from typing import Any

from sla_plugin.domain.facts import Status
from tests.support.cast import Provider, bangkok, strangers_ticket, ticket, waiting_ticket


async def _asked(provider: Provider, key: str, system: str = "desk-demo") -> Any:
    return (await provider.caller.run("TicketClocks", system=system, key=key)).data["ticket"]


def _some(of: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(of[name] for name in names)


async def test_one_trip_tells_whose_ticket_it_is_and_what_was_promised(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    found = await _asked(lanna, "T-1")
    assert _some(found, "key", "priority", "status") == ("T-1", "P1", "PENDING_CUSTOMER")
    assert found["customer"]["name"] == "Doi Kham Hospital"
    assert found["coverage"]["status"] == "COVERED"
    response, resolution = found["clocks"]
    assert _some(response, "metric", "state", "verdict", "target", "elapsed", "stoppedAt") == (
        "FIRST_RESPONSE", "STOPPED", "MET", "PT1H", "PT30M", "2026-03-02T02:30:00Z",
    )  # fmt: skip
    assert _some(resolution, "metric", "state", "verdict", "target", "elapsed", "remaining") == (
        "RESOLUTION", "PAUSED", "ON_TRACK", "PT4H", "PT2H", "PT2H",
    )  # fmt: skip
    # Paused, it is not due; gone on with now, at 10, two hours are left.
    assert _some(resolution, "dueAt", "projectedDueAt") == (None, "2026-03-03T05:00:00Z")
    assert resolution["commitment"]["contract"]["number"] == "LI-8841"


async def test_the_stretches_of_a_clock_are_told_with_their_reasons(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    _, resolution = (await _asked(lanna, "T-1"))["clocks"]
    assert [_some(one, "from", "to", "kind", "reason") for one in resolution["segments"]] == [
        ("2026-03-02T02:00:00Z", "2026-03-02T02:30:00Z", "RUNNING", "IN_PROGRESS"),
        ("2026-03-02T02:30:00Z", "2026-03-02T04:00:00Z", "RUNNING", "IN_PROGRESS"),
        ("2026-03-02T04:00:00Z", "2026-03-03T03:00:00Z", "PAUSED", "PENDING_CUSTOMER"),
    ]


async def test_the_explanation_names_who_won_and_why_the_others_lost(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    response, resolution = (await _asked(lanna, "T-1"))["clocks"]
    chosen = {choice["attribute"]: choice for choice in resolution["explanation"]["choices"]}
    assert chosen["TARGET"]["winner"]["agreement"]["code"] == "customer-8841"
    [loser] = chosen["TARGET"]["losers"]
    assert (loser["agreement"]["code"], loser["because"]) == ("corporate", "LESS_SPECIFIC_LEVEL")
    assert (chosen["TARGET"]["winner"]["contract"], loser["contract"]) == ({"number": "LI-8841"}, None)
    assert _some(chosen["CALENDAR"], "value") == ("Hours of Doi Kham Hospital",)
    [target] = [c for c in response["explanation"]["choices"] if c["attribute"] == "TARGET"]
    assert target["winner"]["agreement"]["code"] == "corporate"
    assert [loser["because"] for loser in target["losers"]] == ["DOES_NOT_STATE_IT"]


async def test_a_breach_stands_at_the_instant_at_which_it_happened(lanna: Provider) -> None:
    late = ticket("T-3", "The printer jams", "P1")
    late.opened(bangkok("2026-03-02 09:00"))
    late.turned(bangkok("2026-03-02 16:00"), Status.RESOLVED)
    await lanna.is_told(late)
    response, resolution = (await _asked(lanna, "T-3"))["clocks"]
    assert _some(response, "verdict", "breachedAt") == ("BREACHED", "2026-03-02T03:00:00Z")
    assert _some(resolution, "verdict", "breachedAt", "remaining") == (
        "BREACHED", "2026-03-02T06:00:00Z", "-PT3H",
    )  # fmt: skip


async def test_a_ticket_of_somebody_unknown_has_no_clocks_and_says_why(lanna: Provider) -> None:
    await lanna.is_told(strangers_ticket())
    found = await _asked(lanna, "T-2")
    assert (found["customer"], found["clocks"]) == (None, [])
    assert found["coverage"] == {"status": "NO_CUSTOMER", "since": None, "because": None}


async def test_a_ticket_that_no_desk_has_shown_is_null(lanna: Provider) -> None:
    assert await _asked(lanna, "T-1") is None
    assert await _asked(lanna, "T-1", system="no-such-desk") is None


async def test_the_facts_are_told_in_order_as_the_desk_told_them(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    answer = await lanna.caller.run("TicketFacts", system="desk-demo", key="T-1")
    facts = answer.data["ticket"]["facts"]
    assert [_some(fact, "id", "kind", "occurredAt") for fact in facts] == [
        ("T-1/1", "OPENED", "2026-03-02T02:00:00Z"),
        ("T-1/2", "PUBLIC_REPLY", "2026-03-02T02:30:00Z"),
        ("T-1/3", "STATUS_CHANGED", "2026-03-02T02:30:00Z"),
        ("T-1/4", "STATUS_CHANGED", "2026-03-02T04:00:00Z"),
    ]


async def test_as_of_an_earlier_instant_later_facts_are_not_known(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    key = (await _asked(lanna, "T-1"))["id"]
    then = await lanna.caller.run("TicketAsOf", id=key, asOf="2026-03-02T02:15:00Z")
    response, resolution = then.data["ticket"]["clocks"]
    assert _some(response, "state", "elapsed", "dueAt") == ("RUNNING", "PT15M", "2026-03-02T03:00:00Z")
    assert _some(resolution, "state", "elapsed", "dueAt") == ("RUNNING", "PT15M", "2026-03-02T06:00:00Z")


async def test_as_of_a_later_instant_the_clock_has_gone_on(lanna: Provider) -> None:
    running = ticket("T-3", "The printer jams", "P1")
    running.opened(bangkok("2026-03-03 09:00"))
    await lanna.is_told(running)
    key = (await _asked(lanna, "T-3"))["id"]
    then = await lanna.caller.run("TicketAsOf", id=key, asOf="2026-03-04T02:00:00Z")
    _, resolution = then.data["ticket"]["clocks"]
    assert _some(resolution, "verdict", "breachedAt") == ("BREACHED", "2026-03-03T06:00:00Z")


async def test_before_it_was_opened_a_ticket_had_no_clocks(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    key = (await _asked(lanna, "T-1"))["id"]
    then = await lanna.caller.run("TicketAsOf", id=key, asOf="2026-03-01T00:00:00Z")
    assert then.data["ticket"]["clocks"] == []
