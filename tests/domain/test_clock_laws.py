"""What holds for every clock of every ticket, whatever happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.clocks import Clock, evaluate, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract, Part
from sla_plugin.domain.escalations import (
    Action,
    ActionKind,
    AtPercent,
    DaysFromDue,
    EscalationStep,
    FromDue,
)
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    Fact,
    FieldChanged,
    Merged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.targets import ByTime, Target, WorkingDays
from sla_plugin.domain.terms import (
    CalendarRule,
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseArithmetic,
    PauseRule,
    Reopening,
    ReopenRule,
    Terms,
)
from sla_plugin.domain.tickets import fold
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.stories import (
    ALWAYS,
    CLINICAL,
    DAIRY,
    HOSPITAL,
    OFFICE,
    around_the_clock,
    contract,
    history,
    line,
    office_hours,
    promised,
    version,
    within,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
ZERO = timedelta(0)

unhurried = settings(deadline=None)
"""The first example of a run builds the tables of its calendars, the others find them built."""

quarters = st.integers(0, 4 * 24 * 10).map(lambda n: MONDAY + n * timedelta(minutes=15))
durations = st.integers(0, 4 * 12).map(lambda n: within(n * timedelta(minutes=30)))
times = st.sampled_from([time(9), time(12), time(17)])
promises: st.SearchStrategy[Target] = st.one_of(
    durations,
    durations,
    st.builds(WorkingDays, st.integers(0, 3), st.booleans()),
    st.builds(ByTime, st.integers(0, 2), times, st.none() | times),
)
NOTIFY = (Action(ActionKind.NOTIFY, "lead"),)
STEPS = tuple(
    EscalationStep(moment, NOTIFY)
    for moment in (
        AtPercent(Decimal(50)),
        AtPercent(Decimal(100)),
        FromDue(timedelta(minutes=-30)),
        FromDue(timedelta(hours=-2), wall_clock=True),
        FromDue(timedelta(hours=1)),
        DaysFromDue(1),
    )
)
pausing = st.sets(st.sampled_from([Status.PENDING_CUSTOMER, Status.ON_HOLD, Status.NEW])).map(frozenset)


@st.composite
def stated(draw: st.DrawFn) -> Terms:
    """Everything that an agreement can say of a clock."""
    return Terms(
        targets={metric: draw(st.dictionaries(st.sampled_from(["P1", "*"]), promises)) for metric in Metric},
        calendar=draw(st.sampled_from([CalendarRule(OFFICE), CalendarRule(OFFICE, {"P1": ALWAYS})])),
        pause=PauseRule(draw(pausing), frozenset(Metric), draw(st.sampled_from(PauseArithmetic))),
        reopen=ReopenRule(
            draw(st.sampled_from(Reopening)), draw(st.sampled_from([None, timedelta(hours=5)]))
        ),
        on_change=draw(st.sampled_from(OnChange)),
        on_amendment=draw(st.sampled_from(OnAmendment)),
        equality=draw(st.sampled_from(Equality)),
        end_of_business=draw(st.sampled_from(EndOfBusiness)),
        expected_effort=draw(st.sampled_from([None, timedelta(hours=1)])),
        escalations=draw(st.none() | st.lists(st.sampled_from(STEPS), unique=True).map(tuple)),
    )


suspensions = st.lists(
    st.builds(
        lambda since, length: Lasting(since, length and since + length * timedelta(minutes=15)),
        quarters,
        st.none() | st.integers(1, 99),
    ),
    max_size=2,
)


@st.composite
def worlds(draw: st.DrawFn, suspends: bool = True) -> Commitments:
    """Two customers; the hospital's agreement is amended, its contract ends or is suspended, and its calendar
    changes. A level is on offer that lines of both may name for a while. A team may promise something, too.
    """
    amended, end, changed, begin = (draw(quarters) for _ in range(4))
    times = suspensions if suspends else st.just([])
    parts = draw(st.sampled_from([(), (HOSPITAL, DAIRY)]))
    own = replace(
        contract(until=draw(st.sampled_from([None, end])), suspended=draw(times)),
        runs_off=draw(st.booleans()),
        also=parts[1:],
        parts=tuple(Part(who, united(draw(suspensions))) for who in parts),
    )
    successor = contract("C-2", since=begin, also=[DAIRY])
    dairy = contract("D-1", DAIRY, suspended=draw(times))
    lines = st.builds(line, st.just("gold"), st.sampled_from([own, dairy]), st.just(CLINICAL), since=quarters)
    gold = version(draw(stated()), "gold", level=Level.SERVICE, offered=True)
    of_the_desk = replace(version(draw(stated()), "ola", kind=AgreementKind.OLA), supporter="desk")
    return promised(
        version(draw(stated()), under=own, until=amended),
        version(draw(stated()), number=2, under=own, since=amended),
        version(draw(stated()), "successor", under=successor),
        version(draw(stated()), "dairy", under=dairy),
        version(draw(stated()), "corporate"),
        gold,
        *draw(st.sampled_from([(), (of_the_desk,)])),
        contracts=(own, dairy, *draw(st.sampled_from([(), (successor,)]))),
        calendars={OFFICE: history((None, office_hours()), (changed, around_the_clock()))},
        lines=[
            replace(
                one,
                monitored_until=draw(st.none() | quarters),
                terminated_at=draw(st.none() | quarters),
                suspended=united(draw(times)),
            )
            for one in draw(st.lists(lines, max_size=2))
        ],
    )


happenings: st.SearchStrategy[What] = st.one_of(
    st.sampled_from(Status).map(StatusChanged),
    st.sampled_from(["P1", "P2", None]).map(lambda value: FieldChanged(TicketField.PRIORITY, value)),
    st.sampled_from(["crm:hospital", "crm:dairy", "crm:nobody"]).map(
        lambda value: FieldChanged(TicketField.CUSTOMER, value)
    ),
    st.sampled_from(Author).map(PublicReply),
    st.sampled_from(["desk", None]).map(Assigned),
    st.sampled_from([Reopened(), Merged("2"), Deleted()]),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """A ticket's facts in some order of arrival."""
    fields = draw(
        st.fixed_dictionaries(
            {TicketField.CUSTOMER: st.sampled_from(["crm:hospital", "crm:dairy"])},
            optional={
                TicketField.PRIORITY: st.sampled_from(["P1", "P2"]),
                TicketField.SERVICE: st.just("clinical"),
            },
        )
    )
    opening = Opened(draw(st.sampled_from(Status)), fields=tuple(fields.items()))
    opened_at = draw(quarters)
    later = [
        (opened_at + draw(st.integers(0, 300)) * timedelta(minutes=15), what)
        for what in draw(st.lists(happenings, max_size=8))
    ]
    facts = [
        Fact(when, "desk", n, str(n), what) for n, (when, what) in enumerate([(opened_at, opening), *later])
    ]
    return draw(st.permutations(facts))


instants = st.integers(0, 4 * 24 * 14).map(lambda n: MONDAY + n * timedelta(minutes=15))


@unhurried
@given(lives(), worlds(), instants)
def test_segments_tile_the_clock_and_elapsed_is_the_sum_of_the_running_ones(
    life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    for clock in evaluate(life, world, as_of):
        end = clock.stopped_at or as_of
        edges = [clock.started_at, *(s.end for s in clock.segments)]
        assert [s.start for s in clock.segments] == edges[:-1]
        assert edges[-1] == end
        assert all(segment.start < segment.end for segment in clock.segments)
        running = [s.length for s in clock.segments if s.kind is SegmentKind.RUNNING]
        assert sum(running, ZERO) == clock.elapsed
        assert clock.remaining == clock.target + clock.allowance - clock.counted


@unhurried
@given(st.data(), lives(), worlds(), instants)
def test_the_order_of_arrival_changes_nothing(
    data: st.DataObject, life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    shuffled = data.draw(st.permutations(life))
    again = data.draw(st.lists(st.sampled_from(life), max_size=3))
    assert evaluate_ticket([*shuffled, *again], world, as_of) == evaluate_ticket(life, world, as_of)


@unhurried
@given(lives(), worlds(), instants)
def test_the_past_does_not_depend_on_what_happened_since(
    life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    known = [fact for fact in life if fact.occurred_at <= as_of]
    assert evaluate(life, world, as_of) == evaluate(known, world, as_of)


@unhurried
@given(lives(), worlds(), instants, instants)
def test_a_breach_once_seen_stands_until_the_clock_begins_anew(
    life: list[Fact], world: Commitments, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))
    now = {(c.side, c.metric, c.cycle, c.started_at): c for c in evaluate(life, world, later)}
    for clock in evaluate(life, world, earlier):
        same = now.get((clock.side, clock.metric, clock.cycle, clock.started_at))
        if clock.breached_at is not None and same is not None:
            assert same.breached_at == clock.breached_at
            assert same.verdict is Verdict.BREACHED


@unhurried
@given(worlds(suspends=False), quarters, st.integers(0, 100), st.integers(0, 100))
def test_pausing_never_brings_a_due_instant_forward(
    world: Commitments, opened_at: datetime, wait: int, length: int
) -> None:
    def story(*happened: tuple[datetime, What]) -> list[Fact]:
        opening = Opened(Status.OPEN, fields=((TicketField.CUSTOMER, "crm:dairy"),))
        return [
            Fact(when, "desk", n, str(n), what)
            for n, (when, what) in enumerate([(opened_at, opening), *happened])
        ]

    paused_at = opened_at + wait * timedelta(minutes=15)
    resumed_at = paused_at + length * timedelta(minutes=15)
    plain = story()
    paused = story(
        (paused_at, StatusChanged(Status.PENDING_CUSTOMER)), (resumed_at, StatusChanged(Status.OPEN))
    )
    for without, with_pause in zip(
        evaluate(plain, world, resumed_at), evaluate(paused, world, resumed_at), strict=True
    ):
        assert without.due_at is not None
        assert with_pause.due_at is not None
        assert with_pause.due_at >= without.due_at


def _outcome(clock: Clock) -> tuple[object, ...]:
    return (
        clock.side,
        clock.metric,
        clock.cycle,
        clock.state,
        clock.verdict,
        clock.breached_at,
        clock.stopped_at,
        clock.due_at,
        clock.commitment.winner,
        tuple((one.step, one.taken_at) for one in clock.steps if one.taken_at is not None),
    )


@unhurried
@given(lives(), worlds(), st.lists(instants, min_size=4, max_size=8))
def test_between_one_next_instant_and_the_following_nothing_changes(
    life: list[Fact], world: Commitments, looks: list[datetime]
) -> None:
    """However one looks in between: state, verdict, due instant, coverage are as at the last waking."""
    start = min(fact.occurred_at for fact in life)
    wakings = [start]
    seen = {start: evaluate_ticket(life, world, start)}
    while (following := seen[wakings[-1]].next_instant) is not None and len(wakings) < 40:
        assert following > wakings[-1]
        seen[following] = evaluate_ticket(life, world, following)
        wakings.append(following)
    ends = [*wakings[1:], max([*looks, wakings[-1]]) + timedelta(days=1)]
    for waking, end in zip(wakings, ends, strict=True):
        asleep = [look for look in looks if waking < look < end]
        one = timedelta(microseconds=1)
        for look in [*asleep, end - one]:
            then = evaluate_ticket(life, world, look)
            assert [_outcome(c) for c in then.clocks] == [_outcome(c) for c in seen[waking].clocks]
            assert then.coverage == seen[waking].coverage


@unhurried
@given(lives(), worlds(), instants)
def test_a_clock_s_own_next_instant_is_when_it_changes_by_time_alone(
    life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    """Facts aside: with nothing more to come, an open clock is as it is until then."""
    known = [fact for fact in life if fact.occurred_at <= as_of]
    for clock in evaluate(known, world, as_of):
        if clock.next_instant is None:
            continue
        assert clock.next_instant > as_of
        just_before = clock.next_instant - timedelta(microseconds=1)
        then = {(c.side, c.metric, c.cycle): c for c in evaluate(known, world, just_before)}
        same = then[clock.side, clock.metric, clock.cycle]
        at_risk_aside = replace(same, verdict=clock.verdict) if same.verdict is Verdict.AT_RISK else same
        assert _outcome(at_risk_aside) == _outcome(clock)


@unhurried
@given(lives(), worlds(), instants)
def test_verdicts_agree_with_states_and_instants(
    life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    for clock in evaluate(life, world, as_of):
        assert (clock.verdict is Verdict.BREACHED) == (clock.breached_at is not None)
        assert (clock.stopped_at is None) == clock.state.is_open
        if clock.breached_at is not None:
            assert clock.started_at <= clock.breached_at <= (clock.stopped_at or as_of)
        if clock.state is ClockState.PAUSED:
            assert clock.due_at is None
        for earlier, later in pairwise(clock.explanation.changes):
            assert earlier.at <= later.at


@unhurried
@given(lives(), worlds(), instants)
def test_time_in_which_every_contract_is_suspended_never_counts(
    life: list[Fact], world: Commitments, as_of: datetime
) -> None:
    """Whoever the ticket belongs to meanwhile, and whatever happens to it."""
    begin, end = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
    stopped = tuple(replace(one, suspended=(Lasting(begin, end),)) for one in world.contracts)
    lines = tuple(replace(one, suspended=()) for one in world.bindings)
    for clock in evaluate(life, replace(world, contracts=stopped, bindings=lines), as_of):
        for segment in clock.segments:
            if segment.kind is SegmentKind.RUNNING:
                assert segment.end <= begin or end <= segment.start
            if segment.reason is SegmentReason.CONTRACT_SUSPENDED:
                assert begin <= segment.start < segment.end <= end


HELD = PauseRule(metrics=frozenset({Metric.RESOLUTION}))


@unhurried
@given(lives(), stated(), st.sampled_from(PauseArithmetic), st.integers(1, 200), st.integers(1, 99), instants)
def test_a_suspension_does_to_a_resolution_what_being_on_hold_does(
    life: list[Fact],
    terms: Terms,
    arithmetic: PauseArithmetic,
    later: int,
    length: int,
    as_of: datetime,
) -> None:
    """Of a ticket that is open and not waiting then, and to which nothing happens meanwhile."""
    begin = min(fact.occurred_at for fact in life) + later * timedelta(minutes=15)
    end = begin + length * timedelta(minutes=15)
    known = [fact for fact in life if not begin <= fact.occurred_at <= end]
    known.append(Fact(begin - MICROSECOND, "desk", 97, "worked on", StatusChanged(Status.OPEN)))
    assume(fold(known, begin).state.ending is None)
    on_hold = [
        Fact(begin, "desk", 98, "hold", StatusChanged(Status.ON_HOLD)),
        Fact(end, "desk", 99, "go on", StatusChanged(Status.OPEN)),
    ]
    held = replace(terms, pause=replace(HELD, arithmetic=arithmetic), targets=_resolution_only(terms))
    own = contract(suspended=[Lasting(begin, end)])

    def shown(facts: list[Fact], under: Contract) -> list[tuple[object, ...]]:
        world = promised(version(held, under=under), contracts=(under, contract("D-1", DAIRY)))
        return [_figures(clock) for clock in evaluate(facts, world, as_of)]

    assert shown(known, own) == shown([*known, *on_hold], contract())


def _resolution_only(terms: Terms) -> Mapping[str, Mapping[str, Target]]:
    return {Metric.RESOLUTION: terms.targets[Metric.RESOLUTION]}


def _figures(clock: Clock) -> tuple[object, ...]:
    """All but why it waited, and what told it to."""
    return (
        *_outcome(clock)[:-2],
        clock.elapsed,
        clock.counted,
        clock.allowance,
        clock.remaining,
        clock.projected_due_at,
        clock.at_risk_at,
        clock.latest_safe_start,
        clock.started_at,
        [(one.step, one.taken_at, one.planned_at) for one in clock.steps],
        [(s.start, s.end, s.kind) for s in clock.segments],
        [(change.at, change.kind) for change in clock.explanation.changes],
    )
