"""The monthly service report, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.scalars import Duration, TimeZone
from sla_plugin.api.types.attainment import Attainment, Slice
from sla_plugin.api.types.availability import Availability
from sla_plugin.api.types.clock import Clock, Party
from sla_plugin.api.types.clock_lists import clocks_of
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.counted_enums import (
    ActionState,
    ContractDateKind,
    CreditKind,
    ExclusionReason,
    OutcomeMeasure,
)
from sla_plugin.api.types.enums import SegmentReason
from sla_plugin.api.types.money import Money
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.period import Period
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain import breaches, contract_dates, credit_rows, exclusions, improvements, watermelons
from sla_plugin.domain import service_reports as domain
from sla_plugin.domain.attainment import Attainment as DomainAttainment
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.slices import Dimension
from sla_plugin.domain.slices import Slice as DomainSlice


@strawberry.type(description="An outcome goal that was not met.")
class Shortfall:
    measure: OutcomeMeasure = strawberry.field(description="What of.")
    goal: Decimal = strawberry.field(description="What it should have been.")
    found: float = strawberry.field(description="What it was.")

    @classmethod
    def of(cls, shortfall: watermelons.Shortfall) -> Shortfall:
        return cls(measure=shortfall.measure, goal=shortfall.goal, found=float(shortfall.found))


@strawberry.type(description="Attainment of one part of a metric.")
class PartAttainment:
    slice: Slice = strawberry.field(description="Which part.")
    attainment: Attainment = strawberry.field(description="In the month.")


@strawberry.type(description="One metric in a service report.")
class MetricReport:
    metric: str = strawberry.field(description="Which one.")
    goal: Decimal | None = strawberry.field(description="The share that should be met, 0 to 1.")
    goal_met: bool | None = strawberry.field(description="Null without a goal, or where nothing counted.")
    watermelon: bool = strawberry.field(description="Green outside, red inside: met, and people suffer.")
    shortfalls: list[Shortfall] = strawberry.field(description="The outcome goals that were not met.")
    attainment: Attainment = strawberry.field(description="In the month.")
    trend: list[Attainment] = strawberry.field(description="Month by month, this one last.")
    by_service: list[PartAttainment] = strawberry.field(description="Cut by service.")
    by_priority: list[PartAttainment] = strawberry.field(description="Cut by priority.")

    @classmethod
    def of(cls, report: domain.MetricReport) -> MetricReport:
        judged = report.judgement
        return cls(
            metric=report.metric,
            goal=None if report.goal is None else report.goal.attainment,
            goal_met=judged.goal_met,
            watermelon=judged.is_watermelon,
            shortfalls=[Shortfall.of(one) for one in judged.shortfalls],
            attainment=Attainment.of(report.attainment),
            trend=[Attainment.of(one) for one in report.trend],
            by_service=_parts(report.by_service),
            by_priority=_parts(report.by_priority),
        )


def _parts(cut: Mapping[DomainSlice, DomainAttainment]) -> list[PartAttainment]:
    ordered = sorted(cut.items(), key=lambda pair: str(pair[0].where))
    return [PartAttainment(slice=Slice(held=s), attainment=Attainment.of(a)) for s, a in ordered]


@strawberry.type(description="A breach as a report tells it.")
class ReportedBreach:
    priority: str | None = strawberry.field(description="How urgent.")
    breached_at: datetime = strawberry.field(description="When the time ran out.")
    stopped_at: datetime | None = strawberry.field(description="When it was done; null while it is not.")
    late_by: Duration = strawberry.field(description="Working time past the target.")
    held_by: Party = strawberry.field(description="Who had the ticket when its time ran out.")
    held_longest: Party = strawberry.field(description="Who had it for the most working time.")
    held: strawberry.Private[breaches.Breach]

    @classmethod
    def of(cls, breach: breaches.Breach) -> ReportedBreach:
        return cls(
            priority=breach.priority,
            breached_at=breach.breached_at,
            stopped_at=breach.stopped_at,
            late_by=Duration(breach.late_by),
            held_by=Party.of(breach.held_by),
            held_longest=Party.of(breach.held_longest),
            held=breach,
        )

    @strawberry.field(description="The clock.")
    async def clock(self, info: Info) -> Clock | None:
        [found] = await clocks_of(info, [self.held.clock])
        return found

    @strawberry.field(description="About what.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)


@strawberry.type(description="Working time of one service.")
class ServiceLoad:
    worked: Duration = strawberry.field(description="How much.")
    key: strawberry.Private[ServiceId | None]

    @strawberry.field(description="Which one; null where the desk does not say.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.key)


@strawberry.type(description="Working time of one team, supplier, or of nobody.")
class PartyLoad:
    party: Party = strawberry.field(description="Whose.")
    worked: Duration = strawberry.field(description="How much.")


@strawberry.type(description="Working time on solutions, cut three ways; each way adds up to the same.")
class Load:
    by_hour: list[Duration] = strawberry.field(description="24 entries, by local hour of the day.")
    by_service: list[ServiceLoad] = strawberry.field(description="By service.")
    by_party: list[PartyLoad] = strawberry.field(description="By who held the ticket.")


@strawberry.type(description="Time in which tickets waited.")
class PauseSum:
    reason: SegmentReason = strawberry.field(description="What for.")
    waited: Duration = strawberry.field(description="Wall time, over all tickets.")


@strawberry.type(description="A clock that somebody decided not to count.")
class ReportedExclusion:
    reason: ExclusionReason = strawberry.field(description="Why.")
    because: str = strawberry.field(description="The case, in words.")
    approver: str = strawberry.field(description="Who decided.")
    approved_at: datetime = strawberry.field(description="When.")
    held: strawberry.Private[exclusions.Exclusion]

    @strawberry.field(description="The clock.")
    async def clock(self, info: Info) -> Clock | None:
        [found] = await clocks_of(info, [self.held.clock])
        return found


@strawberry.type(description="What the month gives back.")
class ReportedCredit:
    kind: CreditKind = strawberry.field(description="Given, or taken back.")
    amount: Money = strawberry.field(description="Negative where it takes back.")

    @classmethod
    def of(cls, row: credit_rows.CreditRow) -> ReportedCredit:
        return cls(kind=row.kind, amount=Money.of(row.amount))


@strawberry.type(description="What came of the tickets, beside their clocks.")
class Outcome:
    csat_mean: float | None = strawberry.field(description="Mean score, 1 to 5; null without any.")
    csat_n: int = strawberry.field(description="From how many scores.")
    reopen_rate: float | None = strawberry.field(description="Share of resolved tickets that came back.")
    resolved: int = strawberry.field(description="From how many resolved tickets.")
    paused_before_due: float | None = strawberry.field(
        description="Share of the last quarter of the targets that was spent waiting."
    )


@strawberry.type(description="What a missed goal set going, in short; `improvementActions` has the whole.")
class ReportedImprovement:
    metric: str | None = strawberry.field(description="Of which goal.")
    state: ActionState = strawberry.field(description="How it stands.")
    owner: str = strawberry.field(description="Who sees to it.")
    due_on: date = strawberry.field(description="Until when.")

    @classmethod
    def of(cls, action: improvements.ImprovementAction) -> ReportedImprovement:
        metric = dict(action.slice.where).get(Dimension.METRIC)
        return cls(
            metric=None if metric is None else str(metric),
            state=action.state,
            owner=action.owner,
            due_on=action.due_on,
        )


@strawberry.type(description="A date of a contract that somebody must not miss.")
class ContractDate:
    kind: ContractDateKind = strawberry.field(description="What happens.")
    at: datetime = strawberry.field(description="When.")
    held: strawberry.Private[contract_dates.ContractDate]

    @strawberry.field(description="Of which contract.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.held.contract)


@strawberry.type(description="Tickets to expect in one hour of the week, and whether somebody is there.")
class HourForecast:
    weekday: int = strawberry.field(description="Monday 0.")
    hour: int = strawberry.field(description="Local hour, 0 to 23.")
    expected: float = strawberry.field(description="Tickets in the whole month in this hour.")
    staffed: Duration = strawberry.field(description="Open time in it in the whole month.")


@strawberry.type(description="Next month, as the mean of the past months says.")
class Forecast:
    expected: float = strawberry.field(description="Tickets.")
    expected_unstaffed: float = strawberry.field(description="Tickets in hours in which nobody is there.")
    staffed: Duration = strawberry.field(description="Open time.")
    hours: list[HourForecast] = strawberry.field(description="All 168 hours of the week, Monday first.")


@strawberry.type(description="What a month was like for a customer, as data.")
class ServiceReport:
    month: str = strawberry.field(description="`2026-10`.")
    zone: TimeZone = strawberry.field(description="Where its midnights are: that of the contract.")
    period: Period = strawberry.field(description="From midnight to midnight.")
    made_at: datetime = strawberry.field(description="As far as was known then.")
    metrics: list[MetricReport] = strawberry.field(description="What was promised, and how it was kept.")
    availability: list[Availability] = strawberry.field(description="Of services with outages told of.")
    load: Load = strawberry.field(description="Who was busy when.")
    breaches: list[ReportedBreach] = strawberry.field(description="Those of the month, excused or not.")
    pauses: list[PauseSum] = strawberry.field(description="What tickets waited for.")
    exclusions: list[ReportedExclusion] = strawberry.field(description="What was decided not to count.")
    credits: list[ReportedCredit] = strawberry.field(description="What the month gives back.")
    outcome: Outcome = strawberry.field(description="What people thought of it.")
    improvements: list[ReportedImprovement] = strawberry.field(description="What missed goals set going.")
    dates_ahead: list[ContractDate] = strawberry.field(description="Of contracts, in the next 90 days.")
    forecast: Forecast = strawberry.field(description="What next month will ask for.")
    held: strawberry.Private[domain.ServiceReport]

    @classmethod
    def of(cls, report: domain.ServiceReport) -> ServiceReport:
        outcome, forecast, load = report.outcome, report.forecast, report.load
        return cls(
            month=str(report.month),
            zone=TimeZone(report.month.zone),
            period=Period.of(report.month.period),
            made_at=report.made_at,
            metrics=[MetricReport.of(one) for one in report.metrics],
            availability=[Availability.of(one) for one, _ in report.availability],
            load=Load(
                by_hour=[Duration(worked) for worked in load.by_hour],
                by_service=[
                    ServiceLoad(worked=Duration(worked), key=key) for key, worked in load.by_service.items()
                ],
                by_party=[
                    PartyLoad(party=Party.of(party), worked=Duration(worked))
                    for party, worked in load.by_party.items()
                ],
            ),
            breaches=[ReportedBreach.of(one) for one in report.breaches],
            pauses=[
                PauseSum(reason=reason, waited=Duration(waited))
                for reason, waited in sorted(report.pauses.items())
            ],
            exclusions=[
                ReportedExclusion(
                    reason=one.reason,
                    because=one.because,
                    approver=one.approver,
                    approved_at=one.approved_at,
                    held=one,
                )
                for one in report.exclusions
            ],
            credits=[ReportedCredit.of(row) for row in report.credits],
            outcome=Outcome(
                csat_mean=_float(outcome.csat_mean),
                csat_n=outcome.csat_n,
                reopen_rate=_float(outcome.reopen_rate),
                resolved=outcome.resolved,
                paused_before_due=_float(outcome.paused_before_due),
            ),
            improvements=[ReportedImprovement.of(one) for one in report.improvements],
            dates_ahead=[ContractDate(kind=one.kind, at=one.at, held=one) for one in report.dates_ahead],
            forecast=Forecast(
                expected=float(forecast.expected),
                expected_unstaffed=float(forecast.expected_unstaffed),
                staffed=Duration(forecast.staffed),
                hours=[
                    HourForecast(
                        weekday=hour.weekday,
                        hour=hour.hour,
                        expected=float(hour.expected),
                        staffed=Duration(hour.staffed),
                    )
                    for hour in forecast.hours
                ],
            ),
            held=report,
        )

    @strawberry.field(description="Whose month it was.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.held.customer)


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)
