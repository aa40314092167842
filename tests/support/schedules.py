"""Contracts as they are agreed, and their dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.contracting.terms import Term, first_term, plan_of, renewed
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.periods import midnight
from tests.support.cases.notices import business_days
from tests.support.negotiations import content

BANGKOK = "Asia/Bangkok"
START = date(2026, 1, 1)
SIGNED = datetime(2025, 12, 1, 9, tzinfo=UTC)
STD = CalendarId(UUID(int=7))
CALENDARS = {STD: CalendarHistory(((None, business_days(["sat", "sun"], [])),))}


def months(value: int, align: Align = Align.TERM_END, **more: Any) -> NoticeRule:
    return NoticeRule(NoticePeriod(value, Unit.MONTH), align=align, **more)


YEARLY = Clauses(initial_months=12, renewal_months=12, notice=months(3))
ONCE = replace(YEARLY, renewal_months=None)


def version(
    clauses: Clauses, on: date = START, number: int = 1, recorded: datetime = SIGNED, **more: Any
) -> SignedVersion:
    said = {"effective_on": on, "clauses": clauses, "zone": BANGKOK, **more}
    return SignedVersion(number, replace(content(), **said), recorded)


def schedule(*versions: SignedVersion, terms: tuple[Term, ...] = (), **more: Any) -> Schedule:
    first = versions[0].content
    clauses = first.clauses
    plan = clauses.initial_months and TermPlan(
        first.effective_on, clauses.initial_months, clauses.renewal_months
    )
    return Schedule(
        midnight(first.effective_on, first.zone),
        versions,
        terms or (first_term(first.effective_on, plan or None),),
        calendars=CALENDARS,
        **more,
    )


def renew(one: Schedule) -> Schedule:
    """By the version in force when it is decided."""
    at = one.renewal()
    assert at is not None
    says = one.reign(at).version.content.clauses
    return replace(one, terms=renewed(one.terms, plan_of(one.terms, says.renewal_months)))


def bangkok(text: str) -> datetime:
    return midnight(date.fromisoformat(text), BANGKOK)
