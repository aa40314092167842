"""The root of all mutations."""

import strawberry

from sla_plugin.api.mutations.agreements import AgreementMutations
from sla_plugin.api.mutations.calendars import CalendarMutations
from sla_plugin.api.mutations.catalogue import CatalogueMutations
from sla_plugin.api.mutations.customer_groups import CustomerGroupMutations
from sla_plugin.api.mutations.metrics import MetricMutations


@strawberry.type(description="Everything that can be changed. Refusals are part of each payload.")
class Mutation(
    CatalogueMutations, CustomerGroupMutations, CalendarMutations, MetricMutations, AgreementMutations
):
    pass
