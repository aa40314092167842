"""What becomes of a signed contract: it starts, is suspended, renewed and ends at exact instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.life import EndCause, Life
from sla_plugin.domain.contracting.life_table import ROWS, LifeCase, LifeCommand, allowed_steps, carry_out
from sla_plugin.domain.contracting.states import ContractState, LifeStep
from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension
from sla_plugin.domain.contracting.terms import (
    Term,
    TermKind,
    TermStatus,
    current_end,
    first_term,
    renewed,
    voided,
)
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.errors import SlaError
from tests.support.negotiations import ANAN, NOK, PIM

S = ContractState
START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def suspension(number: int = 1, since: datetime = START + DAY, until: datetime | None = None) -> Suspension:
    return Suspension(UUID(int=number), "pim", "unpaid since February", since, until)


def of_line(number: int = 9, since: datetime = START + DAY, until: datetime | None = None) -> Suspension:
    line = SuspendedLine(ServiceId(UUID(int=77)))
    return replace(suspension(number, since, until), line=line)


def test_it_is_in_force_from_its_start_instant_and_not_a_moment_before_or_after() -> None:
    life = Life(START, END, EndCause.EXPIRED)
    at = {START - TICK: S.SIGNED, START: S.ACTIVE, END - TICK: S.ACTIVE, END: S.ENDED}
    assert {when: life.state(when) for when in at} == at


def test_one_that_ends_before_it_starts_was_never_in_effect() -> None:
    life = Life(START, START - DAY, EndCause.TERMINATED)
    assert [life.state(at) for at in (START - 2 * DAY, START - DAY, START, END)] == [S.SIGNED] + [S.ENDED] * 3


def test_it_goes_on_when_the_last_of_its_suspensions_is_lifted() -> None:
    one, other = suspension(1, START + DAY), suspension(2, START + 2 * DAY)
    life = Life(START, suspensions=(one, other))
    lifted = carry_out(LifeCase(life, START + 5 * DAY), LifeCommand(LifeStep.RESUME, PIM, one))
    assert lifted.state(START + 6 * DAY) is S.SUSPENDED
    both = carry_out(LifeCase(lifted, START + 7 * DAY), LifeCommand(LifeStep.RESUME, ANAN, other))
    assert both.state(START + 7 * DAY) is S.ACTIVE
    assert both.state(START + 3 * DAY) is S.SUSPENDED


def test_while_only_a_line_is_suspended_the_contract_is_active_and_it_is_lifted_apart() -> None:
    of_all = suspension(1, START + 2 * DAY)
    life = Life(START)
    life = carry_out(LifeCase(life, START + DAY), LifeCommand(LifeStep.SUSPEND_LINE, PIM, of_line()))
    assert life.state(START + DAY) is S.ACTIVE
    life = carry_out(LifeCase(life, START + 2 * DAY), LifeCommand(LifeStep.SUSPEND, PIM, of_all))
    assert life.state(START + 3 * DAY) is S.SUSPENDED
    # The one does not lift the other.
    life = carry_out(LifeCase(life, START + 3 * DAY), LifeCommand(LifeStep.RESUME, PIM, of_all))
    assert life.state(START + 3 * DAY) is S.ACTIVE
    assert [one.until for one in life.suspensions] == [None, START + 3 * DAY]
    life = carry_out(LifeCase(life, START + 4 * DAY), LifeCommand(LifeStep.RESUME_LINE, PIM, of_line()))
    assert [one.until for one in life.suspensions] == [START + 4 * DAY, START + 3 * DAY]


@pytest.mark.parametrize(
    ("step", "planned"), [(LifeStep.RESUME, suspension()), (LifeStep.RESUME_LINE, of_line())]
)
def test_a_suspension_that_has_not_begun_can_be_called_off(step: LifeStep, planned: Suspension) -> None:
    case = LifeCase(Life(START, suspensions=(planned,)), START)
    life = carry_out(case, LifeCommand(step, PIM, planned))
    assert [life.state(START + day * DAY) for day in (0, 1, 2)] == [S.ACTIVE] * 3
    assert [one.until for one in life.suspensions] == [planned.since]
    offered = [
        {one.action: one.because is None for one in allowed_steps(LifeCase(of, START), PIM)}[step]
        for of in (case.life, life, Life(START))
    ]
    assert offered == [True, False, False]


@pytest.mark.parametrize(
    ("at", "step", "actor", "suspension", "code"),
    [
        (START - DAY, LifeStep.SUSPEND, PIM, suspension(), "state.wrong"),
        (START, LifeStep.SUSPEND, NOK, suspension(), "right.role"),
        (START, LifeStep.SUSPEND, PIM, None, "reason.missing"),
        (START, LifeStep.SUSPEND, PIM, suspension(until=START), "dates.reversed"),
        (START + 2 * DAY, LifeStep.SUSPEND, PIM, suspension(), "contract.suspended_back"),
        (START + 2 * DAY, LifeStep.SUSPEND_LINE, PIM, of_line(), "contract.suspended_back"),
        (START, LifeStep.RESUME, PIM, suspension(), "contract.not_suspended"),
        (END, LifeStep.RESUME, PIM, suspension(), "state.wrong"),
        (START - DAY, LifeStep.SUSPEND_LINE, PIM, of_line(), "state.wrong"),
        (START, LifeStep.SUSPEND_LINE, NOK, of_line(), "right.role"),
        (START, LifeStep.SUSPEND_LINE, PIM, None, "reason.missing"),
        (START, LifeStep.SUSPEND_LINE, PIM, of_line(until=START), "dates.reversed"),
        (START, LifeStep.RESUME_LINE, PIM, of_line(), "contract.not_suspended"),
        (END, LifeStep.RESUME_LINE, PIM, of_line(), "state.wrong"),
        (START, LifeStep.TERMINATE, ANAN, None, "right.role"),
        (START, LifeStep.CLOSE, SYSTEM, None, "state.wrong"),
        (END, LifeStep.RENEW, SYSTEM, None, "state.wrong"),
        (END, LifeStep.START, SYSTEM, None, "state.wrong"),
    ],
)
def test_what_is_out_of_order_or_not_for_somebody_is_refused(
    at: datetime, step: LifeStep, actor: object, suspension: Suspension | None, code: str
) -> None:
    case = LifeCase(Life(START, END, EndCause.EXPIRED), at)
    with pytest.raises(SlaError) as refusal:
        carry_out(case, LifeCommand(step, actor, suspension))  # type: ignore[arg-type]  # of the cast
    assert refusal.value.code == code


def test_one_amendment_is_negotiated_at_a_time() -> None:
    told = {one.action: one.because for one in allowed_steps(LifeCase(Life(START), START, True), NOK)}
    because = told[LifeStep.AMEND]
    assert because is not None
    assert because.code == "contract.amendment_open"
    free = {one.action: one.because for one in allowed_steps(LifeCase(Life(START), START), NOK)}
    assert free[LifeStep.AMEND] is None


instants = st.integers(-5, 130).map(lambda days: START + timedelta(days=days))
lives = st.builds(
    Life,
    st.just(START),
    st.none() | instants,
    st.sampled_from(EndCause),
    st.none() | st.just(END + 40 * DAY),
    st.lists(st.tuples(instants, st.integers(1, 30)), max_size=3).map(
        lambda spans: tuple(
            suspension(number, since, since + timedelta(days=length))
            for number, (since, length) in enumerate(spans)
        )
    ),
)


@given(lives)
def test_time_alone_leads_only_where_the_table_leads_and_nothing_leaves_the_end(life: Life) -> None:
    days = [START + timedelta(days=n) for n in range(-6, 140)]
    states = [life.state(at) for at in days]
    rows = {(row.source, row.target) for row in ROWS}
    # A suspension may begin with the contract, and end with it.
    rows |= {(S.SIGNED, S.SUSPENDED), (S.ENDED, S.CLOSED)}
    changes = {(one, other) for one, other in pairwise(states) if one is not other}
    assert changes <= rows | {(source, S.CLOSED) for source in S}
    ended = next((n for n, state in enumerate(states) if state in {S.ENDED, S.CLOSED}), len(states))
    assert set(states[ended:]) <= {S.ENDED, S.CLOSED}


YEARLY = TermPlan(date(2026, 2, 1), 12, 12)


def test_a_renewal_adds_a_term_and_edits_none() -> None:
    first = (first_term(date(2026, 2, 1), YEARLY),)
    twice = renewed(renewed(first, YEARLY), YEARLY)
    assert twice[0] == first[0]
    assert [(term.number, term.kind, term.starts_on.isoformat(), str(term.ends_on)) for term in twice] == [
        (1, TermKind.INITIAL, "2026-02-01", "2027-01-31"),
        (2, TermKind.RENEWAL, "2027-02-01", "2028-01-31"),
        (3, TermKind.RENEWAL, "2028-02-01", "2029-01-31"),
    ]
    statuses = [term.status(date(2027, 6, 1)) for term in twice]
    assert statuses == [TermStatus.ENDED, TermStatus.RUNNING, TermStatus.PLANNED]


def test_a_notice_in_time_voids_the_renewal_and_keeps_it_to_be_seen() -> None:
    terms = voided(renewed((first_term(date(2026, 2, 1), YEARLY),), YEARLY), date(2027, 1, 31))
    assert [term.status(date(2027, 6, 1)) for term in terms] == [TermStatus.ENDED, TermStatus.VOIDED]
    assert current_end(terms) == date(2027, 1, 31)
    with pytest.raises(SlaError) as refusal:
        renewed(terms, YEARLY)
    assert refusal.value.code == "contract.not_renewable"


def test_what_runs_until_somebody_ends_it_has_one_open_term() -> None:
    open_term = first_term(date(2026, 2, 1), None)
    assert (open_term.ends_on, current_end([open_term])) == (None, None)
    with pytest.raises(SlaError):
        renewed([open_term], YEARLY)


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 40), st.integers(1, 24), st.integers(1, 12)
)
def test_terms_are_contiguous_however_long_they_are(
    start: date, initial: int, renewal: int, times: int
) -> None:
    plan = TermPlan(start, initial, renewal)
    terms: tuple[Term, ...] = (first_term(start, plan),)
    for _ in range(times):
        terms = renewed(terms, plan)
    for one, other in pairwise(terms):
        assert one.ends_on is not None
        assert other.starts_on == one.ends_on + timedelta(days=1)
        assert other.ends_on is not None
        assert other.ends_on >= other.starts_on
