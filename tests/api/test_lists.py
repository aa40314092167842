"""Lists: filtered, sorted and turned page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.cast import (
    HOSPITAL,
    Provider,
    bangkok,
    everyday_ticket,
    strangers_ticket,
    ticket,
    waiting_ticket,
)
from tests.support.customers import Customer


@pytest.fixture
async def desk(lanna: Provider) -> Provider:
    """T-1 of the hospital since Monday 9, T-2 of nobody since 15, H-8841 of the hospital since Tuesday 8."""
    await lanna.is_told(waiting_ticket(), strangers_ticket(), everyday_ticket(HOSPITAL))
    return lanna


async def _tickets(provider: Provider, **variables: Any) -> list[str]:
    found = (await provider.caller.run("Tickets", **variables)).data["tickets"]["nodes"]
    return [node["key"] for node in found]


async def _clocks(provider: Provider, **variables: Any) -> list[tuple[str, str]]:
    found = (await provider.caller.run("Board", **variables)).data["clocks"]["nodes"]
    return [(node["ticket"]["key"], node["metric"]) for node in found]


async def _pages(provider: Provider, operation: str, root: str, size: int) -> AsyncIterator[list[Any]]:
    after = None
    while True:
        page = (await provider.caller.run(operation, first=size, after=after)).data[root]
        yield page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


FILTERS: list[tuple[dict[str, Any] | None, list[str]]] = [
    ({"key": {"eq": "T-1"}}, ["T-1"]),
    ({"key": {"in": ["T-1", "T-2"]}}, ["T-2", "T-1"]),
    ({"subject": {"contains": "phone"}}, ["T-2"]),
    ({"subject": {"contains": "%"}}, []),
    ({"status": {"eq": "PENDING_CUSTOMER"}}, ["T-1"]),
    ({"status": {"in": ["NEW"]}}, ["H-8841", "T-2"]),
    ({"priority": {"eq": "P1"}}, ["T-1"]),
    ({"priority": {"in": []}}, []),
    ({"customer": {"isNull": True}}, ["T-2"]),
    ({"coverage": {"eq": "NO_CUSTOMER"}}, ["T-2"]),
    ({"openedAt": {"gt": "2026-03-02T08:00:00Z"}}, ["H-8841"]),
    ({"openedAt": {"lt": "2026-03-02T15:00:00+07:00"}}, ["T-1"]),
    ({"not": {"customer": {"isNull": True}}}, ["H-8841", "T-1"]),
    ({"or": [{"key": {"eq": "T-1"}}, {"key": {"eq": "T-2"}}]}, ["T-2", "T-1"]),
    ({"and": [{"priority": {"eq": "P3"}}, {"customer": {"isNull": False}}]}, ["H-8841"]),
    ({"priority": {"eq": "P3"}, "key": {"eq": "T-2"}}, ["T-2"]),
    ({"or": []}, []),
    ({"and": []}, ["H-8841", "T-2", "T-1"]),
    ({}, ["H-8841", "T-2", "T-1"]),
    (None, ["H-8841", "T-2", "T-1"]),
]


async def test_a_filter_takes_what_it_says(desk: Provider) -> None:
    found = [(condition, await _tickets(desk, filter=condition)) for condition, _ in FILTERS]
    assert found == FILTERS


async def test_tickets_are_found_by_customer_and_service(desk: Provider) -> None:
    hospital, printing = desk.ids["Organisation"], desk.ids["Service"]
    assert await _tickets(desk, filter={"customer": {"eq": hospital}}) == ["H-8841", "T-1"]
    assert await _tickets(desk, filter={"service": {"in": [printing]}}) == ["H-8841", "T-1"]


async def test_tickets_come_in_the_order_that_is_asked_for(desk: Provider) -> None:
    assert await _tickets(desk, orderBy="OPENED_FIRST") == ["T-1", "T-2", "H-8841"]
    assert await _tickets(desk, orderBy="OPENED_LAST") == ["H-8841", "T-2", "T-1"]


async def test_the_board_begins_with_what_is_due_first_and_ends_with_what_is_paused(desk: Provider) -> None:
    assert await _clocks(desk) == [
        ("H-8841", "FIRST_RESPONSE"),
        ("H-8841", "RESOLUTION"),
        ("T-1", "RESOLUTION"),
    ]


async def test_the_board_is_filtered_by_the_clock_and_by_its_ticket(desk: Provider) -> None:
    assert await _clocks(desk, filter={"verdict": {"eq": "MET"}}) == [("T-1", "FIRST_RESPONSE")]
    assert await _clocks(desk, filter={"state": {"in": ["PAUSED"]}}) == [("T-1", "RESOLUTION")]
    of_one = {"ticket": {"key": {"eq": "T-1"}}, "metric": {"eq": "RESOLUTION"}}
    assert await _clocks(desk, filter=of_one) == [("T-1", "RESOLUTION")]
    contract = {"contract": {"eq": desk.ids["Contract"]}, "stoppedAt": {"isNull": False}}
    assert await _clocks(desk, filter=contract) == [("T-1", "FIRST_RESPONSE")]


async def test_pages_hold_everything_once_and_stand_still_while_rows_come_in(lanna: Provider) -> None:
    await lanna.gets([Customer(f"{n}", f"Customer {n}") for n in range(1, 8)])
    seen: list[str] = []
    async for nodes in _pages(lanna, "Tickets", "tickets", 3):
        seen += [node["key"] for node in nodes]
        newer = ticket(f"N-{len(seen)}", "Newer than all", "P3")
        newer.opened(bangkok("2026-03-03 09:59"))
        await lanna.is_told(newer)
    # All were opened in the same minute, so their ids decide; the new ones would stand before them.
    assert sorted(seen) == [f"H-{n}" for n in range(1, 8)]


async def test_a_board_is_turned_page_by_page_into_the_clocks_that_are_not_due(desk: Provider) -> None:
    pages = [[node["metric"] for node in nodes] async for nodes in _pages(desk, "Board", "clocks", 1)]
    assert pages == [["FIRST_RESPONSE"], ["RESOLUTION"], ["RESOLUTION"]]


@pytest.mark.parametrize(
    ("operation", "root", "names"),
    [
        ("Organisations", "organisations", ["Doi Kham Hospital", "Doi Kham Hospital (group)"]),
        ("Services", "services", ["Printing", "Workplace"]),
        ("Calendars", "calendars", ["Hours of Doi Kham Hospital", "Office hours"]),
        ("Agreements", "agreements", ["Every customer", "Doi Kham Hospital"]),
    ],
)
async def test_the_catalogue_is_listed_in_order(
    lanna: Provider, operation: str, root: str, names: list[str]
) -> None:
    pages = [[node["name"] for node in nodes] async for nodes in _pages(lanna, operation, root, 1)]
    assert pages == [[name] for name in names]


async def test_the_whole_is_counted_whatever_the_page(desk: Provider) -> None:
    page = (await desk.caller.run("Tickets", first=1, filter={"priority": {"eq": "P3"}})).data["tickets"]
    assert (len(page["nodes"]), page["totalCount"]) == (1, 2)
    assert (await desk.caller.run("Tickets", first=0)).data["tickets"]["nodes"] == []


async def test_a_clock_that_the_pump_has_not_swept_yet_is_not_shown(desk: Provider) -> None:
    async with desk.installation.database.session(desk.tenant) as session:
        await session.sql("update contract set monitored_until = '2025-06-01' where tenant_id = $1")
    assert await _clocks(desk) == []


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_page_of_another_size_is_refused(lanna: Provider, first: int) -> None:
    answer = await lanna.caller.run("Tickets", first=first)
    assert (answer.codes, answer.body["data"]) == (["page.size"], None)


async def test_a_cursor_of_another_list_is_refused(desk: Provider) -> None:
    services = (await desk.caller.run("Services", first=1)).data["services"]
    for cursor in (services["pageInfo"]["endCursor"], "", "MTIz", "not base64 at all"):
        assert (await desk.caller.run("Tickets", after=cursor)).codes == ["page.cursor"]


async def test_a_filter_that_is_too_deep_or_too_long_is_refused(desk: Provider) -> None:
    deep: dict[str, Any] = {"key": {"eq": "T-1"}}
    for _ in range(10):
        deep = {"not": deep}
    assert await _tickets(desk, filter=deep) == ["T-1"]
    assert (await desk.caller.run("Tickets", filter={"not": deep})).codes == ["filter.limit"]
    long = {"key": {"in": [f"T-{n}" for n in range(1_000)]}}
    assert await _tickets(desk, filter=long) == ["T-2", "T-1"]
    long["key"]["in"].append("T-1000")
    assert (await desk.caller.run("Tickets", filter=long)).codes == ["filter.limit"]


async def test_nesting_without_end_is_refused_and_is_no_bug(desk: Provider) -> None:
    deep: dict[str, Any] = {}
    for _ in range(120):
        deep = {"and": [deep]}
    assert (await desk.caller.run("Tickets", filter=deep)).codes == ["document.variables"]


@pytest.mark.parametrize("given", [{"key": {"eq": "T\0"}}, {"or": [{"subject": {"contains": "\0"}}]}])
async def test_a_text_that_no_database_holds_is_refused(desk: Provider, given: dict[str, Any]) -> None:
    assert (await desk.caller.run("Tickets", filter=given)).codes == ["text.unstorable"]


async def test_an_instant_without_a_zone_is_refused(desk: Provider) -> None:
    answer = await desk.caller.run("Tickets", filter={"openedAt": {"gt": "2026-03-02T08:00:00"}})
    assert (answer.status, answer.codes) == (200, ["instant.naive"])
