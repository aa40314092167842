"""What time alone brings about in a termination, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.rivals import ends_nothing_more, in_order
from sla_plugin.domain.termination.states import CaseState, CaseStep

_TAKES_EFFECT = frozenset({CaseState.RECEIVED, CaseState.REVIEW, CaseState.SCHEDULED, CaseState.DISPUTED})


def coming(cases: Sequence[Case]) -> list[tuple[datetime, Case, CaseStep]]:
    """Of all cases of one contract, the first one first; of one instant in the order in which they govern, so
    that what two notices would end is ended once."""
    found = []
    for case in in_order(cases):
        next_one = next_of(case)
        if next_one is None or (next_one[1] is CaseStep.REACH_END and ends_nothing_more(case, cases)):
            continue
        found.append((next_one[0], case, next_one[1]))
    return sorted(found, key=lambda one: one[0])


def next_of(case: Case) -> tuple[datetime, CaseStep] | None:
    """What comes next by time alone; None where nothing does."""
    if case.state is CaseState.CURE and case.cure_until is not None:
        return case.cure_until, CaseStep.EXPIRE_CURE
    if case.state is CaseState.CURE_EXPIRED and case.elect_until is not None:
        return case.elect_until, CaseStep.LAPSE
    if case.end is None:
        return None
    if case.state is CaseState.EFFECTIVE and not case.is_executed:
        return case.end.ends_at, CaseStep.CUT_OVER
    is_held = case.state is CaseState.DISPUTED and case.holds_effect
    if case.state not in _TAKES_EFFECT or is_held or case.end.is_not_before:
        return None
    return (case.end.ends_at, CaseStep.REACH_END) if case.comes_by_itself else None
