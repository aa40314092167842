"""While its contract is suspended a clock waits, whatever its ticket does (50-contracts, "Lifecycle")."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementKind
from sla_plugin.domain.clocks import evaluate, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    FieldChanged,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
)
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.last_stretches import LastStretch, last_stretch
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import (
    Equality,
    OnAmendment,
    OnChange,
    PauseArithmetic,
    PauseRule,
    Reopening,
    ReopenRule,
    Terms,
)
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import (
    DAIRY,
    FIRST,
    OFFICE_RULE,
    at,
    clock_of,
    contract,
    hours,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

STORY = told(("2026-03-02 09:00", opened()))
NOON, TWO = at("2026-03-02 12:00"), at("2026-03-02 14:00")
RESOLVED = StatusChanged(Status.RESOLVED)
SUSPENDED = SegmentReason.CONTRACT_SUSPENDED


def stating(resolution: float, response: float | None = None, **more: object) -> Terms:
    answered = None if response is None else within(hours(response))
    return Terms(targets=targets(within(hours(resolution)), answered), calendar=OFFICE_RULE, **more)  # type: ignore[arg-type]  # each test names fields of Terms


def suspended(
    resolution: float,
    *suspensions: tuple[datetime, datetime | None],
    response: float | None = None,
    until: datetime | None = None,
    **more: object,
) -> Commitments:
    """From noon until two, unless the test says otherwise."""
    times = [Lasting(*one) for one in suspensions or [(NOON, TWO)]]
    under = contract(until=until, suspended=times)
    return promised(version(stating(resolution, response, **more), under=under), contracts=(under,))


def test_a_clock_waits_while_its_contract_is_suspended_and_then_goes_on() -> None:
    before = clock_of(STORY, suspended(4), "2026-03-02 11:00")
    assert (before.state, before.due_at, before.next_instant) == (
        ClockState.RUNNING,
        at("2026-03-02 13:00"),
        NOON,
    )
    during = clock_of(STORY, suspended(4), "2026-03-02 13:00")
    assert (during.state, during.due_at, during.next_instant) == (ClockState.PAUSED, None, TWO)
    assert (during.elapsed, during.projected_due_at) == (hours(3), at("2026-03-02 14:00"))
    after = clock_of(STORY, suspended(4), "2026-03-02 14:30")
    assert (after.state, after.due_at, after.elapsed) == (
        ClockState.RUNNING,
        at("2026-03-02 15:00"),
        hours(3.5),
    )


def test_its_segments_say_so_and_name_no_fact() -> None:
    clock = clock_of(STORY, suspended(4), "2026-03-02 14:30")
    assert [(s.start, s.end, s.kind, s.reason, s.cause) for s in clock.segments] == [
        (STORY[0].occurred_at, NOON, SegmentKind.RUNNING, SegmentReason.IN_PROGRESS, "1"),
        (NOON, TWO, SegmentKind.PAUSED, SUSPENDED, None),
        (TWO, at("2026-03-02 14:30"), SegmentKind.RUNNING, SegmentReason.IN_PROGRESS, "1"),
    ]


def test_from_the_first_instant_it_waits_and_from_the_last_it_runs() -> None:
    assert clock_of(STORY, suspended(4), "2026-03-02 12:00").state is ClockState.PAUSED
    assert clock_of(STORY, suspended(4), "2026-03-02 14:00").state is ClockState.RUNNING


def test_a_first_response_waits_too_though_no_status_pauses_it() -> None:
    clock = clock_of(STORY, suspended(8, response=4), "2026-03-02 13:00", Metric.FIRST_RESPONSE)
    assert (clock.state, clock.elapsed) == (ClockState.PAUSED, hours(3))
    later = clock_of(STORY, suspended(8, response=4), "2026-03-02 14:00", Metric.FIRST_RESPONSE)
    assert later.due_at == at("2026-03-02 15:00")


def test_a_ticket_that_is_opened_meanwhile_has_its_clocks_and_they_wait() -> None:
    story = told(("2026-03-02 13:00", opened()))
    clock = clock_of(story, suspended(4), "2026-03-02 13:30")
    assert (clock.state, clock.started_at, clock.elapsed) == (
        ClockState.PAUSED,
        at("2026-03-02 13:00"),
        hours(0),
    )
    assert [segment.reason for segment in clock.segments] == [SUSPENDED]
    assert clock_of(story, suspended(2), "2026-03-02 15:00").due_at == at("2026-03-02 16:00")
    at_once = told(("2026-03-02 12:00", opened()))
    assert clock_of(at_once, suspended(4), "2026-03-02 12:00").state is ClockState.PAUSED


def test_a_suspended_contract_still_covers() -> None:
    found = evaluate_ticket(STORY, suspended(4), at("2026-03-02 13:00"))
    assert (found.coverage.status, found.coverage.since) == (CoverageStatus.COVERED, FIRST)


def test_what_was_breached_before_stays_breached_and_waits() -> None:
    clock = clock_of(STORY, suspended(2), "2026-03-02 13:00")
    assert (clock.state, clock.verdict, clock.breached_at) == (
        ClockState.PAUSED,
        Verdict.BREACHED,
        at("2026-03-02 11:00"),
    )
    assert clock.overrun == hours(1)


def test_due_at_the_very_instant_of_the_suspension_nothing_is_left_and_due_is_when_it_ends() -> None:
    assert clock_of(STORY, suspended(3), "2026-03-02 13:00").breached_at is None
    clock = clock_of(STORY, suspended(3), "2026-03-02 14:00")
    assert (clock.breached_at, clock.due_at) == (TWO, TWO)
    in_time = told(("2026-03-02 09:00", opened()), ("2026-03-02 14:00", RESOLVED))
    assert clock_of(in_time, suspended(3), "2026-03-02 15:00").verdict is Verdict.MET


def test_where_equality_is_a_breach_it_is_one_at_the_suspension_as_well() -> None:
    late = suspended(3, equality=Equality.BREACHED)
    assert clock_of(STORY, late, "2026-03-02 13:00").breached_at == NOON


def test_a_ticket_resolved_meanwhile_is_resolved_in_time() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", RESOLVED))
    clock = clock_of(story, suspended(4), "2026-03-02 18:00")
    assert (clock.state, clock.verdict, clock.elapsed) == (ClockState.STOPPED, Verdict.MET, hours(3))
    assert clock.segments[-1].end == at("2026-03-02 13:00")


def test_a_reply_meanwhile_stops_the_response() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 13:00", PublicReply(Author.AGENT)))
    clock = clock_of(story, suspended(8, response=4), "2026-03-02 18:00", Metric.FIRST_RESPONSE)
    assert (clock.state, clock.verdict) == (ClockState.STOPPED, Verdict.MET)


def test_a_suspension_on_the_wall_clock_gives_back_its_whole_length() -> None:
    """From four on Monday until ten on Tuesday are two open hours, and eighteen by the wall clock."""
    over_night = (at("2026-03-02 16:00"), at("2026-03-03 10:00"))
    worked = clock_of(STORY, suspended(8, over_night), "2026-03-03 10:00")
    assert worked.due_at == at("2026-03-03 11:00")
    walled = suspended(8, over_night, pause=PauseRule(arithmetic=PauseArithmetic.WALL_CLOCK))
    clock = clock_of(STORY, walled, "2026-03-03 10:00")
    assert (clock.allowance, clock.counted, clock.elapsed) == (hours(18), hours(9), hours(7))
    assert clock.due_at == at("2026-03-05 11:00")


def test_a_status_that_pauses_as_well_pauses_once() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 11:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-02 13:00", StatusChanged(Status.OPEN)),
    )
    clock = clock_of(story, suspended(4), "2026-03-02 15:00")
    assert clock.due_at == at("2026-03-02 16:00")
    assert [(s.end, s.reason) for s in clock.segments[1:]] == [
        (NOON, SegmentReason.PENDING_CUSTOMER),
        # Until one it was the customer's time, from then on nobody's.
        (at("2026-03-02 13:00"), SUSPENDED),
        (TWO, SUSPENDED),
        (at("2026-03-02 15:00"), SegmentReason.IN_PROGRESS),
    ]


def test_what_nobody_has_lifted_yet_lasts() -> None:
    lasting = suspended(4, (NOON, None))
    clock = clock_of(STORY, lasting, "2026-03-20 09:00")
    assert (clock.state, clock.elapsed, clock.next_instant) == (ClockState.PAUSED, hours(3), None)


def test_a_contract_that_ends_while_it_is_suspended_censors_its_clocks() -> None:
    end = at("2026-03-03 00:00")
    lasting = suspended(4, (NOON, None), until=end)
    assert clock_of(STORY, lasting, "2026-03-02 18:00").next_instant == end
    clock = clock_of(STORY, lasting, "2026-03-04 09:00")
    assert (clock.state, clock.stopped_at, clock.elapsed) == (ClockState.CENSORED, end, hours(3))
    assert clock.segments[-1].end == end


def test_a_suspension_that_would_begin_when_the_contract_ends_is_none() -> None:
    commitments = suspended(3, (NOON, None), until=NOON, equality=Equality.BREACHED)
    clock = clock_of(STORY, commitments, "2026-03-02 13:00")
    assert (clock.verdict, clock.breached_at) == (Verdict.CENSORED, None)


@pytest.mark.parametrize("reopening", [Reopening.CONTINUE, Reopening.COUNT_CLOSED_TIME])
def test_closed_time_does_not_count_while_the_contract_was_suspended(reopening: Reopening) -> None:
    story = told(
        ("2026-03-02 09:00", opened()), ("2026-03-02 11:00", RESOLVED), ("2026-03-02 15:00", Reopened())
    )
    rule = suspended(8, reopen=ReopenRule(reopening))
    clock = clock_of(story, rule, "2026-03-02 16:00")
    assert clock.elapsed == hours(3)
    counts = reopening is Reopening.COUNT_CLOSED_TIME
    assert clock.counted == (hours(5) if counts else hours(3))
    assert [s.reason for s in clock.segments if s.kind is SegmentKind.PAUSED] == [SegmentReason.RESOLVED]


def under_two(on_change: OnChange, *suspensions: Lasting) -> tuple[Commitments, Contract]:
    """The hospital's contract is never suspended, the dairy's is; the ticket becomes the dairy's."""
    own, dairy = contract(), contract("D-1", DAIRY, suspended=suspensions)
    commitments = promised(
        version(stating(8), under=own),
        version(stating(8, on_change=on_change), "dairy", under=dairy),
        contracts=(own, dairy),
    )
    return commitments, dairy


HANDED_OVER = [*STORY, *told(("2026-03-02 15:00", FieldChanged(TicketField.CUSTOMER, "crm:dairy")))]
HANDED_OVER = [replace(fact, external_id=str(n)) for n, fact in enumerate(HANDED_OVER)]


@pytest.mark.parametrize(
    ("on_change", "elapsed"),
    [(OnChange.KEEP_ELAPSED, hours(7)), (OnChange.RETROACTIVE, hours(5))],
)
def test_what_another_contract_s_suspension_took_counts_only_where_all_is_measured_again(
    on_change: OnChange, elapsed: timedelta
) -> None:
    commitments, dairy = under_two(on_change, Lasting(NOON, TWO))
    clock = clock_of(HANDED_OVER, commitments, "2026-03-02 16:00")
    assert (clock.contract, clock.elapsed) == (dairy, elapsed)
    running = [s.length for s in clock.segments if s.kind is SegmentKind.RUNNING]
    assert sum(running, timedelta(0)) == elapsed


def test_an_amendment_reaches_a_clock_that_waits_for_its_contract() -> None:
    one = at("2026-03-02 13:00")
    under = contract(suspended=[Lasting(NOON, TWO)])
    commitments = promised(
        version(stating(8, on_amendment=OnAmendment.RETARGET), under=under, until=one),
        version(stating(4), number=2, under=under, since=one),
        contracts=(under,),
    )
    clock = clock_of(STORY, commitments, "2026-03-02 13:30")
    assert (clock.state, clock.remaining) == (ClockState.PAUSED, hours(1))
    assert [(c.at, c.kind) for c in clock.explanation.changes] == [(one, ChangeKind.AMENDED)]
    assert clock_of(STORY, commitments, "2026-03-02 14:30").due_at == at("2026-03-02 15:00")


def test_a_team_waits_for_its_own_contract_and_not_for_the_customer_s() -> None:
    internal = contract("I-1", DAIRY, suspended=[Lasting(at("2026-03-02 15:00"), at("2026-03-02 16:00"))])
    customers = contract(suspended=[Lasting(NOON, TWO)])
    ola = replace(version(stating(8), "ola", kind=AgreementKind.OLA, under=internal), supporter="network")
    commitments = promised(version(stating(8), under=customers), ola, contracts=(customers, internal))
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:00", Assigned("network")))
    waited = {
        clock.side: [(s.start, s.end) for s in clock.segments if s.reason is SUSPENDED]
        for clock in evaluate(story, commitments, at("2026-03-02 17:00"))
    }
    assert waited == {
        "SLA": [(NOON, TWO)],
        "OLA": [(at("2026-03-02 15:00"), at("2026-03-02 16:00"))],
    }


def test_nobody_waited_at_a_convenient_moment_while_the_contract_was_suspended() -> None:
    """The last quarter of four hours is from noon on; the suspension is no part of how it was spent."""
    clock = clock_of(STORY, suspended(4), "2026-03-02 15:00")
    assert last_stretch(clock) == LastStretch(running=hours(1))


instants = st.integers(0, 20).map(lambda n: FIRST + n * timedelta(hours=1))
lastings = st.builds(Lasting, instants, st.none() | instants)


@given(st.lists(lastings))
def test_united_they_cover_what_any_of_them_does_in_order_and_apart(stretches: list[Lasting]) -> None:
    found = united(stretches)
    for n in range(-2, 43):
        now = FIRST + n * timedelta(minutes=30)
        assert any(now in one for one in found) == any(now in one for one in stretches)
    for one, following in pairwise(found):
        assert one.end is not None
        assert one.end < following.start
    assert all(one.end is None or one.start < one.end for one in found)
