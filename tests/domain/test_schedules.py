"""What must not be missed, and what comes by itself: deadlines, reminders, renewals and the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.instants import reminder_instants
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension
from sla_plugin.domain.contracting.terms import current_end, voided
from sla_plugin.domain.ids import ServiceId, SiteId
from sla_plugin.domain.notice.earliest import earliest_end
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.receipt import DeemedReceipt, end_instant, received_on
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Suspended, Unit
from sla_plugin.domain.periods import midnight
from tests.support.cases.notices import business_days
from tests.support.negotiations import LINE, PARTIES, PRINTING, PROVIDER
from tests.support.schedules import (
    BANGKOK,
    CALENDARS,
    ONCE,
    SIGNED,
    STD,
    YEARLY,
    bangkok,
    months,
    renew,
    schedule,
    version,
)

TICK = timedelta(microseconds=1)


def deadlines(one: Schedule, now: datetime, many: int = 2) -> list[tuple[str, str]]:
    """The ends, and until which day notice is in time."""
    return [(str(d.ends_on), str(d.received_on)) for d, _ in islice(one.upcoming(now), many)]


def test_the_deadline_for_the_next_term_comes_when_that_of_the_last_is_over() -> None:
    yearly = schedule(version(YEARLY))
    last = datetime(2026, 9, 30, 16, 59, 59, 999_999, tzinfo=UTC)
    assert deadlines(yearly, last) == [("2026-12-31", "2026-09-30"), ("2027-12-31", "2027-09-30")]
    assert deadlines(yearly, last + TICK)[0] == ("2027-12-31", "2027-09-30")


def test_the_address_that_closes_first_decides() -> None:
    """The 30th of September is a Wednesday."""
    closing = ContractParty(
        PROVIDER, PartyRole.NOTICE_CONTACT, "anan", notice=NoticeAddress("POST", "12 Moo 3", STD, time(17))
    )
    open_always = replace(closing, notice=NoticeAddress("EMAIL", "notice@lanna.example"))
    parties = PARTIES | {closing, open_always}
    [(deadline, _)] = islice(schedule(version(YEARLY, parties=parties)).upcoming(SIGNED), 1)
    assert deadline.received_by == datetime(2026, 9, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "clauses",
    [
        pytest.param(ONCE, id="it ends anyway"),
        pytest.param(replace(YEARLY, notice=None), id="nobody can give notice"),
        pytest.param(Clauses(notice=months(3, Align.NONE)), id="it has no term"),
        pytest.param(
            replace(YEARLY, initial_months=13, notice=months(3, Align.YEAR_END)), id="no notice leads there"
        ),
    ],
)
def test_there_is_no_deadline_where_nothing_would_be_missed(clauses: Clauses) -> None:
    assert deadlines(schedule(version(clauses)), SIGNED) == []


def test_a_term_that_is_renewed_already_can_still_be_ended_in_time() -> None:
    early = renew(schedule(version(YEARLY)))
    assert deadlines(early, SIGNED)[0] == ("2026-12-31", "2026-09-30")


def test_suspended_days_move_the_deadline_back_where_the_clause_says_so() -> None:
    """Ten days in October are not counted, and three months from 21 September are over on 21 December."""
    tolled = replace(YEARLY, notice=months(3, tolled_by_suspension=True))
    held = Suspension(UUID(int=1), "pim", "unpaid", bangkok("2026-10-01"), bangkok("2026-10-11"), True)
    plain, moved = schedule(version(tolled)), schedule(version(tolled), tolling=(held,))
    assert [deadlines(one, SIGNED)[0][1] for one in (plain, moved)] == ["2026-09-30", "2026-09-21"]


NETWORK, WARD = ServiceId(UUID(int=41)), SiteId(UUID(int=42))
OF_ALL, OF_PRINTING, OF_BOTH = None, frozenset({PRINTING}), frozenset({PRINTING, NETWORK})


@pytest.mark.parametrize(
    ("line", "further", "scope", "tolls"),
    [
        pytest.param(None, LINE, OF_ALL, True, id="the contract: a notice that ends it"),
        pytest.param(None, LINE, OF_PRINTING, True, id="the contract: a notice that ends a line"),
        pytest.param(SuspendedLine(PRINTING), LINE, OF_PRINTING, True, id="a line: one that ends only this"),
        pytest.param(SuspendedLine(PRINTING), LINE, OF_ALL, False, id="a line: not one that ends all"),
        pytest.param(
            SuspendedLine(PRINTING), replace(LINE, service=NETWORK), OF_BOTH, False, id="nor this and another"
        ),
        pytest.param(
            SuspendedLine(PRINTING), replace(LINE, site=WARD), OF_PRINTING, False, id="nor this at two sites"
        ),
        pytest.param(
            SuspendedLine(NETWORK), replace(LINE, service=NETWORK), OF_PRINTING, False, id="nor the other one"
        ),
        pytest.param(SuspendedLine(NETWORK), LINE, frozenset({NETWORK}), False, id="nor what is no line"),
    ],
)
def test_a_suspension_tolls_the_notice_by_which_nothing_else_ends(
    line: SuspendedLine | None, further: object, scope: frozenset[ServiceId] | None, tolls: bool
) -> None:
    held = Suspension(UUID(int=1), "pim", "unpaid", bangkok("2026-10-01"), bangkok("2026-10-11"), True, line)
    one = schedule(version(YEARLY, lines=frozenset({LINE, further})), tolling=(held,))
    days = Suspended(date(2026, 10, 1), date(2026, 10, 10))
    assert one.circumstances(one.versions[0], scope).suspended == ((days,) if tolls else ())


def test_a_line_s_suspension_moves_no_deadline_of_the_contract() -> None:
    tolled = replace(YEARLY, notice=months(3, tolled_by_suspension=True))
    held = Suspension(
        UUID(int=1), "pim", "unpaid", bangkok("2026-10-01"), bangkok("2026-10-11"), True,
        SuspendedLine(PRINTING),
    )  # fmt: skip
    assert deadlines(schedule(version(tolled), tolling=(held,)), SIGNED)[0][1] == "2026-09-30"


def reminders(one: Schedule, now: datetime) -> list[tuple[datetime, int | None]]:
    deadline, since = next(one.upcoming(now))
    return [(each.at, each.days) for each in reminder_instants(deadline, BANGKOK, since)]


def test_reminders_come_ninety_sixty_and_thirty_days_before_the_deadline_and_not_before_the_end() -> None:
    assert reminders(schedule(version(YEARLY)), SIGNED) == [
        (bangkok("2026-07-02"), 90), (bangkok("2026-08-01"), 60), (bangkok("2026-08-31"), 30),
    ]  # fmt: skip


def test_a_contract_that_is_signed_late_reminds_of_what_is_left() -> None:
    in_time = version(YEARLY, recorded=bangkok("2026-07-20"))
    assert reminders(schedule(in_time), in_time.recorded_at) == [
        (bangkok("2026-08-01"), 60), (bangkok("2026-08-31"), 30),
    ]  # fmt: skip
    late = version(YEARLY, recorded=bangkok("2026-09-10"))
    assert reminders(schedule(late), late.recorded_at) == [(bangkok("2026-09-10"), 20)]


def test_an_amendment_that_leaves_the_deadline_as_it_is_reminds_nobody_again() -> None:
    dearer = version(YEARLY, date(2026, 9, 10), 2, bangkok("2026-09-09"))
    assert reminders(schedule(version(YEARLY), dearer), bangkok("2026-09-12"))[0][1] == 90
    sooner = version(replace(YEARLY, notice=months(2)), date(2026, 9, 10), 2, bangkok("2026-09-09"))
    assert reminders(schedule(version(YEARLY), sooner), bangkok("2026-09-12")) == [
        (bangkok("2026-10-01"), 30),
    ]  # fmt: skip


def test_a_monthly_contract_reminds_once_a_month_when_the_deadline_before_is_over() -> None:
    """Notice of three months: that for the end of May is to be given in February."""
    monthly = schedule(version(Clauses(initial_months=1, renewal_months=1, notice=months(3))))
    assert deadlines(monthly, bangkok("2026-02-10"), 1) == [("2026-05-31", "2026-02-28")]
    assert reminders(monthly, bangkok("2026-02-10")) == [(bangkok("2026-02-01"), 27)]
    assert reminders(monthly, bangkok("2026-03-10")) == [(bangkok("2026-03-01"), 30)]


def test_a_deadline_that_was_over_when_the_contract_was_signed_reminds_nobody() -> None:
    short = schedule(version(Clauses(initial_months=1, renewal_months=12, notice=months(3))))
    assert deadlines(short, SIGNED)[0] == ("2027-01-31", "2026-10-31")


def test_it_is_renewed_once_the_deadline_and_its_grace_are_over() -> None:
    assert schedule(version(YEARLY)).renewal() == bangkok("2026-10-01")
    assert schedule(version(replace(YEARLY, grace_days=10))).renewal() == bangkok("2026-10-11")


def test_it_is_renewed_while_its_term_runs_however_long_the_grace() -> None:
    end = end_instant(date(2026, 12, 31), BANGKOK)
    assert schedule(version(replace(YEARLY, grace_days=366))).renewal() == end - TICK
    assert schedule(version(replace(YEARLY, notice=months(0)))).renewal() == end - TICK


def test_without_notice_it_is_renewed_on_the_last_day() -> None:
    assert schedule(version(replace(YEARLY, notice=None))).renewal() == bangkok("2026-12-31")


def test_where_the_deadline_was_before_its_term_it_is_renewed_as_soon_as_that_begins() -> None:
    monthly = schedule(version(Clauses(initial_months=1, renewal_months=1, notice=months(3))))
    decided = []
    for _ in range(3):
        decided.append(monthly.renewal())
        monthly = renew(monthly)
    assert decided == [bangkok("2026-01-01"), bangkok("2026-02-01"), bangkok("2026-03-01")]


def test_what_is_not_renewed_ends_with_its_term_and_what_is_open_not_at_all() -> None:
    assert schedule(version(ONCE)).end() == end_instant(date(2026, 12, 31), BANGKOK)
    assert schedule(version(YEARLY)).end() is None
    open_ended = schedule(version(Clauses(notice=months(3, Align.NONE))))
    assert (open_ended.end(), open_ended.renewal()) == (None, None)


def test_a_renewal_that_notice_has_voided_is_not_made_again() -> None:
    yearly = renew(schedule(version(YEARLY)))
    ended = replace(yearly, terms=voided(yearly.terms, date(2026, 12, 31)))
    assert (ended.renewal(), ended.end()) == (None, end_instant(date(2026, 12, 31), BANGKOK))
    assert deadlines(ended, SIGNED) == []


def test_the_version_in_force_when_it_is_decided_decides() -> None:
    """It is decided on the first of October: an amendment from November comes too late for this term, and
    ends the contract with the next."""
    early, late = (version(ONCE, date(2026, month, 1), 2, bangkok("2026-03-01")) for month in (9, 11))
    assert schedule(version(YEARLY), early).end() == end_instant(date(2026, 12, 31), BANGKOK)
    amended = schedule(version(YEARLY), late)
    assert (amended.renewal(), amended.end()) == (bangkok("2026-10-01"), None)
    assert renew(amended).end() == end_instant(date(2027, 12, 31), BANGKOK)


def test_an_amendment_whose_deadline_was_over_before_it_takes_over_renews_at_once() -> None:
    longer = replace(YEARLY, notice=months(6))
    amended = schedule(version(YEARLY), version(longer, date(2026, 9, 1), 2, bangkok("2026-03-01")))
    assert amended.renewal() == bangkok("2026-09-01")


def test_an_amendment_can_renew_what_would_have_ended() -> None:
    amended = schedule(version(ONCE), version(YEARLY, date(2026, 12, 1), 2, bangkok("2026-03-01")))
    assert (amended.renewal(), amended.end()) == (bangkok("2026-12-01"), None)


def test_an_amendment_of_the_zone_moves_the_end_to_the_midnight_there() -> None:
    moved = version(ONCE, date(2026, 6, 1), 2, bangkok("2026-03-01"), zone="Europe/Berlin")
    assert schedule(version(ONCE), moved).end() == end_instant(date(2026, 12, 31), "Europe/Berlin")


def test_other_months_of_renewal_are_counted_on_from_where_the_terms_stand() -> None:
    yearly = renew(schedule(version(YEARLY)))
    shorter = version(replace(YEARLY, renewal_months=5), date(2027, 2, 1), 2, bangkok("2027-01-05"))
    amended = renew(replace(yearly, versions=(*yearly.versions, shorter)))
    assert [str(term.ends_on) for term in amended.terms] == ["2026-12-31", "2027-12-31", "2028-05-31"]
    assert deadlines(amended, bangkok("2027-03-01")) == [
        ("2027-12-31", "2027-09-30"), ("2028-05-31", "2028-02-29"),
    ]  # fmt: skip


def test_a_contract_of_a_leap_day_ends_on_the_day_before_or_with_february() -> None:
    """Counted from the first start: in a leap year on the 28th, the day before the 29th."""
    leap = schedule(version(YEARLY, date(2028, 2, 29)))
    for _ in range(4):
        leap = renew(leap)
    ends = [str(term.ends_on) for term in leap.terms]
    assert ends == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28", "2033-02-28"]


ZONES = ["Asia/Bangkok", "Pacific/Apia", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "UTC"]
"""Apia lacks 30 December 2011; the others, but two, lack midnights or have them twice."""
rules = st.builds(
    NoticeRule,
    st.builds(NoticePeriod, st.integers(0, 15), st.sampled_from([Unit.DAY, Unit.BUSINESS_DAY, Unit.WEEK]))
    | st.builds(NoticePeriod, st.integers(0, 6), st.sampled_from([Unit.MONTH, Unit.QUARTER])),
    align=st.sampled_from([Align.TERM_END, Align.NONE, Align.MONTH_END]),
)
renewing = st.builds(
    Clauses,
    initial_months=st.integers(1, 24),
    renewal_months=st.integers(1, 24),
    notice=st.none() | rules,
    grace_days=st.none() | st.integers(0, 40),
    calendar=st.none() | st.just(STD),
)
starts = st.dates(date(2008, 1, 1), date(2032, 12, 31)) | st.dates(date(2011, 11, 25), date(2012, 1, 5))


@given(starts, st.sampled_from(ZONES), renewing)
def test_renewals_follow_each_other_in_time_and_leave_no_gap(
    start: date, zone: str, clauses: Clauses
) -> None:
    one = schedule(version(clauses, start, zone=zone))
    decided: list[datetime] = []
    for _ in range(6):
        at, last = one.renewal(), one.terms[-1]
        assert at is not None
        assert one.end() is None
        assert last.ends_on is not None
        assert midnight(last.starts_on, zone) <= at < end_instant(last.ends_on, zone)
        deadline = one.deadline(one.versions[0], last.ends_on)
        if deadline is not None and deadline.received_on >= last.starts_on:
            assert deadline.received_by <= at
        decided.append(at)
        one = renew(one)
        assert end_instant(last.ends_on, zone) == midnight(one.terms[-1].starts_on, zone)
    assert all(earlier < later for earlier, later in pairwise(decided))


@given(starts, st.sampled_from(ZONES), renewing, st.integers(0, 3), st.integers(0, 900))
def test_whoever_is_told_of_a_deadline_is_told_while_it_is_the_next_one(
    start: date, zone: str, clauses: Clauses, times: int, days: int
) -> None:
    signed = midnight(start, zone) - timedelta(days=days)
    one = schedule(version(clauses, start, recorded=signed, zone=zone))
    for _ in range(times):
        one = renew(one)
    now = midnight(start, zone) + timedelta(days=days)
    found = list(islice(one.upcoming(now), 3))
    told = [list(reminder_instants(deadline, zone, since)) for deadline, since in found]
    for (deadline, since), all_of_it in zip(found, told, strict=True):
        assert now <= deadline.received_by
        assert 1 <= len(all_of_it) <= 3
        assert all(since <= each.at for each in all_of_it)
        assert all(
            each.at.astimezone(UTC).date() <= deadline.received_on + timedelta(1) for each in all_of_it
        )
    for before, after in pairwise(found):
        assert before[0].ends_on < after[0].ends_on
        assert before[0].received_by < after[1]
    assert current_end(one.terms) is not None


cut_offs = st.none() | st.times()


@given(
    starts,
    st.integers(1, 36),
    st.integers(1, 24),
    st.integers(0, 6),
    st.sampled_from(MonthRule),
    st.integers(0, 5_500),
    st.none() | st.builds(NoticeAddress, st.just("POST"), st.just("12 Moo 3"), st.just(STD), cut_offs),
)
def test_who_meets_the_deadline_ends_with_that_term_and_who_misses_it_with_a_later_one(
    start: date,
    initial: int,
    renewal: int,
    period: int,
    month_rule: MonthRule,
    days: int,
    address: NoticeAddress | None,
) -> None:
    rule = months(period, month_rule=month_rule)
    contact = ContractParty(PROVIDER, PartyRole.NOTICE_CONTACT, "anan", notice=address)
    clauses = Clauses(initial_months=initial, renewal_months=renewal, notice=rule)
    one = schedule(version(clauses, start, parties=PARTIES | {contact}))
    now = midnight(start, BANGKOK) + timedelta(days=days)
    deadline, _ = next(one.upcoming(now))
    deemed = None if address is None else DeemedReceipt(CALENDARS[STD].last, address.cut_off)
    under = one.circumstances(one.versions[0])
    met, missed = (
        earliest_end(rule, received_on(at, BANGKOK, deemed), under).on
        for at in (deadline.received_by, deadline.received_by + TICK)
    )
    assert met == deadline.ends_on < missed
    assert deadline.received_by >= now


def test_where_the_contract_has_no_rule_its_law_says_when_notice_is_received() -> None:
    """31 October 2026 is a Saturday: by German law what comes then is received on Monday."""
    clauses = replace(YEARLY, notice=months(2), calendar=STD)
    german = version(replace(clauses, law=Law.DE))
    assert schedule(german).deemed(german, "EMAIL") == DeemedReceipt(business_days(["sat", "sun"], []))
    generic = version(clauses)
    assert schedule(generic).deemed(generic, "EMAIL") is None
    found = [schedule(one).deadline(one, date(2026, 12, 31)) for one in (german, generic)]
    assert [one and (one.received_on, one.received_by) for one in found] == [
        (date(2026, 10, 31), bangkok("2026-10-31") - TICK),
        (date(2026, 10, 31), bangkok("2026-11-01") - TICK),
    ]


def test_what_an_address_says_of_receipt_goes_before_the_law() -> None:
    notice = NoticeAddress("EMAIL", "legal@hospital.example", STD, time(16))
    contact = ContractParty(PROVIDER, PartyRole.NOTICE_CONTACT, "malee", notice=notice)
    parties = PARTIES | {contact}
    german = version(replace(YEARLY, law=Law.DE, calendar=STD), parties=parties)
    days = business_days(["sat", "sun"], [])
    assert schedule(german).deemed(german, "EMAIL") == DeemedReceipt(days, time(16))
    assert schedule(german).deemed(german, "POST") == DeemedReceipt(days)
