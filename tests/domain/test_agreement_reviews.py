"""When an agreement is looked at again: by its own interval, and because of what a period showed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sla_plugin.domain.agreement_reviews import agreement_review
from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.calendar_spans import parse_span
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.raised_reviews import PromiseResult, raised
from sla_plugin.domain.reviews import Review, ReviewCause, ReviewTrigger
from sla_plugin.domain.terms import Terms
from sla_plugin.domain.ticket_outcomes import OutcomeFigures
from tests.support.stories import (
    HOSPITAL,
    OFFICE_RULE,
    at,
    contract,
    hours,
    promised,
    targets,
    version,
    within,
)

NOW = at("2026-06-15 12:00")
CONTENT = OutcomeFigures(Fraction(9, 2), 8, Fraction(0), 8, Fraction(0))
HALF_YEARLY = version(Terms(review_every=parse_span("P6M")), under=contract(), since=at("2026-01-31 20:00"))


def review_of(
    *versions: AgreementVersion, ended: str | None = None, held: date | None = None
) -> Review | None:
    under = replace(contract(), zone="Asia/Bangkok", monitored_until=None if ended is None else at(ended))
    commitments = promised(*versions, contracts=[under])
    return agreement_review(commitments, versions[0].agreement.id, held, [], NOW)


def test_the_first_review_is_counted_from_the_day_on_which_the_agreement_began_where_the_contract_is() -> (
    None
):
    # In Bangkok it began on the first of February.
    assert review_of(HALF_YEARLY) == Review(date(2026, 8, 1), ReviewCause.SCHEDULED)


def test_an_agreement_that_does_not_say_how_often_is_reviewed_yearly() -> None:
    assert review_of(replace(HALF_YEARLY, terms=Terms())) == Review(date(2027, 2, 1), ReviewCause.SCHEDULED)


def test_the_version_in_force_says_how_often_and_a_coming_one_does_not_yet() -> None:
    monthly = Terms(review_every=parse_span("P1M"))
    second = version(monthly, number=2, under=contract(), since=at("2026-05-01 00:00"))
    coming = replace(second, effective_from=at("2026-07-01 00:00"))
    assert review_of(HALF_YEARLY, second) == Review(date(2026, 3, 1), ReviewCause.SCHEDULED)
    assert review_of(HALF_YEARLY, coming) == Review(date(2026, 8, 1), ReviewCause.SCHEDULED)


def test_the_next_review_is_counted_from_the_last_one() -> None:
    held = review_of(HALF_YEARLY, held=date(2026, 5, 31))
    assert held == Review(date(2026, 11, 30), ReviewCause.SCHEDULED)


def test_what_has_ended_and_what_is_for_one_ticket_is_reviewed_no_more() -> None:
    assert review_of(HALF_YEARLY, ended="2026-06-15 12:00") is None
    assert review_of(HALF_YEARLY, ended="2026-06-15 12:01") is not None
    assert review_of(version(Terms(), level=Level.EXCEPTION, under=contract())) is None


GOALS = OutcomeGoals(csat_mean=Decimal(4), reopen_rate=Decimal("0.05"))


def promise() -> Commitment:
    terms = Terms(
        targets=targets(within(hours(4))), calendar=OFFICE_RULE, goal=Goal(Decimal("0.9")), outcome=GOALS
    )
    found = resolve(promised(version(terms, under=contract())), Metric.RESOLUTION, Subject(HOSPITAL), NOW)
    assert isinstance(found, Commitment)
    return found


def causes(*shares: Fraction | None, figures: OutcomeFigures = CONTENT) -> list[tuple[str, str]]:
    result = PromiseResult(promise(), shares, figures)
    found = list(raised([result], NOW.date()))
    assert {agreement for agreement, _ in found} <= {result.promise.winner.agreement.id}
    return [(trigger.cause, trigger.detail) for _, trigger in found]


HALF, ALL = Fraction(1, 2), Fraction(1)


def test_a_goal_that_is_missed_twice_running_raises_a_review() -> None:
    missed = ("GOAL_MISSED", "RESOLUTION attained 50.00%, the goal is 90.00%")
    assert causes(ALL, HALF, HALF) == [missed]
    assert causes(HALF, None, HALF) == [missed]


@pytest.mark.parametrize("shares", [(HALF,), (HALF, ALL), (HALF, HALF, ALL), (HALF, HALF, None)])
def test_one_bad_period_or_one_that_is_over_raises_none(shares: tuple[Fraction | None, ...]) -> None:
    assert causes(*shares) == []


def test_a_goal_that_is_met_while_people_are_not_content_raises_a_review() -> None:
    unhappy = replace(CONTENT, csat_mean=Fraction(7, 2), reopen_rate=Fraction(1, 8))
    detail = "RESOLUTION attained 100.00%, but CSAT_MEAN 3.5 against 4, REOPEN_RATE 0.125 against 0.05"
    assert causes(ALL, figures=unhappy) == [("WATERMELON", detail)]
    assert causes(HALF, figures=unhappy) == []


def test_a_trigger_is_of_the_day_on_which_the_period_was_closed() -> None:
    [(_, trigger)] = raised([PromiseResult(promise(), [HALF, HALF])], date(2026, 7, 2))
    assert trigger == ReviewTrigger(
        date(2026, 7, 2), ReviewCause.GOAL_MISSED, "RESOLUTION attained 50.00%, the goal is 90.00%"
    )
