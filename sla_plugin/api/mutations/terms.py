"""What an agreement version promises, as it is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

import strawberry

from sla_plugin.api.ids import id_of
from sla_plugin.api.scalars import Duration
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
from sla_plugin.domain.calendar_spans import parse_span
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.escalations import Action, AtPercent, DaysFromDue, EscalationStep, FromDue, Moment
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, ReopenRule, Terms
from sla_plugin.errors import BadInput, Code

S = TypeVar("S")
T = TypeVar("T")


@strawberry.input(description="A time of day, so many working days later.")
class ByTimeInput:
    days: int = strawberry.field(description="1: the next working day.")
    at: time = strawberry.field(description="Local time, `17:00`.")
    cutoff: time | None = strawberry.field(
        default=None, description="What starts later than this counts from the next working day."
    )


@strawberry.input(description="A promised time; exactly one of them.", one_of=True)
class TargetValueInput:
    duration: Duration | None = strawberry.field(default=strawberry.UNSET, description="Working time.")
    working_days: int | None = strawberry.field(
        default=strawberry.UNSET, description="The same clock time so many working days later."
    )
    end_of_working_day: int | None = strawberry.field(
        default=strawberry.UNSET, description="The end of the working day so many working days later."
    )
    by_time: ByTimeInput | None = strawberry.field(
        default=strawberry.UNSET, description="By a time of day, so many working days later."
    )
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="By this very instant, as for one ticket."
    )
    agreed_or: Duration | None = strawberry.field(
        default=strawberry.UNSET,
        description="By the instant agreed on the ticket; where none is, within this working time.",
    )

    def value(self) -> Target:
        match self:
            case TargetValueInput(by_time=ByTimeInput(days=days, at=at, cutoff=cutoff)):
                return ByTime(days, at, cutoff)
            case TargetValueInput(working_days=int(days)):
                return WorkingDays(days)
            case TargetValueInput(end_of_working_day=int(days)):
                return WorkingDays(days, at_end=True)
            case TargetValueInput(until=datetime() as instant):
                return Until(instant)
            case TargetValueInput(agreed_or=timedelta() as duration):
                return Agreed(WorkingDuration(duration))
        assert isinstance(self.duration, timedelta)
        return WorkingDuration(self.duration)


@strawberry.input(description="What is promised for one metric and priority.")
class ServiceLevelTargetInput:
    metric: str = strawberry.field(
        description="What is measured: a built-in metric, or one of the tenant's own."
    )
    priority: str | None = strawberry.field(default=None, description="Left out: every other priority.")
    value: TargetValueInput = strawberry.field(description="How much time.")


@strawberry.input(description="Which calendar measures which priority.")
class PriorityCalendarInput:
    priority: str | None = strawberry.field(default=None, description="Left out: every other priority.")
    calendar: strawberry.ID = strawberry.field(description="The calendar.")


@strawberry.input(description="In which statuses which metrics wait.")
class PauseRuleInput:
    statuses: list[Status] = strawberry.field(description="Empty: nothing ever waits.")
    metrics: list[str] = strawberry.field(
        default_factory=lambda: ["RESOLUTION"], description="Those that wait; the others run on."
    )
    arithmetic: PauseArithmetic = strawberry.field(
        default=PauseArithmetic.WORKING_TIME, description="What a pause gives back."
    )


@strawberry.input(description="What a ticket that comes back does to a stopped clock.")
class ReopenRuleInput:
    reopening: Reopening = strawberry.field(description="What it does.")
    window: Duration | None = strawberry.field(
        default=None, description="A ticket that comes back later than this leaves the clock stopped."
    )


@strawberry.input(description="When a step of the escalation is taken; exactly one of them.", one_of=True)
class StepMomentInput:
    percent: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="So much of the target is used up; 100 is the due instant."
    )
    from_due: Duration | None = strawberry.field(
        default=strawberry.UNSET, description="Working time after due; negative (`-PT30M`): before."
    )
    wall_clock_from_due: Duration | None = strawberry.field(
        default=strawberry.UNSET, description="The same on the wall clock."
    )
    working_days_from_due: int | None = strawberry.field(
        default=strawberry.UNSET, description="At due's clock time, so many working days after or before."
    )

    def value(self) -> Moment:
        match self:
            case StepMomentInput(percent=Decimal() as percent):
                return AtPercent(percent)
            case StepMomentInput(working_days_from_due=int(days)):
                return DaysFromDue(days)
            case StepMomentInput(wall_clock_from_due=timedelta() as offset):
                return FromDue(offset, wall_clock=True)
        assert isinstance(self.from_due, timedelta)
        return FromDue(self.from_due)


@strawberry.input(description="What is done at a step.")
class ActionInput:
    kind: ActionKind = strawberry.field(description="What kind of thing.")
    what: str = strawberry.field(description="The recipient, the desk's field, or the event's name.")
    value: str | None = strawberry.field(default=None, description="What is written into the desk's field.")


@strawberry.input(description="A step of the escalation.")
class EscalationStepInput:
    at: StepMomentInput = strawberry.field(description="When.")
    do: list[ActionInput] = strawberry.field(description="What.")
    metric: str | None = strawberry.field(default=None, description="Left out: of every metric.")


@strawberry.input(description="What customers should think of it.")
class OutcomeGoalsInput:
    csat_mean: Decimal | None = strawberry.field(default=None, description="Mean score, at least; 1 to 5.")
    reopen_rate: Decimal | None = strawberry.field(
        default=None, description="Share of resolved tickets that came back, at most; 0 to 1."
    )
    paused_before_due: Decimal | None = strawberry.field(
        default=None, description="Share of clocks paused just before due, at most; 0 to 1."
    )


@strawberry.input(description="Attainment below `below` gives back `share` of the period's charge; 0 to 1.")
class CreditStepInput:
    below: Decimal = strawberry.field(description="Attainment, from 0 to 1.")
    share: Decimal = strawberry.field(description="Of the period's charge, from 0 to 1.")


@strawberry.input(description="What is given back when the goal is missed.")
class CreditScheduleInput:
    steps: list[CreditStepInput] = strawberry.field(description="From the highest attainment down.")
    cap: Decimal | None = strawberry.field(default=None, description="Of a period's charge, at most.")
    yearly_cap: Decimal | None = strawberry.field(default=None, description="Of a year's charges, at most.")


@strawberry.input(description="What more specific levels may do with an attribute that this one states.")
class CombinationInput:
    attribute: Attribute = strawberry.field(description="Which one.")
    combination: Combination = strawberry.field(description="What they may do.")


@strawberry.input(description="What is stated; what is left out, a more general level supplies.")
class TermsInput:
    targets: list[ServiceLevelTargetInput] = strawberry.field(
        default_factory=list, description="By metric and priority."
    )
    calendars: list[PriorityCalendarInput] = strawberry.field(
        default_factory=list, description="One of them without a priority."
    )
    pause: PauseRuleInput | None = strawberry.field(default=None, description="When clocks wait.")
    reopen: ReopenRuleInput | None = strawberry.field(default=None, description="When a ticket comes back.")
    on_change: OnChange | None = strawberry.field(default=None, description="When another target holds.")
    on_amendment: OnAmendment | None = strawberry.field(default=None, description="When it is amended.")
    equality: Equality | None = strawberry.field(default=None, description="When stopped exactly at due.")
    end_of_business: EndOfBusiness | None = strawberry.field(
        default=None, description="When used up exactly at closing time."
    )
    expected_effort: Duration | None = strawberry.field(
        default=None, description="The working time that a ticket usually takes."
    )
    escalations: list[EscalationStepInput] | None = strawberry.field(
        default=None, description="Who hears what when; empty: nobody."
    )
    goal: Decimal | None = strawberry.field(
        default=None, description="The share of clocks to be met, from 0 to 1."
    )
    outcome: OutcomeGoalsInput | None = strawberry.field(
        default=None, description="What people should think."
    )
    credits: CreditScheduleInput | None = strawberry.field(default=None, description="What a miss costs us.")
    combine: list[CombinationInput] = strawberry.field(
        default_factory=list, description="Where nothing is said, more specific levels override."
    )
    review_every: str | None = strawberry.field(
        default=None, description="How often it is looked at again, `P6M`; left out, once a year."
    )
    amendment: str | None = strawberry.field(default=None, description="How the agreement may be changed.")


def terms_of(given: TermsInput) -> Terms:
    """BadInput `target.twice`, `calendars.ambiguous`, `share.out_of_range`, `duration.malformed`, …"""
    steps = given.escalations
    return Terms(
        targets=_targets(given.targets),
        calendar=_calendar_rule(given.calendars),
        pause=_if_given(given.pause, _pause_rule),
        reopen=_if_given(given.reopen, lambda rule: ReopenRule(rule.reopening, rule.window)),
        on_change=given.on_change,
        on_amendment=given.on_amendment,
        equality=given.equality,
        end_of_business=given.end_of_business,
        expected_effort=given.expected_effort,
        escalations=None if steps is None else tuple(_step(step) for step in steps),
        goal=None if given.goal is None else Goal(given.goal),
        outcome=_if_given(given.outcome, _outcome),
        credits=_if_given(given.credits, _credits),
        combine={one.attribute: one.combination for one in given.combine},
        review_every=_if_given(given.review_every, parse_span),
        amendment=given.amendment,
    )


def _if_given(value: S | None, read: Callable[[S], T]) -> T | None:
    return None if value is None else read(value)


def _targets(given: Sequence[ServiceLevelTargetInput]) -> dict[str, dict[str, Target]]:
    targets: defaultdict[str, dict[str, Target]] = defaultdict(dict)
    for target in given:
        priority = target.priority or ANY_PRIORITY
        if priority in targets[target.metric]:
            raise BadInput(
                Code.TARGET_TWICE,
                f"{target.metric} has two targets for {target.priority or 'other priorities'}.",
                hint="Leave one of them out.",
                field="targets",
            )
        targets[target.metric][priority] = target.value.value()
    return dict(targets)


def _calendar_rule(given: Sequence[PriorityCalendarInput]) -> CalendarRule | None:
    if not given:
        return None
    chosen = {c.priority: CalendarId(id_of("Calendar", c.calendar, field="calendars")) for c in given}
    if None not in chosen or len(chosen) < len(given):
        raise BadInput(
            Code.CALENDARS_AMBIGUOUS,
            "Each priority takes one calendar, and one must be for every other priority.",
            hint="Give one entry without a priority, and no priority twice.",
            field="calendars",
        )
    named = {priority: key for priority, key in chosen.items() if priority is not None}
    return CalendarRule(default=chosen[None], by_priority=named)


def _pause_rule(given: PauseRuleInput) -> PauseRule:
    return PauseRule(frozenset(given.statuses), frozenset(given.metrics), given.arithmetic)


def _step(given: EscalationStepInput) -> EscalationStep:
    do = tuple(Action(action.kind, action.what, action.value) for action in given.do)
    return EscalationStep(given.at.value(), do, given.metric)


def _outcome(given: OutcomeGoalsInput) -> OutcomeGoals:
    return OutcomeGoals(given.csat_mean, given.reopen_rate, given.paused_before_due)


def _credits(given: CreditScheduleInput) -> CreditSchedule:
    steps = tuple(CreditStep(step.below, step.share) for step in given.steps)
    return CreditSchedule(steps, given.cap, given.yearly_cap)
