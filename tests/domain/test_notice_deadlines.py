"""The day that nobody may miss."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.deadlines import next_deadline, notice_deadline
from sla_plugin.domain.notice.earliest import Circumstances, earliest_end
from sla_plugin.domain.notice.receipt import DeemedReceipt, received_on
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Unit
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
    deadline = notice_deadline(THREE_MONTHS, date(2026, 12, 31), UNDER, BANGKOK, DeemedReceipt(STD, time(17)))
    assert deadline is not None
    assert deadline.received_by == datetime(2026, 9, 30, 10, tzinfo=UTC)


def test_reminders_come_ninety_sixty_and_thirty_days_before_the_deadline() -> None:
    deadline = notice_deadline(THREE_MONTHS, date(2026, 12, 31), UNDER, BANGKOK)
    assert deadline is not None
    assert deadline.reminders() == (date(2026, 7, 2), date(2026, 8, 1), date(2026, 8, 31))


def test_after_a_deadline_the_next_one_is_of_the_next_term() -> None:
    last = datetime(2026, 9, 30, 16, 59, 59, 999_999, tzinfo=UTC)
    ends = [
        deadline and deadline.ends_on
        for now in (last, last + timedelta(microseconds=1))
        for deadline in [next_deadline(THREE_MONTHS, UNDER, BANGKOK, now)]
    ]
    assert ends == [date(2026, 12, 31), date(2027, 12, 31)]


def test_what_is_not_renewed_has_no_deadline_after_its_last() -> None:
    once = TermPlan(date(2026, 1, 1), 12)
    late = datetime(2026, 10, 1, tzinfo=UTC)
    assert next_deadline(THREE_MONTHS, Circumstances(STD, once), BANGKOK, late) is None


def test_an_end_that_notice_cannot_reach_has_no_deadline() -> None:
    by_quarter = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.QUARTER_END)
    assert notice_deadline(by_quarter, date(2026, 11, 30), UNDER, BANGKOK) is None
    locked = Circumstances(STD, YEARLY, minimum_end=date(2028, 1, 1))
    assert notice_deadline(THREE_MONTHS, date(2026, 12, 31), locked, BANGKOK) is None


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 36), st.integers(1, 24),
    st.integers(0, 6), st.sampled_from(MonthRule),
    st.integers(0, 5_500).map(lambda days: datetime(2020, 1, 1, 9, tzinfo=UTC) + timedelta(days=days)),
    st.none() | st.builds(DeemedReceipt, st.just(STD), st.none() | st.times()),
)  # fmt: skip
def test_who_meets_the_deadline_ends_with_that_term_and_who_misses_it_with_a_later_one(
    start: date, initial: int, renewal: int, months: int, month_rule: MonthRule, now: datetime,
    deemed: DeemedReceipt | None,
) -> None:  # fmt: skip
    rule = NoticeRule(NoticePeriod(months, Unit.MONTH), month_rule, align=Align.TERM_END)
    plan = TermPlan(start, initial, renewal)
    under = Circumstances(STD, plan)
    deadline = next_deadline(rule, under, BANGKOK, now, deemed)
    if deadline is None:
        return
    met, missed = (
        earliest_end(rule, received_on(at, BANGKOK, deemed), under).on
        for at in (deadline.received_by, deadline.received_by + timedelta(microseconds=1))
    )
    assert met == deadline.ends_on < missed
    assert deadline.received_by >= now
