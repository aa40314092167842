"""Where services, sites and accounts stand: what is promised above holds below."""

from __future__ import annotations

from typing import Any

import pytest

from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.organisations import CustomerIdentityRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets
from tests.support.cast import Provider, bangkok, ticket


@pytest.fixture
async def places(lanna: Provider) -> dict[str, str]:
    """Two regions and a service beside what the customer has, by name."""
    done, customer = lanna.caller.done, lanna.ids["Organisation"]
    north = await done("CreateSite", organisation=customer, name="North")
    east = await done("CreateSite", organisation=customer, name="East", parent=north["site"]["id"])
    service = await done("CreateService", code="clinical", name="Clinical")
    group = await done("CreateOrganisation", name="Hospitals of the North")
    return {
        "North": north["site"]["id"],
        "East": east["site"]["id"],
        "Clinical": service["service"]["id"],
        "Hospitals": group["organisation"]["id"],
    }


async def standing(provider: Provider) -> dict[str, Any]:
    """What everything stands below."""
    organisations = (await provider.caller.run("Organisations")).data["organisations"]["nodes"]
    services = (await provider.caller.run("Services")).data["services"]["nodes"]
    sites = [site for organisation in organisations for site in organisation["sites"]]
    return {one["name"]: one["parent"] for one in [*organisations, *services, *sites]}


async def test_a_site_lies_in_a_region_and_can_be_moved_to_another_or_to_none(
    lanna: Provider, places: dict[str, str]
) -> None:
    moved = await lanna.caller.done("MoveSite", site=lanna.ids["Site"], below=places["East"])
    assert moved["site"] == {"id": lanna.ids["Site"], "name": "Ward 3", "parent": {"name": "East"}}
    found = await standing(lanna)
    assert (found["Ward 3"], found["East"], found["North"]) == ({"name": "East"}, {"name": "North"}, None)
    moved = await lanna.caller.done("MoveSite", site=lanna.ids["Site"])
    assert moved["site"]["parent"] is None


async def test_services_and_accounts_are_moved_with_all_that_stands_below(
    lanna: Provider, places: dict[str, str]
) -> None:
    moved = await lanna.caller.done("MoveService", service=lanna.ids["Service"], below=places["Clinical"])
    assert moved["service"]["parent"] == {"code": "clinical"}
    customer = lanna.ids["Organisation"]
    moved = await lanna.caller.done("MoveOrganisation", organisation=customer, below=places["Hospitals"])
    assert moved["organisation"]["parent"] == {"name": "Hospitals of the North"}


async def test_every_ticket_is_looked_at_again_after_a_move(lanna: Provider, places: dict[str, str]) -> None:
    told = ticket("O-1", "The printer jams", "P1")
    told.opened(bangkok("2026-03-03 08:00"))
    await lanna.is_told(told)
    now = lanna.installation.now()
    async with lanna.installation.database.session(lanna.tenant) as session:
        await evaluate_tickets(session, [TicketId(row.id) for row in await session.query(TicketRow)], now)
        assert await session.query(TicketRow).filter(next_instant__lte=now).count() == 0
    await lanna.caller.done("MoveService", service=lanna.ids["Service"], below=places["Clinical"])
    async with lanna.installation.database.session(lanna.tenant) as session:
        due = await session.query(TicketRow).filter(next_instant__lte=now)
    assert [row.external_id for row in due] == [told.key]


async def test_nothing_can_stand_below_itself(lanna: Provider, places: dict[str, str]) -> None:
    before, refused, cycle = await standing(lanna), lanna.caller.refused, ("Conflicting", "tree.cycle")
    north, east, hospitals = places["North"], places["East"], places["Hospitals"]
    assert await refused("MoveSite", site=north, below=east) == cycle
    assert await refused("MoveSite", site=north, below=north) == cycle
    assert await refused("MoveService", service=places["Clinical"], below=places["Clinical"]) == cycle
    assert await refused("MoveOrganisation", organisation=hospitals, below=hospitals) == cycle
    assert await standing(lanna) == before


async def test_what_a_crm_places_is_not_moved_here(lanna: Provider, places: dict[str, str]) -> None:
    async with lanna.installation.database.session(lanna.tenant) as session:
        await session.query(CustomerIdentityRow).update(version=1)
    before = await standing(lanna)
    customer = lanna.ids["Organisation"]
    refused = await lanna.caller.refused("MoveOrganisation", organisation=customer, below=places["Hospitals"])
    assert refused == ("Conflicting", "organisation.of_crm")
    assert await standing(lanna) == before


async def test_a_site_without_a_name_is_refused(lanna: Provider) -> None:
    before = await standing(lanna)
    refused = await lanna.caller.refused("CreateSite", organisation=lanna.ids["Organisation"], name=" ")
    assert refused == ("InputRefused", "name.empty")
    assert await standing(lanna) == before
