"""Everything that an agreement version can state, made up for laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from sla_plugin.domain.calendar_spans import CalendarSpan
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.escalations import (
    Action,
    ActionKind,
    AtPercent,
    DaysFromDue,
    EscalationStep,
    FromDue,
    Moment,
)
from sla_plugin.domain.facts import Status
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
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

words = st.sampled_from(["days", "until"]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5
)
"""As a desk writes its own: anything, nothing included."""
said = words.filter(str.strip)
durations = st.timedeltas(timedelta(0), timedelta(days=3650))
clock_times = st.times()
calendars = st.uuids().map(CalendarId)
metrics = st.sampled_from(Metric)
instants = st.timedeltas(timedelta(0), timedelta(days=14_610)).map(
    lambda after: datetime(2000, 1, 1, tzinfo=UTC) + after
)
shares = st.decimals(Decimal(0), Decimal(1), places=4, allow_nan=False)

_of_work = st.one_of(
    st.builds(WorkingDuration, durations),
    st.builds(WorkingDays, st.integers(0, 99), st.booleans()),
    st.builds(ByTime, st.integers(0, 99), clock_times, st.none() | clock_times),
)
targets: st.SearchStrategy[Target] = st.one_of(
    _of_work, st.builds(Until, instants), st.builds(Agreed, _of_work)
)
moments: st.SearchStrategy[Moment] = st.one_of(
    st.builds(AtPercent, st.decimals(Decimal(1), Decimal(500), places=2)),
    st.builds(FromDue, st.timedeltas(timedelta(days=-99), timedelta(days=99)), st.booleans()),
    st.builds(DaysFromDue, st.integers(-99, 99)),
)
steps = st.builds(
    EscalationStep,
    moments,
    st.lists(st.builds(Action, st.sampled_from(ActionKind), said, st.none() | words), max_size=2).map(tuple),
    st.none() | metrics,
)


@st.composite
def credit_schedules(draw: st.DrawFn) -> CreditSchedule:
    """The lower the attainment, the more is given back."""
    below = sorted(draw(st.lists(shares, min_size=1, max_size=3, unique=True)), reverse=True)
    given_back = sorted(draw(st.lists(shares, min_size=len(below), max_size=len(below), unique=True)))
    return CreditSchedule(
        tuple(CreditStep(attained, share) for attained, share in zip(below, given_back, strict=True)),
        draw(st.none() | shares),
        draw(st.none() | shares),
    )


terms = st.builds(
    Terms,
    targets=st.dictionaries(metrics, st.dictionaries(words, targets, min_size=1, max_size=3)),
    calendar=st.none() | st.builds(CalendarRule, calendars, st.dictionaries(words, calendars)),
    pause=st.none()
    | st.builds(
        PauseRule,
        st.frozensets(st.sampled_from(Status)),
        st.frozensets(metrics),
        st.sampled_from(PauseArithmetic),
    ),
    reopen=st.none() | st.builds(ReopenRule, st.sampled_from(Reopening), st.none() | durations),
    on_change=st.none() | st.sampled_from(OnChange),
    on_amendment=st.none() | st.sampled_from(OnAmendment),
    equality=st.none() | st.sampled_from(Equality),
    end_of_business=st.none() | st.sampled_from(EndOfBusiness),
    expected_effort=st.none() | durations,
    escalations=st.none() | st.lists(steps, max_size=3).map(tuple),
    goal=st.none() | st.builds(Goal, shares),
    outcome=st.none()
    | st.builds(
        OutcomeGoals,
        st.none() | st.decimals(Decimal(1), Decimal(5), places=2),
        st.none() | shares,
        st.none() | shares,
    ),
    credits=st.none() | credit_schedules(),
    combine=st.dictionaries(st.sampled_from(Attribute), st.sampled_from(Combination)),
    review_every=st.none() | st.builds(CalendarSpan, st.integers(0, 24), st.integers(0, 99)),
    amendment=st.none() | said,
)
