"""What people thought of it, what came back, what waited just before it was due; and the verdict on it."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from sla_plugin.domain.facts import Outcome, Reopened, Status, StatusChanged, What
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.last_stretches import LastStretch, last_stretch, paused_share
from sla_plugin.domain.periods import Month
from sla_plugin.domain.ticket_outcomes import OutcomeFigures, TicketOutcome, outcome_figures, ticket_outcome
from sla_plugin.domain.tickets import fold
from sla_plugin.domain.watermelons import OutcomeMeasure, Shortfall, judge
from tests.support.books import ticket_id
from tests.support.stories import at, clock_of, hours, opened, promise, told

MARCH = Month(2026, 3, "UTC").period
RESOLVED = StatusChanged(Status.RESOLVED)
WAITING = StatusChanged(Status.PENDING_CUSTOMER)
WORKING = StatusChanged(Status.OPEN)
LATER = "2026-05-01 00:00"


def outcome(*happened: tuple[str, What]) -> TicketOutcome:
    found = ticket_outcome(ticket_id("T-1"), fold(told(*happened), at(LATER)))
    assert found is not None
    return found


BACK = outcome(
    ("2026-03-02 09:00", opened()),
    ("2026-03-02 11:00", RESOLVED),
    ("2026-03-02 12:00", Outcome(csat=5)),
    ("2026-03-04 09:00", Reopened()),
    ("2026-04-01 09:00", RESOLVED),
    ("2026-04-01 10:00", Outcome(csat=2)),
    ("2026-04-01 11:00", Outcome(stated="could be better")),
)
DONE = outcome(
    ("2026-03-03 09:00", opened()), ("2026-03-03 11:00", RESOLVED), ("2026-03-09 10:00", Outcome(csat=4))
)


def test_a_ticket_tells_when_it_was_first_resolved_whether_it_came_back_and_its_latest_score() -> None:
    assert (
        TicketOutcome(
            ticket=ticket_id("T-1"),
            opened_at=at("2026-03-02 09:00"),
            resolved_at=at("2026-03-02 11:00"),
            came_back=True,
            csat=2,
            scored_at=at("2026-04-01 10:00"),
        )
        == BACK
    )


def test_a_cancelled_ticket_that_comes_back_was_never_resolved() -> None:
    found = outcome(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", StatusChanged(Status.CANCELLED)),
        ("2026-03-02 12:00", Reopened()),
    )
    assert (found.resolved_at, found.came_back, found.csat) == (None, False, None)


def test_a_ticket_whose_opening_nobody_told_has_no_outcome() -> None:
    assert ticket_outcome(ticket_id("T-1"), fold(told(("2026-03-02 11:00", RESOLVED)), at(LATER))) is None


def test_scores_count_when_they_are_given_and_returns_when_the_ticket_was_first_resolved() -> None:
    assert outcome_figures([BACK, DONE], MARCH, None) == OutcomeFigures(
        csat_mean=Fraction(4), csat_n=1, reopen_rate=Fraction(1, 2), resolved=2, paused_before_due=None
    )
    april = outcome_figures([BACK, DONE], Month(2026, 4, "UTC").period, None)
    assert (april.csat_mean, april.reopen_rate, april.resolved) == (Fraction(2), None, 0)


def test_the_last_stretch_is_the_last_quarter_of_the_target_with_what_waited_in_it() -> None:
    clock = clock_of(
        told(
            ("2026-03-02 09:00", opened()),
            ("2026-03-02 10:00", WAITING),
            ("2026-03-02 10:30", WORKING),
            ("2026-03-02 13:00", WAITING),
            ("2026-03-02 15:00", WORKING),
            ("2026-03-02 15:15", RESOLVED),
        ),
        promise(hours(4)),
        LATER,
    )
    assert last_stretch(clock) == LastStretch(running=timedelta(minutes=45), paused=hours(2))
    assert paused_share([clock]) == Fraction(120, 165)


def test_a_clock_that_was_answered_early_has_no_last_stretch() -> None:
    clock = clock_of(
        told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", RESOLVED)), promise(hours(4)), LATER
    )
    assert last_stretch(clock) == LastStretch()
    assert paused_share([clock]) is None


def test_what_happens_after_the_breach_is_no_part_of_the_last_stretch() -> None:
    clock = clock_of(
        told(("2026-03-02 09:00", opened()), ("2026-03-02 15:00", WAITING)), promise(hours(4)), LATER
    )
    assert last_stretch(clock) == LastStretch(running=hours(1))


def test_being_resolved_is_not_waiting() -> None:
    clock = clock_of(
        told(
            ("2026-03-02 09:00", opened()),
            ("2026-03-02 12:30", RESOLVED),
            ("2026-03-03 09:00", Reopened()),
            ("2026-03-03 09:15", RESOLVED),
        ),
        promise(hours(4)),
        LATER,
    )
    assert last_stretch(clock) == LastStretch(running=timedelta(minutes=45))


GOAL = Goal(Decimal("0.95"))
FIGURES = OutcomeFigures(
    csat_mean=Fraction(39, 10),
    csat_n=10,
    reopen_rate=Fraction(5, 100),
    resolved=40,
    paused_before_due=Fraction(1, 2),
)
GOALS = OutcomeGoals(csat_mean=Decimal("4.0"), reopen_rate=Decimal("0.05"), paused_before_due=Decimal("0.20"))


def test_a_kept_promise_with_a_poor_outcome_is_a_watermelon() -> None:
    verdict = judge(Fraction(96, 100), GOAL, FIGURES, GOALS)
    assert verdict.goal_met is True
    assert verdict.shortfalls == (
        Shortfall(OutcomeMeasure.CSAT_MEAN, Decimal("4.0"), Fraction(39, 10)),
        Shortfall(OutcomeMeasure.PAUSED_BEFORE_DUE, Decimal("0.20"), Fraction(1, 2)),
    )
    assert verdict.is_watermelon


@pytest.mark.parametrize(
    ("share", "goal", "goals"),
    [
        (Fraction(94, 100), GOAL, GOALS),
        (None, GOAL, GOALS),
        (Fraction(1), None, GOALS),
        (Fraction(1), GOAL, OutcomeGoals(reopen_rate=Decimal("0.05"))),
        (Fraction(1), GOAL, None),
    ],
)
def test_nothing_else_is_a_watermelon(
    share: Fraction | None, goal: Goal | None, goals: OutcomeGoals | None
) -> None:
    assert not judge(share, goal, FIGURES, goals).is_watermelon


def test_what_was_not_measured_falls_short_of_nothing() -> None:
    unknown = OutcomeFigures(None, 0, None, 0, None)
    assert judge(Fraction(1), GOAL, unknown, GOALS).shortfalls == ()
