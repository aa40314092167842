"""Monitoring holds exactly while a contract does (60-termination, "The stop")."""

from datetime import datetime

import pytest

from sla_plugin.domain.clocks import evaluate, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.facts import Author, PublicReply, Reopened, Status, StatusChanged
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import CalendarRule, Equality, Terms
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import (
    ALWAYS,
    GROUP,
    OFFICE_RULE,
    at,
    clock_of,
    contract,
    hours,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

END = at("2026-03-03 00:00")
RESOLVED = StatusChanged(Status.RESOLVED)


def ending(
    target: float,
    *,
    until: datetime = END,
    equality: Equality | None = None,
    calendar: CalendarRule = OFFICE_RULE,
) -> Commitments:
    under = contract(until=until)
    terms = Terms(
        targets=targets(within(hours(target)), within(hours(1))), calendar=calendar, equality=equality
    )
    return promised(version(terms, under=under), contracts=(under,))


def test_a_clock_that_was_not_due_yet_is_censored() -> None:
    clock = clock_of(told(("2026-03-02 15:00", opened())), ending(8), "2026-03-04 12:00")
    assert (clock.state, clock.verdict) == (ClockState.CENSORED, Verdict.CENSORED)
    assert clock.stopped_at == END
    assert clock.elapsed == hours(2)
    assert clock.segments[-1].end == END
    assert clock.next_instant is None


def test_a_clock_that_was_due_before_is_censored_and_breached() -> None:
    clock = clock_of(told(("2026-03-02 09:30", opened())), ending(7), "2026-03-04 12:00")
    assert (clock.state, clock.verdict) == (ClockState.CENSORED, Verdict.BREACHED)
    assert clock.breached_at == clock.due_at == at("2026-03-02 16:30")
    assert clock.overrun == hours(0.5)


def test_what_is_due_at_closing_time_of_the_last_day_is_due_before_the_end() -> None:
    clock = clock_of(told(("2026-03-02 15:00", opened())), ending(2), "2026-03-04 12:00")
    assert clock.verdict is Verdict.BREACHED
    assert clock.breached_at == at("2026-03-02 17:00")


@pytest.mark.parametrize("equality", list(Equality))
def test_what_is_due_exactly_at_the_end_is_censored_whatever_equality_says(equality: Equality) -> None:
    commitments = ending(4, equality=equality, calendar=CalendarRule(ALWAYS))
    clock = clock_of(told(("2026-03-02 20:00", opened())), commitments, "2026-03-04 12:00")
    assert clock.verdict is Verdict.CENSORED
    assert clock.breached_at is None


def test_a_paused_clock_is_censored() -> None:
    story = told(("2026-03-02 09:30", opened()), ("2026-03-02 10:00", StatusChanged(Status.ON_HOLD)))
    clock = clock_of(story, ending(1), "2026-03-04 12:00")
    assert (clock.state, clock.verdict, clock.due_at) == (ClockState.CENSORED, Verdict.CENSORED, None)


def test_a_clock_stopped_before_the_end_keeps_its_verdict() -> None:
    story = told(("2026-03-02 09:30", opened()), ("2026-03-02 23:59", RESOLVED))
    assert clock_of(story, ending(8), "2026-03-04 12:00").verdict is Verdict.MET


def test_a_ticket_resolved_exactly_at_the_end_is_resolved_too_late_to_count() -> None:
    story = told(("2026-03-02 15:00", opened()), ("2026-03-03 00:00", RESOLVED))
    assert clock_of(story, ending(8), "2026-03-04 12:00").verdict is Verdict.CENSORED


def test_facts_after_the_end_change_nothing() -> None:
    story = told(
        ("2026-03-02 15:00", opened()), ("2026-03-03 10:00", RESOLVED), ("2026-03-03 11:00", Reopened())
    )
    (response, resolution) = evaluate(story, ending(8), at("2026-03-04 12:00"))
    assert response.stopped_at == resolution.stopped_at == END


def test_the_end_is_an_instant_to_wake_up_for() -> None:
    clock = clock_of(told(("2026-03-02 15:00", opened())), ending(8), "2026-03-02 16:00")
    assert clock.next_instant == END
    paused = told(("2026-03-02 15:00", opened(Status.ON_HOLD)))
    assert clock_of(paused, ending(8), "2026-03-02 16:00").next_instant == END


def test_a_ticket_opened_at_the_end_has_no_clock_and_is_told_why() -> None:
    found = evaluate_ticket(told(("2026-03-03 00:00", opened())), ending(8), at("2026-03-04 12:00"))
    assert found.clocks == ()
    assert found.coverage.status is CoverageStatus.CONTRACT_ENDED
    assert found.coverage.since == END


def test_a_ticket_resolved_under_the_contract_and_reopened_after_it_gets_no_more_time() -> None:
    story = told(
        ("2026-03-02 09:30", opened()), ("2026-03-02 10:00", RESOLVED), ("2026-03-03 10:00", Reopened())
    )
    clock = clock_of(story, ending(8), "2026-03-04 12:00")
    assert (clock.state, clock.stopped_at) == (ClockState.STOPPED, at("2026-03-02 10:00"))


def test_a_ticket_that_ended_under_the_contract_stays_covered() -> None:
    story = told(("2026-03-02 09:30", opened()), ("2026-03-02 10:00", RESOLVED))
    found = evaluate_ticket(story, ending(8), at("2026-03-04 12:00"))
    assert found.coverage.status is CoverageStatus.COVERED
    assert found.next_instant is None


def test_another_contract_takes_over_with_a_clock_of_its_own() -> None:
    old, new = contract(until=END), contract("C-2", since=END)
    terms = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)
    commitments = promised(
        version(terms, under=old), version(terms, "successor", under=new), contracts=(old, new)
    )
    story = told(("2026-03-02 15:00", opened()))
    first = clock_of(story, commitments, "2026-03-03 12:00", cycle=1)
    second = clock_of(story, commitments, "2026-03-03 12:00", cycle=2)
    assert (first.state, first.contract, first.elapsed) == (ClockState.CENSORED, old, hours(2))
    assert (second.state, second.contract, second.started_at) == (ClockState.RUNNING, new, END)
    assert second.due_at == at("2026-03-03 17:00")


def test_a_ticket_opened_before_the_contract_is_measured_from_its_start_on() -> None:
    under = contract(since=at("2026-03-02 12:00"))
    terms = Terms(targets=targets(within(hours(4)), within(hours(1))), calendar=OFFICE_RULE)
    commitments = promised(version(terms, under=under), contracts=(under,))
    story = told(("2026-03-02 09:00", opened()))
    before = evaluate_ticket(story, commitments, at("2026-03-02 11:00"))
    assert before.clocks == ()
    assert before.coverage.status is CoverageStatus.NOT_STARTED
    assert before.coverage.since == before.next_instant == under.monitored_from
    clock = clock_of(story, commitments, "2026-03-02 12:30")
    assert clock.started_at == under.monitored_from
    assert clock.due_at == at("2026-03-02 16:00")


def test_a_response_given_before_the_contract_began_is_not_owed_under_it() -> None:
    under = contract(since=at("2026-03-02 12:00"))
    terms = Terms(targets=targets(within(hours(4)), within(hours(1))), calendar=OFFICE_RULE)
    commitments = promised(version(terms, under=under), contracts=(under,))
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", PublicReply(Author.AGENT)))
    assert [c.metric for c in evaluate(story, commitments, at("2026-03-02 13:00"))] == [Metric.RESOLUTION]


def test_no_tenant_wide_promise_measures_on_when_the_last_contract_has_ended() -> None:
    under = contract(until=END)
    terms = Terms(targets=targets(within(hours(80))), calendar=OFFICE_RULE)
    commitments = promised(version(terms, "corporate"), contracts=(under,))
    clock = clock_of(told(("2026-03-02 09:00", opened())), commitments, "2026-03-10 12:00")
    assert (clock.state, clock.contract) == (ClockState.CENSORED, under)


def test_an_attribute_is_lost_with_the_contract_that_supplied_it() -> None:
    framework = contract("F-1", GROUP, until=at("2026-03-02 12:00"))
    own = contract("C-1")
    commitments = promised(
        version(Terms(calendar=CalendarRule(ALWAYS)), "framework", under=framework),
        version(Terms(calendar=OFFICE_RULE), "corporate"),
        version(Terms(targets=targets(within(hours(8)))), under=own),
        contracts=(framework, own),
    )
    story = told(("2026-03-02 07:00", opened()))
    assert clock_of(story, commitments, "2026-03-02 11:00").next_instant == at("2026-03-02 12:00")
    clock = clock_of(story, commitments, "2026-03-02 12:00")
    assert clock.state is ClockState.RUNNING
    assert clock.elapsed == hours(5)
    assert clock.due_at == at("2026-03-02 15:00")
