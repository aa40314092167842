"""Define a metric of a tenant's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sla_plugin.conditions.custom_metrics import CustomMetric, define
from sla_plugin.storage.metrics import MetricRow
from sla_plugin.storage.session import Session


async def define_metric(session: Session, metric: CustomMetric, description: str, now: datetime) -> UUID:
    """It cannot be changed later. BadInput `metric.…`, Conflict where the name is taken."""
    define(metric)
    row = MetricRow(
        name=metric.name,
        description=description,
        starts=metric.starts,
        stops=metric.stops,
        pauses=metric.pauses,
        cancels=metric.cancels,
        recorded_at=now,
    )
    await session.add(row)
    return row.id
