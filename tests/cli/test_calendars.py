"""`sla calendar`: holidays from files and feeds, and what has changed about them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.session import open_database
from sla_plugin.usecases.publish_calendar import create_calendar
from tests.cli.test_verbs import COMMAND
from tests.support.answering import Reply, answering
from tests.support.icalendars import all_day, icalendar, timed
from tests.support.serving import Sla
from tests.support.stories import at

NEXT_YEAR = datetime.now(UTC).year + 1
SONGKRAN = all_day(f"{NEXT_YEAR}0413", "Songkran [first day]")
LABOUR = all_day(f"{NEXT_YEAR}0501", "Labour Day")
PARTY = timed(f"{NEXT_YEAR}1224T050000Z", f"{NEXT_YEAR}1224T100000Z", "Party")
WEEK = parse_calendar(
    {
        "time_zone": "Asia/Bangkok",
        "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)


@pytest.fixture
async def sla(database_template: BundledServer, database_name: str, tmp_path: Path, tenant: TenantId) -> Sla:
    """With the calendars `office` and `ward`, that have no holidays; feeds of this machine may be read."""
    async with (
        open_database(database_template.credentials(roles.APP, database_name), pool_size=1) as database,
        database.session(tenant) as session,
    ):
        for code in ("office", "ward"):
            await create_calendar(session, code=code, name=code.title(), calendar=WEEK, now=at("2026-01-01"))
    settings = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
        "SLA_FEEDS_PRIVATE": "true",
    }
    return Sla(COMMAND, tmp_path / "data", settings)


def _file(folder: Path, *events: str) -> str:
    file = folder / "days.ics"
    file.write_text(icalendar(*events), encoding="utf-8")
    return str(file)


def _synced(sla: Sla, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sla.run("calendar", "sync", *arguments, "--json"))["calendars"]
    return found


def test_a_file_is_imported_and_what_changes_is_said(sla: Sla, tmp_path: Path) -> None:
    given = ("calendar", "import", _file(tmp_path, SONGKRAN, PARTY), "--calendar", "office")
    on = datetime(NEXT_YEAR, 4, 13, tzinfo=UTC)
    said = [
        f"added  {on:%a %Y-%m-%d}  Songkran [first day]",
        f"Left out: Party ({NEXT_YEAR}-12-24 05:00Z, 1 in all) is not of whole days.",
    ]
    assert _lines(sla.run(*given, "--dry-run")) == ["office: would change.", *said]
    assert _lines(sla.run(*given)) == ["office: version 2 measures from now on.", *said]
    assert _lines(sla.run(*given)) == ["office: nothing has changed.", said[1]]


def _lines(printed: str) -> list[str]:
    return [line.strip() for line in printed.splitlines()]


def test_a_sync_publishes_only_what_differs_and_says_it_to_programs(sla: Sla, tmp_path: Path) -> None:
    address = Path(_file(tmp_path, SONGKRAN, LABOUR)).as_uri()
    sla.run("calendar", "import", address, "--calendar", "office")
    nothing: dict[str, Any] = {"added": [], "struck": [], "renamed": [], "leftOut": []}
    assert _synced(sla) == [{"calendar": "office", "published": None, **nothing}]
    _file(tmp_path, all_day(f"{NEXT_YEAR}0413", "สงกรานต์"), all_day(f"{NEXT_YEAR}0504", "Labour Day"))
    assert _synced(sla, "office") == [
        {
            "calendar": "office",
            "published": 3,
            "added": [{"on": f"{NEXT_YEAR}-05-04", "name": "Labour Day"}],
            "struck": [{"on": f"{NEXT_YEAR}-05-01", "name": "Labour Day"}],
            "renamed": [{"on": f"{NEXT_YEAR}-04-13", "before": "Songkran [first day]", "after": "สงกรานต์"}],
            "leftOut": [],
        }
    ]


def test_a_feed_that_is_away_holds_up_no_other_calendar(sla: Sla, tmp_path: Path) -> None:
    sla.run("calendar", "import", _file(tmp_path, SONGKRAN), "--calendar", "ward")
    with answering(Reply(icalendar(SONGKRAN)), Reply("", 404), Reply("", 404)) as url:
        sla.run("calendar", "import", url, "--calendar", "office")
        done = sla.attempt("calendar", "sync")
        assert (done.returncode, done.stdout.strip()) == (3, "ward: nothing has changed.")
        assert f"{url}: answers 404 Not Found." in done.stderr
        alone = sla.attempt("calendar", "sync", "office")
        assert (alone.returncode, alone.stdout) == (4, "")
        assert alone.stderr.splitlines()[-1].strip() == "[feed.unreachable]"


def test_what_is_refused_changes_nothing(sla: Sla, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Not found</p>", encoding="utf-8")
    for arguments, code in {
        ("import", "page.html", "--calendar", "office"): "[feed.malformed]",
        ("import", "missing.ics", "--calendar", "office"): "[feed.unreachable]",
        ("sync", "office"): "[holidays.sourceless]",
    }.items():
        done = sla.attempt("calendar", *arguments)
        assert (done.returncode, done.stdout, done.stderr.splitlines()[-1].strip()) == (1, "", code)
    assert sla.run("calendar", "sync") == "No calendar has a set, a feed or a file."
