"""A missed goal is acted on, and agreements are looked at again in time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sla_plugin.domain.calendar_spans import CalendarSpan
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.improvements import ActionState, Effect, ImprovementAction, raised_by
from sla_plugin.domain.periods import Month
from sla_plugin.domain.reviews import (
    Review,
    ReviewCause,
    ReviewInterval,
    ReviewTrigger,
    is_missed_repeatedly,
    next_review,
)
from sla_plugin.domain.slices import EVERYTHING
from sla_plugin.errors import BadInput, Code, Conflict

MARCH, APRIL = Month(2026, 3, "UTC").period, Month(2026, 4, "UTC").period
GOAL = Goal(Decimal("0.95"))
DUE_ON = date(2026, 4, 30)


def raised(attained: Fraction | None, *existing: ImprovementAction) -> ImprovementAction | None:
    return raised_by(EVERYTHING, MARCH, GOAL, attained, existing, owner="malee", due_on=DUE_ON)


ACTION = ImprovementAction(EVERYTHING, MARCH, Decimal("0.95"), Fraction(9, 10), "malee", DUE_ON)
DONE = ACTION.complete(date(2026, 3, 20))


def test_a_missed_goal_opens_an_action() -> None:
    assert raised(Fraction(9, 10)) == ACTION


@pytest.mark.parametrize("attained", [None, Fraction(95, 100), Fraction(1)])
def test_a_goal_that_was_not_missed_opens_none(attained: Fraction | None) -> None:
    assert raised(attained) is None


def test_one_action_is_enough_while_it_is_on_its_way_and_in_its_own_month() -> None:
    february = replace(ACTION, period=Month(2026, 2, "UTC").period)
    assert raised(Fraction(9, 10), february) is None
    assert raised(Fraction(9, 10), february.complete(date(2026, 3, 2))) is None
    assert raised(Fraction(9, 10), ACTION.drop("The ward is closed.")) is None
    assert raised(Fraction(9, 10), february.drop("The ward is closed.")) == ACTION


def test_its_effect_is_measured_in_the_next_period_against_the_same_goal() -> None:
    helped = DONE.measure(APRIL, Fraction(97, 100))
    assert (helped.state, helped.effect) == (
        ActionState.EFFECTIVE,
        Effect(APRIL, Fraction(97, 100), Fraction(7, 100)),
    )
    better_but_short = DONE.measure(APRIL, Fraction(94, 100))
    assert better_but_short.state is ActionState.INEFFECTIVE
    assert DONE.measure(APRIL, None) == DONE


def test_an_action_is_overdue_only_while_it_is_open() -> None:
    assert not ACTION.is_overdue(DUE_ON)
    assert ACTION.is_overdue(date(2026, 5, 1))
    assert not DONE.is_overdue(date(2026, 5, 1))


def test_a_step_that_is_not_in_the_table_is_refused() -> None:
    dropped = ACTION.drop("The ward is closed.")
    with pytest.raises(Conflict) as refusal:
        dropped.complete(date(2026, 4, 1))
    assert refusal.value.code is Code.IMPROVEMENT_STATE
    assert refusal.value.hint == "Possible now: nothing."
    with pytest.raises(Conflict) as refusal:
        ACTION.measure(APRIL, Fraction(1))
    assert refusal.value.hint == "Possible now: COMPLETE, DROP."


def test_an_action_needs_an_owner_and_is_not_dropped_without_a_word() -> None:
    with pytest.raises(BadInput) as refusal:
        replace(ACTION, owner=" ")
    assert (refusal.value.code, refusal.value.field) == (Code.NAME_EMPTY, "owner")
    with pytest.raises(BadInput) as refusal:
        ACTION.drop("")
    assert refusal.value.code is Code.IMPROVEMENT_UNREASONED


LAST_ON = date(2026, 1, 31)
HALF_YEARLY = ReviewInterval(CalendarSpan(days=181))
CHANGED = ReviewTrigger(date(2026, 3, 5), ReviewCause.SERVICE_CHANGED, "clinical-workplace retired")
WATERMELON = ReviewTrigger(date(2026, 3, 5), ReviewCause.WATERMELON)


def test_a_review_comes_with_time() -> None:
    review = next_review(LAST_ON, HALF_YEARLY, [])
    assert review == Review(date(2026, 7, 31), ReviewCause.SCHEDULED)
    assert not review.is_due(date(2026, 7, 30))
    assert review.is_due(date(2026, 7, 31))


def test_something_that_happened_since_raises_it_at_once_the_weightiest_first() -> None:
    assert next_review(LAST_ON, HALF_YEARLY, [WATERMELON, CHANGED]) == Review(
        date(2026, 3, 5), ReviewCause.SERVICE_CHANGED, (CHANGED, WATERMELON)
    )


def test_what_happened_up_to_the_last_review_was_answered_by_it() -> None:
    assert next_review(date(2026, 3, 5), HALF_YEARLY, [CHANGED]).due_on == date(2026, 9, 2)


def test_what_happens_after_an_overdue_review_does_not_put_it_off() -> None:
    late = ReviewTrigger(date(2026, 9, 1), ReviewCause.CHANGE_REQUESTED)
    assert next_review(LAST_ON, HALF_YEARLY, [late]) == Review(
        date(2026, 7, 31), ReviewCause.SCHEDULED, (late,)
    )


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ([], False),
        ([False], False),
        ([True, False, False], True),
        ([False, False, True], False),
        ([False, None, False], True),
        ([False, True, False], False),
    ],
)
def test_a_goal_is_missed_repeatedly_when_it_is_missed_running(
    met: list[bool | None], *, expected: bool
) -> None:
    assert is_missed_repeatedly(met, HALF_YEARLY) is expected


@pytest.mark.parametrize(("days", "missed"), [(0, 2), (367, 2), (180, 0)])
def test_an_agreement_is_reviewed_at_least_yearly(days: int, missed: int) -> None:
    with pytest.raises(BadInput) as refusal:
        ReviewInterval(CalendarSpan(days=days), missed)
    assert refusal.value.code is Code.REVIEW_INTERVAL
