"""What a preview shows of what is open at the end: clocks, who would cover their tickets, and support."""

from __future__ import annotations

from typing import Any

from tests.support.cast import bangkok
from tests.support.ending_cast import EndingCast, a_ticket

EVENING = "2026-04-01 18:00"
MUTUAL = {"ground": "MUTUAL", "initiator": "CUSTOMER", "requestedOn": "2026-04-01"}
"""To the end of the day in Berlin, five hours later than in Bangkok."""


async def _preview(ending: EndingCast, who: str = "nok", **more: Any) -> Any:
    asked = {"contract": ending.contract, **MUTUAL, **more}
    found = await ending.people[who].run("TerminationPreview", input=asked)
    payload = found.data["terminationPreview"]
    assert payload["userErrors"] == []
    return payload["preview"]


async def _opens_tickets(ending: EndingCast) -> EndingCast:
    """Two hours before the end two tickets, with four hours for each; and one that is late by then."""
    later = await ending.at("2026-04-02 03:30")
    for key, opened in (("B-1", "02:00"), ("B-2", "03:00")):
        told = a_ticket(key, "printing-9001")
        told.opened(bangkok(f"2026-04-02 {opened}"))
        await later.cast.provider.is_told(told)
    late = a_ticket("B-3", "printing-9001")
    late.opened(bangkok("2026-04-02 00:30"))
    await later.cast.provider.is_told(late)
    return later


async def test_it_lists_the_clocks_and_tickets_that_the_end_would_leave(ending: EndingCast) -> None:
    later = await _opens_tickets(ending)
    before = await later.cast.sees("anan", later.contract)
    preview = await _preview(later)
    assert preview["end"]["endsAt"] == "2026-04-01T22:00:00Z"
    shown = preview["censoredClocks"]["nodes"]
    assert sorted((one["metric"], one["verdict"], one["elapsed"]) for one in shown) == [
        ("RESOLUTION", "CENSORED", "PT2H"),
        ("RESOLUTION", "CENSORED", "PT3H"),
    ]
    assert (preview["censored"], preview["uncovered"]) == (2, 2)
    covered = preview["fallback"]["nodes"]
    assert [one["by"] for one in covered] == [None, None]
    assert {one["ticket"]["id"] for one in covered} == {one["ticket"]["id"] for one in shown}
    assert preview["supportGaps"]["nodes"] == []
    assert await later.cast.sees("anan", later.contract) == before


async def test_its_lists_are_given_in_pages_like_all_others(ending: EndingCast) -> None:
    later = await _opens_tickets(ending)
    asked = {"contract": later.contract, **MUTUAL}

    async def page(after: str | None) -> Any:
        found = await later.people["nok"].run("TerminationPreview", input=asked, first=1, after=after)
        return found.data["terminationPreview"]["preview"]["censoredClocks"]

    first = await page(None)
    second = await page(first["pageInfo"]["endCursor"])
    assert [first["totalCount"], second["totalCount"]] == [2, 2]
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    elapsed = [one["elapsed"] for given in (first, second) for one in given["nodes"]]
    assert sorted(elapsed) == ["PT2H", "PT3H"]
