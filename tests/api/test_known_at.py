"""Two axes of time: when something was so, and when we knew."""

from __future__ import annotations

from typing import Any

from sla_plugin.domain.facts import Status
from sla_plugin.usecases.take_tickets import take_tickets
from tests.support.cast import NOW, Provider, bangkok, waiting_ticket

EARLY, LATE = bangkok("2026-03-02 12:00"), bangkok("2026-03-03 09:00")


async def _clocks(lanna: Provider, ticket: str, **at: str) -> dict[str, Any]:
    answer = await lanna.caller.run("TicketAsOf", id=ticket, **at)
    return {clock["metric"]: clock for clock in answer.data["ticket"]["clocks"]}


async def _told_at(lanna: Provider, told: Any, recorded_at: Any) -> None:
    async with lanna.installation.database.session(lanna.tenant) as session:
        await take_tickets(session, lanna.desk, told.until(NOW), recorded_at)


async def test_a_fact_that_came_late_is_not_known_before_it_came(lanna: Provider) -> None:
    told = waiting_ticket()
    await _told_at(lanna, told, EARLY)
    told.turned(bangkok("2026-03-02 11:30"), Status.RESOLVED)
    await _told_at(lanna, told, LATE)
    ticket = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]["id"]
    noon = "2026-03-02T05:00:00Z"
    then = await _clocks(lanna, ticket, asOf=noon, knownAt=EARLY.isoformat())
    now = await _clocks(lanna, ticket, asOf=noon)
    assert (then["RESOLUTION"]["state"], then["RESOLUTION"]["verdict"]) == ("PAUSED", "ON_TRACK")
    assert (now["RESOLUTION"]["state"], now["RESOLUTION"]["verdict"]) == ("STOPPED", "MET")


async def test_before_anything_was_told_there_is_no_clock(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    ticket = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]["id"]
    known_at = "2026-03-01T00:00:00Z"
    assert await _clocks(lanna, ticket, asOf="2026-03-03T03:00:00Z", knownAt=known_at) == {}


async def test_an_agreement_that_was_recorded_late_did_not_hold_for_those_who_asked_before(
    lanna: Provider,
) -> None:
    await _told_at(lanna, waiting_ticket(), EARLY)
    ticket = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]["id"]
    backdated = {
        "agreement": lanna.ids["Agreement"],
        "version": {
            "effectiveFrom": "2026-02-01T00:00:00Z",
            "contract": lanna.ids["Contract"],
            "scope": {"customer": lanna.ids["Organisation"]},
            "terms": {"targets": [{"metric": "RESOLUTION", "value": {"duration": "PT1H"}}]},
        },
    }
    published = await lanna.caller.run("PublishAgreementVersion", input=backdated)
    assert published.data["publishAgreementVersion"]["userErrors"] == []
    at = "2026-03-02T03:30:00Z"
    now = await _clocks(lanna, ticket, asOf=at)
    before = await _clocks(lanna, ticket, asOf=at, knownAt="2026-03-03T02:59:59Z")
    assert (now["RESOLUTION"]["verdict"], before["RESOLUTION"]["verdict"]) == ("BREACHED", "ON_TRACK")
