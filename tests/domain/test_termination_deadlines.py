"""By when something has to be done in a termination, and what is late with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.deadlines import Deadline, ExitDutyDue, Passing, passing
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState
from tests.support.terminations import NOW, ZONE, a_case, end, in_review, notice, received, scheduled

DAY = timedelta(days=1)
REPORT = ExitDutyDue(UUID(int=70), UUID(int=8), date(2026, 5, 20))
ENDS_AT = datetime(2026, 4, 30, 17, tzinfo=UTC)


def found(case: Case, *duties: ExitDutyDue, is_sealed: bool = False) -> list[tuple[Deadline, datetime]]:
    return [(one.what, one.at) for one in passing(case, duties, ZONE, is_sealed=is_sealed)]


def test_a_notice_can_be_objected_to_and_waits_for_its_review_for_so_long() -> None:
    both = [(Deadline.OBJECTION, NOW + 14 * DAY), (Deadline.REVIEW, NOW + 5 * DAY)]
    assert found(received()) == found(in_review()) == both
    assert found(scheduled()) == both[:1]
    assert found(replace(scheduled(), state=CaseState.DISPUTED, is_disputed=True)) == []
    late = replace(received(), opened_at=NOW + 2 * DAY)
    assert found(late)[1] == (Deadline.REVIEW, NOW + 7 * DAY)


def test_what_takes_effect_before_is_late_with_nothing() -> None:
    """At once: it is reviewed when it has ended, and there is nothing to object to any more."""
    at_once = received(Ground.INSOLVENCY)
    assert at_once.end is not None
    assert (at_once.end.ends_at, at_once.comes_by_itself) == (NOW, True)
    assert found(at_once) == []


def settling(**more: Any) -> Case:
    return a_case(state=CaseState.SETTLING, notice=notice(), end=end(), is_executed=True, **more)


def test_what_has_ended_is_settled_and_left_in_order_by_a_day() -> None:
    case = settling()
    settle, leave = (Deadline.SETTLEMENT, ENDS_AT + 30 * DAY), datetime(2026, 5, 20, 17, tzinfo=UTC)
    assert found(case, REPORT) == [settle, (Deadline.EXIT, leave)]
    assert found(case, REPORT, is_sealed=True) == [(Deadline.EXIT, leave)]
    assert found(case, replace(REPORT, case=UUID(int=9)), is_sealed=True) == []
    assert found(replace(case, state=CaseState.CLOSED), REPORT) == []
    # Before the cut-over nothing is owed.
    assert found(replace(case, state=CaseState.EFFECTIVE, is_executed=False), REPORT) == []


@pytest.mark.parametrize("told", [("SETTLEMENT",), (f"EXIT {REPORT.obligation}",)])
def test_each_is_told_once(told: tuple[str, ...]) -> None:
    keys = [one.key for one in passing(settling(told=frozenset(told)), [REPORT], ZONE, is_sealed=False)]
    assert keys == [one for one in ("SETTLEMENT", f"EXIT {REPORT.obligation}") if one not in told]


def test_nobody_is_late_because_the_time_to_object_is_over() -> None:
    assert [Passing(NOW, UUID(int=8), what).is_escalated for what in Deadline] == [False, True, True, True]
