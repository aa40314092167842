"""The evaluator against a walk through time that shares nothing with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.facts import (
    Assigned,
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
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import CalendarRule, PauseRule, Terms
from sla_plugin.domain.verdicts import Verdict
from tests.support.clock_oracle import Action, Expected, Interval, Promise, expected_clocks
from tests.support.stories import (
    ALWAYS,
    OFFICE,
    at,
    contract,
    history,
    hours,
    promised,
    version,
    within,
)

BERLIN = ZoneInfo("Europe/Berlin")
# The clocks of Berlin go forward on Sunday the 29th.
MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
NIGHT = CalendarId(UUID(int=22))
WAITING = frozenset({"PENDING_CUSTOMER", "ON_HOLD"})


def _calendar(week: dict[str, list[list[str]]]) -> CalendarHistory:
    return history((None, {"time_zone": "Europe/Berlin", "hours": week}))


def local(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), BERLIN).astimezone(UTC)


DATES = [date(2026, 3, 22) + timedelta(days=n) for n in range(60)]
WORKDAYS = [on for on in DATES if on.weekday() < 5]
HOURS: dict[CalendarId, list[Interval]] = {
    OFFICE: [
        (local(on, opens), local(on, closes)) for on in WORKDAYS for opens, closes in ((9, 12), (13, 17))
    ],
    NIGHT: [(local(on, 22), local(on + timedelta(days=1), 6)) for on in DATES],
    ALWAYS: [(MONDAY, MONDAY + timedelta(days=60))],
}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDARS = {
    OFFICE: _calendar({day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in WEEK[:5]}),
    NIGHT: _calendar({day: [["22:00", "06:00"]] for day in WEEK}),
}

MEASURED = (Metric.FIRST_RESPONSE, Metric.RESOLUTION, Metric.ASSIGNMENT)

quarters = st.integers(0, 4 * 24 * 6).map(lambda n: MONDAY + n * timedelta(minutes=15))
suspensions = st.builds(
    lambda since, quarters: (since, since + quarters * timedelta(minutes=15)), quarters, st.integers(0, 99)
)
targets = st.integers(0, 40).map(lambda n: n * timedelta(minutes=30))
statuses = st.sampled_from([*Status, "MERGED", "DELETED"]).map(str)
actions = st.one_of(
    st.tuples(st.just("status"), statuses),
    st.tuples(st.just("priority"), st.sampled_from(["P1", "P2", "P9"])),
    st.tuples(st.just("reply"), st.just("")),
    st.tuples(st.just("assigned"), st.just("network")),
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
    if action.what == "assigned":
        return Assigned(action.value)
    if action.value == "MERGED":
        return Merged("other")
    return Deleted() if action.value == "DELETED" else StatusChanged(Status(action.value))


@settings(deadline=None)  # the first example builds the tables of its calendars
@given(
    logs(),
    st.fixed_dictionaries({(m, p): targets for m in MEASURED for p in ("P1", "P2")}),
    st.fixed_dictionaries({p: st.sampled_from([OFFICE, NIGHT, ALWAYS]) for p in ("P1", "P2")}),
    quarters.map(lambda t: t + timedelta(days=3)),
    st.none() | quarters,
    st.lists(suspensions, max_size=2),
)
def test_every_clock_is_as_the_walk_through_time_finds_it(
    log: list[Action],
    promised_within: dict[tuple[Metric, str], timedelta],
    measured_by: dict[str, CalendarId],
    as_of: datetime,
    until: datetime | None,
    suspended: list[Interval],
) -> None:
    under = contract(until=until, suspended=[Lasting(*one) for one in suspended])
    terms = Terms(
        targets={m: {p: within(promised_within[m, p]) for p in ("P1", "P2")} for m in MEASURED},
        calendar=CalendarRule(OFFICE, measured_by),
        pause=PauseRule(metrics=frozenset({Metric.RESOLUTION})),
    )
    expected = expected_clocks(
        log,
        {
            (metric, priority): Promise(
                target,
                HOURS[measured_by[priority]],
                WAITING if metric is Metric.RESOLUTION else frozenset(),
            )
            for (metric, priority), target in promised_within.items()
        },
        as_of,
        monitored_until=until,
        suspended=suspended,
    )
    commitments = promised(version(terms, under=under), contracts=(under,), calendars=CALENDARS)
    clocks = evaluate(facts(log), commitments, as_of)
    assert {clock.metric for clock in clocks} == set(expected)
    for clock in clocks:
        shown = Expected(
            clock.state, clock.elapsed, clock.started_at, clock.due_at, clock.breached_at, clock.stopped_at
        )
        assert shown == expected[clock.metric]
        on_track = clock.verdict in (Verdict.ON_TRACK, Verdict.AT_RISK)
        assert expected[clock.metric].verdict == ("ON_TRACK" if on_track else clock.verdict)


def test_the_walk_itself_knows_a_pause_over_the_weekend() -> None:
    """By hand: an hour on Friday, two on Monday; the calendar is open from 09:00 to 17:00 UTC."""
    log = [
        Action(at("2026-03-06 16:00"), "status", "OPEN"),
        Action(at("2026-03-06 17:00"), "status", "ON_HOLD"),
        Action(at("2026-03-09 10:00"), "status", "OPEN"),
    ]
    office = [(at(f"2026-03-{day} 09:00"), at(f"2026-03-{day} 17:00")) for day in ("06", "09", "10")]
    promises = {("RESOLUTION", ""): Promise(hours(3), office, WAITING)}
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
