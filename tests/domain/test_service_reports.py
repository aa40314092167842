"""The monthly report of one customer, made from tickets whose lives were told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.availability import Availability
from sla_plugin.domain.breaches import Breach
from sla_plugin.domain.clock import Side
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.contract_dates import ContractDate, ContractDateKind
from sla_plugin.domain.counted import ClockKey, count, subject_at
from sla_plugin.domain.credit_rows import CreditKind, CreditRow
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusions import Exclusion
from sla_plugin.domain.facts import Assigned, Author, Fact, Outcome, PublicReply, Status, StatusChanged
from sla_plugin.domain.forecasts import forecast
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.loads import TicketClock, load
from sla_plugin.domain.money import Money
from sla_plugin.domain.parties import CUSTOMER, Party, PartyKind
from sla_plugin.domain.periods import Month
from sla_plugin.domain.segments import SegmentReason
from sla_plugin.domain.service_reports import (
    MetricReport,
    ReportSource,
    ServiceAvailability,
    ServiceReport,
    service_report,
)
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.domain.ticket_outcomes import ticket_outcome
from sla_plugin.domain.tickets import fold
from tests.support.books import ticket_id
from tests.support.stories import (
    CLINICAL,
    HOSPITAL,
    WORKPLACE,
    at,
    contract,
    history,
    hours,
    office_hours,
    opened,
    promise,
    told,
)

NOW = at("2026-04-01 06:00")
MARCH = Month(2026, 3, "UTC")
COMMITMENTS = promise(hours(4), hours(1))
TEAM, NETWORK = Party(PartyKind.TEAM, "workplace"), Party(PartyKind.TEAM, "network")
RESOLVED = StatusChanged(Status.RESOLVED)
OFFICE = history((None, office_hours()))

STORIES: dict[str, Sequence[Fact]] = {
    "in time": told(
        ("2026-03-02 09:00", opened(service="workplace", priority="P2")),
        ("2026-03-02 09:00", Assigned("workplace")),
        ("2026-03-02 09:30", PublicReply(Author.AGENT)),
        ("2026-03-02 10:30", RESOLVED),
        ("2026-03-03 10:00", Outcome(csat=3)),
    ),
    "late": told(
        ("2026-03-09 15:00", opened(service="clinical", priority="P1")),
        ("2026-03-09 15:00", Assigned("workplace")),
        ("2026-03-10 09:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-10 10:00", StatusChanged(Status.OPEN)),
        ("2026-03-10 11:00", Assigned("network")),
        ("2026-03-10 15:00", RESOLVED),
    ),
    "before": told(
        ("2026-02-02 09:00", opened(service="workplace")),
        ("2026-02-02 09:30", RESOLVED),
    ),
}


def source(stories: dict[str, Sequence[Fact]]) -> ReportSource:
    tickets = {name: fold(story, NOW) for name, story in stories.items()}
    clocks = [
        TicketClock(
            ClockKey(ticket_id(name), clock.metric, clock.cycle, clock.side),
            subject_at(tickets[name], COMMITMENTS, NOW),
            clock,
        )
        for name, story in stories.items()
        for clock in evaluate(story, COMMITMENTS, NOW)
    ]
    by_key = {ticket_id(name): ticket for name, ticket in tickets.items()}
    books = [count(of.key.ticket, of.clock, by_key[of.key.ticket], COMMITMENTS) for of in clocks]
    outcomes = [ticket_outcome(ticket_id(name), ticket) for name, ticket in tickets.items()]
    return ReportSource(
        customer=HOSPITAL,
        books=[one for one in books if one is not None],
        clocks=clocks,
        outcomes=[one for one in outcomes if one is not None],
        contracts=[contract(until=at("2026-05-31 17:00")), contract("C-2")],
        staffed=OFFICE,
        goals={"RESOLUTION": Goal(Decimal("0.50")), "FIRST_RESPONSE": Goal(Decimal("0.95"))},
        outcome_goals=OutcomeGoals(csat_mean=Decimal("4.0")),
    )


def report(made_from: ReportSource) -> ServiceReport:
    return service_report(made_from, MARCH, months=2, as_of=NOW)


def resolution(of: ServiceReport) -> MetricReport:
    return next(metric for metric in of.metrics if metric.metric == "RESOLUTION")


KEY = {name: ClockKey(ticket_id(name), "RESOLUTION", 1) for name in STORIES}


def test_attainment_comes_with_its_n_its_trend_and_its_slices() -> None:
    found = resolution(report(source(STORIES)))
    assert (found.attainment.share, found.attainment.n) == (Fraction(1, 2), 2)
    assert [(one.share, one.n) for one in found.trend] == [(Fraction(1), 1), (Fraction(1, 2), 2)]
    clinical = Slice.of({Dimension.METRIC: "RESOLUTION", Dimension.SERVICE: CLINICAL})
    assert found.by_service[clinical].breached == (KEY["late"],)
    p2 = Slice.of({Dimension.METRIC: "RESOLUTION", Dimension.PRIORITY: "P2"})
    assert found.by_priority[p2].met == (KEY["in time"],)


def test_a_goal_that_is_met_beside_a_poor_score_is_a_watermelon() -> None:
    found = report(source(STORIES))
    assert resolution(found).judgement.is_watermelon
    assert found.outcome.csat_mean == Fraction(3)
    assert [metric.judgement.goal_met for metric in found.metrics] == [False, True]


def test_the_load_is_told_by_hour_by_service_and_by_team() -> None:
    found = report(source(STORIES)).load
    assert found.by_party == {TEAM: hours(4.5), NETWORK: hours(4)}
    assert found.by_service == {WORKPLACE: hours(1.5), CLINICAL: hours(7)}
    assert {hour: length for hour, length in enumerate(found.by_hour) if length} == {
        9: hours(1),
        10: hours(1.5),
        11: hours(1),
        12: hours(1),
        13: hours(1),
        14: hours(1),
        15: hours(1),
        16: hours(1),
    }


def test_a_breach_says_how_late_it_was_and_who_held_the_ticket() -> None:
    first, second = report(source(STORIES)).breaches
    assert (first.clock.metric, first.late_by) == ("FIRST_RESPONSE", hours(7))
    assert second == Breach(
        clock=KEY["late"],
        service=CLINICAL,
        priority="P1",
        breached_at=at("2026-03-10 12:00"),
        stopped_at=at("2026-03-10 15:00"),
        late_by=hours(3),
        held_by=NETWORK,
        held_longest=NETWORK,
    )


def test_pauses_are_told_by_reason() -> None:
    assert report(source(STORIES)).pauses == {SegmentReason.PENDING_CUSTOMER: hours(1)}
    assert CUSTOMER not in report(source(STORIES)).load.by_party


def test_an_excluded_breach_leaves_attainment_and_is_listed_with_its_approver() -> None:
    excuse = Exclusion(KEY["late"], ExclusionReason.CUSTOMER_CAUSED, "No access.", "malee", NOW)
    found = report(replace(source(STORIES), exclusions=[excuse]))
    assert resolution(found).attainment.share == Fraction(1)
    assert resolution(found).attainment.excluded == {ExclusionReason.CUSTOMER_CAUSED: (KEY["late"],)}
    assert found.exclusions == (excuse,)
    assert len(found.breaches) == 2


def test_a_customers_report_leaves_out_what_teams_promised_us() -> None:
    own = source(STORIES)
    theirs = [replace(of, key=replace(of.key, side=Side.OLA)) for of in own.clocks]
    books = [replace(one, clock=replace(one.clock, side=Side.OLA)) for one in own.books]
    with_theirs = replace(own, clocks=[*own.clocks, *theirs], books=[*own.books, *books])
    assert report(with_theirs) == report(own)


def test_only_the_months_own_credits_are_in_it() -> None:
    rows = [
        CreditRow(month.period, CreditKind.ACCRUED, Money(Decimal("150.00"), "EUR"))
        for month in (MARCH, MARCH.after(-1))
    ]
    assert report(replace(source(STORIES), credits=rows)).credits == (rows[0],)


def test_contract_dates_of_the_next_ninety_days_are_ahead() -> None:
    assert report(source(STORIES)).dates_ahead == (
        ContractDate(contract().id, ContractDateKind.MONITORING_ENDS, at("2026-05-31 17:00")),
    )


def test_availability_is_judged_like_an_attainment() -> None:
    short = ServiceAvailability(
        CLINICAL, None, Goal(Decimal("0.99")), Availability(MARCH.period, hours(100), hours(2))
    )
    found = report(replace(source(STORIES), availability=[short])).availability
    assert [(one, judgement.goal_met) for one, judgement in found] == [(short, False)]


def test_a_customer_without_tickets_gets_a_report_too() -> None:
    found = report(source({}))
    assert [metric.attainment.share for metric in found.metrics] == [None, None]
    assert (found.breaches, found.pauses) == ((), {})
    assert found.forecast.expected == 0


def test_the_forecast_is_the_mean_of_the_same_hour_of_the_week() -> None:
    """February and March of 2026 have nine Mondays, April has four."""
    found = report(source(STORIES)).forecast
    assert (found.month, len(found.hours)) == (MARCH.after(1), 168)
    monday_at_nine, monday_at_fifteen = found.hours[9], found.hours[15]
    assert monday_at_nine.expected == Fraction(2, 9) * 4
    assert monday_at_nine.staffed == hours(4)
    assert monday_at_fifteen.expected == Fraction(1, 9) * 4
    assert found.expected == Fraction(12, 9)
    assert found.staffed == hours(22 * 8)
    assert found.expected_unstaffed == 0


def test_tickets_at_night_are_expected_where_nobody_is() -> None:
    at_night = [at("2026-03-02 03:00")] * 5
    found = forecast(at_night, [MARCH], MARCH.after(1), OFFICE)
    assert found.expected == found.expected_unstaffed == Fraction(5, 5) * 4


@given(st.lists(st.integers(0, 59 * 24 * 60 - 1), max_size=30), st.sampled_from(["UTC", "Asia/Kolkata"]))
def test_a_forecast_of_the_same_month_expects_what_happened(minutes: list[int], zone: str) -> None:
    month = Month(2026, 3, zone)
    when = [month.period.start + timedelta(minutes=minute) for minute in minutes]
    expected = forecast(when, [month], month, OFFICE).expected
    assert expected == len([one for one in when if one in month.period])


@given(
    st.integers(0, 28 * 24 * 60), st.integers(0, 5000), st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"])
)
def test_every_way_of_cutting_the_load_adds_up_to_the_same(start: int, length: int, zone: str) -> None:
    began = at("2026-02-27 00:00") + timedelta(minutes=start)
    ended = began + timedelta(minutes=length)
    story = told(
        (began.isoformat(" ")[:16], opened(service="workplace")), (ended.isoformat(" ")[:16], RESOLVED)
    )
    (of,) = [one for one in source({"any": story}).clocks if one.key.metric == "RESOLUTION"]
    found = load([of], MARCH.period, zone)
    worked = sum(found.by_hour, timedelta(0))
    assert worked == sum(found.by_service.values(), timedelta(0))
    assert worked == sum(found.by_party.values(), timedelta(0))
    if began in MARCH.period and ended in MARCH.period:
        assert worked == of.clock.elapsed
