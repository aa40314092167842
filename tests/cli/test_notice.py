"""`sla notice`: rows of the worked examples, in both directions, and no database for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sla_plugin.cli import cli
from sla_plugin.domain.notice.law import DISCLAIMER
from sla_plugin.errors import SlaError

YEARLY = ("--term-start", "2026-01-01", "--months", "12", "--renewal", "12")
SONGKRAN = {
    "time_zone": "Asia/Bangkok",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"2026-04-13": "Songkran", "2026-04-14": "Songkran", "2026-04-15": "Songkran"},
}


def _asked(*arguments: str) -> Any:
    """The answer as JSON; what is refused is raised."""
    done = CliRunner().invoke(cli, ["notice", *arguments, "--json"], catch_exceptions=True)
    if isinstance(done.exception, SlaError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize(
    ("received", "period", "more", "on"),
    [
        ("2026-03-10", "30 DAY", (), "2026-04-09"),
        ("2026-01-31", "1 MONTH", (), "2026-02-28"),
        ("2026-02-28", "1 MONTH", ("--month-rule", "CALENDAR"), "2026-03-31"),
        ("2026-02-28", "1 MONTH", ("--law", "TH"), "2026-03-31"),
        ("2026-11-30", "1 QUARTER", (), "2027-02-28"),
        ("2026-02-17", "6 WEEK", ("--align", "QUARTER_END"), "2026-03-31"),
        ("2026-02-15", "15 BY_DAY_OF_MONTH", (), "2026-02-28"),
        ("2026-10-30", "10 BUSINESS_DAY", (), "2026-11-13"),
        ("2026-01-20", "30 DAY", ("--requested", "2026-06-30"), "2026-06-30"),
        ("2026-10-01", "3 MONTH", ("--align", "TERM_END", *YEARLY), "2027-12-31"),
        ("2026-04-10", "3 MONTH", ("--align", "quarter_end", "--fiscal-month", "2"), "2026-07-31"),
    ],
)
def test_the_earliest_end_is_that_of_the_worked_examples(
    received: str, period: str, more: tuple[str, ...], on: str
) -> None:
    assert _asked("earliest", "--received", received, "--period", period, *more)["effectiveOn"] == on


def test_a_receipt_is_of_the_day_that_the_contracts_zone_has_then() -> None:
    answer = _asked(
        "earliest", "--received", "2026-03-31T23:30:00-04:00", "--period", "1 MONTH", "--align", "MONTH_END",
        "--zone", "Europe/Berlin", "--law", "DE",
    )  # fmt: skip
    assert answer == {
        "effectiveOn": "2026-05-31",
        "endsAt": "2026-05-31T22:00:00Z",
        "receivedOn": "2026-04-01",
        "receivedBy": "2026-04-01T21:59:59.999999Z",
        "trace": [
            {"rule": "R4", "said": "received; this day is not counted", "on": "2026-04-01"},
            {"rule": "R8, R9", "said": "1 MONTH", "on": "2026-05-01"},
            {"rule": "R10", "said": "moved on to MONTH_END", "on": "2026-05-31"},
        ],
        "disclaimer": DISCLAIMER,
    }


@pytest.mark.parametrize(
    ("end", "period", "on"),
    [
        ("2026-11-30", "3 MONTH", "2026-08-31"),
        ("2027-02-28", "3 MONTH", "2026-11-30"),
        ("2026-12-31", "90 DAY", "2026-10-02"),
        ("2026-12-31", "30 BUSINESS_DAY", "2026-11-19"),
    ],
)
def test_the_latest_receipt_is_never_the_end_minus_the_period(end: str, period: str, on: str) -> None:
    assert _asked("latest", "--end", end, "--period", period)["receivedOn"] == on


def test_a_calendar_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "songkran.json"
    file.write_text(json.dumps(SONGKRAN), encoding="utf-8")
    given = ("earliest", "--received", "2026-04-10", "--period", "5 BUSINESS_DAY")
    assert _asked(*given, "--calendar", str(file))["effectiveOn"] == "2026-04-22"
    assert _asked(*given)["effectiveOn"] == "2026-04-17"


def test_every_step_is_shown_to_whoever_reads() -> None:
    done = CliRunner().invoke(cli, ["notice", "latest", "--end", "2026-11-30", "--period", "3 MONTH"])
    assert [line.split() for line in done.output.splitlines()[:3]] == [
        ["Last", "day", "of", "service", "Mon", "2026-11-30"],
        ["Ends", "at", "2026-12-01T00:00:00Z"],
        ["Received", "on", "Mon", "2026-08-31,", "by", "2026-08-31T23:59:59.999999Z"],
    ]
    assert "R8, R9  3 MONTH" in done.output
    assert done.output.rstrip().endswith(DISCLAIMER)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("earliest", "--received", "2026-01-31", "--period", "1 MOON"), "notice.period"),
        (("earliest", "--received", "2026-01-31", "--period", "999 MONTH"), "notice.period"),
        (("earliest", "--received", "2569-01-31", "--period", "1 MONTH"), "date.buddhist_era"),
        (("earliest", "--received", "2026-01-31T10:00:00", "--period", "1 MONTH"), "instant.naive"),
        (("earliest", "--received", "2026-01-31", "--period", "1 MONTH", "--zone", "Mars"),
         "calendar.unknown_zone"),
        (("earliest", "--received", "2026-01-31", "--period", "1 MONTH", "--calendar", "nowhere.json"),
         "file.value"),
        (("earliest", "--received", "2026-01-31", "--period", "1 MONTH", "--months", "12"), "notice.term"),
        (("earliest", "--received", "2026-01-31", "--period", "1 MONTH", "--align", "TERM_END"),
         "notice.no_term_end"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(SlaError) as refusal:
        _asked(*arguments)
    assert refusal.value.code == code


_PURE = """
import sys
import sla_plugin.cli.notice
print(*sorted({"strawberry", "tortoise", "asyncpg", "starlette"} & set(sys.modules)))
"""


def test_no_database_is_needed_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", _PURE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_contract_does_not_end_before_the_agreed_minimum() -> None:
    minimum = ("--period", "3 MONTH", "--minimum", "2028-01-14")
    assert _asked("earliest", "--received", "2026-05-10", *minimum)["effectiveOn"] == "2028-01-14"
