"""`sla due`: when something would be due, in the calendar's own time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.session import open_database
from sla_plugin.usecases.publish_calendar import create_calendar
from tests.cli.test_verbs import COMMAND
from tests.support.serving import Sla
from tests.support.stories import at

OFFICE = parse_calendar(
    {
        "time_zone": "Asia/Bangkok",
        "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": {"2026-04-13": "Songkran", "2026-04-14": "Songkran", "2026-04-15": "Songkran"},
    }
)


@pytest.fixture
async def sla(database_template: BundledServer, database_name: str, tmp_path: Path, tenant: TenantId) -> Sla:
    """With one tenant, whose office is closed over Songkran."""
    async with (
        open_database(database_template.credentials(roles.APP, database_name), pool_size=1) as database,
        database.session(tenant) as session,
    ):
        await create_calendar(session, code="office", name="Office", calendar=OFFICE, now=at("2026-01-01"))
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


def _due(sla: Sla, target: str) -> dict[str, str]:
    # Friday 16:00 in Bangkok.
    given = ("--start", "2026-04-10T09:00:00Z", "--target", target, "--calendar", "office", "--json")
    answer: dict[str, str] = json.loads(sla.run("due", *given))
    return answer


@pytest.mark.parametrize(
    ("target", "due"),
    [
        ("PT30M", "2026-04-10T09:30:00+00:00"),
        ("PT4H", "2026-04-16T05:00:00+00:00"),
        ("1d", "2026-04-16T09:00:00+00:00"),
        ("1d-end", "2026-04-16T10:00:00+00:00"),
        ("1d@12:00", "2026-04-16T05:00:00+00:00"),
        ("1d@12:00<15:00", "2026-04-17T05:00:00+00:00"),
    ],
)
def test_songkran_is_stepped_over(sla: Sla, target: str, due: str) -> None:
    assert _due(sla, target)["due"] == due


def test_the_open_time_that_is_used_up_is_shown(sla: Sla) -> None:
    printed = sla.run("due", "--start", "2026-04-10T09:00:00Z", "--target", "PT4H", "--calendar", "office")
    assert printed.splitlines()[0] == "Thu 2026-04-16 12:00:00 Asia/Bangkok  (2026-04-16T05:00:00Z)"
    assert "Fri 2026-04-10 16:00  Fri 2026-04-10 17:00  1 h 00 min" in printed
    assert "Thu 2026-04-16 09:00  Thu 2026-04-16 12:00  3 h 00 min" in printed


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--start", "2569-04-10T09:00:00Z", "[date.buddhist_era]"),
        ("--start", "2026-04-10T09:00:00", "[instant.naive]"),
        ("--target", "4 hours", "[target.malformed]"),
        ("--target", "1d@25:00", "[time.malformed]"),
        ("--calendar", "nowhere", "[object.not_found]"),
    ],
)
def test_what_cannot_be_read_is_refused(sla: Sla, option: str, value: str, code: str) -> None:
    given = {"--start": "2026-04-10T09:00:00Z", "--target": "PT4H", "--calendar": "office", option: value}
    done = sla.attempt("due", *(part for pair in given.items() for part in pair))
    assert (done.returncode, done.stdout) == (1, "")
    assert code in done.stderr
