"""Several cases on one contract: which ones govern, which give way, and which come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sla_plugin.domain.contracting.bindings import LineEnd
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.states import GOVERNING, CaseState, CaseStep
from sla_plugin.errors import Code, Conflict

_RUNNING = frozenset({CaseState.REVIEW, CaseState.SCHEDULED})
_OVER = GOVERNING - {CaseState.SCHEDULED}


class SupersededBy(Conflict):
    """`case`: the one that is in its place."""

    def __init__(self, case: UUID, ends_at: datetime) -> None:
        super().__init__(
            Code.TERMINATION_SUPERSEDED,
            f"Another termination has taken the place of this one: it ends the contract at "
            f"{ends_at.isoformat()}.",
            hint="This one comes back by itself if that one fails.",
            field="case",
        )
        self.case = case


def turns(cases: Sequence[Case]) -> tuple[tuple[Case, CaseStep], ...]:
    """What has to be done so that for every line the case that ends first governs: each case to which no line
    is left, or which comes back because one before it failed, and the step for it."""
    chosen = [case for case in cases if case.state in _OVER]
    found: list[tuple[Case, CaseStep]] = []
    alive = [case for case in cases if case.state in _RUNNING | {CaseState.SUPERSEDED} and case.end]
    # What needs both sides and was not approved may come to nothing, and so takes nobody's place.
    for case in sorted(alive, key=_order):
        if _gives_way(case, chosen):
            if case.state in _RUNNING:
                found.append((case, CaseStep.SUPERSEDE))
            continue
        if _is_sure(case):
            chosen.append(case)
        if case.state is CaseState.SUPERSEDED:
            was_approved = case.superseded_from is CaseState.SCHEDULED
            found.append((case, CaseStep.REVIVE if was_approved else CaseStep.REVIVE_TO_REVIEW))
    return tuple(found)


def ends_nothing_more(case: Case, cases: Iterable[Case]) -> bool:
    """What it would end has ended by others."""
    return _gives_way(case, _over(case, cases))


def taking_effect(case: Case, cases: Iterable[Case]) -> Case:
    """With the lines that are left to it by what has taken effect already: it is settled for these."""
    return case if case.scope is None else replace(case, scope=left_to(case, _over(case, cases)))


def left_to(case: Case, before: Iterable[Case]) -> frozenset[ServiceId]:
    """The lines of a partial case that those which come before it do not end."""
    assert case.scope is not None, "a whole case has every line"
    taken = (one.scope for one in before if one.scope is not None and _takes_from(one, case))
    return case.scope.difference(*taken)


def _over(case: Case, cases: Iterable[Case]) -> list[Case]:
    return [one for one in cases if one.id != case.id and one.state in _OVER]


def _gives_way(case: Case, before: Sequence[Case]) -> bool:
    """To a whole one, or to several partial ones which end every line of it."""
    if any(one.is_whole for one in before):
        return True
    return case.scope is not None and not left_to(case, before)


def _is_sure(case: Case) -> bool:
    """It takes effect by itself, or is approved. What is dated back and was not may come to nothing."""
    return case.comes_by_itself


def governing(cases: Iterable[Case]) -> Case | None:
    """The case by which the whole contract ends, or has ended; None where that is not certain."""
    sure = (case for case in cases if case.is_whole and case.state in GOVERNING and _has_day(case))
    return min(sure, key=_order, default=None)


def _has_day(case: Case) -> bool:
    """While a suspension goes on that a notice period does not count, it is not known yet (R14)."""
    return case.end is not None and not case.end.is_not_before


def _takes_from(one: Case, other: Case) -> bool:
    """Of two of which `one` comes first, and the other is partial. Nothing is taken from what was opened when
    the lines of a partial case had ended: what that ends was agreed on again."""
    if one.is_whole:
        return True
    is_over = one.state in _OVER and one.end is not None and one.end.ends_at <= other.opened_at
    return not is_over and bool(one.scope and other.scope and one.scope & other.scope)


def _order(case: Case) -> tuple[datetime, bool, int, datetime, str, datetime, int]:
    """The earlier end, then the whole contract, the stronger ground, what was received first, whenever
    that was recorded."""
    assert case.end is not None
    received_at = case.opened_at if case.notice is None else case.notice.received_at
    strength = -case.rule.strength
    of_end = case.end.ends_at, not case.is_whole, strength, received_at
    return (*of_end, case.ground, case.opened_at, case.id.int)


def in_order(cases: Iterable[Case]) -> list[Case]:
    """Which would govern before which; those without an end first."""
    known = list(cases)
    return [
        *(case for case in known if case.end is None),
        *sorted((case for case in known if case.end is not None), key=_order),
    ]


def in_the_place_of(case: Case, cases: Iterable[Case]) -> Case | None:
    """The one that ends first of those that are in the place of one that is superseded."""
    others = (
        other
        for other in cases
        if other.id != case.id
        and other.end is not None
        and (other.state in _OVER or (other.state in _RUNNING and _is_sure(other)))
        and (other.is_whole or (not case.is_whole and _takes_from(other, case)))
    )
    return min(others, key=_order, default=None)


def terminated_lines(cases: Iterable[Case]) -> dict[ServiceId, tuple[LineEnd, ...]]:
    """When the lines of partial cases end, by service, in that order: each by the one case that governs it. A
    line that was agreed on again may be terminated again."""
    ends: defaultdict[ServiceId, set[LineEnd]] = defaultdict(set)
    before: list[Case] = []
    partial = (one for one in cases if not one.is_whole and one.state in GOVERNING and _has_day(one))
    # What has taken effect stays as it was, also where something dated back would come before it.
    for case in sorted(partial, key=lambda one: (one.state not in _OVER, _order(one))):
        assert case.end is not None, "of one that has its day"
        for service in left_to(case, before):
            ends[service].add(LineEnd(case.end.ends_at, case.opened_at))
        before.append(case)
    return {
        service: tuple(sorted(found, key=lambda one: (one.ends_at, one.known_at)))
        for service, found in ends.items()
    }
