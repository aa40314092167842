"""Where a calendar's holidays come from, over GraphQL: set, imported, synced, and seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sla_plugin.api.app import build_app
from sla_plugin.runtime.time_source import frozen_at
from sla_plugin.settings import Settings
from tests.support.answering import Reply, answering
from tests.support.cast import NOW, Provider
from tests.support.counting import CountingDatabase
from tests.support.icalendars import all_day, icalendar, timed
from tests.support.inputs import CONTENT, LATER
from tests.support.operations import Caller

SONGKRAN = all_day("20260413", "Songkran")
LABOUR = all_day("20260501", "Labour Day")
NOTHING: dict[str, Any] = {"added": [], "struck": [], "renamed": []}
ROOTS = {
    "SetCalendarSources": "setCalendarSources",
    "ImportCalendarFile": "importCalendarFile",
    "SyncCalendar": "syncCalendar",
}


@pytest.fixture
def desk(lanna: Provider) -> Provider:
    """Lanna on an installation that reads feeds of this machine."""
    return _with(lanna, feeds_private=True)


def _with(provider: Provider, *, minutes_later: int = 0, **settings: Any) -> Provider:
    own = provider.installation
    installation = replace(
        own,
        settings=Settings.model_validate({**dict(own.settings), **settings}),
        now=frozen_at(NOW + timedelta(minutes=minutes_later)),
    )
    return replace(
        provider, installation=installation, caller=Caller(build_app(installation), provider.caller.token)
    )


async def _done(provider: Provider, operation: str, **given: Any) -> dict[str, Any]:
    payload = await _payload(provider, operation, **given)
    assert payload["userErrors"] == []
    return payload


async def _payload(provider: Provider, operation: str, **given: Any) -> dict[str, Any]:
    answer = await provider.caller.run(operation, input={"calendar": provider.ids["Calendar"], **given})
    found: dict[str, Any] = answer.data[ROOTS[operation]]
    return found


async def _versions(provider: Provider) -> list[dict[str, Any]]:
    listed = (await provider.caller.run("Calendars", first=100)).data["calendars"]["nodes"]
    [found] = [calendar for calendar in listed if calendar["id"] == provider.ids["Calendar"]]
    versions: list[dict[str, Any]] = found["versions"]
    return versions


async def test_a_calendar_shows_where_each_holiday_comes_from(desk: Provider) -> None:
    company = {"on": "2026-07-07", "name": "Company Day"}
    with answering(Reply(icalendar(SONGKRAN))) as url:
        payload = await _done(
            desk,
            "SetCalendarSources",
            holidaySets=[{"country": "TH", "years": [2027]}],
            feeds=[url],
            added=[company],
            struck=["2027-01-01"],
        )
    assert payload["version"] == {"number": 2, "effectiveFrom": "2026-03-03T03:00:00Z"}
    added = payload["changes"]["added"]
    assert added[:2] == [{"on": "2026-04-13", "name": "Songkran"}, company]
    version = (await _versions(desk))[-1]
    assert version["sources"] == {
        "holidaySets": [{"country": "TH", "subdivision": None, "categories": ["public"], "years": [2027]}],
        "feeds": [url],
        "files": [],
        "added": [company],
        "struck": ["2027-01-01"],
    }
    assert version["holidays"][:2] == [
        {"on": "2026-04-13", "name": "Songkran", "origin": "FEED", "source": url},
        {**company, "origin": "TENANT", "source": None},
    ]
    assert {(day["origin"], day["source"]) for day in version["holidays"][2:]} == {("SET", "TH")}
    assert [day["on"] for day in version["holidays"]] == [day["on"] for day in added]
    assert "2027-01-01" not in [day["on"] for day in added]


async def test_an_imported_text_is_reported_with_what_was_left_out(lanna: Provider) -> None:
    party = timed("20261224T050000Z", "20261224T100000Z", "Party")
    text = icalendar(SONGKRAN, party)
    payload = await _done(lanna, "ImportCalendarFile", name="days.ics", text=text)
    assert payload["changes"] == {**NOTHING, "added": [{"on": "2026-04-13", "name": "Songkran"}]}
    left_out = {
        "source": "days.ics",
        "name": "Party",
        "startsAt": "2026-12-24T05:00:00Z",
        "endsAt": "2026-12-24T10:00:00Z",
        "times": 1,
    }
    assert payload["leftOut"] == [left_out]
    version = (await _versions(lanna))[-1]
    assert (version["sources"]["files"], version["leftOut"]) == (["days.ics"], [left_out])


async def test_a_sync_over_graphql_says_what_has_changed(desk: Provider) -> None:
    later = _with(desk, minutes_later=1)
    moved = icalendar(all_day("20260413", "สงกรานต์"), all_day("20260504", "Labour Day"))
    with answering(Reply(icalendar(SONGKRAN, LABOUR)), Reply(moved), Reply(moved), Reply(moved)) as url:
        await _done(desk, "SetCalendarSources", feeds=[url])
        changes = {
            "added": [{"on": "2026-05-04", "name": "Labour Day"}],
            "struck": [{"on": "2026-05-01", "name": "Labour Day"}],
            "renamed": [{"on": "2026-04-13", "before": "Songkran", "after": "สงกรานต์"}],
        }
        dry = await _done(later, "SyncCalendar", dryRun=True)
        assert (dry["version"], dry["changes"], len(await _versions(later))) == (None, changes, 2)
        done = await _done(later, "SyncCalendar")
        assert (done["version"]["number"], done["changes"]) == (3, changes)
        again = await _done(_with(desk, minutes_later=2), "SyncCalendar")
        assert (again["version"], again["changes"], len(await _versions(later))) == (None, NOTHING, 3)


async def test_single_dates_can_be_changed_without_restating_the_sources(lanna: Provider) -> None:
    await _done(lanna, "ImportCalendarFile", name="days.ics", text=icalendar(SONGKRAN, LABOUR))
    later = _with(lanna, minutes_later=1)
    payload = await _done(later, "SetCalendarSources", struck=["2026-05-01"])
    assert payload["changes"] == {**NOTHING, "struck": [{"on": "2026-05-01", "name": "Labour Day"}]}
    dropped = await _done(_with(lanna, minutes_later=2), "SetCalendarSources", files=[])
    assert dropped["changes"] == {**NOTHING, "struck": [{"on": "2026-04-13", "name": "Songkran"}]}


@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_request_that_comes_twice_is_answered_alike_and_done_once(
    lanna: Provider, dry_run: bool
) -> None:
    given = {"name": "days.ics", "text": icalendar(SONGKRAN), "idempotencyKey": "k-1", "dryRun": dry_run}
    first = await _done(lanna, "ImportCalendarFile", **given)
    assert await _done(lanna, "ImportCalendarFile", **given) == first
    assert len(await _versions(lanna)) == (1 if dry_run else 2)
    assert (await _done(lanna, "ImportCalendarFile", **{**given, "dryRun": False}))["version"]["number"] == 2


async def test_new_hours_can_keep_the_holidays_and_their_sources(lanna: Provider) -> None:
    await _done(lanna, "ImportCalendarFile", name="days.ics", text=icalendar(SONGKRAN))
    given = {"calendar": lanna.ids["Calendar"], "effectiveFrom": LATER, "keepHolidays": True}
    answer = await lanna.caller.run("PublishCalendarVersion", input={**given, "content": CONTENT})
    assert answer.data["publishCalendarVersion"]["userErrors"] == []
    before, after = (await _versions(lanna))[-2:]
    assert (after["holidays"], after["sources"]) == (before["holidays"], before["sources"])
    assert after["hours"] != before["hours"]
    own = {**CONTENT, "holidays": [{"on": "2026-07-07", "name": "Company Day"}]}
    answer = await lanna.caller.run("PublishCalendarVersion", input={**given, "content": own})
    [error] = answer.data["publishCalendarVersion"]["userErrors"]
    assert (error["code"], error["field"]) == ("holidays.contradictory", "keepHolidays")


FEEDS = [f"https://lanna.example/{number}.ics" for number in range(21)]
REFUSED: list[tuple[str, dict[str, Any], tuple[str, str, str | None]]] = [
    ("SyncCalendar", {}, ("InputRefused", "holidays.sourceless", None)),
    ("SyncCalendar", {"calendar": "x"}, ("InputRefused", "id.malformed", "calendar")),
    ("ImportCalendarFile", {"name": "", "text": ""}, ("InputRefused", "name.empty", "name")),
    ("ImportCalendarFile", {"name": "a", "text": "<p>"}, ("InputRefused", "feed.malformed", None)),
    ("ImportCalendarFile", {"name": "a", "text": icalendar()}, ("InputRefused", "feed.no_days", None)),
    ("ImportCalendarFile", {"name": "a", "text": "x" * 524_289}, ("InputRefused", "feed.too_large", None)),
    ("SetCalendarSources", {"feeds": ["file:///etc/hostname"]}, ("InputRefused", "feed.address", "feeds")),
    ("SetCalendarSources", {"feeds": ["https://127.0.0.1/"]}, ("InputRefused", "feed.address", "feeds")),
    (
        "SetCalendarSources",
        {"feeds": ["https://nowhere.invalid/"]},
        ("Unanswered", "feed.unreachable", "feeds"),
    ),
    ("SetCalendarSources", {"feeds": FEEDS}, ("InputRefused", "holidays.sources", "feeds")),
    ("SetCalendarSources", {"files": ["a.ics"]}, ("Missing", "object.not_found", "files")),
    (
        "SetCalendarSources",
        {"holidaySets": [{"country": "XX"}]},
        ("InputRefused", "holidays.unknown", "country"),
    ),
    ("SetCalendarSources", {"struck": ["2569-05-01"]}, ("InputRefused", "date.buddhist_era", "struck")),
    (
        "SetCalendarSources",
        {"added": [{"on": "2026-05-01", "name": "Labour Day"}], "struck": ["2026-05-01"]},
        ("InputRefused", "holidays.contradictory", "struck"),
    ),
]


async def test_a_refusal_has_a_code_and_changes_nothing(lanna: Provider) -> None:
    before = await _versions(lanna)
    for operation, given, refusal in REFUSED:
        payload = await _payload(lanna, operation, **given)
        assert (payload["calendar"], payload["version"], payload["changes"]) == (None, None, None)
        [error] = payload["userErrors"]
        assert (operation, error["__typename"], error["code"], error["field"]) == (operation, *refusal)
    assert await _versions(lanna) == before


async def test_a_change_costs_as_many_statements_for_a_hundred_dates_as_for_one(lanna: Provider) -> None:
    counting = CountingDatabase(lanna.installation.database)
    cost = []
    for minute, many in enumerate((1, 100)):
        text = icalendar(*[all_day(f"20270{1 + n // 25}{1 + n % 25:02}", "Closed") for n in range(many)])
        later = _with(lanna, minutes_later=minute)
        caller = Caller(build_app(replace(later.installation, database=counting)), lanna.caller.token)
        counting.sent.clear()
        payload = await _done(replace(later, caller=caller), "ImportCalendarFile", name="a.ics", text=text)
        assert payload["version"]["number"] == minute + 2
        cost.append(len(counting.sent))
    assert cost[0] == cost[1]
