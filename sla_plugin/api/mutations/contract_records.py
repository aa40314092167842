"""Contracts that are kept elsewhere, as far as they cover tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Context, Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_acts import ContractPayload
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.contract import contract
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.errors import Code, Forbidden
from sla_plugin.storage.session import Session
from sla_plugin.usecases.record_contract import record_contract


@strawberry.input(description="A contract that covers the tickets of a customer, and is kept elsewhere.")
class RecordContractInput:
    number: str = strawberry.field(description="Unique for the tenant.")
    customer: strawberry.ID = strawberry.field(description="Whose tickets it covers.")
    zone: TimeZone = strawberry.field(description="In which its dates are read.")
    monitored_from: datetime = strawberry.field(description="The first instant that is measured.")
    monitored_until: datetime | None = strawberry.field(
        default=None, description="The first instant that is no longer measured."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class ContractRecordMutations:
    @strawberry.mutation(
        description="Record that a contract which is kept elsewhere covers a customer's tickets. One that is "
        "to be agreed is begun with `draftContract`.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def record_contract(
        self, info: Info, input: Annotated[RecordContractInput, described("The contract.")]
    ) -> ContractPayload | None:
        async def use_case(session: Session) -> ContractId:
            refuse_a_party(info.context)
            return await record_contract(
                session,
                info.context.deed,
                number=input.number,
                customer=OrganisationId(id_of("Organisation", input.customer, field="customer")),
                zone=input.zone,
                monitored_from=input.monitored_from,
                monitored_until=input.monitored_until,
            )

        made, errors = await carry_out(info.context, "recordContract", input, use_case)
        return ContractPayload(contract=await contract(info, made), user_errors=errors)


def refuse_a_party(context: Context) -> None:
    """A customer may sign, and so may change contracts, but makes none by saying so."""
    if context.bound_to is not None:
        raise Forbidden(
            Code.RIGHT_ROLE,
            "What covers a customer's tickets is recorded by the provider.",
            hint="Let somebody there do it.",
        )
