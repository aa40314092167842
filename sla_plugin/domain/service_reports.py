"""The monthly service report of one customer, as one value; how it looks is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sla_plugin.domain.attainment import Attainment, attainments, trend
from sla_plugin.domain.availability import Availability
from sla_plugin.domain.breaches import Breach, breaches
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.clock import Side
from sla_plugin.domain.contract_dates import ContractDate, contract_dates
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.counted import Counted
from sla_plugin.domain.credit_rows import CreditRow
from sla_plugin.domain.exclusions import Exclusion, exclude
from sla_plugin.domain.forecasts import Forecast, forecast
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId
from sla_plugin.domain.improvements import ImprovementAction
from sla_plugin.domain.last_stretches import paused_share
from sla_plugin.domain.loads import Load, TicketClock, load, pauses
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.segments import SegmentReason
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.domain.ticket_outcomes import OutcomeFigures, TicketOutcome, outcome_figures
from sla_plugin.domain.watermelons import Judgement, judge

AHEAD = timedelta(days=90)
"""How far contract dates are looked for after the month."""


@dataclass(frozen=True, slots=True)
class ServiceAvailability:
    """Of one service at one site (None: at any), against its goal."""

    service: ServiceId
    site: SiteId | None
    goal: Goal | None
    availability: Availability


@dataclass(frozen=True, slots=True)
class ReportSource:
    """What a report is made from: all of one customer's, the subsidiaries' included where its contracts cover
    them. Clocks of teams and suppliers may be among it; the report is of what the customer was promised.

    `books` reach back over the months of the trend, before anybody's exclusions; `clocks` are those that
    lived in the month, `outcomes` the tickets opened in the months of the trend, or resolved or scored in
    this one. `goals` by metric. `load_metric`: the one whose clocks tell the load.
    """

    customer: OrganisationId
    books: Sequence[Counted]
    clocks: Sequence[TicketClock]
    outcomes: Sequence[TicketOutcome]
    contracts: Sequence[Contract]
    staffed: CalendarHistory
    exclusions: Sequence[Exclusion] = ()
    availability: Sequence[ServiceAvailability] = ()
    credits: Sequence[CreditRow] = ()
    improvements: Sequence[ImprovementAction] = ()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    outcome_goals: OutcomeGoals | None = None
    load_metric: str = "RESOLUTION"


@dataclass(frozen=True, slots=True)
class MetricReport:
    """One metric. `trend`: month by month, this one last. `judgement` sets its attainment beside the outcome
    of all tickets."""

    metric: str
    goal: Goal | None
    trend: tuple[Attainment, ...]
    by_service: Mapping[Slice, Attainment]
    by_priority: Mapping[Slice, Attainment]
    judgement: Judgement

    @property
    def attainment(self) -> Attainment:
        return self.trend[-1]


@dataclass(frozen=True, slots=True)
class ServiceReport:
    customer: OrganisationId
    month: Month
    made_at: datetime
    metrics: tuple[MetricReport, ...]
    availability: tuple[tuple[ServiceAvailability, Judgement], ...]
    load: Load
    breaches: tuple[Breach, ...]
    pauses: Mapping[SegmentReason, timedelta]
    exclusions: tuple[Exclusion, ...]
    credits: tuple[CreditRow, ...]
    outcome: OutcomeFigures
    improvements: tuple[ImprovementAction, ...]
    dates_ahead: tuple[ContractDate, ...]
    forecast: Forecast


def service_report(source: ReportSource, month: Month, *, months: int, as_of: datetime) -> ServiceReport:
    """What the month was like, beside the `months` up to it, and what the next one will ask for."""
    past = month.trailing(months)
    period = month.period
    counted = exclude((one for one in source.books if one.clock.side is Side.SLA), source.exclusions)
    clocks = [of for of in source.clocks if of.key.side is Side.SLA]
    worked = [of for of in clocks if of.key.metric == source.load_metric]
    in_month = {one.clock for one in counted if one.at in period}
    outcome = outcome_figures(
        source.outcomes, period, paused_share(of.clock for of in clocks if of.key in in_month)
    )
    return ServiceReport(
        customer=source.customer,
        month=month,
        made_at=as_of,
        metrics=_metrics(source, counted, past, outcome),
        availability=tuple(
            (one, judge(one.availability.share, one.goal, outcome, source.outcome_goals))
            for one in source.availability
        ),
        load=load(worked, period, month.zone),
        breaches=breaches(clocks, period),
        pauses=pauses(worked, period),
        exclusions=tuple(one for one in source.exclusions if one.clock in in_month),
        credits=tuple(row for row in source.credits if row.period == period),
        outcome=outcome,
        improvements=tuple(source.improvements),
        dates_ahead=contract_dates(source.contracts, Period(period.end, period.end + AHEAD)),
        forecast=forecast((one.opened_at for one in source.outcomes), past, month.after(1), source.staffed),
    )


def _metrics(
    source: ReportSource, counted: Sequence[Counted], past: Sequence[Month], outcome: OutcomeFigures
) -> tuple[MetricReport, ...]:
    names = sorted({one.clock.metric for one in counted} | set(source.goals))
    return tuple(_metric(name, source, counted, past, outcome) for name in names)


def _metric(
    name: str,
    source: ReportSource,
    counted: Sequence[Counted],
    past: Sequence[Month],
    outcome: OutcomeFigures,
) -> MetricReport:
    goal = source.goals.get(name)
    of_metric = [one for one in counted if one.clock.metric == name]
    period = past[-1].period
    by_month = trend(of_metric, [month.period for month in past], Slice.of({Dimension.METRIC: name}))
    return MetricReport(
        metric=name,
        goal=goal,
        trend=by_month,
        by_service=attainments(of_metric, period, [Dimension.METRIC, Dimension.SERVICE]),
        by_priority=attainments(of_metric, period, [Dimension.METRIC, Dimension.PRIORITY]),
        judgement=judge(by_month[-1].share, goal, outcome, source.outcome_goals),
    )
