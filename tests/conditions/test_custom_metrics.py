"""Conditions for metrics of a tenant's own: what they measure, and what is wrong with a wrong one."""

from __future__ import annotations

import pytest

from sla_plugin.conditions.custom_metrics import CustomMetric, define
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    FieldChanged,
    PublicReply,
    Status,
    StatusChanged,
    TicketField,
)
from sla_plugin.domain.metrics import BUILT_IN
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import Terms
from sla_plugin.errors import BadInput, Code
from tests.support.stories import OFFICE_RULE, at, contract, hours, opened, promised, told, version, within


def measuring(metric: CustomMetric) -> Commitments:
    terms = Terms(targets={metric.name: {"*": within(hours(2))}}, calendar=OFFICE_RULE)
    commitments = promised(version(terms, under=contract()))
    return Commitments(
        **{
            name: getattr(commitments, name) for name in ("agreements", "contracts", "calendars", "directory")
        },
        metrics={**BUILT_IN, metric.name: define(metric)},
    )


HELD = CustomMetric("TIME_ON_HOLD", 'status == "ON_HOLD"', 'status != "ON_HOLD"')


def test_a_state_begins_a_clock_when_it_comes_about_and_each_time_anew() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 10:00", StatusChanged(Status.ON_HOLD)),
        ("2026-03-02 10:30", FieldChanged(TicketField.PRIORITY, "P1")),
        ("2026-03-02 11:00", StatusChanged(Status.OPEN)),
        ("2026-03-02 14:00", StatusChanged(Status.ON_HOLD)),
    )
    first, second = evaluate(story, measuring(HELD), at("2026-03-02 17:00"))
    assert (first.cycle, first.started_at, first.stopped_at) == (
        1,
        at("2026-03-02 10:00"),
        at("2026-03-02 11:00"),
    )
    assert (second.cycle, second.started_at, second.breached_at) == (
        2,
        at("2026-03-02 14:00"),
        at("2026-03-02 16:00"),
    )


def test_a_fact_begins_ends_and_cancels() -> None:
    call_back = CustomMetric(
        "CALL_BACK",
        starts='fact == "PUBLIC_REPLY" && author == "REQUESTER"',
        stops='fact == "INTERNAL_NOTE"',
        cancels='fact == "ASSIGNED" && value == "robots"',
    )
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", PublicReply(Author.REQUESTER)),
        ("2026-03-02 10:00", Assigned("robots")),
        ("2026-03-02 11:00", PublicReply(Author.REQUESTER)),
    )
    first, second = evaluate(story, measuring(call_back), at("2026-03-02 12:00"))
    assert (first.state, first.stopped_at) == ("CANCELLED", at("2026-03-02 10:00"))
    assert (second.state, second.due_at) == ("RUNNING", at("2026-03-02 13:00"))


def test_a_pause_of_the_metrics_own_has_its_reason() -> None:
    metric = CustomMetric("CARE", 'fact == "OPENED"', "done", pauses='department == "archive"')
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 10:00", FieldChanged(TicketField.DEPARTMENT, "archive")),
    )
    (clock,) = evaluate(story, measuring(metric), at("2026-03-02 12:00"))
    assert (clock.state, clock.elapsed) == ("PAUSED", hours(1))
    assert [(s.kind, s.reason) for s in clock.segments] == [
        (SegmentKind.RUNNING, SegmentReason.IN_PROGRESS),
        (SegmentKind.PAUSED, SegmentReason.CONDITION),
    ]


@pytest.mark.parametrize(
    ("metric", "code", "told_of"),
    [
        (CustomMetric("lower", "done", "done"), Code.METRIC_MALFORMED, "'lower'"),
        (CustomMetric("RESOLUTION", "done", "done"), Code.METRIC_TAKEN, "RESOLUTION"),
        (CustomMetric("X", 'status = "OPEN"', "done"), Code.METRIC_CONDITION, "line 1, column 8"),
        (CustomMetric("X", 'statu == "OPEN"', "done"), Code.METRIC_CONDITION, "at column 1: 'statu'"),
        (CustomMetric("X", "done", 'done && tem == "x"'), Code.METRIC_CONDITION, "at column 9: 'tem'"),
        (CustomMetric("X", "status > 3", "done"), Code.METRIC_CONDITION, "No such overload"),
        (CustomMetric("X", "size(status)", "done"), Code.METRIC_CONDITION, "does not say yes or no"),
        (CustomMetric("X", "call(status)", "done"), Code.METRIC_CONDITION, "'call'"),
        (CustomMetric("X", 'status == "OPENED"', "done"), Code.METRIC_NEVER, 'status == "OPENED"'),
        (CustomMetric("X", "done", "false"), Code.METRIC_NEVER, "false"),
        (
            CustomMetric("X", 'fact == "ASSIGNED" && author == "AGENT"', "done"),
            Code.METRIC_NEVER,
            "ASSIGNED",
        ),
        (CustomMetric("X", "done", "done", pauses='fact == "OPENED"'), Code.METRIC_CONDITION, "'fact'"),
    ],
)
def test_a_metric_that_cannot_be_is_refused_at_what_is_wrong(
    metric: CustomMetric, code: Code, told_of: str
) -> None:
    with pytest.raises(BadInput) as refused:
        define(metric)
    assert refused.value.code is code
    assert told_of in str(refused.value)
