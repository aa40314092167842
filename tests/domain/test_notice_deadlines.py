"""The day that nobody may miss."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sla_plugin.domain.contracting.deadlines import notice_deadline
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.receipt import DeemedReceipt
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from tests.support.cases.notices import business_days

STD = business_days(["sat", "sun"], [])
THREE_MONTHS = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END)
YEARLY = TermPlan(date(2026, 1, 1), 12, 12)
UNDER = Circumstances(STD, YEARLY)
BANGKOK = "Asia/Bangkok"


def test_the_deadline_is_the_last_instant_of_the_last_timely_day() -> None:
    deadline = notice_deadline(THREE_MONTHS, date(2026, 12, 31), UNDER, BANGKOK)
    assert deadline is not None
    assert deadline.received_on == date(2026, 9, 30)
    assert deadline.received_by == datetime(2026, 9, 30, 16, 59, 59, 999_999, tzinfo=UTC)


def test_an_address_that_closes_at_five_has_an_earlier_deadline() -> None:
    """The 30th is a Wednesday; a notice of the evening is received on Thursday, which is too late."""
    deadline = notice_deadline(
        THREE_MONTHS, date(2026, 12, 31), UNDER, BANGKOK, [DeemedReceipt(STD, time(17))]
    )
    assert deadline is not None
    assert deadline.received_by == datetime(2026, 9, 30, 10, tzinfo=UTC)


def test_reminders_come_ninety_sixty_and_thirty_days_before_the_deadline() -> None:
    deadline = notice_deadline(THREE_MONTHS, date(2026, 12, 31), UNDER, BANGKOK)
    assert deadline is not None
    assert deadline.reminders() == (date(2026, 7, 2), date(2026, 8, 1), date(2026, 8, 31))


def test_an_end_that_notice_cannot_reach_has_no_deadline() -> None:
    by_quarter = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.QUARTER_END)
    assert notice_deadline(by_quarter, date(2026, 11, 30), UNDER, BANGKOK) is None
    locked = Circumstances(STD, YEARLY, minimum_end=date(2028, 1, 1))
    assert notice_deadline(THREE_MONTHS, date(2026, 12, 31), locked, BANGKOK) is None
