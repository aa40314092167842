"""A ticket that was finished and comes back."""

from datetime import timedelta

import pytest

from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import (
    Author,
    FieldChanged,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
)
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import Reopening, ReopenRule, Terms
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import (
    OFFICE_RULE,
    at,
    clock_of,
    contract,
    hours,
    opened,
    promise,
    promised,
    targets,
    told,
    version,
    within,
)

RESOLVED = StatusChanged(Status.RESOLVED)
BACK = told(
    ("2026-03-02 09:00", opened()),
    ("2026-03-02 11:00", RESOLVED),
    ("2026-03-03 10:00", Reopened()),
)


def rule(reopening: Reopening, window: timedelta | None = None) -> ReopenRule:
    return ReopenRule(reopening, window)


def test_a_reopened_clock_goes_on_from_where_it_stopped() -> None:
    clock = clock_of(BACK, promise(hours(4)), "2026-03-03 11:00")
    assert clock.state is ClockState.RUNNING
    assert clock.started_at == at("2026-03-02 09:00")
    assert clock.elapsed == hours(3)
    assert clock.due_at == at("2026-03-03 12:00")
    resolved = clock.segments[1]
    assert (resolved.kind, resolved.reason) == (SegmentKind.PAUSED, SegmentReason.RESOLVED)
    assert (resolved.start, resolved.end) == (at("2026-03-02 11:00"), at("2026-03-03 10:00"))
    assert [change.kind for change in clock.explanation.changes] == [ChangeKind.REOPENED]


def test_closed_after_resolved_is_still_reopened_from_where_it_stopped() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", RESOLVED),
        ("2026-03-02 15:00", StatusChanged(Status.CLOSED)),
        ("2026-03-03 10:00", StatusChanged(Status.OPEN)),
    )
    clock = clock_of(story, promise(hours(4)), "2026-03-03 11:00")
    assert clock.due_at == at("2026-03-03 12:00")
    assert len(clock.segments) == 3


def test_reopened_into_a_waiting_status_it_waits() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", RESOLVED),
        ("2026-03-03 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
    )
    assert clock_of(story, promise(hours(4)), "2026-03-03 11:00").state is ClockState.PAUSED


def test_closed_time_counts_where_the_agreement_says_so() -> None:
    story = told(
        ("2026-03-02 09:00", opened()), ("2026-03-02 11:00", RESOLVED), ("2026-03-02 12:00", Reopened())
    )
    terms = promise(hours(4), reopen=rule(Reopening.COUNT_CLOSED_TIME))
    clock = clock_of(story, terms, "2026-03-02 12:30")
    assert clock.elapsed == hours(2.5)
    assert clock.counted == hours(3.5)
    assert clock.due_at == at("2026-03-02 13:00")


def test_closed_time_that_used_up_the_target_is_a_breach_at_the_reopening() -> None:
    terms = promise(hours(4), reopen=rule(Reopening.COUNT_CLOSED_TIME))
    assert clock_of(BACK, terms, "2026-03-03 09:59").verdict is Verdict.MET
    clock = clock_of(BACK, terms, "2026-03-03 11:00")
    assert clock.due_at == at("2026-03-02 13:00")
    assert clock.breached_at == at("2026-03-03 10:00")


def test_a_restarted_clock_begins_from_nothing_in_the_same_cycle() -> None:
    clock = clock_of(BACK, promise(hours(4), reopen=rule(Reopening.RESTART)), "2026-03-03 11:00")
    assert clock.cycle == 1
    assert clock.started_at == at("2026-03-03 10:00")
    assert clock.elapsed == hours(1)
    assert clock.due_at == at("2026-03-03 14:00")
    assert [change.kind for change in clock.explanation.changes] == [ChangeKind.RESTARTED]


def test_a_new_cycle_leaves_the_old_one_as_it_ended() -> None:
    terms = promise(hours(4), reopen=rule(Reopening.NEW_CYCLE))
    first = clock_of(BACK, terms, "2026-03-03 11:00", cycle=1)
    second = clock_of(BACK, terms, "2026-03-03 11:00", cycle=2)
    assert (first.state, first.elapsed) == (ClockState.STOPPED, hours(2))
    assert (second.state, second.started_at, second.elapsed) == (
        ClockState.RUNNING,
        at("2026-03-03 10:00"),
        hours(1),
    )


def test_an_ignored_reopening_leaves_the_clock_stopped_for_good() -> None:
    story = [*BACK, *told(("2026-03-03 12:00", FieldChanged(TicketField.PRIORITY, "P2")))]
    terms = promise(hours(4), reopen=rule(Reopening.IGNORE))
    (clock,) = evaluate(story, terms, at("2026-03-04 11:00"))
    assert (clock.state, clock.verdict) == (ClockState.STOPPED, Verdict.MET)
    assert clock.stopped_at == at("2026-03-02 11:00")


@pytest.mark.parametrize(
    ("window", "state"), [(hours(23), ClockState.RUNNING), (hours(22.9), ClockState.STOPPED)]
)
def test_a_ticket_that_comes_back_after_the_window_leaves_the_clock_stopped(
    window: timedelta, state: ClockState
) -> None:
    terms = promise(hours(4), reopen=rule(Reopening.CONTINUE, window))
    assert clock_of(BACK, terms, "2026-03-03 11:00").state is state


def test_a_breach_before_the_reopening_stands() -> None:
    story = told(
        ("2026-03-02 09:00", opened()), ("2026-03-02 15:00", RESOLVED), ("2026-03-03 10:00", Reopened())
    )
    clock = clock_of(story, promise(hours(4)), "2026-03-03 11:00")
    assert clock.breached_at == at("2026-03-02 13:00")
    assert clock.overrun == hours(3)


def test_a_first_response_that_was_given_is_not_asked_for_again() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", PublicReply(Author.AGENT)),
        ("2026-03-02 11:00", RESOLVED),
        ("2026-03-03 10:00", Reopened()),
    )
    clock = clock_of(story, promise(response=hours(1)), "2026-03-03 12:00", Metric.FIRST_RESPONSE)
    assert clock.stopped_at == at("2026-03-02 09:30")


def test_a_first_response_that_only_the_resolution_stopped_is_still_owed() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", RESOLVED),
        ("2026-03-03 10:00", Reopened()),
        ("2026-03-03 10:20", PublicReply(Author.AGENT)),
    )
    clock = clock_of(story, promise(response=hours(1)), "2026-03-03 12:00", Metric.FIRST_RESPONSE)
    assert clock.stopped_at == at("2026-03-03 10:20")
    assert clock.due_at == at("2026-03-03 10:30")


def test_what_a_ticket_became_while_it_was_closed_holds_from_the_reopening_on() -> None:
    by_priority = targets({"P1": within(hours(3)), "P3": within(hours(16))})
    commitments = promised(version(Terms(targets=by_priority, calendar=OFFICE_RULE), under=contract()))
    story = told(
        ("2026-03-02 09:00", opened(priority="P3")),
        ("2026-03-02 11:00", RESOLVED),
        ("2026-03-02 12:00", FieldChanged(TicketField.PRIORITY, "P1")),
        ("2026-03-03 10:00", Reopened()),
    )
    assert clock_of(story, commitments, "2026-03-02 13:00").target == hours(16)
    clock = clock_of(story, commitments, "2026-03-03 10:30")
    assert clock.target == hours(3)
    assert clock.due_at == at("2026-03-03 11:00")


@pytest.mark.parametrize("reopening", [Reopening.CONTINUE, Reopening.RESTART, Reopening.NEW_CYCLE])
def test_a_ticket_that_comes_back_to_no_promise_keeps_its_verdict_until_something_is_promised(
    reopening: Reopening,
) -> None:
    stated = Terms(targets=targets({"P1": within(hours(4))}), calendar=OFFICE_RULE, reopen=rule(reopening))
    commitments = promised(version(stated, under=contract()))
    story = told(
        ("2026-03-02 09:00", opened(priority="P1")),
        ("2026-03-02 11:00", RESOLVED),
        ("2026-03-02 12:00", FieldChanged(TicketField.PRIORITY, "P9")),
        ("2026-03-02 13:00", Reopened()),
        ("2026-03-02 14:00", FieldChanged(TicketField.PRIORITY, "P1")),
    )
    (kept,) = evaluate(story, commitments, at("2026-03-02 13:30"))
    assert (kept.state, kept.verdict, kept.stopped_at) == (
        ClockState.STOPPED,
        Verdict.MET,
        at("2026-03-02 11:00"),
    )
    latest = evaluate(story, commitments, at("2026-03-02 15:00"))[-1]
    assert latest.state is ClockState.RUNNING
    assert latest.elapsed == (hours(3) if reopening is Reopening.CONTINUE else hours(1))
