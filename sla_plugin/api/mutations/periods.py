"""Closing periods, and what they give back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.credit import Credit
from sla_plugin.api.types.money import MoneyInput
from sla_plugin.api.types.period import PeriodInput
from sla_plugin.api.types.sealed_period import SealedPeriod, sealed_period
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.metrics import Metric
from sla_plugin.storage.credits import credits_of
from sla_plugin.storage.session import Session
from sla_plugin.usecases.accrue_credits import accrue_credits
from sla_plugin.usecases.seal_period import seal_period


@strawberry.input(
    description="A period to close. Missed goals open improvement actions of whose token it is."
)
class SealPeriodInput:
    period: PeriodInput = strawberry.field(description="Which one; it must be over.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The closed period, or why it is not closed.")
class SealPeriodPayload:
    sealed_period: SealedPeriod | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.input(description="A month whose credits are due.")
class AccrueCreditsInput:
    contract: strawberry.ID = strawberry.field(description="Of which contract.")
    metric: str = strawberry.field(default=Metric.RESOLUTION.value, description="Which goal.")
    month: str = strawberry.field(description="`2026-10`, in the contract's zone; it must be over.")
    charge: MoneyInput = strawberry.field(description="What the customer is charged for that month.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="All credits of the contract and metric, or why there are no new ones.")
class AccrueCreditsPayload:
    contract: Contract | None = strawberry.field(description="Null where it was refused.")
    credits: list[Credit] = strawberry.field(description="In the order in which they were made.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class PeriodMutations:
    @strawberry.mutation(
        description="Close a period: what changes in it from now on is shown as an adjustment.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def seal_period(
        self, info: Info, input: Annotated[SealPeriodInput, described("The period.")]
    ) -> SealPeriodPayload | None:
        async def use_case(session: Session) -> UUID:
            period = input.period.value()
            return await seal_period(session, period, info.context.principal.subject, info.context.now)

        made, errors = await carry_out(info.context, "sealPeriod", input, use_case)
        return SealPeriodPayload(sealed_period=await sealed_period(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Give back what a missed goal costs, within the caps of the agreement, or take back what "
        "earlier months of the contract year gave too much. Repeated, it adds nothing.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def accrue_credits(
        self, info: Info, input: Annotated[AccrueCreditsInput, described("The month and its charge.")]
    ) -> AccrueCreditsPayload | None:
        async def use_case(session: Session) -> ContractId:
            which = ContractId(id_of("Contract", input.contract, field="contract"))
            return await accrue_credits(
                session, which, input.metric, input.month, input.charge.value(), info.context.now
            )

        made, errors = await carry_out(info.context, "accrueCredits", input, use_case)
        found = [] if made is None else await credits_of(info.context.session, [made], input.metric)
        return AccrueCreditsPayload(
            contract=await contract(info, made),
            credits=[Credit.of(row) for row in found],
            user_errors=errors,
        )
