"""Groups of customers."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.customer_group import CustomerGroup, customer_group
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import CustomerGroupId, OrganisationId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.create_customer_group import create_customer_group


@strawberry.input(description="A new group of customers.")
class CreateCustomerGroupInput:
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    rank: int = strawberry.field(
        description="Unique; of two groups of one customer the smaller is more specific."
    )
    members: list[strawberry.ID] = strawberry.field(
        description="Organisations, with the accounts below them."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The new group, or why there is none.")
class CreateCustomerGroupPayload:
    customer_group: CustomerGroup | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class CustomerGroupMutations:
    @strawberry.mutation(
        description="Let customers be promised something together.",
        extensions=[Needs(Scope.ORGANISATIONS_WRITE)],
    )
    async def create_customer_group(
        self, info: Info, input: Annotated[CreateCustomerGroupInput, described("The group.")]
    ) -> CreateCustomerGroupPayload | None:
        async def use_case(session: Session) -> CustomerGroupId:
            members = [OrganisationId(id_of("Organisation", m, field="members")) for m in input.members]
            return await create_customer_group(
                session,
                code=input.code,
                name=input.name,
                rank=input.rank,
                members=members,
                now=info.context.now,
            )

        made, errors = await carry_out(info.context, "createCustomerGroup", input, use_case)
        return CreateCustomerGroupPayload(customer_group=await customer_group(info, made), user_errors=errors)
