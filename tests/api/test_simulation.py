"""What-if over GraphQL: it answers, refuses like publishing does, and writes nothing."""

from __future__ import annotations

from typing import Any

from tests.support.cast import Provider, waiting_ticket
from tests.support.inputs import good_inputs

HALF_AN_HOUR = {
    "effectiveFrom": "2026-06-01T00:00:00Z",
    "terms": {
        "targets": [
            {"metric": "RESOLUTION", "value": {"duration": "PT30M"}},
            {"metric": "FIRST_RESPONSE", "value": {"duration": "PT30M"}},
        ]
    },
}


async def _simulated(lanna: Provider, **given: Any) -> dict[str, Any]:
    good = good_inputs(lanna.ids)["Simulation"]
    version = {**good["version"], **given.pop("version", HALF_AN_HOUR)}
    whole = {**good, "until": "2030-01-01T00:00:00Z", **given, "version": version}
    answer: dict[str, Any] = (await lanna.caller.run("Simulation", input=whole)).data["simulation"]
    return answer


async def _rows(lanna: Provider) -> list[Any]:
    tables = ("agreement", "agreement_version", "clock", "ticket", "escalation", "answered_request")
    async with lanna.installation.database.session(lanna.tenant) as session:
        return [
            list(await session.sql(f"select * from {table} where tenant_id = $1 order by id"))
            for table in tables
        ]


async def test_the_past_is_replayed_and_nothing_is_written(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    before = await _rows(lanna)
    answer = await _simulated(lanna, version=HALF_AN_HOUR)
    assert answer["userErrors"] == []
    found = answer["simulation"]
    assert found["tickets"] == 1
    assert {one["metric"] for one in found["compared"]} <= {"FIRST_RESPONSE", "RESOLUTION"}
    assert found["compared"][0]["today"]["n"] == 1
    assert len(found["busiest"]) == 24
    assert await _rows(lanna) == before


async def test_what_could_not_be_published_is_refused_like_that(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    negative = {"targets": [{"metric": "RESOLUTION", "value": {"duration": "-PT1H"}}]}
    answer = await _simulated(lanna, version={**HALF_AN_HOUR, "terms": negative})
    assert answer["simulation"] is None
    assert [(e["__typename"], e["code"]) for e in answer["userErrors"]] == [
        ("InputRefused", "target.negative")
    ]


async def test_a_period_without_data_and_dates_the_wrong_way_round_are_refused(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    for since, until, code in (
        ("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z", "simulation.no_data"),
        ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "dates.reversed"),
    ):
        answer = await _simulated(lanna, since=since, until=until)
        assert (answer["simulation"], [e["code"] for e in answer["userErrors"]]) == (None, [code])
