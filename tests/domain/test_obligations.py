"""What is owed is settled once, and what comes again is owed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.obligations import Obligation, ObligationState, settled
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.errors import SlaError

S = ObligationState
OWNER = OrganisationId(UUID(int=2))
REPORT = Obligation(OWNER, "REPORT", "A report on the quarter", date(2026, 1, 31), 3)
SETTLED = [S.DONE, S.WAIVED, S.LAPSED]


def test_the_next_one_is_owed_when_this_one_is_settled() -> None:
    done, following = settled(REPORT, S.DONE)
    assert done == replace(REPORT, state=S.DONE)
    assert following == replace(REPORT, due_on=date(2026, 4, 30))


@pytest.mark.parametrize("change", [{"every_months": None}, {"due_on": None}])
def test_what_is_owed_once_or_when_it_is_asked_for_does_not_come_again(change: dict[str, None]) -> None:
    assert settled(replace(REPORT, **change), S.WAIVED)[1] is None  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("state", SETTLED)
@pytest.mark.parametrize("then", list(S))
def test_nothing_that_was_settled_is_undone_or_settled_again(state: S, then: S) -> None:
    with pytest.raises(SlaError) as refusal:
        settled(replace(REPORT, state=state), then)
    assert refusal.value.code == "obligation.state"


def test_nothing_is_settled_as_open() -> None:
    with pytest.raises(SlaError) as refusal:
        settled(REPORT, S.OPEN)
    assert refusal.value.code == "obligation.state"


def test_it_is_overdue_from_the_day_after_until_it_is_settled() -> None:
    due = date(2026, 1, 31)
    assert [REPORT.is_overdue(due + timedelta(days)) for days in (-1, 0, 1)] == [False, False, True]
    assert not replace(REPORT, state=S.WAIVED).is_overdue(date(2030, 1, 1))
    assert not replace(REPORT, due_on=None).is_overdue(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("due_on", "every", "comes"),
    [
        (date(2026, 1, 31), 1, True),
        (date(2026, 1, 31), 1_200, True),
        (date(2026, 1, 31), 0, False),
        (date(2026, 1, 31), 1_201, False),
        (None, 3, False),
        (None, None, True),
    ],
)
def test_what_comes_again_has_a_day_to_be_counted_from(
    due_on: date | None, every: int | None, comes: bool
) -> None:
    one = replace(REPORT, due_on=due_on, every_months=every)
    assert one.comes_again_at_some_time == comes


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 24), st.lists(st.sampled_from(SETTLED)))
def test_each_is_due_after_the_one_before_and_one_is_open_at_a_time(
    first: date, every: int, how: list[S]
) -> None:
    one = replace(REPORT, due_on=first, every_months=every)
    for state in how:
        done, following = settled(one, state)
        assert following is not None
        assert (done.due_on, done.state, following.state) == (one.due_on, state, S.OPEN)
        assert following.due_on is not None
        assert one.due_on is not None
        apart = (following.due_on.year - one.due_on.year) * 12 + following.due_on.month - one.due_on.month
        assert (apart, following.due_on.day <= one.due_on.day) == (every, True)
        one = following
