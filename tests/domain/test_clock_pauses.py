"""What a pause gives back, and what it does not."""

from datetime import timedelta

from sla_plugin.domain.facts import Assigned, Author, PublicReply, Status, StatusChanged
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.segments import SegmentKind
from sla_plugin.domain.terms import EndOfBusiness, Equality, PauseArithmetic, PauseRule, Terms
from sla_plugin.domain.verdicts import ClockState, Verdict
from sla_plugin.domain.working_time import between
from tests.support.stories import (
    OFFICE,
    OFFICE_RULE,
    at,
    clock_of,
    contract,
    history,
    hours,
    office_hours,
    opened,
    promise,
    promised,
    targets,
    told,
    version,
    within,
)

WAITING = StatusChanged(Status.PENDING_CUSTOMER)
WORKING = StatusChanged(Status.OPEN)
RESOLVED = StatusChanged(Status.RESOLVED)
EVERY_METRIC = PauseRule(metrics=frozenset(Metric))
WALL_CLOCK = PauseRule(arithmetic=PauseArithmetic.WALL_CLOCK)


def test_a_pause_in_open_hours_moves_the_deadline_by_its_length() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", WAITING), ("2026-03-02 12:00", WORKING))
    clock = clock_of(story, promise(hours(4)), "2026-03-02 12:30")
    assert clock.due_at == at("2026-03-02 15:00")
    assert clock.elapsed == hours(1.5)


def test_a_pause_over_the_weekend_costs_nothing() -> None:
    story = told(("2026-03-06 16:00", opened()), ("2026-03-06 17:00", WAITING), ("2026-03-09 09:00", WORKING))
    clock = clock_of(story, promise(hours(4)), "2026-03-09 09:30")
    assert clock.due_at == at("2026-03-09 12:00")
    assert clock.allowance == hours(0)


def test_a_paused_clock_has_no_due_instant_but_says_when_it_would_be_due() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", WAITING))
    clock = clock_of(story, promise(hours(4)), "2026-03-03 11:00")
    assert clock.state is ClockState.PAUSED
    assert clock.due_at is None
    assert clock.projected_due_at == at("2026-03-03 14:00")
    assert clock.elapsed == hours(1)
    assert clock.remaining == hours(3)
    assert not clock.out_of_hours


def test_a_supplier_s_delay_is_ours() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 10:00", StatusChanged(Status.PENDING_SUPPLIER)),
        ("2026-03-02 12:00", WORKING),
    )
    clock = clock_of(story, promise(hours(4)), "2026-03-02 12:30")
    assert clock.due_at == at("2026-03-02 13:00")
    assert clock.elapsed == hours(3.5)


def test_the_agreement_names_the_statuses_that_pause() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", StatusChanged(Status.PENDING_CHANGE)))
    rule = PauseRule(statuses=frozenset({Status.PENDING_CHANGE}))
    clock = clock_of(story, promise(hours(4), pause=rule), "2026-03-02 11:00")
    assert clock.state is ClockState.PAUSED


def test_a_first_response_is_never_paused_unless_the_agreement_says_so() -> None:
    story = told(("2026-03-02 09:00", opened(Status.PENDING_CUSTOMER)))
    running = clock_of(story, promise(response=hours(1)), "2026-03-02 09:30", Metric.FIRST_RESPONSE)
    paused = clock_of(
        story, promise(response=hours(1), pause=EVERY_METRIC), "2026-03-02 09:30", Metric.FIRST_RESPONSE
    )
    assert running.state is ClockState.RUNNING
    assert paused.state is ClockState.PAUSED


def test_a_ticket_opened_in_a_paused_status_starts_paused() -> None:
    story = told(("2026-03-02 09:00", opened(Status.ON_HOLD)), ("2026-03-02 11:00", WORKING))
    clock = clock_of(story, promise(hours(2)), "2026-03-02 12:00")
    assert clock.started_at == at("2026-03-02 09:00")
    assert clock.due_at == at("2026-03-02 13:00")


def test_a_pause_exactly_at_due_is_no_breach_and_due_becomes_the_resuming() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", WAITING), ("2026-03-02 15:00", WORKING))
    paused = clock_of(story, promise(hours(4)), "2026-03-02 14:00")
    assert paused.breached_at is None
    assert paused.remaining == hours(0)
    resumed = clock_of(story, promise(hours(4)), "2026-03-02 15:30")
    assert resumed.due_at == at("2026-03-02 15:00")
    assert resumed.breached_at == at("2026-03-02 15:00")


def test_a_pause_exactly_at_due_is_a_breach_where_equality_is_one() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", WAITING))
    clock = clock_of(story, promise(hours(4), equality=Equality.BREACHED), "2026-03-02 14:00")
    assert clock.breached_at == at("2026-03-02 13:00")


def test_a_pause_after_closing_time_comes_too_late_for_what_was_due_at_closing_time() -> None:
    story = told(("2026-03-02 13:00", opened()), ("2026-03-02 18:00", WAITING))
    clock = clock_of(story, promise(hours(4)), "2026-03-03 10:00")
    assert clock.breached_at == at("2026-03-02 17:00")


def test_a_pause_before_the_next_opening_saves_what_is_due_then() -> None:
    story = told(("2026-03-02 13:00", opened()), ("2026-03-02 18:00", WAITING))
    terms = promise(hours(4), end_of_business=EndOfBusiness.NEXT_OPENING)
    clock = clock_of(story, terms, "2026-03-03 10:00")
    assert clock.breached_at is None


def test_a_handover_out_of_hours_leaves_the_next_opening_as_the_due_instant() -> None:
    story = told(("2026-03-02 13:00", opened()), ("2026-03-02 18:00", Assigned("night shift")))
    terms = promise(hours(4), end_of_business=EndOfBusiness.NEXT_OPENING)
    clock = clock_of(story, terms, "2026-03-02 20:00")
    assert clock.due_at == at("2026-03-03 09:00")
    assert clock.verdict is Verdict.AT_RISK


def test_a_wall_clock_pause_out_of_hours_gives_its_whole_length() -> None:
    story = told(("2026-03-02 07:00", opened()), ("2026-03-02 07:15", WAITING), ("2026-03-02 08:00", WORKING))
    clock = clock_of(story, promise(hours(4), pause=WALL_CLOCK), "2026-03-02 08:30")
    assert clock.allowance == hours(0.75)
    assert clock.due_at == at("2026-03-02 13:45")


def test_a_wall_clock_pause_in_open_hours_gives_no_more_than_its_length() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", WAITING), ("2026-03-02 11:00", WORKING))
    clock = clock_of(story, promise(hours(4), pause=WALL_CLOCK), "2026-03-02 12:00")
    assert clock.due_at == at("2026-03-02 14:00")
    assert clock.elapsed == hours(2)
    assert clock.counted == hours(3)
    assert clock.allowance == hours(1)
    assert clock.remaining == hours(2)


def test_a_wall_clock_pause_over_night_gives_the_night_as_working_time() -> None:
    story = told(("2026-03-02 15:00", opened()), ("2026-03-02 16:00", WAITING), ("2026-03-03 10:00", WORKING))
    clock = clock_of(story, promise(hours(4), pause=WALL_CLOCK), "2026-03-03 11:00")
    assert clock.allowance == hours(18)
    assert clock.due_at == at("2026-03-05 13:00")


def test_a_pause_after_the_breach_gives_nothing_back() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 15:00", WAITING), ("2026-03-03 10:00", WORKING))
    for rule in (PauseRule(), WALL_CLOCK):
        clock = clock_of(story, promise(hours(4), pause=rule), "2026-03-03 11:00")
        assert clock.breached_at == at("2026-03-02 13:00")
        assert clock.due_at == at("2026-03-02 13:00")
        assert clock.overrun == hours(3)


def test_resolved_out_of_a_pause_is_measured_as_if_resumed_then() -> None:
    story = told(
        ("2026-03-02 09:00", opened()), ("2026-03-02 10:00", WAITING), ("2026-03-02 16:00", RESOLVED)
    )
    clock = clock_of(story, promise(hours(2)), "2026-03-02 18:00")
    assert clock.verdict is Verdict.MET
    assert clock.due_at == at("2026-03-02 17:00")
    assert clock.elapsed == hours(1)


def test_a_reply_ends_a_paused_first_response() -> None:
    story = told(
        ("2026-03-02 09:00", opened(Status.ON_HOLD)), ("2026-03-02 15:00", PublicReply(Author.AGENT))
    )
    commitments = promise(response=hours(1), pause=EVERY_METRIC)
    clock = clock_of(story, commitments, "2026-03-02 18:00", Metric.FIRST_RESPONSE)
    assert clock.verdict is Verdict.MET
    assert [s.kind for s in clock.segments] == [SegmentKind.PAUSED]


def test_a_hold_over_a_holiday_and_a_weekend_costs_its_open_time_only() -> None:
    """Frappe Helpdesk's own story: ten minutes on Thursday, none on the holiday, two and a half hours on
    Monday."""
    calendar = history((None, office_hours(holidays={"2026-03-06": "Makha Bucha"})))
    commitments = promised(
        version(Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE), under=contract()),
        calendars={OFFICE: calendar},
    )
    story = told(("2026-03-05 16:30", opened()), ("2026-03-05 16:50", WAITING), ("2026-03-09 11:30", WORKING))
    clock = clock_of(story, commitments, "2026-03-09 12:00")
    (pause,) = [segment for segment in clock.segments if segment.kind is SegmentKind.PAUSED]
    assert between(calendar, pause.start, pause.end) == timedelta(minutes=160)
    assert clock.elapsed == timedelta(minutes=50)
    assert clock.due_at == at("2026-03-09 15:10")
