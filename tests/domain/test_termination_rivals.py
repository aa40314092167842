"""Several cases on one contract: for every line exactly one governs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.instants import coming
from sla_plugin.domain.termination.rivals import (
    governing,
    in_order,
    in_the_place_of,
    taking_effect,
    terminated_lines,
    turns,
)
from sla_plugin.domain.termination.states import GOVERNING, CaseState, CaseStep
from tests.support.terminations import NOW, a_case, end, notice

PRINTING, NETWORK, BACKUP = (ServiceId(UUID(int=number)) for number in (3, 4, 5))


def at_day(days: int) -> End:
    return replace(end(), ends_at=NOW + timedelta(days=days))


def case(number: int, days: int, **more: Any) -> Case:
    stated: dict[str, Any] = {"id": UUID(int=number), "end": at_day(days), "state": CaseState.SCHEDULED}
    return a_case(**{**stated, **more})


def ends_of(cases: list[Case]) -> dict[ServiceId, list[int]]:
    """In days from now, by line."""
    return {
        line: [(one.ends_at - NOW).days for one in ends] for line, ends in terminated_lines(cases).items()
    }


def test_the_earlier_end_governs_and_comes_back_when_the_other_fails() -> None:
    """A is for convenience, ninety days on; B is for cause, and at once (A45)."""
    a, b = case(1, 90), case(2, 46, ground=Ground.CAUSE_CURABLE)
    assert turns([a, b]) == ((a, CaseStep.SUPERSEDE),)
    superseded = replace(a, state=CaseState.SUPERSEDED, superseded_from=CaseState.SCHEDULED)
    assert turns([superseded, b]) == ()
    assert turns([superseded, replace(b, state=CaseState.WITHDRAWN)]) == ((superseded, CaseStep.REVIVE),)


def test_what_was_not_approved_comes_back_to_be_reviewed() -> None:
    superseded = case(1, 90, state=CaseState.SUPERSEDED, superseded_from=CaseState.REVIEW)
    assert turns([superseded]) == ((superseded, CaseStep.REVIVE_TO_REVIEW),)


def test_at_one_end_the_stronger_ground_governs_then_the_first() -> None:
    weak, strong = case(1, 30), case(2, 30, ground=Ground.INSOLVENCY)
    assert turns([weak, strong]) == ((weak, CaseStep.SUPERSEDE),)
    first, second = case(1, 30), case(2, 30, opened_at=NOW + timedelta(days=1))
    assert turns([first, second]) == ((second, CaseStep.SUPERSEDE),)


def test_a_whole_case_absorbs_partial_ones_that_do_not_end_before_it() -> None:
    whole = case(1, 30)
    before, later = (case(n, days, scope=frozenset({PRINTING})) for n, days in ((2, 29), (3, 30)))
    assert turns([whole, before]) == ()
    assert turns([whole, later]) == ((later, CaseStep.SUPERSEDE),)


def test_partial_cases_of_different_lines_run_beside_each_other() -> None:
    one, other = case(1, 30, scope=frozenset({PRINTING})), case(2, 40, scope=frozenset({NETWORK}))
    both = case(3, 35, scope=frozenset({PRINTING, NETWORK}))
    assert turns([one, other]) == ()
    # To the one in the middle the network is left, and so nothing to the last.
    assert turns([one, other, both]) == ((other, CaseStep.SUPERSEDE),)


def test_what_is_left_to_a_case_ends_by_it() -> None:
    """A and B end in thirty days, B and C in sixty: C ends, too."""
    first = case(1, 30, scope=frozenset({PRINTING, NETWORK}))
    second = case(2, 60, scope=frozenset({NETWORK, BACKUP}))
    assert turns([first, second]) == ()
    assert ends_of([first, second]) == {PRINTING: [30], NETWORK: [30], BACKUP: [60]}
    withdrawn = replace(first, state=CaseState.WITHDRAWN)
    assert turns([withdrawn, second]) == ()
    assert ends_of([withdrawn, second]) == {NETWORK: [60], BACKUP: [60]}


def test_a_case_gives_way_to_several_that_end_all_of_its_lines_and_comes_back_for_one() -> None:
    both = case(3, 60, scope=frozenset({PRINTING, NETWORK}))
    one, other = case(1, 30, scope=frozenset({PRINTING})), case(2, 40, scope=frozenset({NETWORK}))
    assert turns([one, other, both]) == ((both, CaseStep.SUPERSEDE),)
    superseded = replace(both, state=CaseState.SUPERSEDED, superseded_from=CaseState.SCHEDULED)
    assert in_the_place_of(superseded, [one, other, superseded]) == one
    withdrawn = replace(other, state=CaseState.WITHDRAWN)
    assert turns([one, withdrawn, superseded]) == ((superseded, CaseStep.REVIVE),)
    assert ends_of([one, withdrawn, both]) == {PRINTING: [30], NETWORK: [60]}


def test_what_nobody_looked_at_takes_effect_for_what_is_left_to_it() -> None:
    over = case(1, 30, scope=frozenset({PRINTING, NETWORK}), state=CaseState.EFFECTIVE)
    late = case(2, 60, scope=frozenset({NETWORK, BACKUP}), state=CaseState.RECEIVED)
    assert [(one.id, step) for _, one, step in coming([over, late])] == [
        (over.id, CaseStep.CUT_OVER),
        (late.id, CaseStep.REACH_END),
    ]
    assert taking_effect(late, [over, late]).scope == frozenset({BACKUP})
    assert taking_effect(case(3, 60), [over]).scope is None


def test_a_line_that_has_ended_keeps_its_end_whatever_is_dated_back() -> None:
    over = case(1, 60, scope=frozenset({NETWORK}), state=CaseState.CLOSED)
    backdated = case(2, 30, scope=frozenset({PRINTING, NETWORK}), ground=Ground.VOID)
    assert turns([over, backdated]) == ()
    assert ends_of([over, backdated]) == {PRINTING: [30], NETWORK: [60]}


def test_a_line_that_was_agreed_on_again_is_terminated_again() -> None:
    over = case(1, 30, scope=frozenset({PRINTING}), state=CaseState.CLOSED)
    again = case(2, 60, scope=frozenset({PRINTING}), opened_at=NOW + timedelta(days=45))
    assert turns([over, again]) == ()
    assert ends_of([over, again]) == {PRINTING: [30, 60]}


def test_nothing_takes_the_place_of_what_has_taken_effect() -> None:
    over, earlier = case(1, 30, state=CaseState.EFFECTIVE), case(2, 20)
    assert turns([over, earlier]) == ((earlier, CaseStep.SUPERSEDE),)
    assert governing([over, replace(earlier, state=CaseState.SUPERSEDED)]) == over


def test_what_needs_both_sides_takes_no_place_before_they_agreed() -> None:
    notice, wished = case(1, 30), case(2, 20, ground=Ground.MUTUAL, state=CaseState.REVIEW)
    assert turns([notice, wished]) == ()
    assert turns([notice, replace(wished, state=CaseState.SCHEDULED)]) == ((notice, CaseStep.SUPERSEDE),)
    by_law = replace(wished, ground=Ground.INSOLVENCY)
    assert turns([notice, by_law]) == ((notice, CaseStep.SUPERSEDE),)


def test_what_ended_by_a_rescinded_case_stays_ended() -> None:
    rescinded = case(1, 30, state=CaseState.RESCINDED)
    superseded = case(2, 40, state=CaseState.SUPERSEDED, superseded_from=CaseState.SCHEDULED)
    assert turns([rescinded, superseded]) == ()
    assert governing([rescinded, superseded]) == rescinded


def test_of_two_notices_nobody_looked_at_the_first_received_takes_effect_alone() -> None:
    second, first = (
        case(n, 30, state=CaseState.RECEIVED, notice=notice(at=NOW - timedelta(days=days)))
        for n, days in ((1, 1), (2, 2))
    )
    found = [(one.id, step) for _, one, step in coming([second, first])]
    assert found == [(first.id, CaseStep.REACH_END), (second.id, CaseStep.REACH_END)]
    over = replace(first, state=CaseState.EFFECTIVE)
    assert [(one.id, step) for _, one, step in coming([second, over])] == [(first.id, CaseStep.CUT_OVER)]


scopes = st.none() | st.frozensets(st.sampled_from([PRINTING, NETWORK, BACKUP]), min_size=1)
cases = st.lists(
    st.builds(
        lambda days, scope, ground, state: (days, scope, ground, state),
        st.integers(0, 5), scopes, st.sampled_from(Ground),
        st.sampled_from([CaseState.REVIEW, CaseState.SCHEDULED, CaseState.SUPERSEDED, CaseState.WITHDRAWN]),
    ),
    max_size=6,
).map(
    lambda given: [
        case(
            n + 1, days, scope=scope, ground=ground, state=state,
            superseded_from=CaseState.SCHEDULED if state is CaseState.SUPERSEDED else None,
        )
        for n, (days, scope, ground, state) in enumerate(given)
    ]
)  # fmt: skip
AFTER = {
    CaseStep.SUPERSEDE: CaseState.SUPERSEDED,
    CaseStep.REVIVE: CaseState.SCHEDULED,
    CaseStep.REVIVE_TO_REVIEW: CaseState.REVIEW,
}


@given(cases, st.randoms())
def test_each_line_has_one_case_at_most_and_one_round_settles_it(given: list[Case], dice: object) -> None:
    taken = {one.id: AFTER[step] for one, step in turns(given)}
    after = [
        replace(one, state=taken.get(one.id, one.state), superseded_from=one.superseded_from or one.state)
        for one in given
    ]
    assert turns(after) == ()
    dice.shuffle(given)  # type: ignore[attr-defined]  # of hypothesis
    assert {one.id: AFTER[step] for one, step in turns(given)} == taken
    running = [
        one
        for one in after
        if one.state in GOVERNING or (one.state is CaseState.REVIEW and one.rule.is_unilateral)
    ]
    whole = [one for one in running if one.scope is None]
    partial = [one for one in running if one.scope is not None]
    assert len(whole) <= 1
    assert all(one.end.ends_at < two.end.ends_at for one in partial for two in whole if one.end and two.end)
    governed = {line: first_of(partial, line) for line in (PRINTING, NETWORK, BACKUP)}
    assert {one.id for one in governed.values() if one} == {one.id for one in partial}
    sure = [one for one in partial if one.state is CaseState.SCHEDULED]
    assert ends_of(after) == {
        line: [(one.end.ends_at - NOW).days]
        for line in governed
        if (one := first_of(sure, line)) is not None and one.end
    }


def first_of(cases: list[Case], line: ServiceId) -> Case | None:
    """Of those that end a line."""
    return next((one for one in in_order(cases) if one.scope and line in one.scope), None)
