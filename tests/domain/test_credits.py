"""What an agreement says of goals and of service credits, and which sayings make no sense."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.errors import BadInput, Code


def step(below: str, share: str) -> CreditStep:
    return CreditStep(Decimal(below), Decimal(share))


TWO_STEPS = CreditSchedule((step("0.95", "0.05"), step("0.90", "0.10")))


@pytest.mark.parametrize(
    ("attainment", "share"),
    [
        (Fraction(1), "0"),
        (Fraction(95, 100), "0"),
        (Fraction(949_999, 1_000_000), "0.05"),
        (Fraction(90, 100), "0.05"),
        (Fraction(899, 1000), "0.10"),
        (Fraction(0), "0.10"),
    ],
)
def test_the_lowest_step_that_attainment_falls_under_decides(attainment: Fraction, share: str) -> None:
    assert TWO_STEPS.share_for(attainment) == Decimal(share)


def test_a_period_in_which_nothing_counted_gives_nothing_back() -> None:
    assert TWO_STEPS.share_for(None) == 0


def test_a_cap_limits_what_a_step_gives_back() -> None:
    assert CreditSchedule(TWO_STEPS.steps, cap=Decimal("0.07")).share_for(Fraction(0)) == Decimal("0.07")


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_less_attained_never_gives_back_less(one: Fraction, other: Fraction) -> None:
    assert TWO_STEPS.share_for(min(one, other)) >= TWO_STEPS.share_for(max(one, other))


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (step("0.90", "0.10"), step("0.95", "0.05")),
        (step("0.95", "0.05"), step("0.95", "0.10")),
        (step("0.95", "0.05"), step("0.90", "0.05")),
    ],
)
def test_steps_that_do_not_go_down_are_refused(steps: tuple[CreditStep, ...]) -> None:
    with pytest.raises(BadInput) as refusal:
        CreditSchedule(steps)
    assert (refusal.value.code, refusal.value.field) == (Code.CREDIT_STEPS, "steps")


@pytest.mark.parametrize("share", [Decimal(95), Decimal("-0.01"), Decimal("NaN")])
@pytest.mark.parametrize(
    ("make", "field"),
    [
        (Goal, "attainment"),
        (lambda share: CreditStep(share, Decimal(0)), "below"),
        (lambda share: CreditStep(Decimal(1), share), "share"),
        (lambda share: CreditSchedule(TWO_STEPS.steps, cap=share), "cap"),
        (lambda share: CreditSchedule(TWO_STEPS.steps, yearly_cap=share), "yearly_cap"),
        (lambda share: OutcomeGoals(reopen_rate=share), "reopen_rate"),
        (lambda share: OutcomeGoals(paused_before_due=share), "paused_before_due"),
    ],
)
def test_ninety_five_is_no_share(make: Callable[[Decimal], object], field: str, share: Decimal) -> None:
    with pytest.raises(BadInput) as refusal:
        make(share)
    assert (refusal.value.code, refusal.value.field) == (Code.SHARE_OUT_OF_RANGE, field)


@pytest.mark.parametrize("mean", ["0.9", "5.1", "NaN"])
def test_a_mean_score_lies_between_one_and_five(mean: str) -> None:
    with pytest.raises(BadInput) as refusal:
        OutcomeGoals(csat_mean=Decimal(mean))
    assert refusal.value.code is Code.CSAT_OUT_OF_RANGE


def test_goals_and_schedules_with_the_same_content_are_one_key() -> None:
    assert len({Goal(Decimal("0.95")), Goal(Decimal("0.950"))}) == 1
    assert len({TWO_STEPS, CreditSchedule((step("0.95", "0.05"), step("0.90", "0.10")))}) == 1
