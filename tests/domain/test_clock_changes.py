"""What happens to an open clock when what is promised changes under it."""

from sla_plugin.domain.agreements import Level, Scope
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import FieldChanged, Status, StatusChanged, TicketField
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.provenance import Attribute, LossReason
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Equality, OnAmendment, OnChange, Terms
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import (
    ALWAYS,
    DAIRY,
    OFFICE,
    OFFICE_RULE,
    WARD,
    around_the_clock,
    at,
    clock_of,
    contract,
    history,
    hours,
    office_hours,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)


def priority(value: str | None) -> FieldChanged:
    return FieldChanged(TicketField.PRIORITY, value)


BY_PRIORITY = targets({"P1": within(hours(4)), "P3": within(hours(16))})
P1_ALWAYS = CalendarRule(OFFICE, {"P1": ALWAYS})


def terms(on_change: OnChange | None = None, calendar: CalendarRule = OFFICE_RULE) -> Terms:
    return Terms(targets=BY_PRIORITY, calendar=calendar, on_change=on_change)


def test_a_raised_priority_keeps_what_has_elapsed() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P3")), ("2026-03-02 11:00", priority("P1")))
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 12:00")
    assert clock.target == hours(4)
    assert clock.elapsed == hours(3)
    assert clock.due_at == at("2026-03-02 13:00")


def test_time_before_a_change_stays_measured_by_the_calendar_then_in_force() -> None:
    story = told(("2026-03-02 15:00", opened(priority="P3")), ("2026-03-02 20:00", priority("P1")))
    commitments = promised(version(terms(calendar=P1_ALWAYS), under=contract()))
    clock = clock_of(story, commitments, "2026-03-02 21:00")
    assert clock.elapsed == hours(3)
    assert clock.due_at == at("2026-03-02 22:00")
    assert [(s.kind, s.length) for s in clock.segments] == [
        (SegmentKind.RUNNING, hours(2)),
        (SegmentKind.OUT_OF_HOURS, hours(3)),
        (SegmentKind.RUNNING, hours(1)),
    ]


def test_a_new_target_that_is_used_up_already_is_breached_at_the_change() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P3")), ("2026-03-02 15:00", priority("P1")))
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 15:00")
    assert clock.breached_at == at("2026-03-02 15:00")
    assert clock.due_at == at("2026-03-02 13:00")
    assert clock.overrun == hours(2)


def test_a_change_exactly_when_due_comes_in_time() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P1")), ("2026-03-02 13:00", priority("P3")))
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 14:00")
    assert clock.breached_at is None
    assert clock.due_at == at("2026-03-03 17:00")


def test_a_lowered_priority_does_not_take_a_breach_away() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P1")), ("2026-03-02 14:00", priority("P3")))
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 15:00")
    assert clock.breached_at == at("2026-03-02 13:00")
    assert clock.verdict is Verdict.BREACHED
    assert clock.due_at == at("2026-03-03 17:00")
    assert clock.overrun == hours(0)


def test_from_change_counts_from_the_change_on() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P3")), ("2026-03-02 15:00", priority("P1")))
    commitments = promised(version(terms(OnChange.FROM_CHANGE), under=contract()))
    clock = clock_of(story, commitments, "2026-03-02 16:00")
    assert clock.elapsed == hours(7)
    assert clock.counted == hours(1)
    assert clock.remaining == hours(3)
    assert clock.due_at == at("2026-03-03 11:00")


def test_from_change_counts_on_when_neither_target_nor_calendar_changed() -> None:
    story = told(
        ("2026-03-02 09:00", opened(priority="P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.SITE, "crm:ward")),
    )
    commitments = promised(version(terms(OnChange.FROM_CHANGE), under=contract()))
    assert clock_of(story, commitments, "2026-03-02 12:00").due_at == at("2026-03-02 13:00")


def test_retroactive_measures_again_from_the_start_by_the_new_calendar() -> None:
    story = told(("2026-03-02 15:00", opened(priority="P3")), ("2026-03-02 18:00", priority("P1")))
    commitments = promised(version(terms(OnChange.RETROACTIVE, P1_ALWAYS), under=contract()))
    clock = clock_of(story, commitments, "2026-03-02 18:30")
    assert clock.elapsed == hours(3.5)
    assert clock.due_at == at("2026-03-02 19:00")
    assert [s.kind for s in clock.segments] == [SegmentKind.RUNNING]


def test_retroactive_is_breached_at_the_change_at_the_earliest() -> None:
    story = told(("2026-03-02 15:00", opened(priority="P3")), ("2026-03-02 20:00", priority("P1")))
    commitments = promised(version(terms(OnChange.RETROACTIVE, P1_ALWAYS), under=contract()))
    clock = clock_of(story, commitments, "2026-03-02 21:00")
    assert clock.due_at == at("2026-03-02 19:00")
    assert clock.breached_at == at("2026-03-02 20:00")


def test_retroactive_keeps_old_pauses() -> None:
    story = told(
        ("2026-03-02 09:00", opened(Status.ON_HOLD, priority="P3")),
        ("2026-03-02 10:00", StatusChanged(Status.OPEN)),
        ("2026-03-02 11:00", priority("P1")),
    )
    commitments = promised(version(terms(OnChange.RETROACTIVE), under=contract()))
    assert clock_of(story, commitments, "2026-03-02 12:00").due_at == at("2026-03-02 14:00")


def test_a_priority_without_a_target_cancels_the_clock() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P1")), ("2026-03-02 10:00", priority("P4")))
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 16:00")
    assert (clock.state, clock.verdict) == (ClockState.CANCELLED, Verdict.CANCELLED)
    assert clock.due_at is None
    assert clock.stopped_at == at("2026-03-02 10:00")
    assert clock.segments[-1].end == at("2026-03-02 10:00")


def test_a_clock_that_is_promised_again_goes_on_without_the_time_between() -> None:
    story = told(
        ("2026-03-02 09:00", opened(priority="P1")),
        ("2026-03-02 10:00", priority("P4")),
        ("2026-03-02 12:00", priority("P1")),
    )
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 12:30")
    assert clock.state is ClockState.RUNNING
    assert clock.elapsed == hours(1.5)
    assert clock.due_at == at("2026-03-02 15:00")
    assert [(s.kind, s.reason, s.length) for s in clock.segments][1] == (
        SegmentKind.PAUSED,
        SegmentReason.NO_COMMITMENT,
        hours(2),
    )


def test_a_ticket_that_is_filed_under_a_customer_later_is_measured_from_then_on() -> None:
    story = told(
        ("2026-03-02 09:00", opened(customer=None, priority="P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.CUSTOMER, "crm:hospital")),
    )
    clock = clock_of(story, promised(version(terms(), under=contract())), "2026-03-02 12:00")
    assert clock.started_at == at("2026-03-02 11:00")
    assert clock.due_at == at("2026-03-02 15:00")


def test_a_ticket_moved_to_another_customer_is_handed_over() -> None:
    of_dairy = contract("C-2", DAIRY)
    commitments = promised(
        version(terms(), under=contract()),
        version(Terms(targets=targets(within(hours(6))), calendar=OFFICE_RULE), "dairy", under=of_dairy),
        contracts=(contract(), of_dairy),
    )
    story = told(
        ("2026-03-02 09:00", opened(priority="P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.CUSTOMER, "crm:dairy")),
    )
    clock = clock_of(story, commitments, "2026-03-02 12:00")
    assert clock.contract == of_dairy
    assert clock.due_at == at("2026-03-02 15:00")
    (change,) = clock.explanation.changes
    assert (change.at, change.kind, change.cause) == (at("2026-03-02 11:00"), ChangeKind.HANDED_OVER, "2")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.contract.number, change.before.target) == ("C-1", hours(4))
    assert (change.after.contract.number, change.after.target) == ("C-2", hours(6))


def amended(on_amendment: OnAmendment | None) -> tuple[Terms, Terms]:
    return (
        Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE, on_amendment=on_amendment),
        Terms(targets=targets(within(hours(2))), calendar=OFFICE_RULE, on_amendment=on_amendment),
    )


def test_an_open_clock_keeps_the_agreement_version_it_started_under() -> None:
    old, new = amended(None)
    noon = at("2026-03-02 12:00")
    commitments = promised(
        version(old, under=contract(), until=noon), version(new, number=2, under=contract(), since=noon)
    )
    story = told(("2026-03-02 11:00", opened()), ("2026-03-02 13:00", priority("P2")))
    clock = clock_of(story, commitments, "2026-03-02 14:00")
    assert clock.commitment.winner.number == 1
    assert clock.due_at == at("2026-03-02 15:00")
    assert clock.next_instant == at("2026-03-02 15:00")
    late = told(("2026-03-02 12:00", opened()))
    assert clock_of(late, commitments, "2026-03-02 13:00").commitment.winner.number == 2


def test_a_retargeted_clock_follows_the_amendment_from_its_instant_on() -> None:
    old, new = amended(OnAmendment.RETARGET)
    noon = at("2026-03-02 12:00")
    commitments = promised(
        version(old, under=contract(), until=noon), version(new, number=2, under=contract(), since=noon)
    )
    story = told(("2026-03-02 11:00", opened()))
    assert clock_of(story, commitments, "2026-03-02 11:30").next_instant == noon
    clock = clock_of(story, commitments, "2026-03-02 12:00")
    assert clock.due_at == at("2026-03-02 13:00")
    (change,) = clock.explanation.changes
    assert (change.at, change.kind, change.cause) == (noon, ChangeKind.AMENDED, None)


def test_whether_an_amendment_reaches_open_clocks_is_said_by_the_agreement_whose_target_won() -> None:
    old, new = amended(None)
    noon = at("2026-03-02 12:00")
    commitments = promised(
        version(old, under=contract(), until=noon),
        version(new, number=2, under=contract(), since=noon),
        version(
            Terms(on_amendment=OnAmendment.RETARGET), "more specific", level=Level.SERVICE, under=contract()
        ),
    )
    clock = clock_of(told(("2026-03-02 11:00", opened())), commitments, "2026-03-02 12:30")
    assert clock.commitment.winner.number == 1
    assert clock.commitment.on_amendment is OnAmendment.GRANDFATHER
    losers = clock.commitment.choice(Attribute.ON_AMENDMENT).losers
    assert ("more specific", LossReason.TARGET_DECIDES) in [
        (lost.version.agreement.code, lost.because) for lost in losers
    ]


def test_a_clock_that_is_promised_again_still_holds_on_to_the_version_it_started_under() -> None:
    old, new = (
        Terms(targets=targets({"P1": within(hours(count))}), calendar=OFFICE_RULE) for count in (4, 2)
    )
    noon = at("2026-03-02 12:00")
    commitments = promised(
        version(old, under=contract(), until=noon), version(new, number=2, under=contract(), since=noon)
    )
    story = told(
        ("2026-03-02 11:00", opened(priority="P1")),
        ("2026-03-02 13:00", priority("P9")),
        ("2026-03-02 14:00", priority("P1")),
    )
    clock = clock_of(story, commitments, "2026-03-02 15:00")
    assert clock.commitment.winner.number == 1
    assert clock.due_at == at("2026-03-02 16:00")


def test_where_no_pinned_version_fits_any_more_those_in_force_now_do() -> None:
    of_dairy = contract("C-2", DAIRY, since=at("2026-03-02 10:00"))
    commitments = promised(
        version(terms(), under=contract()),
        version(Terms(targets=targets(within(hours(6))), calendar=OFFICE_RULE), "dairy", under=of_dairy),
        contracts=(contract(), of_dairy),
    )
    story = told(
        ("2026-03-02 09:00", opened(priority="P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.CUSTOMER, "crm:dairy")),
    )
    assert clock_of(story, commitments, "2026-03-02 12:00").target == hours(6)


def test_a_holiday_declared_while_a_clock_is_open_moves_it_and_is_told() -> None:
    declared = at("2026-03-02 12:00")
    calendar = history(
        (None, office_hours()), (declared, office_hours(holidays={"2026-03-03": "Makha Bucha"}))
    )
    commitments = promised(
        version(Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE), under=contract()),
        calendars={OFFICE: calendar},
    )
    clock = clock_of(told(("2026-03-02 13:00", opened())), commitments, "2026-03-02 14:00")
    assert clock.due_at == at("2026-03-04 13:00")
    assert clock.explanation.changes == ()
    before = clock_of(told(("2026-03-02 11:00", opened())), commitments, "2026-03-02 14:00")
    assert before.due_at == at("2026-03-04 11:00")
    (change,) = before.explanation.changes
    assert (change.at, change.kind) == (declared, ChangeKind.CALENDAR_CHANGED)


def test_the_calendar_in_force_at_each_instant_measures_it() -> None:
    switch = at("2026-03-02 20:00")
    calendar = history((None, office_hours()), (switch, around_the_clock()))
    commitments = promised(
        version(Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE), under=contract()),
        calendars={OFFICE: calendar},
    )
    clock = clock_of(told(("2026-03-02 15:00", opened())), commitments, "2026-03-02 22:00")
    assert clock.elapsed == hours(4)
    assert clock.due_at == at("2026-03-03 02:00")


def test_a_field_set_in_the_second_of_the_opening_belongs_to_it() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:00", priority("P1")))
    stated = Terms(
        targets={Metric.RESOLUTION: {**BY_PRIORITY[Metric.RESOLUTION], ANY_PRIORITY: within(hours(20))}}
    )
    commitments = promised(version(Terms(stated.targets, OFFICE_RULE), under=contract()))
    clock = clock_of(story, commitments, "2026-03-02 10:00")
    assert clock.target == hours(4)
    assert clock.explanation.changes == ()


def test_a_change_in_the_second_of_the_opening_loses_no_time_later() -> None:
    stated = terms(OnChange.FROM_CHANGE)
    commitments = promised(
        version(stated, under=contract()),
        version(Terms(equality=Equality.BREACHED), "ward", under=contract(), scope=Scope(site=WARD)),
    )
    story = told(
        ("2026-03-02 09:00", opened(priority="P3")),
        ("2026-03-02 09:00", priority("P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.SITE, "crm:ward")),
    )
    clock = clock_of(story, commitments, "2026-03-02 12:00")
    assert clock.commitment.equality is Equality.BREACHED
    assert clock.elapsed == clock.counted == hours(3)
    assert clock.due_at == at("2026-03-02 13:00")


def test_no_agreement_no_clock() -> None:
    assert evaluate(told(("2026-03-02 09:00", opened())), promised(), at("2026-03-02 10:00")) == ()


def test_a_clock_ends_when_the_ticket_leaves_for_a_priority_that_nobody_promises() -> None:
    """Zammad's own story, "no matching SLA": its due date is cleared. Here the clock stays, cancelled, with
    what had elapsed."""
    promises = Terms(targets=targets(response={"P2": within(hours(1))}), calendar=OFFICE_RULE)
    story = told(("2026-03-02 09:30", opened(priority="P2")), ("2026-03-02 09:45", priority("P4")))
    commitments = promised(version(promises, under=contract()))
    before, after = (
        clock_of(story, commitments, when, Metric.FIRST_RESPONSE)
        for when in ("2026-03-02 09:40", "2026-03-02 12:00")
    )
    assert (before.state, before.due_at) == (ClockState.RUNNING, at("2026-03-02 10:30"))
    assert (after.state, after.verdict, after.due_at) == (ClockState.CANCELLED, Verdict.CANCELLED, None)
    assert after.elapsed == hours(0.25)
