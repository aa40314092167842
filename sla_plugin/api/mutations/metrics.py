"""Metrics of a tenant's own."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.metric import MetricDefinition, metric_definition
from sla_plugin.auth.scopes import Scope
from sla_plugin.conditions.custom_metrics import CustomMetric
from sla_plugin.storage.session import Session
from sla_plugin.usecases.define_metric import define_metric

CEL = 'In CEL over `status`, `priority`, `team`, `fact`, `author`, …: `status == "ON_HOLD"`.'


@strawberry.input(description="A metric of the tenant's own. It cannot be changed later.")
class DefineMetricInput:
    name: str = strawberry.field(description="In capitals, as `CALL_BACK`; unique.")
    description: str = strawberry.field(description="What it measures.")
    starts: str = strawberry.field(description=f"What begins a clock. {CEL}")
    stops: str = strawberry.field(description="What ends it; the end of the ticket does too.")
    pauses: str | None = strawberry.field(
        default=None, description="While this holds of the ticket, it waits. Asks for no `fact`."
    )
    cancels: str | None = strawberry.field(default=None, description="What makes it void.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The metric, or why there is none.")
class DefineMetricPayload:
    metric: MetricDefinition | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class MetricMutations:
    @strawberry.mutation(
        description="Define a metric by conditions over facts and fields.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def define_metric(
        self, info: Info, input: Annotated[DefineMetricInput, described("The metric.")]
    ) -> DefineMetricPayload | None:
        async def use_case(session: Session) -> UUID:
            metric = CustomMetric(input.name, input.starts, input.stops, input.pauses, input.cancels)
            return await define_metric(session, metric, input.description, info.context.now)

        made, errors = await carry_out(info.context, "defineMetric", input, use_case)
        return DefineMetricPayload(metric=await metric_definition(info, made), user_errors=errors)
