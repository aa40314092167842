"""Sources are resolved into versions: published when they differ, from now on, and not otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.holiday_changes import HolidayChanges, Renamed
from sla_plugin.domain.holiday_provenance import Provenance
from sla_plugin.domain.holiday_sources import Holiday, HolidayOrigin, HolidaySet, HolidaySources
from sla_plugin.domain.ids import CalendarId, TenantId
from sla_plugin.domain.working_time import is_open
from sla_plugin.errors import BadInput, Code, NotFound, Unreachable
from sla_plugin.storage.calendars import CalendarFileRow, CalendarVersionRow, calendar_histories
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.change_sources import (
    Change,
    SourcesOutcome,
    change_sources,
    import_calendar_file,
    sync_calendar,
)
from sla_plugin.usecases.publish_calendar import create_calendar, publish_calendar_version
from tests.support.icalendars import all_day, icalendar, timed

NOW = datetime(2026, 3, 3, 3, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://lanna.example/days.ics"
OFFICE = parse_calendar(
    {
        "time_zone": "Asia/Bangkok",
        "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": {"2026-02-10": "Move", "2026-07-07": "Company Day"},
    }
)
SONGKRAN, LABOUR, COMPANY = date(2026, 4, 13), date(2026, 5, 1), date(2026, 7, 7)


class Feeds:
    """What is published where; an address that is not published does not answer."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)

    async def read(self, address: str) -> str:
        if address not in self.texts:
            raise Unreachable(Code.FEED_UNREACHABLE, f"{address}: answers 404 Not Found.")
        return self.texts[address]


@pytest.fixture
def feeds() -> Feeds:
    return Feeds({URL: icalendar(all_day("20260413", "Songkran"), all_day("20260501", "Labour Day"))})


@pytest.fixture
async def office(database: Database, tenant: TenantId) -> CalendarId:
    async with database.session(tenant) as session:
        return await create_calendar(
            session, code="office", name="Office", calendar=OFFICE, now=NOW - 30 * DAY
        )


def with_feed(sources: HolidaySources) -> HolidaySources:
    return replace(sources, feeds=(URL,))


def with_set(sources: HolidaySources) -> HolidaySources:
    return replace(sources, sets=(HolidaySet("TH"),))


def with_own(*, added: Mapping[date, str], struck: frozenset[date] = frozenset()) -> Change:
    return lambda sources: replace(sources, added=added, struck=struck)


async def _versions(session: Session, which: CalendarId) -> list[CalendarVersionRow]:
    return await session.query(CalendarVersionRow).filter(calendar_id=which).order_by("number")


async def _files(session: Session, which: CalendarId) -> list[str]:
    rows = await session.query(CalendarFileRow).filter(calendar_id=which).values("text")
    return [row["text"] for row in rows]


async def _provenance(session: Session, which: CalendarId) -> Provenance:
    """Of the last version."""
    last = (await _versions(session, which))[-1]
    return Provenance.from_mapping(last.provenance, parse_calendar(last.definition))


async def test_a_feed_adds_its_days_from_now_on_and_single_dates_stay(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        outcome = await change_sources(session, office, with_feed, feeds.read, NOW)
        first, second = await _versions(session, office)
        assert outcome == SourcesOutcome(
            second.id,
            2,
            HolidayChanges(added=((SONGKRAN, "Songkran"), (LABOUR, "Labour Day"))),
            (),
        )
        assert (second.effective_from, first.definition) == (NOW, OFFICE.as_mapping())
        assert second.definition["holidays"] == {
            "2026-02-10": "Move",
            "2026-04-13": "Songkran",
            "2026-05-01": "Labour Day",
            "2026-07-07": "Company Day",
        }
        assert (await _provenance(session, office)).holidays == {
            date(2026, 2, 10): Holiday("Move", HolidayOrigin.TENANT),
            SONGKRAN: Holiday("Songkran", HolidayOrigin.FEED, URL),
            LABOUR: Holiday("Labour Day", HolidayOrigin.FEED, URL),
            COMPANY: Holiday("Company Day", HolidayOrigin.TENANT),
        }


async def test_a_sync_that_finds_nothing_new_publishes_nothing(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        outcome = await sync_calendar(session, office, feeds.read, NOW + DAY)
        assert outcome == SourcesOutcome(None, 2, HolidayChanges(), ())
        assert len(await _versions(session, office)) == 2


async def test_a_sync_says_which_dates_are_added_struck_and_renamed(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        feeds.texts[URL] = icalendar(all_day("20260413", "สงกรานต์"), all_day("20260504", "Labour Day"))
        outcome = await sync_calendar(session, office, feeds.read, NOW + DAY)
        assert outcome.changes == HolidayChanges(
            added=((date(2026, 5, 4), "Labour Day"),),
            struck=((LABOUR, "Labour Day"),),
            renamed=(Renamed(SONGKRAN, "Songkran", "สงกรานต์"),),
        )
        assert [row.effective_from for row in await _versions(session, office)] == [None, NOW, NOW + DAY]


async def test_a_new_version_leaves_what_was_measured_before_as_it_was(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        # On Songkran at noon somebody decides that it is none.
        noon = datetime(2026, 4, 13, 5, tzinfo=UTC)
        feeds.texts[URL] = icalendar(all_day("20260501", "Labour Day"))
        await sync_calendar(session, office, feeds.read, noon)
        history = (await calendar_histories(session))[office]
        assert not is_open(history, noon - timedelta(minutes=1))
        assert is_open(history, noon)


async def test_dates_of_the_tenants_own_survive_a_sync(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        own = with_own(added={date(2026, 8, 3): "Stocktaking"}, struck=frozenset({LABOUR}))
        outcome = await change_sources(session, office, own, feeds.read, NOW + DAY)
        assert outcome.changes == HolidayChanges(
            added=((date(2026, 8, 3), "Stocktaking"),),
            struck=((LABOUR, "Labour Day"), (COMPANY, "Company Day")),
        )
        feeds.texts[URL] = icalendar(all_day("20260501", "Labour Day"), all_day("20261231", "Year's end"))
        outcome = await sync_calendar(session, office, feeds.read, NOW + 2 * DAY)
        assert outcome.changes == HolidayChanges(
            added=((date(2026, 12, 31), "Year's end"),), struck=((SONGKRAN, "Songkran"),)
        )
        holidays = (await _versions(session, office))[-1].definition["holidays"]
        assert list(holidays) == ["2026-02-10", "2026-08-03", "2026-12-31"]


async def test_what_is_past_is_not_reported_as_struck(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        feeds.texts[URL] = icalendar(all_day("20260501", "Labour Day"))
        outcome = await sync_calendar(session, office, feeds.read, datetime(2026, 4, 13, 17, tzinfo=UTC))
        assert outcome == SourcesOutcome(None, 2, HolidayChanges(), ())


async def test_a_set_is_followed_five_years_ahead_and_one_further_each_year(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_set, feeds.read, NOW)
        holidays = (await _versions(session, office))[-1].definition["holidays"]
        assert max(holidays) == "2031-12-31"
        outcome = await sync_calendar(session, office, feeds.read, NOW + 365 * DAY)
        assert not outcome.changes.struck
        assert not outcome.changes.renamed
        assert {on.year for on, _ in outcome.changes.added} == {2032}


async def test_a_set_of_stated_years_stays_within_them(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:

        def in_2026(sources: HolidaySources) -> HolidaySources:
            return replace(sources, sets=(HolidaySet("TH", years=(2026,)),), added={})

        await change_sources(session, office, in_2026, feeds.read, NOW)
        assert {on.year for on in (await _provenance(session, office)).holidays} == {2026}


async def test_another_release_of_a_library_moves_no_date_that_is_frozen(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    """As if an earlier release had known Songkran a day later and called it otherwise."""
    async with database.session(tenant) as session:
        earlier = replace(OFFICE, holidays={date(2026, 4, 16): "Old Songkran"})
        named = {date(2026, 4, 16): Holiday("Old Songkran", HolidayOrigin.SET, "TH")}
        frozen = Provenance(HolidaySources(sets=(HolidaySet("TH"),)), named)
        await publish_calendar_version(session, office, earlier, NOW, NOW, frozen)
        history = (await calendar_histories(session))[office]
        assert not is_open(history, datetime(2026, 4, 16, 5, tzinfo=UTC))
        assert is_open(history, datetime(2026, 4, 13, 5, tzinfo=UTC))
        # Only somebody who asks gets what is known now, and is told.
        outcome = await sync_calendar(session, office, feeds.read, NOW + DAY, dry_run=True)
        assert (date(2026, 4, 16), "Old Songkran") in outcome.changes.struck
        assert (SONGKRAN, "Songkran Festival") in outcome.changes.added
        assert (await calendar_histories(session))[office] == history


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        text = icalendar(all_day("20260413", "Songkran"))
        outcome = await import_calendar_file(session, office, "days.ics", text, feeds.read, NOW, dry_run=True)
        assert outcome == SourcesOutcome(None, 1, HolidayChanges(added=((SONGKRAN, "Songkran"),)), ())
        assert len(await _versions(session, office)) == 1
        assert await _files(session, office) == []


async def test_a_file_is_kept_and_what_recurs_in_it_is_followed_by_later_syncs(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        text = icalendar(all_day("20200501", "Labour Day", "RRULE:FREQ=YEARLY"))
        outcome = await import_calendar_file(session, office, "days.ics", text, feeds.read, NOW)
        assert [on.year for on, _ in outcome.changes.added] == [2026, 2027, 2028, 2029, 2030, 2031]
        later = await sync_calendar(session, office, feeds.read, NOW + 365 * DAY)
        assert later.changes == HolidayChanges(added=((date(2032, 5, 1), "Labour Day"),))
        assert await _files(session, office) == [text]


async def test_a_file_of_the_same_name_takes_the_place_of_the_first(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        for number, on in enumerate(("20260413", "20260414")):
            text = icalendar(all_day(on, "Songkran"))
            outcome = await import_calendar_file(
                session, office, "days.ics", text, feeds.read, NOW + number * DAY
            )
        assert outcome.changes == HolidayChanges(
            added=((date(2026, 4, 14), "Songkran"),), struck=((SONGKRAN, "Songkran"),)
        )
        assert [file.name for file in (await _provenance(session, office)).sources.files] == ["days.ics"]


async def test_what_was_left_out_is_told_and_kept(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        party = timed("20261224T050000Z", "20261224T100000Z", "Party")
        text = icalendar(all_day("20260413", "Songkran"), party)
        outcome = await import_calendar_file(session, office, "days.ics", text, feeds.read, NOW)
        assert [(left.source, left.name) for left in outcome.left_out] == [("days.ics", "Party")]
        assert (await _provenance(session, office)).left_out == outcome.left_out


async def _state(session: Session, which: CalendarId) -> tuple[list[object], list[str]]:
    rows: list[object] = [(row.number, row.provenance) for row in await _versions(session, which)]
    return rows, await _files(session, which)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, Code.FEED_UNREACHABLE),
        ("<p>Not found</p>", Code.FEED_MALFORMED),
        (icalendar(), Code.FEED_NO_DAYS),
    ],
)
async def test_a_feed_that_cannot_be_read_changes_nothing(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds, text: str | None, code: Code
) -> None:
    async with database.session(tenant) as session:
        await change_sources(session, office, with_feed, feeds.read, NOW)
        before = await _state(session, office)
        feeds.texts = {} if text is None else {URL: text}
        with pytest.raises((BadInput, Unreachable)) as caught:
            await sync_calendar(session, office, feeds.read, NOW + DAY)
        assert (caught.value.code, await _state(session, office)) == (code, before)


async def test_what_cannot_be_asked_is_refused_and_changes_nothing(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        before = await _state(session, office)
        with pytest.raises(BadInput) as caught:
            await sync_calendar(session, office, feeds.read, NOW)
        assert caught.value.code == Code.HOLIDAYS_SOURCELESS
        with pytest.raises(BadInput) as caught:
            await import_calendar_file(session, office, " ", icalendar(), feeds.read, NOW)
        assert (caught.value.code, caught.value.field) == (Code.NAME_EMPTY, "name")
        with pytest.raises(NotFound):
            await sync_calendar(session, CalendarId(new_id()), feeds.read, NOW)
        assert await _state(session, office) == before


async def test_a_version_that_is_yet_to_take_over_is_waited_for(
    database: Database, tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await publish_calendar_version(session, office, OFFICE, NOW + DAY, NOW)
        before = await _state(session, office)
        with pytest.raises(BadInput) as caught:
            await change_sources(session, office, with_feed, feeds.read, NOW)
        assert (caught.value.code, await _state(session, office)) == (Code.VERSION_NOT_LATER, before)
        await change_sources(session, office, with_feed, feeds.read, NOW + 2 * DAY)


async def test_another_tenant_has_none_of_the_files(
    database: Database, tenant: TenantId, other_tenant: TenantId, office: CalendarId, feeds: Feeds
) -> None:
    async with database.session(tenant) as session:
        await import_calendar_file(
            session, office, "days.ics", icalendar(all_day("20260413", "Songkran")), feeds.read, NOW
        )
    async with database.session(other_tenant) as session:
        assert await _files(session, office) == []
        with pytest.raises(NotFound):
            await sync_calendar(session, office, feeds.read, NOW + DAY)
