"""A clock from its start to its stop."""

import pytest

from sla_plugin.domain.clocks import evaluate, evaluate_ticket
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    InternalNote,
    Merged,
    PublicReply,
    Status,
    StatusChanged,
)
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.parties import CUSTOMER, NOBODY, Party, PartyKind
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import EndOfBusiness, Equality
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import at, clock_of, hours, opened, promise, told

RESOLVED = StatusChanged(Status.RESOLVED)


def test_an_open_clock_runs_by_the_hours_of_its_calendar() -> None:
    clock = clock_of(told(("2026-03-02 15:00", opened())), promise(hours(4)), "2026-03-03 10:00")
    assert clock.state is ClockState.RUNNING
    assert clock.verdict is Verdict.AT_RISK
    assert clock.due_at == at("2026-03-03 11:00")
    assert clock.projected_due_at == clock.due_at
    assert clock.elapsed == clock.counted == hours(3)
    assert clock.remaining == hours(1)
    assert clock.overrun == hours(0)
    assert clock.percent == 75.0
    assert clock.stopped_at is None


def test_a_clock_is_out_of_hours_while_its_calendar_is_closed() -> None:
    story = told(("2026-03-02 15:00", opened()))
    assert clock_of(story, promise(hours(4)), "2026-03-02 20:00").out_of_hours
    assert not clock_of(story, promise(hours(4)), "2026-03-03 09:00").out_of_hours


def test_stopped_exactly_when_due_is_met() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", RESOLVED))
    clock = clock_of(story, promise(hours(4)), "2026-03-05 09:00")
    assert clock.state is ClockState.STOPPED
    assert clock.verdict is Verdict.MET
    assert clock.stopped_at == clock.due_at == at("2026-03-02 13:00")


def test_stopped_exactly_when_due_is_breached_where_the_agreement_says_so() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", RESOLVED))
    clock = clock_of(story, promise(hours(4), equality=Equality.BREACHED), "2026-03-05 09:00")
    assert clock.verdict is Verdict.BREACHED
    assert clock.breached_at == at("2026-03-02 13:00")


def test_resolved_in_the_evening_what_was_due_at_closing_time_is_breached_without_overrun() -> None:
    story = told(("2026-03-02 13:00", opened()), ("2026-03-02 19:00", RESOLVED))
    clock = clock_of(story, promise(hours(4)), "2026-03-05 09:00")
    assert clock.verdict is Verdict.BREACHED
    assert clock.breached_at == at("2026-03-02 17:00")
    assert clock.elapsed == hours(4)
    assert clock.overrun == hours(0)


def test_due_at_the_next_opening_leaves_the_evening() -> None:
    story = told(("2026-03-02 13:00", opened()), ("2026-03-02 19:00", RESOLVED))
    clock = clock_of(story, promise(hours(4), end_of_business=EndOfBusiness.NEXT_OPENING), "2026-03-05 09:00")
    assert clock.verdict is Verdict.MET
    assert clock.due_at == at("2026-03-03 09:00")


def test_an_open_clock_is_breached_from_its_due_instant_on() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert clock_of(story, promise(hours(4)), "2026-03-02 12:59").breached_at is None
    assert clock_of(story, promise(hours(4)), "2026-03-02 13:00").breached_at == at("2026-03-02 13:00")


def test_a_breached_clock_goes_on_until_it_is_stopped() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 16:00", RESOLVED))
    running = clock_of(story, promise(hours(4)), "2026-03-02 15:00")
    assert (running.state, running.verdict) == (ClockState.RUNNING, Verdict.BREACHED)
    assert running.overrun == hours(2)
    stopped = clock_of(story, promise(hours(4)), "2026-03-02 17:00")
    assert (stopped.state, stopped.verdict) == (ClockState.STOPPED, Verdict.BREACHED)
    assert stopped.overrun == hours(3)


def test_a_target_of_zero_is_due_at_once() -> None:
    clock = clock_of(told(("2026-03-01 12:00", opened())), promise(hours(0)), "2026-03-01 12:00")
    assert clock.due_at == clock.breached_at == at("2026-03-01 12:00")
    assert clock.percent == 100.0


def test_a_ticket_entered_when_it_is_done_meets_every_target() -> None:
    story = told(("2026-03-02 09:00", opened(Status.RESOLVED)))
    for clock in evaluate(story, promise(hours(4), response=hours(0)), at("2026-03-03 09:00")):
        assert clock.verdict is Verdict.MET
        assert clock.started_at == clock.stopped_at == at("2026-03-02 09:00")
        assert clock.segments == ()


def test_the_first_public_reply_of_an_agent_stops_the_first_response() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:10", PublicReply(Author.AUTOMATIC)),
        ("2026-03-02 09:20", PublicReply(Author.REQUESTER)),
        ("2026-03-02 09:30", InternalNote()),
        ("2026-03-02 09:40", PublicReply(Author.AGENT)),
        ("2026-03-02 09:50", PublicReply(Author.AGENT)),
    )
    clock = clock_of(story, promise(hours(4), response=hours(1)), "2026-03-02 10:00", Metric.FIRST_RESPONSE)
    assert clock.verdict is Verdict.MET
    assert clock.stopped_at == at("2026-03-02 09:40")


def test_a_reply_does_not_stop_the_resolution() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:40", PublicReply(Author.AGENT)))
    assert clock_of(story, promise(hours(4)), "2026-03-02 10:00").state is ClockState.RUNNING


@pytest.mark.parametrize("done", [Status.RESOLVED, Status.CLOSED])
def test_done_stops_every_metric(done: Status) -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:30", StatusChanged(done)))
    clocks = evaluate(story, promise(hours(4), response=hours(1)), at("2026-03-02 12:00"))
    assert [(c.metric, c.verdict, c.stopped_at) for c in clocks] == [
        (Metric.FIRST_RESPONSE, Verdict.MET, at("2026-03-02 09:30")),
        (Metric.RESOLUTION, Verdict.MET, at("2026-03-02 09:30")),
    ]


def test_closed_a_day_after_resolved_changes_nothing() -> None:
    resolved = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:30", RESOLVED))
    closed = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", RESOLVED),
        ("2026-03-03 09:30", StatusChanged(Status.CLOSED)),
    )
    terms = promise(hours(4))
    assert clock_of(closed, terms, "2026-03-04 09:00") == clock_of(resolved, terms, "2026-03-04 09:00")


@pytest.mark.parametrize("end", [StatusChanged(Status.CANCELLED), Merged("4712"), Deleted()])
def test_a_ticket_cancelled_merged_or_deleted_cancels_its_clock(
    end: StatusChanged | Merged | Deleted,
) -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 11:00", end))
    clock = clock_of(story, promise(hours(4)), "2026-03-02 16:00")
    assert (clock.state, clock.verdict) == (ClockState.CANCELLED, Verdict.CANCELLED)
    assert clock.stopped_at == at("2026-03-02 11:00")
    assert clock.elapsed == hours(2)
    assert clock.due_at is None
    assert clock.next_instant is None


@pytest.mark.parametrize("end", [StatusChanged(Status.CANCELLED), Merged("4712"), Deleted()])
def test_a_breach_stands_whatever_becomes_of_the_ticket(end: StatusChanged | Merged | Deleted) -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 15:00", end))
    clock = clock_of(story, promise(hours(4)), "2026-03-02 16:00")
    assert (clock.state, clock.verdict) == (ClockState.CANCELLED, Verdict.BREACHED)
    assert clock.breached_at == clock.due_at == at("2026-03-02 13:00")


def test_what_follows_a_merge_belongs_to_the_survivor() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", Merged("4712")),
        ("2026-03-02 12:00", StatusChanged(Status.OPEN)),
    )
    assert clock_of(story, promise(hours(4)), "2026-03-02 16:00").stopped_at == at("2026-03-02 11:00")


def test_a_ticket_that_the_desk_knows_again_goes_on() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", Deleted()),
        ("2026-03-02 12:00", StatusChanged(Status.OPEN)),
    )
    clock = clock_of(story, promise(hours(4)), "2026-03-02 12:30")
    assert clock.state is ClockState.RUNNING
    assert clock.due_at == at("2026-03-02 14:00")


def test_a_merged_ticket_that_was_resolved_before_has_met_its_target() -> None:
    story = told(
        ("2026-03-02 09:00", opened()), ("2026-03-02 10:00", RESOLVED), ("2026-03-02 11:00", Merged("4712"))
    )
    clock = clock_of(story, promise(hours(4)), "2026-03-02 16:00")
    assert (clock.state, clock.verdict) == (ClockState.STOPPED, Verdict.MET)


def test_facts_after_the_instant_are_not_known_yet() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", RESOLVED))
    clock = clock_of(story, promise(hours(4)), "2026-03-02 09:59")
    assert clock.state is ClockState.RUNNING


def test_a_fact_delivered_twice_counts_once() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-02 12:00", StatusChanged(Status.OPEN)),
    )
    terms = promise(hours(4))
    twice = clock_of([*story, *story], terms, "2026-03-02 13:00")
    assert twice == clock_of(story, terms, "2026-03-02 13:00")


def test_without_an_opening_nothing_is_measured() -> None:
    story = told(("2026-03-02 09:00", StatusChanged(Status.OPEN)))
    found = evaluate_ticket(story, promise(hours(4)), at("2026-03-02 10:00"))
    assert found.clocks == ()
    assert found.coverage.status is CoverageStatus.NO_CUSTOMER


def test_segments_say_what_happened_to_every_minute_and_whose_it_was() -> None:
    story = told(
        ("2026-03-02 15:00", opened()),
        ("2026-03-02 16:00", Assigned("service desk")),
        ("2026-03-03 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-03 11:00", StatusChanged(Status.OPEN)),
        ("2026-03-03 12:00", Assigned("Chiang Mai Networks", supplier=True)),
        ("2026-03-03 13:00", RESOLVED),
    )
    clock = clock_of(story, promise(hours(16)), "2026-03-04 09:00")
    desk = Party(PartyKind.TEAM, "service desk")
    supplier = Party(PartyKind.SUPPLIER, "Chiang Mai Networks")
    running, closed = SegmentKind.RUNNING, SegmentKind.OUT_OF_HOURS
    assert [(s.start, s.end, s.kind, s.party, s.cause) for s in clock.segments] == [
        (at("2026-03-02 15:00"), at("2026-03-02 16:00"), running, NOBODY, "1"),
        (at("2026-03-02 16:00"), at("2026-03-02 17:00"), running, desk, "2"),
        (at("2026-03-02 17:00"), at("2026-03-03 09:00"), closed, desk, None),
        (at("2026-03-03 09:00"), at("2026-03-03 10:00"), running, desk, "2"),
        (at("2026-03-03 10:00"), at("2026-03-03 11:00"), SegmentKind.PAUSED, CUSTOMER, "3"),
        (at("2026-03-03 11:00"), at("2026-03-03 12:00"), running, desk, "4"),
        (at("2026-03-03 12:00"), at("2026-03-03 13:00"), running, supplier, "5"),
    ]
    assert clock.segments[4].reason is SegmentReason.PENDING_CUSTOMER


def test_a_customer_whom_the_directory_learns_of_later_was_covered_all_along() -> None:
    story = told(("2026-03-02 09:00", opened(customer="crm:hospital")))
    known = promise(hours(4))
    unknown = type(known)(known.agreements, known.contracts, known.calendars)
    assert evaluate(story, unknown, at("2026-03-02 10:00")) == ()
    assert clock_of(story, known, "2026-03-02 12:00").started_at == at("2026-03-02 09:00")


def test_the_latest_safe_start_leaves_the_expected_effort() -> None:
    story = told(("2026-03-02 09:00", opened()))
    terms = promise(hours(10), expected_effort=hours(3))
    clock = clock_of(story, terms, "2026-03-02 15:59")
    assert clock.due_at == at("2026-03-03 11:00")
    assert clock.latest_safe_start == at("2026-03-02 16:00")
    assert clock.verdict is Verdict.ON_TRACK
    assert clock_of(story, terms, "2026-03-02 16:00").verdict is Verdict.AT_RISK


def test_a_clock_is_at_risk_when_a_quarter_of_its_time_is_left() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert clock_of(story, promise(hours(4)), "2026-03-02 11:59").verdict is Verdict.ON_TRACK
    at_risk = clock_of(story, promise(hours(4)), "2026-03-02 12:00")
    assert at_risk.verdict is Verdict.AT_RISK
    assert at_risk.at_risk_at == at("2026-03-02 12:00")
