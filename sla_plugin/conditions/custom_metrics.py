"""Metrics that a tenant defines: a name, and conditions that start, stop, pause and cancel its clocks."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.conditions.condition import parse_condition
from sla_plugin.domain.metrics import BUILT_IN, METRIC_NAME, MetricDefinition, MetricName, never
from sla_plugin.errors import BadInput, Code


@dataclass(frozen=True, slots=True)
class CustomMetric:
    """As it was written. It never changes, since clocks were measured by it; a better one has another
    name."""

    name: MetricName
    starts: str
    stops: str
    pauses: str | None = None
    cancels: str | None = None


def define(metric: CustomMetric) -> MetricDefinition:
    """BadInput `metric.malformed`, `metric.taken`, `metric.condition`, `metric.never`."""
    if not METRIC_NAME.fullmatch(metric.name):
        raise BadInput(
            Code.METRIC_MALFORMED,
            f"{metric.name!r} is no name of a metric.",
            hint="Write it in capitals, as CALL_BACK.",
            field="name",
        )
    if metric.name in BUILT_IN:
        raise BadInput(
            Code.METRIC_TAKEN, f"{metric.name} is built in.", hint="Take another name.", field="name"
        )
    starts = parse_condition(metric.starts, "starts")
    stops = parse_condition(metric.stops, "stops")
    pauses = metric.pauses and parse_condition(metric.pauses, "pauses", about_ticket=True)
    cancels = metric.cancels and parse_condition(metric.cancels, "cancels")
    return MetricDefinition(
        starts=starts.begins,
        stops=stops.holds_at,
        cancels=cancels.holds_at if cancels else never,
        pauses=pauses.holds if pauses else never,
    )
