"""Metrics that a tenant has defined, row and definition."""

from __future__ import annotations

from collections.abc import Mapping

from tortoise import fields

from sla_plugin.conditions.custom_metrics import CustomMetric, define
from sla_plugin.domain.metrics import BUILT_IN, MetricDefinition, MetricName
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class MetricRow(Row):
    name = fields.TextField()
    description = fields.TextField()
    starts = fields.TextField()
    stops = fields.TextField()
    pauses = fields.TextField(null=True)
    cancels = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "metric"

    def value(self) -> CustomMetric:
        return CustomMetric(self.name, self.starts, self.stops, self.pauses, self.cancels)


async def metric_definitions(session: Session) -> Mapping[MetricName, MetricDefinition]:
    """The built-in ones first, then the tenant's own by name."""
    own = {row.name: define(row.value()) for row in await session.query(MetricRow).order_by("name")}
    return {**BUILT_IN, **own}
