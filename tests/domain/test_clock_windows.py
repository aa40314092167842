"""Time that was agreed not to count stops the clocks in its scope, if it was announced before it began."""

from dataclasses import replace
from datetime import timedelta

from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.booking import booked
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import Fact, FieldChanged, Status, StatusChanged, TicketField
from sla_plugin.domain.periods import Period
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.targets import WorkingDays
from sla_plugin.domain.terms import ANY_PRIORITY
from tests.support.books import ticket_id
from tests.support.stories import CITY, CLINICAL, WARD, at, clock_of, hours, opened, promise, told

TICKET = ticket_id("T-1")
OPENED = told(("2026-03-02 09:00", opened(service="workplace", site="crm:ward", priority="P2")))


def window(
    since: str = "2026-03-02 12:00",
    until: str = "2026-03-02 14:00",
    announced: str = "2026-02-20 10:00",
    scope: Scope | None = None,
) -> ExclusionWindow:
    return ExclusionWindow(Period(at(since), at(until)), "New switches", at(announced), scope or Scope())


def with_windows(*windows: ExclusionWindow) -> Commitments:
    return replace(promise(hours(4)), windows=windows)


def test_a_window_moves_what_is_due_by_the_open_time_in_it() -> None:
    assert clock_of(OPENED, with_windows(), "2026-03-02 09:30").due_at == at("2026-03-02 13:00")
    assert clock_of(OPENED, with_windows(window()), "2026-03-02 09:30").due_at == at("2026-03-02 15:00")


def test_its_segment_says_why_nothing_ran() -> None:
    clock = clock_of(OPENED, with_windows(window()), "2026-03-02 18:00")
    assert clock.breached_at == at("2026-03-02 15:00")
    agreed = [s for s in clock.segments if s.reason is SegmentReason.EXCLUSION_WINDOW]
    assert [(s.start, s.end, s.kind) for s in agreed] == [
        (at("2026-03-02 12:00"), at("2026-03-02 14:00"), SegmentKind.OUT_OF_HOURS)
    ]
    assert clock.elapsed == hours(6)
    assert clock_of(OPENED, with_windows(window()), "2026-03-02 13:00").out_of_hours


def test_a_window_over_closing_time_is_told_apart_from_the_closed_hours() -> None:
    over_night = window("2026-03-02 16:00", "2026-03-02 20:00")
    clock = clock_of(OPENED, with_windows(over_night), "2026-03-03 09:00")
    closed = [(s.start, s.reason) for s in clock.segments if s.kind is SegmentKind.OUT_OF_HOURS]
    assert closed == [
        (at("2026-03-02 16:00"), SegmentReason.EXCLUSION_WINDOW),
        (at("2026-03-02 20:00"), SegmentReason.CALENDAR_CLOSED),
    ]


def test_a_window_that_was_announced_as_it_began_closes_nothing() -> None:
    late = window(announced="2026-03-02 12:00")
    assert clock_of(OPENED, with_windows(late), "2026-03-02 12:30").due_at == at("2026-03-02 13:00")


def test_a_window_is_known_from_its_announcement_on() -> None:
    commitments = with_windows(window(announced="2026-03-02 11:00"))
    assert clock_of(OPENED, commitments, "2026-03-02 10:59").due_at == at("2026-03-02 13:00")
    assert clock_of(OPENED, commitments, "2026-03-02 11:00").due_at == at("2026-03-02 15:00")


def test_a_window_is_for_the_tickets_in_its_scope() -> None:
    of_the_city = with_windows(window(scope=Scope(site=CITY)))
    assert clock_of(OPENED, of_the_city, "2026-03-02 09:30").due_at == at("2026-03-02 15:00")
    of_the_ward = with_windows(window(scope=Scope(site=WARD, service=CLINICAL)))
    assert clock_of(OPENED, of_the_ward, "2026-03-02 09:30").due_at == at("2026-03-02 13:00")


def test_a_ticket_that_comes_into_the_scope_is_measured_with_the_window_from_then_on() -> None:
    story = told(
        ("2026-03-02 09:00", opened(priority="P2")),
        ("2026-03-02 13:00", FieldChanged(TicketField.PRIORITY, "P1")),
    )
    commitments = with_windows(window(scope=Scope(priority="P1")))
    clock = clock_of(story, commitments, "2026-03-02 14:30")
    # Four hours of the morning had run when the priority was raised, and none of the first hour was excluded.
    assert clock.breached_at == at("2026-03-02 13:00")
    assert [change.kind for change in clock.explanation.changes] == [ChangeKind.HANDED_OVER]
    assert clock.elapsed == timedelta(hours=4, minutes=30)


def test_a_target_in_working_days_ends_later_by_the_day_that_the_window_closes() -> None:
    days = promise(targets={"RESOLUTION": {ANY_PRIORITY: WorkingDays(2)}})
    tuesday = window("2026-03-03 00:00", "2026-03-04 00:00")
    assert clock_of(OPENED, days, "2026-03-02 10:00").due_at == at("2026-03-04 09:00")
    closed = replace(days, windows=(tuesday,))
    assert clock_of(OPENED, closed, "2026-03-02 10:00").due_at == at("2026-03-05 09:00")


def books(story: list[Fact], commitments: Commitments, as_of: str) -> list[Counted]:
    evaluation = evaluate_ticket(story, commitments, at(as_of), TICKET)
    return list(booked(TICKET, story, evaluation, commitments, at(as_of)))


LATE = replace(window(announced="2026-03-02 17:00"), approver="Nok", approved_at=at("2026-03-02 17:00"))
RESOLVED_AT_THREE = told(
    ("2026-03-02 09:00", opened(priority="P2")), ("2026-03-02 15:00", StatusChanged(Status.RESOLVED))
)


def test_a_late_window_excuses_the_breach_that_it_would_have_prevented() -> None:
    [one] = books(RESOLVED_AT_THREE, with_windows(LATE), "2026-03-02 18:00")
    assert (one.result, one.excluded_for) == (Result.EXCLUDED, ExclusionReason.EXCLUSION_WINDOW)
    [before] = books(RESOLVED_AT_THREE, with_windows(LATE), "2026-03-02 16:59")
    assert (before.result, before.at) == (Result.BREACHED, at("2026-03-02 13:00"))


def test_a_late_window_excuses_no_breach_that_it_would_not_have_prevented() -> None:
    unsolved = books(OPENED, with_windows(LATE), "2026-03-02 18:00")
    assert [one.result for one in unsolved] == [Result.BREACHED]


def test_a_late_window_that_nobody_approved_excuses_nothing() -> None:
    unapproved = replace(LATE, approver=None, approved_at=None)
    [one] = books(RESOLVED_AT_THREE, with_windows(unapproved), "2026-03-02 18:00")
    assert one.result is Result.BREACHED
