"""What an agreement version states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.calendar import Calendar, calendar
from sla_plugin.api.types.enums import (
    ActionKind,
    Attribute,
    Combination,
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseArithmetic,
    Reopening,
    Status,
)
from sla_plugin.domain import credits as domain_credits
from sla_plugin.domain import escalations, goals, terms
from sla_plugin.domain.spoken import moment_text, value_text
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY

S = TypeVar("S")
T = TypeVar("T")


@strawberry.type(
    description="A promised time: one of `duration`, `workingDays`, `endOfWorkingDay`, `days` with `at`, and "
    "`until`. With `ifAgreed` the instant agreed on the ticket comes before it."
)
class ServiceLevelTarget:
    metric: str = strawberry.field(
        description="What is measured: a built-in metric, or one of the tenant's own."
    )
    priority: str | None = strawberry.field(description="For which priority; null for any other.")
    text: str = strawberry.field(description="The whole target, as people say it.")
    duration: Duration | None = strawberry.field(default=None, description="So much working time.")
    working_days: int | None = strawberry.field(
        default=None, description="The same clock time so many working days later."
    )
    end_of_working_day: int | None = strawberry.field(
        default=None, description="The end of the working day so many working days later."
    )
    days: int | None = strawberry.field(
        default=None, description="So many working days later, at the time `at`."
    )
    at: time | None = strawberry.field(default=None, description="The local time of day, with `days`.")
    cutoff: time | None = strawberry.field(
        default=None,
        description="What starts after this local time counts from the next working day, with `days`.",
    )
    until: datetime | None = strawberry.field(default=None, description="This very instant.")
    if_agreed: bool = strawberry.field(
        default=False, description="The instant agreed on the ticket holds instead, where there is one."
    )

    @classmethod
    def of(cls, metric: str, priority: str, target: Target) -> ServiceLevelTarget:
        made = cls(
            metric=metric, priority=None if priority == ANY_PRIORITY else priority, text=value_text(target)
        )
        if isinstance(target, Agreed):
            made.if_agreed, target = True, target.otherwise
        match target:
            case WorkingDuration(duration):
                made.duration = Duration(duration)
            case WorkingDays(days, True):
                made.end_of_working_day = days
            case WorkingDays(days):
                made.working_days = days
            case ByTime(days, at, cutoff):
                made.days, made.at, made.cutoff = days, at, cutoff
            case Until(instant):
                made.until = instant
        return made


@strawberry.type(description="Which calendar measures which priority.")
class PriorityCalendar:
    priority: str | None = strawberry.field(description="Null: every priority that is not listed.")
    key: strawberry.Private[UUID]

    @strawberry.field(description="The calendar.")
    async def calendar(self, info: Info) -> Calendar | None:
        return await calendar(info, self.key)


@strawberry.type(description="In which statuses which metrics wait.")
class PauseRule:
    statuses: list[Status] = strawberry.field(description="Empty: nothing ever waits.")
    metrics: list[str] = strawberry.field(description="Those that wait; the others run on.")
    arithmetic: PauseArithmetic = strawberry.field(description="What a pause gives back.")


@strawberry.type(description="What a ticket that comes back does to a stopped clock.")
class ReopenRule:
    reopening: Reopening = strawberry.field(description="What it does.")
    window: Duration | None = strawberry.field(
        description="A ticket that comes back later than this leaves the clock stopped; null: never too late."
    )


@strawberry.type(description="What is done at a step.")
class EscalationAction:
    kind: ActionKind = strawberry.field(description="What kind of thing.")
    what: str = strawberry.field(description="The recipient, the desk's field, or the event's name.")
    value: str | None = strawberry.field(description="What is written into the desk's field.")

    @classmethod
    def of(cls, action: escalations.Action) -> EscalationAction:
        return cls(kind=action.kind, what=action.what, value=action.value)


@strawberry.type(description="A step of the escalation, as it is agreed.")
class EscalationStep:
    at: str = strawberry.field(description="When: `at 75 %`, `PT30M before due`.")
    metric: str | None = strawberry.field(description="Null: of every metric.")
    do: list[EscalationAction] = strawberry.field(description="What is done.")

    @classmethod
    def of(cls, step: escalations.EscalationStep) -> EscalationStep:
        return cls(at=moment_text(step.at), metric=step.metric, do=[EscalationAction.of(a) for a in step.do])


@strawberry.type(description="What customers should think of it; null: no goal of this kind.")
class OutcomeGoals:
    csat_mean: Decimal | None = strawberry.field(description="Mean score, at least; 1 to 5.")
    reopen_rate: Decimal | None = strawberry.field(description="Share of tickets that came back, at most.")
    paused_before_due: Decimal | None = strawberry.field(
        description="Share of clocks paused just before due, at most."
    )

    @classmethod
    def of(cls, stated: goals.OutcomeGoals) -> OutcomeGoals:
        return cls(
            csat_mean=stated.csat_mean,
            reopen_rate=stated.reopen_rate,
            paused_before_due=stated.paused_before_due,
        )


@strawberry.type(description="Attainment below `below` gives back `share` of the period's charge; 0 to 1.")
class CreditStep:
    below: Decimal = strawberry.field(description="Attainment, from 0 to 1.")
    share: Decimal = strawberry.field(description="Of the period's charge, from 0 to 1.")


@strawberry.type(description="What is given back when the goal is missed.")
class CreditSchedule:
    steps: list[CreditStep] = strawberry.field(description="From the highest attainment down.")
    cap: Decimal | None = strawberry.field(description="Of a period's charge, at most.")
    yearly_cap: Decimal | None = strawberry.field(description="Of a year's charges, at most.")

    @classmethod
    def of(cls, stated: domain_credits.CreditSchedule) -> CreditSchedule:
        return cls(
            steps=[CreditStep(below=step.below, share=step.share) for step in stated.steps],
            cap=stated.cap,
            yearly_cap=stated.yearly_cap,
        )


@strawberry.type(description="What more specific levels may do with an attribute that this one states.")
class CombinationRule:
    attribute: Attribute = strawberry.field(description="Which one.")
    combination: Combination = strawberry.field(description="What they may do.")


@strawberry.type(description="What is stated. Null or empty: a more general level says it.")
class Terms:
    targets: list[ServiceLevelTarget] = strawberry.field(description="By metric and priority.")
    calendars: list[PriorityCalendar] = strawberry.field(description="By priority.")
    pause: PauseRule | None = strawberry.field(description="When clocks wait.")
    reopen: ReopenRule | None = strawberry.field(description="When a ticket comes back.")
    on_change: OnChange | None = strawberry.field(description="When another target begins to hold.")
    on_amendment: OnAmendment | None = strawberry.field(description="When the agreement is amended.")
    equality: Equality | None = strawberry.field(description="When stopped exactly at due.")
    end_of_business: EndOfBusiness | None = strawberry.field(
        description="When used up exactly at closing time."
    )
    expected_effort: Duration | None = strawberry.field(
        description="The working time that a ticket usually takes."
    )
    escalations: list[EscalationStep] | None = strawberry.field(description="Who hears what when.")
    goal: Decimal | None = strawberry.field(description="The share of clocks to be met, from 0 to 1.")
    outcome: OutcomeGoals | None = strawberry.field(description="What customers should think.")
    credits: CreditSchedule | None = strawberry.field(description="What a missed goal gives back.")
    combine: list[CombinationRule] = strawberry.field(description="What more specific levels may do.")
    review_every: str | None = strawberry.field(
        description="How often it is looked at again, `P6M`; null: once a year."
    )
    amendment: str | None = strawberry.field(description="How the agreement may be changed.")

    @classmethod
    def of(cls, stated: terms.Terms) -> Terms:
        effort, steps = stated.expected_effort, stated.escalations
        return cls(
            targets=_targets(stated),
            calendars=[] if stated.calendar is None else _calendars(stated.calendar),
            pause=_if_stated(stated.pause, _pause),
            reopen=_if_stated(stated.reopen, _reopen),
            on_change=stated.on_change,
            on_amendment=stated.on_amendment,
            equality=stated.equality,
            end_of_business=stated.end_of_business,
            expected_effort=None if effort is None else Duration(effort),
            escalations=None if steps is None else [EscalationStep.of(step) for step in steps],
            goal=_if_stated(stated.goal, lambda goal: goal.attainment),
            outcome=_if_stated(stated.outcome, OutcomeGoals.of),
            credits=_if_stated(stated.credits, CreditSchedule.of),
            combine=[
                CombinationRule(attribute=attribute, combination=how)
                for attribute, how in sorted(stated.combine.items())
            ],
            review_every=_if_stated(stated.review_every, str),
            amendment=stated.amendment,
        )


def _if_stated(value: S | None, show: Callable[[S], T]) -> T | None:
    return None if value is None else show(value)


def _targets(stated: terms.Terms) -> list[ServiceLevelTarget]:
    return [
        ServiceLevelTarget.of(metric, priority, target)
        for metric, of_metric in sorted(stated.targets.items())
        for priority, target in sorted(of_metric.items())
    ]


def _calendars(rule: terms.CalendarRule) -> list[PriorityCalendar]:
    named = [PriorityCalendar(priority=p, key=key) for p, key in sorted(rule.by_priority.items())]
    return [*named, PriorityCalendar(priority=None, key=rule.default)]


def _pause(rule: terms.PauseRule) -> PauseRule:
    return PauseRule(statuses=sorted(rule.statuses), metrics=sorted(rule.metrics), arithmetic=rule.arithmetic)


def _reopen(rule: terms.ReopenRule) -> ReopenRule:
    window = None if rule.window is None else Duration(rule.window)
    return ReopenRule(reopening=rule.reopening, window=window)
