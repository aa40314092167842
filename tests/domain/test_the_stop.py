"""What each row of the table "The stop" makes of a clock, at the exact instant (60-termination)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from sla_plugin.domain.agreed_availability import service_availability
from sla_plugin.domain.agreements import Level
from sla_plugin.domain.clocks import Clock, evaluate, evaluate_ticket
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.counted import Result, count
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.facts import Fact, Opened, Reopened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.outages import OutageBegan, OutageEnded, OutageFact
from sla_plugin.domain.periods import Month
from sla_plugin.domain.terms import CalendarRule, OnAmendment, Terms
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.books import ticket_id
from tests.support.stories import (
    ALWAYS,
    CLINICAL,
    HOSPITAL,
    OFFICE,
    OFFICE_RULE,
    contract,
    history,
    hours,
    line,
    promised,
    targets,
    version,
    within,
)

END = datetime(2026, 6, 30, 17, tzinfo=UTC)
"""The start of 1 July in Bangkok: the last day of service is Tuesday, 30 June."""
WEEK = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = {OFFICE: history((None, {"time_zone": "Asia/Bangkok", "hours": WEEK}))}
LATER = datetime(2026, 7, 10, tzinfo=UTC)
RESOLVED = StatusChanged(Status.RESOLVED)


def bangkok(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{hour:02}:{minute:02}+07:00").astimezone(UTC)


def world(target: float, calendar: CalendarRule = OFFICE_RULE, *, runs_off: bool = False) -> Commitments:
    under = replace(contract(until=END), runs_off=runs_off)
    terms = Terms(targets=targets(within(hours(target))), calendar=calendar)
    return promised(version(terms, under=under), contracts=(under,), calendars=HOURS)


def told(*happened: tuple[datetime, What]) -> list[Fact]:
    opening = Opened(Status.OPEN, fields=((TicketField.CUSTOMER, "crm:hospital"),))
    first, rest = happened[0][0], happened[1:]
    return [
        Fact(at, "desk", number, str(number), what)
        for number, (at, what) in enumerate([(first, opening), *rest], start=1)
    ]


OPENED = Opened(Status.OPEN)


def the_clock(commitments: Commitments, *happened: tuple[datetime, What], at: datetime = LATER) -> Clock:
    [clock] = evaluate(told(*happened), commitments, at)
    return clock


@pytest.mark.parametrize(
    ("opened_at", "target", "calendar", "verdict", "elapsed", "breached_at"),
    [
        (bangkok(30, 15), 8, OFFICE_RULE, Verdict.CENSORED, 2, None),
        (bangkok(30, 8, 30), 8, OFFICE_RULE, Verdict.BREACHED, 8.5, bangkok(30, 16, 30)),
        (bangkok(30, 15), 2, OFFICE_RULE, Verdict.BREACHED, 2, bangkok(30, 17)),
        (bangkok(30, 20), 4, CalendarRule(ALWAYS), Verdict.CENSORED, 4, None),
    ],
    ids=["not due yet", "due before", "due at closing time", "due at the very end"],
)
def test_the_four_checks_of_the_stop(
    opened_at: datetime,
    target: float,
    calendar: CalendarRule,
    verdict: Verdict,
    elapsed: float,
    breached_at: datetime | None,
) -> None:
    clock = the_clock(world(target, calendar), (opened_at, OPENED))
    assert (clock.state, clock.verdict) == (ClockState.CENSORED, verdict)
    assert (clock.elapsed, clock.breached_at, clock.stopped_at) == (hours(elapsed), breached_at, END)
    assert clock.segments[-1].end == END
    assert clock.next_instant is None


def test_what_was_overrun_at_the_end_stays_so_much() -> None:
    clock = the_clock(world(8), (bangkok(30, 8, 30), OPENED))
    assert clock.overrun == hours(0.5)
    assert the_clock(world(8), (bangkok(30, 8, 30), OPENED), at=END).overrun == hours(0.5)


def test_a_fact_of_before_the_end_that_comes_late_decides_again() -> None:
    late = (bangkok(30, 16), RESOLVED)
    clock = the_clock(world(8), (bangkok(30, 15), OPENED), late)
    assert (clock.state, clock.verdict, clock.stopped_at) == (ClockState.STOPPED, Verdict.MET, late[0])


def test_a_ticket_reopened_at_the_end_has_no_clock_and_is_told_since_when() -> None:
    facts = told((bangkok(30, 15), OPENED), (bangkok(30, 16), RESOLVED), (END, Reopened()))
    found = evaluate_ticket(facts, world(8), LATER)
    assert [clock.state for clock in found.clocks] == [ClockState.STOPPED]
    assert (found.coverage.status, found.coverage.since) == (CoverageStatus.CONTRACT_ENDED, END)


def test_work_in_progress_runs_off_to_its_own_end_and_counts_apart() -> None:
    clock = the_clock(world(8, runs_off=True), (bangkok(30, 15), OPENED), (bangkok(1, 12, month=7), RESOLVED))
    assert (clock.state, clock.verdict) == (ClockState.STOPPED, Verdict.MET)
    assert (clock.elapsed, clock.runs_off_since) == (hours(6), END)
    counted = _counted(clock, world(8, runs_off=True), (bangkok(30, 15), OPENED))
    assert counted == (Result.EXCLUDED, ExclusionReason.RUNS_OFF)


def test_what_runs_off_is_still_breached_when_it_is_due_and_counts_apart_then_too() -> None:
    open_still = world(8, runs_off=True)
    clock = the_clock(open_still, (bangkok(30, 15), OPENED))
    assert (clock.state, clock.breached_at) == (ClockState.RUNNING, bangkok(1, 14, month=7))
    assert _counted(clock, open_still, (bangkok(30, 15), OPENED)) == (
        Result.EXCLUDED, ExclusionReason.RUNS_OFF,
    )  # fmt: skip


def test_a_breach_before_the_end_counts_as_every_other_although_the_clock_runs_off() -> None:
    open_still = world(8, runs_off=True)
    clock = the_clock(open_still, (bangkok(30, 8, 30), OPENED))
    assert clock.state is ClockState.RUNNING
    assert _counted(clock, open_still, (bangkok(30, 8, 30), OPENED)) == (Result.BREACHED, None)


def test_a_ticket_is_covered_while_its_clock_runs_off_and_not_when_it_comes_back() -> None:
    running_off = world(8, runs_off=True)
    facts = told((bangkok(30, 15), OPENED), (bangkok(1, 12, month=7), RESOLVED))
    for at in (END, bangkok(1, 11, month=7), LATER):
        assert evaluate_ticket(facts, running_off, at).coverage.status is CoverageStatus.COVERED
    back = [*facts, Fact(bangkok(2, 9, month=7), "desk", 9, "9", Reopened())]
    found = evaluate_ticket(back, running_off, LATER)
    assert [clock.state for clock in found.clocks] == [ClockState.STOPPED]
    assert (found.coverage.status, found.coverage.since) == (CoverageStatus.CONTRACT_ENDED, END)


def test_nothing_new_begins_under_a_contract_that_lets_work_run_off() -> None:
    assert evaluate(told((END, OPENED)), world(8, runs_off=True), LATER) == ()


def test_another_contract_takes_over_also_what_would_run_off() -> None:
    old, new = replace(contract(until=END), runs_off=True), contract("C-2", since=END)
    terms = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)
    both = promised(
        version(terms, under=old), version(terms, "successor", under=new), contracts=(old, new),
        calendars=HOURS,
    )  # fmt: skip
    first, second = evaluate(told((bangkok(30, 15), OPENED)), both, END)
    assert (first.state, first.verdict, first.elapsed) == (ClockState.CENSORED, Verdict.CENSORED, hours(2))
    assert (second.state, second.contract, second.started_at) == (ClockState.RUNNING, new, END)


def _of_a_line(*, is_terminated: bool) -> Commitments:
    """A clock that holds on to what was promised when it began, by a line that stops at the end."""
    under = contract()
    gold = version(
        Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE, on_amendment=OnAmendment.GRANDFATHER),
        "gold",
        level=Level.SERVICE,
        offered=True,
    )
    ends = END if is_terminated else None
    signed = replace(line("gold", under, CLINICAL, until=END), terminated_at=ends)
    return promised(gold, contracts=(under,), calendars=HOURS, lines=[signed])


def _about_the_line(*happened: tuple[datetime, What]) -> list[Fact]:
    fields = ((TicketField.CUSTOMER, "crm:hospital"), (TicketField.SERVICE, "clinical"))
    opening = Fact(bangkok(30, 15), "desk", 1, "1", Opened(Status.OPEN, fields=fields))
    return [opening, *(Fact(at, "desk", n, str(n), what) for n, (at, what) in enumerate(happened, start=2))]


def test_a_line_that_is_terminated_by_itself_closes_also_the_clocks_that_hold_on_to_it() -> None:
    [clock] = evaluate(_about_the_line(), _of_a_line(is_terminated=True), LATER)
    assert (clock.state, clock.verdict, clock.stopped_at) == (ClockState.CENSORED, Verdict.CENSORED, END)
    assert clock.elapsed == hours(2)
    [before] = evaluate(_about_the_line(), _of_a_line(is_terminated=True), bangkok(30, 16))
    assert before.next_instant == END


def test_a_line_that_is_amended_away_keeps_the_clocks_that_hold_on_to_it() -> None:
    [clock] = evaluate(_about_the_line(), _of_a_line(is_terminated=False), bangkok(1, 9, month=7))
    assert (clock.state, clock.elapsed) == (ClockState.RUNNING, hours(3))


def test_no_ticket_comes_back_to_a_line_that_is_terminated() -> None:
    facts = _about_the_line((bangkok(30, 16), RESOLVED), (bangkok(1, 9, month=7), Reopened()))
    [clock] = evaluate(facts, _of_a_line(is_terminated=True), LATER)
    assert (clock.state, clock.verdict) == (ClockState.STOPPED, Verdict.MET)


def test_every_version_of_a_terminated_line_ends_with_it_whenever_it_was_amended() -> None:
    under, amended = contract(), bangkok(30, 16)
    terms = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)
    first, second = (
        version(terms, "gold", number=number, level=Level.SERVICE, offered=True) for number in (1, 2)
    )
    lines = [
        replace(line("gold", under, CLINICAL, until=amended), terminated_at=END),
        replace(line("gold", under, CLINICAL, since=amended, until=END, version=2), terminated_at=END),
    ]
    both = promised(first, second, contracts=(under,), calendars=HOURS, lines=lines)
    [clock] = evaluate(_about_the_line(), both, LATER)
    assert (clock.commitment.winner.number, clock.state) == (1, ClockState.CENSORED)
    assert clock.stopped_at == END


def test_availability_of_a_month_in_which_the_contract_ends_is_measured_until_then() -> None:
    """Worked in 60-termination: 99.9 % of June to the 19th leaves room for 27.36 minutes."""
    ended_at = bangkok(20, 0)
    under = contract(until=ended_at)
    terms = Terms(targets=targets(within(hours(8))), calendar=CalendarRule(ALWAYS))
    commitments = promised(version(terms, under=under), contracts=(under,))
    about = Subject(HOSPITAL, CLINICAL)
    outage: list[OutageFact] = [
        OutageBegan(bangkok(19, 23, 30), "desk", 1, "1", "o-1", CLINICAL),
        OutageEnded(bangkok(20, 1), "desk", 2, "2", "o-1"),
    ]
    june = Month(2026, 6, "Asia/Bangkok").period
    found = service_availability(commitments, outage, about, june, LATER)
    assert found is not None
    assert found.availability.agreed == hours(19 * 24)
    assert found.availability.allowed_down(Fraction(999, 1000)) == hours(27.36 / 60)
    assert found.availability.down == hours(0.5)


def test_no_service_is_agreed_between_two_contracts() -> None:
    first = contract(until=bangkok(10, 0))
    second = contract("C-2", since=bangkok(20, 0))
    terms = Terms(targets=targets(within(hours(8))), calendar=CalendarRule(ALWAYS))
    commitments = promised(
        version(terms, under=first), version(terms, "successor", under=second), contracts=(first, second)
    )
    outage = [OutageBegan(bangkok(15, 0), "desk", 1, "1", "o-1", CLINICAL)]
    june = Month(2026, 6, "Asia/Bangkok").period
    found = service_availability(commitments, outage, Subject(HOSPITAL, CLINICAL), june, LATER)
    assert found is not None
    assert (found.availability.agreed, found.availability.down) == (hours(20 * 24), hours(11 * 24))


def test_a_suspension_that_outlasts_its_contract_does_not_keep_its_clocks() -> None:
    under = contract(until=END, suspended=[Lasting(bangkok(30, 16))])
    terms = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)
    commitments = promised(version(terms, under=under), contracts=(under,), calendars=HOURS)
    clock = the_clock(commitments, (bangkok(30, 15), OPENED))
    assert (clock.state, clock.elapsed, clock.stopped_at) == (ClockState.CENSORED, hours(1), END)


def _counted(
    clock: Clock, commitments: Commitments, *happened: tuple[datetime, What]
) -> tuple[Result, ExclusionReason | None]:
    ticket = evaluate_ticket(told(*happened), commitments, LATER).ticket
    one = count(ticket_id("1"), clock, ticket, commitments)
    assert one is not None
    return one.result, one.excluded_for
