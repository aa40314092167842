"""What the batch finds is what the scalar evaluator finds, whatever happened and whatever was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.batch.books import booked_many
from sla_plugin.domain.batch.clocks import evaluate_many
from sla_plugin.domain.batch.fact_columns import FactColumns
from sla_plugin.domain.booking import booked
from sla_plugin.domain.clocks import evaluate, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.escalations import Action, ActionKind, AtPercent, EscalationStep, FromDue
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    Fact,
    FieldChanged,
    InternalNote,
    Merged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.microseconds import to_us
from sla_plugin.domain.targets import Target, WorkingDays
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
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.books import ticket_id
from tests.support.same_clocks import differences
from tests.support.stories import (
    ALWAYS,
    CLINICAL,
    DAIRY,
    OFFICE,
    WORKPLACE,
    around_the_clock,
    contract,
    history,
    line,
    office_hours,
    promise,
    promised,
    version,
    within,
)

T = TypeVar("T")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

instants = st.integers(0, 4 * 24 * 10).map(lambda n: MONDAY + n * QUARTER)
durations: st.SearchStrategy[Target] = st.integers(0, 4 * 12).map(lambda n: within(n * timedelta(minutes=30)))
pausing = st.sets(st.sampled_from([Status.PENDING_CUSTOMER, Status.ON_HOLD, Status.NEW])).map(frozenset)

NOTIFY = (Action(ActionKind.NOTIFY, "lead"),)
STEPS = (
    EscalationStep(AtPercent(Decimal("33.3")), NOTIFY),
    EscalationStep(AtPercent(Decimal(100)), NOTIFY),
    EscalationStep(AtPercent(Decimal(150)), NOTIFY),
    EscalationStep(FromDue(timedelta(minutes=-30)), NOTIFY),
    EscalationStep(FromDue(timedelta(hours=-2), wall_clock=True), NOTIFY),
    EscalationStep(FromDue(timedelta(hours=1)), NOTIFY),
)


def mostly(usual: T, *others: T) -> st.SearchStrategy[T]:
    return st.sampled_from([usual] * (9 * len(others)) + list(others))


@st.composite
def stated(draw: st.DrawFn) -> Terms:
    """What agreements say: mostly what the batch knows, now and then what it leaves to the other."""
    everybody = st.fixed_dictionaries({"P1": durations, "*": durations})
    somebody = st.dictionaries(st.sampled_from(["P1", "*"]), durations)
    in_days: st.SearchStrategy[dict[str, Target]] = st.just({"*": WorkingDays(1)})
    of_metric = draw(mostly(everybody, somebody, in_days))
    return Terms(
        targets={metric: draw(of_metric) for metric in Metric},
        calendar=draw(st.sampled_from([CalendarRule(OFFICE), CalendarRule(OFFICE, {"P1": ALWAYS})])),
        pause=PauseRule(
            draw(pausing),
            frozenset(Metric),
            draw(mostly(PauseArithmetic.WORKING_TIME, PauseArithmetic.WALL_CLOCK)),
        ),
        reopen=ReopenRule(
            draw(st.sampled_from(Reopening)), draw(st.sampled_from([None, timedelta(hours=5)]))
        ),
        on_change=draw(mostly(*OnChange)),
        on_amendment=draw(st.sampled_from(OnAmendment)),
        equality=draw(st.sampled_from(Equality)),
        end_of_business=draw(st.sampled_from(EndOfBusiness)),
        expected_effort=draw(st.sampled_from([None, timedelta(hours=1)])),
        escalations=draw(st.none() | st.lists(st.sampled_from(STEPS), unique=True).map(tuple)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> Commitments:
    """Two customers; the hospital's agreement may be amended, its contract end, its calendar change. A line
    of each may name what is on offer."""
    own = contract(until=draw(mostly(None, draw(instants))))
    dairy = contract("D-1", DAIRY)
    lines = [
        line("gold", own, WORKPLACE, until=draw(mostly(None, draw(instants)))),
        line("gold", dairy, CLINICAL, since=draw(instants)),
    ]
    amended, changed = draw(mostly(None, draw(instants))), draw(instants)
    versions: list[AgreementVersion] = [
        version(draw(stated()), under=own, until=amended),
        version(draw(stated()), "dairy", under=dairy),
        version(draw(stated()), "corporate"),
        version(draw(stated()), "gold", level=Level.SERVICE, offered=True),
    ]
    if amended is not None:
        versions.append(version(draw(stated()), number=2, under=own, since=amended))
    return promised(
        *versions,
        contracts=(own, dairy),
        calendars={OFFICE: history((None, office_hours()), (changed, around_the_clock()))},
        lines=draw(st.sampled_from([[], lines])),
    )


happenings: st.SearchStrategy[What] = st.one_of(
    st.sampled_from(Status).map(StatusChanged),
    st.sampled_from([Status.OPEN, Status.PENDING_CUSTOMER, Status.RESOLVED]).map(StatusChanged),
    st.sampled_from(["P1", "P2", None]).map(lambda value: FieldChanged(TicketField.PRIORITY, value)),
    mostly("crm:hospital", "crm:dairy", "crm:nobody").map(
        lambda value: FieldChanged(TicketField.CUSTOMER, value)
    ),
    st.sampled_from(Author).map(PublicReply),
    st.sampled_from(["desk", None]).map(Assigned),
    mostly(Reopened(), InternalNote(), Merged("2"), Deleted()),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """A ticket's facts in some order of arrival."""
    fields = draw(
        st.fixed_dictionaries(
            {TicketField.CUSTOMER: mostly("crm:hospital", "crm:dairy", "crm:nobody")},
            optional={
                TicketField.PRIORITY: st.sampled_from(["P1", "P2"]),
                TicketField.SERVICE: st.just("clinical"),
            },
        )
    )
    opening = Opened(draw(mostly(Status.NEW, *Status)), fields=tuple(fields.items()))
    opened_at = draw(instants)
    later = [
        (opened_at + draw(st.integers(0, 300)) * QUARTER, what)
        for what in draw(st.lists(happenings, max_size=8))
    ]
    sources = draw(mostly(["desk"], ["desk", "other"]))
    facts = [
        Fact(when, draw(st.sampled_from(sources)), n, str(n), what)
        for n, (when, what) in enumerate([(opened_at, opening), *later])
    ]
    return draw(st.permutations(facts))


many_lives = st.lists(lives(), min_size=1, max_size=6)
looks = st.integers(0, 4 * 24 * 14).map(lambda n: MONDAY + n * QUARTER)


def as_columns(histories: Sequence[Sequence[Fact]]) -> FactColumns:
    return FactColumns.of({ticket_id(str(n)): history for n, history in enumerate(histories)})


def assert_same(facts: FactColumns, world: Commitments, as_of: datetime) -> None:
    """Every figure of every clock, in the same order."""
    found = evaluate_many(facts, world, as_of)
    expected = [
        (ticket, clock)
        for ticket in range(len(facts))
        for clock in evaluate(facts.facts(ticket), world, as_of, facts.which(ticket))
    ]
    assert found.ticket.tolist() == [ticket for ticket, _ in expected]
    for row, (_, clock) in enumerate(expected):
        assert differences(found, row, clock) == {}


@settings(deadline=None)  # the first example builds the tables of its calendars
@given(many_lives, worlds(), looks)
def test_every_figure_of_every_clock_is_the_scalar_evaluator_s(
    histories: list[list[Fact]], world: Commitments, as_of: datetime
) -> None:
    assert_same(as_columns(histories), world, as_of)


@settings(deadline=None)
@given(many_lives, worlds(), instants, st.none() | st.integers(1, 400), st.booleans(), looks)
def test_so_it_is_while_contracts_or_lines_of_them_are_suspended(
    histories: list[list[Fact]],
    world: Commitments,
    since: datetime,
    length: int | None,
    of_lines: bool,
    as_of: datetime,
) -> None:
    suspended = (Lasting(since, None if length is None else since + length * QUARTER),)
    contracts = tuple(replace(one, suspended=suspended) for one in world.contracts)
    lines = tuple(replace(one, suspended=suspended) for one in world.bindings)
    stopped = replace(world, bindings=lines) if of_lines else replace(world, contracts=contracts)
    assert_same(as_columns(histories), stopped, as_of)


@settings(deadline=None)
@given(many_lives, worlds(), looks)
def test_every_clock_counts_as_it_does_alone(
    histories: list[list[Fact]], world: Commitments, as_of: datetime
) -> None:
    facts = as_columns(histories)
    found = booked_many(facts, evaluate_many(facts, world, as_of), world, as_of)
    expected = [
        one
        for number, history in enumerate(histories)
        for one in booked(
            ticket_id(str(number)),
            history,
            evaluate_ticket(history, world, as_of, ticket_id(str(number))),
            world,
            as_of,
        )
    ]
    assert sorted(found, key=lambda one: one.clock) == sorted(expected, key=lambda one: one.clock)


def test_facts_that_are_given_as_columns_only_are_read_as_one_desk_would_tell_them() -> None:
    opened = Opened(Status.NEW, fields=((TicketField.CUSTOMER, "crm:hospital"),))
    facts = FactColumns(
        bounds=np.array([0, 2, 3], np.intp),
        at=np.array([to_us(MONDAY + hours * QUARTER * 4) for hours in (9, 11, 10)], np.int64),
        what=np.array([0, 1, 0], np.int32),
        whats=[opened, StatusChanged(Status.RESOLVED)],
        apart=np.zeros(2, np.bool_),
    )
    found = evaluate_many(facts, promise(timedelta(hours=4)), MONDAY + timedelta(hours=15))
    shown = [found.figures(row) for row in range(len(found))]
    assert [(one["state"], one["elapsed"], one["verdict"]) for one in shown] == [
        (ClockState.STOPPED, timedelta(hours=2), Verdict.MET),
        (ClockState.RUNNING, timedelta(hours=5), Verdict.BREACHED),
    ]


def test_whoever_waits_hears_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    opened = Opened(Status.NEW, fields=((TicketField.CUSTOMER, "crm:hospital"),))
    histories = [[Fact(MONDAY, "desk", 0, "0", opened)]] * 3
    evaluate_many(as_columns(histories), promise(timedelta(hours=4)), MONDAY, lambda *far: told.append(far))
    assert told == [(0, 3), (3, 3)]


def test_where_nothing_is_promised_there_are_no_clocks() -> None:
    opened = Opened(Status.NEW, fields=((TicketField.CUSTOMER, "crm:hospital"),))
    facts = as_columns([[Fact(MONDAY, "desk", 0, "0", opened)]])
    assert len(evaluate_many(facts, promised(), MONDAY)) == 0
