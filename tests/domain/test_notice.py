"""The worked examples of 60-termination, and the law that binds both directions together.

Marks as there: D days, B business days, W weeks, M months, Q quarters; STD works Monday to Friday, TH has the
holidays of April and May 2026 as well, SA rests on Friday and Saturday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.notice.earliest import Circumstances, cure_end, earliest_end
from sla_plugin.domain.notice.latest import latest_receipt
from sla_plugin.domain.notice.receipt import DeemedReceipt, end_instant, last_receipt, received_on
from sla_plugin.domain.notice.rules import (
    Align,
    MonthRule,
    NoticePeriod,
    NoticeRule,
    OptionDay,
    Roll,
    Suspended,
    Unit,
)
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.errors import BadInput, Code
from tests.support.cases.notices import business_days

STD = business_days(["sat", "sun"], [])
TH = business_days(["sat", "sun"], ["2026-04-13", "2026-04-14", "2026-04-15", "2026-05-01"])
SA = business_days(["fri", "sat"], [])
UNITS = {"D": Unit.DAY, "B": Unit.BUSINESS_DAY, "W": Unit.WEEK, "M": Unit.MONTH, "Q": Unit.QUARTER}


def on(text: str) -> date:
    return date.fromisoformat(text)


def rule(period: str, align: Align = Align.NONE, **more: object) -> NoticeRule:
    """ "3 M"; "by 15": by the 15th of a month."""
    first, second = period.split()
    stated = (
        NoticePeriod(int(second), Unit.BY_DAY_OF_MONTH)
        if first == "by"
        else NoticePeriod(int(first), UNITS[second])
    )
    return NoticeRule(stated, align=align, **more)  # type: ignore[arg-type]  # each test names fields


def under(calendar: object = STD, **more: object) -> Circumstances:
    return Circumstances(calendar, **more)  # type: ignore[arg-type]  # each test names fields


YEARLY = TermPlan(on("2026-01-01"), 12, 12)
THREE_YEARS = TermPlan(on("2020-08-01"), 36, 12)
SEASONS = TermPlan(on("2001-07-01"), 12, 12)
OPTION = OptionDay(by=on("2002-04-30"), ends_on=on("2002-06-30"))


@pytest.mark.parametrize(
    ("number", "received", "stated", "circumstances", "requested", "effective"),
    [
        (1, "2026-03-10", rule("30 D"), under(), None, "2026-04-09"),
        (2, "2026-01-31", rule("1 M"), under(), None, "2026-02-28"),
        (3, "2026-02-28", rule("1 M"), under(), None, "2026-03-28"),
        (4, "2026-02-28", rule("1 M", month_rule=MonthRule.CALENDAR), under(), None, "2026-03-31"),
        (7, "2026-11-30", rule("3 M"), under(), None, "2027-02-28"),
        (8, "2027-11-30", rule("3 M"), under(), None, "2028-02-29"),
        (9, "2024-02-29", rule("12 M"), under(), None, "2025-02-28"),
        (10, "2026-11-30", rule("1 Q"), under(), None, "2027-02-28"),
        (11, "2026-02-17", rule("6 W", Align.QUARTER_END), under(), None, "2026-03-31"),
        (13, "2026-01-15", rule("3 M", Align.MONTH_END), under(), None, "2026-04-30"),
        (14, "2026-01-31", rule("3 M", Align.MONTH_END), under(), None, "2026-04-30"),
        (15, "2026-02-01", rule("3 M", Align.MONTH_END), under(), None, "2026-05-31"),
        (16, "2026-03-31", rule("3 M", Align.QUARTER_END), under(), None, "2026-06-30"),
        (17, "2026-04-01", rule("3 M", Align.QUARTER_END), under(), None, "2026-09-30"),
        (19, "2026-02-01", rule("5 M", Align.HALF_YEAR_END), under(), None, "2026-12-31"),
        (20, "2026-06-30", rule("6 M", Align.YEAR_END), under(), None, "2026-12-31"),
        (22, "2026-03-11", rule("2 W", Align.WEEK_END), under(), None, "2026-03-29"),
        (23, "2026-10-30", rule("10 B"), under(STD), None, "2026-11-13"),
        (24, "2026-04-10", rule("5 B"), under(TH), None, "2026-04-22"),
        (25, "2026-04-09", rule("5 B"), under(SA), None, "2026-04-16"),
        (26, "2026-03-14", rule("30 D"), under(TH), None, "2026-04-13"),
        (28, "2026-02-15", rule("by 15"), under(), None, "2026-02-28"),
        (28, "2026-02-16", rule("by 15"), under(), None, "2026-03-31"),
        (30, "2026-02-10", rule("0 D", Align.MONTH_END), under(), None, "2026-02-28"),
        (31, "2026-09-30", rule("3 M", Align.TERM_END), under(term=YEARLY), None, "2026-12-31"),
        (32, "2026-10-01", rule("3 M", Align.TERM_END), under(term=YEARLY), None, "2027-12-31"),
        (34, "2023-04-30", rule("3 M", Align.TERM_END), under(term=THREE_YEARS), None, "2023-07-31"),
        (35, "2023-05-01", rule("3 M", Align.TERM_END), under(term=THREE_YEARS), None, "2024-07-31"),
        (
            36, "2026-02-11", rule("2 M", Align.TERM_END), under(term=TermPlan(on("2024-08-29"), 12, 12)),
            None, "2026-08-28",
        ),
        (37, "2026-05-10", rule("3 M"), under(minimum_end=on("2028-01-14")), None, "2028-01-14"),
        (39, "2026-01-20", rule("30 D"), under(), "2026-06-30", "2026-06-30"),
        (41, "2026-06-30", rule("90 D"), under(), None, "2026-09-28"),
        (42, "2026-07-01", rule("30 D"), under(), None, "2026-07-31"),
        (44, "2026-05-20", rule("1 M", Align.MONTH_END), under(), None, "2026-06-30"),
        (45, "2026-04-01", rule("90 D"), under(), None, "2026-06-30"),
        (48, "2026-03-15", rule("2 M"), under(), None, "2026-05-15"),
        (
            49, "2002-04-02", rule("1 M", Align.TERM_END, option=OPTION), under(term=SEASONS),
            None, "2003-06-30",
        ),
        (
            50, "2002-03-30", rule("1 M", Align.TERM_END, option=OPTION), under(term=SEASONS),
            None, "2002-06-30",
        ),
    ],
)  # fmt: skip
def test_the_earliest_end_is_as_worked_out(
    number: int, received: str, stated: NoticeRule, circumstances: Circumstances, requested: str | None,
    effective: str,
) -> None:  # fmt: skip
    found = earliest_end(stated, on(received), circumstances, None if requested is None else on(requested))
    assert (number, found.on) == (number, on(effective))


@pytest.mark.parametrize(
    ("end", "stated", "circumstances", "latest"),
    [
        ("2026-11-30", rule("3 M"), under(), "2026-08-31"),
        ("2027-02-28", rule("3 M"), under(), "2026-11-30"),
        ("2026-12-31", rule("3 M"), under(), "2026-09-30"),
        ("2026-12-31", rule("90 D"), under(), "2026-10-02"),
        ("2026-12-31", rule("30 B"), under(STD), "2026-11-19"),
        ("2023-07-31", rule("3 M", Align.TERM_END), under(term=THREE_YEARS), "2023-04-30"),
    ],
)
def test_the_latest_receipt_is_the_true_inverse(
    end: str, stated: NoticeRule, circumstances: Circumstances, latest: str
) -> None:
    found, outcome = latest_receipt(stated, on(end), circumstances)
    assert (found, outcome.on <= on(end)) == (on(latest), True)


CUT_OFF = DeemedReceipt(STD, time(17))


@pytest.mark.parametrize(
    ("instant", "zone", "deemed", "day"),
    [
        ("2026-03-31T23:30-04:00", "America/New_York", None, "2026-03-31"),
        ("2026-06-30T18:30+00:00", "Asia/Bangkok", None, "2026-07-01"),
        ("2026-10-30T17:00+07:00", "Asia/Bangkok", CUT_OFF, "2026-10-30"),
        ("2026-10-30T18:00+07:00", "Asia/Bangkok", CUT_OFF, "2026-11-02"),
        ("2026-10-31T09:00+07:00", "Asia/Bangkok", CUT_OFF, "2026-11-02"),
        ("2026-10-31T09:00+07:00", "Asia/Bangkok", DeemedReceipt(STD), "2026-11-02"),
        ("2026-10-30T23:59+07:00", "Asia/Bangkok", DeemedReceipt(STD), "2026-10-30"),
        ("2026-09-30T23:50+07:00", "Asia/Bangkok", None, "2026-09-30"),
        ("2026-09-30T22:30+00:00", "Asia/Bangkok", None, "2026-10-01"),
    ],
)
def test_receipt_is_a_local_day_and_waits_for_a_business_day_where_that_is_agreed(
    instant: str, zone: str, deemed: DeemedReceipt | None, day: str
) -> None:
    assert received_on(datetime.fromisoformat(instant), zone, deemed) == on(day)


@pytest.mark.parametrize(
    ("effective", "zone", "instant"),
    [
        ("2026-12-31", "Asia/Bangkok", "2026-12-31T17:00+00:00"),
        ("2026-06-30", "America/New_York", "2026-07-01T04:00+00:00"),
        ("2026-10-24", "Europe/Berlin", "2026-10-24T22:00+00:00"),
        ("2026-10-25", "Europe/Berlin", "2026-10-25T23:00+00:00"),
        ("2026-02-28", "Asia/Kolkata", "2026-02-28T18:30+00:00"),
        ("2026-03-28", "Asia/Beirut", "2026-03-28T22:00+00:00"),
    ],
)
def test_service_ends_where_the_next_local_day_begins(effective: str, zone: str, instant: str) -> None:
    assert end_instant(on(effective), zone) == datetime.fromisoformat(instant)


def test_suspended_days_are_not_counted_where_the_clause_says_so() -> None:
    """Row 43 of the tables: 32 days from 15 March to 15 April."""
    circumstances = under(suspended=(Suspended(on("2026-03-15"), on("2026-04-15")),))
    counted = earliest_end(rule("60 D"), on("2026-03-10"), circumstances)
    tolled = earliest_end(rule("60 D", tolled_by_suspension=True), on("2026-03-10"), circumstances)
    assert (counted.on, tolled.on) == (on("2026-05-09"), on("2026-06-10"))
    assert not tolled.is_not_before


def test_while_a_suspension_goes_on_the_end_is_only_a_lower_bound() -> None:
    goes_on = under(suspended=(Suspended(on("2026-03-15")),), seen_on=on("2026-03-20"))
    found = earliest_end(rule("60 D", tolled_by_suspension=True), on("2026-03-10"), goes_on)
    assert (found.on, found.is_not_before) == (on("2026-05-15"), True)


@pytest.mark.parametrize(
    ("served", "stated", "calendar", "end"),
    [
        ("2026-03-02", rule("30 D"), STD, "2026-04-01"),
        ("2026-03-14", rule("30 D", roll=Roll.FOLLOWING), TH, "2026-04-16"),
    ],
)
def test_a_cure_period_is_counted_by_the_same_rules(
    served: str, stated: NoticeRule, calendar: object, end: str
) -> None:
    assert cure_end(stated, on(served), calendar).on == on(end)  # type: ignore[arg-type]  # one of the three


def test_every_step_is_told_with_its_rule() -> None:
    found = earliest_end(rule("30 D", Align.MONTH_END, roll=Roll.FOLLOWING), on("2026-03-14"), under(TH))
    assert [(step.rule, step.on.isoformat()) for step in found.trace] == [
        ("R4", "2026-03-14"),
        ("R5", "2026-04-13"),
        ("R13", "2026-04-16"),
        ("R10", "2026-04-30"),
    ]


def test_an_option_says_what_becomes_of_who_misses_it() -> None:
    with pytest.raises(BadInput) as refusal:
        rule("1 M", option=OPTION)
    assert refusal.value.code is Code.NOTICE_OPTION


def test_the_ends_of_terms_are_counted_from_the_start_and_never_drift() -> None:
    monthly = TermPlan(on("2026-01-31"), 1, 1)
    assert [monthly.end(number).isoformat() for number in (1, 2, 3)] == [
        "2026-02-28",
        "2026-03-30",
        "2026-04-30",
    ]


def test_a_contract_that_is_not_renewed_has_no_later_term_to_end_with() -> None:
    once = under(term=TermPlan(on("2026-01-01"), 12))
    with pytest.raises(BadInput) as refusal:
        earliest_end(rule("3 M", Align.TERM_END), on("2026-10-01"), once)
    assert refusal.value.code is Code.NOTICE_NO_TERM_END
    assert latest_receipt(rule("3 M", Align.TERM_END), on("2026-12-31"), once)[0] == on("2026-09-30")


def test_an_end_that_no_notice_reaches_is_refused_with_the_reason() -> None:
    with pytest.raises(BadInput) as refusal:
        latest_receipt(rule("3 M"), on("2027-12-31"), under(minimum_end=on("2028-01-14")))
    assert refusal.value.code is Code.NOTICE_TOO_LATE
    assert refusal.value.hint == "It was agreed not to end before 2028-01-14."


periods = st.one_of(
    st.builds(NoticePeriod, st.integers(0, 400), st.just(Unit.DAY)),
    st.builds(NoticePeriod, st.integers(0, 60), st.just(Unit.BUSINESS_DAY)),
    st.builds(NoticePeriod, st.integers(0, 60), st.just(Unit.WEEK)),
    st.builds(NoticePeriod, st.integers(0, 24), st.just(Unit.MONTH)),
    st.builds(NoticePeriod, st.integers(0, 8), st.just(Unit.QUARTER)),
    st.builds(NoticePeriod, st.integers(1, 31), st.just(Unit.BY_DAY_OF_MONTH)),
)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
plain = st.builds(
    NoticeRule,
    periods,
    st.sampled_from(MonthRule),
    st.sampled_from(Roll),
    st.sampled_from(Align),
    st.integers(1, 12),
    st.none(),
    st.booleans(),
)
options = st.tuples(days, st.integers(0, 90)).map(lambda one: OptionDay(one[0], one[0] + timedelta(one[1])))
rules = plain | st.tuples(plain.filter(lambda one: one.align is not Align.NONE), options).map(
    lambda one: replace(one[0], option=one[1])
)
terms = st.builds(TermPlan, days, st.integers(1, 40), st.none() | st.integers(1, 15))
suspensions = st.lists(
    st.tuples(days, st.integers(0, 90)).map(lambda one: Suspended(one[0], one[0] + timedelta(days=one[1]))),
    max_size=3,
)
circumstances = st.builds(
    Circumstances, st.sampled_from([STD, TH, SA]), st.none() | terms, st.none() | days,
    suspensions.map(tuple),
)  # fmt: skip


def _ends(stated: NoticeRule, received: date, under: Circumstances) -> date:
    """The farthest day there is where no term ends any more."""
    try:
        return earliest_end(stated, received, under).on
    except BadInput as error:
        if error.code is not Code.NOTICE_NO_TERM_END:
            raise
        return date.max


@given(rules, days, circumstances)
def test_later_notice_never_ends_earlier(stated: NoticeRule, received: date, under: Circumstances) -> None:
    # Suspended days are another matter: a weekend may swallow some of them.
    stated = replace(stated, tolled_by_suspension=False)
    ends = [_ends(stated, received + timedelta(days=n), under) for n in range(40)]
    assert all(one <= other for one, other in pairwise(ends))
    assert ends[0] >= received


@given(rules, days, circumstances)
def test_the_latest_receipt_is_in_time_and_no_day_after_it_is(
    stated: NoticeRule, end: date, under: Circumstances
) -> None:
    try:
        latest, outcome = latest_receipt(stated, end, under)
    except BadInput as error:
        if error.code is not Code.NOTICE_TOO_LATE:
            raise
        assert all(_ends(stated, end - timedelta(days=n), under) > end for n in range(0, 1_000, 7))
        return
    assert outcome.on == _ends(stated, latest, under) <= end
    assert all(_ends(stated, latest + timedelta(days=n), under) > end for n in range(1, 60))


@given(
    days,
    st.sampled_from(["Asia/Bangkok", "America/New_York", "Europe/Berlin", "Asia/Beirut", "Pacific/Apia"]),
    st.none() | st.builds(DeemedReceipt, st.sampled_from([STD, TH, SA]), st.none() | st.times()),
)
def test_the_last_instant_of_receipt_counts_for_its_day_and_the_next_does_not(
    day: date, zone: str, deemed: DeemedReceipt | None
) -> None:
    last = last_receipt(day, zone, deemed)
    assert received_on(last, zone, deemed) <= day
    assert received_on(last + timedelta(microseconds=1), zone, deemed) > day
