"""What counts, what does not, and what follows from it: asked and decided over GraphQL."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sla_plugin.api.ids import parse_global_id
from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.facts import Status
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.ids import ContractId, OrganisationId, TicketId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, Terms
from sla_plugin.storage.connections import StreamRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from tests.support.cast import Provider, bangkok, ticket
from tests.support.customers import SINCE

FEBRUARY = {"month": {"month": "2026-02", "zone": "Asia/Bangkok"}}
MARCH = {"month": {"month": "2026-03", "zone": "Asia/Bangkok"}}
OF_RESOLUTION = {"metric": "RESOLUTION"}
CHARGE = {"amount": "30000", "currency": "THB"}


@pytest.fixture
async def february(lanna: Provider) -> Provider:
    """Two tickets of February, one solved in time and one not, and a goal of 90 % with credits."""
    schedule = CreditSchedule((CreditStep(Decimal("0.9"), Decimal("0.1")),))
    terms = Terms(
        targets={Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}},
        goal=Goal(Decimal("0.9")),
        credits=schedule,
    )
    _, customer, _ = parse_global_id(lanna.ids["Organisation"])
    _, contract, _ = parse_global_id(lanna.ids["Contract"])
    scope = Scope(customer=OrganisationId(customer))
    async with lanna.installation.database.session(lanna.tenant) as session:
        await create_agreement(
            session, code="goals", name="Goals", kind=AgreementKind.CUSTOMER_SLA, level=Level.CUSTOMER,
            first=NewVersion(SINCE, ContractId(contract), scope, terms), now=SINCE,
        )  # fmt: skip
    in_time = ticket("F-1", "The printer jams", "P3")
    in_time.opened(bangkok("2026-02-09 09:00"))
    in_time.replied(bangkok("2026-02-09 09:10"))
    in_time.turned(bangkok("2026-02-09 11:00"), Status.RESOLVED)
    late = ticket("F-2", "The printer is gone", "P3")
    late.opened(bangkok("2026-02-10 09:00"))
    late.replied(bangkok("2026-02-10 09:10"))
    late.turned(bangkok("2026-02-11 11:00"), Status.RESOLVED)
    await lanna.is_told(in_time, late)
    return lanna


async def _attained(
    provider: Provider, period: dict[str, Any] = FEBRUARY, **more: Any
) -> list[dict[str, Any]]:
    answer = await provider.caller.run("Attainment", period=period, **{"slice": OF_RESOLUTION, **more})
    found: list[dict[str, Any]] = answer.data["attainment"]
    return found


async def _numbers(provider: Provider) -> tuple[int, int, dict[str, int]]:
    [whole] = await _attained(provider)
    found = whole["attainment"]
    return found["met"], found["breached"], {one["reason"]: one["count"] for one in found["excluded"]}


async def _late_clock(provider: Provider) -> str:
    [whole] = await _attained(provider)
    [clock] = whole["attainment"]["clocks"]["nodes"]
    assert clock["ticket"] == {"key": "F-2", "subject": "The printer is gone"}
    return str(clock["id"])


async def test_attainment_is_cut_along_dimensions_and_shows_its_clocks(february: Provider) -> None:
    [cut] = await _attained(february, by=["CUSTOMER"], trend=2)
    assert cut["slice"]["dimensions"] == ["CUSTOMER", "METRIC", "SIDE"]
    assert (cut["slice"]["customer"], cut["slice"]["metric"]) == ({"name": "Doi Kham Hospital"}, "RESOLUTION")
    assert (cut["goal"], cut["goalMet"]) == ("0.9", False)
    found = cut["attainment"]
    assert found["period"] == {"from": "2026-01-31T17:00:00Z", "until": "2026-02-28T17:00:00Z"}
    assert (found["met"], found["breached"], found["n"], found["share"]) == (1, 1, 2, 0.5)
    assert [one["n"] for one in cut["trend"]] == [0, 2]
    [clock] = found["clocks"]["nodes"]
    assert clock["breachedAt"] == "2026-02-10T10:00:00Z"


async def test_a_period_in_which_nothing_counted_has_no_share(february: Provider) -> None:
    [whole] = await _attained(february, MARCH)
    assert (whole["attainment"]["n"], whole["attainment"]["share"]) == (0, None)
    assert await _attained(february, MARCH, by=["CUSTOMER"]) == []


async def test_a_breach_is_provisional_until_the_desk_was_read_up_to_it(february: Provider) -> None:
    async def told() -> tuple[str, bool]:
        [whole] = await _attained(february)
        [clock] = whole["attainment"]["clocks"]["nodes"]
        return clock["certainty"], clock["provisional"]

    assert await told() == ("PROVISIONAL", True)
    async with february.installation.database.session(february.tenant) as session:
        stream = StreamRow(
            connection_id=february.desk, kind="TICKET", confirmed_until=bangkok("2026-02-10 17:00")
        )
        await session.add(stream)
    assert await told() == ("CONFIRMED", False)


async def test_an_excluded_clock_counts_neither_way_and_says_who_decided(february: Provider) -> None:
    clock = await _late_clock(february)
    done = await february.caller.done(
        "ExcludeClock", clock=clock, reason="CUSTOMER_CAUSED", because="Nobody let us in."
    )
    assert done["exclusion"]["approver"] == "somchai"
    assert done["exclusion"]["clock"] == {"id": clock, "verdict": "BREACHED"}
    assert await _numbers(february) == (1, 0, {"CUSTOMER_CAUSED": 1})


async def test_a_clock_is_not_excluded_without_a_reason(february: Provider) -> None:
    clock = await _late_clock(february)
    for reason, because in (("CENSORED", "It just was."), ("CUSTOMER_CAUSED", " ")):
        refused = await february.caller.refused("ExcludeClock", clock=clock, reason=reason, because=because)
        assert refused == ("InputRefused", "exclusion.unreasoned")
    assert await _numbers(february) == (1, 1, {})


async def test_a_window_that_comes_too_late_excuses_what_it_would_have_prevented(february: Provider) -> None:
    period = {"from": "2026-02-10T08:00:00Z", "until": "2026-02-11T04:30:00Z"}
    done = await february.caller.done("AnnounceExclusionWindow", period=period, because="The mains failed.")
    assert done["exclusionWindow"]["closesCalendars"] is False
    assert done["exclusionWindow"]["approver"] == "somchai"
    await _pump(february)
    assert await _numbers(february) == (1, 0, {"EXCLUSION_WINDOW": 1})


async def test_an_announced_window_moves_what_is_due(lanna: Provider) -> None:
    open_one = ticket("O-1", "The printer jams", "P3")
    open_one.opened(bangkok("2026-03-03 09:00"))
    await lanna.is_told(open_one)
    period = {"from": "2026-03-03T06:00:00Z", "until": "2026-03-03T08:00:00Z"}
    await lanna.caller.done("AnnounceExclusionWindow", period=period, because="New switches.")
    answer = await lanna.caller.run("TicketClocks", system="desk-demo", key="O-1")
    due = {clock["metric"]: clock["dueAt"] for clock in answer.data["ticket"]["clocks"]}
    # Eight hours from nine would end at five o'clock; two of them are agreed not to count.
    assert due["RESOLUTION"] == "2026-03-04T03:00:00Z"


async def _pump(provider: Provider) -> None:
    async with provider.installation.database.session(provider.tenant) as session:
        tickets = [TicketId(row.id) for row in await session.query(TicketRow)]
        await evaluate_tickets(session, tickets, provider.installation.now())


async def test_what_changes_in_a_sealed_period_stands_beside_it(february: Provider) -> None:
    clock = await _late_clock(february)
    sealed = (await february.caller.done("SealPeriod", period=FEBRUARY))["sealedPeriod"]
    assert sealed["adjustments"]["nodes"] == []
    await february.caller.done("ExcludeClock", clock=clock, reason="FORCE_MAJEURE", because="The flood.")
    came_back = ticket("F-1", "The printer jams", "P3")
    came_back.opened(bangkok("2026-02-09 09:00"))
    came_back.replied(bangkok("2026-02-09 09:10"))
    came_back.turned(bangkok("2026-02-09 11:00"), Status.RESOLVED)
    came_back.came_back(bangkok("2026-03-02 09:00"))
    await february.is_told(came_back)
    adjustments = await february.caller.send(_ADJUSTMENTS, {"id": sealed["id"]})
    shown = adjustments.data["node"]
    assert (shown["met"], shown["breached"]) == (3, 1)
    found = [(one["before"], one["after"], one["number"]) for one in shown["adjustments"]["nodes"]]
    # One is forgiven; the other goes on, and so no longer counts in February.
    assert sorted(found, key=str) == [("BREACHED", "EXCLUDED", 1), ("MET", None, 1)]


_ADJUSTMENTS = """query Sealed($id: ID!) { node(id: $id) { ... on SealedPeriod {
    met: count(result: MET) breached: count(result: BREACHED)
    adjustments { nodes { clock before after number } } } } }"""


@pytest.mark.parametrize(
    ("period", "refusal"),
    [
        (MARCH, ("InputRefused", "period.open")),
        ({"month": {"month": "2569-02"}}, ("InputRefused", "date.buddhist_era")),
        ({"month": {"month": "2026-2"}}, ("InputRefused", "month.malformed")),
        (
            {"range": {"from": "2026-02-02T00:00:00Z", "until": "2026-02-01T00:00:00Z"}},
            ("InputRefused", "dates.reversed"),
        ),
    ],
)
async def test_a_period_that_cannot_be_sealed_is_not(
    february: Provider, period: dict[str, Any], refusal: tuple[str, str]
) -> None:
    assert await february.caller.refused("SealPeriod", period=period) == refusal


async def test_a_period_is_sealed_once(february: Provider) -> None:
    await february.caller.done("SealPeriod", period=FEBRUARY)
    within = {"range": {"from": "2026-02-10T00:00:00Z", "until": "2026-02-12T00:00:00Z"}}
    assert await february.caller.refused("SealPeriod", period=within) == ("Conflicting", "period.sealed")


async def test_a_missed_goal_opens_an_improvement_action(february: Provider) -> None:
    await february.caller.done("SealPeriod", period=FEBRUARY)
    [action] = (await february.caller.run("ImprovementActions")).data["improvementActions"]["nodes"]
    assert action["slice"] == {"metric": "RESOLUTION", "customer": {"name": "Doi Kham Hospital"}}
    assert (action["state"], action["owner"], action["dueOn"]) == ("OPEN", "somchai", "2026-04-02")
    assert (action["goal"], action["attained"]) == ("0.9", 0.5)
    done = await february.caller.done("CompleteImprovementAction", action=action["id"], on="2026-03-03")
    assert done["improvementAction"]["state"] == "DONE"
    refused = await february.caller.refused("DropImprovementAction", action=action["id"], because="No use.")
    assert refused == ("Conflicting", "improvement.state")


async def test_credits_are_accrued_once_and_taken_back_when_a_breach_is_excused(february: Provider) -> None:
    given = {"contract": february.ids["Contract"], "month": "2026-02", "charge": CHARGE}
    first = await february.caller.done("AccrueCredits", **given)
    again = await february.caller.done("AccrueCredits", **given)
    assert [row["amount"] for row in first["credits"]] == [{"amount": "3000.00", "currency": "THB"}]
    assert again["credits"] == first["credits"]
    clock = await _late_clock(february)
    await february.caller.done("ExcludeClock", clock=clock, reason="FORCE_MAJEURE", because="The flood.")
    after = await february.caller.done("AccrueCredits", **given)
    assert [(row["kind"], Decimal(row["amount"]["amount"])) for row in after["credits"]] == [
        ("ACCRUED", Decimal(3000)),
        ("REVERSED", Decimal(-3000)),
    ]


async def test_credits_that_nobody_promised_or_of_a_month_that_goes_on_are_refused(
    february: Provider,
) -> None:
    given = {"contract": february.ids["Contract"], "month": "2026-02", "charge": CHARGE}
    for change, refusal in (
        ({"month": "2026-03"}, ("InputRefused", "period.open")),
        ({"metric": "NEXT_RESPONSE"}, ("InputRefused", "credit.unpromised")),
        ({"charge": {"amount": "1.001", "currency": "THB"}}, ("InputRefused", "money.amount")),
        ({"charge": {"amount": "1", "currency": "BTC"}}, ("InputRefused", "currency.unknown")),
    ):
        assert await february.caller.refused("AccrueCredits", **{**given, **change}) == refusal


async def test_an_outage_lowers_availability_by_the_agreed_time_it_took(february: Provider) -> None:
    asked = {
        "customer": february.ids["Organisation"],
        "service": february.ids["Service"],
        "period": {"range": {"from": "2026-03-01T17:00:00Z", "until": "2026-03-02T17:00:00Z"}},
    }
    outage = {"name": "core switch", "service": february.ids["Service"], "beganAt": "2026-03-02T09:00:00Z"}
    told = (await february.caller.done("RecordOutage", **outage))["outage"]
    assert told["endedAt"] is None
    ended = await february.caller.done("RecordOutage", **outage, endedAt="2026-03-02T11:00:00Z")
    assert (ended["outage"]["id"], ended["outage"]["endedAt"]) == (told["id"], "2026-03-02T11:00:00Z")
    # Monday has nine agreed hours; of the outage from four to six the desk was open for the first hour.
    found = (await february.caller.run("Availability", **asked)).data["availability"]
    assert (found["agreed"], found["down"], found["share"]) == ("PT9H", "PT1H", pytest.approx(8 / 9))
    assert (found["goal"], found["allowedDown"]) == ("0.9", "PT54M")


async def test_an_outage_that_is_told_otherwise_is_refused_and_stays_as_it_was(february: Provider) -> None:
    outage = {"name": "core switch", "service": february.ids["Service"], "beganAt": "2026-03-02T09:00:00Z"}
    before = await february.caller.done("RecordOutage", **outage)
    moved = {**outage, "beganAt": "2026-03-02T08:00:00Z"}
    assert await february.caller.refused("RecordOutage", **moved) == ("Conflicting", "outage.told")
    backwards = {**outage, "name": "other", "endedAt": "2026-03-02T09:00:00Z"}
    assert await february.caller.refused("RecordOutage", **backwards) == ("InputRefused", "outage.untold")
    assert await february.caller.done("RecordOutage", **outage) == before


async def test_a_service_that_only_others_are_promised_is_a_gap(lanna: Provider) -> None:
    gaps = (await lanna.caller.run("CoverageGaps")).data["coverageGaps"]
    assert (gaps["nodes"], gaps["totalCount"]) == ([], 0)


@pytest.mark.parametrize("trend", [0, 37])
async def test_a_trend_has_a_length(lanna: Provider, trend: int) -> None:
    answer = await lanna.caller.run("Attainment", period=FEBRUARY, trend=trend)
    assert answer.codes == ["period.count"]
