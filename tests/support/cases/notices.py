"""Rows about the dates of notice."""

from __future__ import annotations

from datetime import date, datetime

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import WEEKDAYS, Calendar
from sla_plugin.domain.notice.earliest import Circumstances, earliest_end
from sla_plugin.domain.notice.latest import latest_receipt
from sla_plugin.domain.notice.receipt import end_instant
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Roll, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from tests.support.cases.rows import Compared, Row


def run_earliest(row: Row) -> Compared:
    found = earliest_end(
        _rule(row), date.fromisoformat(row["received_on"]), _circumstances(row), _date(row["requested"])
    )
    return {"expected": (date.fromisoformat(row["expected"]), found.on)}


def run_latest(row: Row) -> Compared:
    found, _ = latest_receipt(_rule(row), date.fromisoformat(row["end"]), _circumstances(row))
    return {"expected": (date.fromisoformat(row["expected"]), found)}


def run_end_instant(row: Row) -> Compared:
    found = end_instant(date.fromisoformat(row["effective_on"]), row["time_zone"])
    return {"expected": (datetime.fromisoformat(row["expected"]), found)}


def business_days(weekend: list[str], holidays: list[str]) -> Calendar:
    hours = {day: [["09:00", "17:00"]] for day in WEEKDAYS if day not in weekend}
    return parse_calendar(
        {"time_zone": "UTC", "hours": hours, "holidays": dict.fromkeys(holidays, "holiday")}
    )


def _rule(row: Row) -> NoticeRule:
    return NoticeRule(
        NoticePeriod(row["notice"]["value"], Unit(row["notice"]["unit"])),
        MonthRule(row["month_rule"]),
        Roll(row["end_roll"]),
        Align(row.get("align") or Align.NONE),
        row.get("fiscal_year_start_month") or 1,
    )


def _circumstances(row: Row) -> Circumstances:
    term = row.get("term")
    return Circumstances(
        calendar=business_days(row["calendar"]["weekend"], row["calendar"]["holidays"]),
        term=term
        and TermPlan(date.fromisoformat(term["start"]), term["initial_months"], term["renewal_months"]),
        minimum_end=_date(row.get("minimum_end")),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
