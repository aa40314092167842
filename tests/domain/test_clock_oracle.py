"""The evaluator against a walk through time that shares nothing with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.facts import (
    Author,
    Deleted,
    Fact,
    FieldChanged,
    Merged,
    Opened,
    PublicReply,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import CalendarRule, PauseRule, Terms
from sla_plugin.domain.verdicts import Verdict
from tests.support.clock_oracle import Action, Expected, Interval, Promise, expected_clocks
from tests.support.stories import (
    ALWAYS,
    OFFICE,
    at,
    contract,
    hours,
    promised,
    version,
    within,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WAITING = frozenset({"PENDING_CUSTOMER", "ON_HOLD"})


def office(days: int = 60) -> list[Interval]:
    dates = [MONDAY + timedelta(days=n) for n in range(days)]
    return [(d + hours(9), d + hours(17)) for d in dates if d.weekday() < 5]


def always(days: int = 60) -> list[Interval]:
    return [(MONDAY, MONDAY + timedelta(days=days))]


HOURS = {OFFICE: office(), ALWAYS: always()}

quarters = st.integers(0, 4 * 24 * 6).map(lambda n: MONDAY + n * timedelta(minutes=15))
targets = st.integers(0, 40).map(lambda n: n * timedelta(minutes=30))
statuses = st.sampled_from([*Status, "MERGED", "DELETED"]).map(str)
actions = st.one_of(
    st.tuples(st.just("status"), statuses),
    st.tuples(st.just("priority"), st.sampled_from(["P1", "P2", "P9"])),
    st.tuples(st.just("reply"), st.just("")),
)


@st.composite
def logs(draw: st.DrawFn) -> list[Action]:
    """In the order of time; an opening, then anything."""
    opened_at = draw(quarters)
    priority = draw(st.sampled_from(["P1", "P2", "P9"]))
    status = draw(st.sampled_from(Status))
    later = sorted(
        opened_at + n * timedelta(minutes=15) for n in draw(st.lists(st.integers(0, 250), max_size=8))
    )
    return [
        Action(opened_at, "priority", priority),
        Action(opened_at, "status", status),
        *(Action(when, *draw(actions)) for when in later),
    ]


def facts(log: list[Action]) -> list[Fact]:
    """The log as a desk tells it."""
    first, second, *later = log
    opening = Opened(
        Status(second.value),
        fields=((TicketField.CUSTOMER, "crm:hospital"), (TicketField.PRIORITY, first.value)),
    )
    happened = [(second.at, opening), *((action.at, _what(action)) for action in later)]
    return [Fact(when, "desk", n, str(n), what) for n, (when, what) in enumerate(happened)]


def _what(action: Action) -> What:
    if action.what == "priority":
        return FieldChanged(TicketField.PRIORITY, action.value)
    if action.what == "reply":
        return PublicReply(Author.AGENT)
    if action.value == "MERGED":
        return Merged("other")
    return Deleted() if action.value == "DELETED" else StatusChanged(Status(action.value))


@given(
    logs(),
    st.fixed_dictionaries({(m, p): targets for m in Metric for p in ("P1", "P2")}),
    st.fixed_dictionaries({p: st.sampled_from([OFFICE, ALWAYS]) for p in ("P1", "P2")}),
    quarters.map(lambda t: t + timedelta(days=3)),
    st.none() | quarters,
)
def test_every_clock_is_as_the_walk_through_time_finds_it(
    log: list[Action],
    promised_within: dict[tuple[Metric, str], timedelta],
    measured_by: dict[str, CalendarId],
    as_of: datetime,
    until: datetime | None,
) -> None:
    under = contract(until=until)
    terms = Terms(
        targets={m: {p: within(promised_within[m, p]) for p in ("P1", "P2")} for m in Metric},
        calendar=CalendarRule(OFFICE, measured_by),
        pause=PauseRule(metrics=frozenset({Metric.RESOLUTION})),
    )
    expected = expected_clocks(
        log,
        {
            (metric.value, priority): Promise(
                target,
                HOURS[measured_by[priority]],
                WAITING if metric is Metric.RESOLUTION else frozenset(),
            )
            for (metric, priority), target in promised_within.items()
        },
        as_of,
        monitored_until=until,
    )
    clocks = evaluate(facts(log), promised(version(terms, under=under), contracts=(under,)), as_of)
    assert {clock.metric.value for clock in clocks} == set(expected)
    for clock in clocks:
        shown = Expected(
            clock.state, clock.elapsed, clock.started_at, clock.due_at, clock.breached_at, clock.stopped_at
        )
        assert shown == expected[clock.metric.value]
        on_track = clock.verdict in (Verdict.ON_TRACK, Verdict.AT_RISK)
        assert expected[clock.metric.value].verdict == ("ON_TRACK" if on_track else clock.verdict)


def test_the_walk_itself_knows_a_pause_over_the_weekend() -> None:
    """By hand: an hour on Friday, two on Monday."""
    log = [
        Action(at("2026-03-06 16:00"), "status", "OPEN"),
        Action(at("2026-03-06 17:00"), "status", "ON_HOLD"),
        Action(at("2026-03-09 10:00"), "status", "OPEN"),
    ]
    promises = {("RESOLUTION", ""): Promise(hours(3), office(), WAITING)}
    found = expected_clocks(log, promises, at("2026-03-10 09:00"))
    assert found == {
        "RESOLUTION": Expected(
            "RUNNING",
            hours(8),
            at("2026-03-06 16:00"),
            at("2026-03-09 12:00"),
            at("2026-03-09 12:00"),
            None,
        )
    }
